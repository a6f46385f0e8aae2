"""The harvest plot: every study as a bar under its direction, taller for a stronger design (Ogilvie and others
2008)."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.model.finding import Direction
from aetia.synthesis.figures import palette
from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import draw_direction
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.rows import Bias, StudyMark, TierName, refuse_impossible_marks
from aetia.synthesis.figures.terms import (
    BIASES,
    DIRECTIONS,
    TIERS,
    bias_word,
    counted_word,
    direction_head,
    direction_word,
    mark_words,
    tier_word,
)
from aetia.synthesis.figures.words import ENGLISH, told
from aetia.words import Words

HEIGHTS: dict[TierName, float] = {"T3": 60, "T2": 40, "T1": 20, "T0": 8, "": 8}
"""Height of a bar by tier."""

_EDGE = 8.0
_PITCH = 26.0
_BAR = 16.0
_LINE = HEIGHTS["T3"] + 30
_SMALL = 11.0
_KEY_SCALE = 4.0
"""How much lower the bars of the key are, so that all stand in one line."""


def harvest(
    marks: Sequence[StudyMark],
    *,
    name: str = "harvest",
    title: str | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """A harvest plot.

    Args:
        marks: at most 500, in any order; those that say no direction are in the table only.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *Which way the studies point, by strength of design* by default.
        words: the catalogue to letter it with.

    Returns:
        The figure: a field for each direction, one bar a study, ordered by design and then as given, numbered as in
        its table; filled for an adequate risk of bias, hatched for a high one, empty where nobody judged. Without
        marks one that says so.

    Raises:
        SynthesisError: too many marks, or people or a year that cannot be.
    """
    refuse_too_many(len(marks))
    refuse_impossible_marks(marks)
    title, header = title if title is not None else words("title.harvest"), _header(words)
    if not marks:
        return empty_figure(name, title, header, words)
    ordered = sorted(marks, key=lambda mark: (_place(mark.direction), TIERS.index(mark.tier)))
    numbered = list(enumerate(ordered, start=1))
    table = Table(title, header, tuple(_cells(number, mark, words) for number, mark in numbered))
    wide, narrow = _draw(numbered, Canvas(WIDE, words), 4), _draw(numbered, Canvas(NARROW, words), 1)
    return make_figure(name, _says(marks, words), table, wide, narrow)


def _header(words: Words) -> tuple[str, ...]:
    return (
        words("head.number"), words("head.study"), words("head.direction"), words("head.design"),
        words("head.risk_of_bias"), words("head.counted"),
    )  # fmt: skip


def _cells(number: int, mark: StudyMark, words: Words) -> tuple[str, ...]:
    return (
        str(number), mark.label, direction_word(words, mark.direction), tier_word(words, mark.tier),
        bias_word(words, mark.risk_of_bias), counted_word(words, mark),
    )  # fmt: skip


def _place(direction: Direction | None) -> int:
    return DIRECTIONS.index(direction) if direction is not None else len(DIRECTIONS)


def _says(marks: Sequence[StudyMark], words: Words) -> str:
    numbers = {direction: _number([m for m in marks if m.direction == direction], words) for direction in DIRECTIONS}
    silent = sum(mark.direction is None for mark in marks)
    tail = words("harvest.says_silent", n=silent) if silent else ""
    return told(words, (words("harvest.says", **numbers), tail))


def _number(marks: Sequence[StudyMark], words: Words) -> str:
    """How many there are, and how many of them with exposure measured before onset."""
    before = sum(mark.tier == "T3" for mark in marks)
    if not before:
        return words("harvest.number", n=len(marks))
    return words("harvest.number_before", n=len(marks), before=before)


def _draw(numbered: Sequence[tuple[int, StudyMark]], canvas: Canvas, fields: int) -> Canvas:
    """The four fields beside each other (`fields` = 4) or one below the other (1)."""
    width = canvas.width
    gap = 16.0
    room = (width - 2 * _EDGE - gap * (fields - 1)) / fields
    bottoms = []
    y = 4.0
    for index, direction in enumerate(DIRECTIONS):
        x = _EDGE + (room + gap) * (index % fields)
        here = [(number, mark) for number, mark in numbered if mark.direction == direction]
        bottoms.append(_draw_field(canvas, direction, here, x, y, room))
        if fields == 1:
            y = bottoms[-1] + 10
    y = draw_key(canvas, _height_key(canvas.words), _EDGE, max(bottoms) + 10, width - _EDGE)
    canvas.height = draw_key(canvas, _bias_key(canvas.words), _EDGE, y, width - _EDGE) + 6
    return canvas


def _draw_field(
    canvas: Canvas, direction: Direction, here: Sequence[tuple[int, StudyMark]], x: float, y: float, room: float
) -> float:
    draw_direction(canvas, x + 7, y + 12, direction, 6.5)
    text = canvas.words("harvest.field", direction=direction_head(canvas.words, direction), n=len(here))
    canvas.text(x + 20, y + 16.5, text, width=room - 20)
    each = max(1, int(room // _PITCH))
    base = y + 24
    paint = palette.BY_DIRECTION[direction]
    for start in range(0, max(1, len(here)), each):
        line = here[start : start + each]
        tallest = max((HEIGHTS[mark.tier] for _, mark in line), default=0.0)
        base += tallest + 6
        for place, (number, mark) in enumerate(line):
            left = x + place * _PITCH + (_PITCH - _BAR) / 2
            _draw_bar(canvas, left, base, HEIGHTS[mark.tier], paint, mark.risk_of_bias, mark_words(canvas.words, mark))
            canvas.text(
                left + _BAR / 2, base + 14, str(number), anchor="middle", size=_SMALL, soft=True, struck=mark.struck
            )
        canvas.line(x, base, x + room, base, "axis")
        base += 18
    return base


def _draw_bar(canvas: Canvas, x: float, base: float, height: float, paint: str, bias: Bias, title: str) -> None:
    canvas.rectangle(x, base - height, _BAR, height, palette.shape(paint, hollow=bias != "adequate"), title=title)
    if bias != "high":
        return
    rise = 6.0
    y = base - height + rise
    while y <= base + 0.01:
        canvas.line(x, y, x + _BAR, y - rise, paint)
        y += rise


def _height_key(words: Words) -> list[Sign]:
    tiers: tuple[TierName, ...] = ("T3", "T2", "T1", "T0")
    signs = [_height_sign(HEIGHTS[tier] / _KEY_SCALE, words(f"tier_key.{tier}")) for tier in tiers]
    return [Sign(words("key.height")), *signs]


def _bias_key(words: Words) -> list[Sign]:
    return [Sign(words("key.filling")), *(_bias_sign(bias, bias_word(words, bias)) for bias in BIASES)]


def _height_sign(height: float, word: str) -> Sign:
    return Sign(
        word,
        8,
        lambda canvas, x, y: canvas.rectangle(x - 4, y + 7 - height, 8, height, palette.shape("open")),
    )


def _bias_sign(bias: Bias, word: str) -> Sign:
    return Sign(word, _BAR, lambda canvas, x, y: _draw_bar(canvas, x - _BAR / 2, y + 6, 12, "open", bias, ""))
