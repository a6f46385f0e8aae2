"""The search index: made from records, changed in steps that happen whole or not at all.

A change is a commit of tantivy's: a process that is killed leaves the last commit, and the next change sweeps away what it had
begun. Segments made by other processes cannot be joined to an index from Python (tantivy-py 0.27), so other processes may make
records ready (:mod:`aetia.corpus.prepare`), and one process takes them in, where several threads of tantivy write them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aetia.corpus.index_change import Change
from aetia.corpus.index_fields import KEY, PMID, index_schema, register_analyzer
from aetia.corpus.index_folder import REMEDY, folder_that_counts, let_count, new_folder
from aetia.corpus.mesh import MeshTree, load_tree
from aetia.errors import CorpusError, CorpusLocked

if TYPE_CHECKING:
    import pyarrow as pa
    import tantivy

MEMORY = 256_000_000
"""Bytes that all threads together fill before they write a segment."""
_LEAST_MEMORY = 15_000_000
_MOST_THREADS = 4
"""One thread hands the records over, and feeds no more than these."""


class SearchIndex:
    """A search index; made by :func:`open_index`, :func:`create_index`, :func:`build_index` or :meth:`of`.

    Args:
        index: tantivy's.
        folder: of its files; None for one in memory.
        tree: of MeSH; by default the one that is kept beside the index, if any.
    """

    def __init__(self, index: tantivy.Index, folder: Path | None, tree: MeshTree | None = None) -> None:
        self._index, self.folder, self._tree = index, folder, tree
        register_analyzer(index)
        index.config_reader(reload_policy="manual")

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch], tree: MeshTree | None = None) -> SearchIndex:
        """An index in memory: for a day's new records, or a handful.

        Args:
            batches: as for :meth:`aetia.corpus.index_change.Change.add`.
            tree: of MeSH.
        """
        import tantivy

        index = cls(tantivy.Index(index_schema()), None, tree)
        with index.changing(threads=1, memory=_LEAST_MEMORY) as change:
            change.add(batches)
        return index

    @cached_property
    def searcher(self) -> tantivy.Searcher:
        """The records as they were at the last commit before this was first asked for, or :meth:`refresh` was called."""
        self._index.reload()
        return self._index.searcher()

    @cached_property
    def tree(self) -> MeshTree | None:
        """The MeSH tree that headings are exploded by; None if there is none.

        Raises:
            CorpusError: its file is damaged.
        """
        return self._tree if self._tree or self.folder is None else load_tree(self.folder.parent)

    def refresh(self) -> None:
        """See what was committed since, by other processes too."""
        self.__dict__.pop("searcher", None)

    def __len__(self) -> int:
        """The number of records."""
        return self.searcher.num_docs

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return 0 if self.folder is None else sum(file.stat().st_size for file in self.folder.iterdir())

    def keys_at(self, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
        """The keys of the records at addresses that a search gave, in order."""
        pmids = self.searcher.fast_field_values(PMID, list(addresses)) if addresses else []
        return [
            self._kept_key(address) if pmid is None else f"pmid:{pmid}"
            for pmid, address in zip(pmids, addresses, strict=True)
        ]

    def _kept_key(self, address: tantivy.DocAddress) -> str:
        return bytes(self.searcher.doc(address).to_dict()[KEY][0]).decode()

    @contextmanager
    def changing(self, *, threads: int | None = None, memory: int = MEMORY) -> Iterator[Change]:
        """Change the index. What is done inside is committed at the end, or taken back if an error leaves it.

        Args:
            threads: that write; by default as many as there are processors, up to four.
            memory: bytes that they fill before they write.

        Raises:
            CorpusLocked: another process is changing it.
            CorpusError: it cannot be written.
        """
        threads = threads or min(os.cpu_count() or 1, _MOST_THREADS)
        writer = self._writer(threads, max(memory, threads * _LEAST_MEMORY))
        try:
            change = Change(writer)
            yield change
            change.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
            self.refresh()

    def _writer(self, threads: int, memory: int) -> tantivy.IndexWriter:
        where = str(self.folder)
        try:
            writer = self._index.writer(memory, threads)
            writer.garbage_collect_files()
        except (ValueError, OSError) as error:
            if "LockBusy" in str(error):
                what, remedy = "another process is changing the search index", "Wait until it has finished, or stop it"
                raise CorpusLocked(what, where=where, remedy=remedy) from error
            what, remedy = f"the search index cannot be written: {error}", "Check that the disk has room"
            raise CorpusError(what, where=where, remedy=remedy) from error
        return writer


def open_index(path: Path) -> SearchIndex:
    """Open the index in a folder.

    Raises:
        CorpusError: there is none, it is damaged, or another format made it. It can always be built again.
    """
    import tantivy

    folder = folder_that_counts(path)
    try:
        return SearchIndex(tantivy.Index.open(str(folder)), folder)
    except (ValueError, OSError) as error:
        raise CorpusError(f"the search index cannot be read: {error}", where=str(path), remedy=REMEDY) from error


def create_index(path: Path) -> SearchIndex:
    """An empty index, in the place of the one that was in the folder."""
    index = _begun(path)
    assert index.folder is not None
    let_count(index.folder)
    return index


def build_index(
    batches: Iterable[pa.RecordBatch], path: Path, *, threads: int | None = None, memory: int = MEMORY
) -> SearchIndex:
    """Build an index from nothing. The one that was there, if any, answers until the new one is whole.

    Args:
        batches: the records, each key once, with columns of :func:`aetia.corpus.columns.corpus_schema`.
        path: the folder of the index.
        threads, memory: as for :meth:`SearchIndex.changing`.

    Raises:
        CorpusError: it cannot be written.
    """
    index = _begun(path)
    with index.changing(threads=threads, memory=memory) as change:
        change.add(batches)
    assert index.folder is not None
    let_count(index.folder)
    return index


def _begun(path: Path) -> SearchIndex:
    import tantivy

    folder = new_folder(path)
    return SearchIndex(tantivy.Index(index_schema(), str(folder)), folder)
