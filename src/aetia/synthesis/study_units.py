"""Study units: papers of one population count once; reviews are sources of studies; which studies two reviews share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from aetia.model.finding import Finding, Included
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.tier import is_review


@dataclass(frozen=True)
class StudyUnit:
    """Studies that tell of one population and count once: what `reviewed_as` ties together."""

    name: str
    studies: tuple[str, ...]


@dataclass(frozen=True)
class ProposedUnit:
    """Two studies that may tell of one population, with the reasons. Nothing follows until a person ties them."""

    one: str
    other: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReviewOverlap:
    """What two reviews in a topic share, as far as their lists tell.

    Attributes:
        one, other: the reviews, by identifier.
        shared: studies on both lists; only_one, only_other: on one of them.
        whole: whether both lists are whole; if not, they may share more.
    """

    one: str
    other: str
    shared: tuple[str, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class Units:
    """The study units of one topic and outcome.

    Attributes:
        units: populations told by more than one study.
        proposed: pairs that a person should look at.
        reviews: the reviews in the topic, none of which is counted as a study; unlisted: those without a list of what they pooled.
        overlaps: of each two reviews with lists.
    """

    units: tuple[StudyUnit, ...]
    proposed: tuple[ProposedUnit, ...]
    reviews: tuple[str, ...]
    unlisted: tuple[str, ...]
    overlaps: tuple[ReviewOverlap, ...]


def study_units(library: Library, topic: str, outcome: str) -> Units:
    """The study units among the findings of a topic on an outcome; the same for any order of the studies.

    Two studies are proposed as one population if they share a registration, or a team together with the numbers of cases and of
    controls (or of people where these are not known).

    Args:
        library: whole.
        topic, outcome: identifiers.
    """
    here = [(study, finding) for study, finding in library.findings(topic) if finding.outcome == outcome]
    single = {study.id: study for study, finding in here if not is_review(finding.design or study.design)}
    reviews = {study.id: finding for study, finding in here if is_review(finding.design or study.design)}
    listed = {name: _listed(library, name, topic, outcome) for name in sorted(reviews)}
    return Units(
        units=_units(single),
        proposed=tuple(_proposed(single)),
        reviews=tuple(listed),
        unlisted=tuple(name for name, (studies, _) in listed.items() if not studies),
        overlaps=tuple(_overlaps(listed)),
    )


def _units(studies: dict[str, Study]) -> tuple[StudyUnit, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for study in studies.values():
        if study.reviewed_as:
            groups[study.reviewed_as].append(study.id)
    return tuple(StudyUnit(name, tuple(sorted(ids))) for name, ids in sorted(groups.items()) if len(ids) > 1)


def _proposed(studies: dict[str, Study]) -> Iterator[ProposedUnit]:
    for one, other in combinations(sorted(studies.values(), key=lambda study: study.id), 2):
        if one.reviewed_as is not None and one.reviewed_as == other.reviewed_as:
            continue
        reasons = []
        if one.registration and one.registration == other.registration:
            reasons.append(f"both are registered as {one.registration}")
        mine = _numbers(one)
        if one.team and one.team == other.team and mine and mine == _numbers(other):
            reasons.append(f"both are by the team {one.team} and count {mine}")
        if reasons:
            yield ProposedUnit(one.id, other.id, tuple(reasons))


def _numbers(study: Study) -> str | None:
    people = study.population
    if people is None:
        return None
    if people.cases and people.controls:
        return f"{people.cases} cases and {people.controls} others"
    return f"{people.n} people" if people.n else None


def _listed(library: Library, review: str, topic: str, outcome: str) -> tuple[frozenset[str], bool]:
    """The studies that a review names in its findings on this topic and outcome, and whether all of its lists are whole."""
    findings = [f for f in library.studies[review].findings_in(topic) if f.outcome == outcome]
    names = frozenset(_name(library, each) for finding in findings for each in finding.includes)
    return names, all(_whole(finding) for finding in findings)


def _whole(finding: Finding) -> bool:
    return bool(finding.includes) and finding.includes_complete


def _name(library: Library, included: Included) -> str:
    """A study by the library's identifier, else by its own first identifier, else by its citation in small letters."""
    keys = included.identifiers.keys()
    known = included.study or library.study_of(keys)
    return known or next(iter(keys), None) or " ".join((included.citation or "").casefold().split())


def _overlaps(listed: dict[str, tuple[frozenset[str], bool]]) -> Iterator[ReviewOverlap]:
    known = {name: entry for name, entry in listed.items() if entry[0]}
    for one, other in combinations(known, 2):
        (mine, mine_whole), (theirs, theirs_whole) = known[one], known[other]
        yield ReviewOverlap(
            one=one,
            other=other,
            shared=tuple(sorted(mine & theirs)),
            only_one=tuple(sorted(mine - theirs)),
            only_other=tuple(sorted(theirs - mine)),
            whole=mine_whole and theirs_whole,
        )
