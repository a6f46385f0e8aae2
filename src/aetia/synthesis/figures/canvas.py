"""A drawing being made: shapes and texts as SVG, everything escaped, all coordinates rounded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

from aetia.synthesis.figures import palette
from aetia.synthesis.figures.lettering import clean, cut, reads_leftward
from aetia.synthesis.figures.numerals import coordinate as c
from aetia.words import Words

SIZE = 13.0
"""Size of the type where nothing else is said."""

Anchor = Literal["start", "middle", "end"]
"""Which end of a text stands at its place: its left, its middle, or its right, whichever way it reads."""

_TURNED: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


class Canvas:
    """A drawing of a fixed width, as high as what was drawn says at last.

    Args:
        width: of the drawing; with `height` it is the size that the drawing has at its natural scale, in CSS pixels.
        words: the catalogue that it is lettered with.
    """

    def __init__(self, width: float, words: Words) -> None:
        self.width = width
        self.words = words
        self._leftward = words.direction == "rtl"
        self.height = 0.0
        self._unnamed = words("text.unnamed")
        self._parts: list[str] = []

    @property
    def body(self) -> str:
        """What was drawn, as SVG elements, one a line."""
        return "\n".join(self._parts)

    def clean(self, text: str) -> str:
        """A text as it is drawn; a word for a missing name where nothing is left of it."""
        return clean(text, self._unnamed)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: Anchor = "start",
        size: float = SIZE,
        bold: bool = False,
        soft: bool = False,
        struck: bool = False,
        tick: bool = False,
        width: float | None = None,
    ) -> None:
        """One line of text with its baseline at `y`; cut to `width` where given, with the whole text as its title.

        A `tick` is a mark on an axis; its class tells it from the numbers that the figure is about.
        """
        whole = self.clean(text)
        shown = whole if width is None else cut(whole, width, size, bold=bold)
        attributes = [f'x="{c(x)}" y="{c(y)}"']
        if self._leftward and reads_leftward(shown):
            # Such a text starts at its right.
            anchor = _TURNED[anchor]
        elif self._leftward:
            attributes.append('direction="ltr"')
        if anchor != "start":
            attributes.append(f'text-anchor="{anchor}"')
        if size != SIZE:
            attributes.append(f'font-size="{c(size)}"')
        if bold:
            attributes.append('font-weight="600"')
        if tick:
            attributes.append('class="f-tick"')
        if soft:
            attributes.append(f'class="f-soft" fill="{palette.SOFT}"')
        if struck:
            attributes.append('text-decoration="line-through"')
        title = f"<title>{escape(whole)}</title>" if shown != whole else ""
        self._parts.append(f"<text {' '.join(attributes)}>{title}{escape(shown)}</text>")

    def open_group(self, name: str) -> None:
        """Begin a group of the class `name`."""
        self._parts.append(f'<g class="{name}">')

    def close_group(self) -> None:
        """End the group."""
        self._parts.append("</g>")

    def line(self, x1: float, y1: float, x2: float, y2: float, paint: str, *, width: float = 1, dash: str = "") -> None:
        """A straight line."""
        self.lines([(x1, y1, x2, y2)], paint, width=width, dash=dash)

    def lines(
        self, ends: Sequence[tuple[float, float, float, float]], paint: str, *, width: float = 1, dash: str = ""
    ) -> None:
        """Straight lines as one element, each from its first point to its second."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        path = "".join(f"M{c(x1)} {c(y1)}L{c(x2)} {c(y2)}" for x1, y1, x2, y2 in ends)
        self._parts.append(f'<path d="{path}" {palette.line(paint)} stroke-width="{width:g}"{dashed}/>')

    def polygon(
        self, points: Sequence[tuple[float, float]], attributes: str, *, title: str = "", extra: str = ""
    ) -> None:
        """A closed shape; `attributes` from :mod:`aetia.synthesis.figures.palette`."""
        path = "L".join(f"{c(x)} {c(y)}" for x, y in points)
        self._shape(f'path d="M{path}Z" {attributes}{extra}', "path", title)

    def rectangle(
        self, x: float, y: float, width: float, height: float, attributes: str, *, title: str = "", extra: str = ""
    ) -> None:
        """A rectangle from its upper left corner."""
        place = f'x="{c(x)}" y="{c(y)}" width="{c(width)}" height="{c(height)}"'
        self._shape(f"rect {place} {attributes}{extra}", "rect", title)

    def circle(self, x: float, y: float, radius: float, attributes: str, *, title: str = "", extra: str = "") -> None:
        """A circle."""
        self._shape(f'circle cx="{c(x)}" cy="{c(y)}" r="{c(radius)}" {attributes}{extra}', "circle", title)

    def _shape(self, tag: str, name: str, title: str) -> None:
        if title:
            self._parts.append(f"<{tag}><title>{escape(self.clean(title))}</title></{name}>")
        else:
            self._parts.append(f"<{tag}/>")
