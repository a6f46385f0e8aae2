"""Which single change would move a verdict: computed by making each change and grading again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from aetia.model.tier import Tier
from aetia.model.verdict import Level
from aetia.synthesis.grading import Grade, level_of, same_answer
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rows import Row
from aetia.synthesis.threshold_moves import MovedThresholds

ChangeKind = Literal["study-leaves", "recorded", "new-study", "threshold"]

_NEW_FACTOR = 1.5
"""A new study is of ordinary size: its 95 % limits lie this factor from its estimate."""
_NEW_STUDIES = tuple(
    Row("a-new-study", "a new study", tier, math.log(ratio), math.log(_NEW_FACTOR) / 1.959963984540054,
        ratio, ratio / _NEW_FACTOR, ratio * _NEW_FACTOR, "OR")
    for tier in (Tier.T3, Tier.T2)
    for ratio in (0.7, 1.0, 1.5, 2.0, 3.0)
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change and the level that it leads to.

    Attributes:
        kind: ``study-leaves``, ``recorded`` (a gradient or a mechanism is found), ``new-study``, ``threshold``.
        text: the change in words.
        level: where it leads.
        raises: whether that is a higher level; None where either stands beside the scale.
        study, label: of the study that leaves.
        fact: what is recorded: ``dose`` or ``mechanism``.
        tier, ratio, low, high: of the new study, on the ratio scale.
        threshold, value, moved: its name in the rules, as it is and as tried.
    """

    kind: ChangeKind
    text: str
    level: Level
    raises: bool | None = None
    study: str | None = None
    label: str | None = None
    fact: Literal["dose", "mechanism"] | None = None
    tier: str | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    threshold: str | None = None
    value: float | None = None
    moved: float | None = None


def changes(inputs: Inputs, now: Grade) -> tuple[Change, ...]:
    """Every single change, of those tried, that would move the level, nearest first.

    Tried are, in this order, which is that of how little the world must do: each counted study leaves; a
    dose–response gradient or a mechanism is recorded; one new study appears (of exposure before onset, then with
    later measurement; 95 % limits a factor of 1.5 either side; ratios 0.7, 1, 1.5, 2, 3, those nearest to the present
    estimate first); one threshold of the rules moves by a tenth (a count by one).

    Args:
        inputs: of the counted rows.
        now: their grade, with fragility.
    """
    found = (
        *_leaving(now),
        *_recorded(inputs, now.level),
        *_new_studies(inputs, now.level),
        *_thresholds(inputs, now.level),
    )
    return tuple(replace(change, raises=_raises(now.level, change.level)) for change in found)


def _raises(now: Level, then: Level) -> bool | None:
    return None if Level.AGAINST in (now, then) else then.step > now.step


def _leaving(now: Grade) -> Iterator[Change]:
    for row, level in now.without_one:
        if not same_answer(level, now.level):
            text = f"{row.label} leaves the count"
            yield Change("study-leaves", text, level, study=row.study, label=row.label)


def _recorded(inputs: Inputs, now: Level) -> Iterator[Change]:
    if inputs.rows and not inputs.dose:
        rows = [replace(inputs.rows[0], dose=True), *inputs.rows[1:]]
        level = level_of(inputs.roughly(rows))
        if not same_answer(level, now):
            yield Change("recorded", "a counted study finds a dose-response gradient", level, fact="dose")
    if not inputs.context.mechanism:
        context = replace(inputs.context, mechanism=True)
        level = level_of(inputs.roughly(context=context))
        if not same_answer(level, now):
            text = "a mechanism is shown by two independent laboratory lines, or in the affected tissue of patients"
            yield Change("recorded", text, level, fact="mechanism")


def with_new_study(inputs: Inputs) -> list[tuple[Row, Inputs]]:
    """Rough inputs with one new study each, in each tier those nearest to the present estimate first."""
    centre = inputs.pooled.mean if inputs.pooled is not None else 0.0
    nearest_first = sorted(_NEW_STUDIES, key=lambda row: (-row.tier, abs(row.y - centre), row.value))
    return [(row, inputs.roughly([*inputs.rows, row])) for row in nearest_first]


def _new_studies(inputs: Inputs, now: Level) -> Iterator[Change]:
    for row, together in with_new_study(inputs):
        level = level_of(together)
        if not same_answer(level, now):
            when = "before onset" if row.tier is Tier.T3 else "after onset"
            limits = f"{row.value:g} ({row.low:.2f} to {row.high:.2f})"
            text = f"one new study with a comparison group and exposure measured {when} finds {limits}"
            yield Change("new-study", text, level, tier=row.tier.name, ratio=row.value, low=row.low, high=row.high)


def _thresholds(inputs: Inputs, now: Level) -> Iterator[Change]:
    with_moved = MovedThresholds(inputs)
    for name, value in inputs.book.thresholds.items():
        for moved in inputs.book.nearby(name):
            level = with_moved.level(name, moved)
            if not same_answer(level, now):
                text = f"the threshold '{name}' is {moved:.4g} and not {value:g}"
                yield Change("threshold", text, level, threshold=name, value=value, moved=moved)
