"""Records as they were last read, so that the next reading opens only files that changed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from aetia.library.yaml_text import YamlText
from aetia.model.base import Record

_SETTLED = 2_000_000_000
"""Nanoseconds after which no change can hide in the time of the one before: the coarsest clock of a file system ticks every 2 s."""


@dataclass(frozen=True)
class Held:
    """A record as it was read.

    Attributes:
        looks: times, size and place on the disk of its file then.
        settled: whether a later change must show in `looks`.
        digest: SHA-256 of the file's bytes, in hexadecimal.
        record, text: what was read.
    """

    looks: tuple[int, ...]
    settled: bool
    digest: str
    record: Record
    text: YamlText

    @classmethod
    def of(cls, found: os.stat_result, digest: str, record: Record, text: YamlText) -> Held:
        """A record read from a file that looked like this before it was opened."""
        rested = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns)
        return cls(_looks(found), rested > _SETTLED, digest, record, text)


class ReadingMemory:
    """Holds the records of a library from one reading to the next.

    A file counts as unchanged if its times, size and place on the disk are those of the last reading, and it had rested for two
    seconds then; else its bytes are read and compared.
    """

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._last: dict[str, Held] = {}

    def begin(self) -> None:
        """Begin a reading: what the last one met is held, the rest forgotten."""
        self._held, self._last = {}, self._held or self._last

    def find(self, file: str, found: os.stat_result) -> Held | None:
        """What is held of a file that looks as it did."""
        held = self._last.get(file)
        return held if held and held.settled and held.looks == _looks(found) else None

    def same(self, file: str, digest: str) -> Held | None:
        """What is held of a file whose bytes are as they were."""
        held = self._last.get(file)
        return held if held and held.digest == digest else None

    def keep(self, file: str, held: Held) -> None:
        """Hold a record for the next reading."""
        self._held[file] = held


def _looks(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
