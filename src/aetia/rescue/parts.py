"""The parts that a page is taken apart into."""

from __future__ import annotations

from dataclasses import dataclass, field

from aetia.rescue.entry import Entry
from aetia.rescue.titles import PageTitle

ENTRY_STRENGTH = 1.0


@dataclass(slots=True)
class Part:
    """One stretch of the page and what it is.

    Args:
        kind: title, heading, prose, entry, jump_list, notice, warning, navigation, standing_line, next_link, organisation,
            annotation (said of the entry before it), table_header, entry_number or not_understood.
        start: first character in the reading text.
        end: one past the last.
        section_path: headings above it.
        level: rank of a heading: one with a higher number stands below one with a lower.
        entry: index of the entry it is or belongs to.
        items: start and end of each item of a jump list.
        see_also: pages that prose points to.
        boxed: it stands in a box.
    """

    kind: str
    start: int
    end: int
    section_path: tuple[str, ...] = ()
    level: int = 0
    entry: int | None = None
    items: list[tuple[int, int]] = field(default_factory=list)
    see_also: list[tuple[int, int]] = field(default_factory=list)
    boxed: bool = False


@dataclass(slots=True)
class Outline:
    """A page taken apart.

    Args:
        title: the page's title, or None.
        parts: in the order of the text, all of it but white space between them.
        entries: in the order of the text.
    """

    title: PageTitle | None
    parts: list[Part]
    entries: list[Entry]
