"""Which papers have a key: sorted arrays, in memory or mapped from a file.

A sorted array of 64-bit keys, for each the place where its papers begin, and the papers' numbers: 20 bytes or less a key, looked
up by halving, many keys at once. A file of them is mapped, so that opening it costs nothing and its pages are shared by processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aetia.errors import CorpusError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]
    Numbers = NDArray[np.uint32]

_BUCKET = 8_000_000
"""Postings that are sorted at once when postings are merged."""


@dataclass(frozen=True)
class Postings:
    """Keys with their papers.

    Args:
        keys: sorted, each once.
        starts: for each key the place of its first paper in ``papers``; one more at the end.
        papers: numbers of papers, key after key, rising within a key.
    """

    keys: Keys
    starts: NDArray[np.uint64]
    papers: Numbers

    @classmethod
    def of(cls, keys_by_paper: Iterable[Iterable[int]]) -> Postings:
        """Postings of papers that are numbered as they come."""
        import numpy as np

        keys: list[int] = []
        counts: list[int] = []
        for each in keys_by_paper:
            before = len(keys)
            keys.extend(each)
            counts.append(len(keys) - before)
        papers = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        return _grouped(np.array(keys, np.uint64), papers)

    def __len__(self) -> int:
        """The number of keys."""
        return len(self.keys)

    def find(self, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the papers of some keys stand in ``papers``.

        Args:
            wanted: keys, in any order.

        Returns:
            First place, and the place after the last, of each; equal where no paper has the key.
        """
        import numpy as np

        if not len(self.keys):
            nothing = np.zeros(len(wanted), np.int64)
            return nothing, nothing
        # Sorted, the keys are met from left to right, and the halving stays in memory that was just read.
        order = np.argsort(wanted)
        ordered = wanted[order]
        at = np.searchsorted(self.keys, ordered)
        at[at == len(self.keys)] = 0
        found = self.keys[at] == ordered
        first, after = np.zeros((2, len(wanted)), np.int64)
        first[order] = self.starts[at]
        after[order] = np.where(found, self.starts[at + 1], self.starts[at])
        return first, after

    def write(self, folder: Path) -> None:
        """Write the arrays into a folder that exists."""
        self.keys.tofile(folder / "keys.u64")
        self.starts.tofile(folder / "starts.u64")
        self.papers.tofile(folder / "papers.u32")

    @classmethod
    def read(cls, folder: Path) -> Postings:
        """Map the arrays that :meth:`write` wrote.

        Raises:
            CorpusError: one of them is not there, or they do not belong together.
        """
        try:
            found = cls(
                _mapped(folder / "keys.u64", "u8"),
                _mapped(folder / "starts.u64", "u8"),
                _mapped(folder / "papers.u32", "u4"),
            )
            whole = len(found.starts) == len(found.keys) + 1 and int(found.starts[-1]) == len(found.papers)
        except (FileNotFoundError, ValueError):
            whole = False
        if not whole:
            raise CorpusError(
                "the keys of the citation index are damaged",
                where=str(folder),
                remedy="Delete the folder 'citations' that it is in; it is made again when a citation is resolved",
            )
        return found


def write_merged(
    pieces: Sequence[tuple[Postings, int, NDArray[np.bool_] | None]], folder: Path, at_once: int = _BUCKET
) -> None:
    """Write many postings as one, a stretch of keys after the other, so that memory stays small.

    Args:
        pieces: postings; the number of its first paper among all; which of its papers to keep (all by default).
        folder: that exists; its arrays are read by :meth:`Postings.read`.
        at_once: about how many postings are in memory at a time.
    """
    import numpy as np

    stretches = max(1, -(-sum(len(piece.papers) for piece, _, _ in pieces) // at_once))
    bounds = np.array([2**64 * number // stretches for number in range(1, stretches)], np.uint64)
    begun = 0
    with (
        (folder / "keys.u64").open("wb") as keys,
        (folder / "starts.u64").open("wb") as starts,
        (folder / "papers.u32").open("wb") as papers,
    ):
        for number in range(len(bounds) + 1):
            part = _stretch(pieces, bounds, number)
            part.keys.tofile(keys)
            (part.starts[:-1] + np.uint64(begun)).tofile(starts)
            part.papers.tofile(papers)
            begun += len(part.papers)
        np.array([begun], np.uint64).tofile(starts)


def _stretch(pieces: Sequence[tuple[Postings, int, NDArray[np.bool_] | None]], bounds: Keys, number: int) -> Postings:
    """The postings of all pieces whose keys lie between two bounds."""
    import numpy as np

    keys, papers = [], []
    for piece, base, kept in pieces:
        low = 0 if number == 0 else int(np.searchsorted(piece.keys, bounds[number - 1]))
        high = len(piece.keys) if number == len(bounds) else int(np.searchsorted(piece.keys, bounds[number]))
        starts = piece.starts[low : high + 1].astype(np.int64)
        if high == low:
            continue
        these = piece.papers[starts[0] : starts[-1]]
        repeated = np.repeat(piece.keys[low:high], np.diff(starts))
        if kept is not None:
            mask = kept[these]
            these, repeated = these[mask], repeated[mask]
        keys.append(repeated)
        papers.append(these + np.uint32(base))
    if not keys:
        return _grouped(np.zeros(0, np.uint64), np.zeros(0, np.uint32))
    return _grouped(np.concatenate(keys), np.concatenate(papers))


def _grouped(keys: Keys, papers: Numbers) -> Postings:
    """Postings from pairs of a key and a paper."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    keys, papers = keys[order], papers[order]
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    places = np.flatnonzero(new)
    return Postings(keys[places], np.append(places, len(keys)).astype(np.uint64), papers)


def _mapped(path: Path, kind: str) -> Any:
    import numpy as np

    if path.stat().st_size == 0:
        return np.zeros(0, f"<{kind}")
    # A view of the base class: slices of np.memmap itself cost ten times as much.
    return np.asarray(np.memmap(path, f"<{kind}", "r"))
