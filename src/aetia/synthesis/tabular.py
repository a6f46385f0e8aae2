"""Tables of studies as people keep them: CSV with any separator, byte order mark, decimal commas, percentages."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aetia.errors import SynthesisError

LARGEST_FILE = 20_000_000
LARGEST_TABLE = 100_000
MOST_COLUMNS = 500
_SEPARATORS = (",", ";", "\t", "|")
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "—", ".", "?", "nr", "not reported"})
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.\u202f\u00a0' ]\d{3})+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[\u202f\u00a0' ]\d{3})+")


@dataclass(frozen=True)
class StudyTable:
    """A table as read.

    Attributes:
        name: of the file, for messages.
        header: column names as written.
        rows: cells as written, stripped; each as long as the header.
        lines: the line of the file on which each row begins.
        separator: between cells.
        decimal: ``.`` or ``,``.
        notes: what was taken for granted while reading.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str
    decimal: str
    notes: tuple[str, ...]

    def where(self, row: int) -> str:
        """File and line of a row."""
        return f"{self.name}:{self.lines[row]}"


@dataclass(frozen=True)
class Number:
    """A number in a cell; *percent* where it was written as a percentage, with the *digits* that stood behind its point."""

    value: float
    percent: bool = False
    digits: int = 0


def read_table(path: Path) -> StudyTable:
    """Read a CSV file.

    Args:
        path: UTF-8 with or without a byte order mark, UTF-16 with one, or else Windows-1252; at most 20 MB, 100,000 rows and 500
            columns. The separator is the one of ``, ; tab |`` that cuts most lines into as many cells as the first.

    Raises:
        SynthesisError: no such file, not text, empty, past a limit, two columns of one name, or a row with more cells than the
            header; the line is named.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SynthesisError(
                f"{size:,} bytes, more than {LARGEST_FILE:,}", where=str(path), remedy="Split the table"
            )
        data = path.read_bytes()
    except OSError as error:
        raise SynthesisError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the name") from error
    text, note = _decoded(data, path)
    return parse_table(text, path.name, [note] if note else [])


def parse_table(text: str, name: str = "table", notes: Sequence[str] = ()) -> StudyTable:
    """The table in a text; *name* stands for the file in messages."""
    if not text.strip():
        raise SynthesisError("the table is empty", where=name, remedy="Give a header and one line for each study")
    separator = _separator(text)
    cells: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in row):
                cells.append(tuple(cell.strip().lstrip("\ufeff") for cell in row))
                lines.append(line)
            if len(cells) > LARGEST_TABLE + 1:
                raise SynthesisError(f"more than {LARGEST_TABLE:,} rows", where=name, remedy="Split the table")
    except csv.Error as error:
        raise SynthesisError(
            f"not a table: {error}", where=f"{name}:{reader.line_num}", remedy="Save it as CSV"
        ) from error
    header, said = _header(cells[0], name), list(notes)
    rows = [_row(row, len(header), f"{name}:{line}") for row, line in zip(cells[1:], lines[1:], strict=True)]
    if not rows:
        raise SynthesisError("the table has a header and no studies", where=name, remedy="Give one line for each study")
    decimal = _decimal(rows, separator)
    if decimal == ",":
        said.append("numbers have decimal commas")
    return StudyTable(name, header, tuple(rows), tuple(lines[1:]), separator, decimal, tuple(said))


def number(cell: str, decimal: str = ".", *, where: str = "table", column: str = "") -> Number | None:
    """The number in a cell; None for an empty cell or a word for missing.

    Args:
        cell: as written; a minus sign may be typographic, a percent sign may follow.
        decimal: ``.`` or ``,``.
        where, column: for messages.

    Raises:
        SynthesisError: no number, one that is not finite, or one that may be read in two ways, such as ``1,234``.
    """
    text = cell.strip().replace("\u2212", "-").replace("\u2013", "-") if len(cell) > 1 else cell.strip()
    if text.lower() in _MISSING:
        return None
    percent = text.endswith("%")
    text = text.rstrip("% \u00a0\u202f")
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[\u202f\u00a0' ]", "", text)
    pattern = _COMMA if decimal == "," else _PLAIN
    if not pattern.fullmatch(text):
        what = "is no number"
        if _THOUSANDS.fullmatch(text):
            what = "may be read in two ways"
        raise SynthesisError(
            f"{cell!r} in column {column!r} {what}", where=where, remedy="Write it without separators of thousands"
        )
    plain = text.replace(",", ".") if decimal == "," else text
    value = float(plain)
    if not math.isfinite(value):
        raise SynthesisError(f"{cell!r} in column {column!r} is not finite", where=where, remedy="Correct it")
    return Number(value, percent, len(plain.partition(".")[2]))


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "read as UTF-16"
    if b"\0" in data[:4096]:
        raise SynthesisError("not a text file", where=str(path), remedy="Save the table as CSV")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "not UTF-8: read as Windows-1252"


def _separator(text: str) -> str:
    sample = [line for line in text.splitlines()[:50] if line.strip()]

    def fit(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(sample, delimiter=separator)]
        same = sum(1 for count in counts if count == counts[0]) if counts[0] > 1 else 0
        return same, counts[0]

    return max(_SEPARATORS, key=fit)


def _header(cells: tuple[str, ...], name: str) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise SynthesisError(f"{len(cells)} columns, more than {MOST_COLUMNS}", where=name, remedy="Leave some out")
    header = tuple(cell or f"column {index + 1}" for index, cell in enumerate(cells))
    twice = next((cell for cell in header if header.count(cell) > 1), None)
    if twice is not None:
        raise SynthesisError(f"two columns are called {twice!r}", where=f"{name}:1", remedy="Rename one")
    return header


def _row(cells: tuple[str, ...], width: int, where: str) -> tuple[str, ...]:
    if len(cells) > width and any(cells[width:]):
        raise SynthesisError(
            f"{len(cells)} cells under {width} columns", where=where, remedy="Quote cells that hold the separator"
        )
    return (cells + ("",) * width)[:width]


def _decimal(rows: list[tuple[str, ...]], separator: str) -> str:
    """A comma where cells with one comma are more than those with one point; a table that uses both is read by the point."""
    points = commas = 0
    for row in rows[:1000]:
        for cell in row:
            bare = cell.rstrip("% ")
            if _PLAIN.fullmatch(bare) and "." in bare:
                points += 1
            elif _COMMA.fullmatch(bare) and "," in bare and not (_THOUSANDS.fullmatch(bare) and separator == ","):
                commas += 1
    return "," if commas > points else "."
