"""The leave-one-out forest: whether the pooled estimate rests on any one study."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.synthesis.figures.figure import Figure
from aetia.synthesis.figures.intervals import Scale
from aetia.synthesis.figures.rows import Pool, Step
from aetia.synthesis.figures.steps import steps_figure

_RATIO = Scale()


def leave_one_out_forest(
    steps: Sequence[Step],
    pool: Pool,
    *,
    name: str = "leave-one-out",
    title: str = "The pooled estimate without each study in turn",
    scale: Scale = _RATIO,
) -> Figure:
    """A leave-one-out forest.

    Args:
        steps: each with the pool of all other studies. At most 500.
        pool: of all; a dashed line marks it, and it is drawn last.
        name: begins the identifiers in the drawing.
        title: of the figure and its table.
        scale: of the axis; ratios by default.

    Returns:
        The figure; without steps one that says so.

    Raises:
        SynthesisError: a number that cannot be drawn, or too many steps.
    """
    says = ""
    if steps:
        low, high = min(steps, key=_value), max(steps, key=_value)
        says = (
            f"With all studies the pooled estimate is {scale.interval(pool.value, pool.low, pool.high)}."
            f" Without one it lies between {scale.number(low.pool.value)} (without {low.label})"
            f" and {scale.number(high.pool.value)} (without {high.label})."
            f" {_change(steps, pool, scale)}"
        )
    return steps_figure(steps, name=name, title=title, scale=scale, label="Without this study", says=says, guide=pool)


def _value(step: Step) -> float:
    return step.pool.value


def _change(steps: Sequence[Step], pool: Pool, scale: Scale) -> str:
    """Which studies decide whether the interval reaches no effect."""
    moved = [step.label for step in steps if _clear(step.pool, scale) != _clear(pool, scale)]
    if not moved:
        return "No single study decides whether the interval reaches no effect."
    shown = ", ".join(moved[:3]) + (" and others" if len(moved) > 3 else "")
    return f"Whether the interval reaches no effect depends on {shown}."


def _clear(pool: Pool, scale: Scale) -> int:
    return (pool.low > scale.reference) - (pool.high < scale.reference)
