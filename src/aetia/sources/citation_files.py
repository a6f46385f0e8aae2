"""Files of publications in any format that is read: which one it is, and its records."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from aetia.errors import InputError
from aetia.sources.record_file import SourceRecord
from aetia.sources.report import Report
from aetia.sources.table_names import score
from aetia.sources.table_rows import header_of

HEAD = 1 << 16
"""Bytes that are looked at to tell the format of a file."""


class Records(Protocol):
    """A file being read: iterating gives its records, and then `report` is whole."""

    report: Report

    def __iter__(self) -> Iterator[SourceRecord]: ...


@dataclass(frozen=True)
class Form:
    """A format.

    Attributes:
        name: on the command line.
        title: for people.
        endings: of files' names, in small letters.
        mark: what content of it shows near its beginning; None for tables, which show it in their first line.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    mark: re.Pattern[bytes] | None


def _lines(form: str) -> re.Pattern[bytes]:
    return re.compile(form.encode(), re.MULTILINE)


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("ris", "RIS", (".ris",), _lines(r"^[ \t]{0,4}TY[ \t]{1,4}-")),
        Form("nbib", "nbib", (".nbib",), _lines(r"^(?:PMID|PMCR|PMC|UI) *- *\d")),
        Form("bibtex", "BibTeX", (".bib", ".bibtex"), _lines(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]")),
        Form("csl-json", "CSL-JSON", (".json", ".jsonl", ".ndjson"), re.compile(rb"\A\s*[\[{]\s*[\[{\"\]}]")),
        Form(
            "endnote-xml",
            "EndNote XML",
            (".xml",),
            re.compile(rb"<records>|<record>\s*<(?:database|source-app|rec-number|ref-type)"),
        ),
        Form("pubmed-xml", "PubMed XML", (".xml",), re.compile(rb"<(?:Pubmed|Medline|Book)[A-Z]\w+")),
        Form("enw", "EndNote's tagged format", (".enw",), _lines(r"^%[0AT](?:[ \t]|$)")),
        Form("wos", "Web of Science", (".ciw", ".isi"), _lines(r"^(?:FN (?:ISI|Thomson|Clarivate|Web of)|PT [A-Z]$)")),
        Form("ovid", "Ovid", (), _lines(r"^(?:<\d{1,7}>\s*$|Accession Number\s*$)")),
        Form("csv", "CSV", (".csv", ".tsv", ".tab"), None),
    )
}
"""The formats by name."""


def form_of(stream: BinaryIO, name: str) -> Form:
    """The format of a file: what its content shows first, else what its name ends with.

    Args:
        stream: the file, at its beginning, where it is left again.
        name: of the file.

    Raises:
        InputError: neither tells it; the formats are named.
    """
    head = _head(stream.read(HEAD))
    stream.seek(0)
    bare = name.lower().removesuffix(".gz")
    if not head.strip():
        raise InputError("the file is empty", where=name, remedy="Give a file with publications in it")
    marks = [(found.start(), form) for form in FORMS.values() if form.mark and (found := form.mark.search(head))]
    first = head.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    table = score(header_of(first)) if len(first) < HEAD else 0
    if marks and not (bare.endswith(FORMS["csv"].endings) and table):
        return min(marks, key=lambda mark: mark[0])[1]
    if table >= 2 or (table and (len(header_of(first)) == 1 or bare.endswith(FORMS["csv"].endings))):
        return FORMS["csv"]
    for form in FORMS.values():
        if form.endings and bare.endswith(form.endings):
            return form
    raise InputError(
        f"neither its content nor its name tells what format it has; it begins with {first[:60]!r}",
        where=name,
        remedy=f"Say it with --format: {', '.join(FORMS)}",
    )


def open_form(form: Form, source: Path | BinaryIO, columns: Mapping[str, str] | None = None) -> Records:
    """A file of a known format, to be read.

    Args:
        form: its format.
        source: a path, or a stream of bytes.
        columns: of a table, what some of its columns hold; see :func:`aetia.sources.table.read_table`.
    """
    if form.name == "csv":
        from aetia.sources.table import read_table

        return read_table(source, columns)
    return _readers()[form.name](source)


def _readers() -> dict[str, Callable[[Path | BinaryIO], Records]]:
    from aetia.sources.bibtex import read_bibtex
    from aetia.sources.csl_json import read_csl_file
    from aetia.sources.endnote_xml import read_endnote_xml
    from aetia.sources.enw import read_enw
    from aetia.sources.nbib import read_nbib
    from aetia.sources.ovid import read_ovid
    from aetia.sources.pubmed_records import PubmedRecords
    from aetia.sources.ris import read_ris
    from aetia.sources.wos import read_wos

    return {
        "ris": read_ris, "nbib": read_nbib, "bibtex": read_bibtex, "csl-json": read_csl_file, "endnote-xml": read_endnote_xml,
        "pubmed-xml": PubmedRecords, "enw": read_enw, "wos": read_wos, "ovid": read_ovid,
    }  # fmt: skip


def _head(raw: bytes) -> bytes:
    """The beginning of a file's content, unpacked, in UTF-8, without a mark of its encoding, and with plain line ends."""
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = zlib.decompressobj(wbits=31).decompress(raw, HEAD)
        except zlib.error:
            return b""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            raw = raw[2:].decode(encoding, "replace").encode()
    return raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
