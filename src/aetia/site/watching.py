"""Waiting for a library to change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from aetia.library.read import all_files

_REST = 0.3
"""Seconds without a further change after which a change is told: an editor's program writes several files one after the other."""

Looks = dict[str, tuple[int, int, int]]
"""Time, size and place on the disk of each file."""


def changes(root: Path, *, every: float = 0.5) -> Iterator[None]:
    """Waits for changes of a library's files: one is told once they have come to rest.

    Args:
        root: the library's folder.
        every: seconds between two looks.

    Returns:
        One item for each change since this call, also one that happens before the first item is asked for.
    """
    return _told(root, every, _looks(root))


def _told(root: Path, every: float, last: Looks) -> Iterator[None]:
    while True:
        now = _looks(root)
        if now == last:
            time.sleep(every)
            continue
        while now != last:
            time.sleep(_REST)
            last, now = now, _looks(root)
        yield


def _looks(root: Path) -> Looks:
    """Time, size and place on the disk of every file; without those that go while one looks."""
    found = {}
    for name in all_files(root):
        try:
            status = (root / name).lstat()
        except OSError:
            continue
        found[name] = status.st_mtime_ns, status.st_size, status.st_ino
    return found
