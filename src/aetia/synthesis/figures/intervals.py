"""Estimates with their intervals, one a line: what forest, cumulative and leave-one-out figures share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aetia.synthesis.figures import palette
from aetia.synthesis.figures.axis import MARGIN, Axis, domain
from aetia.synthesis.figures.canvas import SIZE, Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.lettering import text_width, wrap
from aetia.synthesis.figures.numerals import difference_text, ratio_text
from aetia.words import Words

Kind = Literal["head", "row", "pool", "prediction"]

_EDGE = 8.0
_GAP = 12.0
_ARROW = 7.0
_LARGEST_SQUARE = 13.0
_SMALL = 12.0
_CROWDED = 30
_BAND = 18.0
_NARROW_EDGE = MARGIN + 2


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        kind: a heading, a row with a square, a pool with a diamond, or a prediction interval.
        label, detail, weight, bias: texts of the columns; empty where there is nothing to say.
        value, low, high: numbers on the printed scale, or None.
        share: area of the square as a share of the largest, 0 to 1; None draws a small hollow square.
        paint: of the mark.
        struck: whether the texts are struck through.
    """

    kind: Kind
    label: str
    detail: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    weight: str = ""
    bias: str = ""
    paint: str = "open"
    struck: bool = False


@dataclass(frozen=True)
class Scale:
    """What the axis says.

    Attributes:
        measure: what is measured, as the head of the column of numbers: ``Ratio``.
        name: the same within a sentence: ``ratio``.
        less, more: what lies to the left and to the right of no effect, in words.
        log: whether equal distances stand for equal ratios.
        reference: the value of no effect.
    """

    measure: str
    name: str
    less: str
    more: str
    log: bool = True
    reference: float = 1.0

    def number(self, words: Words, value: float) -> str:
        """A value of this scale as it is printed."""
        return ratio_text(value, words) if self.log else difference_text(value, words)

    def interval(self, words: Words, value: float | None, low: float | None, high: float | None) -> str:
        """``2.81 (1.86 to 4.23)``; less where less is known."""
        if low is None or high is None:
            return "" if value is None else self.number(words, value)
        limits = words("text.limits", low=self.number(words, low), high=self.number(words, high))
        return limits if value is None else words("text.interval", value=self.number(words, value), limits=limits)


def ratio_scale(words: Words) -> Scale:
    """The scale of ratios of a disease between the exposed and others, where 1 is no effect."""
    return Scale(
        measure=words("ratio.measure"), name=words("ratio.name"), less=words("ratio.less"), more=words("ratio.more")
    )


@dataclass(frozen=True)
class Columns:
    """Names of the columns, and what else is drawn once.

    Attributes:
        label, detail: heads of the first two columns.
        guide: a value that a dashed line marks, such as the pool of all; None for none.
        notes: under the axis.
    """

    label: str
    detail: str = ""
    guide: float | None = None
    notes: tuple[str, ...] = ()


def draw_wide(lines: Sequence[Line], scale: Scale, columns: Columns, words: Words) -> Canvas:
    """All lines in columns: label, detail, drawing, numbers, weight, risk of bias."""
    canvas = Canvas(WIDE, words)
    step = 23.0 if len(lines) <= _CROWDED else 19.0
    head = words("head.estimate", measure=scale.measure)
    labels = [(columns.label, _SMALL, True), *((x.label, SIZE, x.kind == "pool") for x in lines if x.kind != "head")]
    label = _column(canvas, labels, 205)
    detail = 0.0
    if any(x.detail for x in lines):
        detail = _column(canvas, [(columns.detail, _SMALL, True), *((x.detail, _SMALL, False) for x in lines)], 165)
    told = [(scale.interval(words, x.value, x.low, x.high), SIZE, x.kind == "pool") for x in lines]
    numbers = _column(canvas, [(head, _SMALL, True), *told], 230)
    heavy, biased = words("head.weight"), words("head.bias")
    weight = 0.0
    if any(x.weight for x in lines):
        weight = _column(canvas, [(heavy, _SMALL, True), *((x.weight, SIZE, False) for x in lines)], 80)
    bias = _column(canvas, [(biased, _SMALL, True)], 60) if any(x.bias for x in lines) else 0.0
    at_bias = WIDE - _EDGE - bias / 2
    at_weight = WIDE - _EDGE - (bias + _GAP if bias else 0)
    at_numbers = at_weight - (weight + _GAP if weight else 0)
    at_detail = _EDGE + label + _GAP
    left = at_detail + (detail + _GAP if detail else 0) + _ARROW
    axis = _axis(lines, scale, columns, left, at_numbers - numbers - _GAP - _ARROW)
    y = 20.0
    canvas.text(_EDGE, y, columns.label, size=_SMALL, bold=True, width=label)
    canvas.text(at_numbers, y, head, anchor="end", size=_SMALL, bold=True, width=numbers)
    if detail:
        canvas.text(at_detail, y, columns.detail, size=_SMALL, bold=True, width=detail)
    if weight:
        canvas.text(at_weight, y, heavy, anchor="end", size=_SMALL, bold=True, width=weight)
    if bias:
        canvas.text(at_bias, y, biased, anchor="middle", size=_SMALL, bold=True, width=bias)
    top = y + 8
    bottom = top + step * len(lines) + 4
    _draw_grid(canvas, axis, scale, columns, [(top, bottom)])
    canvas.line(_EDGE, top, WIDE - _EDGE, top, "axis")
    for index, line in enumerate(lines):
        middle = top + step * (index + 0.5) + 2
        base = middle + 4.5
        bold = line.kind in ("head", "pool")
        room = WIDE - 2 * _EDGE if line.kind == "head" else label
        canvas.text(_EDGE, base, line.label, bold=bold, struck=line.struck, width=room)
        if line.kind == "head":
            continue
        if line.detail:
            canvas.text(at_detail, base, line.detail, size=_SMALL, soft=True, width=detail)
        text = scale.interval(words, line.value, line.low, line.high)
        if text:
            canvas.text(at_numbers, base, text, anchor="end", bold=bold, struck=line.struck)
        if line.weight:
            canvas.text(at_weight, base, line.weight, anchor="end", soft=True)
        if line.bias:
            _draw_bias(canvas, at_bias, middle, line.bias)
        _draw_mark(canvas, axis, middle, line)
    canvas.height = _draw_foot(canvas, axis, scale, columns, bottom, _EDGE, WIDE - _EDGE)
    return canvas


