"""Files that tell the MeSH tree."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aetia.errors import InputError

_NUMBER = re.compile(r"[A-Z](?:\d\d(?:\.\d{3})*)?")
_GZIP = b"\x1f\x8b"
_REMEDY = "Give tree number and heading divided by a tab, or NLM's desc2026.xml"


class MeshRow(NamedTuple):
    """A place in the tree, or an entry term.

    Attributes:
        number: such as ``C17.300.799``; empty for an entry term.
        heading: in NLM's spelling.
        entry_term: another name of the heading; empty for a place in the tree.
    """

    number: str
    heading: str
    entry_term: str = ""


def read_mesh(file: Path) -> Iterator[MeshRow]:
    """The rows of a file: two columns divided by a tab, or NLM's XML of descriptors; gzipped or not.

    Raises:
        InputError: it cannot be read, or is neither; names the line.
    """
    try:
        with _opened(file) as stream:
            start = stream.peek(4096)  # type: ignore[attr-defined]  # both kinds of stream are buffered
            yield from (
                _from_xml(stream, file)
                if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
                else _from_table(stream, file)
            )
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"it cannot be read: {error}", where=str(file), remedy=_REMEDY) from error


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    with file.open("rb") as raw:
        if raw.peek(2)[:2] == _GZIP:
            with gzip.open(raw) as stream:
                yield stream  # type: ignore[misc]  # a GzipFile reads bytes as a BinaryIO does
        else:
            yield raw


def _from_table(stream: BinaryIO, file: Path) -> Iterator[MeshRow]:
    for count, line in enumerate(stream, start=1):
        try:
            text = line.decode("utf-8-sig" if count == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            raise InputError("it is no UTF-8 text", where=f"{file}:{count}", remedy=_REMEDY) from error
        number, tab, heading = text.partition("\t")
        if not text:
            continue
        if not tab or not heading or "\t" in heading or not _NUMBER.fullmatch(number.strip()):
            raise InputError("this is no tree number and heading", where=f"{file}:{count}", remedy=_REMEDY)
        yield MeshRow(number.strip(), " ".join(heading.split()))


def _from_xml(stream: BinaryIO, file: Path) -> Iterator[MeshRow]:
    from lxml import etree

    options = {"no_network": True, "load_dtd": False, "resolve_entities": False}
    try:
        for _, record in etree.iterparse(stream, tag="DescriptorRecord", **options):
            yield from _record_rows(record)
            record.clear()
            while record.getprevious() is not None:
                del record.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise InputError(f"it is damaged XML: {error}", where=str(file), remedy="Download it again") from error


def _record_rows(record: object) -> Iterator[MeshRow]:
    """The places of one descriptor in the tree, and its entry terms."""
    heading = _text(record, "DescriptorName/String")
    for number in record.iterfind("TreeNumberList/TreeNumber"):  # type: ignore[attr-defined]  # lxml has no types
        yield MeshRow(str(number.text), heading)
    for term in record.iterfind("ConceptList/Concept/TermList/Term/String"):  # type: ignore[attr-defined]  # lxml has no types
        if term.text and term.text != heading:
            yield MeshRow("", heading, " ".join(term.text.split()))


def _text(record: object, path: str) -> str:
    return " ".join((record.findtext(path) or "").split())  # type: ignore[attr-defined]  # lxml has no types
