"""CSL-JSON items as a table (CSV, RFC 4180 but with line feeds): UTF-8, one line an item, names in the first."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from aetia.sources.table_values import people
from aetia.sources.written_names import name_in_line

COLUMNS = (
    "id", "type", "title", "author", "authors-complete", "issued", "container-title", "container-title-short", "volume", "issue",
    "page", "number", "publisher", "language", "DOI", "PMID", "PMCID", "URL", "note",
)  # fmt: skip
"""The names of the columns, which are CSL's; :func:`aetia.sources.table.read_table` knows them all."""
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠|%]")
"""What a spreadsheet may take for a formula or a command at the start of a cell; the apostrophe before it says that it is none."""


def table_text(items: Iterable[dict[str, Any]]) -> str:
    """The table.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, which reading takes away again. Semicolons part
    names.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_guarded(_cell(item, column)) for column in COLUMNS] for item in items)
    return out.getvalue()


def _cell(item: dict[str, Any], column: str) -> str:
    if column == "author":
        return _people(item.get("author") or [])
    if column == "authors-complete":
        return "no" if (item.get("custom") or {}).get("authors-complete") is False else ""
    if column == "issued":
        parts: list[int] = next(iter((item.get("issued") or {}).get("date-parts") or []), [])
        return "-".join([f"{int(part):04}" for part in parts[:1]] + [f"{int(part):02}" for part in parts[1:]])
    if column == "type" and item.get("type") == "article":
        return "other"  # most tables mean one in a journal by *article*
    return str(item.get(column) or "")


def _people(names: list[dict[str, Any]]) -> str:
    """Names as one text; a semicolon at its end says that what stands there is one name, where that is not plain."""
    text = "; ".join(name_in_line(name) for name in names)
    return text if not names or people(text)[0] == names else f"{text};"


def _guarded(cell: str) -> str:
    text = " ".join(cell.split())
    return f"'{text}" if _FORMULA.match(text) else text
