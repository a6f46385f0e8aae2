"""Where nothing but a level is asked for, most of the work is left out. What is left out changes no level."""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, Tier, assess_rows, load_rules
from aetia.synthesis.changes import with_new_study
from aetia.synthesis.grading import dominant_row, grade, level_of, same_answer
from aetia.synthesis.inputs import Inputs, make_pools
from aetia.synthesis.pool_cache import PoolCache
from aetia.synthesis.rules import read_rules, versions
from aetia.synthesis.rules.thresholds import Thresholds
from aetia.synthesis.threshold_moves import MovedThresholds

Z = 1.959963984540054
BOOKS = {version: load_rules(version) for version in versions()}


class Topic(NamedTuple):
    rows: list[Row]
    context: Context


@st.composite
def any_rows(draw: st.DrawFn, name: str) -> Row:
    y, se = draw(st.floats(-0.5, 1.6)), draw(st.sampled_from([0.03, 0.08, 0.15, 0.25, 0.4, 0.7]))
    review = draw(st.sampled_from([False] * 7 + [True]))
    return Row(
        name, name, draw(st.sampled_from([Tier.T2, Tier.T2, Tier.T3])), y, se, math.exp(y),
        math.exp(y - Z * se), math.exp(y + Z * se), "OR",
        k=draw(st.integers(2, 6)) if review else 1, by_review=review, team=draw(st.sampled_from([None, None, "one", "two"])),
        dose=draw(st.sampled_from([False] * 5 + [True])), concern=draw(st.sampled_from([False] * 8 + [True])),
    )  # fmt: skip


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    rows = [draw(any_rows(f"s{number}")) for number in range(draw(st.integers(0, 8)))]
    context = Context(
        infection=draw(st.booleans()),
        brought_by_illness=draw(st.booleans()),
        mechanism=draw(st.booleans()),
        cases=draw(st.integers(0, 1)),
        uncounted=draw(st.integers(0, 1)),
        typed_against=draw(st.integers(0, 1)),
    )
    return Topic(rows, context)


def whole_level(topic: Topic, book: str = "2026-3") -> Level:
    """The level as it is computed with every flag, and every number exact."""
    return grade(Inputs(topic.rows, topic.context, BOOKS[book]), fragility=False).level


@given(topics(), st.sampled_from(versions()))
@settings(max_examples=150, deadline=None)
def test_the_level_alone_is_that_of_the_whole_grade(topic: Topic, version: str) -> None:
    exact = Inputs(topic.rows, topic.context, BOOKS[version])
    assert level_of(exact) is whole_level(topic, version)
    assert level_of(Inputs(topic.rows, topic.context, BOOKS[version], rough=True)) is whole_level(topic, version)


@given(topics())
@settings(max_examples=100, deadline=None)
def test_levels_of_pools_made_together_are_those_of_pools_made_alone(topic: Topic) -> None:
    inputs = Inputs(topic.rows, topic.context, BOOKS["2026-3"])
    tried = [inputs.roughly().without(row) for row in inputs.rows] + [rough for _, rough in with_new_study(inputs)]
    make_pools(tried)
    assert [level_of(each) for each in tried] == [whole_level(Topic(list(each.rows), topic.context)) for each in tried]


@given(topics(), st.sampled_from(versions()))
@settings(max_examples=40, deadline=None)
def test_a_moved_threshold_gives_the_level_of_a_book_that_has_it(topic: Topic, version: str) -> None:
    book = BOOKS[version]
    with_moved = MovedThresholds(Inputs(topic.rows, topic.context, book))
    for name, value in book.thresholds.items():
        for moved in (*book.nearby(name), value * 0.7, value * 1.4):
            anew = Inputs(topic.rows, topic.context, book.moved(name, moved))
            assert with_moved.level(name, moved) is grade(anew, fragility=False).level, (name, moved)


