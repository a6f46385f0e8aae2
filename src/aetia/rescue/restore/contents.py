"""Finding the bytes of listed files in a copy: by digest wherever they lie, and by address where no digest fits.

What is found is kept in a folder by its digest until the edition is chosen. Nothing of a copy's names is used there.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aetia.archive import Damage
from aetia.rescue.restore.editions import Edition
from aetia.rescue.restore.forms import other_forms
from aetia.rescue.restore.lists import Listed
from aetia.rescue.restore.names import refusal
from aetia.rescue.restore.pieces import Piece

EFFORT = 8_000_000_000
"""Bytes of pieces that are tried in other forms though nothing says which file they are."""

_PLAIN = (".md", ".yaml", ".tsv", ".toml")
_MOST_TAILS = 16
_EMPTY = hashlib.sha256(b"").hexdigest()

Reading = Callable[[], Iterable[Piece | Damage]]
"""Reads the copy from its beginning, each time that it is called."""


@dataclass(frozen=True)
class Stray:
    """A piece that lies where a library file should, and is not known to be it.

    Attributes:
        file: the library file.
        sha256, size: of what lies there.
        where: the piece.
        captured: when.
        trouble: what the archive says against it.
    """

    file: str
    sha256: str
    size: int
    where: str
    captured: str = ""
    trouble: str = ""


@dataclass
class Contents:
    """What was found of a copy's files.

    Attributes:
        folder: where found bytes lie, by digest.
        sizes: of what lies there, by digest.
        differing: by library file, the newest piece at its address that no list vouches for.
    """

    folder: Path
    sizes: dict[str, int] = field(default_factory=dict)
    differing: dict[str, Stray] = field(default_factory=dict)

    def put(self, digest: str, body: bytes) -> None:
        """Keep bytes under their digest."""
        if digest not in self.sizes:
            (self.folder / digest).write_bytes(body)
            self.sizes[digest] = len(body)

    def get(self, digest: str) -> bytes:
        """Bytes that were kept."""
        return (self.folder / digest).read_bytes()

    def share(self, edition: Edition) -> float:
        """How much of an edition's files can be restored, from 0 to 1."""
        files = edition.listing.files.values()
        return sum(listed.sha256 in self.sizes and refusal(listed.file) is None for listed in files) / len(files)


def find_contents(read: Reading, editions: Iterable[Edition], folder: Path, *, keep_strays: bool) -> Contents:
    """Find the bytes of every file of some editions.

    Args:
        read: reads the copy.
        editions: whose files are wanted. Without any, or where none has a whole list, pieces that lie at the address of a library
            file are kept too, though nothing vouches for them.
        folder: an empty folder for what is found.
        keep_strays: also keep pieces that differ from every digest of the file at whose address they lie.
    """
    every = list(editions)
    seeker = _Seeker(every, Contents(folder), keep_strays or not any(edition.is_complete for edition in every))
    for piece in read():
        if isinstance(piece, Piece):
            seeker.as_it_stands(piece)
    if seeker.lacking or not any(edition.is_complete for edition in every):
        seeker.index()
        for piece in read():
            if isinstance(piece, Piece):
                seeker.otherwise(piece)
    return seeker.contents


class _Seeker:
    def __init__(self, editions: list[Edition], contents: Contents, keep_strays: bool) -> None:
        self.contents, self.keep_strays = contents, keep_strays
        self.listed = [listed for edition in editions for listed in edition.listing.files.values()]
        self.wanted = {listed.sha256 for listed in self.listed}
        self.lacking = set(self.wanted)
        self.effort = EFFORT
        self.by_copy: dict[str, set[Listed]] = defaultdict(set)
        if _EMPTY in self.wanted:
            self._found(_EMPTY, b"")

    def as_it_stands(self, piece: Piece) -> None:
        """Take a piece whose digest is wanted."""
        digest = hashlib.sha256(piece.body).hexdigest()
        if digest in self.lacking:
            self._found(digest, piece.body)

    def index(self) -> None:
        """Remember at which addresses the files that were not found should lie."""
        for listed in self.listed:
            if listed.sha256 in self.lacking:
                for copy in {listed.copy, listed.file, f"{listed.file}.txt"} - {""}:
                    self.by_copy[copy].add(listed)

    def otherwise(self, piece: Piece) -> None:
        """Take a piece that is a wanted file in another form; note one that lies where a file should and is not it."""
        digest = hashlib.sha256(piece.body).hexdigest()
        if digest in self.wanted:
            return
        copies = list(copies_at(piece.path))
        expected = {listed for copy in copies for listed in self.by_copy.get(copy, ())}
        if not expected:
            self.effort -= len(piece.body)
        if self.lacking and (expected or self.effort > 0):
            sizes = sorted({listed.size for listed in expected if listed.size is not None})
            if self._other_form(piece, sizes):
                return
        if piece.status == 200:
            for file in {listed.file for listed in expected} or set(_library_files(piece.path, copies)):
                self._note(Stray(file, digest, len(piece.body), piece.where, piece.captured, piece.trouble), piece.body)

    def _other_form(self, piece: Piece, sizes: list[int]) -> bool:
        """Whether a piece is a wanted file in another form."""
        for body in other_forms(piece.body, piece.served, sizes):
            digest = hashlib.sha256(body).hexdigest()
            if digest in self.lacking:
                self._found(digest, body)
            if digest in self.wanted and body:
                return True
        return False

    def _found(self, digest: str, body: bytes) -> None:
        self.contents.put(digest, body)
        self.lacking.discard(digest)

    def _note(self, stray: Stray, body: bytes) -> None:
        known = self.contents.differing.get(stray.file)
        if known is None or (not stray.trouble, stray.captured) > (not known.trouble, known.captured):
            self.contents.differing[stray.file] = stray
            if self.keep_strays:
                self.contents.put(stray.sha256, body)


def copies_at(path: str) -> Iterator[str]:
    """What the name of a copy below ``source/`` may be, for an address: with several parts ``source``, any may be the one."""
    parts = path.split("/")
    starts = [number for number, part in enumerate(parts[:-1]) if part == "source"][:_MOST_TAILS]
    for start in starts:
        yield "/".join(parts[start + 1 :])
    if not starts and "://" not in path:
        yield path
    if path.endswith(".html"):  # as crawlers add where a server calls a text HTML
        yield from copies_at(path.removesuffix(".html"))


def _library_files(path: str, copies: Iterable[str]) -> Iterator[str]:
    """The library file of which a piece below ``source/`` may be the copy; a page of the site is none."""
    for copy in copies if "source" in path.split("/") else ():
        file = copy if copy.endswith(_PLAIN) else copy.removesuffix(".txt")
        if (copy.endswith(_PLAIN) or copy.endswith(".txt")) and refusal(file) is None:
            yield file
            return
