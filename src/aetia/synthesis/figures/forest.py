"""The forest plot: every study's estimate and interval, what they are pooled to, and what was shown but not counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.synthesis.figures.figure import Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import BIAS_SIGNS
from aetia.synthesis.figures.intervals import Columns, Line, Scale, draw_narrow, draw_wide, ratio_scale
from aetia.synthesis.figures.numerals import percent_text
from aetia.synthesis.figures.palette import BY_DIRECTION
from aetia.synthesis.figures.rows import ForestRow, Pool, refuse_impossible, refuse_impossible_pool
from aetia.synthesis.figures.terms import bias_word, counted_word, direction_word
from aetia.synthesis.figures.words import ENGLISH, listed, told
from aetia.words import Words


def forest(
    rows: Sequence[ForestRow],
    pool: Pool | None = None,
    *,
    name: str = "forest",
    title: str | None = None,
    pools: Mapping[str, Pool] | None = None,
    scale: Scale | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """A forest plot.

    Args:
        rows: in the order in which they are to stand; at most 500. Counted rows come first, under the headings of
            their groups in the order of first appearance; the others follow in a section of their own. The area of a
            square is proportional to the row's weight.
        pool: of all counted rows; drawn last, as a diamond that spans its limits, with its prediction interval below.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *What each study found* by default.
        pools: by group; each is drawn under its rows.
        scale: of the axis; ratios by default.
        words: the catalogue to letter it with.

    Returns:
        The figure; without rows and pool one that says so.

    Raises:
        SynthesisError: a number that cannot be drawn, or too many rows.
    """
    title, scale = title if title is not None else words("title.forest"), scale or ratio_scale(words)
    header = _header(scale, words)
    refuse_too_many(len(rows))
    _check(rows, pool, pools or {}, scale)
    if not rows and pool is None:
        return empty_figure(name, title, header, words)
    plan = _plan(rows, pool, pools or {}, words)
    lines = [planned.line for planned in plan]
    columns = Columns(words("head.study"), words("head.details"), notes=_notes(rows, pool, words))
    cells = tuple(_cells(planned, scale, words) for planned in plan if planned.line.kind != "head")
    wide, narrow = draw_wide(lines, scale, columns, words), draw_narrow(lines, scale, columns, words)
    return make_figure(name, _says(rows, pool, scale, words), Table(title, header, cells), wide, narrow)


def _notes(rows: Sequence[ForestRow], pool: Pool | None, words: Words) -> tuple[str, ...]:
    notes = []
    if any(row.risk_of_bias for row in rows):
        notes.append(words("key.bias"))
    if any(row.counted and row.weight is not None for row in rows):
        notes.append(words("key.square"))
    if pool is not None:
        notes.append(words("key.diamond"))
    return tuple(notes)


def _check(rows: Sequence[ForestRow], pool: Pool | None, pools: Mapping[str, Pool], scale: Scale) -> None:
    for row in rows:
        refuse_impossible(row.label, row.value, row.low, row.high, log=scale.log)
        if row.weight is not None and not 0 <= row.weight <= 1:
            raise SynthesisError(
                f"the weight {row.weight} is no share", where=row.label[:100], remedy="Give a number from 0 to 1"
            )
    for group, part in pools.items():
        refuse_impossible_pool(f"pool of {group}", part, log=scale.log)
    if pool is not None:
        refuse_impossible_pool("pool of all", pool, log=scale.log)


@dataclass(frozen=True)
class _Planned:
    """A line with its group, and the row that it was made from; None for headings and pools."""

    line: Line
    group: str = ""
    row: ForestRow | None = None


def _plan(rows: Sequence[ForestRow], pool: Pool | None, pools: Mapping[str, Pool], words: Words) -> list[_Planned]:
    """The lines in order, each with what it was made from."""
    inside = [row for row in rows if row.counted]
    outside = [row for row in rows if not row.counted]
    heaviest = max((row.weight or 0.0 for row in inside), default=0.0)
    groups = list(dict.fromkeys(row.group for row in inside))
    plan: list[_Planned] = []
    for group in groups:
        if group:
            plan.append(_Planned(Line("head", group)))
        plan += [_Planned(_row_line(row, heaviest, words), row.group, row) for row in inside if row.group == group]
        part = pools.get(group)
        if part is not None and len(groups) > 1:
            plan.append(_Planned(_pool_line(words("pool.group"), part, words), group))
    if pool is not None:
        if len(groups) > 1:
            plan.append(_Planned(Line("head", words("forest.counted_studies"))))
        plan.append(_Planned(_pool_line(words("pool.all"), pool, words)))
        if pool.prediction is not None:
            low, high = pool.prediction
            plan.append(_Planned(Line("prediction", words("pool.prediction"), low=low, high=high, paint="pool")))
    if outside:
        plan.append(_Planned(Line("head", words("forest.not_counted"))))
        plan += [_Planned(_row_line(row, heaviest, words), row.group, row) for row in outside]
    return plan


def _row_line(row: ForestRow, heaviest: float, words: Words) -> Line:
    share = None
    if row.counted and row.weight is not None and heaviest > 0:
        share = row.weight / heaviest
    behind = words.count("study", row.k) if row.k > 1 else ""
    return Line(
        "row",
        row.label,
        detail=listed(words, (behind, row.detail)),
        value=row.value,
        low=row.low,
        high=row.high,
        share=share,
        weight=percent_text(row.weight, words) if row.weight is not None and row.counted else "",
        bias=BIAS_SIGNS[row.risk_of_bias],
        paint=BY_DIRECTION.get(row.direction or "", "open"),
        struck=row.struck,
    )


def _pool_line(label: str, pool: Pool, words: Words) -> Line:
    parts = [] if pool.k is None else [words.count("study", pool.k)]
    if pool.i2 is not None:
        parts.append(words("pool.heterogeneity", share=percent_text(pool.i2 / 100, words)))
    detail = listed(words, parts)
    return Line("pool", label, detail=detail, value=pool.value, low=pool.low, high=pool.high, paint="pool")


def _header(scale: Scale, words: Words) -> tuple[str, ...]:
    return (
        words("head.study"), words("head.group"), words("head.details"), scale.measure, words("head.lower"),
        words("head.upper"), words("head.weight"), words("head.risk_of_bias"), words("head.direction"),
        words("head.counted"),
    )  # fmt: skip


def _cells(planned: _Planned, scale: Scale, words: Words) -> tuple[str, ...]:
    line, source = planned.line, planned.row
    numbers = tuple("" if x is None else scale.number(words, x) for x in (line.value, line.low, line.high))
    if source is None:
        return (line.label, planned.group, line.detail, *numbers, "", "", "", "")
    return (
        source.label, source.group, line.detail, *numbers, line.weight, bias_word(words, source.risk_of_bias),
        direction_word(words, source.direction), counted_word(words, source),
    )  # fmt: skip


def _says(rows: Sequence[ForestRow], pool: Pool | None, scale: Scale, words: Words) -> str:
    inside = [row for row in rows if row.counted]
    parts = [_says_counted(inside, words)]
    if len(inside) > 1:
        above = sum(row.low is not None and row.low > scale.reference for row in inside)
        below = sum(row.high is not None and row.high < scale.reference for row in inside)
        in_rows = words.count("row", len(inside))
        parts.append(
            words("forest.says_clear", above=above, below=below, rows=in_rows, more=scale.more, less=scale.less)
        )
    if pool is not None:
        parts.append(_pool_says(pool, scale, words))
    outside = len(rows) - len(inside)
    if outside:
        parts.append(words("forest.says_not_counted", n=outside))
    return told(words, parts)


def _says_counted(inside: Sequence[ForestRow], words: Words) -> str:
    studies = sum(row.k for row in inside)
    if not inside:
        return words("forest.says_none")
    if studies == len(inside):
        return words("forest.says_counted", n=studies)
    in_rows = words.count("row", len(inside))
    return words("forest.says_counted_in", studies=words.count("study", studies), rows=in_rows)


def _pool_says(pool: Pool, scale: Scale, words: Words) -> str:
    """A pool in a sentence or two."""
    if pool.low > scale.reference:
        side = scale.more
    elif pool.high < scale.reference:
        side = scale.less
    else:
        reference = scale.number(words, scale.reference)
        side = words("pool.says_neither", reference=reference, more=scale.more, less=scale.less)
    value, low, high = (scale.number(words, x) for x in (pool.value, pool.low, pool.high))
    text = words("pool.says", name=scale.name, value=value, low=low, high=high, side=side)
    if pool.prediction is None:
        return text
    low, high = (scale.number(words, x) for x in pool.prediction)
    return told(words, (text, words("pool.says_prediction", low=low, high=high)))
