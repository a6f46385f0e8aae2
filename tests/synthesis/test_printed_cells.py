"""Estimates, intervals and fractions as papers print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.synthesis.printed_cells import as_fraction, as_interval, as_printed


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("1.8 (0.9 to 3.6)", (1.8, 0.9, 3.6, None)),
        ("1.8 (0.9-3.6)", (1.8, 0.9, 3.6, None)),
        ("1.8 (0.9, 3.6)", (1.8, 0.9, 3.6, None)),
        ("1.8 (0.9,3.6)", (1.8, 0.9, 3.6, None)),
        ("1,8 [0,9; 3,6]", (1.8, 0.9, 3.6, None)),
        ("1.8 (95% CI, 0.9–3.6)", (1.8, 0.9, 3.6, 95.0)),
        ("1.8 (95% CI: 0.9-3.6)", (1.8, 0.9, 3.6, 95.0)),
        ("1.8, 90 % CI 0.9 to 3.6", (1.8, 0.9, 3.6, 90.0)),
        ("-0.5 (-1.2 to -0.1)", (-0.5, -1.2, -0.1, None)),
        ("\u22120.5 [\u22121.2, 0.3]", (-0.5, -1.2, 0.3, None)),
        ("3 (1 to 5)", (3.0, 1.0, 5.0, None)),
    ],
)
def test_an_estimate_with_its_limits_is_taken_apart(cell: str, numbers: tuple[float, ...]) -> None:
    found = as_printed(cell)
    assert found is not None
    assert (found.value, found.low, found.high, found.level) == numbers


@pytest.mark.parametrize(
    "cell",
    [
        "about 2",
        "1.8",
        "1.8 (0.9)",
        "1,234 (1,001 to 1,500)",
        "1.8 (0,9 to 3,6)",
        "1,8 (0,9,3,6)",
        "1.8* (0.9 to 3.6)",
        "",
    ],
)
def test_what_is_none_or_may_be_read_in_two_ways_is_not_guessed(cell: str) -> None:
    assert as_printed(cell) is None


def test_intervals_and_fractions_stand_alone() -> None:
    for cell in ("0.9-3.6", "[0.9; 3.6]", "(0.9 to 3.6)", "95% CI 0.9–3.6", "0,9 bis 3,6"):
        found = as_interval(cell)
        assert found is not None
        assert (found.value, found.low, found.high) == (None, 0.9, 3.6)
    assert as_interval("0.9") is None
    assert as_fraction("38/119 (31.9%)") == as_fraction("38 of 119") == (38.0, 119.0)
    assert as_fraction("38%") is None


@given(st.floats(0.01, 999).map(lambda x: round(x, 2)), st.floats(0.01, 999).map(lambda x: round(x, 2)))
def test_what_was_printed_with_a_point_is_read_with_a_comma_too(value: float, width: float) -> None:
    text = f"{value:.2f} ({value - width:.2f} to {value + width:.2f})"
    here, there = as_printed(text), as_printed(text.replace(".", ","))
    assert here == there
    assert here is not None
    assert here.value == value


@given(st.text(max_size=40))
def test_any_cell_is_read_or_is_not(cell: str) -> None:
    for reader in (as_printed, as_interval, as_fraction):
        reader(cell)
