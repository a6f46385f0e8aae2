"""Ovid's labelled text: a number in angle brackets, labels at the margin, and their values indented below them.

Ovid offers tagged files too; those are RIS or the tagged format of PubMed (with ``UI`` for the number), whose readers take them.
"""

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
"""Lines without a record after which a file is taken to be none of Ovid's."""
_NUMBER = re.compile(r"<\s*\d{1,7}\s*>$")
_LABEL = re.compile(r"[A-Z][A-Za-z/()' -]{1,50}$")
_AS_RIS = {
    "title": "TI", "abstract": "AB", "accession number": "AN", "doi number": "DO", "digital object identifier": "DO", "doi": "DO",
    "issn": "SN", "isbn": "SN", "issn print": "SN", "language": "LA", "publication type": "M3", "document type": "M3",
    "year of publication": "PY", "publisher": "PB", "unique identifier": "U1", "institution": "AD", "database": "DB",
    "journal name": "JF", "volume": "VL", "issue": "IS", "page": "SP", "pages": "SP", "journal abbreviation": "J2",
}  # fmt: skip
"""Labels in small letters, and the tags of RIS for the same."""
_WORDS = frozenset({"author keywords", "keywords", "keyword heading", "subject headings", "mesh subject headings"})
_PEOPLE = frozenset({"author", "authors", "author name", "authors full name", "author(s)"})
_KIND = re.compile(r"\s*\[(?:[A-Z][\w,;/ -]*)\]\s*$")
_MARKS = re.compile(
    r"[\s,;]*(?:[*+\d()§¶#,]+|\b(?:MD|PhD|DrPH|DPhil|MPH|MSc|BSc|RN|FAAN|MBBS|DO|PharmD|EdD|PsyD|MA|MS)\b\.?)$"
)
_SOURCE = re.compile(
    r"(?P<journal>.+?)\.?\s+(?:Vol\.?\s*)?(?P<volume>\d+\w*)\s*(?:\((?P<issue>[^()]*)\))?\s*"
    r"(?::\s*(?P<pages>[^,]+),\s*(?P<date>[^.]*\d{4})|(?P<date2>[^,]*\d{4}),\s*(?P<pages2>[^.]+))\.?\s*$"
)
_LONGEST = 1_000
"""Characters of what may be the place where something was printed."""


def read_ovid(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a file of Ovid with full labels.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report. A ``Source`` that cannot be taken apart is told, and kept as a note.

    Raises:
        InputError: while iterating: nothing in it is of the format.
    """
    return RecordFile(source, "Ovid", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for fields in _records(lines_of(blocks, report), report):
        yield _record(fields, report)


def _record(fields: Fields, report: Report) -> SourceRecord:
    kinds = " ".join(fields.peek("publication type", "document type")).lower()
    kind = "CHAP" if fields.peek("chapter title") else "BOOK" if "book" in kinds else "JOUR"
    made = [Field("TY", "CPAPER" if "conference" in kinds else kind, fields.line)]
    left: Counter[str] = Counter()
    for field in fields.each(*fields.left()):
        found = _as_ris(field, kind, report)
        if not found:
            left[field.tag] += 1
        made += found
    as_ris = Fields(fields.line, made)
    item, extra, own = item_of_ris(as_ris)
    return placed(fields.line, item, extra, own, left + as_ris.left(), report)


def _as_ris(field: Field, kind: str, report: Report) -> list[Field]:
    label, text = field.tag, " ".join(field.value.split())
    if label in _PEOPLE:
        return [Field("AU", name, field.line) for name in _people(field.value)]
    if label in _WORDS:
        return [Field("KW", word.strip(" ."), field.line) for word in text.split(";") if word.strip(" .")]
    if label == "chapter title":
        return [Field("TI", text, field.line)]
    if label == "title":
        return [Field("T2" if kind == "CHAP" else "TI", _KIND.sub("", text), field.line)]
    if label == "source":
        return _printed(field, text, report)
    if label == "unique identifier":
        return [Field("U1", f"{text}[pmid]" if text.isdecimal() and len(text) <= 9 else text, field.line)]
    tag = _AS_RIS.get(label)
    value = text.rstrip(".") if tag in ("AN", "LA", "SN", "M3") else text
    return [Field(tag, value, field.line)] if tag and value not in ("", "-") else []


def _people(text: str) -> list[str]:
    """Names stand between a semicolon and two blanks; degrees and marks of places behind a name go."""
    parts = re.split(r";(?:\s{2,}|\s*\n)", text)
    if len(parts) == 1 and text.count(",") > 1:
        parts = text.split(";")
    names = []
    for part in parts:
        name = " ".join(part.split("; ")[0].split()).removesuffix("[Ed]").strip()
        while (bare := _MARKS.sub("", name)) != name:
            name = bare
        if name:
            names.append(name)
    return names


def _printed(field: Field, text: str, report: Report) -> list[Field]:
    """``Ecohydrology. 8(6):1048-1064, September 2015.`` in its parts."""
    match = _SOURCE.match(text) if len(text) <= _LONGEST else None
    if match is None:
        if re.fullmatch(r"[^.\d()]{3,200}\.?", text):
            return [Field("JF", text.rstrip("."), field.line)]
        report.fault(f"the source could not be taken apart; it is kept as a note: {text[:80]}", field.line)
        return [Field("N1", text, field.line)]
    parts = {
        "JF": match["journal"].rstrip(". "), "VL": match["volume"], "IS": match["issue"],
        "SP": (match["pages"] or match["pages2"]).strip(), "DA": (match["date"] or match["date2"]).strip(),
    }  # fmt: skip
    return [Field(tag, value, field.line) for tag, value in parts.items() if value]


def _records(lines: Iterable[str], report: Report) -> Iterator[Fields]:
    """Records, each from its number to the next; without numbers, from one ``Accession Number`` or ``Score`` to the next."""
    draft: Draft | None = None
    for number, line in enumerate(lines, 1):
        bare = line.rstrip()
        if _NUMBER.match(bare):
            yield from _whole(draft, report)
            draft = Draft(number)
        elif bare and line[0] not in " \t" and _LABEL.match(bare):
            label = bare.lower()
            if draft is not None and label in ("score", "accession number") and draft.has(label):
                yield from _whole(draft, report)
                draft = None
            draft = draft or Draft(number)
            draft.add(label, "", number)
        elif bare and not (line[0] in " \t" and draft and draft.continue_with(bare.strip())):
            report.unknown["text between records"] += 1
        if draft is None and not report.records and number >= MOST_LINES_BEFORE:
            return
    yield from _whole(draft, report)


def _whole(draft: Draft | None, report: Report) -> Iterator[Fields]:
    """The record, unless nothing in it says that it is one, or there is far too much in it."""
    if draft is None:
        return
    if draft.too_large:
        report.fault("a record that is far too large was passed over", draft.line, lost=True)
        return
    fields = draft.fields("\n")
    if fields.peek("title", "source", "accession number", *_PEOPLE):
        yield fields
    else:
        report.unknown.update(fields.left())
