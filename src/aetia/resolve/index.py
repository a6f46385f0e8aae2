"""The citation index of a corpus: its papers, and the keys under which a citation finds them.

It lies beside the corpus's other indexes, on this machine, in ``citations/``:

    papers/NAME.papers, NAME.keys/    one part's papers, and their keys
    merged-DIGEST/                    the keys of all current papers of the parts that the digest is of

A part's files are made once, by as many processes as wanted; the merged keys again when a part has come or gone. Both are put in
place whole, so a process that is killed leaves nothing half made.
"""

from __future__ import annotations

import hashlib
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aetia.corpus import Corpus, Entry, Store
from aetia.errors import CorpusError
from aetia.resolve.keys import keys_of
from aetia.resolve.paper import COLUMNS, Paper, paper_of
from aetia.resolve.papers import PaperFile, Papers, write_papers
from aetia.resolve.postings import Postings, write_merged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = 2
"""Of the files; an index of another version is made again."""

_ABANDONED = 24 * 3600
"""Seconds after which a draft is nobody's."""
Progress = Callable[[int, int, str], None]


class CitationIndex:
    """Papers with their keys.

    Args:
        papers: by number.
        postings: which papers have a key.
    """

    def __init__(self, papers: Papers, postings: Postings) -> None:
        self.papers = papers
        self.postings = postings

    def __len__(self) -> int:
        """How many papers there are, those of parts that are not current any more among them."""
        return len(self.papers)

    @classmethod
    def of_papers(cls, papers: Iterable[Paper]) -> CitationIndex:
        """An index in memory, for a list of publications that are no corpus."""
        listed = list(papers)
        return cls(Papers([(listed, len(listed))]), Postings.of(keys_of(paper) for paper in listed))

    @staticmethod
    def is_made(corpus: Corpus) -> bool:
        """Whether the index of a corpus is there and up to date, so that :meth:`of_corpus` takes no time."""
        return _merged_folder(corpus.store.local / "citations", corpus.entries).is_dir()

    @classmethod
    def of_corpus(cls, corpus: Corpus, *, jobs: int = 1, progress: Progress | None = None) -> CitationIndex:
        """The index of a corpus, made or brought up to date where it has to be.

        Args:
            corpus: opened.
            jobs: processes that read parts; 0 for one a processor.
            progress: is told how many of how many parts are done, and the part's name.

        Raises:
            CorpusError: the index cannot be written, or a file of it is damaged; the message says what to do.
        """
        entries = corpus.entries
        folder = corpus.store.local / "citations"
        try:
            _make_parts(corpus.store, folder, entries, jobs, progress)
            counts = [_count(folder, entry) for entry in entries]
            postings = _merged(corpus, folder, entries, counts)
        except OSError as error:
            raise CorpusError(
                f"the citation index cannot be made ({error.strerror or error})",
                where=str(folder),
                remedy="Make room, or give the folder's owner leave to write",
            ) from error
        files = [PaperFile(_papers_file(folder, entry)) for entry in entries]
        return cls(Papers(list(zip(files, counts, strict=True))), postings)


def _papers_file(folder: Path, entry: Entry) -> Path:
    return folder / "papers" / f"{entry.name}-{entry.part_sha256[:12]}-{VERSION}.papers"


def _keys_folder(folder: Path, entry: Entry) -> Path:
    return _papers_file(folder, entry).with_suffix(".keys")


def _make_parts(store: Store, folder: Path, entries: Sequence[Entry], jobs: int, progress: Progress | None) -> None:
    from aetia.parallel import each, executor

    (folder / "papers").mkdir(parents=True, exist_ok=True)
    missing = [entry for entry in entries if not _keys_folder(folder, entry).is_dir()]
    if not missing:
        return
    with executor(min(jobs, len(missing)) if jobs else jobs) as pool:
        for done, (entry, _) in enumerate(each(partial(_make_part, store, folder), missing, pool), 1):
            if progress is not None:
                progress(done, len(missing), entry.name)


def _make_part(store: Store, folder: Path, entry: Entry) -> None:
    """Write a part's papers and keys; the folder of keys comes last, and says that both are there."""
    import pyarrow.parquet as pq

    lines: list[bytes] = []
    keys: list[set[int]] = []
    with store.fs.open(store.part(entry.name), "rb") as raw:
        for batch in pq.ParquetFile(raw).iter_batches(batch_size=2_000, columns=list(COLUMNS)):
            for record in batch.to_pylist():
                paper = paper_of(record)
                lines.append(paper.packed())
                keys.append(keys_of(paper))
    target = _papers_file(folder, entry)
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    drafts = draft.with_suffix(".keys")
    try:
        write_papers(lines, draft)
        draft.replace(target)
        drafts.mkdir()
        Postings.of(keys).write(drafts)
        (drafts / "count").write_text(str(len(lines)))
        _put(drafts, _keys_folder(folder, entry))
    finally:
        draft.unlink(missing_ok=True)
        shutil.rmtree(drafts, ignore_errors=True)


def _put(draft: Path, folder: Path) -> None:
    """Put a folder in its place, unless another process was first: theirs is the same."""
    try:
        draft.replace(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _count(folder: Path, entry: Entry) -> int:
    """How many papers a part has.

    Raises:
        CorpusError: what says so is damaged.
    """
    file = _keys_folder(folder, entry) / "count"
    try:
        found = int(file.read_bytes())
    except ValueError:
        found = -1
    if found != entry.records:
        raise CorpusError(
            "the citation index is damaged",
            where=str(file),
            remedy="Delete the folder 'citations' that it is in; it is made again when a citation is resolved",
        )
    return found


def _merged(corpus: Corpus, folder: Path, entries: Sequence[Entry], counts: Sequence[int]) -> Postings:
    """The keys of the current papers of all parts, merged unless that was done.

    The folder's name tells which parts it is of, so that a process that reads an older one is not disturbed.
    """
    merged = _merged_folder(folder, entries)
    if not merged.is_dir():
        draft = folder / f".merged.{uuid.uuid4().hex[:8]}"
        draft.mkdir()
        try:
            write_merged(list(_pieces(corpus, folder, entries, counts)), draft)
            _put(draft, merged)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        _tidy(folder, entries, merged)
    return Postings.read(merged)


def _merged_folder(folder: Path, entries: Sequence[Entry]) -> Path:
    state = hashlib.sha256(f"{VERSION} {[(entry.name, entry.part_sha256) for entry in entries]}".encode()).hexdigest()
    return folder / f"merged-{state[:16]}"


def _pieces(
    corpus: Corpus, folder: Path, entries: Sequence[Entry], counts: Sequence[int]
) -> Iterator[tuple[Postings, int, NDArray[np.bool_] | None]]:
    base = 0
    for entry, count in zip(entries, counts, strict=True):
        yield Postings.read(_keys_folder(folder, entry)), base, _current(corpus, entry, count)
        base += count


def _tidy(folder: Path, entries: Sequence[Entry], merged: Path) -> None:
    """Delete what no part needs any more, as far as the system lets us: some keep a file that is being read."""
    wanted = {_papers_file(folder, entry).stem for entry in entries}
    for old in folder.glob("merged-*"):
        if old != merged:
            shutil.rmtree(old, ignore_errors=True)
    for draft in [*folder.glob(".merged.*"), *(folder / "papers").glob(".*")]:
        # Left by a process that was killed, unless one is writing it now.
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > _ABANDONED:
                shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
    for file in (folder / "papers").glob("*.papers"):
        if file.stem not in wanted:
            with suppress(OSError):
                file.unlink()
            shutil.rmtree(file.with_suffix(".keys"), ignore_errors=True)


def _current(corpus: Corpus, entry: Entry, count: int) -> NDArray[np.bool_] | None:
    """Which papers of a part are current; None where all are."""
    import numpy as np

    rows = corpus.current_rows(entry.name)
    if len(rows) == count:
        return None
    kept = np.zeros(count, bool)
    kept[rows] = True
    return kept
