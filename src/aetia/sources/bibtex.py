"""BibTeX and BibLaTeX files.

bibtexparser finds the entries and their fields, and goes on after broken ones; this module gives it a bounded piece of the file at
a time, puts ``@string`` abbreviations in, and keeps what bibtexparser sets aside as doubles.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from aetia.errors import MissingExtra
from aetia.sources.bibtex_items import item_of_bibtex
from aetia.sources.bibtex_values import MONTHS, whole_value
from aetia.sources.csl_columns import columns_of
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.tagged import LARGEST_RECORD, Field, Fields
from aetia.sources.text_blocks import lines_of

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry

PIECE = 1 << 18
"""Characters that are read at once, if they hold a whole entry."""
_ENTRY = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")


def read_bibtex(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a BibTeX or BibLaTeX file.

    An entry that is not closed is listed and the rest goes on; of two entries with one key both are read, and of two fields with
    one name the first counts and the second is told as unknown. LaTeX's letters become plain ones.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is BibTeX.
        MissingExtra: while iterating: the extra ``corpus`` is not installed.
    """
    return RecordFile(source, "BibTeX", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    try:
        from bibtexparser.splitter import Splitter
    except ImportError:
        raise MissingExtra("corpus", "Reading BibTeX") from None
    # It writes a warning for each broken block, which the report lists; without a handler, logging would print it.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    strings = dict(MONTHS)
    keys: set[int] = set()
    for line, piece in _pieces(lines_of(blocks, report), report):
        for block in Splitter(piece).split().blocks:
            for entry in _entries(block, line, strings, report):
                at = line + (entry.start_line or 0)
                if entry.key and hash(entry.key) in keys:
                    report.fault(f"the key {entry.key} is there twice; both entries were read", at)
                keys.add(hash(entry.key))
                yield _record(entry, at, strings, report)


def _pieces(lines: Iterable[str], report: Report) -> Iterator[tuple[int, str]]:
    """The file in pieces that end where an entry begins, each with its first line."""
    held: list[str] = []
    size, first = 0, 1
    for number, line in enumerate(lines, 1):
        if size > PIECE and _ENTRY.match(line):
            yield first, "\n".join(held)
            held, size, first = [], 0, number
        held.append(line)
        size += len(line) + 1
        if size > LARGEST_RECORD:
            report.fault("an entry that is far too large was passed over", first, lost=True)
            held, size, first = [], 0, number + 1
    yield first, "\n".join(held)


def _entries(block: Block, line: int, strings: dict[str, str], report: Report) -> Iterator[Entry]:
    """The entry in a block, if there is one; abbreviations are noted, and what is neither is told."""
    from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, ParsingFailedBlock, String

    if isinstance(block, ParsingFailedBlock):
        kept = block.ignore_error_block
        if isinstance(kept, Entry):
            yield kept
        elif not isinstance(kept, String):
            opening = " ".join((block.raw or "").split())[:60]
            at = line + (block.start_line or 0)
            report.fault(f"an entry that is not closed or not well written was passed over: {opening}", at, lost=True)
    elif isinstance(block, String):
        strings[block.key.lower()], missing = whole_value(block.value, strings)
        _tell_missing(missing, line + (block.start_line or 0), report)
    elif isinstance(block, Entry):
        yield block
    elif isinstance(block, (ExplicitComment, ImplicitComment)):
        report.unknown["text between entries" if isinstance(block, ImplicitComment) else "@comment"] += 1
    else:
        report.unknown["@preamble"] += 1


def _tell_missing(names: Iterable[str], at: int, report: Report) -> None:
    for name in names:
        report.fault(f"the abbreviation {name} is not explained, or far too long; its name stands in its place", at)


def _record(entry: Entry, at: int, strings: dict[str, str], report: Report) -> SourceRecord:
    values: list[Field] = []
    for field in entry.fields:
        value, missing = whole_value(str(field.value), strings)
        _tell_missing(missing, at, report)
        values.append(Field(field.key.lower(), value, at))
    fields = Fields(at, values)
    item, extra = item_of_bibtex(entry.entry_type.lower(), str(entry.key), fields)
    report.unknown.update(fields.left())
    columns = columns_of(item, extra)
    report.unknown.update(columns.left)
    for what in columns.faults:
        report.fault(what, at)
    own: Any = entry.key or None
    return SourceRecord(at, columns.values, item, own)
