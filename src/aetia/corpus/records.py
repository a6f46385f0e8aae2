"""Records by place, quickly: each part's records as JSON lines in small compressed blocks, on this machine.

Parquet answers questions about columns. One row of it costs the decoding of a whole row group in every column, some ten
milliseconds; a block of 32 lines costs a tenth of one.
"""

from __future__ import annotations

import json
import mmap
import struct
import uuid
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from aetia.corpus.store import Entry, Store

BLOCK = 8
"""Records in a block: with 32 a part is an eighth smaller, and a record takes twice as long."""
_OPEN_FILES = 256
"""Files that stay mapped: all of PubMed is 1,300, and some systems allow a process few."""
_MAGIC = b"AETR1\n"
_ROWS_AT_ONCE = 256 * BLOCK


def record_file(store: Store, part: str) -> Path:
    """Where a part's records lie."""
    return store.local / "records" / f"{part}.rec"


def write_records(store: Store, entry: Entry) -> None:
    """Write a part's records, whole or not at all; they are there already if the file is."""
    import duckdb
    import pyarrow as pa

    path = record_file(store, entry.name)
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    codec = pa.Codec("zstd", 3)
    offsets = []
    try:
        with draft.open("wb") as out:
            out.write(_MAGIC)
            for block in _blocks(store, entry, duckdb):
                offsets.append(out.tell())
                content = b"\n".join(block)
                out.write(struct.pack("<I", len(content)) + codec.compress(content, asbytes=True))
            offsets.append(out.tell())
            out.write(struct.pack(f"<{len(offsets)}Q", *offsets))
            out.write(struct.pack("<Q", len(offsets)))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _blocks(store: Store, entry: Entry, duckdb: Any) -> Iterable[list[bytes]]:
    import pyarrow.parquet as pq

    with store.fs.open(store.part(entry.name), "rb") as raw, duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        for batch in pq.ParquetFile(raw).iter_batches(batch_size=_ROWS_AT_ONCE):
            lines = (
                connection.from_arrow(batch).query("record", "SELECT to_json(record)::VARCHAR FROM record").fetchall()
            )
            encoded = [line.encode() for (line,) in lines]
            for start in range(0, len(encoded), BLOCK):
                yield encoded[start : start + BLOCK]


def read_records(store: Store, places: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """The records at some places, in order.

    Args:
        store: of the corpus.
        places: part and row of each.

    Raises:
        FileNotFoundError: a part's records were not written.
    """
    found = []
    for part, row in places:
        path = record_file(store, part)
        found.append(json.loads(_block(path, path.stat().st_mtime_ns, row // BLOCK)[row % BLOCK]))
    return found


@lru_cache(maxsize=256)
def _block(path: Path, written: int, number: int) -> list[bytes]:
    import pyarrow as pa

    content = _mapped(path, written)
    (count,) = struct.unpack_from("<Q", content, len(content) - 8)
    begin, end = struct.unpack_from("<2Q", content, len(content) - 8 - 8 * (count - number))
    (size,) = struct.unpack_from("<I", content, begin)
    return bytes(pa.decompress(memoryview(content)[begin + 4 : end], size, "zstd", asbytes=True)).split(b"\n")


@lru_cache(maxsize=_OPEN_FILES)
def _mapped(path: Path, written: int) -> mmap.mmap:  # noqa: ARG001 (a file written anew is another file)
    """A file of records, mapped: reading a block of it costs no call and copies nothing that is not asked for."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
