"""Tables of studies as people keep them: CSV with any separator, byte order mark, decimal commas, percentages."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aetia.errors import SynthesisError

LARGEST_FILE = 20_000_000
LARGEST_TABLE = 100_000
MOST_COLUMNS = 500
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 20_000
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "—", ".", "?", "nr", "not reported"})
"""What stands for a number that is not there, in small letters."""
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:[,.]\d{3})")
# Groups that can be nothing else: of spaces or apostrophes, of two kinds of mark, or several of one.
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[\u202f\u00a0' ]\d{3})+(?:[.,]\d*)?")
_BY_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d*|[+-]?\d{1,3}(?:,\d{3}){2,}")
_BY_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d*|[+-]?\d{1,3}(?:\.\d{3}){2,}")
_ENDLESS = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[ ;,\t]*(?:\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True)
class StudyTable:
    """A table as read.

    Attributes:
        name: of the file, for messages.
        header: column names as written.
        rows: cells as written, stripped; each as long as the header.
        lines: the line of the file on which each row begins.
        separator: between cells.
        decimal: ``.`` or ``,``, or empty where the table does not tell (``1.234`` beside semicolons, and nothing else).
        notes: what was taken for granted while reading.
        too_long: number of cells of the rows that have more than the header, by row.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str
    decimal: str
    notes: tuple[str, ...]
    too_long: Mapping[int, int] = field(default_factory=dict)

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
            columns. The separator is the one of ``, ; tab |`` that cuts most lines into as many cells as the first, or what
            a first line such as ``sep=;`` says.

    Raises:
        SynthesisError: no such file, not text, empty, past a limit, a quotation mark that is not closed, or two columns of one
            name; the line is named.
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
    separator, text, said = _announced(text)
    if not text.strip():
        raise SynthesisError("the table is empty", where=name, remedy="Give a header and one line for each study")
    separator = separator or _separator(text)
    cells, lines = _cells(text, separator, name)
    if not cells:
        raise SynthesisError("the table is empty", where=name, remedy="Give a header and one line for each study")
    header = _header(cells[0], f"{name}:{lines[0]}")
    rows = [(row + ("",) * len(header))[: len(header)] for row in cells[1:]]
    if not rows:
        raise SynthesisError("the table has a header and no studies", where=name, remedy="Give one line for each study")
    decimal = _decimal(rows, separator)
    if decimal == ",":
        said.append("numbers have decimal commas")
    long = {index: len(row) for index, row in enumerate(cells[1:]) if any(row[len(header) :])}
    return StudyTable(
        name, header, tuple(rows), tuple(lines[1:]), separator, decimal, (*notes, *said), long,
    )  # fmt: skip


def _cells(text: str, separator: str, name: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """The cells of all lines that are not empty, and the line on which each begins."""
    cells: list[tuple[str, ...]] = []
    lines: list[int] = []
    # Strict, because a quotation mark that is not closed would take all that follows into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
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
            f"not a table: {error}", where=f"{name}:{before + 1}",
            remedy="Close the quotation mark, or write two where one is part of a cell",
        ) from error  # fmt: skip
    return cells, lines


