"""Files on their way into a corpus: fetched, verified, added, and only then counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aetia.corpus.part import Added
from aetia.corpus.prefetch import Prefetch
from aetia.corpus.store import Store
from aetia.corpus.watermark import Watermark, write_watermark
from aetia.errors import CorpusError, DamagedFile, InputError, ServiceError
from aetia.http import PoliteClient
from aetia.sources.ncbi_files import NcbiFile, VerifiedFile, fetch_verified

_REFUSED = 3
"""Files in a row that the server answers without giving them, after which it is the server and not the file."""

Progress = Callable[[str, int, int], None]
"""Told of each step: what is being done, how many are done, how many there are."""


class Intake(Protocol):
    """Takes files into a corpus."""

    def add(self, store: Store, paths: Sequence[str]) -> Iterable[Added]:
        """Makes a part of each file; the same file twice is added once."""

    def finish(self, store: Store) -> None:
        """Makes what rests on the parts: current records, search."""


@dataclass(frozen=True)
class Build:
    """The intake of :mod:`aetia.corpus.build`.

    Args:
        jobs: processes; 0 for one a processor.
        cluster: address of a Dask scheduler instead.
        search: whether the search index is brought up to date at the end.
    """

    jobs: int = 1
    cluster: str | None = None
    search: bool = True

    def add(self, store: Store, paths: Sequence[str]) -> Iterable[Added]:
        """Makes a part of each file."""
        from aetia.corpus.build import add

        return add(store, paths, jobs=self.jobs, cluster=self.cluster, search=False).files

    def finish(self, store: Store) -> None:
        """Makes what rests on the parts."""
        from aetia.corpus.build import refresh

        refresh(store, search=self.search)


@dataclass
class Arrivals:
    """What became of the files.

    Attributes:
        mark: how far the corpus has come.
        added: names of files that are verified and in the corpus, by number.
        failed: names of files that are not, and why.
    """

    mark: Watermark
    added: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """The way that files take.

    Args:
        client: fetches them.
        downloads: the folder that they are fetched to.
        keep: whether they stay there once they are in the corpus.
        intake: takes them in.
        batch: files that are added together; after each batch the watermark moves.
        connections: files that are fetched at once.
        progress: told of each step.
    """

    client: PoliteClient
    downloads: Path
    keep: bool
    intake: Intake
    batch: int = 8
    connections: int = 2
    progress: Progress | None = None

    def tell(self, what: str, done: int, of: int) -> None:
        """Tells of a step."""
        if self.progress is not None:
            self.progress(what, done, of)

    def take(self, store: Store, files: Sequence[NcbiFile], mark: Watermark) -> Arrivals:
        """Brings files into a corpus, in their order.

        A file that differs from its digest, is not there, or cannot be read to its end is told and left out, and the watermark
        stays before it; the others go on. When the server gives nothing any more, what came is added before the error is raised.

        Raises:
            NetworkError: the server does not answer, or gave several files in a row in no usable form; the next run goes on.
            CorpusError: nothing of a batch could be added.
        """
        arrivals = Arrivals(mark)
        fetching = Prefetch(files, self._fetch, threads=self.connections, ahead=2 * self.batch)
        waiting: list[VerifiedFile] = []
        refused = 0
        try:
            for done, (file, result) in enumerate(fetching, 1):
                if isinstance(result, VerifiedFile):
                    waiting.append(result)
                    refused = 0
                else:
                    refused += not isinstance(result, DamagedFile)
                    if not _spoils_one_file(result) or refused >= _REFUSED:
                        self._add(store, waiting, arrivals)
                        raise result
                    arrivals.failed[file.name] = str(result)
                self.tell("fetching", done, len(files))
                if len(waiting) >= self.batch:
                    self._add(store, waiting, arrivals)
                    self.tell("adding", done, len(files))
            self._add(store, waiting, arrivals)
        finally:
            fetching.stop()
        self._tidy(arrivals.mark)
        return arrivals

    def _tidy(self, mark: Watermark) -> None:
        """Deletes files that are in the corpus, and that a process which was killed then had no time to delete."""
        if self.keep or not self.downloads.is_dir():
            return
        for path in self.downloads.iterdir():
            if path.name in mark.files:
                path.unlink(missing_ok=True)

    def _fetch(self, file: NcbiFile, check: Callable[[], None]) -> VerifiedFile:
        try:
            return fetch_verified(self.client, file, self.downloads, progress=lambda *_: check())
        except OSError as error:
            raise InputError(
                f"the file cannot be kept: {error.strerror or error}",
                where=str(self.downloads / file.name),
                remedy="Check that the folder may be written and that the disk has room",
            ) from error

    def _add(self, store: Store, waiting: list[VerifiedFile], arrivals: Arrivals) -> None:
        """Adds what waits, looks into the corpus whether it is there, and moves the watermark."""
        if not waiting:
            return
        told = {
            Path(added.source).name: added for added in self.intake.add(store, [str(file.path) for file in waiting])
        }
        arrived = []
        for file in waiting:
            reason = _missing(store, file, told.get(file.source.name))
            if reason is None:
                arrived.append(file)
                arrivals.mark = arrivals.mark.with_file(file)
            else:
                arrivals.failed[file.source.name] = reason
        if not arrived:
            name = waiting[0].source.name
            what = f"{name} could not be added: {arrivals.failed[name]}"
            raise CorpusError(what, where=store.address, remedy="See what it says; the next update goes on from here")
        write_watermark(store, arrivals.mark)
        arrivals.added.extend(file.source.name for file in arrived)
        waiting.clear()
        for file in arrived if not self.keep else []:
            file.path.unlink(missing_ok=True)


def _spoils_one_file(error: Exception) -> bool:
    """Whether an error is about the file that was asked for and not about the server."""
    answered = isinstance(error, ServiceError) and error.status in {200, 206, 403, 404, 410}
    return isinstance(error, DamagedFile) or answered


def part_name(file: str) -> str:
    """The name of the part that is made from a file of NLM's."""
    return file.removesuffix(".xml.gz")


def _missing(store: Store, file: VerifiedFile, added: Added | None) -> str | None:
    """Why a file does not count as added; None when it does. The corpus itself is asked, not whoever filled it."""
    entry = store.entry(part_name(file.source.name))
    if added is not None and added.error:
        return added.error
    if entry is None or entry.sha256 != file.sha256:
        return "the corpus holds no part made from it"
    if not entry.complete:
        return f"it is not whole, though its digest is right: {'; '.join(entry.faults) or 'it ends early'}"
    return None
