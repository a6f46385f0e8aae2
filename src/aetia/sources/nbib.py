"""nbib, PubMed's tagged format (MEDLINE display), as "Send to: Citation manager" and ``efetch`` with ``rettype=medline`` give it.

NLM describes its fields in *MEDLINE/PubMed Data Element (Field) Descriptions*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from aetia.sources.csl_columns import item_of
from aetia.sources.nbib_columns import columns_of_nbib
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.tagged import Draft, Fields
from aetia.sources.text_blocks import lines_of

MOST_LINES_BEFORE = 10_000
"""Lines without a record after which a file is taken to be no nbib."""
TAGS = frozenset({
    "AB", "AD", "AID", "AU", "AUID", "BTI", "CDAT", "CI", "CIN", "CN", "COI", "COIS", "CON", "CP", "CRDT", "CRF",
    "CRI", "CTDT", "CTI", "DA", "DCOM", "DDIN", "DEP", "DP", "DRDT", "DRIN", "ECF", "ECI", "ED", "EDAT", "EFR",
    "EIN", "EN", "FAU", "FED", "FIR", "FPS", "GN", "GR", "GS", "IP", "IR", "IRAD", "IS", "ISBN", "JID", "JT", "LA",
    "LID", "LR", "MH", "MHDA", "MID", "NM", "NR", "OAB", "OABL", "OCI", "OID", "ORI", "OT", "OTO", "OWN", "PB", "PG",
    "PHST", "PL", "PMC", "PMCR", "PMID", "PRIN", "PROF", "PS", "PST", "PT", "PUBM", "RF", "RIN", "RN", "ROF", "RPF",
    "RPI", "RRF", "RRI", "SB", "SFM", "SI", "SO", "SPIN", "STAT", "TA", "TI", "TT", "UI", "UIN", "UOF", "VI", "VTI",
})  # fmt: skip
"""Tags of the format, those of older files included."""
_TAG = re.compile(r"([A-Z][A-Z0-9 ]{3})-(?: ?(.*)|)$", re.DOTALL)
_LOOSE_TAG = re.compile(r"([A-Z]{2,4}) *-(?: *(.*)|)$", re.DOTALL)
_LONG = tuple(tag for tag in TAGS if len(tag) > 2)
"""Tags of three or four letters, which no other tagged format has."""
_FIRST = frozenset({"PMID", "UI", "PMC", "PMCR", "OWN", "STAT"})
"""Tags that begin a record after a blank line; only PMID does so without one."""
CSL_TYPES = {
    "Preprint": "article", "Newspaper Article": "article-newspaper", "Technical Report": "report",
    "Academic Dissertation": "thesis", "Congress": "paper-conference",
}  # fmt: skip
"""NLM's publication types of what is no article in a journal, and CSL's name of each."""


def read_nbib(source: Path | str | BinaryIO) -> RecordFile:
    """The records of an nbib file.

    A value may go on over lines that begin with a blank; records may lack the blank line between them. What no column can hold is
    counted in the report by tag; the tag ``SO`` repeats others and is not.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is nbib.
    """
    return RecordFile(source, "nbib", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for fields in _records(lines_of(blocks, report), report):
        columns, faults = columns_of_nbib(fields)
        report.unknown.update(fields.left())
        for what in faults:
            report.fault(what, fields.line)
        yield SourceRecord(fields.line, columns, _item(columns))


def _item(columns: dict[str, Any]) -> dict[str, Any]:
    """The record in CSL, with its notes, and the type that NLM's publication types tell where it is no journal article."""
    item = item_of(columns)
    kinds = {made["name"] for made in columns.get("publication_types") or []}
    if columns.get("kind") != "book" and ("Preprint" in kinds or "Journal Article" not in kinds):
        item["type"] = next((kind for name, kind in CSL_TYPES.items() if name in kinds), item["type"])
    notes = [note["text"] for note in columns.get("notes") or []]
    return {**item, "note": "\n".join(notes)} if notes else item


def _records(lines: Iterable[str], report: Report) -> Iterator[Fields]:
    draft: Draft | None = None
    found = after_blank = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            after_blank = True
            continue
        tag, value = _split(line)
        begins = draft is None or (after_blank and tag in _FIRST) or (tag == "PMID" and draft.has("PMID"))
        if tag and begins:
            if draft is not None:
                yield from _whole(draft, report)
            draft, found = Draft(number), True
        if tag and draft is not None:
            draft.add(tag, value, number)
        elif not (line[0] in " \t" and draft and draft.continue_with(line.strip())):
            report.unknown["text without a tag"] += 1
        after_blank = False
        if not found and number >= MOST_LINES_BEFORE:
            return
    if draft is not None:
        yield from _whole(draft, report)


def _split(line: str) -> tuple[str | None, str]:
    for form in (_TAG, _LOOSE_TAG):
        match = form.match(line)
        if match and match[1].strip() in TAGS:
            return match[1].strip(), (match[2] or "").strip()
    # A tag that NLM brings in later is written as all are, in four places.
    match = _TAG.match(line)
    return (match[1].strip(), (match[2] or "").strip()) if match else (None, line)


def _whole(draft: Draft, report: Report) -> Iterator[Fields]:
    """The record, unless nothing in it says that it is one, or there is far too much in it."""
    if draft.too_large:
        report.fault("a record that is far too large was passed over", draft.line, lost=True)
        return
    fields = draft.fields(" ")
    if not fields.peek(*_LONG):
        report.unknown.update(fields.left())
        return
    yield fields
