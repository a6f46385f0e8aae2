"""A finding as a reader sees it, and where it belongs on a cause's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from aetia.errors import SynthesisError
from aetia.model.base import Text
from aetia.model.direction import ratio_direction
from aetia.model.estimate import Estimate
from aetia.model.finding import Direction, Finding
from aetia.model.standing import Standing
from aetia.model.study import Population, Study
from aetia.model.tier import is_review, tier_of
from aetia.model.topic import Topic
from aetia.site import addresses, numbers
from aetia.site.edition import FACTS, Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.estimates import Usable, as_log_ratio, direction_without_ratio, preference
from aetia.words import Words

Side = Literal["for", "against", "unclear"]
SIDES: tuple[Side, ...] = ("for", "against", "unclear")


@dataclass(frozen=True)
class Figure:
    """An estimate in words, with its notes."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FindingView:
    """One finding.

    Attributes:
        study, label, address: whose it is.
        statement: in plain words; empty where nobody wrote one.
        people: who and how many, in words.
        where: the place.
        design: the name of the design, or empty; `plain`: what it did; `timing`: when exposure was noted.
        marker: what was measured.
        figures: the numbers, as printed.
        quotation, section: the exact words and where they stand; `checked`: in words.
        direction: computed from the estimate, else as typed; None where unknown. `side`: the column it belongs to.
        counted: whether its study counts here by this finding; `why_not`: the reason, else empty.
        standing: of its study; `chip`: its short name where it is not current.
        asks: in words, why it answers another question; empty where it does not.
        appraised: whether anybody filled it in.
    """

    study: str
    label: str
    address: str
    statement: Text
    people: Markup
    where: Text
    design: str
    design_id: str
    plain: str
    timing: str
    marker: Text
    figures: tuple[Figure, ...]
    quotation: str
    section: str
    checked: str
    direction: Direction | None
    side: Side
    counted: bool
    why_not: Text
    standing: Standing
    chip: str
    asks: str
    appraised: bool
    outcome: str
    weight: tuple[int, int, int]


def finding_view(edition: Edition, topic: Topic | None, study: Study, finding: Finding) -> FindingView:
    """A finding of a study, in the light of its topic's verdicts."""
    words = edition.words
    design = finding.design or study.design
    direction = direction_of_finding(finding)
    counted, why_not = edition.fact("counting", study.id, _number(study, finding))
    tier = tier_of(finding, design)
    chip = "" if study.standing is Standing.CURRENT else words(f"standing_chip.{study.standing}")
    return FindingView(
        study=study.id,
        label=study.label,
        address=addresses.study(study.id),
        statement=edition.text(finding.statement),
        people=people(edition, study.population),
        where=edition.own(study.population.where if study.population else ""),
        design=words(f"design.{design}") if design else "",
        design_id=design or "",
        plain=words(f"design_plain.{design}") if design else "",
        timing=words(f"timing.{finding.timing}") if design not in ("laboratory", "animal") else "",
        marker=edition.own(finding.exposure_measure),
        figures=tuple(filter(None, (_figure(edition, estimate) for estimate in finding.estimates))),
        quotation=finding.quotation.text if finding.quotation else "",
        section=finding.quotation.section if finding.quotation else "",
        checked=_checked(finding, words),
        direction=direction,
        side=side_of(direction),
        counted=counted,
        why_not=edition.say(why_not),
        standing=study.standing,
        chip=chip,
        asks=asks(topic, study, finding, words),
        appraised=finding.is_appraised,
        outcome=finding.outcome or "",
        weight=(
            -int(counted),
            -(int(tier) if tier is not None else -1),
            -(study.population.n or 0 if study.population else 0),
        ),
    )


def direction_of_finding(finding: Finding) -> Direction | None:
    """The direction computed from the estimate that speaks for the finding, else the direction typed."""
    chosen = speaking(finding)
    if chosen is not None:
        return ratio_direction(chosen.low, chosen.high)
    return direction_without_ratio(finding.estimates) or finding.direction


def side_of(direction: Direction | None) -> Side:
    """The column of a direction: *inverse* stands with *against*."""
    if direction == "for":
        return "for"
    return "against" if direction in ("against", "inverse") else "unclear"


