"""Bradford Hill's viewpoints and the guidelines of Fredricks and Relman: what speaks to each, and the gaps. Never a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from aetia.model.finding import Finding, Viewpoint
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.topic import Guidelines, Topic
from aetia.synthesis.rows import Tier
from aetia.synthesis.streams import direction_of, stream_of
from aetia.synthesis.tiers import is_review, tier_of
from aetia.synthesis.verdict import TopicVerdict


@dataclass(frozen=True)
class Said:
    """What one finding says to a viewpoint: an editor's words, or a fact of the record.

    Attributes:
        study, label: whose finding it is.
        stream: human, animal, laboratory.
        text: the words.
        computed: whether they follow from the record and were not written by an editor.
        question: what the finding asks, as a treatment trial speaks to experiment though it is never counted.
    """

    study: str
    label: str
    stream: str
    text: str
    computed: bool
    question: str


@dataclass(frozen=True)
class PanelRow:
    """One viewpoint or guideline.

    Attributes:
        name: such as ``temporality`` or ``precedes_disease``.
        summary: what the verdict's own numbers or the topic's editor say to it; empty where they say nothing.
        said: by the findings, by study and then in file order.
        gap: what is missing, in words; empty where nothing is.
    """

    name: str
    summary: str
    said: tuple[Said, ...]
    gap: str


_NOTHING = "Nothing in the library speaks to this."


def bradford_hill(library: Library, verdict: TopicVerdict) -> tuple[PanelRow, ...]:
    """The nine viewpoints of Bradford Hill (1965), each with the studies that speak to it; retracted studies do not.

    Args:
        library: whole.
        verdict: on the topic and outcome.
    """
    findings = _standing(library, verdict)
    summaries = _summaries(verdict)
    return tuple(_viewpoint(name, summaries.get(name, ""), findings) for name in get_args(Viewpoint))


def fredricks_relman(library: Library, topic: Topic, verdict: TopicVerdict) -> tuple[PanelRow, ...] | None:
    """The seven guidelines of Fredricks and Relman (1996); None for an exposure that is no infection.

    Args:
        library: whole.
        topic: its editor's words come first.
        verdict: on the topic and outcome; the editor's words are about the library's disease and are left out for others.
    """
    concept = library.concepts.get(topic.exposure or "")
    infection = concept is not None and concept.exposure_class == "infection"
    if not infection and topic.fredricks_relman is None:
        return None
    words = topic.fredricks_relman if verdict.outcome == library.settings.disease else None
    facts = _guideline_facts(_standing(library, verdict))
    rows = []
    for name in Guidelines.model_fields:
        text = (getattr(words, name) if words else None) or ""
        said = tuple(facts.get(name, ()))
        rows.append(PanelRow(name, text, said, "" if text or said else _NOTHING))
    return tuple(rows)


def _standing(library: Library, verdict: TopicVerdict) -> list[tuple[Study, Finding]]:
    return [
        (study, finding)
        for study, finding in library.findings(verdict.topic)
        if finding.outcome == verdict.outcome and study.standing is not Standing.RETRACTED
    ]


def _viewpoint(name: Viewpoint, summary: str, findings: list[tuple[Study, Finding]]) -> PanelRow:
    said: list[Said] = []
    for study, finding in findings:
        words = finding.viewpoints.get(name)
        if words:
            said.append(_said(study, finding, words, computed=False))
        else:
            said.extend(_said(study, finding, fact, computed=True) for fact in _facts(name, study, finding))
    return PanelRow(name, summary, tuple(said), "" if said or summary else _NOTHING)


def _said(study: Study, finding: Finding, text: str, *, computed: bool) -> Said:
    return Said(study.id, study.label, stream_of(finding, study), text, computed, finding.question)


def _facts(name: Viewpoint, study: Study, finding: Finding) -> Iterator[str]:
    """What the record of a finding says to a viewpoint without an editor's words."""
    design = finding.design or study.design
    asks = finding.question == "exposure-to-disease"
    if name == "temporality" and asks and not is_review(design) and tier_of(finding, design) is Tier.T3:
        yield "Exposure was measured before the disease."
    if name == "gradient" and asks and finding.dose_response != "not-studied":
        yield "More exposure went with more disease." if finding.dose_response == "yes" else "No gradient was found."
    if name == "plausibility" and finding.mechanism == "in-patients":
        yield "It was found in the affected tissue of patients and not of others."
    if name == "plausibility" and finding.mechanism == "one-line":
        yield "Laboratory work shows a way in which it could happen."
    if name == "experiment" and design == "trial":
        yield "A trial." if asks else f"A trial of another question: {finding.question.replace('-', ' ')}."
    if name == "coherence" and asks and stream_of(finding, study) != "human" and direction_of(finding) == "for":
        yield f"{'Animal' if stream_of(finding, study) == 'animal' else 'Laboratory'} work points the same way."


def _summaries(verdict: TopicVerdict) -> dict[Viewpoint, str]:
    """What the verdict's numbers say to the viewpoints that have numbers."""
    pool, found = verdict.pool, dict[Viewpoint, str]()
    if pool is None:
        return found
    found["strength"] = f"Pooled ratio {pool.m:.2f} ({pool.low:.2f} to {pool.high:.2f})."
    share = float(verdict.inputs["share"] or 0)
    if pool.k > 1:
        found["consistency"] = f"{share:.0%} of {pool.k} studies lie above 1; I² {pool.i2:.0f} %."
    before = verdict.pools.get("T3")
    if before is None:
        found["temporality"] = "No counted study measured exposure before the disease."
    else:
        studies = "study" if before.k == 1 else "studies"
        ratio = f"{before.m:.2f} ({before.low:.2f} to {before.high:.2f})"
        found["temporality"] = f"{before.k} counted {studies} measured exposure before the disease: {ratio}."
    return found


def _guideline_facts(findings: list[tuple[Study, Finding]]) -> dict[str, list[Said]]:
    facts: dict[str, list[Said]] = {}
    for study, finding in findings:
        for name, text in _guidelines_of(study, finding):
            facts.setdefault(name, []).append(_said(study, finding, text, computed=True))
    return facts


def _guidelines_of(study: Study, finding: Finding) -> Iterator[tuple[str, str]]:
    design = finding.design or study.design
    if is_review(design):
        return
    asks, tier, direction = finding.question == "exposure-to-disease", tier_of(finding, design), direction_of(finding)
    if asks and stream_of(finding, study) == "human" and tier in (Tier.T2, Tier.T3) and direction is not None:
        yield "fewer_in_controls", _FEWER[direction]
        if tier is Tier.T3:
            yield "precedes_disease", "Exposure was measured before the disease."
    if finding.mechanism == "in-patients":
        yield "found_in_tissue", "Found in the affected tissue of patients and not of others."
    if finding.mechanism == "one-line":
        yield "fits_known_biology", "Laboratory work shows a way in which it could happen."
    if finding.question == "treatment":
        yield "falls_with_recovery", "A study of treatment."


_FEWER = {
    "for": "More common in patients than in others.",
    "against": "As common in others as in patients.",
    "inverse": "Less common in patients than in others.",
    "unclear": "Compared with others; the difference is not clear.",
}
