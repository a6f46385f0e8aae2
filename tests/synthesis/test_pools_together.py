"""Many pools made at once: they are those made one by one, or they are left to be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.synthesis import Row, Tier, load_rules, pool
from aetia.synthesis.heterogeneity import estimate_tau2
from aetia.synthesis.limits import limits_of_parts, lower_limits_without_each
from aetia.synthesis.pool import TESTS, Test
from aetia.synthesis.pool_cache import PoolCache
from aetia.synthesis.reml_of_parts import reml_of_parts

BOOK = load_rules("2026-3")
Studies = list[tuple[float, float]]
studies = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=3, max_size=9)


def chosen(numbers: np.random.Generator, lines: int, rows: int) -> np.ndarray:
    """Parts of some rows, each of two at least."""
    parts = numbers.random((lines, rows)) < 0.6
    parts[:, :2] = True
    return parts


def many(rows: int, spread: float) -> tuple[list[float], list[float]]:
    numbers = np.random.default_rng(rows)
    se = numbers.uniform(0.1, 0.6, rows)
    return (0.3 + spread * numbers.normal(size=rows) + se * numbers.normal(size=rows)).tolist(), (se**2).tolist()


@given(studies, st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_tau2_of_parts_is_that_of_each_part_alone(data: Studies, seed: int) -> None:
    y, v = (np.array(each) for each in zip(*data, strict=True))
    parts = chosen(np.random.default_rng(seed), 6, len(y))
    for part, found in zip(parts, reml_of_parts(y, v, parts), strict=True):
        alone = estimate_tau2(y[part], v[part])
        if not math.isnan(found):
            assert found == pytest.approx(alone.value, rel=1e-7, abs=1e-11)


def test_parts_are_taken_in_blocks_and_stay_in_order() -> None:
    y, v = (np.array(each) for each in many(90, 0.2))
    parts = chosen(np.random.default_rng(1), 400, 90)
    together = reml_of_parts(y, v, parts)
    one_by_one = [reml_of_parts(y, v, part[None])[0] for part in parts]
    assert together == pytest.approx(one_by_one, rel=1e-9, nan_ok=True)


def test_no_parts_have_no_tau2() -> None:
    assert reml_of_parts(np.ones(3), np.ones(3), np.ones((0, 3), dtype=bool)).tolist() == []


def test_a_part_whose_variances_are_too_far_apart_is_left_to_be_searched_alone() -> None:
    parts = ~np.eye(3, dtype=bool)
    assert np.isnan(reml_of_parts(np.array([0.1, 0.2, 0.3]), np.array([1e-6, 1.0, 1.0]), parts)).all()


@given(studies, st.sampled_from(TESTS))
@settings(max_examples=100, deadline=None)
def test_limits_of_parts_of_any_sizes_are_those_of_their_pools(data: Studies, test: Test) -> None:
    y, v = ([*each] for each in zip(*data, strict=True))
    parts = chosen(np.random.default_rng(len(y)), 5, len(y))
    for part, mean, low, high in zip(parts, *limits_of_parts(y, v, parts, lambda _: test), strict=True):
        rows = np.flatnonzero(part)
        alone = pool([y[row] for row in rows], [v[row] for row in rows], test=test)
        if not math.isnan(low):
            assert (mean, low, high) == pytest.approx((alone.mean, alone.low, alone.high), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("around", [0.0, 0.5])
@pytest.mark.parametrize("test", TESTS)
def test_limits_without_each_of_many_are_those_of_the_pools_wherever_the_search_begins(
    spread: float, around: float, test: Test
) -> None:
    y, v = many(70, spread)
    lows = lower_limits_without_each(y, v, around, test)
    alone = [pool(y[:n] + y[n + 1 :], v[:n] + v[n + 1 :], test=test).low for n in range(70)]
    assert lows == pytest.approx(alone, rel=1e-8, abs=1e-9)


def as_rows(y: list[float], v: list[float]) -> tuple[Row, ...]:
    z = 1.959963984540054
    return tuple(
        Row(f"s{n:03}", f"s{n:03}", Tier.T2, mean, math.sqrt(var), math.exp(mean), math.exp(mean - z * math.sqrt(var)),
            math.exp(mean + z * math.sqrt(var)), "OR")
        for n, (mean, var) in enumerate(zip(y, v, strict=True))
    )  # fmt: skip


@pytest.mark.parametrize("number", [9, 80])
def test_what_was_made_together_is_the_same_pool_but_for_the_last_digits(number: int) -> None:
    rows = as_rows(*many(number, 0.3))
    sets = [rows[:index] + rows[index + 1 :] for index in range(number)]
    together, alone = PoolCache(BOOK), PoolCache(BOOK)
    together.make_together(sets, BOOK.beside_lower_limits)
    for part in sets:
        assert together.rough_ratios(part) == pytest.approx(alone.ratios(part), rel=1e-8)
    lows = [alone.ratios(part).low for part in sets]
    assert list(together.rough_lows_without_each(rows)) == pytest.approx(lows, rel=1e-8)


@pytest.mark.parametrize("y", [0.1, 0.35, 0.8])
def test_a_limit_at_a_threshold_is_left_to_the_pool_itself(y: float) -> None:
    z = 1.959963984540054
    rows = as_rows([y] * 4, [3 * (y / z) ** 2] * 4)
    threes = [rows[:index] + rows[index + 1 :] for index in range(4)]
    together, alone = PoolCache(BOOK), PoolCache(BOOK)
    together.make_together(threes, BOOK.beside_lower_limits)
    assert [alone.ratios(part).low for part in threes] == [1.0] * 4
    assert [together.rough_ratios(part) for part in threes] == [alone.ratios(part) for part in threes]
