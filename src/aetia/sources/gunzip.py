"""Unpacking gzip so that nothing that could be unpacked is lost when a file is cut off or damaged.

A ready-made reader raises at a fault and keeps what it had just unpacked to itself. Here the bare deflate stream is
unpacked, and the checksum compared afterwards, so that all content comes first and the fault last.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MAGIC = b"\x1f\x8b"
_MOST = 1 << 20
"""Bytes unpacked at once, however well they are packed."""
_EXTRA, _NAME, _COMMENT, _CHECK = 4, 8, 16, 2


@dataclass(frozen=True)
class Damage:
    """Why no more can be unpacked, after how many bytes of content."""

    what: str
    done: int


def gunzipped(blocks: Iterable[bytes]) -> Iterator[bytes | Damage]:
    """The content of a gzip file (RFC 1952), member after member; damage, if any, comes last.

    Args:
        blocks: of the packed file.
    """
    rest, done = _Rest(iter(blocks)), 0
    library = _library()
    while True:
        header = _header(rest)
        if header is None:
            # Padding after the last member is no member; a beginning of one is.
            if rest.held.strip(b"\0"):
                yield Damage(
                    "the gzip file is cut off"
                    if rest.held.startswith(MAGIC[: len(rest.held)])
                    else "the gzip file is damaged",
                    done,
                )
            return
        rest.skip(header)
        check, size, unpacker = 0, 0, library.decompressobj(-15)
        while not unpacker.eof:
            if not rest.held and not rest.more():
                yield Damage("the gzip file is cut off", done)
                return
            try:
                content = unpacker.decompress(rest.held, _MOST)
            except Exception as error:  # noqa: BLE001  # isal and zlib have errors of their own
                yield Damage(f"the gzip file is damaged ({error})", done)
                return
            rest.held = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if content:
                check, size, done = library.crc32(content, check), size + len(content), done + len(content)
                yield content
        if not rest.has(8):
            yield Damage("the gzip file is cut off", done)
            return
        if struct.unpack("<2I", rest.held[:8]) != (check, size & 0xFFFFFFFF):
            yield Damage("the gzip file is damaged (its checksum is wrong)", done)
            return
        rest.skip(8)


class _Rest:
    """What is left of a packed file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self.held = blocks, b""

    def more(self) -> bool:
        """Take one more block; whether there was one."""
        block = next(self._blocks, b"")
        self.held += block
        return bool(block)

    def has(self, count: int) -> bool:
        """Whether so many bytes are left."""
        while len(self.held) < count:
            if not self.more():
                return False
        return True

    def skip(self, count: int) -> None:
        """Pass over bytes that are held."""
        self.held = self.held[count:]


def _header(rest: _Rest) -> int | None:
    """The length of the member's header; None where no whole header follows."""
    if not rest.has(10) or not rest.held.startswith(MAGIC) or rest.held[2] != 8:
        return None
    flags, length = rest.held[3], 10
    if flags & _EXTRA:
        if not rest.has(length + 2):
            return None
        length += 2 + int(struct.unpack_from("<H", rest.held, length)[0])
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            while (end := rest.held.find(b"\0", length)) < 0:
                if len(rest.held) > _MOST or not rest.more():
                    return None
            length = end + 1
    length += 2 if flags & _CHECK else 0
    return length if rest.has(length) else None


def _library() -> Any:
    """isal, which unpacks four times as fast and checks ten times as fast, or the standard library where isal is not installed."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib
