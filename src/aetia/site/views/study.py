"""The page of a study: everything said of it, and where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from markupsafe import Markup

from aetia.model.base import Text
from aetia.model.reference import PrintedCitation, Reference
from aetia.model.standing import Notice, Standing
from aetia.model.study import Study
from aetia.site import addresses
from aetia.site.edition import FACTS, Edition
from aetia.site.views.cause import OldView, old_view
from aetia.site.views.disagreement import TrailView, trail_view
from aetia.site.views.findings import FindingView, finding_view, people
from aetia.site.views.listing import Crumb
from aetia.site.views.rescued import rescued_title
from aetia.sources.citation_style import short_citation
from aetia.synthesis.disputes import trail_of


@dataclass(frozen=True)
class PaperView:
    """One publication: its citation, links by identifier, and its standing with the notice.

    `replaced_by` is the paper that took its place, with a link: to the library's own study of it, or to the paper.
    """

    reference: Reference
    citation: str
    links: tuple[tuple[str, str], ...]
    standing: Standing
    notice: Notice | None
    notice_links: tuple[tuple[str, str], ...]
    replaced_by: tuple[str, str] | None
    is_inside: bool
    cited_as: PrintedCitation | None


@dataclass(frozen=True)
class SaidView:
    """A finding with the topic it stands in."""

    finding: FindingView
    topic: str
    topic_address: str
    exposure: str
    outcome: str
    comparison: Text
    bias: str
    bias_why: Text
    read_by: str
    read_on: str
    old: OldView | None


@dataclass(frozen=True)
class StudyView:
    """Everything on the page of a study.

    Attributes:
        same_as: studies of the same people, with their addresses.
        refutes: causes whose idea it refuted.
        named: old pages that name it, beside those whose words stand with a finding.
        trail: what was published of it since; None for nothing.
        is_read: whether anybody has recorded what it says.
    """

    study: Study
    people: Markup
    papers: tuple[PaperView, ...]
    said: tuple[SaidView, ...]
    same_as: tuple[tuple[str, str], ...]
    refutes: tuple[Crumb, ...]
    named: tuple[Crumb, ...]
    trail: TrailView | None
    is_read: bool


@dataclass(frozen=True)
class StudyLine:
    """A study in the list of all: `topics` are the titles of those it speaks to."""

    study: Study
    is_read: bool
    topics: tuple[str, ...]


def study_list(edition: Edition) -> tuple[StudyLine, ...]:
    """Every study, by identifier."""
    return tuple(_line(edition, study) for study in edition.library.studies.values())


def _line(edition: Edition, study: Study) -> StudyLine:
    known = edition.library.topics
    topics = dict.fromkeys(known[f.topic].title if f.topic in known else f.topic for f in study.findings)
    return StudyLine(study, any(finding.is_appraised for finding in study.findings), tuple(topics))


def study_view(edition: Edition, study: Study) -> StudyView:
    """The page of a study."""
    said = tuple(_said(edition, study))
    trail = trail_view(edition, trail_of(edition.library, study))
    return StudyView(
        study=study,
        people=people(edition, study.population),
        papers=tuple(_paper(edition, reference) for reference in study.references),
        said=said,
        same_as=tuple((edition.library.studies[twin].label, addresses.study(twin)) for twin in _twins(edition, study)),
        refutes=tuple(_refuted(edition, topic) for topic in edition.fact("refutes", study.id)),
        named=tuple(_named(edition, study, {one.old.page for one in said if one.old})),
        trail=trail if trail.steps else None,
        is_read=any(finding.is_appraised for finding in study.findings),
    )


def _twins(edition: Edition, study: Study) -> list[str]:
    """Other studies of the same population, by identifier."""
    if not study.reviewed_as:
        return []
    return [twin for twin in edition.fact("same-population", study.reviewed_as) if twin != study.id]


def _same_population(edition: Edition, name: str) -> list[str]:
    """The studies reviewed as one: those that say so, and the one after which they are called."""
    groups: dict[str, list[str]] = edition.fact("populations")
    return sorted({*groups.get(name, ()), *([name] if name in edition.library.studies else [])})


def _groups(edition: Edition) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for study in edition.library.studies.values():
        if study.reviewed_as:
            groups[study.reviewed_as].append(study.id)
    return groups


FACTS |= {"same-population": _same_population, "populations": _groups}


def _refutes(edition: Edition, study: str) -> list[str]:
    """The topics, as far as they are shown, whose idea a study refuted."""
    table: dict[str, list[str]] = edition.fact("refuters")
    return table.get(study, [])


def _refuters(edition: Edition) -> dict[str, list[str]]:
    table: dict[str, list[str]] = defaultdict(list)
    for topic in edition.topics():
        if topic.premise_refuted:
            table[topic.premise_refuted.study].append(topic.id)
    return table


FACTS |= {"refutes": _refutes, "refuters": _refuters}


def _refuted(edition: Edition, topic: str) -> Crumb:
    return Crumb(edition.library.topics[topic].title, addresses.cause(topic))


def _named_on(edition: Edition, study: str) -> list[tuple[str, str]]:
    """The old pages that name a study: title, and where on the page."""
    table = edition.once(("named-on",), lambda: _entries(edition))
    return table.get(study, [])


def _entries(edition: Edition) -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page in edition.library.rescued.values():
        for number, entry in enumerate(page.entries):
            if entry.study:
                table[entry.study].append((rescued_title(page), f"{addresses.rescued(page.id)}#entry-{number + 1}"))
    return table


FACTS["named-on"] = _named_on


def _named(edition: Edition, study: Study, shown: set[str]) -> list[Crumb]:
    return [Crumb(title, place) for title, place in edition.fact("named-on", study.id) if place not in shown]


def _replacement(edition: Edition, reference: Reference) -> tuple[tuple[str, str] | None, bool]:
    """The paper that took the place of a withdrawn one, and whether the library has a page of it."""
    doi = reference.standing.replaced_by
    if doi is None:
        return None, False
    study = edition.library.study_of([f"doi:{doi}"])
    if study is not None and reference not in edition.library.studies[study].references:
        return (edition.library.studies[study].label, addresses.study(study)), True
    return (f"doi:{doi}", f"https://doi.org/{doi}"), False


def _paper(edition: Edition, reference: Reference) -> PaperView:
    notice = reference.standing.notice
    replaced_by, is_inside = _replacement(edition, reference)
    return PaperView(
        reference=reference,
        citation=short_citation(reference, with_title=False, with_identifier=False),
        links=_links(reference.identifiers.doi, reference.identifiers.pmid, reference.identifiers.pmcid)
        or _plain_link(reference),
        standing=reference.standing.state,
        notice=notice,
        notice_links=_links(notice.doi, notice.pmid, None) if notice else (),
        replaced_by=replaced_by,
        is_inside=is_inside,
        cited_as=reference.cited_as,
    )


def _links(doi: str | None, pmid: str | None, pmcid: str | None) -> tuple[tuple[str, str], ...]:
    found = []
    if doi:
        found.append((f"doi:{doi}", f"https://doi.org/{doi}"))
    if pmid:
        found.append((f"PubMed {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid:
        found.append((pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    return tuple(found)


def _plain_link(reference: Reference) -> tuple[tuple[str, str], ...]:
    address = addresses.outside(reference.address())
    return ((address, address),) if address else ()


def _said(edition: Edition, study: Study) -> list[SaidView]:
    library = edition.library
    said = []
    for finding in study.findings:
        topic = library.topics.get(finding.topic)
        shown = topic is not None and edition.is_shown(topic)
        bias = finding.risk_of_bias
        said.append(
            SaidView(
                finding=finding_view(edition, topic, study, finding),
                topic=topic.title if topic else finding.topic,
                topic_address=addresses.cause(topic.id) if topic and shown else "",
                exposure=edition.name(finding.exposure) if finding.exposure else "",
                outcome=edition.name(finding.outcome) if finding.outcome else "",
                comparison=edition.own(finding.comparison),
                bias=edition.words(f"study.bias_{bias.level}"),
                bias_why=edition.own(bias.why),
                read_by=finding.appraisal.by if finding.appraisal else "",
                read_on=edition.words.date(finding.appraisal.on) if finding.appraisal else "",
                old=old_view(edition, study, finding) if finding.as_found else None,
            )
        )
    return said
