"""Revisits: records that say "as before". Their originals are found again by digest or by address and time.

Only places are remembered, never bodies; the original is read again where it lies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from aetia.archive.capture import Capture, Damage
from aetia.archive.digests import parse_digest
from aetia.archive.http_message import media_type, read_message
from aetia.archive.limits import Limits
from aetia.archive.records import Record
from aetia.archive.responses import Response, address_of, captured_at
from aetia.archive.unpacking import Mark

_NOT_MODIFIED = 304


@dataclass(frozen=True)
class Place:
    """Where an original lies: number of the file in the reading, and mark in it."""

    file: int
    mark: Mark


@dataclass(frozen=True)
class Waiting:
    """A revisit whose original has not come yet; its block holds HTTP headers at most."""

    record: Record
    name: str


class Originals:
    """Remembers where captures lie, and gives revisits their bodies.

    Args:
        limits: of the reading.
        again: reads the capture at a place once more; None if that cannot be.
    """

    def __init__(self, limits: Limits, again: Callable[[Place], Capture | None]) -> None:
        self._limits, self._again = limits, again
        self._places: dict[bytes, Place] = {}
        self.waiting: list[Waiting] = []

    def remember(self, response: Response, place: Place) -> None:
        """Keep the place of a capture, for as many as the limits allow; of the same content, the first stays."""
        if response.capture.status == _NOT_MODIFIED:
            return
        algorithm, value = response.payload_digest
        address, captured = response.capture.address, response.capture.captured
        for key in (_key("digest", algorithm, value.hex()), _key("time", address, captured), _key("address", address)):
            if len(self._places) < 3 * self._limits.originals:
                self._places.setdefault(key, place)

    def resolve(self, record: Record, name: str, *, last: bool = False) -> Capture | Damage | None:
        """What a revisit stands for; None if it must wait for its original.

        Args:
            record: the revisit.
            name: of its file, for messages.
            last: whether nothing more comes.
        """
        source = f"{name} at byte {record.at}"
        for key, doubt in _keys(record):
            place = self._places.get(key)
            original = self._again(place) if place else None
            if original is not None:
                trouble = "; ".join(filter(None, (original.trouble, doubt)))
                return self._joined(record, source, replace(original, trouble=trouble))
        if last:
            return Damage(source, f"the record repeats a capture of {address_of(record)[:200]} that is not here")
        if len(self.waiting) >= self._limits.waiting:
            return Damage(source, f"more than {self._limits.waiting:,} records repeat captures that were not found yet")
        self.waiting.append(Waiting(replace(record, block=record.block[: self._limits.header]), name))
        return None

    def _joined(self, record: Record, source: str, original: Capture) -> Capture:
        """The revisit's address, time and headers with the original's body."""
        found = replace(original, address=address_of(record), captured=captured_at(record), source=source)
        if not record.block:
            return found
        message = read_message(record.block, self._limits)
        if message.status in (0, _NOT_MODIFIED) or not message.headers:
            return found
        kind, charset = media_type(message.get("content-type"))
        if not kind:
            kind, charset = original.media_type, original.charset
        return replace(found, status=message.status, headers=message.headers, media_type=kind, charset=charset)


def _keys(record: Record) -> list[tuple[bytes, str]]:
    """What the original may be known by, the surest first, and the doubt that is left then."""
    keys = []
    digest = parse_digest(record.get("warc-payload-digest"))
    modified = "server-not-modified" in record.get("warc-profile").lower()
    if digest is not None:
        keys.append((_key("digest", digest[0], digest[1].hex()), ""))
    told = (
        ("WARC-Target-URI", record.get("warc-refers-to-target-uri")),
        ("WARC-Date", record.get("warc-refers-to-date")),
    )
    original = replace(record, form="warc", headers=told)
    if address_of(original) and captured_at(original):
        doubt = "" if modified or digest is None else "the original was found by address and time, not by its digest"
        keys.append((_key("time", address_of(original), captured_at(original)), doubt))
    elif modified:
        keys.append((_key("address", address_of(record)), ""))
    return keys


def _key(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
