"""Papers by number: packed lines in memory, or mapped from the file that was made from one part of a corpus."""

from __future__ import annotations

import mmap
import struct
import zlib
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from aetia.errors import CorpusError
from aetia.resolve.paper import Paper, unpacked

_MAGIC = b"AETC2\n"
_SUM = struct.Struct("<I")


def write_papers(lines: Sequence[bytes], path: Path) -> None:
    """Write packed papers into a file, each with its checksum: a damaged one must not become another paper's match. Whole or not at
    all is the caller's care."""
    offsets, place = [], len(_MAGIC)
    with path.open("wb") as out:
        out.write(_MAGIC)
        for line in lines:
            offsets.append(place)
            place += out.write(line) + out.write(_SUM.pack(zlib.crc32(line)))
        out.write(struct.pack(f"<{len(offsets) + 1}Q", *offsets, place))
        out.write(struct.pack("<Q", len(offsets)))


class PaperFile:
    """The papers of one part, mapped; opened when the first one is asked for.

    Args:
        path: that :func:`write_papers` wrote.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: tuple[mmap.mmap, int] | None = None

    def __getitem__(self, number: int) -> Paper:
        """The paper with a number, from 0.

        Raises:
            CorpusError: the file is not what was written.
        """
        try:
            content, table = self._opened or self._open()
            begin, end = struct.unpack_from("<2Q", content, table + 8 * number)
            line = content[begin : end - _SUM.size]
            if _SUM.pack(zlib.crc32(line)) != content[end - _SUM.size : end]:
                raise ValueError("a paper is not as it was written")
            return unpacked(line)
        except (OSError, ValueError, TypeError, IndexError, OverflowError, struct.error) as error:
            raise CorpusError(
                f"the papers of the citation index cannot be read ({error})",
                where=str(self.path),
                remedy="Delete the folder 'citations' that it is in; it is made again when a citation is resolved",
            ) from error

    def _open(self) -> tuple[mmap.mmap, int]:
        """The file, mapped, and where its table of places begins."""
        with self.path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if content[: len(_MAGIC)] != _MAGIC:
            raise ValueError("it does not begin as it should")
        (count,) = struct.unpack_from("<Q", content, len(content) - 8)
        self._opened = content, len(content) - 8 - 8 * (count + 1)
        return self._opened


class Papers:
    """The papers of many parts under one numbering.

    Args:
        parts: a file of papers, or papers in memory, each with how many there are.
    """

    def __init__(self, parts: Sequence[tuple[PaperFile | Sequence[Paper], int]]) -> None:
        self._parts = [part for part, _ in parts]
        self.bases = [0]
        for _, count in parts:
            self.bases.append(self.bases[-1] + count)

    def __len__(self) -> int:
        """How many papers there are."""
        return self.bases[-1]

    def __getitem__(self, number: int) -> Paper:
        """The paper with a number, from 0.

        Raises:
            CorpusError: there is none, so the number is that of a damaged index.
        """
        if not 0 <= number < len(self):
            raise CorpusError(
                f"the citation index is damaged (it has no paper {number:,})",
                remedy="Delete the folder 'citations' beside the corpus; it is made again when a citation is resolved",
            )
        part = bisect_right(self.bases, number) - 1
        return self._parts[part][number - self.bases[part]]
