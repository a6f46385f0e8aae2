"""Adding files to a corpus: parts side by side, then what is made from them, part by part."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path

from aetia.corpus import mesh
from aetia.corpus.current import Current, of_parts
from aetia.corpus.index import SearchIndex, create_index, open_index
from aetia.corpus.part import Added, add_part, sources_in
from aetia.corpus.prepare import prepared, shares
from aetia.corpus.records import record_file, write_records
from aetia.corpus.store import Entry, Store
from aetia.parallel import each, executor

PARTS_IN_A_COMMIT = 8
"""Parts that the search index takes in before they count: a kill costs at most their work."""
Progress = Callable[[str, int, int], None]
"""Told of each step: what is being done, how many are done, how many there are."""


@dataclass(frozen=True)
class AddReport:
    """What was added.

    Attributes:
        files: what became of each source file, in the order in which they were given.
        records: current records in the corpus now.
        new: parts that were taken in, those of earlier runs that were killed included.
    """

    files: tuple[Added, ...]
    records: int
    new: int

    @property
    def failed(self) -> tuple[Added, ...]:
        """Files that nothing could be made of."""
        return tuple(file for file in self.files if file.error)

    @property
    def faulty(self) -> tuple[Added, ...]:
        """Files with faults in them, of which the rest was added."""
        return tuple(file for file in self.files if file.faults and not file.error)


def add(
    store: Store,
    sources: Iterable[str],
    *,
    jobs: int = 1,
    cluster: str | None = None,
    search: bool = True,
    progress: Progress | None = None,
) -> AddReport:
    """Add source files to a corpus, which is made if it is not there.

    It can be killed at any moment and goes on where it stopped; the same file twice is added once; files may come in any order and
    from several processes at once.

    Args:
        store: of the corpus.
        sources: files, folders, or fsspec addresses.
        jobs: processes; 0 for one a processor.
        cluster: address of a Dask scheduler instead.
        search: whether to bring the search index up to date too.
        progress: told of each step.

    Raises:
        InputError: a source is not there.
        CorpusError: the corpus has another format or cannot be written.
    """
    given = sources_in(sources)
    store.create()
    found: dict[str, Added] = {}
    with executor(jobs, cluster) as pool:
        for source, added in each(partial(add_part, store), given, pool, workers=max(jobs, 4)):
            found[source] = added
            _tell(progress, "reading", len(found), len(given))
        new = refresh(store, search=search, progress=progress, pool=pool, jobs=jobs)
    current = Current(store.local / "current.sqlite")
    try:
        count = current.count()
    finally:
        current.close()
    return AddReport(tuple(found[source] for source in given), count, new)


def refresh(
    store: Store,
    *,
    search: bool = True,
    progress: Progress | None = None,
    pool: Executor | None = None,
    jobs: int = 1,
) -> int:
    """Bring what is made from the parts up to date on this machine; how many parts were taken in.

    Where a part was replaced or taken out, what rested on it is made anew from all parts, since older rows may count again.
    """
    with store.locked("aetia corpus"):
        entries = store.entries()
        current = _current(store, entries)
        try:
            new, _ = of_parts(entries, current.parts())
            missing = [entry for entry in entries if not record_file(store, entry.name).is_file()]
            ordering = _ordering(store, current, new, progress)
            with closing(_storing(store, missing, pool, progress)) as storing:
                # Other processes store while this one orders; where there are none, one comes after the other.
                steps = chain(ordering, storing) if pool is None else zip_longest(storing, ordering)
                deque(steps, maxlen=0)
            if search:
                _index(store, current, entries, pool, jobs, progress)
            return len(new)
        finally:
            current.close()


def _ordering(store: Store, current: Current, new: list[Entry], progress: Progress | None) -> Iterator[None]:
    """Take parts into the list of current records, one a step."""
    for done, entry in enumerate(new, 1):
        current.take_in(store, entry)
        _tell(progress, "ordering", done, len(new))
        yield


def _storing(
    store: Store, missing: list[Entry], pool: Executor | None, progress: Progress | None
) -> Generator[None, None, None]:
    """Write the records of parts; a step ends when those of one are written."""
    for done, _ in enumerate(each(partial(write_records, store), missing, pool), 1):
        _tell(progress, "storing", done, len(missing))
        yield


def _current(store: Store, entries: list[Entry]) -> Current:
    """What is known of current records; from nothing where a part is gone or has changed."""
    path = store.local / "current.sqlite"
    current = Current(path)
    _, stale = of_parts(entries, current.parts())
    if not stale:
        return current
    current.close()
    forget(store, stale)
    return Current(path)


def forget(store: Store, parts: Iterable[str]) -> None:
    """Remove what was made from the parts: of some the records, of all the list of current records and the search index.

    The tree of MeSH, which a person gave, stays.
    """
    import shutil

    for part in parts:
        record_file(store, part).unlink(missing_ok=True)
    for name in ("current.sqlite", "current.sqlite-wal", "current.sqlite-shm"):
        (store.local / name).unlink(missing_ok=True)
    for made in index_folder(store).glob("*"):
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        elif made.name != mesh.FILE:
            made.unlink(missing_ok=True)


def _index(
    store: Store, current: Current, entries: list[Entry], pool: Executor | None, jobs: int, progress: Progress | None
) -> None:
    """Bring the search index up to date with every part that it does not have, a few parts to a commit.

    A part counts as indexed after its commit. Killed in between, it is given to the index once more, where each record
    takes its own place; so nothing is there twice. Within a commit the order does not matter: a record is in one part alone.
    """
    parts = current.parts()
    missing = [entry.name for entry in entries if not parts[entry.name][1]]
    if not missing:
        return
    index = _search_index(store, fresh=len(missing) == len(entries))
    empty = not len(index)
    done = 0
    with index.changing() as change:
        for some in batched(missing, PARTS_IN_A_COMMIT):
            changes = {part: current.changes_of(part) for part in some}
            work = [share for part, changed in changes.items() for share in shares(store, part, changed.rows_here)]
            left = Counter(share.part for share in work)
            for share, (keys, documents) in each(partial(prepared, store), work, pool, workers=max(jobs, 2)):
                change.take(keys, documents, empty=empty)
                left[share.part] -= 1
                if not left[share.part]:
                    done += 1
                    _tell(progress, "indexing", done, len(missing))
            for changed in changes.values():
                change.delete(changed.gone)
            change.commit()
            for part in some:
                current.indexed(part)
            done += sum(1 for changed in changes.values() if not changed.now_here)
        _tell(progress, "indexing", done, len(missing))


def _search_index(store: Store, *, fresh: bool) -> SearchIndex:
    path = index_folder(store)
    if fresh:
        return create_index(path)
    return open_index(path)


def batched(things: list[str], size: int) -> Iterator[list[str]]:
    """Things in lists of a size, the last as long as it comes."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _tell(progress: Progress | None, what: str, done: int, of: int) -> None:
    if progress is not None:
        progress(what, done, of)


def index_folder(store: Store) -> Path:
    """Where the search index lies."""
    return store.local / "search"
