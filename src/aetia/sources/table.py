"""Tables of publications: CSV and TSV, as databases, reference managers and spreadsheets write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from aetia.errors import InputError
from aetia.sources.csl_columns import Extra
from aetia.sources.csl_values import csl_date
from aetia.sources.named_identifiers import doi_in, noted
from aetia.sources.partial_dates import in_words, partial_date
from aetia.sources.placing import placed
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.table_names import NAMES, bare, guessed
from aetia.sources.table_rows import Row, Table, read_rows
from aetia.sources.table_values import dated, people, plain_cell, ranged, whole_number
from aetia.sources.text_blocks import lines_of

_TEXTS = (
    "title", "container-title", "container-title-short", "URL", "language", "publisher", "publisher-place", "note", "source",
)  # fmt: skip
_TYPES = {
    "article": "article-journal", "journal article": "article-journal", "jour": "article-journal", "journal": "article-journal",
    "review": "article-journal", "j": "article-journal", "preprint": "article", "other": "article", "book": "book",
    "book chapter": "chapter", "chapter": "chapter",
    "book section": "chapter", "chap": "chapter", "incollection": "chapter", "conference paper": "paper-conference",
    "conference": "paper-conference", "conf": "paper-conference", "cpaper": "paper-conference",
    "proceedings paper": "paper-conference", "inproceedings": "paper-conference", "thesis": "thesis", "dissertation": "thesis",
    "thes": "thesis", "phdthesis": "thesis", "report": "report", "rprt": "report", "webpage": "webpage", "web page": "webpage",
    "elec": "webpage", "newspaper article": "article-newspaper", "news": "article-newspaper", "gen": "document",
    "article journal": "article-journal", "article newspaper": "article-newspaper", "paper conference": "paper-conference",
    "journalarticle": "article-journal", "booksection": "chapter", "conferencepaper": "paper-conference",
    "newspaperarticle": "article-newspaper", "magazinearticle": "article-magazine", "blogpost": "post-weblog",
}  # fmt: skip
"""Words for types, bare, and CSL's name of each."""
_IN_ONE = re.compile(
    r"(?P<journal>[^()]{1,300}?) \((?P<issued>\d{4})\) (?P<volume>[\w.-]{1,20})(?::(?P<issue>[\w. -]{1,30}))?"
    r" \((?P<page>[\w.-]{1,30})\)"
)
"""How Embase prints the place of publication in one cell: ``Cancer (2004) 102:4 (253-258). Date of …``."""


