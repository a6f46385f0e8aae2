"""The forest plot: every study's estimate and interval, what they are pooled to, and what was shown but not counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.synthesis.figures.figure import Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import BIAS_KEY, BIAS_SIGNS, BIAS_WORDS, DIRECTION_WORDS
from aetia.synthesis.figures.intervals import Columns, Line, Scale, draw_narrow, draw_wide
from aetia.synthesis.figures.numerals import counted, percent_text
from aetia.synthesis.figures.palette import BY_DIRECTION
from aetia.synthesis.figures.rows import ForestRow, Pool, refuse_impossible, refuse_impossible_pool

NOT_COUNTED = "Shown, but not counted"
_PREDICTION = "Where a new study may fall"
_RATIO = Scale()


def forest(
    rows: Sequence[ForestRow],
    pool: Pool | None = None,
    *,
    name: str = "forest",
    title: str = "What each study found",
    pools: Mapping[str, Pool] | None = None,
    scale: Scale = _RATIO,
) -> Figure:
    """A forest plot.

    Args:
        rows: in the order in which they are to stand; at most 500. Counted rows come first, under the headings of
            their groups in the order of first appearance; the others follow in a section of their own. The area of a
            square is proportional to the row's weight.
        pool: of all counted rows; drawn last, as a diamond that spans its limits, with its prediction interval below.
        name: begins the identifiers in the drawing.
        title: of the figure and its table.
        pools: by group; each is drawn under its rows.
        scale: of the axis; ratios by default.

    Returns:
        The figure; without rows and pool one that says so.

    Raises:
        SynthesisError: a number that cannot be drawn, or too many rows.
    """
    header = _header(scale)
    refuse_too_many(len(rows))
    _check(rows, pool, pools or {}, scale)
    if not rows and pool is None:
        return empty_figure(name, title, header)
    plan = _plan(rows, pool, pools or {})
    lines = [planned.line for planned in plan]
    notes = []
    if any(line.bias for line in lines):
        notes.append(BIAS_KEY)
    if any(row.counted and row.weight is not None for row in rows):
        notes.append("Area of a square: weight")
    if pool is not None:
        notes.append("Diamond: pooled estimate with its limits")
    columns = Columns(detail="Details", notes=tuple(notes))
    table = Table(title, header, tuple(_cells(planned, scale) for planned in plan if planned.line.kind != "head"))
    wide, narrow = draw_wide(lines, scale, columns), draw_narrow(lines, scale, columns)
    return make_figure(name, _says(rows, pool, scale), table, wide, narrow)


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


def _plan(rows: Sequence[ForestRow], pool: Pool | None, pools: Mapping[str, Pool]) -> list[_Planned]:
    """The lines in order, each with what it was made from."""
    inside = [row for row in rows if row.counted]
    outside = [row for row in rows if not row.counted]
    heaviest = max((row.weight or 0.0 for row in inside), default=0.0)
    groups = list(dict.fromkeys(row.group for row in inside))
    plan: list[_Planned] = []
    for group in groups:
        if group:
            plan.append(_Planned(Line("head", group)))
        plan += [_Planned(_row_line(row, heaviest), row.group, row) for row in inside if row.group == group]
        part = pools.get(group)
        if part is not None and len(groups) > 1:
            plan.append(_Planned(_pool_line("Pooled, this group", part), group))
    if pool is not None:
        if len(groups) > 1:
            plan.append(_Planned(Line("head", "All counted studies")))
        plan.append(_Planned(_pool_line("Pooled", pool)))
        if pool.prediction is not None:
            low, high = pool.prediction
            plan.append(_Planned(Line("prediction", _PREDICTION, low=low, high=high, paint="pool")))
    if outside:
        plan.append(_Planned(Line("head", NOT_COUNTED)))
        plan += [_Planned(_row_line(row, heaviest), row.group, row) for row in outside]
    return plan


def _row_line(row: ForestRow, heaviest: float) -> Line:
    share = None
    if row.counted and row.weight is not None and heaviest > 0:
        share = row.weight / heaviest
    behind = f"{row.k} studies" if row.k > 1 else ""
    return Line(
        "row",
        row.label,
        detail=", ".join(part for part in (behind, row.detail) if part),
        value=row.value,
        low=row.low,
        high=row.high,
        share=share,
        weight=percent_text(row.weight) if row.weight is not None and row.counted else "",
        bias=BIAS_SIGNS[row.risk_of_bias],
        paint=BY_DIRECTION.get(row.direction or "", "open"),
        struck=row.struck,
    )


def _pool_line(label: str, pool: Pool) -> Line:
    parts = [] if pool.k is None else [counted(pool.k, "study", "studies")]
    if pool.i2 is not None:
        parts.append(f"I² {percent_text(pool.i2 / 100)}")
    return Line("pool", label, detail=", ".join(parts), value=pool.value, low=pool.low, high=pool.high, paint="pool")


def _header(scale: Scale) -> tuple[str, ...]:
    return (
        "Study", "Group", "Details", scale.measure, "Lower 95 % limit", "Upper 95 % limit", "Weight", "Risk of bias",
        "Direction", "Counted",
    )  # fmt: skip


def _cells(planned: _Planned, scale: Scale) -> tuple[str, ...]:
    line, source = planned.line, planned.row
    numbers = tuple("" if x is None else scale.number(x) for x in (line.value, line.low, line.high))
    if source is None:
        return (line.label, planned.group, line.detail, *numbers, "", "", "", "")
    counts = "yes" if source.counted else "no, retracted" if source.struck else "no"
    return (
        source.label, source.group, line.detail, *numbers, line.weight, BIAS_WORDS[source.risk_of_bias],
        DIRECTION_WORDS[source.direction], counts,
    )  # fmt: skip


def _says(rows: Sequence[ForestRow], pool: Pool | None, scale: Scale) -> str:
    inside = [row for row in rows if row.counted]
    studies = sum(row.k for row in inside)
    told = counted(studies, "study", "studies")
    in_rows = "" if studies == len(inside) else f" in {counted(len(inside), 'row', 'rows')}"
    parts = [f"{told}{in_rows} counted." if inside else "No study is counted."]
    above, below = (
        sum(row.low is not None and row.low > scale.reference for row in inside),
        sum(row.high is not None and row.high < scale.reference for row in inside),
    )
    if len(inside) > 1:
        parts.append(
            f"In {above} of {counted(len(inside), 'row', 'rows')} the whole interval shows {scale.more},"
            f" in {below} {scale.less}."
        )
    if pool is not None:
        parts.append(pool_says(pool, scale))
    outside = len(rows) - len(inside)
    if outside:
        parts.append(f"{counted(outside, 'row is', 'rows are')} shown but not counted.")
    return " ".join(parts)


def pool_says(pool: Pool, scale: Scale) -> str:
    """A pool in a sentence or two."""
    limits = f"95 % interval {scale.number(pool.low)} to {scale.number(pool.high)}"
    if pool.low > scale.reference:
        side = scale.more
    elif pool.high < scale.reference:
        side = scale.less
    else:
        side = (
            f"the interval reaches {scale.number(scale.reference)}, so it shows neither {scale.more} nor {scale.less}"
        )
    text = f"Pooled {scale.measure[:1].lower()}{scale.measure[1:]} {scale.number(pool.value)} ({limits}): {side}."
    if pool.prediction is not None:
        low, high = map(scale.number, pool.prediction)
        text += f" A new study may fall between {low} and {high}."
    return text
