"""EndNote's XML, as EndNote, Bookends, Zotero, Mendeley and others write it.

Records are cut out of the file by their tags and parsed one by one, so that a broken one does not end the others. The parser
is told of no entity and no document type: XML's own five entities and numbers are all that it knows, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from aetia.sources.endnote_types import ris_type
from aetia.sources.placing import placed
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report
from aetia.sources.ris_items import item_of_ris
from aetia.sources.tagged import LARGEST_RECORD, Field, Fields

MOST_BEFORE = 1 << 20
"""Bytes without a record after which a file is taken to be none of EndNote's."""
DEEPEST = 64
"""Elements within each other; real records have eight."""
_BEGIN = re.compile(rb"<record(?:\s[^<>]{0,1000})?>")
_END = re.compile(rb"</record\s{0,100}>")
_LONGEST_TAG = 1100
"""Bytes of a tag, which a block may cut in two."""
_NOT_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[12]|1[4-9]|2\d|3[01])|x0*(?:[0-8bcBCeEfF]|1[0-9a-fA-F]));"
)
_AS_RIS = {
    "contributors/authors/author": "AU", "contributors/secondary-authors/author": "ED", "titles/title": "TI",
    "titles/secondary-title": "T2", "titles/tertiary-title": "T3", "titles/short-title": "ST", "titles/alt-title": "J2",
    "periodical/full-title": "JF", "periodical/abbr-1": "JA", "alt-periodical/full-title": "JO", "alt-periodical/abbr-1": "J1",
    "pages": "SP", "volume": "VL", "number": "IS", "edition": "ET", "keywords/keyword": "KW", "dates/year": "PY",
    "dates/pub-dates/date": "DA", "pub-location": "CY", "publisher": "PB", "isbn": "SN", "accession-num": "AN",
    "electronic-resource-num": "DO", "abstract": "AB", "notes": "N1", "urls/related-urls/url": "UR", "urls/web-urls/url": "UR",
    "language": "LA", "work-type": "M3", "remote-database-name": "DB", "auth-address": "AD", "custom2": "C2", "custom7": "C7",
    "rec-number": "ID",
}  # fmt: skip
"""Where a value stands in a record, and the tags of RIS under which EndNote itself exports the same fields."""
_ABOUT_FILE = frozenset({"database", "source-app", "ref-type", "foreign-keys/key", "label"})


