"""The members of a WACZ file that may be read, each under one name, and what is wrong with the others.

Nothing of a member is believed but its bytes: not its size, not its name, not that it is a file.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from aetia.archive.capture import Damage
from aetia.archive.limits import Meter
from aetia.archive.stored import StoredMember
from aetia.archive.zip_directory import directory_size

RECORDS = re.compile(r"\.w?arc(\.gz)?\Z", re.IGNORECASE)
"""Names of files of records."""
_PIECE = 1 << 20
_LOCAL_HEADER = 30
"""Bytes before a member, without its name."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What Python's reader raises at members that are damaged, encrypted or packed in an unknown way."""


class Container:
    """A WACZ file, open.

    Args:
        raw: the file.
        name: for messages.
        meter: of the reading.

    Attributes:
        faults: members that are not read, with the reason.

    Raises:
        zipfile.BadZipFile: it has no directory, or one past the limits.
    """

    def __init__(self, raw: BinaryIO, name: str, meter: Meter) -> None:
        self.name, self._meter = name, meter
        self.faults: list[Damage] = []
        limits = meter.limits
        size = directory_size(raw)
        if size is None:
            raise zipfile.BadZipFile("the zip file's directory is missing")
        if size[0] > limits.members or size[1] > limits.listing:
            raise zipfile.BadZipFile(
                f"the zip file's directory tells {size[0]:,} members, and at most {limits.members:,} are read"
            )
        try:
            self._zip = zipfile.ZipFile(raw)
        except zipfile.BadZipFile:
            raise
        except (*_BROKEN, UnicodeDecodeError, OverflowError) as error:
            raise zipfile.BadZipFile(f"the zip file's directory is damaged ({error})") from error
        self._members = self._sound()
        self._digests: dict[tuple[str, str], tuple[str, int]] = {}

    def names(self) -> list[str]:
        """The names of the members that may be read, in the order of the file."""
        return list(self._members)

    def open(self, name: str) -> BinaryIO:
        """A member's bytes; reading raises what `read_faults` names.

        Args:
            name: one of `names`.
        """
        return _Careful(self._zip, self._members[name], self._meter)

    def content(self, name: str, most: int) -> bytes | Damage:
        """The whole of a small member, or why it cannot be had.

        Args:
            name: one of `names`.
            most: bytes that it may have.
        """
        place = f"{self.name}!{name}"
        with self.open(name) as stream:
            content = stream.read(most + 1)
            if fault := fault_of(stream):
                return Damage(place, fault)
        return Damage(place, f"it has more than {most:,} bytes; it was not read") if len(content) > most else content

    def digest(self, name: str, algorithm: str) -> tuple[str, int] | Damage:
        """A member's digest in hexadecimal digits and its size, or why they cannot be had.

        Args:
            name: one of `names`.
            algorithm: as `hashlib` names it.
        """
        known = self._digests.get((name, algorithm))
        if known is not None:
            return known
        total, size = hashlib.new(algorithm, usedforsecurity=False), 0
        with self.open(name) as stream:
            while piece := stream.read(_PIECE):
                total.update(piece)
                size += len(piece)
            if fault := fault_of(stream):
                return Damage(f"{self.name}!{name}", fault)
        self._digests[name, algorithm] = total.hexdigest(), size
        return self._digests[name, algorithm]

    def _sound(self) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        over = _over_others(self._zip.infolist())
        for place, info in enumerate(self._zip.infolist()):
            if info.is_dir():
                continue
            fault = "the member lies over another; it was not read" if place in over else _unsound(info)
            name = info.filename
            if fault is None and name in members:
                self.faults.append(Damage(f"{self.name}!{_shown(name)}", "the name is there twice; both are read"))
                number = 2
                while f"{name} ({number})" in members and number < 100:
                    number += 1
                stem = RECORDS.search(name)
                name = f"{name} ({number})" if stem is None else f"{name[: stem.start()]} ({number}){stem[0]}"
            if fault is None:
                members[name] = info
            else:
                self.faults.append(Damage(f"{self.name}!{_shown(info.filename)}", fault))
        return members


def fault_of(stream: BinaryIO) -> str:
    """What ended the reading of a member before its time; empty where nothing did."""
    return stream.fault if isinstance(stream, _Careful) else ""


def _over_others(infos: list[zipfile.ZipInfo]) -> set[int]:
    """The places of the entries whose bytes are those of another entry too: a way to make much of little."""
    found, end = set(), 0
    for place in sorted(range(len(infos)), key=lambda place: infos[place].header_offset):
        info = infos[place]
        if info.header_offset < end:
            found.add(place)
        end = max(end, info.header_offset + _LOCAL_HEADER + info.compress_size)
    return found


def _unsound(info: zipfile.ZipInfo) -> str | None:
    """Why a member is not read."""
    name = info.filename
    if name.startswith("/") or "\\" in name or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name:
        return "the name leads out of the archive; the member was not read"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "the member is a link; it was not followed"
    if info.flag_bits & 1:
        return "the member is encrypted; it was not read"
    return None


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:200]


_FAR = 65_536
"""Bytes beyond which a place is sought in the file itself."""


class _Careful(io.RawIOBase, BinaryIO):
    """A member that ends where it cannot be read, and says why, instead of raising."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> None:
        super().__init__()
        self.fault = ""
        self._meter, self._packed, self._done = meter, info.compress_size, 0
        self._stored = info.compress_type == zipfile.ZIP_STORED
        self._file, self._info = archive.filename, info
        self._stream: IO[bytes] | io.RawIOBase | None = None
        try:
            self._stream = archive.open(info)
        except _BROKEN as error:
            self.fault = f"the member cannot be read ({error})"

    def read(self, size: int = -1, /) -> bytes:
        if self._stream is None or self._is_bomb():
            return b""
        try:
            piece = self._stream.read(size) or b""
        except _BROKEN as error:
            self.fault = f"the member is damaged ({error})"
            return b""
        if not self._stored:
            self._done += len(piece)
            self._meter.add(len(piece))
        return piece

    def _is_bomb(self) -> bool:
        limits = self._meter.limits
        if self._done <= limits.free or self._done <= limits.ratio * self._packed:
            return False
        self.fault = f"the member grows more than {limits.ratio} times, so the rest of it was not unpacked"
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if self._stream is None:
            return 0
        try:
            if self._stored and self._file and whence == io.SEEK_SET and offset > _FAR:
                self._stream.close()
                self._stream = StoredMember(Path(self._file), self._info)
            return self._stream.seek(offset, whence)
        except _BROKEN as error:
            self.fault = f"the member is damaged ({error})"
            return 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        super().close()


def members_of_records(container: Container) -> Iterator[str]:
    """The members that hold records."""
    return (name for name in container.names() if RECORDS.search(name))
