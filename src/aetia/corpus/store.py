"""Where a corpus lies: a folder of parts at any address, and what is made from them on this machine.

    ADDRESS/
    ├── corpus.json               format version
    ├── parts/pubmed26n0001.parquet     one part a source file
    └── parts/pubmed26n0001.json        its entry: digests, counts, deletions, what was wrong

A part counts when its entry is there, and the entry is written last: a process that is killed leaves a part that does
not count. Nothing else has to be kept in step, so many processes can add parts at once. Everything else (which record
is current, the search index, the record store) is made from the parts and lies on this machine, in ``ADDRESS/local``
where the corpus itself does.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aetia.corpus.columns import FORMAT
from aetia.corpus.extra import check_installed
from aetia.errors import CorpusError, CorpusLocked

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_NUMBERED = re.compile(r"(?:pubmed|medline)(\d\d)n(\d{1,6})")
_BEFORE_THE_SWITCH = 50
"""Two digits of a year below this are of this century."""


@dataclass(frozen=True, order=True)
class Rank:
    """Which of two parts is newer: NLM's year and number of the file. A file without a number comes before all that have one."""

    year: int = 0
    number: int = 0

    @classmethod
    def of(cls, name: str) -> Rank:
        """The rank that a file's name tells: ``pubmed26n1335`` is (2026, 1335)."""
        match = _NUMBERED.match(name)
        if match is None:
            return cls()
        year = int(match[1])
        return cls(year + (2000 if year < _BEFORE_THE_SWITCH else 1900), int(match[2]))


@dataclass(frozen=True)
class Entry:
    """What is known of a part.

    Attributes:
        name: of the part, without its ending.
        source: the file's name; sha256, size: of the file as it was given.
        part_sha256: of the Parquet file.
        records, books: read from it; deleted: PMIDs that it deletes.
        unknown: elements that no column tells, with how often.
        faults: what was wrong, as lines for people.
        complete: whether the file was read to its end.
        kind: ``pubmed-xml``, ``ris``, ``nbib``, ``bibtex`` or ``csl-json``.
        format: version of the columns.
    """

    name: str
    source: str
    sha256: str
    size: int
    part_sha256: str
    records: int
    books: int
    deleted: tuple[int, ...]
    unknown: dict[str, int]
    faults: tuple[str, ...]
    complete: bool
    kind: str = "pubmed-xml"
    format: int = FORMAT

    @property
    def rank(self) -> Rank:
        """Which of two parts is newer."""
        return Rank.of(self.name)


