"""Whether a corpus is what it should be: digests, gaps, what is made from the parts; and the repair of what can be repaired."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from aetia.corpus.build import forget, index_folder, refresh
from aetia.corpus.current import Current, of_parts
from aetia.corpus.index import open_index
from aetia.corpus.records import read_records, record_file
from aetia.corpus.store import Entry, Store
from aetia.errors import CorpusError

Code = Literal[
    "entry-unreadable", "part-missing", "part-damaged", "part-unreadable", "part-without-entry", "draft", "incomplete",
    "gap", "counts", "current",
    "records", "search",
]  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Something wrong with a corpus.

    Attributes:
        code: what kind.
        where: the part, or what is made from the parts.
        what, remedy: in words.
        repairable: whether `verify --repair` mends it.
        repaired: whether it did.
    """

    code: Code
    where: str
    what: str
    remedy: str
    repairable: bool = False
    repaired: bool = False


def verify(
    store: Store, *, repair: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> list[Fault]:
    """Check a corpus.

    Args:
        store: where it lies.
        repair: take out parts that are damaged, remove drafts, and make anew what is made from the parts. Source files are not
            kept, so a part that is taken out has to be added again; the fault says which.
        progress: told of each part.

    Raises:
        CorpusError: there is no corpus, or it has another format.
    """
    store.check_format()
    names = store.names()
    entries = store.entries()
    found = [*_without_entry(store, names), *_unreadable(names, entries)]
    for done, entry in enumerate(entries, 1):
        found.extend(_part(store, entry))
        if progress is not None:
            progress("checking", done, len(entries))
    found.extend(_gaps(entries))
    damaged = {fault.where for fault in found if fault.code.startswith("part-")}
    found.extend(_made(store, [entry for entry in entries if entry.name not in damaged], entries))
    return _repaired(store, found) if repair and any(fault.repairable for fault in found) else found


def _without_entry(store: Store, names: list[str]) -> Iterator[Fault]:
    known = set(names)
    for file in sorted(str(path) for path in store.fs.ls(f"{store.root}/parts", detail=False)):
        name = file.rpartition("/")[2]
        if name.startswith("."):
            yield Fault(
                "draft", name, "a draft that a killed process left", "Remove it: aetia corpus verify --repair", True
            )
        elif name.endswith(".parquet") and name.removesuffix(".parquet") not in known:
            yield Fault(
                "part-without-entry",
                name,
                "a part that does not count, since its entry is missing",
                "Add its source file again",
                True,
            )


def _unreadable(names: list[str], entries: list[Entry]) -> Iterator[Fault]:
    readable = {entry.name for entry in entries}
    for name in names:
        if name not in readable:
            yield Fault("entry-unreadable", name, "its entry cannot be read", "Add its source file again", True)


def _part(store: Store, entry: Entry) -> Iterator[Fault]:
    path = store.part(entry.name)
    again = f"Add {entry.source} again"
    if not store.fs.exists(path):
        yield Fault("part-missing", entry.name, "its Parquet file is not there", again, True)
        return
    if _digest(store, path) != entry.part_sha256:
        yield Fault("part-damaged", entry.name, "its Parquet file is not what was written", again, True)
        return
    rows = _rows(store, path)
    if rows is None:
        yield Fault("part-unreadable", entry.name, "its Parquet file cannot be read", again, True)
    elif rows != entry.records:
        yield Fault("counts", entry.name, f"it has {rows:,} rows, and its entry says {entry.records:,}", again, True)
    if not entry.complete:
        yield Fault(
            "incomplete",
            entry.name,
            f"{entry.source} was cut off or damaged: {entry.faults[-1] if entry.faults else ''}",
            f"Fetch {entry.source} again and add it",
        )


def _digest(store: Store, path: str) -> str:
    digest = hashlib.sha256()
    with store.fs.open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _rows(store: Store, path: str) -> int | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with store.fs.open(path, "rb") as stream:
            return int(pq.ParquetFile(stream).metadata.num_rows)
    except (pa.ArrowException, OSError):
        return None


def _gaps(entries: list[Entry]) -> Iterator[Fault]:
    """Numbers of NLM's files that are missing between those that are there."""
    numbered = [
        entry.rank for entry in entries if entry.rank.number and re.fullmatch(r"(?:pubmed|medline)\d\dn\d+", entry.name)
    ]
    for one, other in pairwise(numbered):
        if one.year == other.year and other.number > one.number + 1:
            missing = (
                f"{one.number + 1:04}"
                if other.number == one.number + 2
                else f"{one.number + 1:04} to {other.number - 1:04}"
            )
            yield Fault(
                "gap", f"pubmed{one.year % 100:02}n", f"file {missing} is missing", "Fetch it: aetia corpus update"
            )


def _made(store: Store, sound: list[Entry], entries: list[Entry]) -> Iterator[Fault]:
    """What is made from the parts, against those of them that are sound."""
    remedy = "Make it again: aetia corpus verify --repair"
    for entry in entries:
        if not _has_records(store, entry):
            yield Fault("records", entry.name, "its record file is missing or cannot be read", remedy, True)
    try:
        current = Current(store.local / "current.sqlite")
    except CorpusError as error:
        yield Fault("current", "current.sqlite", error.what, remedy, True)
        return
    try:
        new, stale = of_parts(entries, current.parts())
        unindexed = sum(not indexed for _, indexed in current.parts().values())
        if unindexed:
            yield Fault("search", "search", f"{unindexed} parts are not in the search index", remedy, True)
        else:
            yield from _search(store, current, remedy)
        if new or stale:
            yield Fault(
                "current",
                "current.sqlite",
                f"it lacks {len(new)} parts and has {len(stale)} that are gone or changed",
                remedy,
                True,
            )
        else:
            yield from _places(store, current, sound, remedy)
    finally:
        current.close()


def _places(store: Store, current: Current, entries: list[Entry], remedy: str) -> Iterator[Fault]:
    """Whether every current record is the row of its key."""
    import pyarrow.parquet as pq

    for entry in entries:
        rows = current.rows_of(entry.name)
        with store.fs.open(store.part(entry.name), "rb") as stream:
            keys = pq.ParquetFile(stream).read(columns=["key"])["key"].to_pylist()
        if any(row >= len(keys) for row in rows) or {keys[row] for row in rows} != current.keys_of(entry.name):
            yield Fault("current", entry.name, "the list of current records points to other rows", remedy, True)


def _search(store: Store, current: Current, remedy: str) -> Iterator[Fault]:
    try:
        indexed = len(open_index(index_folder(store))) if current.count() else 0
    except CorpusError as error:
        yield Fault("search", "search", error.what, remedy, True)
        return
    if indexed != current.count():
        what = f"the search index holds {indexed:,} records, and {current.count():,} are current"
        yield Fault("search", "search", what, remedy, True)


def _has_records(store: Store, entry: Entry) -> bool:
    if not record_file(store, entry.name).is_file():
        return False
    try:
        if entry.records:
            read_records(store, [(entry.name, 0), (entry.name, entry.records - 1)])
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it is made again
        return False
    return True


def _repaired(store: Store, found: list[Fault]) -> list[Fault]:
    parts = {
        fault.where
        for fault in found
        if fault.code in ("entry-unreadable", "part-missing", "part-damaged", "part-unreadable", "counts")
    }
    with store.locked("aetia corpus verify --repair"):
        for name in parts:
            store.remove(name)
        for fault in found:
            if fault.code == "part-without-entry":
                store.fs.rm_file(f"{store.root}/parts/{fault.where}")
        store.sweep()
        forget(store, [entry.name for entry in store.entries()])
    refresh(store)
    return [Fault(f.code, f.where, f.what, f.remedy, f.repairable, f.repairable) for f in found]