def number(cell: str, decimal: str = ".", *, where: str = "table", column: str = "") -> Number | None:
    """The number in a cell; None for an empty cell or a word for missing.

    Args:
        cell: as written; a minus sign may be typographic, a percent sign may follow. Thousands may be set apart wherever that
            leaves one reading: ``1 234``, ``1.234,5``, ``1,234,567``.
        decimal: ``.`` or ``,``, as in the rest of the table, or empty if that is not known. A cell with the other sign is read
            if there is one way to: ``0,5`` beside points is a half, ``1,234`` is refused.
        where, column: for messages.

    Raises:
        SynthesisError: no number, one that is not finite, or one that may be read in two ways, such as ``1,234``.
    """
    text = cell.strip().replace("\u2212", "-").replace("\u2013", "-") if len(cell) > 1 else cell.strip()
    if text.lower() in MISSING:
        return None
    percent = text.endswith("%")
    text = text.rstrip("% \u00a0\u202f")
    if _ENDLESS.fullmatch(text):
        raise SynthesisError(f"{cell!r} in column {column!r} is not finite", where=where, remedy="Correct it")
    plain = _without_groups(text, decimal)
    if plain is None:
        what, remedy = "is no number", "Write a plain number, or leave the cell empty"
        if _THOUSANDS.fullmatch(text):
            what, remedy = "may be read in two ways", "Write it without separators of thousands"
        raise SynthesisError(f"{cell!r} in column {column!r} {what}", where=where, remedy=remedy)
    value = float(plain)
    if not math.isfinite(value):
        raise SynthesisError(f"{cell!r} in column {column!r} is not finite", where=where, remedy="Correct it")
    return Number(value, percent, len(plain.partition(".")[2]))


def _without_groups(text: str, decimal: str) -> str | None:
    """A number with a point and without separators of thousands; None where it is none, or may be read in two ways."""
    if _BY_COMMA.fullmatch(text):
        return text.replace(",", "")
    if _BY_POINT.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[\u202f\u00a0' ]", "", text)
    own = {".": _PLAIN, ",": _COMMA}.get(decimal)
    either = _PLAIN.fullmatch(text) or _COMMA.fullmatch(text)
    if (own and own.fullmatch(text)) or (either and not _THOUSANDS.fullmatch(text)):
        return text.replace(",", ".")
    return None


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "read as UTF-16"
    if b"\0" in data[:4096]:
        raise SynthesisError("not a text file", where=str(path), remedy="Save the table as CSV")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "not UTF-8: read as Windows-1252"


def _announced(text: str) -> tuple[str, str, list[str]]:
    """The separator that a first line ``sep=;`` names (spreadsheets write it), the text with that line empty, and a note."""
    found = _SEP_LINE.match(text)
    if found is None:
        return "", text, []
    return found[1], "\n" + text[found.end() :], [f"the first line says that {found[1]!r} separates cells"]


def _separator(text: str) -> str:
    def fit(separator: str) -> tuple[int, int]:
        # Read from a stream, as cells may hold line ends.
        reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator)
        counts = [len(row) for row, _ in zip(reader, range(50), strict=False) if row]
        same = sum(1 for count in counts if count == counts[0]) if counts and counts[0] > 1 else 0
        return same, counts[0] if counts else 0

    return max(_SEPARATORS, key=fit)


def _header(cells: tuple[str, ...], where: str) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise SynthesisError(f"{len(cells)} columns, more than {MOST_COLUMNS}", where=where, remedy="Leave some out")
    header = tuple(cell or f"column {index + 1}" for index, cell in enumerate(cells))
    twice = next((cell for cell in header if header.count(cell) > 1), None)
    if twice is not None:
        first = header.index(twice)
        both = f"{first + 1} and {header.index(twice, first + 1) + 1}"
        raise SynthesisError(f"two columns are called {twice!r} ({both})", where=where, remedy="Rename one")
    return header


def _decimal(rows: list[tuple[str, ...]], separator: str) -> str:
    """A comma where cells with one comma are more than those with one point. What may be thousands is no sign, but that a comma
    beside semicolons is how spreadsheets write decimals; where semicolons stand and nothing but such numbers, neither is known."""
    points = commas = doubtful = 0
    for row in rows[:1000]:
        for cell in row:
            bare = cell.rstrip("% ")
            if _THOUSANDS.fullmatch(bare) and not (separator == ";" and "," in bare):
                doubtful += "." in bare
            elif _PLAIN.fullmatch(bare) and "." in bare:
                points += 1
            elif (_COMMA.fullmatch(bare) and "," in bare) or (_BY_POINT.fullmatch(bare) and "," in bare):
                commas += 1
    if not points and not commas and doubtful and separator == ";":
        return ""
    return "," if commas > points + (doubtful if separator != ";" else 0) else "."
