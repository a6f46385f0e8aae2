"""Findings as CSV (RFC 4180, but with line feeds): UTF-8, one line a finding, names in the first."""

from __future__ import annotations

import csv
import io

from aetia.site.downloads.finding_rows import COLUMNS, Cell, finding_rows
from aetia.site.downloads.scope import Scope

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
"""What a spreadsheet may take for a formula or a command at the start of a cell."""


def csv_table(scope: Scope) -> bytes:
    """The table. A cell of text that a spreadsheet would run as a formula has an apostrophe before it; line ends are blanks."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([cell(value) for value in row] for row in finding_rows(scope))
    return out.getvalue().encode("utf-8", "replace")


def cell(value: Cell) -> Cell:
    """A value as its cell holds it; numbers, which may be below zero, stay numbers."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    return f"'{text}" if text.startswith(_FORMULA) else text
