"""The four directions as shapes that differ without colour, and people as sizes."""

from __future__ import annotations

from aetia.model.finding import Direction
from aetia.synthesis.figures import palette
from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.rows import Bias

BIAS_SIGNS: dict[Bias | str, str] = {"adequate": "+", "high": "!", "not-judged": "?", "": ""}
"""The sign of each judgement; the catalogue's key explains them."""

SIZES = (50, 300, 10_000)
"""Bounds between the sizes of marks, in people. The first two are those of the effect-direction plot of Thomson &
Thomas 2013."""

_RADII = (4.5, 6.0, 7.5, 9.0)
LARGEST_RADIUS = _RADII[-1]


def radius_of(n: int | None) -> float:
    """Half the size of the mark of a study of `n` people; the smallest where that is not known."""
    if n is None:
        return _RADII[0]
    return _RADII[sum((n >= SIZES[0], n > SIZES[1], n > SIZES[2]))]


def draw_direction(
    canvas: Canvas,
    x: float,
    y: float,
    direction: Direction | None,
    radius: float,
    *,
    hollow: bool = False,
    title: str = "",
) -> None:
    """The shape of a direction about a middle: an upward triangle (for), two triangles that point apart (unclear), a
    bar (against), a downward triangle (inverse), a circle (not stated). It stays within `radius` on every side."""
    attributes = palette.shape(palette.BY_DIRECTION.get(direction or "", "open"), hollow=hollow or direction is None)
    r = radius
    if direction == "for":
        canvas.polygon([(x - r, y + r * 0.8), (x, y - r * 0.9), (x + r, y + r * 0.8)], attributes, title=title)
    elif direction == "inverse":
        canvas.polygon([(x - r, y - r * 0.8), (x, y + r * 0.9), (x + r, y - r * 0.8)], attributes, title=title)
    elif direction == "against":
        canvas.rectangle(x - r, y - r * 0.35, 2 * r, r * 0.7, attributes, title=title)
    elif direction == "unclear":
        canvas.polygon([(x - r, y), (x - r * 0.15, y - r * 0.8), (x - r * 0.15, y + r * 0.8)], attributes, title=title)
        canvas.polygon([(x + r, y), (x + r * 0.15, y - r * 0.8), (x + r * 0.15, y + r * 0.8)], attributes)
    else:
        canvas.circle(x, y, r * 0.7, attributes, title=title)
