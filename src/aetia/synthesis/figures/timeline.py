"""The evidence timeline: which way studies pointed, year by year, and how many people they looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aetia.model.finding import Direction
from aetia.synthesis.figures.axis import Axis
from aetia.synthesis.figures.canvas import SIZE, Anchor, Canvas
from aetia.synthesis.figures.effect_direction import direction_signs, size_signs
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import LARGEST_RADIUS, draw_direction, radius_of
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.lettering import cut, text_width, wrap
from aetia.synthesis.figures.numerals import count_text
from aetia.synthesis.figures.rows import StudyMark, refuse_impossible_marks
from aetia.synthesis.figures.terms import (
    DIRECTIONS,
    counted_word,
    direction_count,
    direction_head,
    direction_word,
    mark_words,
    people_text,
    tier_word,
)
from aetia.synthesis.figures.words import ENGLISH, told
from aetia.words import Words

_EDGE = 8.0
_SMALL = 12.0
_NAME_SIZE = 11.0
_NAME_GAP = 4.0
_LONGEST_NAME = 150.0
_MOST_NAMED = 60
"""With more marks than this, names would make the lanes too high; the table has them."""
_STEP = 2 * LARGEST_RADIUS + 2
_LANES: tuple[Direction | None, ...] = (*DIRECTIONS, None)


def timeline(
    marks: Sequence[StudyMark], *, name: str = "timeline", title: str | None = None, words: Words = ENGLISH
) -> Figure:
    """A timeline.

    Args:
        marks: at most 500, in any order; those without a year are in the table and, in the narrow drawing, last.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *What studies found, year by year* by default.
        words: the catalogue to letter it with.

    Returns:
        The figure: a lane for each direction, marks of its shape, larger for more people, hollow where the study is
        not counted. The narrow drawing runs down the page, one line a study. Without marks one that says so.

    Raises:
        SynthesisError: too many marks, or people or a year that cannot be.
    """
    refuse_too_many(len(marks))
    refuse_impossible_marks(marks)
    title, header = title if title is not None else words("title.timeline"), _header(words)
    if not marks:
        return empty_figure(name, title, header, words)
    ordered = sorted(marks, key=lambda mark: (mark.year is None, mark.year or 0, mark.label, mark.outcome))
    table = Table(title, header, tuple(_cells(mark, words) for mark in ordered))
    wide, narrow = _draw_across(ordered, Canvas(WIDE, words)), _draw_down(ordered, Canvas(NARROW, words))
    return make_figure(name, _says(ordered, words), table, wide, narrow)


def _header(words: Words) -> tuple[str, ...]:
    return (
        words("head.year"), words("head.study"), words("head.direction"), words("head.people"), words("head.design"),
        words("head.counted"),
    )  # fmt: skip


def _cells(mark: StudyMark, words: Words) -> tuple[str, ...]:
    return (
        words("timeline.year_unknown") if mark.year is None else str(mark.year), mark.label,
        direction_word(words, mark.direction), "" if mark.n is None else count_text(mark.n, words),
        tier_word(words, mark.tier), counted_word(words, mark),
    )  # fmt: skip


def _says(marks: Sequence[StudyMark], words: Words) -> str:
    parts = [_says_years(marks, words)]
    for direction in DIRECTIONS:
        here = [mark for mark in marks if mark.direction == direction]
        dated = [mark.year for mark in here if mark.year is not None]
        findings = direction_count(words, direction, len(here))
        if dated:
            parts.append(words("timeline.says_latest", findings=findings, year=dated[-1]))
        elif here:
            parts.append(words("timeline.says_direction", findings=findings))
    return told(words, parts)


def _says_years(marks: Sequence[StudyMark], words: Words) -> str:
    years = [mark.year for mark in marks if mark.year is not None]
    if not years:
        return words("timeline.says", n=len(marks))
    findings, first, last = words.count("finding", len(marks)), years[0], years[-1]
    if first == last:
        return words("timeline.says_year", findings=findings, year=first)
    return words("timeline.says_years", findings=findings, first=first, last=last)


def _draw_across(marks: Sequence[StudyMark], canvas: Canvas) -> Canvas:
    words = canvas.words
    lanes = [lane for lane in _LANES if lane is not None or any(mark.direction is None for mark in marks)]
    dated = [mark for mark in marks if mark.year is not None]
    years = [mark.year for mark in dated if mark.year is not None]
    first, last = (min(years), max(years)) if years else (0, 0)
    names = 150.0
    axis = Axis(first - 1, last + 1, _EDGE + names + 12, WIDE - _EDGE - LARGEST_RADIUS, False, _SMALL)
    ticks = [tick for tick in axis.ticks() if years and tick.value == int(tick.value)]
    y = 6.0
    rules: list[float] = []
    for lane in lanes:
        here = [mark for mark in dated if mark.direction == lane]
        stacked = _stack(canvas, here, axis, named=len(dated) <= _MOST_NAMED)
        height = max(40.0, _STEP * (1 + max((place.level for place in stacked), default=0)) + 14)
        bottom = y + height
        for tick in ticks:
            canvas.line(tick.at, y, tick.at, bottom, "rule")
        lines = wrap(direction_head(words, lane), names, SIZE, 2, bold=True)
        for index, line in enumerate(lines):
            canvas.text(_EDGE, y + height / 2 + 5 + 16 * (index - (len(lines) - 1) / 2), line, bold=True)
        for place in stacked:
            _draw_place(canvas, place, bottom - 7 - _STEP * (place.level + 0.5))
        rules.append(bottom)
        y = bottom
    for rule in rules:
        canvas.line(_EDGE, rule, WIDE - _EDGE, rule, "axis" if rule == y else "rule")
    for tick in ticks:
        canvas.text(tick.at, y + 18, f"{tick.value:.0f}", anchor="middle", size=_SMALL, tick=True)
    canvas.height = draw_key(canvas, _key(marks, len(marks) - len(dated), words), _EDGE, y + 28, WIDE - _EDGE) + 6
    return canvas


@dataclass(frozen=True)
class _Place:
    """Where a mark stands: how far along, on which level of its lane, and on which side its name stands."""

    mark: StudyMark
    at: float
    level: int
    name: str
    name_before: bool


def _stack(canvas: Canvas, marks: Sequence[StudyMark], axis: Axis, *, named: bool) -> list[_Place]:
    """Each mark with the lowest level at which it and its name touch no other."""
    places: list[_Place] = []
    taken: list[list[tuple[float, float]]] = []
    for mark in marks:
        assert mark.year is not None
        at, radius = axis.at(mark.year), radius_of(mark.n)
        name = cut(_without_year(canvas, mark), _LONGEST_NAME, _NAME_SIZE) if named else ""
        width = text_width(name, _NAME_SIZE) + _NAME_GAP if name else 0.0
        before = at + radius + width > WIDE - _EDGE
        start, end = (at - radius - width, at + radius) if before else (at - radius, at + radius + width)
        level = 0
        while level < len(taken) and any(
            start < other_end + 4 and other < end + 4 for other, other_end in taken[level]
        ):
            level += 1
        taken[level : level + 1] = [[*(taken[level] if level < len(taken) else []), (start, end)]]
        places.append(_Place(mark, at, level, name, before))
    return places


def _draw_place(canvas: Canvas, place: _Place, middle: float) -> None:
    mark, radius = place.mark, radius_of(place.mark.n)
    title = mark_words(canvas.words, mark)
    draw_direction(canvas, place.at, middle, mark.direction, radius, hollow=not mark.counted, title=title)
    if not place.name:
        return
    aside = radius + _NAME_GAP
    x = place.at - aside if place.name_before else place.at + aside
    anchor: Anchor = "end" if place.name_before else "start"
    canvas.text(x, middle + 4, place.name, anchor=anchor, size=_NAME_SIZE, soft=True, struck=mark.struck)


def _draw_down(marks: Sequence[StudyMark], canvas: Canvas) -> Canvas:
    words = canvas.words
    lanes = [lane for lane in _LANES if lane is not None or any(mark.direction is None for mark in marks)]
    year_room = 44.0
    pitch = 2 * LARGEST_RADIUS + 4
    at_lane = {lane: _EDGE + year_room + pitch * (index + 0.5) for index, lane in enumerate(lanes)}
    names = _EDGE + year_room + pitch * len(lanes) + 8
    y = 28.0
    for lane in lanes:
        draw_direction(canvas, at_lane[lane], 15, lane, 6.5)
    canvas.text(_EDGE, 20, words("head.year"), size=_SMALL, bold=True, width=year_room)
    canvas.text(names, 20, words("head.study"), size=_SMALL, bold=True, width=NARROW - _EDGE - names)
    canvas.line(_EDGE, y, NARROW - _EDGE, y, "axis")
    top, shown = y, ""
    step = 24.0
    bottom = top + step * len(marks)
    for lane in lanes:
        canvas.line(at_lane[lane], top, at_lane[lane], bottom, "rule")
    for mark in marks:
        middle = y + step / 2
        year = "–" if mark.year is None else str(mark.year)
        if year != shown:
            canvas.text(_EDGE, middle + 4.5, year, soft=True, width=year_room)
            shown = year
        draw_direction(
            canvas,
            at_lane[mark.direction],
            middle,
            mark.direction,
            radius_of(mark.n),
            hollow=not mark.counted,
            title=mark_words(words, mark),
        )
        people = "" if mark.n is None else people_text(words, mark.n)
        space = text_width(people, _SMALL) + 10 if people else 0.0
        label = _without_year(canvas, mark)
        canvas.text(names, middle + 4.5, label, struck=mark.struck, width=NARROW - _EDGE - names - space)
        if people:
            canvas.text(NARROW - _EDGE, middle + 4.5, people, anchor="end", size=_SMALL, soft=True)
        y += step
    canvas.height = draw_key(canvas, _key(marks, 0, words), _EDGE, y + 8, NARROW - _EDGE) + 6
    return canvas


def _without_year(canvas: Canvas, mark: StudyMark) -> str:
    """The label; without its year, which stands beside it."""
    label = canvas.clean(mark.label)
    ending = ", year not known" if mark.year is None else f" {mark.year}"
    return label.removesuffix(ending) or label


def _key(marks: Sequence[StudyMark], undated: int, words: Words) -> list[Sign]:
    signs = [*direction_signs(DIRECTIONS, any(mark.direction is None for mark in marks), words), *size_signs(words)]
    if any(not mark.counted for mark in marks):
        hollow = words("key.hollow")
        signs.append(Sign(hollow, 14, lambda canvas, x, y: draw_direction(canvas, x, y, "for", 6.5, hollow=True)))
    if undated:
        signs.append(Sign(words("key.undated", findings=words.count("finding", undated))))
    return signs
