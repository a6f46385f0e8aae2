"""The pieces of a copy: every file of a folder and every capture of an archive, with its address, one after the other.

Reading is repeatable and holds one piece at a time. Links, devices and pipes in a folder are never opened.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from aetia.archive import Damage, Limits, read_captures
from aetia.archive.rewriting import original_address
from aetia.errors import ArchiveError, RestoreError

MOST_ENTRIES = 2_000_000
"""Files and folders of one copy that are looked at."""

_LIMITS = Limits()
_ARCHIVE = re.compile(r"\.(?:w?arc(?:\.gz)?|wacz)\Z", re.IGNORECASE)
_REPLAYED = re.compile(r"(?:.*/)?(web/\d{4,14}(?:[a-z]{2}_)?/https?):/{1,2}(.*)", re.DOTALL)
_BEGINNINGS = (b"WARC/", b"filedesc://")


@dataclass(frozen=True)
class Piece:
    """One file or capture.

    Attributes:
        where: for messages.
        address: of the page on its site, whoever served it; in a folder, the path below the folder.
        captured: time in UTC, such as ``2026-11-20T00:00:00Z``; empty where it is not known.
        status: of HTTP; 200 for a file.
        body: the bytes as they were saved.
        served: the address that an archive served it from, where one did.
        trouble: why the body may not be whole; empty if nothing is known against it.
    """

    where: str
    address: str
    captured: str
    status: int
    body: bytes
    served: str = ""
    trouble: str = ""

    @property
    def path(self) -> str:
        """The address in plain letters, without query and fragment."""
        bare = re.split(r"[?#]", self.address, maxsplit=1)[0] if "://" in self.address else self.address
        return unquote(bare)


def read_pieces(sources: Sequence[Path], site: str = "") -> Iterator[Piece | Damage]:
    """Every piece of a copy, and what of it cannot be read.

    Args:
        sources: folders and archives; together they are one copy.
        site: only what lies below this address; empty for all.

    Raises:
        RestoreError: a source does not exist, or is neither a folder nor an archive.
    """
    wanted = _place(site)
    for source in sources:
        for piece in _pieces_of(source):
            if isinstance(piece, Damage) or not site or _place(piece.address).startswith(wanted):
                yield piece


def _pieces_of(source: Path) -> Iterator[Piece | Damage]:
    if source.is_dir():
        return _folder(source)
    if not source.exists():
        raise RestoreError("there is nothing here", where=str(source), remedy="Name a folder or an archive")
    if not source.is_file() or not is_archive(source):
        raise RestoreError(
            "this is neither a folder nor a web archive",
            where=str(source),
            remedy="Name a site's folder, a WARC or a WACZ; unpack a zip or tar file first",
        )
    return _archive(source)


def is_archive(path: Path) -> bool:
    """Whether a file is a web archive by its name or by how it begins."""
    if _ARCHIVE.search(path.name):
        return True
    try:
        with path.open("rb") as stream:
            start = stream.read(4_096)
    except OSError:
        return False
    if start[:2] == b"\x1f\x8b":
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, 64)
        except zlib.error:
            return False
    return start.startswith(_BEGINNINGS)


def _archive(path: Path) -> Iterator[Piece | Damage]:
    try:
        for capture in read_captures(path):
            if isinstance(capture, Damage):
                yield capture
                continue
            address, captured, served = _first_address(capture.address, capture.captured)
            yield Piece(capture.source, address, captured, capture.status, capture.body, served, capture.trouble)
    except ArchiveError as error:
        yield Damage(str(path), error.what)


def _folder(root: Path) -> Iterator[Piece | Damage]:
    seen = 0
    stack = [root]
    while stack:
        try:
            entries = sorted(os.scandir(stack.pop()), key=lambda entry: entry.name)
        except OSError as error:
            yield Damage(str(error.filename or root), f"the folder cannot be read: {error.strerror}")
            continue
        for entry in entries:
            seen += 1
            if seen > MOST_ENTRIES:
                yield Damage(str(root), f"more than {MOST_ENTRIES:,} entries; the rest was not read")
                return
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                stack.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield from _file(root, Path(entry.path))


def _file(root: Path, path: Path) -> Iterator[Piece | Damage]:
    if is_archive(path):
        yield from _archive(path)
        return
    try:
        body = _content(path)
    except OSError as error:
        yield Damage(str(path), f"the file cannot be read: {error.strerror or error}")
        return
    if body is None:
        yield Damage(str(path), f"the file is larger than {_LIMITS.body >> 20} MiB and was not read")
        return
    address = path.relative_to(root).as_posix()
    replayed = _REPLAYED.fullmatch(address)
    if replayed is None:
        yield Piece(str(path), address, "", 200, body)
        return
    address, captured, served = _first_address(f"https://web.archive.org/{replayed[1]}://{replayed[2]}", "")
    yield Piece(str(path), address, captured, 200, body, served)


def _content(path: Path) -> bytes | None:
    """The bytes of a plain file; None for one past the limit. What became a link or a pipe meanwhile is not opened."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as stream:
        found = os.fstat(stream.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is no plain file")
        return stream.read() if found.st_size <= _LIMITS.body else None


def _first_address(address: str, captured: str) -> tuple[str, str, str]:
    """Address and time of what an archive serves: those of the page itself, and the archive's address."""
    original = original_address(address)
    if original is None:
        return address, captured, ""
    time, first = original
    return first, time or captured, address


def _place(address: str) -> str:
    """An address without scheme and ``www.``: what different crawls call the same place."""
    return re.sub(r"\A(?:https?://)?(?:www\.)?", "", unquote(address), flags=re.IGNORECASE)
