"""Which single change would move a verdict: computed by making each change and grading again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from aetia.model.verdict import Level
from aetia.synthesis.grading import Grade, grade, same_answer
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rows import Row, Tier

ChangeKind = Literal["study-leaves", "recorded", "new-study", "threshold"]

_NEW_STUDY = "a-new-study"
_NEW_RATIOS = (0.7, 1.0, 1.5, 2.0, 3.0)
_NEW_SE = math.log(1.5) / 1.959963984540054
"""A new study of ordinary size: its 95 % limits lie a factor of 1.5 from its estimate."""


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
    found = (*_leaving(now), *_recorded(inputs), *_new_studies(inputs), *_thresholds(inputs))
    return tuple(
        replace(change, raises=_raises(now.level, change.level))
        for change in found
        if not same_answer(change.level, now.level)
    )


def _raises(now: Level, then: Level) -> bool | None:
    return None if Level.AGAINST in (now, then) else then.step > now.step


def _leaving(now: Grade) -> Iterator[Change]:
    for row, without in now.without_one:
        text = f"{row.label} leaves the count"
        yield Change("study-leaves", text, without.level, study=row.study, label=row.label)


def _recorded(inputs: Inputs) -> Iterator[Change]:
    if inputs.rows and not inputs.dose:
        rows = [replace(inputs.rows[0], dose=True), *inputs.rows[1:]]
        level = grade(Inputs(rows, inputs.context, inputs.book), fragility=False).level
        yield Change("recorded", "a counted study finds a dose-response gradient", level, fact="dose")
    if not inputs.context.mechanism:
        context = replace(inputs.context, mechanism=True)
        level = grade(Inputs(inputs.rows, context, inputs.book, inputs.cache), fragility=False).level
        yield Change(
            "recorded",
            "a mechanism is shown by two independent laboratory lines, or in the affected tissue of patients",
            level,
            fact="mechanism",
        )


def _new_studies(inputs: Inputs) -> Iterator[Change]:
    centre = inputs.pooled.mean if inputs.pooled is not None else 0.0
    ratios = sorted(_NEW_RATIOS, key=lambda ratio: (abs(math.log(ratio) - centre), ratio))
    for tier in (Tier.T3, Tier.T2):
        when = "before onset" if tier is Tier.T3 else "after onset"
        for ratio in ratios:
            row = _new_study(ratio, tier)
            level = grade(Inputs([*inputs.rows, row], inputs.context, inputs.book, inputs.cache), fragility=False).level
            limits = f"{ratio:g} ({row.low:.2f} to {row.high:.2f})"
            text = f"one new study with a comparison group and exposure measured {when} finds {limits}"
            yield Change("new-study", text, level, tier=tier.name, ratio=ratio, low=row.low, high=row.high)


def _new_study(ratio: float, tier: Tier) -> Row:
    return Row(_NEW_STUDY, "a new study", tier, math.log(ratio), _NEW_SE, ratio, ratio / 1.5, ratio * 1.5, "OR")


def _thresholds(inputs: Inputs) -> Iterator[Change]:
    for name, value in inputs.book.thresholds.items():
        for moved in inputs.book.nearby(name):
            # Other interval rules make other pools.
            cache = inputs.cache if name != "hartung_knapp_from" else None
            rows = Inputs(inputs.rows, inputs.context, inputs.book.moved(name, moved), cache)
            text = f"the threshold '{name}' is {moved:.4g} and not {value:g}"
            level = grade(rows, fragility=False).level
            yield Change("threshold", text, level, threshold=name, value=value, moved=moved)
