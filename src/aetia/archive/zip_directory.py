"""What a zip file says that it holds, before Python's reader sees it: that one builds an object for every entry."""

from __future__ import annotations

import struct
from typing import BinaryIO

_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_END64, _END64_SIZE = b"PK\x06\x06", 56
_COMMENT = 1 << 16


def directory_size(raw: BinaryIO) -> tuple[int, int] | None:
    """Entries and bytes of the directory of a zip file, as its end tells; None where it has no end.

    Args:
        raw: the file, open at any place.
    """
    size = raw.seek(0, 2)
    begin = max(0, size - _COMMENT - _END_SIZE)
    raw.seek(begin)
    tail = raw.read(_COMMENT + _END_SIZE)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return None
    entries, length = struct.unpack_from("<HL", tail, at + 10)
    if entries != 0xFFFF and length != 0xFFFFFFFF:
        return entries, length
    raw.seek(max(0, begin + at - _LOCATOR_SIZE))
    locator = raw.read(_LOCATOR_SIZE)
    if not locator.startswith(_LOCATOR) or len(locator) < _LOCATOR_SIZE:
        return entries, length
    (place,) = struct.unpack_from("<Q", locator, 8)
    # Python's reader looks for it right before the locator, whatever the locator says; the larger claim counts.
    claims = [(entries if entries != 0xFFFF else 0, length if length != 0xFFFFFFFF else 0)]
    for where in (place, begin + at - _LOCATOR_SIZE - _END64_SIZE):
        if not 0 <= where < size:
            continue
        raw.seek(where)
        end = raw.read(_END64_SIZE)
        if end.startswith(_END64) and len(end) == _END64_SIZE:
            claims.append(struct.unpack_from("<QQ", end, 32))
    return max(claim[0] for claim in claims), max(claim[1] for claim in claims)
