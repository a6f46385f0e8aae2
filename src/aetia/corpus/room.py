"""Is there room on the disk? Asked before hours of work, not found out after them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from aetia.errors import CorpusError

SPARE = 1_000_000_000
"""Bytes that are left to everybody else on the disk."""


def check_room(needs: Mapping[Path, int], purpose: str) -> None:
    """Refuses work that would fill a disk.

    Args:
        needs: bytes to be written below each folder; folders on one disk are taken together. They need not exist yet.
        purpose: what for, in words that follow "for".

    Raises:
        CorpusError: a disk has less, with :data:`SPARE` left over; says how much is needed and how much is free.
    """
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, size in needs.items():
        there = _existing(folder)
        disk = there.stat().st_dev
        first, before = by_disk.get(disk, (there, 0))
        by_disk[disk] = (first, before + size)
    for folder, size in by_disk.values():
        free = shutil.disk_usage(folder).free
        if size and free < size + SPARE:
            raise CorpusError(
                f"too little room for {purpose}: {size / 1e9:,.1f} GB are needed, with {SPARE / 1e9:,.0f} GB to spare, and"
                f" {free / 1e9:,.1f} GB are free",
                where=str(folder),
                remedy="Make room, or give another folder",
            )


def _existing(folder: Path) -> Path:
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder
