"""The design ladder: how many studies stand on each rung of design, by what they say."""

from __future__ import annotations

from collections.abc import Sequence

from aetia.model.finding import Direction
from aetia.synthesis.figures import palette
from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure
from aetia.synthesis.figures.glyphs import draw_direction
from aetia.synthesis.figures.lettering import wrap
from aetia.synthesis.figures.numerals import count_text
from aetia.synthesis.figures.rows import StudyMark, TierName, refuse_impossible_marks
from aetia.synthesis.figures.terms import DIRECTIONS, TIERS, direction_count, direction_word, tier_word
from aetia.synthesis.figures.words import ENGLISH, listed, told
from aetia.words import Words

_COLUMNS: tuple[Direction | None, ...] = (*DIRECTIONS, None)
_EDGE = 8.0
_SMALL = 12.0
_BAR = 14.0

Counts = dict[tuple[TierName, Direction | None], int]


def ladder(
    marks: Sequence[StudyMark], *, name: str = "ladder", title: str | None = None, words: Words = ENGLISH
) -> Figure:
    """A design ladder.

    Args:
        marks: any number, in any order.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *Studies by design and direction* by default.
        words: the catalogue to letter it with.

    Returns:
        The figure: a rung for each design, the strongest first, with the number of studies for each direction and a
        bar as long as that number. Without marks one that says so.

    Raises:
        SynthesisError: people or a year that cannot be.
    """
    refuse_impossible_marks(marks)
    title = title if title is not None else words("title.ladder")
    header = (words("head.design"), *(direction_word(words, column) for column in _COLUMNS), words("head.all"))
    if not marks:
        return empty_figure(name, title, header, words)
    counts: Counts = {}
    for mark in marks:
        counts[mark.tier, mark.direction] = counts.get((mark.tier, mark.direction), 0) + 1
    rows = tuple(
        (tier_word(words, tier), *(count_text(number, words) for number in (*numbers, sum(numbers))))
        for tier in TIERS
        for numbers in ([counts.get((tier, direction), 0) for direction in _COLUMNS],)
    )
    wide, narrow = _draw(counts, Canvas(WIDE, words)), _draw(counts, Canvas(NARROW, words))
    return make_figure(name, _says(counts, words), Table(title, header, rows), wide, narrow)


def _says(counts: Counts, words: Words) -> str:
    parts = []
    for tier in TIERS:
        here = [
            direction_count(words, direction, counts[tier, direction])
            for direction in _COLUMNS
            if (tier, direction) in counts
        ]
        if here:
            parts.append(words("ladder.says", design=tier_word(words, tier), findings=listed(words, here)))
    return told(words, parts)


def _draw(counts: Counts, canvas: Canvas) -> Canvas:
    """The rungs with the names of the designs beside them, or on a narrow drawing above them."""
    width, words = canvas.width, canvas.words
    beside = width == WIDE
    columns = [c for c in _COLUMNS if c is not None or any(direction is None for _, direction in counts)]
    names = 264.0 if beside else 0.0
    left = _EDGE + names
    pitch = (width - _EDGE - left) / len(columns)
    most = max(counts.values())
    y = _draw_heads(canvas, columns, left, pitch)
    for tier in TIERS:
        canvas.line(_EDGE, y, width - _EDGE, y, "rule")
        if not beside:
            canvas.text(_EDGE, y + 18, tier_word(words, tier), bold=True, width=width - 2 * _EDGE)
            y += 16
        else:
            lines = wrap(tier_word(words, tier), names - 12, 13, 2, bold=True)
            for index, line in enumerate(lines):
                canvas.text(_EDGE, y + 24.5 + 16 * (index - (len(lines) - 1) / 2), line, bold=True)
        for index, direction in enumerate(columns):
            number = counts.get((tier, direction), 0)
            at = left + pitch * index
            canvas.text(
                at + 24,
                y + 24,
                count_text(number, canvas.words),
                anchor="end",
                bold=number > 0,
                soft=number == 0,
                width=24,
            )
            if number:
                attributes = palette.shape(palette.BY_DIRECTION.get(direction or "", "open"), hollow=direction is None)
                canvas.rectangle(at + 30, y + 19.5 - _BAR / 2, (pitch - 40) * number / most, _BAR, attributes)
        y += 40
    canvas.line(_EDGE, y, width - _EDGE, y, "axis")
    canvas.height = y + 8
    return canvas


def _draw_heads(canvas: Canvas, columns: Sequence[Direction | None], left: float, pitch: float) -> float:
    wrapped = [wrap(direction_word(canvas.words, direction), pitch - 8, _SMALL, 3) for direction in columns]
    for index, (direction, lines) in enumerate(zip(columns, wrapped, strict=True)):
        draw_direction(canvas, left + pitch * index + 10, 14, direction, 6.5)
        for down, line in enumerate(lines):
            canvas.text(left + pitch * index + 2, 38 + 15 * down, line, size=_SMALL)
    return 38 + 15.0 * max(map(len, wrapped)) - 4
