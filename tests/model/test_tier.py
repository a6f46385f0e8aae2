"""The tier of a finding: what its design can say of cause."""

from __future__ import annotations

from typing import get_args

import pytest

from aetia.model.finding import Design, Finding, InstrumentChecks
from aetia.model.tier import Tier, is_review, tier_of


@pytest.mark.parametrize(
    ("design", "timing", "tier"),
    [
        ("trial", "unknown", Tier.T3),
        ("cohort", "unknown", Tier.T3),
        ("cohort", "after-onset", Tier.T2),
        ("nested-case-control", "unknown", Tier.T3),
        ("case-control", "unknown", Tier.T2),
        ("case-control", "before-onset", Tier.T3),
        ("cross-sectional", "before-onset", Tier.T2),
        ("meta-analysis", "before-onset", Tier.T3),
        ("meta-analysis", "after-onset", Tier.T2),
        ("case-series", "before-onset", Tier.T1),
        ("case-report", "unknown", Tier.T0),
        ("ecological", "unknown", Tier.T0),
        ("opinion", "unknown", Tier.T0),
        ("laboratory", "unknown", None),
        ("animal", "unknown", None),
        (None, "unknown", None),
        ("mendelian-randomisation", "before-onset", Tier.T2),
    ],
)
def test_the_tier_follows_from_design_and_timing(design: Design | None, timing: str, tier: Tier | None) -> None:
    assert tier_of(Finding.model_validate({"topic": "t", "timing": timing}), design) is tier


@pytest.mark.parametrize("missing", ["strength", "pleiotropy", "replication", None])
def test_mendelian_randomisation_reaches_the_highest_tier_with_all_its_checks(missing: str | None) -> None:
    checks = {name: name != missing for name in InstrumentChecks.model_fields}
    finding = Finding.model_validate({"topic": "t", "instrument_checks": checks})

    assert tier_of(finding, "mendelian-randomisation") is (Tier.T3 if missing is None else Tier.T2)


@pytest.mark.parametrize("design", get_args(Design))
def test_every_design_has_a_tier_or_is_shown_apart(design: Design) -> None:
    assert tier_of(Finding(topic="t"), design) in (None, *Tier)


def test_a_review_is_a_source_of_studies_and_not_itself_one() -> None:
    reviews = {design for design in get_args(Design) if is_review(design)}
    assert reviews == {"meta-analysis", "systematic-review", "review"}
    assert not is_review(None)
