"""The effect-direction plot: what cannot be pooled, one line a study, one column an outcome (Thomson & Thomas 2013;
Boon & Thomson 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from aetia.model.finding import Direction
from aetia.synthesis.figures.canvas import SIZE, Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import BIAS_SIGNS, SIZES, draw_direction, radius_of
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.lettering import text_width, wrap
from aetia.synthesis.figures.numerals import count_text
from aetia.synthesis.figures.rows import StudyMark, refuse_impossible_marks
from aetia.synthesis.figures.terms import (
    DIRECTIONS,
    TIERS,
    bias_word,
    direction_count,
    direction_word,
    mark_words,
    tier_word,
)
from aetia.synthesis.figures.words import ENGLISH, listed, told
from aetia.words import Words

MOST_OUTCOMES = 12
"""Most columns; more would not be told apart on a phone."""

_EDGE = 8.0
_STEP = 24.0
_SMALL = 12.0
_NARROWEST = 70.0
_BIAS_LEAST, _BIAS_MOST = 34.0, 70.0


def effect_direction(
    marks: Sequence[StudyMark],
    *,
    name: str = "effect-direction",
    title: str | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """An effect-direction plot.

    Args:
        marks: at most 500; of more than twelve outcomes the rarer ones are in the table only. Those of one study and
            one outcome stand beside each other in one cell. Studies keep their order, under the heading of their design.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *Which way each study points* by default.
        words: the catalogue to letter it with.

    Returns:
        The figure: an upward triangle points to a cause, a downward one to less disease, a bar to no effect, two
        triangles that point apart are unclear; larger marks stand for more people. Without marks one that says so.

    Raises:
        SynthesisError: too many marks, or people or a year that cannot be.
    """
    refuse_too_many(len(marks))
    refuse_impossible_marks(marks)
    title, header = title if title is not None else words("title.effect-direction"), _header(words)
    if not marks:
        return empty_figure(name, title, header, words)
    outcomes = list(dict.fromkeys(mark.outcome for mark in marks))
    if len(outcomes) > MOST_OUTCOMES:
        outcomes = _most_frequent(marks)
    drawn = [mark for mark in marks if mark.outcome in outcomes]
    ordered = sorted(marks, key=lambda mark: TIERS.index(mark.tier))
    table = Table(title, header, tuple(_cells(mark, words) for mark in ordered))
    drawings = [_draw(drawn, outcomes, Canvas(width, words)) for width in (WIDE, NARROW)]
    return make_figure(name, _says(marks, drawn, words), table, *drawings)


def _header(words: Words) -> tuple[str, ...]:
    return (
        words("head.study"), words("head.outcome"), words("head.direction"), words("head.people"),
        words("head.design"), words("head.risk_of_bias"),
    )  # fmt: skip


def _cells(mark: StudyMark, words: Words) -> tuple[str, ...]:
    return (
        mark.label, mark.outcome, direction_word(words, mark.direction), "" if mark.n is None else count_text(mark.n, words),
        tier_word(words, mark.tier), bias_word(words, mark.risk_of_bias),
    )  # fmt: skip


def _most_frequent(marks: Sequence[StudyMark]) -> list[str]:
    names = [mark.outcome for mark in marks]
    return sorted(dict.fromkeys(names), key=lambda name: (-names.count(name), name))[:MOST_OUTCOMES]


def _says(marks: Sequence[StudyMark], drawn: Sequence[StudyMark], words: Words) -> str:
    parts = [words("effect_direction.says", n=len(marks))]
    found = [
        direction_count(words, direction, sum(mark.direction == direction for mark in marks))
        for direction in DIRECTIONS
        if any(mark.direction == direction for mark in marks)
    ]
    if found:
        parts.append(words("effect_direction.says_directions", directions=listed(words, found)))
    if len(drawn) < len(marks):
        parts.append(words("effect_direction.says_rarer", n=len(marks) - len(drawn)))
    return told(words, parts)


def _draw(marks: Sequence[StudyMark], outcomes: Sequence[str], canvas: Canvas) -> Canvas:
    width, words = canvas.width, canvas.words
    biased = words("head.bias")
    bias = min(max(text_width(biased, _SMALL, bold=True) + 3, _BIAS_LEAST), _BIAS_MOST)
    widest = max(
        text_width(words("head.study"), _SMALL, bold=True),
        *(text_width(canvas.clean(mark.label), SIZE) for mark in marks),
    )
    label = min(widest, width * (0.5 if len(outcomes) == 1 else 0.4 if len(outcomes) == 2 else 0.34))
    left = _EDGE + label + 12
    room = (width - _EDGE - bias - left) / len(outcomes)
    room = min(room, 220.0)
    keyed = room < _NARROWEST and len(outcomes) > 1
    y = _draw_heads(canvas, outcomes, label, (left, room), keyed)
    at_bias = left + room * len(outcomes) + bias / 2
    canvas.text(at_bias, y - 8, biased, anchor="middle", size=_SMALL, bold=True, width=bias)
    canvas.line(_EDGE, y, at_bias + bias / 2, y, "axis")
    for tier in TIERS:
        here = [mark for mark in marks if mark.tier == tier]
        if not here:
            continue
        canvas.text(_EDGE, y + 19, tier_word(words, tier), bold=True, width=width - 2 * _EDGE)
        y += 26
        for _, group in groupby(here, key=lambda mark: mark.label):
            of_study = list(group)
            _draw_study(canvas, of_study, outcomes, (left, room, at_bias), label, y)
            y += _STEP
            canvas.line(_EDGE, y, at_bias + bias / 2, y, "rule")
    signs = _key(marks, words)
    if keyed:
        unknown = words("effect_direction.outcome_unknown_key")
        signs += [
            Sign(words("key.outcome", letter=_letter(index), outcome=outcome or unknown))
            for index, outcome in enumerate(outcomes)
        ]
    canvas.height = draw_key(canvas, signs, _EDGE, y + 8, width - _EDGE) + 6
    return canvas


def _draw_heads(
    canvas: Canvas, outcomes: Sequence[str], label: float, columns: tuple[float, float], keyed: bool
) -> float:
    """The names of the columns, or letters where they have no room; returns the bottom."""
    left, room = columns
    unknown = canvas.words("effect_direction.outcome_unknown")
    heads = [
        [_letter(index)]
        if keyed
        else wrap(canvas.clean(outcome) if outcome else unknown, room - 8, _SMALL, 3, bold=True)
        for index, outcome in enumerate(outcomes)
    ]
    bottom = 10 + 15.0 * max(map(len, heads)) + 4
    canvas.text(_EDGE, bottom - 8, canvas.words("head.study"), size=_SMALL, bold=True, width=label)
    for index, lines in enumerate(heads):
        for back, line in enumerate(reversed(lines)):
            canvas.text(
                left + room * (index + 0.5), bottom - 8 - 15 * back, line, anchor="middle", size=_SMALL, bold=True
            )
    return bottom


def _letter(index: int) -> str:
    return "ABCDEFGHIJKL"[index]


def _draw_study(
    canvas: Canvas,
    marks: Sequence[StudyMark],
    outcomes: Sequence[str],
    columns: tuple[float, float, float],
    label: float,
    y: float,
) -> None:
    left, room, at_bias = columns
    middle = y + _STEP / 2
    canvas.text(_EDGE, middle + 4.5, marks[0].label, struck=marks[0].struck, width=label)
    for index, outcome in enumerate(outcomes):
        here = [mark for mark in marks if mark.outcome == outcome]
        for place, mark in enumerate(here):
            at = left + room * (index + (place + 0.5) / len(here))
            radius = min(radius_of(mark.n), room / len(here) / 2)
            draw_direction(canvas, at, middle, mark.direction, radius, title=mark_words(canvas.words, mark))
    signs = dict.fromkeys(BIAS_SIGNS[mark.risk_of_bias] for mark in marks)
    canvas.text(at_bias, middle + 4.5, "".join(signs), anchor="middle", bold=True)


def _key(marks: Sequence[StudyMark], words: Words) -> list[Sign]:
    found = {mark.direction for mark in marks}
    return [
        *direction_signs([kind for kind in DIRECTIONS if kind in found], None in found, words),
        *size_signs(words),
        Sign(words("key.bias")),
    ]


def direction_signs(directions: Sequence[Direction], silent: bool, words: Words) -> list[Sign]:
    """The entries of a key for some directions, and for none where a mark is `silent`."""
    kinds = [*directions, *([None] if silent else [])]
    return [_sign(direction_word(words, kind), kind, 6.5) for kind in kinds]


def size_signs(words: Words) -> list[Sign]:
    """The entries of a key for the sizes of marks."""
    first, second, third = SIZES
    return [
        _sign(words("size.smallest", people=count_text(first, words)), "for", radius_of(first - 1)),
        _sign(
            words("size.between", low=count_text(first, words), high=count_text(second, words)),
            "for",
            radius_of(second),
        ),
        _sign(
            words("size.between", low=count_text(second + 1, words), high=count_text(third, words)),
            "for",
            radius_of(third),
        ),
        _sign(words("size.largest"), "for", radius_of(third + 1)),
    ]


def _sign(word: str, direction: Direction | None, radius: float) -> Sign:
    return Sign(word, 2 * radius, lambda canvas, x, y: draw_direction(canvas, x, y, direction, radius))