def read_endnote_xml(source: Path | str | BinaryIO) -> RecordFile:
    """The records of an EndNote XML file, of any size, on one line or on many.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is EndNote XML.
    """
    return RecordFile(source, "EndNote XML", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for line, raw in _pieces(blocks, report):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            report.fault("the record is no UTF-8; it was read as Windows-1252", line)
            text = raw.decode("cp1252", "replace")
        plain, stray = _NOT_XML.subn(" ", text)
        if stray:
            report.fault("control characters, which XML forbids, were left out", line)
        try:
            found = _parsed(plain)
        except expat.ExpatError as error:
            where = max(line + getattr(error, "lineno", 1) - 1, line)
            what = expat.errors.messages.get(error.code, str(error))
            report.fault(f"a record that is no sound XML was passed over ({what})", where, lost=True)
            continue
        if record := _record(found, line, report):
            yield record


def _pieces(blocks: Iterable[bytes], report: Report) -> Iterator[tuple[int, bytes]]:
    """Each record as it stands in the file, with the line where it begins."""
    cutter = _Cutter(report)
    seen = 0
    for block in blocks:
        seen += len(block)
        yield from cutter.cut(block)
        if not cutter.found and seen > MOST_BEFORE:
            return
    if cutter.inside:
        report.complete = False
        report.fault("the last record has no end; it was passed over", cutter.line, lost=True)


class _Cutter:
    """Cuts records out of blocks.

    Attributes:
        line: of what is held and not cut yet.
        inside: whether that is a record which has begun.
        found: whether there was any.
    """

    def __init__(self, report: Report) -> None:
        self._report, self._held, self._searched = report, bytearray(), 0
        self.line, self.inside, self.found = 1, False, False

    def cut(self, block: bytes) -> Iterator[tuple[int, bytes]]:
        """The records that end in one more block."""
        self._held += block
        held, begin, told = self._held, 0, 0
        while True:
            if not self.inside:
                opening = _BEGIN.search(held, begin)
                if opening is None:
                    begin = max(begin, len(held) - _LONGEST_TAG)
                    break
                begin, self.inside, self.found = opening.start(), True, True
                self._searched = begin + 1
            self.line, told = self.line + held.count(b"\n", told, begin), begin
            following = _BEGIN.search(held, self._searched)
            end = _END.search(held, self._searched, following.start() if following else len(held))
            if following and end is None:
                self._report.fault("a record without an end was passed over", self.line, lost=True)
                begin = following.start()
            elif end is not None:
                yield self.line, bytes(held[begin : end.end()])
                begin = end.end()
            elif len(held) - begin > LARGEST_RECORD:
                self._report.fault("a record that is far too large was passed over", self.line, lost=True)
                begin = len(held)
            else:
                self._searched = max(begin + 1, len(held) - _LONGEST_TAG)
                break
            self.inside = False
        self.line += held.count(b"\n", told, begin)
        self._searched -= begin
        del held[:begin]


@dataclass
class _Found:
    """What the parser met: values by their place in the record, in order, and the type."""

    values: list[tuple[str, str]] = field(default_factory=list)
    type_name: str | None = None
    type_number: str | None = None


def _parsed(text: str) -> _Found:
    """The values of one record.

    Raises:
        expat.ExpatError: it is not well-formed, or uses an entity that XML does not know by itself.
    """
    parser = expat.ParserCreate("utf-8")
    found, path = _Found(), list[str]()
    texts: list[list[str]] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        if len(path) >= DEEPEST:
            error = expat.ExpatError("elements are nested too deep")
            error.code = 3
            raise error
        path.append(name)
        if name != "style" or len(texts) < 2:
            texts.append([])
        if name == "ref-type":
            found.type_name = attributes.get("name")

    def ends(name: str) -> None:
        place = "/".join(one for one in path[1:] if one != "style")
        path.pop()
        if name == "style" and len(texts) > 1:
            return
        value = "".join(texts.pop()).strip()
        if value and name == "ref-type":
            found.type_number = value
        elif value:
            found.values.append((place, value))

    def says(part: str) -> None:
        if texts:
            texts[-1].append(part)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says
    parser.buffer_text = True
    parser.Parse(text.encode(), True)
    return found


def _record(found: _Found, line: int, report: Report) -> SourceRecord | None:
    made = [Field("TY", ris_type(found.type_name, found.type_number), line)]
    left: Counter[str] = Counter()
    for place, value in found.values:
        if tag := _AS_RIS.get(place):
            made.append(Field(tag, _value(tag, value), line))
        elif place not in _ABOUT_FILE:
            left[place] += 1
    if len(made) == 1:
        report.fault("a record with nothing in it was passed over", line, lost=True)
        return None
    as_ris = Fields(line, _with_year(made))
    item, extra, own = item_of_ris(as_ris)
    places = {tag: place for place, tag in _AS_RIS.items()}
    left.update({places.get(tag, tag): often for tag, often in as_ris.left().items()})
    return placed(line, item, extra, own, left, report)


def _value(tag: str, value: str) -> str:
    """Line ends within a paragraph are those of the printed XML; between keywords, addresses and notes they part."""
    if tag in ("AB", "N1", "AD", "KW"):
        return "\n".join(" ".join(line.split()) for line in value.splitlines() if line.strip())
    return " ".join(value.split())


def _with_year(made: list[Field]) -> list[Field]:
    """Dates of publication lack the year, which stands beside them: ``Mar 2`` and ``2019``."""
    year = next((one.value for one in made if one.tag == "PY"), "")
    return [
        one._replace(value=f"{year} {one.value}")
        if one.tag == "DA" and year and not re.search(r"\d{4}", one.value)
        else one
        for one in made
    ]
