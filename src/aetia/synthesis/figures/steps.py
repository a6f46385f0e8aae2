"""Pools one under the other: the drawing of cumulative and leave-one-out forests."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.synthesis.figures.figure import Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.intervals import Columns, Line, Scale, draw_narrow, draw_wide
from aetia.synthesis.figures.rows import Pool, Step, refuse_impossible_pool
from aetia.synthesis.figures.words import listed
from aetia.words import Words


def steps_figure(
    steps: Sequence[Step],
    *,
    name: str,
    title: str,
    scale: Scale,
    label: str,
    says: str,
    guide: Pool | None,
    words: Words,
) -> Figure:
    """A figure of `steps` under the heading `label`, with the pool of all, `guide`, as a dashed line and a diamond."""
    details = words("head.details")
    header = (label, details, scale.measure, words("head.lower"), words("head.upper"))
    refuse_too_many(len(steps))
    if not steps:
        return empty_figure(name, title, header, words)
    for step in steps:
        refuse_impossible_pool(step.label, step.pool, log=scale.log)
    lines = [_line(step, scale, words) for step in steps]
    if guide is not None:
        refuse_impossible_pool("pool of all", guide, log=scale.log)
        label_of_all = words("pool.studies")
        lines.append(Line("pool", label_of_all, value=guide.value, low=guide.low, high=guide.high, paint="pool"))
    notes = () if guide is None else (words("key.dashed"),)
    columns = Columns(label=label, detail=details, guide=None if guide is None else guide.value, notes=notes)
    rows = tuple(
        (
            line.label,
            line.detail,
            *("" if x is None else scale.number(words, x) for x in (line.value, line.low, line.high)),
        )
        for line in lines
    )
    wide, narrow = draw_wide(lines, scale, columns, words), draw_narrow(lines, scale, columns, words)
    return make_figure(name, says, Table(title, header, rows), wide, narrow)


def _line(step: Step, scale: Scale, words: Words) -> Line:
    pool = step.pool
    paint = "for" if pool.low > scale.reference else "against" if pool.high < scale.reference else "open"
    detail = listed(words, ("" if pool.k is None else words.count("study", pool.k), step.detail))
    return Line(
        "row", step.label, detail=detail, value=pool.value, low=pool.low, high=pool.high, share=0.4, paint=paint
    )
