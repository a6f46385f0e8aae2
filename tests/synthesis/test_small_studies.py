"""Small studies that say more than large ones: when the flags fit, what they cap, and what they leave alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, RuleBook, Tier, TopicVerdict, assess_rows, load_rules, pool
from aetia.synthesis.pool_cache import ratios_by_size

Z = 1.959963984540054
FLAGS = {"small-studies", "large-studies-against"}


def study(name: str, ratio: float, se: float, tier: int = 3, *, dose: bool = False, k: int = 1) -> Row:
    y = math.log(ratio)
    limits = math.exp(y - Z * se), math.exp(y + Z * se)
    return Row(name, name, Tier(tier), y, se, ratio, *limits, "OR", dose=dose, k=k, by_review=k > 1)


def some(number: int, ratio: float, se: float, name: str, tier: int = 3, *, dose: bool = False) -> list[Row]:
    return [study(f"{name}-{n:02}", ratio, se, tier, dose=dose) for n in range(number)]


def flags(verdict: TopicVerdict) -> set[str]:
    return {flag.id for flag in verdict.flags} & FLAGS


LARGE = [study("large", 0.97, 0.03), study("large-too", 1.0, 0.06)]


def test_many_small_studies_do_not_outweigh_two_large_ones_that_see_nothing() -> None:
    rows = some(10, 2.2, 0.4, "small") + LARGE
    assert assess_rows(rows, book=load_rules("2026-2")).level is Level.LIKELY
    verdict = assess_rows(rows)
    assert verdict.level is Level.NOT_ENOUGH
    assert verdict.before_caps is Level.LIKELY
    assert verdict.way_text == "studies disagree"
    assert flags(verdict) == FLAGS
    assert verdict.inputs["size.U"] < 1.25 < verdict.inputs["L"]  # type: ignore[operator]


def test_what_by_size_could_still_be_a_rise_of_a_quarter_is_possible() -> None:
    verdict = assess_rows([*some(11, 2.2, 0.4, "small"), study("large", 0.97, 0.06)])
    assert flags(verdict) == {"small-studies"}
    assert verdict.inputs["size.L"] > 1  # type: ignore[operator]
    assert verdict.inputs["size.U"] > 1.25  # type: ignore[operator]
    assert verdict.level is Level.POSSIBLE


def test_a_gradient_makes_a_small_rise_believable_by_size_as_elsewhere() -> None:
    rows = [*some(11, 2.2, 0.4, "small", dose=True), study("large", 0.97, 0.06)]
    assert flags(assess_rows(rows)) == set()
    assert assess_rows(rows).level.step >= Level.LIKELY.step


@pytest.mark.parametrize("number", [7, 8])
def test_fewer_than_ten_studies_are_not_compared(number: int) -> None:
    rows = some(number, 3.0, 0.3, "small") + LARGE
    assert flags(assess_rows(rows)) == (FLAGS if number == 8 else set())


def test_the_studies_behind_a_review_cannot_be_compared() -> None:
    rows = [*some(7, 3.0, 0.3, "small"), study("review", 3.0, 0.3, k=5), *LARGE]
    verdict = assess_rows(rows)
    assert (verdict.inputs["k"], verdict.inputs["singles"]) == (14, 9)
    assert flags(verdict) == set()


@pytest.mark.parametrize("ratio", [1.3, 1.5, 3.0])
def test_studies_of_one_size_of_effect_are_never_flagged(ratio: float) -> None:
    rows = some(10, ratio, 0.3, "small") + some(2, ratio, 0.05, "large")
    verdict = assess_rows(rows)
    assert flags(verdict) == set()
    assert verdict.level is assess_rows(rows, book=load_rules("2026-2")).level is Level.LIKELY or ratio >= 2


@pytest.mark.parametrize("mechanism", [False, True])
@pytest.mark.parametrize("nulls", [0, 1, 2, 4])
def test_more_studies_that_find_nothing_do_not_raise_what_small_ones_say(nulls: int, mechanism: bool) -> None:
    rows = some(10, 2.2, 0.4, "small") + LARGE + some(nulls, 1.0, 0.05, "after", tier=2)
    assert assess_rows(rows, Context(mechanism=mechanism)).level is Level.NOT_ENOUGH


def test_weak_studies_do_not_make_likely_what_rests_on_small_ones_before_onset() -> None:
    rows = some(10, 2.2, 0.4, "small") + LARGE + some(6, 1.6, 0.05, "after", tier=2)
    verdict = assess_rows(rows)
    assert verdict.inputs["size.L"] > 1  # type: ignore[operator]
    assert assess_rows(rows, book=load_rules("2026-2")).level.step >= Level.LIKELY.step
    assert verdict.level is Level.POSSIBLE


def test_evidence_against_stays() -> None:
    verdict = assess_rows(some(10, 1.0, 0.3, "small") + LARGE)
    assert verdict.level is Level.AGAINST
    assert flags(verdict) == set()


@st.composite
def many_rows(draw: st.DrawFn) -> list[Row]:
    numbers = draw(
        st.lists(st.tuples(st.floats(-0.3, 1.2), st.sampled_from([0.03, 0.1, 0.25, 0.5])), min_size=1, max_size=13)
    )
    tiers = draw(st.lists(st.sampled_from([2, 3, 3]), min_size=len(numbers), max_size=len(numbers)))
    return [
        study(f"s{n:02}", math.exp(y), se, tier) for n, ((y, se), tier) in enumerate(zip(numbers, tiers, strict=True))
    ]


@given(many_rows())
@settings(max_examples=100, deadline=None)
def test_the_ratio_by_size_is_the_common_effect_pool(rows: list[Row]) -> None:
    pooled = pool([row.y for row in rows], [row.se**2 for row in rows], model="common")
    expected = tuple(map(math.exp, (pooled.mean, pooled.low, pooled.high)))
    assert tuple(ratios_by_size(tuple(rows))) == pytest.approx(expected, rel=1e-9)


@given(many_rows())
@settings(max_examples=100, deadline=None)
def test_the_third_version_is_never_surer_than_the_second_and_differs_only_where_a_flag_caps(rows: list[Row]) -> None:
    second, third = (assess_rows(rows, book=load_rules(version)) for version in ("2026-2", "2026-3"))
    assert second.rule == third.rule
    assert third.level.step <= second.level.step
    if third.level is not second.level:
        assert flags(third) or "dominated" in {flag.id for flag in second.flags + third.flags}
    if len(rows) < 10:
        assert third.level is second.level


@given(many_rows(), st.floats(0.08, 0.5), st.floats(0.01, 1.5))
@settings(max_examples=100, deadline=None)
def test_a_supporting_study_does_not_take_the_limit_by_size_to_1(rows: list[Row], se: float, above: float) -> None:
    before = ratios_by_size(tuple(rows)).low
    new = study("new", math.exp(Z * se + above), se)
    assert ratios_by_size((*rows, new)).low >= min(before, new.low) * (1 - 1e-9)


def test_the_third_version_adds_the_flags_and_nothing_else() -> None:
    second, third = load_rules("2026-2"), load_rules("2026-3")

    def settings_of(book: RuleBook) -> tuple[object, ...]:
        return book.method, book.few, book.many, book.prediction, book.lower_limit

    assert settings_of(second) == settings_of(third)
    assert third.rules == second.rules
    assert {name: third.thresholds[name] for name in second.thresholds} == second.thresholds
    assert set(third.thresholds) - set(second.thresholds) == {"compared_studies"}
    assert [flag for flag in third.flags if flag.id not in FLAGS] == list(second.flags)
    added = [way for way in third.ways if way not in second.ways]
    assert [(way.id, way.when) for way in added] == [
        ("disagree", next(flag.when for flag in third.flags if flag.id == "large-studies-against"))
    ]