def asks(topic: Topic | None, study: Study, finding: Finding, words: Words) -> str:
    """Why a finding stands apart from the answer to its topic's question, in words; empty where it does not."""
    if study.standing is Standing.RETRACTED:
        return words("question.retracted")
    design = finding.design or study.design
    if finding.question != "exposure-to-disease":
        return words(f"question.{finding.question}")
    if finding.stream == "animal" or design == "animal":
        return words("question.animal")
    if finding.stream == "laboratory" or design == "laboratory":
        return words("question.laboratory")
    if topic is not None and topic.exposure and finding.exposure != topic.exposure:
        return words("question.other-exposure")
    if finding.directness == "indirect":
        return words("question.indirect")
    if is_review(design) and not any(estimate.by_review for estimate in finding.estimates):
        return words("question.review")
    return ""


def people(edition: Edition, population: Population | None) -> Markup:
    """Who and how many, as HTML: ``90 people (30 with the disease, 60 to compare): children``."""
    words = edition.words
    if population is None:
        return Markup("")
    parts = []
    if population.n is not None and population.unit:
        unit = edition.said(edition.own(population.unit))
        parts.append(Markup("{} {}").format(words.number(f"{population.n:,}"), unit))
    elif population.n is not None:
        parts.append(escape(words.count("person", population.n)))
    groups = [
        words.count(noun, n)
        for noun, n in (("patient", population.cases), ("control", population.controls))
        if n is not None and n != population.n
    ]
    if groups:
        parts.append(escape(f"({words.listed(groups)})" if parts else words.listed(groups)))
    who = edition.said(edition.own(population.who))
    return Markup(": ").join(filter(None, (Markup(" ").join(parts), who)))


def _figure(edition: Edition, estimate: Estimate) -> Figure | None:
    text = numbers.estimate_text(estimate, edition.words)
    notes = numbers.estimate_notes(estimate, edition.words, lambda said: edition.said(edition.own(said)))
    if not text and not notes:
        return None
    return Figure(text or notes[0], tuple(notes if text else notes[1:]))


def _checked(finding: Finding, words: Words) -> str:
    if finding.quotation is None:
        return words("cause.unchecked")
    if finding.quotation.checked is None:
        return words("cause.checked_undated")
    return words("cause.checked", date=words.date(finding.quotation.checked))


def speaking(finding: Finding) -> Usable | None:
    """The ratio that speaks for a finding, by the rule of the synthesis."""
    usable = []
    for estimate in finding.estimates:
        try:
            found = as_log_ratio(estimate, where="finding")
        except SynthesisError:
            continue
        if found is not None:
            usable.append((estimate, found))
    by_review = [pair for pair in usable if pair[0].by_review]
    chosen = min(by_review or usable, key=lambda pair: preference(*pair), default=None)
    return chosen[1] if chosen else None


def _number(study: Study, finding: Finding) -> str:
    return next(str(number) for number, other in enumerate(study.findings) if other is finding)


def _counting_of(edition: Edition, study: str, number: str) -> tuple[bool, str]:
    here = edition.library.studies[study]
    finding = here.findings[int(number)]
    verdict = next((v for v in edition.by_topic.get(finding.topic, []) if v.outcome == finding.outcome), None)
    return _counting(verdict, here, finding)


FACTS["counting"] = _counting_of


def _counting(verdict: TopicVerdict | None, study: Study, finding: Finding) -> tuple[bool, str]:
    """Whether a finding is the one that its study counts by, and if not, why."""
    if verdict is None:
        return False, ""
    chosen = speaking(finding)
    numbers_here = (chosen.value, chosen.low, chosen.high) if chosen else None
    if any(row.study == study.id and (row.value, row.low, row.high) == numbers_here for row in verdict.rows):
        return True, ""
    if chosen and any(row.study == study.id and row.by_review and row.y == chosen.y for row in verdict.rows):
        return True, ""  # the row of a review of which some studies are counted one by one: its interval is wider there
    tier, direction = tier_of(finding, finding.design or study.design), direction_of_finding(finding)
    reasons = [item for item in verdict.not_counted if item.study == study.id]
    reasons.sort(key=lambda item: (item.tier != tier) + (item.direction != direction))
    return False, reasons[0].reason if reasons else ""
