"""The rows of a CSV or TSV file (RFC 4180 and what spreadsheets make of it), each with its line; a broken one ends no other."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aetia.sources.report import Report
from aetia.sources.table_names import bare, score

DELIMITERS = (",", ";", "\t", "|")
LONGEST_ROW = 1 << 20
"""Characters of one row, over all its lines."""
MOST_LINES = 2_000
"""Lines of one row: more means that a quotation mark is not closed."""
MOST_UNENDED = 20
"""Rows without an end after which reading stops, since each is looked for again."""
_SEPARATOR_LINE = re.compile(r"sep=(.)$")


class Row(NamedTuple):
    """The cells of a row, and the line where it begins, from 1."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """A table's head: names of columns, delimiter, and the rows after it."""

    header: list[str]
    delimiter: str
    rows: Iterator[Row]


def read_rows(lines: Iterable[str], report: Report, delimiter: str | None = None) -> Table | None:
    """The table in some lines; None if there is none.

    Args:
        lines: without their ends.
        report: told of rows that could not be read.
        delimiter: what parts cells; otherwise that of :data:`DELIMITERS` which gives most names that are known, then most cells.
    """
    held = _Lines(lines)
    first = next((line for line in held if line.strip()), None)
    if first is None:
        return None
    if found := _SEPARATOR_LINE.match(first.strip()):
        delimiter = delimiter or found[1]
        first = next((line for line in held if line.strip()), "")
    held.put_back([first])
    delimiter = delimiter or delimiter_of(first)
    rows = _rows(held, delimiter, report)
    header = next(rows, None)
    return Table([name.strip() for name in header.cells], delimiter, rows) if header else None


def delimiter_of(line: str) -> str:
    """What most likely parts the cells of a line of names."""
    return max(
        DELIMITERS, key=lambda mark: (score(_cells(line, mark) or []), line.count(mark), -DELIMITERS.index(mark))
    )


def header_of(line: str) -> list[str]:
    """The names of columns in a line, by its most likely delimiter."""
    return [bare(name) for name in _cells(line, delimiter_of(line)) or []]


class _Lines:
    """Lines that can be put back; `number` is that of the last one taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._back = iter(lines), deque[str]()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _rows(lines: _Lines, delimiter: str, report: Report) -> Iterator[Row]:
    unended = 0
    for line in lines:
        if not line.strip(f"{delimiter} "):
            continue
        begin, held, size = lines.number, [line], len(line)
        if size > LONGEST_ROW:
            report.fault("a row that is far too large was passed over", begin, lost=True)
            continue
        inside = _ends_inside(line, delimiter, inside=False)
        while inside and len(held) < MOST_LINES and size <= LONGEST_ROW:
            more = next(lines, None)
            if more is None:
                break
            held.append(more)
            size += len(more) + 1
            inside = size > LONGEST_ROW or _ends_inside(more, delimiter, inside=True)
        if inside:
            report.fault("a row with a quotation mark that is not closed was passed over", begin, lost=True)
            lines.put_back(held[1:])
            unended += 1
            if unended > MOST_UNENDED:
                report.complete = False
                report.fault("too many rows are not closed; nothing after this line was read", begin, lost=True)
                return
            continue
        cells = _cells("\n".join(held), delimiter)
        if cells is None:
            report.fault("a row with a cell that is far too large was passed over", begin, lost=True)
        else:
            yield Row(begin, cells)


def _ends_inside(line: str, delimiter: str, *, inside: bool) -> bool:
    """Whether a quoted cell is open at the end of a line; one within an unquoted cell is a character like any other."""
    place = 0
    while True:
        if not inside:
            if line[place : place + 1] != '"':
                place = line.find(delimiter, place) + 1
                if place == 0:
                    return False
                continue
            place += 1
        end = line.find('"', place)
        while end >= 0 and not _closes(line, end, delimiter):
            end = line.find('"', end + (2 if line[end + 1 : end + 2] == '"' else 1))
        if end < 0:
            return True
        inside = False
        place = line.find(delimiter, end + 1) + 1
        if place == 0:
            return False


def _closes(line: str, end: int, delimiter: str) -> bool:
    """Whether a quotation mark ends its cell: nothing stands after it but the next cell, so that ``"the "dust" study"`` is one."""
    after = line[end + 1 :] if len(line) - end < 50 else line[end + 1 : end + 50]
    after = after.lstrip(" ")
    return not after or after.startswith(delimiter)


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row; None where one of them is larger than Python's reader takes."""
    try:
        rows = list(csv.reader(text.splitlines(keepends=True) or [text], delimiter=delimiter))
    except csv.Error:
        return None
    return [cell for row in rows for cell in row] if len(rows) == 1 else None
