"""What damage costs: bodies that are lost when an archive is hurt at random, with our reader and with warcio alone."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aetia.archive import Capture, read_captures
from aetia.errors import ArchiveError
from validation.archive.beside_warcio import with_warcio


@dataclass(frozen=True)
class Lost:
    """Bodies lost per hurt file, on average, of those that were there.

    Attributes:
        there: bodies in the sound file, without revisits.
        ours, theirs: lost by our reader, and by warcio alone.
        files: that were hurt.
    """

    there: int
    ours: float
    theirs: float
    files: int


def hurt(archive: Path, kind: str, folder: Path, files: int = 20, seed: int = 7) -> Lost:
    """Hurt an archive many times, in one place each time.

    Args:
        archive: a WARC file, packed or not.
        kind: ``overwritten`` (20 bytes), ``missing`` (up to 3,000 bytes) or ``cut`` (the rest is gone).
        folder: to write the hurt files to.
        files: how many.
        seed: of the places.
    """
    whole, chance = archive.read_bytes(), random.Random(seed)
    there, _, _ = with_warcio(archive)
    ours = theirs = 0
    for _ in range(files):
        path = folder / f"hurt-{archive.name}"
        path.write_bytes(_hurt(whole, kind, chance))
        ours += (there - _ours(path)).total()
        theirs += (there - with_warcio(path)[0]).total()
    return Lost(there.total(), ours / files, theirs / files, files)


def _hurt(whole: bytes, kind: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole))
    if kind == "overwritten":
        return whole[:at] + chance.randbytes(20) + whole[at + 20 :]
    if kind == "missing":
        return whole[:at] + whole[at + chance.randint(1, 3_000) :]
    return whole[:at]


def _ours(path: Path) -> Counter[bytes]:
    bodies: Counter[bytes] = Counter()
    try:
        for item in read_captures(path):
            if isinstance(item, Capture):
                bodies[item.body] += 1
    except ArchiveError:
        pass
    return bodies