class TableFile(RecordFile):
    """A table being read; once the first record is there, `columns` and `unused` tell how its columns are understood.

    Attributes:
        columns: what each used column holds, and the column's name.
        unused: names of the other columns.
        delimiter: what parts the cells.
    """

    def __init__(self, source: Path | str | BinaryIO, columns: Mapping[str, str] | None, delimiter: str | None) -> None:
        super().__init__(source, "CSV", self._rows)
        self._given, self._delimiter = dict(columns or {}), delimiter
        self.columns: dict[str, str] = {}
        self.unused: list[str] = []
        self.delimiter = ","

    def _rows(self, blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
        table = read_rows(lines_of(blocks, report), report, self._delimiter)
        if table is None:
            return
        places = self._places(table)
        self.columns = {field: table.header[place] for field, place in places.items()}
        self.unused = [name for place, name in enumerate(table.header) if place not in places.values() and name]
        self.delimiter = table.delimiter
        for row in table.rows:
            yield from _record(row, table.header, places, report)

    def _places(self, table: Table) -> dict[str, int]:
        """What each column holds: as was said, and for the rest as the names suggest.

        Raises:
            InputError: a column that was named is not there, or none holds titles.
        """
        shown = ", ".join(name for name in table.header[:40] if name)
        places = guessed(table.header)
        for field, name in self._given.items():
            if field not in NAMES:
                raise InputError(f"'{field}' is nothing that a column holds", remedy=f"Choose among {', '.join(NAMES)}")
            column = next((n for n, known in enumerate(table.header) if name in (known, str(n + 1))), None)
            column = (
                next((n for n, known in enumerate(table.header) if bare(known) == bare(name)), None)
                if column is None
                else column
            )
            if column is None:
                raise InputError(f"there is no column '{name}'", remedy=f"Name one of: {shown}")
            places = {other: place for other, place in places.items() if place != column} | {field: column}
        if "title" not in places:
            raise InputError(
                f"no column holds titles; its columns are: {shown[:500]}",
                where="line 1",
                remedy="Say which one with --columns title=NAME",
            )
        return places


def read_table(
    source: Path | str | BinaryIO, columns: Mapping[str, str] | None = None, delimiter: str | None = None
) -> TableFile:
    """The records of a CSV or TSV file whose first line names its columns.

    What parts the cells, and what a column holds, is guessed by :data:`aetia.sources.table_names.NAMES`. Numbers and dates that a
    spreadsheet changed are set right where that is sure; else they are left out and told. Other columns are told.

    Args:
        source: a path, or a stream of bytes.
        columns: what some columns hold, by what it is (``title``, ``author`` …): its name, or its number from 1. They count
            before any guess.
        delimiter: what parts the cells.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: no column holds titles, or a column that was named is not there.
    """
    return TableFile(source, columns, delimiter)


def _record(row: Row, header: list[str], places: dict[str, int], report: Report) -> Iterator[SourceRecord]:
    def told(what: str) -> None:
        report.fault(what, row.line)

    cells = [plain_cell(cell) for cell in row.cells]
    if len(cells) > len(header):
        told(
            f"the row has {len(cells):,} cells where the table has {len(header):,} columns; those behind were left out"
        )
    left: Counter[str] = Counter()
    for place, cell in enumerate(cells[: len(header)]):
        if cell and place not in places.values():
            left[header[place] or f"column {place + 1}"] += 1
    values = {field: cells[place] for field, place in places.items() if place < len(cells) and cells[place]}
    if not values:
        told("a row with nothing in it was passed over")
        return
    extra = Extra()
    item = _item(values, extra, told)
    own = values.get("own-id")
    if own:
        extra.identifiers.append(("id", own))
    yield placed(row.line, item, extra, own, left, report)


def _item(values: dict[str, str], extra: Extra, told: Any) -> dict[str, Any]:
    item: dict[str, Any] = {name: values.get(name) for name in _TEXTS}
    kind = values.get("type", "")
    item["type"] = _TYPES.get(bare(kind), "article-journal")
    if kind and bare(kind) not in _TYPES:
        item["genre"] = kind
    authors, whole = people(values.get("author", ""))
    item["author"] = authors
    if not whole or values.get("authors-complete", "").lower() in ("no", "false", "0"):
        item["custom"] = {"authors-complete": False}
    if found := _IN_ONE.match(values.get("container-title", "")):
        item["container-title"] = found["journal"]
        values = {**{name: value for name, value in found.groupdict().items() if value}, **values}
    item |= _numbered(values, told)
    item["DOI"] = (doi_in(values["DOI"]) or values["DOI"]) if "DOI" in values else None
    also = noted(values.get("extra", ""))  # where Zotero keeps them
    for name in ("PMID", "PMCID"):
        item[name] = whole_number(values.get(name, ""), told) or also.get(name.lower())
    item["issued"] = _issued(values, told)
    for name in ("ISSN", "ISBN"):
        item[name] = [part.strip() for part in values.get(name, "").replace("\n", ";").split(";") if part.strip()]
    extra.abstracts = [values["abstract"]] if "abstract" in values else []
    extra.keywords = _keywords(values.get("keyword", ""))
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def _issued(values: dict[str, str], told: Any) -> dict[str, Any] | None:
    """The date, where there is one in the year that the table says, else the year."""
    year = dated(values.get("issued", ""), told)
    date = dated(values.get("date", ""), told) if not year or partial_date(values.get("date", "")) else ""
    if year and not (partial_date(date) or "").startswith(partial_date(year) or year):
        date = year
    date = date or year
    return csl_date(partial_date(date), date if in_words(date) else None) if date else None


def _numbered(values: dict[str, str], told: Any) -> dict[str, str]:
    first, last = (ranged(values.get(name, ""), told) for name in ("first-page", "last-page"))
    pages = ranged(values.get("page", ""), told)
    if not pages:
        pages = f"{first}-{last}" if first and last and first != last else first or last
    return {
        "volume": ranged(values.get("volume", ""), told),
        "issue": ranged(values.get("issue", ""), told),
        "page": pages,
        "number": ranged(values.get("number", ""), told),
    }


def _keywords(text: str) -> list[str]:
    mark = next((mark for mark in (";", "\n", "|") if mark in text), ",")
    return [word.strip(" []'\"") for word in text.split(mark) if word.strip(" []'\"")]
