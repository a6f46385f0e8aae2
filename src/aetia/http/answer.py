"""What an address gave, and how its body is read: bounded in size and time, whatever it is packed in."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aetia.errors import NetworkError

if TYPE_CHECKING:
    import httpx2

SIZE_LIMIT = 25_000_000
"""Bytes of one answer, unpacked, unless the caller says otherwise."""

_PIECE = 65_536
_PACKINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content codings that are read, with zlib's window bits for each (RFC 9110 § 8.4.1)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave.

    Args:
        address: the address that answered, after redirects, without keys.
        body: the bytes, without transfer and content coding.
        media_type: as the server says, lower case, such as ``text/html``; empty when it says nothing.
        charset: the encoding that the server names, or None.
        last_modified: the date that the server gives, as it gives it, or None.
        status: the HTTP status.
        headers: of HTTP, their names in small letters; empty for an answer that was remembered.
        packed: the body as it came, where it came with a content coding; None for any other, and for one that was remembered.
    """

    address: str
    body: bytes
    media_type: str = ""
    charset: str | None = None
    last_modified: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    packed: bytes | None = field(default=None, compare=False, repr=False)


def read_answer(response: httpx2.Response, address: str, *, deadline: float, size_limit: int) -> Answer:
    """The whole answer.

    Args:
        response: its headers have come, its body is still to be read.
        address: for the answer and for messages.
        deadline: on the monotonic clock, in seconds.
        size_limit: bytes of the body once unpacked; a small body that unpacks to a huge one is given up at the limit.

    Raises:
        NetworkError: the body is larger than the limit, or packed in a way that was not asked for.
        httpx2.HTTPError: it did not come whole, or not in time.
    """
    kind = response.headers.get("content-type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", kind, re.IGNORECASE)
    packed: list[bytes] = []
    body = _body(response, address, deadline, size_limit, packed)
    return Answer(
        address,
        body,
        kind.partition(";")[0].strip().lower(),
        charset[1] if charset else None,
        response.headers.get("last-modified"),
        response.status_code,
        {name.lower(): value for name, value in response.headers.items()},
        b"".join(packed) if packed else None,
    )


def _body(response: httpx2.Response, address: str, deadline: float, size_limit: int, packed: list[bytes]) -> bytes:
    import httpx2

    named = response.headers.get("content-length", "")
    if named.isdigit() and int(named) > size_limit:
        raise _too_large(address, size_limit)
    pieces, length = [], 0
    for piece in _unpacked(response, address, size_limit, packed):
        length += len(piece)
        if length > size_limit:
            raise _too_large(address, size_limit)
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("the time is up")
        pieces.append(piece)
    return b"".join(pieces)


def _unpacked(response: httpx2.Response, address: str, size_limit: int, packed: list[bytes]) -> Iterator[bytes]:
    import httpx2

    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        yield from response.iter_raw(_PIECE)
        return
    if coding not in _PACKINGS:
        raise NetworkError(
            f"the answer is packed as '{coding}', which was not asked for", where=address, remedy="Try again later"
        )
    unpacker = zlib.decompressobj(_PACKINGS[coding])
    for raw in response.iter_raw(_PIECE):
        packed.append(raw)
        while raw:
            if unpacker.eof:  # gzip may come in several members, one after the other
                unpacker = zlib.decompressobj(_PACKINGS[coding])
            try:
                # One piece may unpack to a thousand times its size: take no more of it than the limit needs.
                yield unpacker.decompress(raw, size_limit + 1)
            except zlib.error as error:
                raise httpx2.DecodingError(f"the packed answer is damaged ({error})") from error
            if unpacker.unconsumed_tail:
                raise _too_large(address, size_limit)
            raw = unpacker.unused_data
    if not unpacker.eof:
        raise httpx2.RemoteProtocolError("the packed answer was cut off")


def _too_large(address: str, size_limit: int) -> NetworkError:
    return NetworkError(
        f"more than {size_limit:,} bytes, the limit for one answer", where=address, remedy="Fetch it by other means"
    )
