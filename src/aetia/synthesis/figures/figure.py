"""A figure: one finding drawn for wide and for narrow screens, said in words, with its numbers as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from aetia.errors import SynthesisError
from aetia.synthesis.figures import palette
from aetia.synthesis.figures.canvas import SIZE, Canvas
from aetia.synthesis.figures.lettering import wrap
from aetia.synthesis.figures.numerals import coordinate as c
from aetia.words import Words

WIDE = 920.0
NARROW = 344.0
"""Widths of the two drawings. The narrow one is read at its natural size on a phone."""

LARGEST = 500
"""Most rows of a figure; nobody reads more in a drawing."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,99}")
_TITLE_SIZE = 16.0


@dataclass(frozen=True)
class Table:
    """What a figure shows, as text.

    Attributes:
        caption: the figure's title.
        header: names of the columns.
        rows: cells as text, as many in each row as there are columns; the first names the row. Numbers read as in the
            drawing.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """SVG elements and the size of the ground that they stand on."""

    width: float
    height: float
    body: str


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes:
        name: begins the identifiers in the drawing: lower-case letters, digits and hyphens, unique on its page.
        title: what it shows.
        description: what it says, in words.
        table: the same in numbers.
        wide, narrow: the drawings.
        words: the catalogue that it is lettered with; it says the language and its direction.
    """

    name: str
    title: str
    description: str
    table: Table
    wide: Drawing
    narrow: Drawing
    words: Words

    @property
    def svg(self) -> str:
        """The wide drawing as an ``svg`` element for an HTML page, of class ``fig fig-wide``."""
        return self._element(self.wide, "wide")

    @property
    def narrow_svg(self) -> str:
        """The narrow drawing likewise, of class ``fig fig-narrow``; a page shows one of the two, by its width."""
        return self._element(self.narrow, "narrow")

    def standalone(self) -> str:
        """A whole SVG file with the title drawn above the wide drawing; it needs no stylesheet."""
        canvas = Canvas(self.wide.width, self.words)
        y = 8.0
        for line in wrap(self.title, self.wide.width - 16, _TITLE_SIZE, 3, bold=True):
            y += 20
            canvas.text(8, y, line, size=_TITLE_SIZE, bold=True)
        y += 10
        body = f'{canvas.body}\n<g transform="translate(0 {c(y)})">\n{self.wide.body}\n</g>'
        whole = Drawing(self.wide.width, self.wide.height + y, body)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self._element(whole, "wide")}\n'

    def _element(self, drawing: Drawing, variant: str) -> str:
        width, height = c(drawing.width), c(drawing.height)
        name = f"{self.name}-{variant}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="fig fig-{variant}" role="img" lang="{escape(self.words.tag)}"'
            f' aria-labelledby="{name}-title {name}-desc"'
            f' width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
            f' direction="{self.words.direction}"'
            f' font-family="{palette.FONT}" font-size="{c(SIZE)}" fill="{palette.INK}">\n'
            f'<title id="{name}-title">{escape(self.title)}</title>\n'
            f'<desc id="{name}-desc">{escape(self.description)}</desc>\n'
            f'<rect class="f-ground" width="{width}" height="{height}" fill="{palette.PAPER}"/>\n'
            f"{drawing.body}\n</svg>"
        )


def make_figure(name: str, description: str, table: Table, wide: Canvas, narrow: Canvas) -> Figure:
    """A figure from its drawings, in their words; its title is the caption of the table.

    Raises:
        SynthesisError: a name that cannot begin an identifier.
    """
    if not _NAME.fullmatch(name):
        raise SynthesisError(
            f"{name!r} cannot name a figure", remedy="Use lower-case letters, digits and hyphens, a letter first"
        )
    clean = wide.clean
    caption = clean(table.caption)
    plain = tuple(tuple(clean(cell) if cell else "" for cell in row) for row in table.rows)
    return Figure(
        name=name,
        title=caption,
        description=clean(description),
        table=Table(caption, tuple(map(clean, table.header)), plain),
        wide=Drawing(wide.width, wide.height, wide.body),
        narrow=Drawing(narrow.width, narrow.height, narrow.body),
        words=wide.words,
    )


def empty_figure(name: str, title: str, header: tuple[str, ...], words: Words) -> Figure:
    """A figure that says that there is nothing to show."""
    says = words("text.empty")
    drawings = []
    for width in (WIDE, NARROW):
        canvas = Canvas(width, words)
        y = 28.0
        for line in wrap(says, width - 16, SIZE, 3):
            canvas.text(width / 2, y, line, anchor="middle", soft=True)
            y += 18
        canvas.height = y - 2
        drawings.append(canvas)
    return make_figure(name, says, Table(title, header, ()), *drawings)


def refuse_too_many(count: int) -> None:
    """Refuse what nobody could read.

    Raises:
        SynthesisError: more than :data:`LARGEST` rows.
    """
    if count > LARGEST:
        raise SynthesisError(
            f"{count} rows are more than a figure can show", remedy=f"Draw at most {LARGEST}, or use the table"
        )
