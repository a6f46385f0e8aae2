"""From a source file to a part: read, write as Parquet, and say what was found."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from aetia.corpus.bulk_work import bulk_work
from aetia.corpus.columns import corpus_schema
from aetia.corpus.source_kinds import KINDS, Found, is_source, kind_of
from aetia.corpus.store import Entry, Rank, Store
from aetia.errors import AetiaError, InputError

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 5_000
"""Rows in a row group: few enough to hold in memory, enough for Parquet to pay."""
_NAMES = ", ".join(ending for kind in KINDS for ending in kind.endings)
_ENDINGS = rf"(?:{'|'.join(re.escape(ending) for kind in KINDS for ending in kind.endings)})?(?:\.gz)?$"
_COMPRESSION = {"compression": "zstd", "compression_level": 1}


@dataclass(frozen=True)
class Added:
    """What became of a source file.

    Attributes:
        source: as it was given.
        name: of its part; None where nothing could be made of it.
        records, deleted: how many.
        known: it was there already, with the same content.
        faults: what was wrong, as lines for people.
        error: why nothing could be made of it.
    """

    source: str
    name: str | None
    records: int = 0
    deleted: int = 0
    known: bool = False
    faults: tuple[str, ...] = ()
    error: str | None = None


def add_part(store: Store, source: str) -> Added:
    """Make the part of one source file, unless it is there.

    It runs in any process, on any machine that reaches both addresses; the same file made twice at once gives the same part.

    Args:
        store: of the corpus.
        source: a path or any fsspec address.

    Returns:
        What became of it; a file that cannot be used is told, not raised, so that the others go on.
    """
    from fsspec.core import open as open_file

    try:
        with open_file(source, "rb") as stream:
            return _add(store, source, stream)
    except AetiaError as error:
        return Added(source, None, error=str(error) if error.where else f"{source}: {error}")
    except OSError as error:
        return Added(source, None, error=f"{source}: cannot be read or written: {error.strerror or error}")


def _add(store: Store, source: str, stream: BinaryIO) -> Added:
    digest, size = _digest(stream)
    name = _name(source, digest)
    known = store.entry(name)
    if known is not None and known.sha256 == digest and store.fs.exists(store.part(name)):
        return Added(source, name, known.records, len(known.deleted), known=True, faults=known.faults)
    stream.seek(0)
    kind = kind_of(stream, PurePosixPath(source).name)
    reading = kind.read(stream)
    with bulk_work(), store.writing_to(store.part(name)) as draft:
        part_digest = _write(store, draft, reading)
    entry = _entry(name, source, digest, size, part_digest, reading.found(), kind.name)
    store.commit(entry)
    return Added(source, name, entry.records, len(entry.deleted), faults=entry.faults)


def _digest(stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(1 << 20):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _name(source: str, digest: str) -> str:
    """A part's name: that of a numbered file of NLM, which a newer copy replaces; else the file's name and its digest."""
    stem = re.sub(_ENDINGS, "", PurePosixPath(source).name, flags=re.IGNORECASE)
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:80] or "file"
    return (
        safe
        if Rank.of(safe) != Rank() and re.fullmatch(r"(?:pubmed|medline)\d\dn\d+", safe)
        else f"{safe}-{digest[:8]}"
    )


def _write(store: Store, path: str, batches: Iterable[pa.RecordBatch]) -> str:
    """Write record batches as one Parquet file, in groups of :data:`ROWS`; its digest."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with store.fs.open(path, "wb") as raw:
        sink = _Hashing(raw)
        with pq.ParquetWriter(sink, corpus_schema(), **_COMPRESSION) as writer:
            held: list[pa.RecordBatch] = []
            rows = 0
            for batch in batches:
                held.append(batch)
                rows += batch.num_rows
                if rows >= ROWS:
                    writer.write_table(pa.Table.from_batches(held))
                    held, rows = [], 0
            writer.write_table(pa.Table.from_batches(held, schema=corpus_schema()))
        return sink.digest.hexdigest()


class _Hashing(io.RawIOBase):
    """A file to write to that knows the digest of what was written."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw, self.digest, self.place = raw, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = memoryview(data)  # type: ignore[arg-type]  # pyarrow gives buffers
        self.digest.update(content)
        self.raw.write(content)
        self.place += content.nbytes
        return content.nbytes

    def tell(self) -> int:
        return self.place


def _entry(name: str, source: str, digest: str, size: int, part_digest: str, found: Found, kind: str) -> Entry:
    return Entry(
        name=name,
        source=PurePosixPath(source).name,
        sha256=digest,
        size=size,
        part_sha256=part_digest,
        kind=kind,
        **asdict(found),
    )


def sources_in(given: Iterable[str]) -> list[str]:
    """The source files that some paths, folders and addresses name, without doubles, in order.

    Raises:
        InputError: one names nothing.
    """
    found: dict[str, None] = {}
    for item in given:
        path = Path(item)
        if "://" not in item and path.is_dir():
            files = sorted(str(file) for file in path.rglob("*") if file.is_file() and is_source(file.name))
            if not files:
                remedy = f"Give files that end in {_NAMES}, gzipped or not"
                raise InputError("no file of records is in this folder", where=item, remedy=remedy)
            found.update(dict.fromkeys(files))
        elif "://" not in item and not path.is_file():
            raise InputError("there is no such file or folder", where=item, remedy="Check the path")
        else:
            found[item] = None
    return list(found)
