"""With and without: the verdict when flagged studies count or do not, and when what is unclear turns out one way or the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aetia.model.library import Library
from aetia.model.standing import Standing, StandingRecord
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.synthesis.counting import count
from aetia.synthesis.grading import level_of, same_answer
from aetia.synthesis.inputs import Inputs, make_pools
from aetia.synthesis.rows import NotCounted, Row
from aetia.synthesis.summary import PoolSummary, summary_of

FlagKind = Literal["expression-of-concern", "retracted", "high-risk-of-bias"]

CLEAR_FACTOR = 1.24
"""The 95 % limits of a study that is called clear lie this factor either side; around a ratio of 1 they exclude an increase of a
quarter, which makes it *against*."""
CLEAR_FOR = 1.5

_WITHOUT_A_RATIO = frozenset({"direction-only", "no-estimate", "not-a-ratio"})
_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Outcome:
    """The pool (None for no rows) and the computed level of one choice of rows."""

    pool: PoolSummary | None
    level: Level


@dataclass(frozen=True)
class WithAndWithout:
    """The verdict with the studies that carry a flag, and without them; both are always given.

    Attributes:
        kind: why they are flagged.
        studies: which they are.
        counted: whether they count by the rules.
        included, left_out: the verdict with and without them.
        moves: whether the two answer differently.
    """

    kind: FlagKind
    studies: tuple[str, ...]
    counted: bool
    included: Outcome
    left_out: Outcome
    moves: bool


@dataclass(frozen=True)
class IfResolved:
    """What becomes of the level when one study that gave no clear answer turns out to give one.

    Attributes:
        study, label: whose finding it is.
        how: ``ratio``: a clear repeat of the study stands in its place, 1.5 (1.21 to 1.86) or 1 (0.81 to 1.24); ``direction``:
            a person gives the direction of a finding without a ratio, which can contest but not count.
        if_for, if_against: the level that follows.
        moves: whether either of them is another answer than the present one.
    """

    study: str
    label: str
    how: Literal["ratio", "direction"]
    if_for: Level
    if_against: Level
    moves: bool


def with_and_without(library: Library, topic: Topic, outcome: str, inputs: Inputs) -> tuple[WithAndWithout, ...]:
    """The verdict with and without every kind of flagged study that the topic has, in the order of :data:`FlagKind`.

    Args:
        library: whole.
        topic, outcome: whose verdict it is.
        inputs: of the counted rows.
    """
    counted = count(library, topic, outcome)
    found: list[WithAndWithout] = []
    doubtful = [row for row in inputs.rows if row.concern]
    if doubtful:
        trusted = [replace(row, concern=False) for row in inputs.rows]
        rest = [row for row in inputs.rows if not row.concern]
        found.append(_both("expression-of-concern", doubtful, True, trusted, rest, inputs))
    retracted = {n.study for n in counted.not_counted if n.code == "retracted"}
    if retracted:
        restored = count(_as_if_current(library, topic.id), topic, outcome)
        names = tuple(sorted(retracted))
        included, left_out = _outcome(restored.rows, inputs), _outcome(inputs.rows, inputs)
        found.append(WithAndWithout("retracted", names, False, included, left_out, _differ(included, left_out)))
    if counted.high_risk:
        more = [*inputs.rows, *counted.high_risk]
        found.append(_both("high-risk-of-bias", counted.high_risk, False, more, inputs.rows, inputs))
    return tuple(found)


def if_resolved(inputs: Inputs, not_counted: Sequence[NotCounted], now: Level) -> tuple[IfResolved, ...]:
    """What each study without a clear answer would do to the level, first those that count, each in their order.

    A review's row is left as it is: its studies are what could be repeated.

    Args:
        inputs: of the counted rows.
        not_counted: the other findings; those with a comparison group but without a ratio are tried.
        now: the computed level.
    """
    counted = {row.study for row in inputs.rows}
    return (*_clear_repeats(inputs, now), *_given_directions(inputs, not_counted, counted, now))


def _clear_repeats(inputs: Inputs, now: Level) -> Iterator[IfResolved]:
    limit = inputs.book.thresholds["excluded_increase"]
    unclear = [row for row in inputs.rows if not row.by_review and row.direction(limit) == "unclear"]
    repeats = [[_with_clear_repeat(inputs, row, ratio) for ratio in (CLEAR_FOR, 1.0)] for row in unclear]
    make_pools([each for both in repeats for each in both])
    for row, both in zip(unclear, repeats, strict=True):
        yield _resolved(row.study, row.label, "ratio", [level_of(each) for each in both], now)


def _with_clear_repeat(inputs: Inputs, row: Row, ratio: float) -> Inputs:
    return inputs.roughly([_clear(other, ratio) if other is row else other for other in inputs.rows])


def _clear(row: Row, ratio: float) -> Row:
    se = math.log(CLEAR_FACTOR) / _Z95
    low, high = ratio / CLEAR_FACTOR, ratio * CLEAR_FACTOR
    return replace(row, y=math.log(ratio), se=se, value=ratio, low=low, high=high, chosen="a clear repeat")


def _given_directions(
    inputs: Inputs, not_counted: Sequence[NotCounted], counted: set[str], now: Level
) -> Iterator[IfResolved]:
    context, seen = inputs.context, set(counted)
    for other in not_counted:
        unresolved = other.direction in (None, "unclear") or not other.contests
        if other.code not in _WITHOUT_A_RATIO or other.study in seen or not unresolved:
            continue
        seen.add(other.study)
        either_way = (
            replace(context, typed_for=context.typed_for + 1),
            replace(context, typed_against=context.typed_against + 1),
        )
        levels = [level_of(inputs.roughly(context=other_context)) for other_context in either_way]
        yield _resolved(other.study, other.label, "direction", levels, now)


def _resolved(
    study: str, label: str, how: Literal["ratio", "direction"], levels: list[Level], now: Level
) -> IfResolved:
    moves = not all(same_answer(level, now) for level in levels)
    return IfResolved(study, label, how, levels[0], levels[1], moves)


def _both(
    kind: FlagKind, flagged: Sequence[Row], counted: bool, with_rows: Sequence[Row], rest: Sequence[Row], inputs: Inputs
) -> WithAndWithout:
    included, left_out = _outcome(with_rows, inputs), _outcome(rest, inputs)
    names = tuple(sorted({row.study for row in flagged}))
    return WithAndWithout(kind, names, counted, included, left_out, _differ(included, left_out))


def _differ(one: Outcome, other: Outcome) -> bool:
    return not same_answer(one.level, other.level)


def _outcome(rows: Sequence[Row], inputs: Inputs) -> Outcome:
    run = inputs.roughly(rows)
    return Outcome(summary_of(run, run.rows), level_of(run))


def _as_if_current(library: Library, topic: str) -> Library:
    """The library as if nothing in one topic had been retracted."""
    here = {study.id: _current(study) for study, _ in library.findings(topic)}
    return library.with_studies(here)


def _current(study: Study) -> Study:
    references = [
        reference.model_copy(update={"standing": StandingRecord()})
        if reference.standing.state is Standing.RETRACTED
        else reference
        for reference in study.references
    ]
    return study.model_copy(update={"references": references})
