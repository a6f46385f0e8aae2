"""Plain text → blocks: paragraphs, list items, lines that stand alone."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace

from aetia.rescue.blocks import Block, BlockKind, Reading

_BULLET = re.compile(r"[ \t]*(?P<mark>[•·●○▪■◦‣–—*+»►→§#-]|o(?=\s{2,}|\s[A-ZÀ-Þ\"“])|(?<=[ \t]{2})o)\s+(?=\S)")
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
    text = _unquoted(text)
    blocks: list[Block] = []
    groups = _paragraphs(_lines(text))
    tabbed = sum("\t" in text[line.start : line.end] for group in groups for line in group) >= 3
    rows = 0
    for group in groups:
        cells = _cells_of(text, group, rows) if tabbed else []
        rows += len(group) if cells else 0
        blocks.extend(cells or _blocks_of(text, group))
    return Reading(text, tuple(_with_levels(text, blocks)), "text")


def _unquoted(text: str) -> str:
    """The text of a mail that quotes a page, blanks in the place of the marks before its lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(line.lstrip().startswith(">") for line in lines) < 0.6 * max(4, len(lines)):
        return text
    return re.sub(r"^[ \t]*(?:>[ \t]?)+", lambda m: " " * len(m[0]), text, flags=re.MULTILINE)


def _cells_of(text: str, lines: list[Line], first: int) -> list[Block]:
    """The cells of a table that was copied with tabs between them; none where most lines hold no tab."""
    rows = [[m.span() for m in re.compile(r"[^\t\s](?:[^\t]*[^\t\s])?").finditer(text, a.start, a.end)] for a in lines]
    if sum(len(row) > 1 for row in rows) < 0.6 * len(rows):
        return []
    return [
        Block("cell", start, end, gap=line.gap if not column else 0, cell=(1, number, column))
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), first)
        for column, (start, end) in enumerate(row)
    ]


def _with_levels(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, the items of lists with a level by how far they are indented."""
    indents = sorted({_indent(text, block) for block in blocks if block.kind == "item"})
    steps = [indent for n, indent in enumerate(indents) if not n or indent - indents[n - 1] > 1]
    return [
        replace(block, level=max(1, bisect.bisect_right(steps, _indent(text, block))))
        if block.kind == "item"
        else block
        for block in blocks
    ]


def _indent(text: str, block: Block) -> int:
    line = text.rfind("\n", 0, block.start) + 1
    return len(text[line : block.start]) - len(text[line : block.start].lstrip())


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
    if _dashes_go_on(text, lines, marks):
        marks = [None] * len(lines)
    numbered = [mark for mark in marks if mark and mark[0].strip("[]().:").isdigit()]
    blocks: list[Block] = []
    start = 0
    while start < len(lines):
        line = lines[start]
        gap = line.gap if start == 0 else 0
        if _underlined(text, lines, start):
            symbol = text[lines[start + 1].start]
            level = {"=": 2, "#": 1, "*": 2}.get(symbol, 3)
            blocks.append(Block("heading", line.start, lines[start + 1].end, level, gap=gap, marker="underline"))
            start += 2
            continue
        markdown = _MARKDOWN.match(text, line.start, line.end)
        if (
            markdown is not None
            and line.end - line.start <= 110
            and not re.search(r"\d[;:(]\d", text[line.start : line.end])
        ):
            blocks.append(Block("heading", markdown.end(), line.end, len(markdown[1]), gap=gap, marker=markdown[1]))
            start += 1
            continue
        mark = marks[start]
        stop = start + 1
        while (
            stop < len(lines)
            and not marks[stop]
            and not _underlined(text, lines, stop)
            and not _MARKDOWN.match(text, lines[stop].start, lines[stop].end)
            and not _UNDERLINE.fullmatch(text[lines[stop].start : lines[stop].end])
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


def _underlined(text: str, lines: list[Line], number: int) -> bool:
    """True for a line that the next one underlines; a rule below a sentence or a citation parts entries instead."""
    if number + 1 >= len(lines) or not _UNDERLINE.fullmatch(text[lines[number + 1].start : lines[number + 1].end]):
        return False
    words = text[lines[number].start : lines[number].end]
    return not re.search(r"[.;,]$|\d[;:]\s?\d", words) and not _UNDERLINE.fullmatch(words)


def _dashes_go_on(text: str, lines: list[Line], marks: list[tuple[str, int] | None]) -> bool:
    """True where each dash at a line's beginning goes on with the line above it, as a remark below a citation does."""
    dashes = [number for number, mark in enumerate(marks) if mark]
    if not dashes or dashes[0] == 0 or any(mark and mark[0] not in "–—-" for mark in marks):
        return False
    cited = [bool(re.search(r"\d[;:(,]\s?\(?\d", text[line.start : line.end])) for line in lines]
    ends = [*dashes[1:], len(lines)]
    return any(cited[: dashes[0]]) and not any(
        any(cited[a:b]) for a, b in zip(dashes, ends, strict=True) if b == a + 1 or b == len(lines)
    )


def _marker(text: str, line: Line) -> tuple[str, int] | None:
    match = _BULLET.match(text, line.start, line.end) or _NUMBER.match(text, line.start, line.end)
    return (match["mark"], match.end()) if match else None
