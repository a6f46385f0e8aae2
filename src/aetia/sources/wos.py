"""Web of Science's tagged format (``.ciw``, ``.txt``, ``.isi``): two letters, a blank, and values that go on over lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from aetia.sources.placing import placed
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.ris_items import item_of_ris
from aetia.sources.tagged import Draft, Field, Fields
from aetia.sources.text_blocks import lines_of

MOST_LINES_BEFORE = 10_000
"""Lines without a record after which a file is taken to be none of Web of Science."""
_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|)$", re.DOTALL)
_AS_RIS = {
    "TI": "TI", "SO": "JF", "JI": "J2", "SE": "T3", "LA": "LA", "DT": "M3", "AB": "AB",
    "DI": "DO", "UT": "AN", "AN": "ID",
    "VL": "VL", "IS": "IS", "BP": "SP", "EP": "EP", "PS": "SP", "AR": "C7", "SN": "SN", "EI": "SN", "BN": "SN", "PU": "PB",
    "PI": "CY", "PY": "PY", "PD": "DA", "EA": "ET",
}  # fmt: skip
"""Tags that hold one value, and those of RIS for the same."""
_LISTS = {"AU": "AU", "AF": "AU", "CA": "AU", "BE": "ED", "ED": "ED", "C1": "AD", "DE": "KW", "ID": "KW"}
"""Tags that hold several values, one a line or between semicolons."""
_ADDRESS = re.compile(r"\s*\([^()\s]*@[^()\s]*\)\s*$")
_YEAR = re.compile(r"\d{4}")
_ABOUT_FILE = frozenset({"FN", "VR", "EF"})


def read_wos(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a file of Web of Science, from the Core Collection or any other of its databases.

    Full names (``AF``) count before short ones (``AU``). Lists of cited works and counts of citations are told as unknown.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is of the format.
    """
    return RecordFile(source, "Web of Science", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for fields in _records(lines_of(blocks, report), report):
        yield _record(fields, report)


def _record(fields: Fields, report: Report) -> SourceRecord:
    made = [Field("TY", _type(fields), fields.line)]
    names = "AF" if len(fields.peek("AF")) >= len(fields.peek("AU")) and fields.peek("AF") else "AU"
    fields.all(
        "PT", "AU" if names == "AF" else "AF"
    )  # the type stands in TY, and the other form of the names says no more
    for field in fields.each(names, "CA", *(tag for tag in _LISTS if tag not in ("AU", "AF", "CA"))):
        made += [Field(_LISTS[field.tag], value, field.line) for value in _values(field)]
    for field in fields.each(*_AS_RIS):
        made.append(Field(_AS_RIS[field.tag], _dated(field, fields), field.line))
    for field in fields.each("PM"):
        made.append(Field("U1", f"{field.value}[pmid]", field.line))
    as_ris = Fields(fields.line, made)
    item, extra, own = item_of_ris(as_ris)
    own_tags = {ris: tag for tag, ris in _AS_RIS.items()}
    left = Counter({own_tags.get(tag, tag): often for tag, often in as_ris.left().items()})
    return placed(fields.line, item, extra, own, fields.left() + left, report)


def _type(fields: Fields) -> str:
    """Web of Science calls a chapter a book (``B``) too: its title is then another than that of its source."""
    kind, document = (next(iter(fields.peek(tag)), "") for tag in ("PT", "DT"))
    if kind in ("B", "S") and "chapter" in document.lower():
        return "CHAP"
    if kind == "B":
        return "CHAP" if fields.peek("SO") and fields.peek("SO") != fields.peek("TI") else "BOOK"
    return {"J": "JOUR", "S": "CHAP", "P": "PAT", "C": "CPAPER"}.get(kind, "GEN")


def _values(field: Field) -> list[str]:
    """The values of a list: people have one a line, keywords one between semicolons; an author's address in brackets goes."""
    if field.tag in ("DE", "ID"):
        text = " ".join(field.value.split("\n"))
        return [word.strip() for word in text.split(";") if word.strip()]
    if field.tag == "CA":  # a body: the comma says so
        return [f"{line.strip()}," for line in field.value.split("\n") if line.strip()]
    lines = [_ADDRESS.sub("", line).strip() for line in field.value.split("\n")]
    return [line for line in lines if line]


def _dated(field: Field, fields: Fields) -> str:
    """A value on one line; a date without its year gets that of the record."""
    value = " ".join(field.value.split())
    year = next(iter(fields.peek("PY")), "")
    if field.tag == "PD" and not _YEAR.search(value):
        return f"{value} {year}".strip()
    return value


def _records(lines: Iterable[str], report: Report) -> Iterator[Fields]:
    """Records, each from its ``PT`` to its ``ER``."""
    draft: Draft | None = None
    for number, line in enumerate(lines, 1):
        match = _TAG.match(line.rstrip())
        tag = match[1] if match else None
        if tag in ("PT", "ER", "EF") and draft is not None:
            if tag != "ER":
                report.fault("the record before this line has no ER; it was read all the same", number)
            yield from _whole(draft, report)
            draft = None
        if tag == "ER" or tag in _ABOUT_FILE:
            continue
        if match and tag:
            draft = draft or Draft(number)
            draft.add(tag, (match[2] or "").strip(), number)
        elif line.strip() and not (line[0] in " \t" and draft and draft.continue_with(line.strip())):
            report.unknown["text between records"] += 1
        if draft is None and not report.records and number >= MOST_LINES_BEFORE:
            return
    if draft is not None:
        report.fault("the last record has no ER; it was read all the same", draft.line)
        yield from _whole(draft, report)


def _whole(draft: Draft, report: Report) -> Iterator[Fields]:
    """The record, unless nothing in it says that it is one, or there is far too much in it."""
    if draft.too_large:
        report.fault("a record that is far too large was passed over", draft.line, lost=True)
        return
    fields = draft.fields("\n")
    if fields.peek("TI", "AU", "SO", "UT"):
        yield fields
    elif fields.peek("PT"):
        report.fault("a record with nothing in it was passed over", draft.line, lost=True)
    else:
        report.unknown.update(fields.left())
