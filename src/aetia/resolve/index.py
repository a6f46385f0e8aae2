"""The citation index of a corpus: its papers, and the keys under which a citation finds them.

It lies beside the corpus's other indexes, on this machine, in ``citations/``:

    papers/NAME.papers, NAME.keys/    one part's papers, and their keys
    merged/                           the keys of all current papers, and which parts they number

A part's files are made once, by as many processes as wanted; the merged keys again when a part has come or gone. Both are put in
place whole, so a process that is killed leaves nothing half made.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aetia.corpus import Corpus, Entry, Store
from aetia.resolve.keys import keys_of
from aetia.resolve.paper import COLUMNS, Paper, paper_of
from aetia.resolve.papers import PaperFile, Papers, write_papers
from aetia.resolve.postings import Postings, write_merged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = 1
"""Of the files; an index of another version is made again."""

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

    @classmethod
    def of_corpus(cls, corpus: Corpus, *, jobs: int = 1, progress: Progress | None = None) -> CitationIndex:
        """The index of a corpus, made or brought up to date where it has to be.

        Args:
            corpus: opened.
            jobs: processes that read parts; 0 for one a processor.
            progress: is told how many of how many parts are done, and the part's name.

        Raises:
            CorpusError: a part cannot be read.
        """
        entries = corpus.entries
        folder = corpus.store.local / "citations"
        _make_parts(corpus.store, folder, entries, jobs, progress)
        merged = _merge(corpus, folder, entries)
        files = [(PaperFile(_papers_file(folder, entry)), entry.records + entry.books) for entry in entries]
        return cls(Papers(_counted(folder, entries, files)), Postings.read(merged))


def _counted(
    folder: Path, entries: Sequence[Entry], files: Sequence[tuple[PaperFile, int]]
) -> list[tuple[PaperFile | Sequence[Paper], int]]:
    counts = json.loads((folder / "merged" / "index.json").read_text())["papers"]
    return [(file, counts[entry.name]) for (file, _), entry in zip(files, entries, strict=True)]


def _papers_file(folder: Path, entry: Entry) -> Path:
    return folder / "papers" / f"{entry.name}-{entry.part_sha256[:12]}.papers"


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
        if not _keys_folder(folder, entry).is_dir():
            drafts.replace(_keys_folder(folder, entry))
    finally:
        draft.unlink(missing_ok=True)
        shutil.rmtree(drafts, ignore_errors=True)


def _merge(corpus: Corpus, folder: Path, entries: Sequence[Entry]) -> Path:
    """Merge the keys of the current papers of all parts, unless that was done."""
    merged = folder / "merged"
    state = {
        "version": VERSION,
        "parts": {entry.name: entry.part_sha256 for entry in entries},
        "papers": {entry.name: int((_keys_folder(folder, entry) / "count").read_text()) for entry in entries},
    }
    if _state(merged) == state:
        return merged
    pieces = []
    base = 0
    for entry in entries:
        count = state["papers"][entry.name]  # type: ignore[index]
        pieces.append((Postings.read(_keys_folder(folder, entry)), base, _current(corpus, entry, count)))
        base += count
    draft = folder / f".merged.{uuid.uuid4().hex[:8]}"
    draft.mkdir()
    try:
        write_merged(pieces, draft)
        (draft / "index.json").write_text(json.dumps(state))
        if merged.exists():
            shutil.rmtree(merged)
        draft.replace(merged)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return merged


def _state(merged: Path) -> object:
    try:
        return json.loads((merged / "index.json").read_text())
    except (OSError, ValueError):
        return None


def _current(corpus: Corpus, entry: Entry, count: int) -> NDArray[np.bool_] | None:
    """Which papers of a part are current; None where all are."""
    import numpy as np

    rows = corpus.current_rows(entry.name)
    if len(rows) == count:
        return None
    kept = np.zeros(count, bool)
    kept[rows] = True
    return kept
