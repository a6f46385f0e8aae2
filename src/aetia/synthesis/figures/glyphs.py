"""The four directions as shapes that differ without colour, and people as sizes."""

from __future__ import annotations

from aetia.model.finding import Direction
from aetia.synthesis.figures import palette
from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.rows import Bias, StudyMark, TierName

DIRECTIONS: tuple[Direction, ...] = ("for", "unclear", "against", "inverse")

DIRECTION_WORDS: dict[Direction | None, str] = {
    "for": "points to a cause",
    "unclear": "unclear",
    "against": "points to no effect",
    "inverse": "points to less disease",
    None: "not stated",
}

DIRECTION_COUNTS: dict[Direction | None, str] = {
    "for": "for a cause",
    "unclear": "unclear",
    "against": "for no effect",
    "inverse": "for less disease",
    None: "without a direction",
}
"""What goes with a number of studies."""

TIERS: tuple[TierName, ...] = ("T3", "T2", "T1", "T0", "")

TIER_WORDS: dict[TierName, str] = {
    "T3": "Exposure measured before onset",
    "T2": "Compared after onset",
    "T1": "No comparison group",
    "T0": "Single cases, opinion, whole areas",
    "": "Laboratory and other work",
}

BIAS_WORDS: dict[Bias | str, str] = {"adequate": "adequate", "high": "high risk", "not-judged": "not judged", "": ""}
BIAS_SIGNS: dict[Bias | str, str] = {"adequate": "+", "high": "!", "not-judged": "?", "": ""}
BIAS_KEY = "Risk of bias: + adequate, ! high, ? not judged"

SIZES = (50, 300, 10_000)
"""Bounds between the sizes of marks, in people. The first two are those of the effect-direction plot of Thomson &
Thomas 2013."""

_RADII = (4.5, 6.0, 7.5, 9.0)
LARGEST_RADIUS = _RADII[-1]
SIZE_WORDS = ("under 50 people or not known", "50 to 300", "301 to 10,000", "more")


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


def mark_words(mark: StudyMark) -> str:
    """One mark in words, for its title."""
    parts = [mark.label, DIRECTION_WORDS[mark.direction]]
    if mark.n is not None:
        parts.append(f"{mark.n:,} people")
    if mark.struck:
        parts.append("retracted")
    return ", ".join(parts)
