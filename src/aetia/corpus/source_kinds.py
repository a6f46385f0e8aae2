"""The kinds of source files that a corpus is made from: how each is known, and how it is read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from aetia.corpus.columns import corpus_schema
from aetia.corpus.record_batches import record_batches
from aetia.errors import InputError
from aetia.sources.pubmed_xml import PubmedFile

if TYPE_CHECKING:
    import pyarrow as pa

    from aetia.sources.record_file import RecordFile, SourceRecord

HEAD = 1 << 16
"""Bytes that are looked at to tell the kind of a file."""


@dataclass(frozen=True)
class Found:
    """What was found in a source file, as its part's entry tells it; see :class:`aetia.corpus.store.Entry`."""

    records: int
    books: int
    deleted: tuple[int, ...]
    unknown: dict[str, int]
    faults: tuple[str, ...]
    complete: bool


class Reading(Protocol):
    """A source file being read: iterating gives batches with the columns of a corpus, and then `found` is whole."""

    def __iter__(self) -> Iterator[pa.RecordBatch]: ...

    def found(self) -> Found:
        """What was found."""


@dataclass(frozen=True)
class Kind:
    """A kind of source file.

    Attributes:
        name: as a part's entry has it.
        title: for people.
        endings: of its files' names, in small letters; those before a ``.gz`` count too.
        mark: what its content shows near its beginning.
        read: opens a file to read it.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    mark: re.Pattern[bytes]
    read: Callable[[BinaryIO], Reading]


class _PubmedReading:
    def __init__(self, stream: BinaryIO) -> None:
        self._file = PubmedFile(stream)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return _keyed(self._file)

    def found(self) -> Found:
        report = self._file.report
        lines = (
            f"{f'PMID {fault.pmid}' if fault.pmid else f'byte {fault.offset:,}'}: {fault.what}"
            for fault in report.faults
        )
        unknown = dict(sorted(report.unknown.items()))
        return Found(report.records, report.books, tuple(report.deleted), unknown, tuple(lines), report.complete)


def _keyed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Record batches with a key for each record."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in batches:
        numbers = batch["pmid"].cast(pa.string())
        keys = pc.binary_join_element_wise(pa.scalar("pmid", pa.string()), numbers, pa.scalar(":", pa.string()))
        yield pa.RecordBatch.from_arrays([keys, *batch.columns], schema=corpus_schema())


class _ExportReading:
    def __init__(self, file: RecordFile) -> None:
        self._file, self._books = file, 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return record_batches(self._counted())

    def _counted(self) -> Iterator[SourceRecord]:
        for record in self._file:
            self._books += record.columns.get("kind") == "book"
            yield record

    def found(self) -> Found:
        report = self._file.report
        lines = [str(fault) for fault in report.faults]
        if report.more_faults:
            lines.append(f"and {report.more_faults:,} more")
        return Found(
            report.records, self._books, (), dict(sorted(report.unknown.items())), tuple(lines), report.complete
        )


def _csl_json(stream: BinaryIO) -> Reading:
    from aetia.sources.csl_json import read_csl_file

    return _ExportReading(read_csl_file(stream))


def _nbib(stream: BinaryIO) -> Reading:
    from aetia.sources.nbib import read_nbib

    return _ExportReading(read_nbib(stream))


def _ris(stream: BinaryIO) -> Reading:
    from aetia.sources.ris import read_ris

    return _ExportReading(read_ris(stream))


def _bibtex(stream: BinaryIO) -> Reading:
    from aetia.sources.bibtex import read_bibtex

    return _ExportReading(read_bibtex(stream))


KINDS = (
    Kind("pubmed-xml", "PubMed XML", (".xml",), re.compile(rb"\A\s*<[?!A-Za-z]"), _PubmedReading),
    Kind("csl-json", "CSL-JSON", (".json", ".jsonl", ".ndjson"), re.compile(rb"\A\s*[\[{]"), _csl_json),
    Kind("nbib", "nbib", (".nbib",), re.compile(rb"^PMID *- *\d", re.MULTILINE), _nbib),
    Kind("ris", "RIS", (".ris",), re.compile(rb"^[ \t]{0,4}TY[ \t]{1,4}-", re.MULTILINE), _ris),
    Kind(
        "bibtex",
        "BibTeX",
        (".bib", ".bibtex"),
        re.compile(rb"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE),
        _bibtex,
    ),
)


def kind_of(stream: BinaryIO, name: str) -> Kind:
    """The kind of a source file: what its content shows first, else what its name ends with.

    Args:
        stream: the file, at its beginning, where it is left again.
        name: of the file.

    Raises:
        InputError: neither tells it; the kinds are named.
    """
    head = _head(stream.read(HEAD))
    stream.seek(0)
    marks = [(match.start(), place) for place, kind in enumerate(KINDS) if (match := kind.mark.search(head))]
    if marks:
        return KINDS[min(marks)[1]]
    for kind in KINDS:
        if _bare(name).endswith(kind.endings):
            return kind
    known = ", ".join(f"{kind.title} ({kind.endings[0]})" for kind in KINDS)
    raise InputError(
        "neither its content nor its name tells what kind of file it is", where=name, remedy=f"Give one of: {known}"
    )


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
    return raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n")


def _bare(name: str) -> str:
    return name.lower().removesuffix(".gz")


def is_source(name: str) -> bool:
    """Whether a file's name ends as those of a kind do; hidden files do not count."""
    return _bare(name).endswith(tuple(ending for kind in KINDS for ending in kind.endings)) and not name.startswith(".")
