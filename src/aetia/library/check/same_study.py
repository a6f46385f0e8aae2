"""One study entered twice under two names, and studies of one author that nobody has tied to a team."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case, Place
from aetia.library.faults import Fault
from aetia.model.reference import Name, Reference
from aetia.model.standing import Standing
from aetia.model.study import Study

Told = tuple[Study, int, Reference]

SHORTEST_TITLE = 12
"""Letters of a title, without blanks, below which it tells nothing: "Scleroderma", "Editorial"."""

_REVIEWS = frozenset({"meta-analysis", "systematic-review", "review"})


def same_titles(case: Case) -> Iterator[Fault]:
    """One title in two studies: an error where year, first author or journal agree too, else a warning."""
    first: dict[str, list[Told]] = defaultdict(list)
    decided = _told_apart_by_people(case)
    for told in _references(case):
        study, number, reference = told
        title = _folded(reference.title)
        if len(title) < SHORTEST_TITLE:
            continue
        for other, _, earlier in first[title][:1]:
            if other.id == study.id or _one_population(study, other) or _same_identifier(reference, earlier):
                continue
            if frozenset({study.id, other.id}) in decided:
                continue
            agrees = [] if _told_apart(reference, earlier) else _agreements(reference, earlier)
            file, path = layout.study_file(study.id), ("references", number, "title")
            if agrees:
                yield case.fault(
                    "same-study",
                    file,
                    path,
                    f"title and {' and '.join(agrees)} are those of the study '{other.id}', so it would be counted twice",
                    "Join the two files; if they are two publications of one population, give both one 'reviewed_as', else "
                    "their identifiers",
                )
            else:
                yield case.fault(
                    "same-title",
                    file,
                    path,
                    f"the study '{other.id}' has the same title",
                    "Check that they are two studies",
                )
        first[title].append(told)


def same_pages(case: Case) -> Iterator[Fault]:
    """Journal, year, volume and first page of two studies agree: one publication, unless their identifiers differ, or both their
    first authors and their titles."""
    first: dict[tuple[str, int, str, str], Told] = {}
    decided = _told_apart_by_people(case)
    for told in _references(case):
        study, number, reference = told
        key = _place_in_print(reference)
        if key is None:
            continue
        other, _, earlier = first.setdefault(key, told)
        tied = other.id == study.id or _one_population(study, other) or frozenset({study.id, other.id}) in decided
        if tied or _told_apart(reference, earlier) or _same_identifier(reference, earlier):
            continue
        if _folded(reference.title) == _folded(earlier.title):
            continue  # told already
        if _plainly_another(reference, earlier):
            continue  # two abstracts, or two letters, on one page
        yield case.fault(
            "same-study",
            layout.study_file(study.id),
            ("references", number, "page"),
            f"journal, year, volume and first page are those of the study '{other.id}', so it would be counted twice",
            "Join the two files; if two publications begin on that page, give each its PMID or DOI",
        )


def same_authors(case: Case) -> Iterator[Fault]:
    """Studies counted in one topic that share a first or last author, and no team is named: they pass for independent."""
    first: dict[tuple[str, str], Study] = {}
    told: set[tuple[str, str]] = set()
    for place in case.findings:
        if not _is_counted(case, place) or place.study.team:
            continue
        study, topic = place.study, place.finding.topic
        for author in _outer_authors(study.reference):
            other = first.setdefault((topic, author), study)
            if other.id == study.id or _one_population(study, other) or (topic, study.id) in told:
                continue
            told.add((topic, study.id))
            yield case.fault(
                "same-author-no-team",
                place.file,
                place.path,
                f"this study and '{other.id}' share a first or last author, and both are counted in '{topic}' as if independent",
                "If it is one team, write the same 'team: …' in both",
            )


def _plainly_another(one: Reference, other: Reference) -> bool:
    """Whether two publications have first authors of different names, and titles that share less than half of their words."""
    if not one.first_author or not other.first_author or _folded(one.first_author) == _folded(other.first_author):
        return False
    words, others = (set(re.findall(r"\w+", each.title.casefold())) for each in (one, other))
    return 2 * len(words & others) < len(words | others)


def _references(case: Case) -> Iterator[Told]:
    for study in case.library.studies.values():
        for number, reference in enumerate(study.references):
            yield study, number, reference


def _told_apart_by_people(case: Case) -> frozenset[frozenset[str]]:
    """Pairs of studies of which a person said that they are no versions of one work, or not one population."""
    joined = case.library.joined
    last: dict[tuple[frozenset[str], str], str] = {}
    for row in case.library.same:
        if row.decision in ("yes", "no") and row.kind in ("version", "population"):
            pair = frozenset({joined.get(row.one, row.one), joined.get(row.other, row.other)})
            last[pair, row.kind] = row.decision
    return frozenset(pair for (pair, _), decision in last.items() if decision == "no")


def _folded(text: str) -> str:
    """Letters and digits alone, without accents and case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.casefold()))


def _one_population(one: Study, other: Study) -> bool:
    return one.reviewed_as is not None and one.reviewed_as == other.reviewed_as


def _pairs(one: Reference, other: Reference) -> list[bool]:
    """For each kind of identifier that both have, whether they agree."""
    mine = dict(key.split(":", 1) for key in one.identifiers.keys())  # noqa: SIM118 (a method, not a dictionary)
    theirs = dict(key.split(":", 1) for key in other.identifiers.keys())  # noqa: SIM118
    return [mine[kind] == theirs[kind] for kind in mine.keys() & theirs.keys()]


def _same_identifier(one: Reference, other: Reference) -> bool:
    return any(_pairs(one, other))


def _told_apart(one: Reference, other: Reference) -> bool:
    """Whether identifiers say that these are two publications, such as two letters on one page."""
    pairs = _pairs(one, other)
    return bool(pairs) and not any(pairs)


def _journal(reference: Reference) -> str:
    return _folded(reference.container_title or reference.container_title_short or "")


def _agreements(one: Reference, other: Reference) -> list[str]:
    pairs = {
        "year": (one.year, other.year),
        "first author": (_folded(one.first_author or ""), _folded(other.first_author or "")),
        "journal": (_journal(one), _journal(other)),
    }
    return [name for name, (mine, theirs) in pairs.items() if mine and mine == theirs]


def _place_in_print(reference: Reference) -> tuple[str, int, str, str] | None:
    page = re.match(r"\s*(\w+)", reference.page or "")
    journal, year, volume = _journal(reference), reference.year, reference.volume
    return (journal, year, volume, page[1].casefold()) if journal and year and volume and page else None


def _outer_authors(reference: Reference) -> list[str]:
    """The first author, and the last where the list is whole; people without a given name are told apart by nobody."""
    ends = [*reference.author[:1], *(reference.author[-1:] if reference.authors_complete else [])]
    return list(dict.fromkeys(filter(None, map(_person, ends))))


def _person(name: Name) -> str | None:
    if name.literal:
        return _folded(name.literal)
    given = _folded(name.given or "")
    return f"{_folded(name.family or '')} {given[0]}" if given else None


def _is_counted(case: Case, place: Place) -> bool:
    finding, topic = place.finding, case.library.topics.get(place.finding.topic)
    return (
        topic is not None
        and finding.outcome is not None
        and finding.exposure == topic.exposure
        and finding.question == "exposure-to-disease"
        and finding.directness == "direct"
        and finding.stream == "human"
        and place.design not in _REVIEWS
        and finding.risk_of_bias.level != "high"
        and (bool(finding.estimates) or finding.direction is not None)
        and place.study.standing is not Standing.RETRACTED
    )
