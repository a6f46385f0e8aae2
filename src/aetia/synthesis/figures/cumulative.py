"""The cumulative forest: how the pooled estimate moved as studies came in."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.synthesis.figures.figure import Figure
from aetia.synthesis.figures.intervals import Scale, ratio_scale
from aetia.synthesis.figures.rows import Step
from aetia.synthesis.figures.steps import steps_figure
from aetia.synthesis.figures.words import ENGLISH
from aetia.words import Words


def cumulative(
    steps: Sequence[Step],
    *,
    name: str = "cumulative",
    title: str | None = None,
    scale: Scale | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """A cumulative forest.

    Args:
        steps: in order of time; each pool holds its own study and all before it. At most 500.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *How the pooled estimate moved as studies came in* by default.
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
        title=title if title is not None else words("title.cumulative"),
        scale=scale,
        label=words("head.added"),
        says=_says(steps, scale, words) if steps else "",
        guide=None,
        words=words,
    )


def _says(steps: Sequence[Step], scale: Scale, words: Words) -> str:
    first, last = steps[0], steps[-1]
    before, after = (scale.interval(words, x.pool.value, x.pool.low, x.pool.high) for x in (first, last))
    return words("cumulative.says", first=first.label, before=before, last=last.label, after=after)
