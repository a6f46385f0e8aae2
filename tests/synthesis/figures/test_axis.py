"""Axes: round marks that do not touch, in the right places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aetia.synthesis.figures.axis import Axis, domain, tick_text
from aetia.synthesis.figures.lettering import text_width


@pytest.mark.parametrize(
    ("low", "high", "width", "expected"),
    [
        (0.5, 2, 300, ["0.5", "0.7", "1", "1.5", "2"]),
        (0.1, 10, 300, ["0.1", "0.2", "0.5", "1", "2", "5", "10"]),
        (0.01, 100, 150, ["0.01", "0.1", "1", "10", "100"]),
        (0.001, 1000, 90, ["0.01", "1", "100"]),
    ],
)
def test_a_log_axis_is_marked_at_round_ratios(low: float, high: float, width: float, expected: list[str]) -> None:
    assert [tick.text for tick in Axis(low, high, 0, width, True).ticks()] == expected


@pytest.mark.parametrize(
    ("low", "high", "width", "expected"),
    [
        (0, 10, 300, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        (-1.3, 1.3, 120, ["−1", "0", "1"]),
        (0.02, 0.5, 300, ["0.1", "0.2", "0.3", "0.4", "0.5"]),
        (0, 5000, 200, ["0", "2,000", "4,000"]),
    ],
)
def test_a_linear_axis_is_marked_at_round_differences(
    low: float, high: float, width: float, expected: list[str]
) -> None:
    assert [tick.text for tick in Axis(low, high, 0, width, False).ticks()] == expected


@given(st.floats(1e-40, 1e40), st.floats(2, 1e30), st.integers(80, 600), st.booleans())
def test_marks_rise_lie_on_the_axis_and_do_not_touch(low: float, factor: float, width: int, log: bool) -> None:
    axis = Axis(low, low * factor, 20, 20 + width, log)
    ticks = axis.ticks()
    for tick in ticks:
        assert axis.low <= tick.value <= axis.high
        assert axis.left - 1e-6 <= tick.at <= axis.right + 1e-6
        assert tick.at == axis.at(tick.value)
    for one, other in pairwise(ticks):
        assert one.value < other.value
        assert one.at + text_width(one.text, 12) / 2 < other.at - text_width(other.text, 12) / 2


@given(st.lists(st.floats(0.01, 100), min_size=1), st.lists(st.floats(1e-6, 1e6)))
def test_a_log_domain_holds_every_estimate_and_is_not_stretched_by_limits(
    values: list[float], limits: list[float]
) -> None:
    low, high = domain(values, limits, reference=1, log=True)
    assert low <= min([*values, 0.5])
    assert high >= max([*values, 2])
    assert low >= min([*values, 1, 2]) / 4 - 1e-12
    assert high <= max([*values, 1, 0.5]) * 4 + 1e-9
    assert Axis(low, high, 0, 400, True).ticks()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.lists(st.floats(-1e9, 1e9)))
def test_a_linear_domain_holds_every_estimate(values: list[float], limits: list[float]) -> None:
    low, high = domain(values, limits, reference=0, log=False)
    assert low < high
    assert low <= min(values)
    assert high >= max(values)


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_places_keep_the_order_of_values(one: float, other: float) -> None:
    assume(one * 1.0001 < other)
    for log in (True, False):
        axis = Axis(0.1, 10, 0, 300, log)
        assert axis.at(one) < axis.at(other)
        assert axis.clipped(one) <= axis.clipped(other)


def test_the_text_of_a_mark_is_short() -> None:
    assert [tick_text(x) for x in (0.05, 1.0, 1000.0, 1e6, -0.5, 1e-9, 0.0)] == [
        "0.05", "1", "1,000", "1e6", "−0.5", "1e−9", "0",
    ]  # fmt: skip
