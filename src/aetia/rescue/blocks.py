"""The shared form that every page is brought into: a reading text, and blocks that are spans of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "cell", "term", "definition"]
Region = Literal["main", "navigation", "header", "footer"]
RunKind = Literal["bold", "italic", "link", "large", "anchor"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the reading text set off by its type: bold, italic, a link, a large letter.

    Args:
        kind: how it is set off.
        start: first character, counted in the reading text.
        end: one past the last character.
        value: the address of a link, the size (4 to 12) of large letters, else empty.
    """

    kind: RunKind
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table cell.

    Args:
        kind: what the page says it is. A heading set as a bold paragraph is still a paragraph here.
        start: first character in the reading text.
        end: one past the last.
        level: depth of a heading (1 to 6) or of a list (1 and up); else 0.
        runs: the stretches set off by type inside it.
        region: the part of the page it stands in.
        cell: table, row and column number, for what stands in a table.
        header_cell: it stands in a header cell of a table.
        boxed: it stands in a box set off from the text.
        gap: blank lines printed before it (text pages).
        names: class and id words of the elements around it, lower case.
        marker: the bullet or number printed before it.
        continues: it stands in the same list item, cell or definition as the block before it.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    runs: tuple[Run, ...] = ()
    region: Region = "main"
    cell: tuple[int, int, int] | None = None
    header_cell: bool = False
    boxed: bool = False
    gap: int = 0
    names: tuple[str, ...] = ()
    marker: str = ""
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as the readers see it.

    Args:
        text: the reading text: the decoded text of a text page, the linear text of an HTML page. Line ends are ``\\n``.
        blocks: in the order of the text; they do not overlap.
        form: ``text`` or ``html``.
        html_title: the words of the title element, white space folded.
        language: the language the page declares, lower case, or empty.
        notes: what the reader had to mend, one sentence each.
    """

    text: str
    blocks: tuple[Block, ...]
    form: Literal["text", "html"]
    html_title: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()


def fold_space(text: str) -> str:
    """The text with every stretch of white space folded to one blank, none at the ends."""
    return " ".join(text.split())
