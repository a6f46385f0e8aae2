"""Plain text → blocks: paragraphs, list items, lines that stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aetia.rescue.blocks import Block, BlockKind, Reading

_BULLET = re.compile(r"[ \t]*(?P<mark>[•·●○▪■◦‣–—*+»►→§-]|o(?=\s{2,}))\s+(?=\S)")
_NUMBER = re.compile(r"[ \t]*(?P<mark>\[?\(?\d{1,4}[.)\]:]{1,2})\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*([=\-_~*#])\1{3,}\s*$")
_MARKDOWN = re.compile(r"\s*(#{1,6})\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text page.

    Args:
        start: first character that is no blank.
        end: one past the last that is no blank.
        indent: blanks before it.
        gap: empty lines before it.
    """

    start: int
    end: int
    indent: int
    gap: int


def read_text(text: str) -> Reading:
    """Reads a page of plain text.

    Args:
        text: the decoded page; it is the reading text as it stands.

    Returns:
        Blocks: a bullet or a number at a line's beginning makes an item, an underlined line a heading, a run of lines without a
        blank line a paragraph (which may hold a list, one item a line, that later readers part).
    """
    blocks: list[Block] = []
    for group in _paragraphs(_lines(text)):
        blocks.extend(_blocks_of(text, group))
    return Reading(text, tuple(blocks), "text")


def _lines(text: str) -> list[Line]:
    lines = []
    at = gap = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if not words:
            gap += 1
        else:
            indent = len(raw) - len(raw.lstrip())
            lines.append(Line(at + indent, at + indent + len(words), indent, gap))
            gap = 0
        at += len(raw) + 1
    return lines


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.gap == 0:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _blocks_of(text: str, lines: list[Line]) -> list[Block]:
    """The blocks of one run of lines: items begin at bullets or numbers, underlined lines are headings."""
    marks = [_marker(text, line) for line in lines]
    numbered = [mark for mark in marks if mark and mark[0].strip("[]().:").isdigit()]
    blocks: list[Block] = []
    start = 0
    while start < len(lines):
        line = lines[start]
        gap = line.gap if start == 0 else 0
        if start + 1 < len(lines) and _UNDERLINE.fullmatch(text[lines[start + 1].start : lines[start + 1].end]):
            symbol = text[lines[start + 1].start]
            level = {"=": 2, "#": 1, "*": 2}.get(symbol, 3)
            blocks.append(Block("heading", line.start, lines[start + 1].end, level, gap=gap, marker="underline"))
            start += 2
            continue
        markdown = _MARKDOWN.match(text, line.start, line.end)
        if markdown is not None:
            blocks.append(Block("heading", markdown.end(), line.end, len(markdown[1]), gap=gap, marker=markdown[1]))
            start += 1
            continue
        mark = marks[start]
        stop = start + 1
        while (
            stop < len(lines)
            and not marks[stop]
            and not (stop + 1 < len(lines) and _UNDERLINE.fullmatch(text[lines[stop + 1].start : lines[stop + 1].end]))
            and not _MARKDOWN.match(text, lines[stop].start, lines[stop].end)
        ):
            stop += 1
        kind: BlockKind = "paragraph"
        begin, label, level = line.start, "", 0
        if mark is not None and (
            not mark[0].strip("[]().:").isdigit() or len(numbered) > 1 or len(lines) == 1 or start == 0
        ):
            kind, begin, label, level = "item", mark[1], mark[0], 1
        blocks.append(Block(kind, begin, lines[stop - 1].end, level, gap=gap, marker=label))
        start = stop
    return blocks


def _marker(text: str, line: Line) -> tuple[str, int] | None:
    match = _BULLET.match(text, line.start, line.end) or _NUMBER.match(text, line.start, line.end)
    return (match["mark"], match.end()) if match else None
