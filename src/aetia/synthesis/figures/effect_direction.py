"""The effect-direction plot: what cannot be pooled, one line a study, one column an outcome (Thomson & Thomas 2013;
Boon & Thomson 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from aetia.model.finding import Direction
from aetia.synthesis.figures.canvas import SIZE, Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.glyphs import (
    BIAS_KEY,
    BIAS_SIGNS,
    BIAS_WORDS,
    DIRECTION_COUNTS,
    DIRECTION_WORDS,
    DIRECTIONS,
    SIZE_WORDS,
    SIZES,
    TIER_WORDS,
    TIERS,
    draw_direction,
    mark_words,
    radius_of,
)
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.lettering import clean, text_width, wrap
from aetia.synthesis.figures.numerals import count_text, counted
from aetia.synthesis.figures.rows import StudyMark, refuse_impossible_marks

MOST_OUTCOMES = 12
"""Most columns; more would not be told apart on a phone."""

_HEADER = ("Study", "Outcome", "Direction", "People", "Design", "Risk of bias")
_EDGE = 8.0
_STEP = 24.0
_SMALL = 12.0
_NARROWEST = 70.0


def effect_direction(
    marks: Sequence[StudyMark], *, name: str = "effect-direction", title: str = "Which way each study points"
) -> Figure:
    """An effect-direction plot.

    Args:
        marks: at most 500; of more than twelve outcomes the rarer ones are in the table only. Those of one study and
            one outcome stand beside each other in one cell. Studies keep their order, under the heading of their design.
        name: begins the identifiers in the drawing.
        title: of the figure and its table.

    Returns:
        The figure: an upward triangle points to a cause, a downward one to less disease, a bar to no effect, two
        triangles that point apart are unclear; larger marks stand for more people. Without marks one that says so.

    Raises:
        SynthesisError: too many marks, or people or a year that cannot be.
    """
    refuse_too_many(len(marks))
    refuse_impossible_marks(marks)
    if not marks:
        return empty_figure(name, title, _HEADER)
    outcomes = list(dict.fromkeys(mark.outcome for mark in marks))
    if len(outcomes) > MOST_OUTCOMES:
        outcomes = _most_frequent(marks)
    drawn = [mark for mark in marks if mark.outcome in outcomes]
    ordered = sorted(marks, key=lambda mark: TIERS.index(mark.tier))
    rows = tuple(
        (
            mark.label, mark.outcome, DIRECTION_WORDS[mark.direction], "" if mark.n is None else count_text(mark.n),
            TIER_WORDS[mark.tier], BIAS_WORDS[mark.risk_of_bias],
        )
        for mark in ordered
    )  # fmt: skip
    table = Table(title, _HEADER, rows)
    drawings = [_draw(drawn, outcomes, width) for width in (WIDE, NARROW)]
    return make_figure(name, _says(marks, drawn), table, *drawings)


def _most_frequent(marks: Sequence[StudyMark]) -> list[str]:
    names = [mark.outcome for mark in marks]
    return sorted(dict.fromkeys(names), key=lambda name: (-names.count(name), name))[:MOST_OUTCOMES]


def _says(marks: Sequence[StudyMark], drawn: Sequence[StudyMark]) -> str:
    parts = [f"{counted(len(marks), 'finding', 'findings')}, not pooled."]
    found = [
        f"{sum(mark.direction == direction for mark in marks)} {DIRECTION_COUNTS[direction]}"
        for direction in DIRECTIONS
        if any(mark.direction == direction for mark in marks)
    ]
    if found:
        parts.append(f"By direction: {', '.join(found)}.")
    if len(drawn) < len(marks):
        parts.append(f"{counted(len(marks) - len(drawn), 'finding', 'findings')} of rarer outcomes in the table only.")
    return " ".join(parts)


def _draw(marks: Sequence[StudyMark], outcomes: Sequence[str], width: float) -> Canvas:
    canvas = Canvas(width)
    bias = 34.0
    widest = max(text_width(clean(mark.label), SIZE) for mark in marks)
    label = min(widest, width * (0.5 if len(outcomes) == 1 else 0.4 if len(outcomes) == 2 else 0.34))
    left = _EDGE + label + 12
    room = (width - _EDGE - bias - left) / len(outcomes)
    room = min(room, 220.0)
    keyed = room < _NARROWEST and len(outcomes) > 1
    y = _draw_heads(canvas, outcomes, left, room, keyed)
    at_bias = left + room * len(outcomes) + bias / 2
    canvas.text(at_bias, y - 8, "Bias", anchor="middle", size=_SMALL, bold=True)
    canvas.line(_EDGE, y, at_bias + bias / 2, y, "axis")
    for tier in TIERS:
        here = [mark for mark in marks if mark.tier == tier]
        if not here:
            continue
        canvas.text(_EDGE, y + 19, TIER_WORDS[tier], bold=True, width=width - 2 * _EDGE)
        y += 26
        for _, group in groupby(here, key=lambda mark: mark.label):
            of_study = list(group)
            _draw_study(canvas, of_study, outcomes, (left, room, at_bias), label, y)
            y += _STEP
            canvas.line(_EDGE, y, at_bias + bias / 2, y, "rule")
    signs = _key(marks)
    if keyed:
        signs += [
            Sign(f"{_letter(index)}: {outcome or 'outcome not stated'}") for index, outcome in enumerate(outcomes)
        ]
    canvas.height = draw_key(canvas, signs, _EDGE, y + 8, width - _EDGE) + 6
    return canvas


def _draw_heads(canvas: Canvas, outcomes: Sequence[str], left: float, room: float, keyed: bool) -> float:
    """The names of the columns, or letters where they have no room; returns the bottom."""
    heads = [
        [_letter(index)]
        if keyed
        else wrap(clean(outcome) if outcome else "Outcome not stated", room - 8, _SMALL, 3, bold=True)
        for index, outcome in enumerate(outcomes)
    ]
    bottom = 10 + 15.0 * max(map(len, heads)) + 4
    canvas.text(_EDGE, bottom - 8, "Study", size=_SMALL, bold=True)
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
            draw_direction(canvas, at, middle, mark.direction, radius, title=mark_words(mark))
    signs = dict.fromkeys(BIAS_SIGNS[mark.risk_of_bias] for mark in marks)
    canvas.text(at_bias, middle + 4.5, "".join(signs), anchor="middle", bold=True)


def _key(marks: Sequence[StudyMark]) -> list[Sign]:
    found = {mark.direction for mark in marks}
    return [
        *direction_signs([kind for kind in DIRECTIONS if kind in found], None in found),
        *size_signs(),
        Sign(BIAS_KEY),
    ]


def direction_signs(directions: Sequence[Direction], silent: bool) -> list[Sign]:
    """The entries of a key for some directions, and for none where a mark is `silent`."""
    kinds = [*directions, *([None] if silent else [])]
    return [_sign(DIRECTION_WORDS[kind], kind, 6.5) for kind in kinds]


def size_signs() -> list[Sign]:
    """The entries of a key for the sizes of marks."""
    examples = (SIZES[0] - 1, SIZES[1], SIZES[2], SIZES[2] + 1)
    return [_sign(word, "for", radius_of(n)) for n, word in zip(examples, SIZE_WORDS, strict=True)]


def _sign(word: str, direction: Direction | None, radius: float) -> Sign:
    return Sign(word, 2 * radius, lambda canvas, x, y: draw_direction(canvas, x, y, direction, radius))
