"""Estimates: what cannot be true is said, and the direction follows from the interval."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.strategies import sound_estimates

from aetia.model.direction import difference_direction, estimate_direction, limits_at_95, ratio_direction
from aetia.model.estimate import Estimate


def ratio(low: float, high: float, **more: object) -> Estimate:
    return Estimate.model_validate({"measure": "OR", "low": low, "high": high, "value": (low * high) ** 0.5, **more})


@pytest.mark.parametrize(
    ("low", "high", "direction"),
    [
        (1.2, 3.3, "for"),
        (1.0001, 1.1, "for"),
        (1.0, 3.0, "unclear"),
        (0.5, 0.9, "inverse"),
        (0.5, 1.0, "against"),
        (0.9, 1.1, "against"),
        (0.9, 1.2499, "against"),
        (0.9, 1.25, "unclear"),
        (0.2, 5.0, "unclear"),
        (0.0, 0.5, "inverse"),
    ],
)
def test_the_direction_of_a_ratio_follows_from_its_limits(low: float, high: float, direction: str) -> None:
    assert ratio_direction(low, high) == direction
    if low:
        assert estimate_direction(ratio(low, high)) == direction


@pytest.mark.parametrize(
    ("low", "high", "direction"), [(0.1, 0.4, "for"), (-0.4, -0.1, "inverse"), (-0.1, 0.1, "unclear")]
)
def test_a_difference_is_never_against(low: float, high: float, direction: str) -> None:
    assert difference_direction(low, high) == direction
    assert estimate_direction(Estimate(measure="SMD", value=(low + high) / 2, low=low, high=high)) == direction


@pytest.mark.parametrize(
    ("counts", "measure", "low", "high"),
    [
        ([38, 119, 2, 65], "OR", 3.43356, 63.60247),
        ([15, 100, 30, 100], "RR", 0.28722, 0.87041),
        ([15, 100, 30, 100], "RD", -0.263864, -0.036136),
        ([0, 20, 5, 20], "OR", 0.00352895, 1.338827),
    ],
)
def test_limits_are_computed_from_counts(counts: list[int], measure: str, low: float, high: float) -> None:
    limits = limits_at_95(Estimate.model_validate({"measure": measure, "counts": counts}))

    assert limits is not None
    assert limits == pytest.approx((low, high), rel=1e-4)


def test_limits_at_another_level_are_moved_on_the_log_scale() -> None:
    narrow = ratio(1.05, 3.0, level=90)
    limits = limits_at_95(narrow)

    assert limits is not None
    assert limits[0] < 1 < limits[1]
    assert math.sqrt(limits[0] * limits[1]) == pytest.approx(math.sqrt(1.05 * 3.0))
    assert estimate_direction(narrow) == "unclear"
    assert estimate_direction(ratio(1.05, 3.0)) == "for"


@pytest.mark.parametrize(
    "estimate",
    [
        Estimate(measure="OR", value=2),
        Estimate(measure="OR", value=2, low=1.5),
        Estimate(measure="p", value=0.01),
        Estimate(measure="prevalence", value=0.3, low=0.2, high=0.4),
        Estimate(measure="HR", counts=[5, 10, 2, 10]),
        Estimate(measure="OR", counts=[0, 10, 0, 10]),
        Estimate(measure="OR", counts=[10, 10, 10, 10]),
        Estimate(measure="OR", counts=[0, 0, 5, 10]),
        ratio(3, 1),
        ratio(1.5, 3, misprint="The limits are those of another row."),
        Estimate(measure="OR", value=1, low=0, high=2, level=90),
        Estimate(measure="OR", printed="raised"),
    ],
)
def test_some_estimates_have_no_direction(estimate: Estimate) -> None:
    assert estimate_direction(estimate) is None


@given(sound_estimates())
def test_a_sound_estimate_has_no_fault_and_its_direction_is_that_of_its_limits(estimate: Estimate) -> None:
    assert estimate.faults() == []
    limits = limits_at_95(estimate)
    direction = estimate_direction(estimate)
    assert (limits is None) == (direction is None)
    if limits is not None:
        assert limits[0] <= limits[1]
        none = 1 if estimate.is_ratio else 0
        assert (direction == "for") == (limits[0] > none)
        assert (direction == "inverse") == (limits[1] < none)


@given(st.floats(0.01, 50), st.floats(0.01, 50), st.floats(50.1, 99.9))
def test_a_wider_level_never_makes_an_interval_narrower(one: float, other: float, level: float) -> None:
    low, high = sorted((one, other))
    if low == high:
        return
    limits = limits_at_95(ratio(low, high, level=level))

    assert limits is not None
    assert (limits[1] / limits[0] >= high / low * (1 - 1e-9)) == (level <= 95) or math.isclose(
        limits[1] / limits[0], high / low
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": 2, "low": 3.3, "high": 1.2}, "swapped (3.3 to 1.2)"),
        ({"value": 0.2, "low": 1, "high": 3}, "lies below its lower limit 1"),
        ({"value": 20, "low": 1, "high": 3}, "lies above its upper limit 3"),
        ({"value": 2, "low": 2, "high": 2}, "no width"),
        ({"value": -2}, "cannot be below zero"),
        ({"counts": [11, 10, 1, 10]}, "larger than its group"),
        ({"counts": [1, 10, 11, 10]}, "larger than its group"),
        ({"value": 2, "by_review": True}, "from how many studies"),
        ({}, "at least the printed words"),
    ],
)
def test_what_cannot_be_true_is_said(fields: dict[str, object], words: str) -> None:
    found = Estimate.model_validate({"measure": "OR", **fields}).faults()

    assert len(found) == 1
    assert words in found[0]


def test_a_value_that_rounding_put_on_its_limit_is_no_fault() -> None:
    assert Estimate(measure="OR", value=0.3, low=0.1 + 0.2, high=1.1).faults() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"value": math.inf},
        {"value": math.nan},
        {"level": 50},
        {"level": 100},
        {"counts": [1, 2, 3]},
        {"counts": [1, 2, 3, -4]},
        {"counts": [1, 2, 3, 10**30]},
        {"k": 0},
        {"measure": "XX"},
        {"odds": 2},
    ],
)
def test_what_is_no_number_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Estimate.model_validate({"measure": "OR", **fields})


def test_numbers_of_any_size_never_raise() -> None:
    for low, high in ((1e-300, 1e300), (5e-324, 1.7e308), (1e308, 1.7e308)):
        assert estimate_direction(ratio(low, high, level=50.5, value=None)) in ("for", "unclear", None)
