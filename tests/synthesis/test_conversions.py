"""Conversions between measures: round trips, limits, and what each result says of itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.synthesis import MEASURES, effect_size
from aetia.synthesis.conversions import (
    difference_to_log_odds_ratio,
    log_odds_ratio_to_difference,
    odds_ratio_to_risk_ratio,
    risk_ratio_to_odds_ratio,
    se_from_interval,
)
from aetia.synthesis.measures import back_transform


@given(st.floats(0.05, 20), st.floats(0.001, 0.9))
def test_an_odds_ratio_becomes_a_risk_ratio_and_back(ratio: float, risk: float) -> None:
    there = odds_ratio_to_risk_ratio(ratio, risk)
    assert risk_ratio_to_odds_ratio(there.value, risk).value == pytest.approx(ratio, rel=1e-6)
    assert abs(math.log(there.value)) <= abs(math.log(ratio)) + 1e-12


def test_a_rare_outcome_makes_odds_and_risk_ratio_alike() -> None:
    assert odds_ratio_to_risk_ratio(3.0, 1e-6).value == pytest.approx(3.0, rel=1e-5)


def test_a_conversion_says_where_it_comes_from_and_what_it_assumes() -> None:
    found = odds_ratio_to_risk_ratio(2.0, 0.2, 1.2, 3.3)
    assert (found.value, found.low, found.high) == pytest.approx((2 / 1.2, 1.2 / 1.04, 3.3 / 1.46))
    assert "Zhang & Yu 1998" in found.source
    assert "0.2" in found.assumption
    assert "adjusted" in found.caveat


def test_a_risk_above_one_is_refused() -> None:
    with pytest.raises(SynthesisError, match="is no risk"):
        risk_ratio_to_odds_ratio(3.0, 0.5)
    with pytest.raises(SynthesisError, match="baseline risk"):
        odds_ratio_to_risk_ratio(3.0, 0.0)
    with pytest.raises(SynthesisError, match="do not hold"):
        odds_ratio_to_risk_ratio(3.0, 0.1, 4.0, 5.0)


@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from(("logistic", "normal")))
def test_a_standardised_difference_becomes_a_log_odds_ratio_and_back(d: float, se: float, spread: str) -> None:
    there = difference_to_log_odds_ratio(d, se, spread=spread)  # type: ignore[arg-type]
    back = log_odds_ratio_to_difference(there.y, there.se, spread=spread)  # type: ignore[arg-type]
    assert (back.y, back.se) == pytest.approx((d, se))
    assert there.source
    assert spread in there.assumption


def test_the_factor_between_difference_and_log_odds_ratio_is_that_of_the_logistic_distribution() -> None:
    assert difference_to_log_odds_ratio(1.0, 1.0).y == pytest.approx(1.8138, abs=5e-5)


@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from((80.0, 90.0, 95.0, 99.0)))
def test_an_interval_gives_back_its_standard_error_at_any_level(y: float, se: float, level: float) -> None:
    from scipy.special import ndtri

    half = float(ndtri(0.5 + level / 200)) * se
    found = se_from_interval(math.exp(y - half), math.exp(y + half), level=level, log=True)
    assert found.se == pytest.approx(se, rel=1e-9)
    assert f"{level:g} %" in found.assumption
    assert se_from_interval(y - half, y + half, level=level).se == pytest.approx(se, rel=1e-9)


def test_an_interval_made_with_few_degrees_of_freedom_is_wider_for_the_same_standard_error() -> None:
    assert se_from_interval(0.0, 1.0, df=4).se < se_from_interval(0.0, 1.0).se
    with pytest.raises(SynthesisError, match="swapped"):
        se_from_interval(1.0, 0.0)
    with pytest.raises(SynthesisError, match="equal"):
        se_from_interval(1.0, 1.0)
    with pytest.raises(SynthesisError, match="above 0"):
        se_from_interval(0.0, 1.0, log=True)


_NUMBERS = {
    "a": 20, "b": 10, "c": 5, "d": 20, "x": 10, "n": 20, "t": 20, "x1": 10, "x2": 6, "t1": 20, "t2": 20, "r": 0.5,
    "t_statistic": 2.0, "predictors": 3, "r2": 0.3, "alpha": 0.8, "items": 5, "m": 10, "sd": 2, "m1": 26, "sd1": 5, "n1": 30,
    "m2": 22, "sd2": 4, "n2": 30,
}  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_source_an_assumption_and_a_usable_estimate(measure: str) -> None:
    found = effect_size(measure, _NUMBERS)
    assert found.source
    assert found.assumption
    assert math.isfinite(found.y)
    assert found.v > 0


@pytest.mark.parametrize("measure", ["SMD", "UCOR"])
def test_an_unbiased_variance_is_near_the_large_sample_one(measure: str) -> None:
    plain, unbiased = effect_size(measure, _NUMBERS), effect_size(measure, _NUMBERS, variance="unbiased")
    assert unbiased.y == plain.y
    assert unbiased.v == pytest.approx(plain.v, rel=0.2)
    with pytest.raises(SynthesisError, match="no unbiased variance"):
        effect_size("OR", _NUMBERS, variance="unbiased")


@given(st.floats(-0.99, 0.99), st.integers(6, 5000))
def test_the_unbiased_correlation_is_larger_and_near(r: float, n: int) -> None:
    found = effect_size("UCOR", {"r": r, "n": n}).y
    assert abs(r) - 1e-12 <= abs(found) <= 1
    if n > 1000:
        assert found == pytest.approx(r, abs=1e-3)


def test_zeros_are_dealt_with_as_asked_and_said() -> None:
    table = {"a": 0, "b": 20, "c": 5, "d": 40}
    assert effect_size("OR", table, to="every").note == "½ added to every cell"
    assert effect_size("OR", table, add=0.1).note.startswith("0.1 added")
    with pytest.raises(SynthesisError, match="cannot be computed"):
        effect_size("OR", table, to="none")
    assert effect_size("RD", {"a": 0, "b": 20, "c": 0, "d": 40}).y == pytest.approx(0.5 / 21 - 0.5 / 41)


def test_a_tetrachoric_correlation_finds_the_correlation_that_made_the_table() -> None:
    independent = effect_size("RTET", {"a": 30, "b": 70, "c": 30, "d": 70})
    assert independent.y == pytest.approx(0, abs=1e-9)
    median_split = effect_size("RTET", {"a": 100, "b": 50, "c": 50, "d": 100})
    assert median_split.y == pytest.approx(math.sin(math.pi / 2 * (2 * 100 / 150 - 1)), abs=1e-9)


@given(st.floats(-5, 5))
def test_turning_estimates_back_keeps_their_order(y: float) -> None:
    for scale in ("log", "logit", "fisher-z", "log-complement", "identity", "cube-root-complement"):
        assert back_transform(scale, y) <= back_transform(scale, y + 0.5)
