"""The leave-one-out forest: whether the pooled estimate rests on any one study."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.synthesis.figures.figure import Figure
from aetia.synthesis.figures.intervals import Scale, ratio_scale
from aetia.synthesis.figures.rows import Pool, Step
from aetia.synthesis.figures.steps import steps_figure
from aetia.synthesis.figures.words import ENGLISH, listed, told
from aetia.words import Words

_MOST_NAMED = 3


def leave_one_out_forest(
    steps: Sequence[Step],
    pool: Pool,
    *,
    name: str = "leave-one-out",
    title: str | None = None,
    scale: Scale | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """A leave-one-out forest.

    Args:
        steps: each with the pool of all other studies. At most 500.
        pool: of all; a dashed line marks it, and it is drawn last.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *The pooled estimate without each study in turn* by default.
        scale: of the axis; ratios by default.
        words: the catalogue to letter it with.

    Returns:
        The figure; without steps one that says so.

    Raises:
        SynthesisError: a number that cannot be drawn, or too many steps.
    """
    scale = scale or ratio_scale(words)
    return steps_figure(
        steps,
        name=name,
        title=title if title is not None else words("title.leave-one-out"),
        scale=scale,
        label=words("head.left_out"),
        says=_says(steps, pool, scale, words) if steps else "",
        guide=pool,
        words=words,
    )


def _says(steps: Sequence[Step], pool: Pool, scale: Scale, words: Words) -> str:
    low, high = min(steps, key=_value), max(steps, key=_value)
    between = words(
        "leave_one_out.says_range",
        low=scale.number(words, low.pool.value),
        lowest=low.label,
        high=scale.number(words, high.pool.value),
        highest=high.label,
    )
    with_all = words("leave_one_out.says_all", pool=scale.interval(words, pool.value, pool.low, pool.high))
    return told(words, (with_all, between, _says_moved(steps, pool, scale, words)))


def _value(step: Step) -> float:
    return step.pool.value


def _says_moved(steps: Sequence[Step], pool: Pool, scale: Scale, words: Words) -> str:
    """Which studies decide whether the interval reaches no effect."""
    moved = [step.label for step in steps if _clear(step.pool, scale) != _clear(pool, scale)]
    if not moved:
        return words("leave_one_out.says_steady")
    named = listed(words, moved[:_MOST_NAMED])
    if len(moved) > _MOST_NAMED:
        return words("leave_one_out.says_moved_more", studies=named)
    return words("leave_one_out.says_moved", studies=named)


def _clear(pool: Pool, scale: Scale) -> int:
    return (pool.low > scale.reference) - (pool.high < scale.reference)
