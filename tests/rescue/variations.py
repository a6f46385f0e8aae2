"""Other ways to print the same page: transformations that leave what a careful reader finds on it unchanged."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable

from aetia.rescue.html_reader import read_html

_OPTIONAL_CLOSE = re.compile(r"</(?:p|li|dt|dd|td|th|tr|tbody|thead)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_NAMES = re.compile(r"\s(?:class|id|style)=(?:\"[^\"]*\"|'[^']*'|\S+)")
_BLOCK = re.compile(r"(<(?:p|li|td|dd|dt)(?:\s[^>]*)?>)", re.IGNORECASE)
_STRAIGHT: dict[str, str | int | None] = {"“": '"', "”": '"', "’": "'", "‘": "'"}
_BULLET = re.compile(r"^(\s*)(?:[•·●▪*–—-])(\s+)", re.MULTILINE)


def _retag(change: Callable[[str, str, str], str]) -> Callable[[str], str]:
    """A transformation of every tag: slash, name and attributes in, the new tag out."""
    return lambda page: _TAG.sub(lambda m: change(m[1], m[2], m[3]), page)


def _named(names: str, start: str, end: str) -> Callable[[str], str]:
    """Replaces the tags of some names by others, or by nothing."""
    wanted = frozenset(names.split())
    return _retag(
        lambda slash, name, rest: (end if slash else start) if name.lower() in wanted else f"<{slash}{name}{rest}>"
    )


def _breaks_for_paragraphs(page: str) -> str:
    return re.sub(
        r"</p\s*>", "", re.sub(r"<p(?:\s[^>]*)?>", "<br><br>\n", page, flags=re.IGNORECASE), flags=re.IGNORECASE
    )


def _in_a_layout_table(page: str) -> str:
    opened = re.sub(
        r"(<body[^>]*>)", r'\1<table width="100%"><tr><td valign="top">', page, count=1, flags=re.IGNORECASE
    )
    return re.sub(r"</body>", "</td></tr></table></body>", opened, count=1, flags=re.IGNORECASE)


def _numeric_entities(page: str) -> str:
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in page)


def _pasted(page: str) -> str:
    """The page as it comes out of a browser by copy and paste: a blank line between blocks, cells parted by tabs."""
    reading = read_html(page)
    lines: list[str] = []
    cell: tuple[int, int, int] | None = None
    for block in reading.blocks:
        words = reading.text[block.start : block.end]
        if cell and block.cell and block.cell[:2] == cell[:2] and block.cell[2] > cell[2]:
            lines[-1] += "\t" + words
        else:
            bullet = "  " * (block.level - 1) + "• " if block.kind == "item" and not block.continues else ""
            row = cell is not None and block.cell is not None and block.cell[0] == cell[0] and cell[2] > 0
            tight = row or (block.kind in {"item", "definition"} and not block.continues)
            lines.append(("" if tight else "\n") + bullet + words)
        cell = block.cell
    return "\n".join(lines).strip() + "\n"


def _paragraphs(page: str) -> list[str]:
    return re.split(r"\n\s*\n", page.replace("\r\n", "\n").strip("\n"))


def _marked_up(page: str) -> str:
    """A text page saved as HTML: a paragraph for every stretch between blank lines, line ends kept."""
    body = "\n".join(
        f"<p>{html.escape(part, quote=False).strip().replace(chr(10), '<br>' + chr(10))}</p>"
        for part in _paragraphs(page)
    )
    return f"<html><body>\n{body}\n</body></html>\n"


def _wrapped(page: str) -> str:
    """Long lines wrapped at 72 columns, what goes on indented like the line above."""
    lines = []
    for line in page.split("\n"):
        hang = " " * (len(line) - len(line.lstrip(" •*-")))
        lines += textwrap.wrap(line, 72, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(lines)


def _without_names(slash: str, name: str, rest: str) -> str:
    return f"<{slash}{name}{_NAMES.sub('', rest)}>"


HTML: dict[str, Callable[[str], str]] = {
    "closing tags dropped": lambda page: _OPTIONAL_CLOSE.sub("", page),
    "tags in capitals": _retag(lambda slash, name, rest: f"<{slash}{name.upper()}{rest}>"),
    "all on one line": lambda page: " ".join(page.split()),
    "div for p": _retag(lambda slash, name, rest: f"<{slash}div{rest}>" if name.lower() == "p" else f"<{slash}{name}{rest}>"),
    "breaks for paragraphs": _breaks_for_paragraphs,
    "italics dropped": _named("i em cite", "", ""),
    "bold as style": _named("b strong", '<span style="font-weight: bold">', "</span>"),
    "links dropped": _named("a", "", ""),
    "classes dropped": _retag(_without_names),
    "sections as plain div": _named("main article section header footer nav aside", "<div>", "</div>"),
    "in a layout table": _in_a_layout_table,
    "numeric entities": _numeric_entities,
    "fonts around": lambda page: _BLOCK.sub(r'\1<font face="Arial" size="2">', page),
    "pasted as text": _pasted,
}  # fmt: skip
TEXT: dict[str, Callable[[str], str]] = {
    "windows line ends": lambda page: page.replace("\r\n", "\n").replace("\n", "\r\n"),
    "other bullets": lambda page: _BULLET.sub(r"\1•\2", page),
    "hyphens as bullets": lambda page: re.sub(r"^(\s*)[•·●▪*](\s+)", r"\1-\2", page, flags=re.MULTILINE),
    "indented": lambda page: re.sub(r"^(?=.)", "    ", page, flags=re.MULTILINE),
    "double spaced": lambda page: re.sub(r"\n\n+", lambda m: "\n" * (2 * len(m[0]) - 1), page),
    "wrapped at 72": _wrapped,
    "trailing blanks": lambda page: re.sub(r"$", "  ", page, flags=re.MULTILINE),
    "saved as html": _marked_up,
    "preformatted": lambda page: (
        f"<html><head><title>List</title></head><body><pre>{html.escape(page, quote=False)}</pre></body></html>"
    ),
    "plain hyphens": lambda page: page.replace("–", "-").replace("—", "-"),
    "straight quotes": lambda page: page.translate(str.maketrans(_STRAIGHT)),
}