def draw_narrow(lines: Sequence[Line], scale: Scale, columns: Columns, words: Words) -> Canvas:
    """Each line as a block: label and numbers, then what else is known, then the drawing over the whole width."""
    canvas = Canvas(NARROW, words)
    axis = _axis(lines, scale, columns, _NARROW_EDGE, NARROW - _NARROW_EDGE)
    y = 4.0
    heights = [_block_height(canvas, line) for line in lines]
    _draw_grid(canvas, axis, scale, columns, _bands(lines, heights, y))
    for line, height in zip(lines, heights, strict=True):
        base = y + 17
        if line.kind == "head":
            for text in wrap(canvas.clean(line.label), NARROW - 2 * _EDGE, SIZE, 2, bold=True):
                canvas.text(_EDGE, base, text, bold=True)
                base += 17
            y += height
            continue
        bold = line.kind == "pool"
        text = scale.interval(words, line.value, line.low, line.high)
        room = NARROW - 2 * _EDGE - (text_width(text, SIZE, bold=bold) + _GAP if text else 0)
        canvas.text(_EDGE, base, line.label, bold=bold, struck=line.struck, width=room)
        if text:
            canvas.text(NARROW - _EDGE, base, text, anchor="end", bold=bold, struck=line.struck)
        more = words("text.remark").join(_remarks(line, words))
        if more:
            base += 16
            canvas.text(_EDGE, base, more, size=_SMALL, soft=True, width=NARROW - 2 * _EDGE)
        y += height
        _draw_mark(canvas, axis, y - 2 - _BAND / 2, line)
    canvas.height = _draw_foot(canvas, axis, scale, columns, y, _EDGE, NARROW - _EDGE)
    return canvas


def _block_height(canvas: Canvas, line: Line) -> float:
    if line.kind == "head":
        return 12 + 17.0 * len(wrap(canvas.clean(line.label), NARROW - 2 * _EDGE, SIZE, 2, bold=True))
    extra = 16.0 if line.detail or line.weight or line.bias else 0.0
    return 26 + extra + (_BAND if line.value is not None or line.low is not None else 0)


def _column(canvas: Canvas, texts: Sequence[tuple[str, float, bool]], most: float) -> float:
    """As wide as the widest of its texts (each with its size and whether it is bold), but not wider than `most`."""
    widths = (text_width(canvas.clean(text), size, bold=bold) for text, size, bold in texts if text)
    return min(max(widths, default=0.0), most)


def _axis(lines: Sequence[Line], scale: Scale, columns: Columns, left: float, right: float) -> Axis:
    values = [x.value for x in lines if x.value is not None]
    values += [limit for x in lines if x.kind == "pool" for limit in (x.low, x.high) if limit is not None]
    values += [columns.guide] if columns.guide is not None else []
    limits = [limit for x in lines for limit in (x.low, x.high) if limit is not None]
    low, high = domain(values, limits, reference=scale.reference, log=scale.log)
    return Axis(low, high, left, right, scale.log, _SMALL)


def _bands(lines: Sequence[Line], heights: Sequence[float], top: float) -> list[tuple[float, float]]:
    """The parts of a narrow drawing that hold marks and no text, so that no rule runs through a word."""
    bands = []
    for line, height in zip(lines, heights, strict=True):
        top += height
        if line.low is not None or line.value is not None:
            bands.append((top - _BAND - 2, top - 2))
    return bands


def _draw_grid(
    canvas: Canvas, axis: Axis, scale: Scale, columns: Columns, bands: Sequence[tuple[float, float]]
) -> None:
    def draw(at: float, paint: str, *, width: float = 1, dash: str = "") -> None:
        canvas.lines([(at, top, at, bottom) for top, bottom in bands], paint, width=width, dash=dash)

    if not bands:
        return
    for tick in axis.ticks():
        draw(tick.at, "rule")
    draw(axis.at(scale.reference), "axis", width=1.5)
    if columns.guide is not None:
        draw(axis.clipped(columns.guide), "pool", width=1.5, dash="4 4")


