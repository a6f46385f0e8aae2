"""What all readers of citation exports share: records out, and a report of what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.sources.csl_reference import reference_of
from aetia.sources.report import Report
from aetia.sources.text_blocks import text_blocks


@dataclass(frozen=True)
class SourceRecord:
    """One record of a file.

    Attributes:
        line: where it begins, from 1.
        columns: what a corpus keeps of it, by the names of :func:`aetia.sources.pubmed_xml.record_schema`; what is not there is
            not known.
        item: the same as CSL-JSON, as far as that goes.
        own_id: the identifier that the source itself gives it.
    """

    line: int
    columns: dict[str, Any]
    item: dict[str, Any]
    own_id: str | None = None

    def reference(self) -> Reference | None:
        """The publication; None where it has no title. What is no proper value of a field is left out."""
        return reference_of(self.item)


Read = Callable[[Iterator[bytes], Report], Iterator[SourceRecord]]
"""Reads one format: from the file's content in blocks, telling the report."""


class RecordFile:
    """A citation export: iterating gives its records, and the report is whole when the iteration ends.

    The file may be gzipped, and in UTF-8, UTF-16 with its mark, or Windows-1252. Memory stays bounded whatever its size.

    Args:
        source: a path, or a stream of bytes.
        name: of its format, for messages.
        read: reads the format.

    Raises:
        InputError: while iterating: there is nothing of that format in it. Anything less is listed in the report, and the rest
            goes on.
    """

    def __init__(self, source: Path | str | BinaryIO, name: str, read: Read) -> None:
        self._source, self._name, self._read = source, name, read
        self.report = Report()

    def __iter__(self) -> Iterator[SourceRecord]:
        if isinstance(self._source, (str, Path)):
            with Path(self._source).open("rb") as stream:
                yield from self._records(stream)
        else:
            yield from self._records(self._source)

    def _records(self, stream: BinaryIO) -> Iterator[SourceRecord]:
        blocks = text_blocks(stream, self.report)
        head = next(blocks, b"")
        for record in self._read(_again(head, blocks), self.report):
            self.report.records += 1
            yield record
        if not self.report.records and not any(fault.lost for fault in self.report.faults):
            shown = head[:60].decode("utf-8", "replace").strip()
            what = (
                f"no record in the format {self._name} is in it; it begins with {shown!r}" if shown else "it is empty"
            )
            raise InputError(what, remedy=f"Give a file in the format {self._name}")


def _again(head: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from blocks
