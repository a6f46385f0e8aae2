"""What the tests of citation exports share: small files by name, their records, and files that anything may stand in."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from aetia.corpus.record_batches import record_batches
from aetia.errors import InputError
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report

DATA = Path(__file__).resolve().parents[1] / "data"
Reader = Callable[[Any], RecordFile]


def read(reader: Reader, name: str) -> tuple[list[SourceRecord], Report]:
    """The records of a file under tests/data, and the report."""
    file = reader(DATA / name)
    return list(file), file.report


def read_text(reader: Reader, text: str | bytes) -> tuple[list[SourceRecord], Report]:
    """The records of a text, and the report."""
    file = reader(io.BytesIO(text.encode() if isinstance(text, str) else text))
    return list(file), file.report


def titles(records: list[SourceRecord]) -> list[str | None]:
    return [record.columns.get("title") for record in records]


def what(report: Report) -> list[str]:
    """The faults as lines."""
    return [str(fault) for fault in report.faults]


def spoilt(folder: str) -> st.SearchStrategy[bytes]:
    """Files of a folder under tests/data with pieces cut out, moved, doubled, or replaced by anything."""
    files = [path.read_bytes() for path in sorted((DATA / folder).iterdir()) if path.suffix != ".xml"]

    @st.composite
    def one(draw: st.DrawFn) -> bytes:
        content = draw(st.sampled_from(files))
        for _ in range(draw(st.integers(1, 4))):
            begin = draw(st.integers(0, len(content)))
            end = draw(st.integers(begin, min(begin + 80, len(content))))
            between = draw(
                st.one_of(st.binary(max_size=12), st.sampled_from([b"\n", b"{", b'"', content[begin:end] * 2]))
            )
            content = content[:begin] + between + content[end:]
        return content

    return st.one_of(
        one(), st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )


def is_read_or_refused(reader: Reader, content: bytes) -> None:
    """Nothing but InputError comes of any content; what is read fits into the columns of a corpus and gives references."""
    file = reader(io.BytesIO(content))
    try:
        records = list(file)
    except InputError:
        return
    assert sum(batch.num_rows for batch in record_batches(records)) == len(records) == file.report.records
    for record in records:
        record.reference()
