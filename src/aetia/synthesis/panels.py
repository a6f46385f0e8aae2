"""Bradford Hill's viewpoints and the guidelines of Fredricks and Relman: what speaks to each, and the gaps. Never a score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from aetia.model.finding import Finding, Viewpoint
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.tier import Tier, is_review, tier_of
from aetia.model.topic import Guidelines, Topic
from aetia.synthesis.streams import direction_of, stream_of
from aetia.synthesis.verdict import TopicVerdict


@dataclass(frozen=True)
class Said:
    """What one finding says to a viewpoint: an editor's words, or a fact of the record.

    Attributes:
        study, label: whose finding it is.
        stream: human, animal, laboratory.
        text: the words.
        fact: names what the record itself says, such as ``measured-before``; None where an editor wrote the words.
        question: what the finding asks, as a treatment trial speaks to experiment though it is never counted.
    """

    study: str
    label: str
    stream: str
    text: str
    fact: str | None
    question: str


@dataclass(frozen=True)
class PanelRow:
    """One viewpoint or guideline.

    Attributes:
        name: such as ``temporality`` or ``precedes_disease``.
        summary: what the verdict's own numbers or the topic's editor say to it; empty where they say nothing.
        numbers: those that *summary* tells, by name, on the ratio scale; empty where an editor wrote it.
        said: by the findings, by study and then in file order.
        gap: what is missing, in words; empty where nothing is.
    """

    name: str
    summary: str
    said: tuple[Said, ...]
    gap: str
    numbers: dict[str, float] = field(default_factory=dict)


_NOTHING = "Nothing in the library speaks to this."


def bradford_hill(library: Library, verdict: TopicVerdict) -> tuple[PanelRow, ...]:
    """The nine viewpoints of Bradford Hill (1965), each with the studies that speak to it; retracted studies do not.

    Args:
        library: whole.
        verdict: on the topic and outcome.
    """
    findings = _standing(library, verdict)
    summaries = _summaries(verdict)
    return tuple(_viewpoint(name, *summaries.get(name, ("", {})), findings) for name in get_args(Viewpoint))


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


def _viewpoint(
    name: Viewpoint, summary: str, numbers: dict[str, float], findings: list[tuple[Study, Finding]]
) -> PanelRow:
    said: list[Said] = []
    for study, finding in findings:
        words = finding.viewpoints.get(name)
        if words:
            said.append(_said(study, finding, words))
        else:
            said.extend(_fact(study, finding, fact) for fact in _facts(name, study, finding))
    return PanelRow(name, summary, tuple(said), "" if said or summary else _NOTHING, numbers)


def _said(study: Study, finding: Finding, text: str, fact: str | None = None) -> Said:
    return Said(study.id, study.label, stream_of(finding, study), text, fact, finding.question)


def _fact(study: Study, finding: Finding, fact: str) -> Said:
    return _said(study, finding, FACTS[fact], fact)


FACTS = {
    "measured-before": "Exposure was measured before the disease.",
    "gradient": "More exposure went with more disease.",
    "no-gradient": "No gradient was found.",
    "in-patients": "It was found in the affected tissue of patients and not of others.",
    "one-line": "Laboratory work shows a way in which it could happen.",
    "trial": "A trial.",
    "trial-of-another-question": "A trial of another question.",
    "animal-agrees": "Animal work points the same way.",
    "laboratory-agrees": "Laboratory work points the same way.",
    "more-common": "More common in patients than in others.",
    "as-common": "As common in others as in patients.",
    "less-common": "Less common in patients than in others.",
    "not-clear": "Compared with others; the difference is not clear.",
    "treatment": "A study of treatment.",
}
"""What the record of a finding can say without an editor's words, in English."""


def _facts(name: Viewpoint, study: Study, finding: Finding) -> Iterator[str]:
    """The facts of a finding that speak to a viewpoint."""
    design = finding.design or study.design
    asks = finding.question == "exposure-to-disease"
    if name == "temporality" and asks and not is_review(design) and tier_of(finding, design) is Tier.T3:
        yield "measured-before"
    if name == "gradient" and asks and finding.dose_response != "not-studied":
        yield "gradient" if finding.dose_response == "yes" else "no-gradient"
    if name == "plausibility" and finding.mechanism != "none":
        yield finding.mechanism
    if name == "experiment" and design == "trial":
        yield "trial" if asks else "trial-of-another-question"
    stream = stream_of(finding, study)
    if name == "coherence" and asks and stream != "human" and direction_of(finding) == "for":
        yield f"{stream}-agrees"


def _summaries(verdict: TopicVerdict) -> dict[Viewpoint, tuple[str, dict[str, float]]]:
    """What the verdict's numbers say to the viewpoints that have numbers: in words, and the numbers."""
    pool, found = verdict.pool, dict[Viewpoint, tuple[str, dict[str, float]]]()
    if pool is None:
        return found
    limits = {"m": pool.m, "low": pool.low, "high": pool.high}
    found["strength"] = "Pooled ratio {m:.2f} ({low:.2f} to {high:.2f}).".format_map(limits), limits
    if pool.k > 1:
        spread = {"share": float(verdict.inputs["share"] or 0), "k": pool.k, "i2": pool.i2}
        found["consistency"] = "{share:.0%} of {k} studies lie above 1; I² {i2:.0f} %.".format_map(spread), spread
    before = verdict.pools.get("T3")
    if before is None:
        found["temporality"] = "No counted study measured exposure before the disease.", {"k": 0}
    else:
        first = {"k": before.k, "m": before.m, "low": before.low, "high": before.high}
        noun = "study" if before.k == 1 else "studies"
        text = f"{{k}} counted {noun} measured exposure before the disease: {{m:.2f}} ({{low:.2f}} to {{high:.2f}})."
        found["temporality"] = text.format_map(first), first
    return found


def _guideline_facts(findings: list[tuple[Study, Finding]]) -> dict[str, list[Said]]:
    facts: dict[str, list[Said]] = {}
    for study, finding in findings:
        for name, fact in _guidelines_of(study, finding):
            facts.setdefault(name, []).append(_fact(study, finding, fact))
    return facts


def _guidelines_of(study: Study, finding: Finding) -> Iterator[tuple[str, str]]:
    design = finding.design or study.design
    if is_review(design):
        return
    asks, tier, direction = finding.question == "exposure-to-disease", tier_of(finding, design), direction_of(finding)
    if asks and stream_of(finding, study) == "human" and tier in (Tier.T2, Tier.T3) and direction is not None:
        yield "fewer_in_controls", _FEWER[direction]
        if tier is Tier.T3:
            yield "precedes_disease", "measured-before"
    if finding.mechanism == "in-patients":
        yield "found_in_tissue", "in-patients"
    if finding.mechanism == "one-line":
        yield "fits_known_biology", "one-line"
    if finding.question == "treatment":
        yield "falls_with_recovery", "treatment"


_FEWER = {"for": "more-common", "against": "as-common", "inverse": "less-common", "unclear": "not-clear"}
