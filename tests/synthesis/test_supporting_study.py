"""A study that supports a cause and the lower limit that the rules use: laws for any rows, and the falls that are accepted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, Tier, assess_rows, load_rules, pool
from aetia.synthesis.grading import grade
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.limits import limits_of_parts
from aetia.synthesis.pool import Test
from aetia.synthesis.pool_cache import PoolCache

MakeRow = Callable[..., Row]
BOOK = load_rules("2026-3")
Z = 1.959963984540054


class Topic(NamedTuple):
    rows: list[Row]
    new: Row
    context: Context


def as_row(name: str, tier: int, y: float, se: float, *, dose: bool = False) -> Row:
    limits = math.exp(y - Z * se), math.exp(y + Z * se)
    return Row(name, name, Tier(tier), y, se, math.exp(y), *limits, "OR", dose=dose)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    """A topic, and a study whose own interval lies wholly above 1, of a tier already there or of exposure before onset."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from([2, 2, 3]), st.floats(-0.4, 1.8), st.floats(0.1, 0.6)), min_size=1, max_size=7
        )
    )
    rows = [as_row(f"s{n}", *numbers) for n, numbers in enumerate(drawn)]
    tier = draw(st.sampled_from([3, *(int(row.tier) for row in rows)]))
    se = draw(st.floats(0.08, 0.5))
    new = as_row("new", tier, Z * se + draw(st.floats(0.01, 2.5)), se)
    return Topic(rows, new, Context(mechanism=draw(st.booleans())))


@given(topics())
@settings(max_examples=150, deadline=None)
def test_a_pool_above_1_and_a_study_above_1_are_together_above_1(topic: Topic) -> None:
    cache = PoolCache(BOOK)
    before = tuple(topic.rows)
    together = cache.lower_limit((*before, topic.new))
    assert together >= min(cache.ratios(before).low, topic.new.low) * (1 - 1e-9)


@given(topics())
@settings(max_examples=150, deadline=None)
def test_studies_that_are_each_above_1_are_together_above_1(topic: Topic) -> None:
    rows = [row for row in (*topic.rows, topic.new) if row.low > 1]
    assert PoolCache(BOOK).lower_limit(tuple(rows)) > 1


@given(topics())
@settings(max_examples=150, deadline=None)
def test_the_limit_is_never_below_that_of_the_pool_nor_above_the_highest_of_its_parts(topic: Topic) -> None:
    cache, rows = PoolCache(BOOK), (*topic.rows, topic.new)
    pooled = cache.ratios(rows).low
    assert pooled <= cache.lower_limit(rows) <= max(pooled, *(row.low for row in rows))


@given(topics())
@settings(max_examples=300, deadline=None)
def test_a_supporting_study_lowers_a_level_only_for_the_reasons_that_are_accepted(topic: Topic) -> None:
    first = Inputs(topic.rows, topic.context, BOOK)
    second = Inputs([*topic.rows, topic.new], topic.context, BOOK)
    before, after = grade(first, fragility=False), grade(second, fragility=False)
    if before.level.step < Level.POSSIBLE.step or after.level.step >= before.level.step:
        return
    size = any(second["m"] < limit <= first["m"] for limit in (2.0, 1.25))  # type: ignore[operator]
    clear = topic.new.low <= BOOK.thresholds["clear_lower_limit"]
    two_apart = first["L"] != first["pool.L"] or first["T3.L"] != first["T3.pool.L"]
    less_robust = first["robust"] is True and second["robust"] is False
    contested = any(flag.id == "contested" and flag.cap is not None for flag in after.flags)
    assert size or clear or two_apart or less_robust or contested, (before.rule.id, after.rule.id)


def test_a_smaller_rise_found_before_onset_leaves_an_established_cause_established(row: MakeRow) -> None:
    review = [
        row("review-after", 2.81, 1.86, 4.23, k=15, by_review=True, dose=True),
        row("review-before", 17.5, 6.0, 51.4, tier=3, k=4, by_review=True),
    ]
    register = row("register", 1.62, 1.08, 2.44, tier=3)
    levels = {
        version: assess_rows([*review, register], Context(mechanism=True), book=load_rules(version)).level
        for version in ("2026-1", "2026-2", "2026-3")
    }
    assert levels == {"2026-1": Level.LIKELY, "2026-2": Level.ESTABLISHED, "2026-3": Level.ESTABLISHED}
    verdict = assess_rows([*review, register], Context(mechanism=True))
    assert "sizes-differ" in [flag.id for flag in verdict.flags]
    assert verdict.inputs["T3.L"] == 1.08
    assert verdict.pools["T3"].low < 1
    assert verdict.inputs["T3.pool.L"] == verdict.pools["T3"].low


def test_a_study_that_does_not_support_still_lowers(row: MakeRow) -> None:
    rows = [row(f"s{n}", 2.0, 1.5, 2.7, tier=3, dose=True) for n in range(4)]
    assert assess_rows(rows).level is Level.ESTABLISHED
    assert assess_rows([*rows, row("null", 0.95, 0.8, 1.12, tier=3)]).level.step < Level.ESTABLISHED.step


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=3, max_size=9),
    st.sampled_from(["z", "t", "hartung-knapp", "hartung-knapp-floor"]),
)
@settings(max_examples=100, deadline=None)
def test_limits_computed_together_are_those_of_the_pools(studies: list[tuple[float, float]], test: Test) -> None:
    y, v = [y for y, _ in studies], [v for _, v in studies]
    parts = ~np.eye(len(y), dtype=bool)
    for left_out, limit in enumerate(limits_of_parts(y, v, parts, lambda _: test).low):
        rest = pool(y[:left_out] + y[left_out + 1 :], v[:left_out] + v[left_out + 1 :], test=test)
        if not math.isnan(limit):
            assert limit == pytest.approx(rest.low, rel=1e-9, abs=1e-9)


def test_variances_too_far_apart_are_left_to_the_single_pools(row: MakeRow) -> None:
    limits = limits_of_parts([0.1, 0.2, 0.3], [1e-6, 1.0, 1.0], ~np.eye(3, dtype=bool), lambda _: "z")
    assert all(math.isnan(limit) for limit in limits.low)
    rows = tuple(
        row(f"s{n}", value, value / width, value * width)
        for n, (value, width) in enumerate([(2, 1.001), (3, 9), (4, 9)])
    )
    cache = PoolCache(BOOK)
    assert cache.rough_lows_without_each(rows)[1] == cache.ratios((rows[0], rows[2])).low
