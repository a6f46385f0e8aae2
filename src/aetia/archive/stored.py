"""A member of a zip file that is stored as it is, so that any place in it is reached at once."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_SIGNATURE = b"PK\x03\x04"


class StoredMember(io.RawIOBase):
    """Reads a stored member from the file itself.

    The standard library reaches a place in a member by reading all that stands before it, which for an archive with a thousand back
    references is a thousand times the file. Nothing is checked against the member's checksum here: that is for who reads it whole.

    Args:
        path: the zip file.
        info: of a member that is stored, and not encrypted.

    Raises:
        zipfile.BadZipFile: there is no member where the directory says.
    """

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._file.seek(info.header_offset)
        head = self._file.read(_LOCAL_HEADER.size)
        if len(head) < _LOCAL_HEADER.size or not head.startswith(_SIGNATURE):
            self._file.close()
            raise zipfile.BadZipFile("there is no member where the directory says")
        _, name, extra = _LOCAL_HEADER.unpack(head)
        self._start = info.header_offset + _LOCAL_HEADER.size + name + extra
        self._size, self._at = info.file_size, 0

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = min(max(base + offset, 0), self._size)
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._size - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        self._file.seek(self._start + self._at)
        piece = self._file.read(wanted)
        self._at += len(piece)
        return piece

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()
