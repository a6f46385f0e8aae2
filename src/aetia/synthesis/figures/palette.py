"""Colours, twice: as attributes, so that a file alone looks right on white, and as classes, which a page's stylesheet
sets anew for its own scheme. Colour is never alone: shape, place, pattern or a word says the same."""

from __future__ import annotations

INK, SOFT, PAPER = "#1b2530", "#55606c", "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

_SHAPES = {"for": "#17617a", "against": "#8a3b2c", "open": "#5a5f72", "pool": "#0f4c5c"}
_LINES = {"rule": "#d9d4c7", "axis": SOFT}

BY_DIRECTION = {"for": "for", "against": "against", "inverse": "against", "unclear": "open"}
"""The paint of each direction; of none, ``open``."""

STYLE = """\
.fig { display: block; width: 100%; height: auto; max-width: 62rem; fill: var(--ink); font-family: var(--sans); }
.fig-narrow { display: none; max-width: 34rem; }
.f-ground { fill: none; }
.f-soft { fill: var(--soft); }
.f-rule { stroke: var(--line); }
.f-axis { stroke: var(--soft); }
.f-for { fill: var(--for); stroke: var(--for); }
.f-against { fill: var(--against); stroke: var(--against); }
.f-open { fill: var(--open); stroke: var(--open); }
.f-pool { fill: var(--established); stroke: var(--established); }
.f-hollow { fill: var(--card); }
.f-shade { fill: var(--soft); }
@media screen and (max-width: 56rem) { .fig-wide { display: none; } .fig-narrow { display: block; } }
@media print { .fig { max-height: 24cm; break-inside: avoid; } }
"""
"""What a page's stylesheet says of figures. It needs the custom properties --ink, --soft, --line, --card, --for,
--against, --open, --established and --sans."""


def shape(paint: str, *, hollow: bool = False) -> str:
    """The attributes of a filled shape, or of one with an outline only."""
    colour = _SHAPES[paint]
    if hollow:
        return f'class="f-{paint} f-hollow" fill="{PAPER}" stroke="{colour}"'
    return f'class="f-{paint}" fill="{colour}" stroke="{colour}"'


def line(paint: str) -> str:
    """The attributes of a line: ``rule`` (faint), ``axis``, or the paint of a shape."""
    return f'class="f-{paint}" stroke="{_LINES.get(paint) or _SHAPES[paint]}"'


def shade(strength: float) -> str:
    """The attributes of a shaded ground, from 0 (none) to 1."""
    return f'class="f-shade" fill="{SOFT}" fill-opacity="{strength:g}"'
