"""The page of a suspected cause: answer first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aetia.model.finding import Finding
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.topic import Safety, Topic
from aetia.site import addresses
from aetia.site.answers import Answer, answer
from aetia.site.edition import Edition
from aetia.site.views.authors import AuthorsView, authors_view
from aetia.site.views.directions import DirectionsView, directions_view
from aetia.site.views.disagreement import DisagreementView, disagreement_view
from aetia.site.views.figures import FigureView, drawn, has_figures
from aetia.site.views.findings import SIDES, FindingView, Side, finding_view
from aetia.site.views.listing import CauseLine, Crumb, cause_line, crumbs
from aetia.site.views.mind import MindView, mind_view
from aetia.site.views.panels import PanelView, fredricks_view, hill_view
from aetia.site.views.past import MomentView, past_view
from aetia.site.views.steadiness import SteadinessView, steadiness_view
from aetia.site.views.why import WhyView, why_view
from aetia.sources.citation_style import short_citation
from aetia.synthesis import TopicVerdict


@dataclass(frozen=True)
class OutcomeView:
    """The verdict for one disease, with the findings that speak to it by side; `inside` is its name within a sentence, `figures`
    are those that the page itself shows, by kind."""

    id: str
    disease: str
    inside: str
    answer: Answer
    why: WhyView
    sides: dict[Side, tuple[FindingView, ...]]
    figures: dict[str, FigureView]
    mind: MindView
    disagreement: DisagreementView
    steadiness: SteadinessView
    directions: tuple[DirectionsView, ...]
    hill: PanelView
    fredricks: PanelView | None
    past: tuple[MomentView, ...]

    @property
    def camps(self) -> tuple[tuple[Side, tuple[FindingView, ...]], ...]:
        """Who stands on which side, where studies that count stand on both: a finding of each study; empty where they do not."""
        found = [(side, tuple({v.study: v for v in self.sides[side] if v.counted}.values())) for side in SIDES[:2]]
        return tuple(found) if all(views for _, views in found) else ()


@dataclass(frozen=True)
class OldView:
    """What an old page said of a study, and how that stands beside the paper."""

    label: str
    address: str
    page: str
    text: str
    printed_label: str
    accuracy: str
    is_compared: bool
    agrees: bool
    note: str
    statement: str


@dataclass(frozen=True)
class CitedView:
    """A source: its short citation, where to read it, and its standing."""

    study: str
    citation: str
    address: str
    outside: str
    standing: Standing
    chip: str


@dataclass(frozen=True)
class TermView:
    """A kind of study, explained."""

    id: str
    name: str
    means: str


@dataclass(frozen=True)
class CauseView:
    """Everything on the page of a cause; `headline` is the library's disease, `others` are the related ones."""

    topic: Topic
    question: str
    about: str
    headline: OutcomeView
    others: tuple[OutcomeView, ...]
    apart: tuple[tuple[str, tuple[FindingView, ...]], ...]
    waiting: tuple[OldView, ...]
    old: tuple[OldView, ...]
    cited: tuple[CitedView, ...]
    safety: Safety | None
    safety_text: str
    premise: tuple[str, CitedView | None] | None
    see_also: tuple[CauseLine | Crumb, ...]
    next: CauseLine | Crumb | None
    children: tuple[CauseLine | Crumb, ...]
    crumbs: tuple[Crumb, ...]
    authors: AuthorsView
    has_figures: bool

    @property
    def description(self) -> str:
        """The answer in a line, for search engines."""
        return f"{self.headline.answer.lead} {self.headline.answer.say}"


def cause_view(edition: Edition, topic: Topic) -> CauseView:
    """The page of a topic that has a verdict."""
    library = edition.library
    verdicts = edition.by_topic[topic.id]
    pairs = library.findings(topic.id)
    views = [(study, finding, finding_view(edition, topic, study, finding)) for study, finding in pairs]
    on_question = [view for _, _, view in views if view.appraised and not view.asks]
    outcomes = [_outcome(edition, topic, verdict, on_question) for verdict in verdicts]
    exposure = library.concepts.get(topic.exposure or "")
    studies = {study.id: study for study, _ in pairs}
    return CauseView(
        topic=topic,
        question=topic.question or topic.title,
        about=edition.text(exposure.about) if exposure else "",
        headline=outcomes[0],
        others=tuple(outcomes[1:]),
        apart=_apart(view for _, _, view in views if view.appraised and view.asks),
        waiting=tuple(old_view(edition, study, finding) for study, finding, view in views if not view.appraised),
        old=tuple(
            old_view(edition, study, finding) for study, finding, view in views if view.appraised and finding.as_found
        ),
        cited=tuple(cited_view(edition, study) for study in studies.values()),
        safety=topic.safety,
        safety_text=edition.text(topic.safety.text) if topic.safety else "",
        premise=_premise(edition, topic),
        see_also=tuple(_links(edition, topic.see_also)),
        next=next(iter(_links(edition, [topic.next] if topic.next else [])), None),
        children=tuple(_links(edition, [child.id for child in edition.children(topic.id)])),
        crumbs=tuple(crumbs(edition, topic)),
        authors=authors_view(edition, topic, pairs),
        has_figures=has_figures(edition, topic),
    )


