"""The ladder of designs: on which rung a finding stands in the light of its topic's question, the strongest first."""

from __future__ import annotations

from typing import Literal

from aetia.model.finding import Design, Finding
from aetia.model.study import Study
from aetia.model.tier import Tier, is_review, tier_of
from aetia.model.topic import Topic

Rung = Literal["before", "compared", "patients", "single", "laboratory", "reviews", "beside"]
RUNGS: tuple[Rung, ...] = ("before", "compared", "patients", "single", "laboratory", "reviews", "beside")

_OF_TIER: dict[Tier, Rung] = {Tier.T3: "before", Tier.T2: "compared", Tier.T1: "patients", Tier.T0: "single"}


def rung_of(topic: Topic, study: Study, finding: Finding, disease: str) -> Rung:
    """The rung of an appraised finding.

    Args:
        disease: the outcome that the topic's question asks for.

    Returns:
        ``beside`` for what answers another question, or tells of another disease or exposure; ``laboratory`` for work without
        people; ``reviews`` for a review that does not stand for its studies; else by tier. What states no design stands with the
        weakest.
    """
    design = finding.design or study.design
    if finding.question != "exposure-to-disease" or finding.outcome != disease:
        return "beside"
    if finding.stream != "human" or design in ("laboratory", "animal"):
        return "laboratory"
    if finding.directness == "indirect" or (topic.exposure and finding.exposure != topic.exposure):
        return "beside"
    return _by_design(finding, design)


def _by_design(finding: Finding, design: Design | None) -> Rung:
    if is_review(design) and not any(estimate.by_review for estimate in finding.estimates):
        return "reviews"
    tier = tier_of(finding, design)
    return _OF_TIER[tier] if tier is not None else "single"
