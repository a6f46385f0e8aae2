"""How much a web archive may ask of this machine. Archives come from anywhere; nothing that they say of their size is believed."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1 << 20
LINES = 1_000
"""Lines of a header; crawlers write twenty."""


@dataclass(frozen=True)
class Limits:
    """What reading an archive may cost. Past a limit the thing is left out and named; the rest goes on, but for `total`.

    Attributes:
        body: bytes of one record, and of one body once its encodings are undone.
        ratio: times that anything may grow when it is unpacked, once it is larger than `free`.
        free: bytes that may be unpacked without asking for the ratio: small pages of blanks are no bombs.
        total: bytes unpacked in one reading; there it ends.
        header: bytes of the header of one record, and of one HTTP message.
        listing: bytes of a table of contents: a zip's directory, `datapackage.json`.
        members: members of a zip, and files of a folder.
        originals: captures that are remembered so that later revisits find them; about 500 bytes each.
        waiting: revisits that came before their original; about 2 kilobytes each.
    """

    body: int = 64 * _MIB
    ratio: int = 250
    free: int = 16 * _MIB
    total: int = 64 * 1024 * _MIB
    header: int = 256 * 1024
    listing: int = 16 * _MIB
    members: int = 100_000
    originals: int = 200_000
    waiting: int = 10_000


class TooMuch(Exception):
    """The reading has unpacked as much as it may. For this room only: readers see a `Damage`."""


class Meter:
    """Counts what one reading has unpacked so far.

    Args:
        limits: of the reading.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.done = limits, 0

    def add(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            TooMuch: the reading has had its share.
        """
        self.done += count
        if self.done > self.limits.total:
            raise TooMuch
