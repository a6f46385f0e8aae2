"""One member of a gzip file (RFC 1952), unpacked piece by piece so that a fault loses nothing that came before it.

A ready-made reader raises at a wrong checksum and keeps the last piece to itself; here the bare deflate stream is unpacked
and the checksum compared afterwards.
"""

from __future__ import annotations

import struct
import zlib

MAGIC = b"\x1f\x8b\x08"
TRAILER = 8
_EXTRA, _NAME, _COMMENT, _CHECK = 4, 8, 16, 2
_PIECE = 1 << 16


def header_length(start: bytes) -> int | None:
    """The length of a member's header; None where it is no member, or its header does not end within these bytes."""
    if not start.startswith(MAGIC) or len(start) < 10:
        return None
    flags, length = start[3], 10
    if flags & _EXTRA:
        if len(start) < length + 2:
            return None
        length += 2 + int(struct.unpack_from("<H", start, length)[0])
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = start.find(b"\0", length)
            if end < 0:
                return None
            length = end + 1
    length += 2 if flags & _CHECK else 0
    return length if length <= len(start) else None


class Member:
    """Unpacks one member, its header already passed.

    Attributes:
        over: whether its deflate stream has ended.
        taken: packed bytes fed; made: bytes unpacked.
    """

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-15)
        self._check = 0
        self.taken = self.made = 0
        self._rest = b""

    @property
    def over(self) -> bool:
        """Whether the deflate stream has ended."""
        return self._inflate.eof

    @property
    def hungry(self) -> bool:
        """Whether nothing more comes without more packed bytes."""
        return not self._rest

    @property
    def unused(self) -> bytes:
        """Fed bytes that follow the deflate stream."""
        return self._inflate.unused_data

    def feed(self, packed: bytes) -> bytes:
        """At most 64 KiB more of the content.

        Args:
            packed: the next bytes of the file; empty while `hungry` is false.

        Raises:
            zlib.error: the deflate stream is damaged.
        """
        self.taken += len(packed)
        content = self._inflate.decompress(self._rest + packed, _PIECE)
        self._rest = b"" if self._inflate.eof else self._inflate.unconsumed_tail
        self._check = zlib.crc32(content, self._check)
        self.made += len(content)
        return content

    def agrees(self, trailer: bytes) -> bool:
        """Whether the checksum and the size after the deflate stream are those of what was unpacked."""
        return trailer == struct.pack("<2I", self._check, self.made & 0xFFFFFFFF)


def beginning(packed: bytes, count: int) -> bytes:
    """The first bytes of a member's content, as far as these packed bytes give them; empty where it is no member."""
    length = header_length(packed)
    if length is None:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(packed[length:], count)
    except zlib.error:
        return b""
