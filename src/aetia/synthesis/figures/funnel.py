"""The contour-enhanced funnel plot: whether small studies find more than large ones, and whether what is missing
would have been significant (Peters, Sutton, Jones, Abrams & Rushton 2008)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from aetia.synthesis.figures import palette
from aetia.synthesis.figures.axis import Axis, domain
from aetia.synthesis.figures.canvas import Canvas
from aetia.synthesis.figures.figure import NARROW, WIDE, Figure, Table, empty_figure, make_figure, refuse_too_many
from aetia.synthesis.figures.intervals import Scale, ratio_scale
from aetia.synthesis.figures.key import Sign, draw_key
from aetia.synthesis.figures.lettering import text_width
from aetia.synthesis.figures.numerals import difference_text
from aetia.synthesis.figures.rows import FunnelPoint, Pool, refuse_impossible, refuse_impossible_pool
from aetia.synthesis.figures.words import ENGLISH, listed, told
from aetia.words import Words

CONTOURS = (0.1, 0.05, 0.01)
"""The p values whose contours are drawn."""

FEWEST = 10
"""Below this many studies a funnel cannot be told from chance."""

_SMALL = 12.0
_RADIUS = 5.0
_DASHES = {0.1: "1 3", 0.05: "5 3", 0.01: ""}
_SHADES = {0.1: 0.08, 0.05: 0.1, 0.01: 0.12}


def funnel(
    points: Sequence[FunnelPoint],
    pool: Pool | None = None,
    *,
    name: str = "funnel",
    title: str | None = None,
    scale: Scale | None = None,
    words: Words = ENGLISH,
) -> Figure:
    """A funnel plot with contours at p = 0.1, 0.05 and 0.01 about the value of no effect.

    Args:
        points: at most 500.
        pool: its value is drawn as a dashed line.
        name: begins the identifiers in the drawing.
        title: of the figure and its table; *Do small studies find more than large ones?* by default.
        scale: of the horizontal axis; ratios by default. The vertical axis is the standard error, 0 at the top.
        words: the catalogue to letter it with.

    Returns:
        The figure; without points one that says so. Of fewer than ten it says that they are too few to judge by.

    Raises:
        SynthesisError: a number that cannot be drawn (a standard error must be above 0), or too many points.
    """
    title, scale = title if title is not None else words("title.funnel"), scale or ratio_scale(words)
    header = _header(scale, words)
    refuse_too_many(len(points))
    for point in points:
        refuse_impossible(point.label, point.value, None, None, log=scale.log)
        refuse_impossible(f"{point.label}, standard error", point.se, None, None, log=True)
    if pool is not None:
        refuse_impossible_pool("pool", pool, log=scale.log)
    if not points:
        return empty_figure(name, title, header, words)
    rows = tuple(_cells(point, scale, words) for point in points)
    sizes = ((WIDE, 420.0), (NARROW, 320.0))
    drawings = [_draw(points, pool, scale, Canvas(width, words), height) for width, height in sizes]
    if pool is not None:
        rows += ((words("pool.all"), scale.number(words, pool.value), "", "", ""),)
    return make_figure(name, _says(points, pool, scale, words), Table(title, header, rows), *drawings)


def _header(scale: Scale, words: Words) -> tuple[str, ...]:
    return words("head.study"), scale.measure, words("head.standard_error"), words("head.p"), words("head.counted")


def _cells(point: FunnelPoint, scale: Scale, words: Words) -> tuple[str, ...]:
    counts = words("counted.yes") if point.counted else words("counted.no")
    return (
        point.label,
        scale.number(words, point.value),
        difference_text(point.se, words),
        _band(point, scale, words),
        counts,
    )


def _distance(point: FunnelPoint, scale: Scale) -> float:
    """How many standard errors an estimate lies from no effect."""
    return (_additive(point.value, scale) - _additive(scale.reference, scale)) / point.se


def _additive(value: float, scale: Scale) -> float:
    return math.log(value) if scale.log else value


def _bound(p: float) -> float:
    return NormalDist().inv_cdf(1 - p / 2)


def _band(point: FunnelPoint, scale: Scale, words: Words) -> str:
    passed = [p for p in CONTOURS if abs(_distance(point, scale)) >= _bound(p)]
    if passed:
        return words("funnel.p_below", p=words.number(f"{passed[-1]:g}"))
    return words("funnel.p_above", p=words.number(f"{CONTOURS[0]:g}"))


def _says(points: Sequence[FunnelPoint], pool: Pool | None, scale: Scale, words: Words) -> str:
    inside = [point for point in points if point.counted]
    parts = [words("funnel.says", n=len(inside))]
    if pool is not None and inside:
        above = sum(point.value > pool.value for point in inside)
        less_precise = sorted(inside, key=lambda point: -point.se)[: len(inside) // 2]
        high = sum(point.value > pool.value for point in less_precise)
        parts.append(words("funnel.says_above", n=above, pool=scale.number(words, pool.value)))
        if less_precise:
            parts.append(words("funnel.says_less_precise", n=high, half=len(less_precise)))
    if len(inside) < FEWEST:
        parts.append(words("funnel.says_few", n=FEWEST))
    return told(words, parts)


def _draw(points: Sequence[FunnelPoint], pool: Pool | None, scale: Scale, canvas: Canvas, height: float) -> Canvas:
    width, words = canvas.width, canvas.words
    most = max(point.se for point in points) * 1.08
    low, high = domain([p.value for p in points], _mirrored(points, scale), reference=scale.reference, log=scale.log)
    up = Axis(0, most, 0, height - 90, False, _SMALL)
    marks = [t for t in up.ticks() if t.value <= most]
    left = 34 + max((text_width(words.number(t.text), _SMALL) for t in marks), default=0.0)
    axis = Axis(low, high, left + 2 * _RADIUS, width - 8 - 2 * _RADIUS, scale.log, _SMALL)
    top, bottom = 34.0, 34.0 + up.right
    right = width - 8
    canvas.text(8, 20, words("axis.standard_error"), size=_SMALL, soft=True, width=width - 16)
    _draw_contours(canvas, axis, scale, most, (left, right, top, bottom))
    for tick in marks:
        canvas.line(left - 5, top + tick.at, left, top + tick.at, "axis")
        canvas.text(left - 9, top + tick.at + 4, words.number(tick.text), anchor="end", size=_SMALL, tick=True)
    canvas.line(left, top, left, bottom, "axis")
    canvas.line(left, bottom, right, bottom, "axis")
    canvas.line(axis.at(scale.reference), top, axis.at(scale.reference), bottom, "axis", width=1.5)
    if pool is not None:
        at = axis.clipped(pool.value)
        canvas.line(at, top, at, bottom, "pool", width=2, dash="6 4")
    for point in points:
        at, y = axis.clipped(point.value), top + up.at(point.se)
        title = listed(words, (point.label, scale.number(words, point.value)))
        canvas.circle(
            at, y, _RADIUS, palette.shape("for" if point.counted else "open", hollow=not point.counted), title=title
        )
    for tick in axis.ticks():
        canvas.line(tick.at, bottom, tick.at, bottom + 5, "axis")
        canvas.text(tick.at, bottom + 18, words.number(tick.text), anchor="middle", size=_SMALL, tick=True)
    canvas.text(
        (left + right) / 2, bottom + 36, scale.measure, anchor="middle", size=_SMALL, soft=True, width=right - left
    )
    canvas.height = draw_key(canvas, _key(points, pool, words), 8, bottom + 44, width - 8) + 6
    return canvas


def _mirrored(points: Sequence[FunnelPoint], scale: Scale) -> list[float]:
    """The estimates on the other side of no effect, so that both sides of the contours are seen."""
    mirror = scale.reference**2 if scale.log else 2 * scale.reference
    return [mirror / point.value if scale.log else mirror - point.value for point in points]


def _draw_contours(
    canvas: Canvas, axis: Axis, scale: Scale, most: float, box: tuple[float, float, float, float]
) -> None:
    """The regions beyond each p value, the further out the darker; each begins at a line of its own pattern."""
    left, right, top, bottom = box
    middle = axis.at(scale.reference)
    per_unit = (axis.right - axis.left) / (_additive(axis.high, scale) - _additive(axis.low, scale))
    for p in CONTOURS:
        spread = _bound(p) * most * per_unit
        for way, edge in ((-1, left), (1, right)):
            room = (edge - middle) * way
            if room <= 0:
                continue
            # Where the line leaves the box by its side, the region ends there.
            share = min(1.0, room / spread)
            end = (middle + way * spread * share, top + (bottom - top) * share)
            corners = [(middle, top), end, *([(edge, bottom)] if share == 1.0 else []), (edge, top)]
            canvas.polygon(corners, palette.shade(_SHADES[p]))
            canvas.line(middle, top, *end, "axis", dash=_DASHES[p])


def _key(points: Sequence[FunnelPoint], pool: Pool | None, words: Words) -> list[Sign]:
    def contour(p: float) -> Sign:
        word = words("text.p", p=words.number(f"{p:g}"))
        return Sign(word, 26, lambda canvas, x, y: canvas.line(x - 13, y, x + 13, y, "axis", dash=_DASHES[p]))

    def dot(paint: str, hollow: bool, word: str) -> Sign:
        shape = palette.shape(paint, hollow=hollow)
        return Sign(word, 2 * _RADIUS, lambda canvas, x, y: canvas.circle(x, y, _RADIUS, shape))

    signs = [dot("for", False, words("key.study"))]
    if any(not point.counted for point in points):
        signs.append(dot("open", True, words("key.not_counted")))
    if pool is not None:
        pooled = words("key.pooled")
        signs.append(
            Sign(pooled, 26, lambda canvas, x, y: canvas.line(x - 13, y, x + 13, y, "pool", width=2, dash="6 4"))
        )
    return [*signs, *map(contour, CONTOURS)]