def _draw_foot(
    canvas: Canvas, axis: Axis, scale: Scale, columns: Columns, y: float, left: float, right: float
) -> float:
    """The axis, what its sides mean, and the notes; returns the height of the whole drawing."""
    canvas.line(axis.left - _ARROW, y, axis.right + _ARROW, y, "axis")
    for tick in axis.ticks():
        canvas.line(tick.at, y, tick.at, y + 5, "axis")
        canvas.text(tick.at, y + 18, canvas.words.number(tick.text), anchor="middle", size=_SMALL, tick=True)
    y += 36
    y = _draw_sides(canvas, axis.at(scale.reference), y, scale, left, right)
    if not columns.notes:
        return y + 14
    return draw_key(canvas, [Sign(note) for note in columns.notes], left, y + 8, right) + 6


def _draw_sides(canvas: Canvas, at: float, y: float, scale: Scale, left: float, right: float) -> float:
    """What lies on each side of no effect: beside the reference where there is room, else from the edges inwards, in two
    lines where one is too short; returns the last baseline."""
    less = canvas.words("axis.less", side=canvas.clean(scale.less))
    more = canvas.words("axis.more", side=canvas.clean(scale.more))
    gap = 8.0
    if text_width(less, _SMALL) <= at - gap - left and text_width(more, _SMALL) <= right - at - gap:
        canvas.text(at - gap, y, less, anchor="end", size=_SMALL, soft=True)
        canvas.text(at + gap, y, more, size=_SMALL, soft=True)
        return y
    canvas.text(left, y, less, size=_SMALL, soft=True, width=right - left)
    if text_width(less, _SMALL) + text_width(more, _SMALL) + gap > right - left:
        y += 17
    canvas.text(right, y, more, anchor="end", size=_SMALL, soft=True, width=right - left)
    return y


def _draw_mark(canvas: Canvas, axis: Axis, y: float, line: Line) -> None:
    if line.low is not None and line.high is not None:
        if line.kind == "pool":
            _draw_diamond(canvas, axis, y, line)
            return
        _draw_whisker(canvas, axis, y, line)
    if line.value is None or not axis.holds(line.value):
        return
    hollow = line.share is None
    side = 7.0 if line.share is None else _LARGEST_SQUARE * math.sqrt(line.share)
    at = axis.at(line.value)
    # The stroke would add to the area, which alone stands for the weight.
    extra = "" if hollow else ' stroke-width="0"'
    canvas.rectangle(at - side / 2, y - side / 2, side, side, palette.shape(line.paint, hollow=hollow), extra=extra)
    if not hollow:
        canvas.line(at, y - 4, at, y + 4, line.paint)


def _draw_whisker(canvas: Canvas, axis: Axis, y: float, line: Line) -> None:
    assert line.low is not None
    assert line.high is not None
    left, right = axis.clipped(line.low), axis.clipped(line.high)
    prediction = line.kind == "prediction"
    canvas.line(left, y, right, y, line.paint, width=2 if prediction else 1.5, dash="2 3" if prediction else "")
    for limit, at, way in ((line.low, left, -1), (line.high, right, 1)):
        beyond = limit < axis.low if way < 0 else limit > axis.high
        if beyond:
            _draw_arrow(canvas, at, y, way, line.paint)
        elif axis.holds(limit) and prediction:
            canvas.line(at, y - 5, at, y + 5, line.paint, width=2)


def _draw_diamond(canvas: Canvas, axis: Axis, y: float, line: Line) -> None:
    assert line.value is not None
    assert line.low is not None
    assert line.high is not None
    left, middle, right = axis.clipped(line.low), axis.clipped(line.value), axis.clipped(line.high)
    points = [(left, y), (middle, y - 7), (right, y), (middle, y + 7)]
    canvas.polygon(points, palette.shape(line.paint), extra=' stroke-width="0"')
    if line.low < axis.low:
        _draw_arrow(canvas, left, y, -1, line.paint)
    if line.high > axis.high:
        _draw_arrow(canvas, right, y, 1, line.paint)


def _draw_arrow(canvas: Canvas, at: float, y: float, way: int, paint: str) -> None:
    tip = at + way * _ARROW
    canvas.polygon([(tip, y), (at, y - 4.5), (at, y + 4.5)], palette.shape(paint), extra=' stroke-width="0"')


def _draw_bias(canvas: Canvas, x: float, y: float, sign: str) -> None:
    canvas.circle(x, y, 7, palette.shape("open", hollow=True))
    canvas.text(x, y + 4, sign, anchor="middle", size=11, bold=True)


def _remarks(line: Line, words: Words) -> list[str]:
    """What a narrow drawing says below the name of a line."""
    remarks = [line.detail] if line.detail else []
    if line.weight:
        remarks.append(words("forest.weight", share=line.weight))
    if line.bias:
        remarks.append(words("forest.bias", sign=line.bias))
    return remarks