def test_thresholds_that_are_watched_know_which_comparisons_a_move_would_turn() -> None:
    watched = Thresholds({"few": 3, "share": 0.7, "unasked": 1.0}, watched=True)
    assert watched.beside(3, ">=", "few") == 3
    watched.beside(0.75, "<", "share")
    assert [watched.would_turn("few", moved) for moved in (2, 3, 4)] == [False, False, True]
    assert [watched.would_turn("share", moved) for moved in (0.6, 0.75, 0.76)] == [False, False, True]
    assert not watched.would_turn("unasked", 100)


@given(topics())
@settings(max_examples=100, deadline=None)
def test_a_rough_lower_limit_is_on_the_right_side_of_every_number_it_is_compared_with(topic: Topic) -> None:
    if topic.rows:
        rows = tuple(topic.rows)
        exact = PoolCache(BOOKS["2026-3"]).lower_limit(rows)
        rough = PoolCache(BOOKS["2026-3"]).rough_lower_limit(rows, (1.0, 1.2))
        assert rough <= exact * (1 + 1e-9)
        assert [rough > number for number in (1.0, 1.2)] == [exact > number for number in (1.0, 1.2)]


def test_a_book_says_which_numbers_its_lower_limits_are_compared_with() -> None:
    book = BOOKS["2026-3"]
    assert book.beside_lower_limits == frozenset({1.0, 1.2})
    assert book.moved("clear_lower_limit", 1.08).beside_lower_limits == frozenset({1.0, 1.08})
    with_input = book.source.replace('["L", ">", "clear_lower_limit"]', '["L", ">", "lean"]')
    assert read_rules(with_input, where="test").beside_lower_limits is None
    turned = book.source.replace('["L", ">", "clear_lower_limit"]', '["lean", "<", "L"]')
    assert read_rules(turned, where="test").beside_lower_limits is None


@given(topics())
@settings(max_examples=100, deadline=None)
def test_the_row_that_dominates_is_found_by_its_weight(topic: Topic) -> None:
    inputs = Inputs(topic.rows, topic.context, BOOKS["2026-3"])
    found = None
    if len(inputs.rows) > 1 and inputs.pooled is not None:
        heavy = [
            row
            for row, weight in zip(inputs.rows, inputs.pooled.weights, strict=True)
            if row.tier is Tier.T2 and weight > 0.5 and row.k <= 0.5 * inputs.whole.k
        ]
        found = heavy[0] if heavy else None
    assert dominant_row(inputs) is found


@given(topics())
@settings(max_examples=30, deadline=None)
def test_leaving_and_new_studies_are_told_as_verdicts_of_their_own_tell_them(topic: Topic) -> None:
    verdict = assess_rows(topic.rows, topic.context)
    for left in verdict.leave_one_out:
        rest = [row for row in topic.rows if row.study != left.study]
        assert left.level is assess_rows(rest, topic.context).computed
    told = {(change.tier, change.ratio): change.level for change in verdict.changes if change.kind == "new-study"}
    for row, rough in with_new_study(Inputs(topic.rows, topic.context, BOOKS["2026-3"])):
        level = whole_level(Topic(list(rough.rows), topic.context))
        assert told.get((row.tier.name, row.value), level) is level
        assert ((row.tier.name, row.value) in told) is not same_answer(level, verdict.computed)


@pytest.mark.parametrize("spread", [0.0, 0.2])
@pytest.mark.parametrize("mean", [0.0, 0.5])
def test_a_topic_of_many_studies_is_graded_as_one_of_few(mean: float, spread: float) -> None:
    rows = []
    for number in range(70):
        y, se = mean + spread * math.sin(number), 0.15 + 0.05 * (number % 7)
        limits = math.exp(y - Z * se), math.exp(y + Z * se)
        rows.append(Row(f"s{number:02}", f"s{number:02}", Tier(2 + number % 2), y, se, math.exp(y), *limits, "OR"))
    rows[3] = Row(**{**rows[3].__dict__, "concern": True})
    inputs = Inputs(rows, Context(mechanism=True), BOOKS["2026-3"])
    tried = [inputs.roughly().without(row) for row in inputs.rows[:5]]
    make_pools(tried)
    for each in tried:
        assert level_of(each) is whole_level(Topic(list(each.rows), inputs.context))
