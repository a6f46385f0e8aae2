"""Counts, means and printed intervals become estimates with variances, or are refused by name."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.synthesis import effect_size, log_ratio_from_interval

cell = st.integers(1, 500)


def test_an_odds_ratio_has_woolfs_variance() -> None:
    size = effect_size("OR", {"a": 10, "b": 20, "c": 5, "d": 40})
    assert size.y == pytest.approx(math.log(4.0))
    assert size.v == pytest.approx(1 / 10 + 1 / 20 + 1 / 5 + 1 / 40)


def test_one_zero_cell_adds_a_half_to_every_cell_and_says_so() -> None:
    size = effect_size("OR", {"a": 0, "b": 20, "c": 5, "d": 40})
    assert size.y == pytest.approx(math.log(0.5 * 40.5 / (20.5 * 5.5)))
    assert "½" in size.note


def test_tables_without_a_zero_are_not_corrected() -> None:
    assert effect_size("OR", {"a": 1, "b": 20, "c": 5, "d": 40}).note == ""


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"a": 0, "b": 20, "c": 0, "d": 40}, "nobody in either group"),
        ({"a": 20, "b": 0, "c": 40, "d": 0}, "everybody in either group"),
        ({"a": 0, "b": 0, "c": 4, "d": 4}, "a group is empty"),
        ({"a": -1, "b": 2, "c": 4, "d": 4}, "below zero"),
        ({"a": math.nan, "b": 2, "c": 4, "d": 4}, "nan"),
        ({"a": 1, "b": 2, "c": 4}, "needs d"),
    ],
)
def test_a_table_that_says_nothing_is_refused_with_the_study_named(table: dict[str, float], words: str) -> None:
    with pytest.raises(SynthesisError, match=words) as refusal:
        effect_size("OR", table, where="Doe 2001")
    assert refusal.value.where == "Doe 2001"
    assert refusal.value.remedy


def test_an_unknown_measure_lists_the_known_ones() -> None:
    with pytest.raises(SynthesisError, match="SMD"):
        effect_size("odds", {})


@given(cell, cell, cell, cell)
def test_exchanging_the_groups_changes_the_sign_of_every_log_ratio(a: int, b: int, c: int, d: int) -> None:
    for measure in ("OR", "RR"):
        one = effect_size(measure, {"a": a, "b": b, "c": c, "d": d})
        other = effect_size(measure, {"a": c, "b": d, "c": a, "d": b})
        assert one.y == pytest.approx(-other.y, abs=1e-12)
        assert one.v == pytest.approx(other.v)


@given(cell, cell, cell, cell)
def test_the_odds_ratio_is_the_same_from_the_case_and_from_the_exposure_side(a: int, b: int, c: int, d: int) -> None:
    cases_first = effect_size("OR", {"a": a, "b": b, "c": c, "d": d})
    exposed_first = effect_size("OR", {"a": a, "b": c, "c": b, "d": d})
    assert cases_first.y == pytest.approx(exposed_first.y, abs=1e-12)
    assert cases_first.v == pytest.approx(exposed_first.v)


@given(st.floats(-5, 5), st.floats(0.01, 3))
def test_a_printed_interval_gives_back_its_log_ratio_and_standard_error(y: float, se: float) -> None:
    z = 1.959963984540054
    size = log_ratio_from_interval(math.exp(y - z * se), math.exp(y + z * se), math.exp(y))
    assert size.y == pytest.approx(y, abs=1e-9)
    assert math.sqrt(size.v) == pytest.approx(se, rel=1e-9)


def test_a_90_per_cent_interval_is_read_as_one() -> None:
    assert log_ratio_from_interval(1, 4, 2, level=90).v > log_ratio_from_interval(1, 4, 2).v


@pytest.mark.parametrize(
    ("low", "high", "value", "words"),
    [
        (3.0, 1.0, 2.0, "swapped"),
        (1.0, 3.0, 4.0, "do not hold the value"),
        (2.0, 2.0, 2.0, "no width"),
        (0.0, 3.0, 2.0, "above 0"),
        (1.0, math.inf, 2.0, "finite"),
        (math.nan, 3.0, 2.0, "finite"),
    ],
)
def test_an_interval_that_cannot_be_true_is_refused(low: float, high: float, value: float, words: str) -> None:
    with pytest.raises(SynthesisError, match=words) as refusal:
        log_ratio_from_interval(low, high, value, where="Doe 2001")
    assert "Doe 2001" in str(refusal.value)
    assert refusal.value.remedy


def test_a_value_far_from_the_middle_of_its_interval_is_used_and_noted() -> None:
    assert "misprint" in log_ratio_from_interval(1.1, 9.0, 1.2).note
