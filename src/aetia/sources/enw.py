"""EndNote's tagged format, which comes from Refer: a percent sign and one character. Google Scholar and many journals offer it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from aetia.sources.endnote_types import ris_type
from aetia.sources.placing import placed
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.ris_items import item_of_ris
from aetia.sources.tagged import Draft, Field, Fields
from aetia.sources.text_blocks import lines_of

MOST_LINES_BEFORE = 10_000
"""Lines without a record after which a file is taken to be none of EndNote's."""
_TAG = re.compile(r"%([0-9A-Za-z@!?&*()+=~^>\[\]$#'\"])(?:[ \t](.*)|)$", re.DOTALL)
_AS_RIS = {
    "A": "AU", "B": "T2", "C": "CY", "D": "PY", "E": "ED", "F": "ID", "G": "LA", "I": "PB", "J": "JF", "K": "KW", "M": "AN",
    "N": "IS", "O": "J2", "P": "SP", "R": "DO", "S": "T3", "T": "TI", "U": "UR", "V": "VL", "W": "DP", "X": "AB", "Z": "N1",
    "~": "DB", "@": "SN", "7": "ET", "8": "DA", "9": "M3", "+": "AD", "!": "ST", "2": "C2",
}  # fmt: skip
"""Tags, and those of RIS under which EndNote itself exports the same fields."""
_AS_REFER = {ris: own for own, ris in _AS_RIS.items()}


def read_enw(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a file in EndNote's tagged format.

    A record begins with ``%0``; where that is missing, blank lines part records. A value may go on over lines without a tag.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is of the format.
    """
    return RecordFile(source, "EndNote's tagged format", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for fields in _records(lines_of(blocks, report), report):
        yield _record(fields, report)


def _record(fields: Fields, report: Report) -> SourceRecord:
    types = fields.all("0")
    made = [Field("TY", ris_type(types[0] if types else None), fields.line)]
    other: Counter[str] = Counter()
    for field in fields.each(*fields.left()):
        tag = _AS_RIS.get(field.tag)
        if tag is None:
            other[f"%{field.tag}"] += 1
        else:
            made.append(Field(tag, field.value, field.line))
    as_ris = Fields(fields.line, made)
    item, extra, own = item_of_ris(as_ris)
    left = Counter({f"%{_AS_REFER.get(tag, tag)}": often for tag, often in as_ris.left().items()})
    return placed(fields.line, item, extra, own, left + other, report)


def _records(lines: Iterable[str], report: Report) -> Iterator[Fields]:
    draft: Draft | None = None
    after_blank = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            after_blank = True
            continue
        match = _TAG.match(line.strip())
        tag = match[1] if match else None
        if draft is not None and tag and _begins(draft, tag, after_blank=after_blank):
            yield from _whole(draft, report)
            draft = None
        if tag and match:
            draft = draft or Draft(number)
            draft.add(tag, (match[2] or "").strip(), number)
        elif not (draft and draft.continue_with(line.strip())):
            report.unknown["text between records"] += 1
        after_blank = False
        if draft is None and not report.records and number >= MOST_LINES_BEFORE:
            return
    if draft is not None:
        yield from _whole(draft, report)


def _begins(draft: Draft, tag: str, *, after_blank: bool) -> bool:
    """Whether a tag begins another record: the type, unless this one has none yet; any tag after a blank line where records have
    no type."""
    if draft.has("0"):
        return tag == "0"
    return after_blank


def _whole(draft: Draft, report: Report) -> Iterator[Fields]:
    """The record, unless there is nothing in it or far too much."""
    if draft.too_large:
        report.fault("a record that is far too large was passed over", draft.line, lost=True)
        return
    fields = draft.fields("\n")
    if len(fields) <= len(fields.peek("0")):
        report.fault("a record with nothing in it was passed over", draft.line, lost=True)
        return
    yield fields
