"""The cumulative forest: how the pooled estimate moved as studies came in."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.synthesis.figures.figure import Figure
from aetia.synthesis.figures.intervals import Scale
from aetia.synthesis.figures.rows import Step
from aetia.synthesis.figures.steps import steps_figure

_RATIO = Scale()


def cumulative(
    steps: Sequence[Step],
    *,
    name: str = "cumulative",
    title: str = "How the pooled estimate moved as studies came in",
    scale: Scale = _RATIO,
) -> Figure:
    """A cumulative forest.

    Args:
        steps: in order of time; each pool holds its own study and all before it. At most 500.
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
        first, last = steps[0], steps[-1]
        says = (
            f"Each line adds one study to those above it. The first, {first.label}, gave {_pool_text(first, scale)};"
            f" with all, up to {last.label}, it is {_pool_text(last, scale)}."
        )
    return steps_figure(
        steps, name=name, title=title, scale=scale, label="With this study added", says=says, guide=None
    )


def _pool_text(step: Step, scale: Scale) -> str:
    return scale.interval(step.pool.value, step.pool.low, step.pool.high)
