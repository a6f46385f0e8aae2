"""PubMed XML as records of publications, like those of any other export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from aetia.sources.csl_columns import item_of
from aetia.sources.pubmed_xml import PubmedFile
from aetia.sources.record_file import SourceRecord
from aetia.sources.report import Report


class PubmedRecords:
    """A PubMed XML file: iterating gives its records, and the report is whole when the iteration ends.

    A record has no line, since files of PubMed have few; its PMID stands for it.

    Args:
        source: a path, or a stream of bytes.

    Raises:
        InputError: while iterating: it is no PubMed XML.
        MissingExtra: while iterating: the extra ``corpus`` is not installed.
    """

    def __init__(self, source: Path | str | BinaryIO) -> None:
        self._file = PubmedFile(source)
        self.report = Report()

    def __iter__(self) -> Iterator[SourceRecord]:
        from aetia.errors import MissingExtra

        try:
            import pyarrow as pa  # noqa: F401 (whether it is there)
        except ImportError:
            raise MissingExtra("corpus", "Reading PubMed XML") from None
        for batch in self._file:
            for columns in batch.to_pylist():
                self.report.records += 1
                yield SourceRecord(0, columns, item_of(columns), f"PMID {columns['pmid']}")
        self._tell()

    def _tell(self) -> None:
        found = self._file.report
        self.report.unknown.update(found.unknown)
        self.report.complete = found.complete
        for fault in found.faults:
            place = f"PMID {fault.pmid}" if fault.pmid else f"byte {fault.offset:,}"
            self.report.fault(f"{place}: {fault.what}", None, lost=fault.lost)
