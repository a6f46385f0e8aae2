"""RIS, the exchange format of reference managers and databases.

Its two descriptions are Research Information Systems' of 2001 and 2011; neither says what a program does with a file that breaks
them, and databases differ in what they put into a tag. rispy reads sound lines well, but of two fields with a tag that it takes to
be single it keeps the first, and a record without its end (``ER``) swallows the next one; hence this reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from aetia.sources.csl_columns import columns_of
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.ris_items import item_of_ris
from aetia.sources.tagged import Draft, Fields
from aetia.sources.text_blocks import lines_of

MOST_LINES_BEFORE = 10_000
"""Lines without a record after which a file is taken to be no RIS."""
_TAG = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|)$", re.DOTALL)
_LOOSE_TAG = re.compile(r"[ \t]{0,4}([A-Z][A-Z0-9])[ \t]{0,4}-(?:[ \t]+(.*)|)$", re.DOTALL)
_GLUED_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(\S.*)$", re.DOTALL)
TAGS = frozenset({
    "TY", "ER", "A1", "A2", "A3", "A4", "AB", "AD", "AN", "AU", "BT", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8",
    "CA", "CN", "CP", "CT", "CY", "DA", "DB", "DO", "DP", "ED", "EP", "ET", "ID", "IS", "J1", "J2", "JA", "JF", "JO",
    "KW", "L1", "L2", "L3", "L4", "LA", "LB", "LK", "M1", "M2", "M3", "N1", "N2", "NV", "OP", "PB", "PP", "PY", "RI",
    "RN", "RP", "SE", "SN", "SP", "ST", "T1", "T2", "T3", "TA", "TI", "TT", "U1", "U2", "U3", "U4", "U5", "UR", "VL",
    "VO", "Y1", "Y2",
})  # fmt: skip
"""Tags of both descriptions, and of databases; only these are seen where they are written loosely."""


def read_ris(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a RIS file, as any database or reference manager writes it.

    A tag may be written loosely (one blank, a tab, none behind the hyphen), a record may lack its ``TY`` or its ``ER``, and a value
    may go on over lines without a tag. What no column can hold is counted in the report, by tag, or by CSL's name where it has one.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is RIS.
    """
    return RecordFile(source, "RIS", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for fields in _records(lines_of(blocks, report), report):
        item, extra, own = item_of_ris(fields)
        report.unknown.update(fields.left())
        columns = columns_of(item, extra)
        report.unknown.update(columns.left)
        for what in columns.faults:
            report.fault(what, fields.line)
        yield SourceRecord(fields.line, columns.values, item, own)


def _records(lines: Iterable[str], report: Report) -> Iterator[Fields]:
    """Records, each from its ``TY`` to its ``ER``, or to the next ``TY``."""
    draft: Draft | None = None
    loose = found = False
    for number, line in enumerate(lines, 1):
        tag, value, is_loose = _split(line)
        if is_loose and not loose:
            report.fault(
                f"the tag {tag} is not written as RIS has it; it and others like it were read all the same", number
            )
            loose = True
        if draft is not None and tag in ("TY", "ER"):
            yield from _ended(draft, tag, number, report)
            draft, found = None, True
        if tag == "ER":
            tag, value = None, value.strip()
        if tag:
            draft = draft or Draft(number)
            draft.add(tag, value, number)
        elif value.strip() and not (draft and draft.continue_with(value.strip())):
            report.unknown["text between records"] += 1
        if not (found or draft) and number >= MOST_LINES_BEFORE:
            return
    if draft is not None:
        yield from _ended(draft, None, draft.line, report)


def _split(line: str) -> tuple[str | None, str, bool]:
    """A line as a tag and its value, and whether the tag is written loosely; without a tag, the line is all value."""
    if match := _TAG.match(line):
        return match[1], match[2] or "", False
    match = _LOOSE_TAG.match(line) or _GLUED_TAG.match(line)
    if match and match[1] in TAGS:
        return match[1], match[2] or "", True
    return None, line, False


def _ended(draft: Draft, by: str | None, line: int, report: Report) -> Iterator[Fields]:
    """The record that ended with a tag, or with the file: one that lacks ``TY`` or ``ER`` counts, one that lacks both does not.

    Ovid writes fields of its own behind ``ER``.
    """
    if by != "ER" and not draft.has("TY"):
        report.unknown.update(draft.fields("\n").left())
        return
    if by == "TY":
        report.fault("the record before this one has no ER; it was read all the same", line)
    elif by is None:
        report.fault("the last record has no ER; it was read all the same", line)
    elif not draft.has("TY"):
        report.fault("the record has no TY; it was read all the same", draft.line)
    yield from _whole(draft, report)


def _whole(draft: Draft, report: Report) -> Iterator[Fields]:
    """The record, unless there is nothing in it or far too much."""
    if draft.too_large:
        report.fault("a record that is far too large was passed over", draft.line, lost=True)
        return
    fields = draft.fields("\n")
    if len(fields) <= len(fields.peek("TY")):
        report.fault("a record with nothing in it was passed over", draft.line, lost=True)
        return
    yield fields
