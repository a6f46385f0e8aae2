"""NLM's two folders on 127.0.0.1, and an intake that adds files without reading them."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.services import Reply, Service, body, file

from aetia.corpus.part import Added
from aetia.corpus.store import Entry, Store
from aetia.corpus.update import Folders


def name_of(number: int, year: int = 26) -> str:
    """The name of a file of NLM's."""
    return f"pubmed{year}n{number:04d}.xml.gz"


def content_of(number: int, year: int = 26, edition: int = 1, size: int = 3_000) -> bytes:
    """The bytes of a file that holds nothing: the same in every process."""
    return gzip.compress(random.Random(f"{year} {number} {edition}").randbytes(size), mtime=0)


class Nlm:
    """The folders: what is put there is listed, with its digest beside it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.files: dict[str, dict[str, str]] = {"baseline": {}, "updatefiles": {}}
        self._list()

    @property
    def folders(self) -> Folders:
        """Their addresses."""
        return Folders(self.service.url("/baseline/"), self.service.url("/updatefiles/"))

    def put(
        self,
        numbers: Iterable[int],
        *,
        year: int = 26,
        folder: str = "baseline",
        edition: int = 1,
        size: int = 3_000,
        modified: str = "2026-01-29 14:08",
    ) -> None:
        """Puts out files that hold nothing."""
        for number in numbers:
            self._put(name_of(number, year), content_of(number, year, edition, size), folder, modified)
        self._list()

    def put_file(self, name: str, content: bytes, folder: str, *, modified: str = "2026-01-29 14:08") -> None:
        """Puts out one file."""
        self._put(name, content, folder, modified)
        self._list()

    def _put(self, name: str, content: bytes, folder: str, modified: str) -> None:
        md5 = hashlib.md5(content).hexdigest()
        self.files[folder][name] = modified
        self.service.on(f"/{folder}/{name}", file(content, etag=f'"{md5}"'))
        self.service.on(f"/{folder}/{name}.md5", f"MD5({name})= {md5}\n")

    def spoil(self, number: int, *replies: Reply | bytes | str, folder: str = "baseline", year: int = 26) -> None:
        """Answers for a file with something else; list the file itself last to end the bad day."""
        self.service.on(f"/{folder}/{name_of(number, year)}", *replies)

    def take_away(self, numbers: Iterable[int], *, folder: str = "baseline", year: int = 26) -> None:
        """Takes files out of a folder."""
        for number in numbers:
            del self.files[folder][name_of(number, year)]
            self.service.on(f"/{folder}/{name_of(number, year)}", body("", 404))
        self._list()

    def fetched(self, number: int, *, folder: str = "baseline", year: int = 26) -> int:
        """How often a file was asked for."""
        return len(self.service.asked(f"/{folder}/{name_of(number, year)}"))

    def _list(self) -> None:
        for folder, files in self.files.items():
            rows = "".join(
                f'<a href="{name}">{name}</a>  {modified}  3.1K\n<a href="{name}.md5">{name}.md5</a>  {modified}  60\n'
                for name, modified in sorted(files.items())
            )
            page = f"<html><head><title>Index of /{folder}</title></head><body><pre>{rows}</pre></body></html>"
            self.service.on(f"/{folder}/", body(page, Content_Type="text/html"))


class Copies:
    """An intake whose parts are copies, so that it is known from which bytes each was made.

    Args:
        unread: names of files that cannot be read to their end.
        refused: names of files that cannot be added at all.
    """

    def __init__(self, unread: Iterable[str] = (), refused: Iterable[str] = ()) -> None:
        self.unread, self.refused = set(unread), set(refused)
        self.batches: list[list[str]] = []
        self.finished = 0

    def add(self, store: Store, paths: Sequence[str]) -> Iterable[Added]:
        self.batches.append([Path(path).name for path in paths])
        return [self._add(store, Path(path)) for path in paths]

    def _add(self, store: Store, path: Path) -> Added:
        if path.name in self.refused:
            return Added(str(path), None, error="it cannot be used")
        content = path.read_bytes()
        name = path.name.removesuffix(".xml.gz")
        store.write(store.part(name), content)
        sha256 = hashlib.sha256(content).hexdigest()
        store.commit(
            Entry(
                name=name,
                source=path.name,
                sha256=sha256,
                size=len(content),
                part_sha256=sha256,
                records=1,
                books=0,
                deleted=(),
                unknown={},
                faults=(),
                complete=path.name not in self.unread,
            )
        )
        return Added(str(path), name)

    def finish(self, store: Store) -> None:
        self.finished += 1


def assert_sound(store: Store, editions: Iterable[int] = (1,), size: int = 3_000) -> None:
    """What the watermark claims is so: every file in its list lies in the corpus, made from the bytes that NLM put out."""
    from aetia.corpus.watermark import read_watermark

    mark = read_watermark(store)
    if mark is None:
        return
    numbers = set()
    for name, taken in mark.files.items():
        year, number = int(name[6:8]), int(name[9:13])
        possible = [content_of(number, year, edition, size) for edition in editions]
        part = Path(store.part(name.removesuffix(".xml.gz"))).read_bytes()
        entry = store.entry(name.removesuffix(".xml.gz"))
        assert entry is not None
        assert entry.complete
        assert entry.sha256 == taken.sha256 == hashlib.sha256(part).hexdigest()
        assert (taken.sha256, taken.md5) in {
            (hashlib.sha256(content).hexdigest(), hashlib.md5(content).hexdigest()) for content in possible
        }
        numbers.add(number)
    assert numbers.issuperset(range(1, mark.number + 1))
    assert mark.number + 1 not in numbers
