"""Tables of decisions: tab-separated text, one row a decision, in order of time.

A tab, a line end or a backslash inside a cell is written ``\\t``, ``\\n`` or ``\\\\``, so that a row is always a line.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from aetia.library.faults import Fault
from aetia.library.validation_words import in_words
from aetia.model.base import Record

R = TypeVar("R", bound=Record)

MAX_FAULTS_A_TABLE = 200
"""A table with more faults than this has one cause, not hundreds; the rest are listed when these are mended."""

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNESCAPES = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def columns(kind: type[Record]) -> list[str]:
    """The column names of a table of records, in schema order."""
    return list(kind.model_fields)


def read_table(kind: type[R], text: str, file: str) -> tuple[list[R], list[Fault]]:
    """Read a table. Rows that cannot be read are listed as faults; the others are returned.

    Args:
        kind: the class of a row.
        text: the table, with a header line.
        file: its name, for messages.
    """
    rows, faults = read_rows(kind, text, file)
    return [row for _, row in rows], faults


def read_rows(kind: type[R], text: str, file: str) -> tuple[list[tuple[int, R]], list[Fault]]:
    """Read a table as `read_table` does, each row with its line."""
    lines = text.replace("\r\n", "\n").split("\n")
    head = lines[0].lstrip("﻿").split("\t")
    known = columns(kind)
    if not text.strip():
        return [], []
    if sorted(head) != sorted(known):
        return [], [
            Fault(
                file,
                1,
                "wrong-columns",
                f"the columns are {', '.join(head)}",
                f"The first line must name: {', '.join(known)}",
            )
        ]
    rows: list[tuple[int, R]] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = [_unescape(cell) for cell in line.split("\t")]
        if len(cells) != len(head):
            faults.append(
                Fault(
                    file,
                    number,
                    "wrong-cells",
                    f"the row has {len(cells)} cells, the header {len(head)}",
                    "Put one tab between cells, and none inside",
                )
            )
            continue
        try:
            row = kind.model_validate({name: cell for name, cell in zip(head, cells, strict=True) if cell})
            rows.append((number, row))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            faults.append(
                Fault(
                    file,
                    number,
                    "wrong-value",
                    f"{name}: {in_words(first, kind)}",
                    f"Correct the cell '{name}'",
                )
            )
    return rows, faults[:MAX_FAULTS_A_TABLE]


def table_text(kind: type[R], rows: list[R]) -> str:
    """The canonical text of a table: header, then rows in order of date, each row once."""
    lines = {"\t".join(_cell(getattr(row, name)) for name in columns(kind)): None for row in rows}
    ordered = sorted(lines, key=lambda line: line.split("\t", 1)[0])
    return "\n".join(["\t".join(columns(kind)), *ordered]) + "\n"


def _cell(value: object) -> str:
    return "" if value is None else "".join(_ESCAPES.get(letter, letter) for letter in str(value))


def _unescape(cell: str) -> str:
    if "\\" not in cell:
        return cell
    out, letters = [], iter(cell)
    for letter in letters:
        if letter != "\\":
            out.append(letter)
            continue
        following = next(letters, "\\")
        out.append(_UNESCAPES.get(following, "\\" + following))
    return "".join(out)
