"""Records found, written for other programs: RIS, CSV, CSL-JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

FORMATS = ("ris", "csv", "csl")
COLUMNS = ("key", "pmid", "doi", "pmcid", "year", "title", "authors", "journal", "volume", "issue", "pages")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the start of a cell."""


def written(records: Iterable[dict[str, Any]], form: str) -> Iterator[str]:
    """Records in a format, bit by bit.

    Args:
        records: of a corpus.
        form: one of :data:`FORMATS`. `csl` is a JSON array; `csv` has a line of names first, and an apostrophe before a
            cell that a spreadsheet would run as a formula.
    """
    if form == "csv":
        yield _row(COLUMNS)
        yield from (_row(_cells(record)) for record in records)
        return
    from aetia.sources.csl_columns import item_of
    from aetia.sources.ris_writer import ris_record

    if form == "ris":
        yield from (ris_record(item_of(record)) for record in records)
        return
    mark = "["
    for record in records:
        yield mark + json.dumps({"id": record["key"], **item_of(record)}, ensure_ascii=False)
        mark = ",\n"
    yield "[]\n" if mark == "[" else "]\n"


def _row(cells: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cells(record: dict[str, Any]) -> Iterator[str]:
    for name in COLUMNS:
        value = _authors(record) if name == "authors" else record[name]
        text = "" if value is None else str(value)
        yield f"'{text}" if text.startswith(_FORMULA) else text


def _authors(record: dict[str, Any]) -> str:
    return "; ".join(
        author["collective"] or " ".join(filter(None, (author["family"], author["initials"])))
        for author in record["authors"]
    )
