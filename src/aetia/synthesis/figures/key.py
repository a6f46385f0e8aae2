"""The key under a drawing: each sign with its word, in as many lines as its width asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.lettering import cut, text_width

_SIZE = 12.0
_LINE = 20.0
_GAP = 18.0


@dataclass(frozen=True)
class Sign:
    """One entry: how its sign is drawn about a middle, how wide that is, and its word. A sign of no width is a word
    alone."""

    word: str
    width: float = 0.0
    draw: Callable[[Canvas, float, float], None] | None = None


def draw_key(canvas: Canvas, signs: Sequence[Sign], x: float, y: float, right: float) -> float:
    """Draw the entries from `x` to `right`, the first line's top at `y`; returns the bottom."""
    here, middle = x, y + _LINE / 2
    canvas.open_group("f-key")
    for sign in signs:
        space = sign.width + 6 if sign.draw is not None else 0.0
        word = cut(sign.word, right - x - space, _SIZE)
        width = space + text_width(word, _SIZE)
        if here > x and here + width > right:
            here, middle = x, middle + _LINE
        if sign.draw is not None:
            sign.draw(canvas, here + sign.width / 2, middle)
        canvas.text(here + space, middle + 4, word, size=_SIZE, soft=True)
        here += width + _GAP
    canvas.close_group()
    return middle + _LINE / 2
