"""What counts, what does not and why: every finding of a topic is in exactly one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aetia.model.finding import Finding
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.tier import tier_of
from aetia.synthesis import Tier, TopicVerdict, assess_topic

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]


def silica(library: Library) -> TopicVerdict:
    return assess_topic(library, "work/silica-dust")[0]


def codes(verdict: TopicVerdict) -> dict[str, str]:
    return {other.study: other.code for other in verdict.not_counted}


def test_a_printed_ratio_with_its_limits_counts(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    verdict = silica(library(study("doe", finding())))
    assert [(row.study, row.tier, row.value, row.direction()) for row in verdict.rows] == [("doe", Tier.T2, 2.0, "for")]
    assert verdict.not_counted == ()


def test_counts_become_an_odds_ratio_with_the_correction_shown(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("doe", finding(estimates=[{"measure": "OR", "counts": [3, 40, 0, 50]}]))))
    assert verdict.rows[0].value == pytest.approx(3.5 * 50.5 / (37.5 * 0.5))
    assert "3/40 and 0/50" in verdict.rows[0].chosen
    assert "½" in verdict.rows[0].chosen


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"question": "disease-to-exposure"}, "other-question"),
        ({"question": "prognosis"}, "other-question"),
        ({"directness": "indirect"}, "indirect"),
        ({"stream": "animal"}, "animal"),
        ({"stream": "laboratory"}, "laboratory"),
        ({"design": "laboratory"}, "laboratory"),
        ({"design": "case-series"}, "no-comparison"),
        ({"design": "case-report"}, "lowest-tier"),
        ({"design": "ecological"}, "lowest-tier"),
        ({"design": "systematic-review"}, "review"),
        ({"design": None}, "no-design"),
        ({"exposure": "cytomegalovirus"}, "other-exposure"),
        ({"exposure": None, "outcome": None}, "not-appraised"),
        ({"risk_of_bias": {"level": "high", "why": "recall"}}, "high-risk-of-bias"),
        ({"estimates": []}, "no-estimate"),
        ({"estimates": [], "direction": "against"}, "direction-only"),
        ({"estimates": [{"measure": "SMD", "value": 0.5, "low": 0.1, "high": 0.9}]}, "not-a-ratio"),
        ({"estimates": [{"measure": "OR", "value": 2.0}]}, "no-estimate"),
        ({"estimates": [{"measure": "OR", "value": 2, "low": 3, "high": 1}]}, "unusable"),
        ({"estimates": [{"measure": "OR", "value": 2, "low": 2.5, "high": 3}]}, "unusable"),
        ({"estimates": [{"measure": "OR", "value": 0, "low": 0, "high": 3}]}, "unusable"),
        ({"estimates": [{"measure": "OR", "value": 2, "low": 1, "high": 4, "misprint": "1.0 is 1.9"}]}, "unusable"),
        ({"estimates": [{"measure": "OR", "counts": [0, 40, 0, 50]}]}, "unusable"),
        ({"estimates": [{"measure": "OR", "counts": [41, 40, 0, 50]}]}, "unusable"),
    ],
)
def test_what_is_not_counted_is_listed_with_its_reason(
    fields: dict[str, Any], code: str, finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("doe", finding(**fields)), study("roe", finding())))
    assert [row.study for row in verdict.rows] == ["roe"]
    assert codes(verdict) == {"doe": code}
    assert all(len(other.reason) > 10 for other in verdict.not_counted)


def test_retracted_is_out_and_a_replacement_counts(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    retracted = study("doe", finding(), standing="retracted")
    replaced = study("roe", finding(), standing="retracted-and-replaced")
    verdict = silica(library(retracted, replaced))
    assert [row.study for row in verdict.rows] == ["roe"]
    assert codes(verdict) == {"doe": "retracted"}


def test_a_correction_counts_and_asks_for_a_new_appraisal(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def flagged(**fields: Any) -> bool:
        verdict = silica(library(study("doe", finding(**fields), standing="corrected")))
        assert [row.study for row in verdict.rows] == ["doe"]
        return "corrected" in {flag.id for flag in verdict.flags}

    assert flagged()
    assert flagged(appraisal={"by": "Ada", "on": "2026-01-01"})


def test_several_markers_of_one_study_count_once_by_the_most_adjusted(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    crude = finding(exposure_measure="crude", estimates=[{"measure": "OR", "value": 9, "low": 8, "high": 10}])
    adjusted = finding(
        exposure_measure="adjusted",
        estimates=[{"measure": "OR", "value": 1.5, "low": 0.9, "high": 2.5, "adjusted_for": ["age", "sex"]}],
    )
    verdict = silica(library(study("doe", crude, adjusted)))
    assert [row.value for row in verdict.rows] == [1.5]
    assert "counts once" in verdict.rows[0].chosen
    assert [(other.code, other.direction) for other in verdict.not_counted] == [("counted-once", "for")]


def test_of_several_estimates_the_longest_follow_up_and_then_the_largest_speaks(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    estimates = [
        {"measure": "HR", "value": 1.1, "low": 1.0, "high": 1.2, "follow_up": "18 months"},
        {"measure": "HR", "value": 1.4, "low": 0.7, "high": 2.8, "follow_up": "10 years"},
        {"measure": "HR", "value": 1.3, "low": 0.9, "high": 1.9, "follow_up": "10 years"},
    ]
    verdict = silica(library(study("doe", finding(design="cohort", timing="unknown", estimates=estimates))))
    assert verdict.rows[0].value == 1.3
    assert verdict.rows[0].tier is Tier.T3
    assert "chosen from 3 estimates" in verdict.rows[0].chosen


def test_two_papers_of_one_population_count_once_by_the_higher_tier(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    first = study("doe", finding(), reviewed_as="the-miners")
    second = study("roe", finding(design="cohort", timing="before-onset"), reviewed_as="the-miners")
    verdict = silica(library(first, second))
    assert [row.study for row in verdict.rows] == ["roe"]
    assert codes(verdict) == {"doe": "counted-once"}


def test_a_review_stands_for_its_studies_once_in_each_tier(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def by_review(low: float, value: float, high: float, k: int, **fields: Any) -> dict[str, Any]:
        return finding(
            estimates=[{"measure": "OR", "value": value, "low": low, "high": high, "k": k, "by_review": True}], **fields
        )

    review = study(
        "rubio-rivas",
        by_review(1.86, 2.81, 4.23, 15),
        by_review(6.0, 17.5, 51.4, 4, design="cohort", timing="before-onset"),
        year=2017,
    )
    smaller = study("mccormic", by_review(1.5, 3.0, 6.0, 9), year=2010)
    inside = study("doe", finding(), year=2005)
    later = study("roe", finding(), year=2020)
    verdict = silica(library(review, smaller, inside, later))
    assert [(row.study, row.tier.name, row.k) for row in verdict.rows] == [
        ("doe", "T2", 1),
        ("roe", "T2", 1),
        ("rubio-rivas", "T2", 14),
        ("rubio-rivas", "T3", 4),
    ]
    assert verdict.inputs["k"] == 20
    assert codes(verdict) == {"mccormic": "overlapping-review"}


def test_a_review_leaves_when_its_studies_are_counted_one_by_one(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    estimate = {"measure": "OR", "value": 2, "low": 1.5, "high": 2.7, "k": 2, "by_review": True}
    review = study("review", finding(estimates=[estimate]), year=2017)
    verdict = silica(library(review, study("doe", finding()), study("roe", finding())))
    assert [row.study for row in verdict.rows] == ["doe", "roe"]
    assert codes(verdict) == {"review": "replaced-review"}


def test_a_typed_direction_that_contradicts_the_estimate_is_a_fault_and_the_computed_one_is_used(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("doe", finding(direction="against"))))
    assert verdict.rows[0].direction() == "for"
    assert "contradicts" in verdict.faults[0]


def test_directions_given_by_people_can_contest_but_do_not_count(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    sized = study("doe", finding(estimates=[], direction="against", adequately_sized="yes"))
    small = study("doe", finding(estimates=[], direction="against", adequately_sized="no"))
    counted = study("roe", finding())
    contested = {flag.id for flag in silica(library(sized, counted)).flags}
    assert "contested" in contested
    assert "contested" not in {flag.id for flag in silica(library(small, counted)).flags}
    assert silica(library(sized, counted)).inputs["k"] == 1


def test_only_typed_directions_are_not_called_no_comparison_group(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("doe", finding(estimates=[], direction="for"))))
    assert (verdict.rule, verdict.way) == ("N2", "too-small-for")


@pytest.mark.parametrize(
    ("fields", "rule", "way"),
    [
        ({"design": "case-report"}, "N1", "single-cases"),
        ({"design": "case-series"}, "N1", "no-comparison"),
        ({"stream": "laboratory"}, "N1", "laboratory-only"),
        ({"outcome": "sjogren-syndrome"}, "N0", "other-disease"),
        ({"design": "opinion"}, "N0", None),
    ],
)
def test_nothing_counted_is_said_in_the_way_that_fits(
    fields: dict[str, Any],
    rule: str,
    way: str | None,
    finding: MakeFinding,
    study: MakeStudy,
    library: MakeLibrary,
) -> None:
    verdict = silica(library(study("doe", finding(**fields))))
    assert (verdict.rule, verdict.way) == (rule, way)


def test_two_independent_laboratory_lines_or_one_in_patients_are_a_mechanism(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    line = finding(stream="laboratory", mechanism="one-line")
    assert silica(library(study("doe", line))).inputs["mechanism"] is False
    assert silica(library(study("doe", line), study("roe", line))).inputs["mechanism"] is True
    same_team = [study(name, line, team="one") for name in ("doe", "roe")]
    assert silica(library(*same_team)).inputs["mechanism"] is False
    assert silica(library(study("doe", finding(mechanism="in-patients")))).inputs["mechanism"] is True


@pytest.mark.parametrize(
    ("design", "timing", "tier"),
    [
        ("cohort", "unknown", Tier.T3),
        ("cohort", "after-onset", Tier.T2),
        ("nested-case-control", "unknown", Tier.T3),
        ("trial", "unknown", Tier.T3),
        ("case-control", "unknown", Tier.T2),
        ("case-control", "before-onset", Tier.T3),
        ("cross-sectional", "before-onset", Tier.T2),
        ("mendelian-randomisation", "before-onset", Tier.T2),
        ("case-series", "before-onset", Tier.T1),
        ("case-report", "unknown", Tier.T0),
        ("meta-analysis", "before-onset", Tier.T3),
    ],
)
def test_design_and_timing_give_the_tier(design: Any, timing: Any, tier: Tier) -> None:
    assert tier_of(Finding(topic="a", timing=timing), design) is tier


def test_mendelian_randomisation_rises_with_all_three_checks_only() -> None:
    checks = {"strength": "yes", "pleiotropy": "yes", "replication": "yes"}
    complete = Finding.model_validate({"topic": "a", "instrument_checks": checks})
    partial = Finding.model_validate({"topic": "a", "instrument_checks": {**checks, "replication": "no"}})
    assert tier_of(complete, "mendelian-randomisation") is Tier.T3
    assert tier_of(partial, "mendelian-randomisation") is Tier.T2


def test_two_markers_that_point_opposite_ways_count_by_the_same_rule_and_it_is_said(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    supports = finding(exposure_measure="IgG", estimates=[{"measure": "OR", "value": 2.0, "low": 1.2, "high": 3.3}])
    contrary = finding(exposure_measure="IgM", estimates=[{"measure": "OR", "value": 0.7, "low": 0.55, "high": 0.9}])
    verdict = silica(library(study("doe", supports, contrary)))
    (row,) = verdict.rows
    assert row.value == 0.7
    assert "points the other way: Doe 2000 (IgG)" in row.chosen
    (other,) = verdict.not_counted
    assert (other.code, other.direction) == ("counted-once", "for")


def test_measures_that_are_mixed_in_a_pool_are_said_to_stand_on_one_scale(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    studies = [
        study(f"s{n}", finding(estimates=[{"measure": measure, "value": 2.0, "low": 1.2, "high": 3.3}]))
        for n, measure in enumerate(("OR", "HR", "IRR"))
    ]
    mixed, plain = (silica(library(*some)).pool for some in (studies, studies[:1]))
    assert mixed is not None
    assert plain is not None
    assert any(note.startswith("HR, IRR and OR stand on one scale") for note in mixed.notes)
    assert not any("one scale" in note for note in plain.notes)
