"""What comes out of a web archive: captures, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Capture:
    """One address as somebody captured it.

    Attributes:
        address: the target URI as captured; spaces in it are written `%20`.
        captured: when, in UTC: ``2026-11-20T00:00:00Z``; empty where it is not known.
        status: of HTTP; 200 for a resource without HTTP.
        media_type: in lower case, without parameters; empty where it is not told.
        charset: as the header tells it, in lower case.
        headers: of HTTP, in order, as they were sent.
        body: with chunking and content encoding undone, as far as `trouble` allows.
        source: where it was found, for messages: ``site.wacz!archive/data.warc.gz at byte 1234``.
        trouble: why the body may not be whole or true; empty if it is sound.
    """

    address: str
    captured: str
    status: int
    media_type: str
    charset: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source: str
    trouble: str = ""

    def header(self, name: str) -> str | None:
        """The first HTTP header of this name, in whatever case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class Damage:
    """Something in an archive that could not be read, or that is not what it says.

    Attributes:
        where: file, member and byte.
        what: in one sentence without a full stop.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
