"""Mends the source of an HTML page before it is parsed: bounds nesting, and keeps stray table content in its place.

A standards-following parser moves what stands in a table outside any cell to before the table. Old pages put their section
headings there, so the order of the page would be lost: a cell is opened around such content instead. The same pass drops start
tags past a depth, because the time and memory that parsing takes can grow with the square of the nesting.
"""

from __future__ import annotations

import re

DEPTH_LIMIT = 400
FORMATTING_LIMIT = 60

_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_TABLE_PARTS = frozenset(
    [
        "table",
        "caption",
        "colgroup",
        "col",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "script",
        "style",
        "template",
        "form",
        "input",
        "noscript",
    ]
)
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})")


def mend_source(source: str) -> tuple[str, list[str]]:
    """Bounds nesting and opens cells around content that stands in a table outside any cell.

    Args:
        source: HTML of any age and quality.

    Returns:
        The mended source, and a sentence for each kind of mending done. Time grows with the length of the source.
    """
    pieces: list[str] = []
    notes: set[str] = set()
    tables: list[str] = []  # for each open table: "table", "row" or "cell", the innermost part that is open
    depth = position = kept = 0
    formatting: list[str] = []  # the tags of type that are open, each no more than three times, as parsers keep them
    raw_absent: set[str] = set()
    while (at := source.find("<", position)) >= 0:
        if tables and tables[-1] != "cell" and source[position:at].strip(" \t\r\n\f"):
            pieces.append(source[kept:position] + ("<td>" if tables[-1] == "row" else "<tr><td>"))
            kept, tables[-1] = position, "cell"
        if source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            if end < 0:
                pieces.append(source[kept:at])
                kept = at + 4
                position = at + 4
                notes.add("a comment that is never closed")
                continue
            position = end + 3
            continue
        tag = _TAG.match(source, at)
        if tag is None:
            position = at + 1
            continue
        end = source.find(">", tag.end())
        end = len(source) if end < 0 else end + 1
        name, closing = tag[2].lower(), bool(tag[1])
        position = end
        drop = False
        if not closing and name not in _VOID:
            if name in _FORMATTING:
                if formatting.count(source[at:end]) < 3:
                    formatting.append(source[at:end])
                drop = len(formatting) > FORMATTING_LIMIT
            depth += 1
            drop = drop or depth > DEPTH_LIMIT
        elif closing:
            if name in _FORMATTING:
                _close_type(formatting, name)
            depth = max(0, depth - 1)
        if name in {"p", "li", "dt", "dd", "td", "th", "tr", "option"} and not closing:
            depth -= 1  # these close by themselves; counting them would call every long old page deep
        elif name in {"p", "li", "dt", "dd", "td", "th", "tr", "option"}:
            depth += 1
        if drop and name not in _RAW:
            pieces.append(source[kept:at])
            kept = end
            notes.add(
                f"tags nested deeper than {FORMATTING_LIMIT if name in _FORMATTING else DEPTH_LIMIT} were not followed"
            )
            continue
        opened = _follow_table(tables, name, closing)
        if opened:
            pieces.append(source[kept:at] + opened)
            kept = at
        if name in _RAW and not closing and name not in raw_absent:
            close = re.compile(rf"</{name}", re.IGNORECASE).search(source, end)
            if close is None:
                raw_absent.add(name)
            else:
                position = close.start()
    pieces.append(source[kept:])
    return "".join(pieces), sorted(notes)


def _close_type(formatting: list[str], name: str) -> None:
    """Takes the last open tag of a name from the list."""
    for number in range(len(formatting) - 1, -1, -1):
        if re.match(rf"<{name}\b", formatting[number], re.IGNORECASE):
            del formatting[number]
            return


def _follow_table(tables: list[str], name: str, closing: bool) -> str:
    """Keeps the stack of open tables; returns the tags to put before content that stands outside any cell."""
    if name == "table":
        if closing:
            if tables:
                tables.pop()
        elif len(tables) < DEPTH_LIMIT:
            tables.append("table")
        return ""
    if not tables:
        return ""
    if name in {"td", "th"}:
        tables[-1] = "row" if closing else "cell"
    elif name == "tr":
        tables[-1] = "table" if closing else "row"
    elif name in {"tbody", "thead", "tfoot"}:
        tables[-1] = "table"
    elif name not in _TABLE_PARTS and tables[-1] != "cell" and not closing:
        opened = "<td>" if tables[-1] == "row" else "<tr><td>"
        tables[-1] = "cell"
        return opened
    return ""