@dataclass
class Store:
    """The folder of a corpus.

    Args:
        address: a path, or any fsspec address (``s3://…``, ``memory://…``).
        local: where what is made from the parts lies; by default ``local`` in the folder, or, for an address elsewhere, a folder
            of the user's cache.
    """

    address: str
    local: Path = field(default=Path())

    def __post_init__(self) -> None:
        self.address = self.address.rstrip("/") or "/"
        if self.local == Path():
            self.local = self._default_local()

    @cached_property
    def _target(self) -> tuple[AbstractFileSystem, str]:
        check_installed()
        from fsspec.core import url_to_fs

        try:
            fs, root = url_to_fs(self.address)
        except (ImportError, ValueError) as error:
            raise CorpusError(
                f"the address cannot be used: {error}",
                where=self.address,
                remedy="Give a folder, or install what the address needs",
            ) from error
        return fs, root

    @property
    def fs(self) -> AbstractFileSystem:
        """The file system of the address."""
        return self._target[0]

    @property
    def root(self) -> str:
        """The folder, as the file system names it."""
        return self._target[1]

    @property
    def is_local(self) -> bool:
        """Whether the parts lie on this machine's own disk."""
        return "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))

    def _default_local(self) -> Path:
        if self.is_local:
            return Path(self.root) / "local"
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "aetia" / "corpus" / hashlib.sha256(self.address.encode()).hexdigest()[:16]

    def part(self, name: str) -> str:
        """Where a part's Parquet file lies."""
        return f"{self.root}/parts/{name}.parquet"

    def _entry(self, name: str) -> str:
        return f"{self.root}/parts/{name}.json"

    def create(self) -> None:
        """Make the folder, unless it is there.

        Raises:
            CorpusError: it is there in another format, or cannot be written.
        """
        if self.exists():
            self.check_format()
            return
        try:
            self.fs.makedirs(f"{self.root}/parts", exist_ok=True)
            self.write(f"{self.root}/corpus.json", json.dumps({"format": FORMAT}).encode())
        except OSError as error:
            raise _cannot_write(self.address, error) from error

    def exists(self) -> bool:
        """Whether there is a corpus at the address."""
        return bool(self.fs.exists(f"{self.root}/corpus.json"))

    def check_format(self) -> None:
        """Refuse what another version wrote.

        Raises:
            CorpusError: there is no corpus, or its format is another one.
        """
        try:
            found = json.loads(self.fs.cat_file(f"{self.root}/corpus.json"))["format"]
        except FileNotFoundError as error:
            raise CorpusError(
                "there is no corpus here",
                where=self.address,
                remedy="Make one with: aetia corpus add FILE… --corpus ADDRESS",
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(
                "corpus.json cannot be read",
                where=self.address,
                remedy='Write {"format": 1} into it, then run: aetia corpus verify',
            ) from error
        if found != FORMAT:
            newer = isinstance(found, int) and found > FORMAT
            remedy = "Install a newer aetia" if newer else "Add its source files again into a new folder"
            raise CorpusError(
                f"the corpus has format {found}, and this release reads {FORMAT}", where=self.address, remedy=remedy
            )

    def entries(self) -> list[Entry]:
        """The entries of all parts that count, oldest first. One that cannot be read does not count; `verify` names it."""
        found = [entry for name in self.names() if (entry := self.entry(name)) is not None]
        return sorted(found, key=lambda entry: (entry.rank, entry.name))

    def names(self) -> list[str]:
        """The names of all entries."""
        try:
            files = self.fs.ls(f"{self.root}/parts", detail=False)
        except FileNotFoundError:
            return []
        return sorted(
            Path(file).stem for file in files if str(file).endswith(".json") and not Path(file).name.startswith(".")
        )

    def entry(self, name: str) -> Entry | None:
        """The entry of a part; None if there is none, or none that can be read."""
        try:
            data: dict[str, Any] = json.loads(self.fs.cat_file(self._entry(name)))
            return Entry(**{**data, "deleted": tuple(data["deleted"]), "faults": tuple(data["faults"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def commit(self, entry: Entry) -> None:
        """Let a part count: write its entry."""
        self.write(self._entry(entry.name), json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode())

    def remove(self, name: str) -> None:
        """Take a part out: its entry first, so that it never counts half."""
        for path in (self._entry(name), self.part(name)):
            if self.fs.exists(path):
                self.fs.rm_file(path)

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole or not at all."""
        with self.writing_to(path) as draft:
            self.fs.pipe_file(draft, content)

    @contextmanager
    def writing_to(self, path: str) -> Iterator[str]:
        """A draft beside a file, which takes its place when all went well and is gone when not."""
        folder, _, name = path.rpartition("/")
        draft = f"{folder}/.{name}.{uuid.uuid4().hex[:8]}"
        try:
            yield draft
            if self.is_local:
                Path(draft).replace(path)
            else:
                self.fs.mv(draft, path)
        except BaseException:
            if self.fs.exists(draft):
                self.fs.rm_file(draft)
            raise

    def sweep(self) -> int:
        """Remove drafts that killed processes left; how many there were. Only where nobody else is writing."""
        try:
            files = self.fs.ls(f"{self.root}/parts", detail=False)
        except FileNotFoundError:
            return 0
        drafts = [file for file in files if Path(file).name.startswith(".")]
        for draft in drafts:
            self.fs.rm_file(draft)
        return len(drafts)

    @contextmanager
    def locked(self, purpose: str, wait: float = 5.0) -> Iterator[None]:
        """Hold the lock on what is made from the parts on this machine. A crash frees it.

        Args:
            purpose: in words that others will read: ``aetia corpus add``.
            wait: seconds to wait for another holder.

        Raises:
            CorpusLocked: somebody else holds it.
        """
        from filelock import FileLock, Timeout

        try:
            self.local.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.local / "lock", timeout=wait, poll_interval=0.05)
            lock.acquire()
        except Timeout:
            raise CorpusLocked(
                f"{self._holder()} is writing this corpus",
                where=self.address,
                remedy="Wait until it has finished, or stop it",
            ) from None
        except OSError as error:
            raise _cannot_write(str(self.local), error) from error
        holder = self.local / "holder.json"
        try:
            holder.write_text(
                json.dumps({"pid": os.getpid(), "machine": socket.gethostname(), "purpose": purpose}), encoding="utf-8"
            )
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            words = json.loads((self.local / "holder.json").read_text(encoding="utf-8"))
            return f"{words['purpose']} (process {words['pid']} on {words['machine']})"
        except (OSError, ValueError, KeyError):
            return "another process"


def _cannot_write(where: str, error: OSError) -> CorpusError:
    what = f"the corpus cannot be written: {error.strerror or error}"
    return CorpusError(what, where=where, remedy="Check that the folder may be written and that the disk has room")