def cited_view(edition: Edition, study: Study) -> CitedView:
    """A study as a source."""
    chip = "" if study.standing is Standing.CURRENT else edition.words(f"standing_chip.{study.standing}")
    return CitedView(
        study.id,
        short_citation(study.reference, with_identifier=False),
        addresses.study(study.id),
        addresses.outside(study.reference.address()),
        study.standing,
        chip,
    )


def old_view(edition: Edition, study: Study, finding: Finding) -> OldView:
    """A finding's old words beside the paper's."""
    found = finding.as_found
    page = edition.rescued_page(found.page) if found else None
    entry = edition.entry(page.id, study.id) if page else None
    accuracy = (found.accuracy if found else None) or "unknown"
    return OldView(
        label=study.label,
        address=addresses.study(study.id),
        page=entry_address(edition, page.id, study.id) if page else "",
        text=(found.text if found else None) or (entry.finding if entry else None) or "",
        printed_label=(found.label if found else None) or "",
        accuracy=edition.words(f"accuracy.{accuracy}"),
        is_compared=accuracy != "unknown",
        agrees=accuracy == "agrees",
        note=edition.text(found.note) if found else "",
        statement=edition.text(finding.statement),
    )


def entry_address(edition: Edition, page: str, study: str) -> str:
    """Where a study stands on an old page."""
    for number, entry in enumerate(edition.library.rescued[page].entries):
        if entry.study == study:
            return f"{addresses.rescued(page)}#entry-{number + 1}"
    return addresses.rescued(page)


def _outcome(edition: Edition, topic: Topic, verdict: TopicVerdict, views: Iterable[FindingView]) -> OutcomeView:
    mine = sorted(
        (view for view in views if view.outcome == verdict.outcome), key=lambda view: (view.weight, view.label)
    )
    return OutcomeView(
        id=verdict.outcome,
        disease=edition.name(verdict.outcome),
        inside=edition.disease(verdict.outcome),
        answer=answer(edition, topic, verdict),
        why=why_view(edition, verdict),
        sides={side: tuple(view for view in mine if view.side == side) for side in SIDES},
        figures=drawn(edition, verdict),
        mind=mind_view(edition, verdict),
        disagreement=disagreement_view(edition, verdict),
        steadiness=steadiness_view(edition, verdict),
        directions=directions_view(edition, verdict),
        hill=hill_view(edition, verdict),
        fredricks=fredricks_view(edition, verdict),
        past=past_view(edition, verdict),
    )


def _apart(views: Iterable[FindingView]) -> tuple[tuple[str, tuple[FindingView, ...]], ...]:
    """Findings that answer another question, by the question that they answer."""
    table: dict[str, list[FindingView]] = {}
    for view in views:
        table.setdefault(view.asks, []).append(view)
    return tuple(
        (asks, tuple(sorted(found, key=lambda view: (view.weight, view.label))))
        for asks, found in sorted(table.items())
    )


def _premise(edition: Edition, topic: Topic) -> tuple[str, CitedView | None] | None:
    refuted = topic.premise_refuted
    if refuted is None:
        return None
    study = edition.library.studies.get(refuted.study)
    return edition.text(refuted.why), cited_view(edition, study) if study else None


def _links(edition: Edition, topics: Iterable[str]) -> list[CauseLine | Crumb]:
    found: list[CauseLine | Crumb] = []
    for identifier in topics:
        topic = edition.library.topics.get(identifier)
        if topic is not None and edition.is_shown(topic):
            found.append(cause_line(edition, topic) or Crumb(topic.title, addresses.cause(topic.id)))
    return found
