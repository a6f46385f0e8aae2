"""Digests as archives print them: ``sha1:`` and 32 letters of base 32, ``sha256:`` and 64 hexadecimal digits, and mixtures."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64, "sha384": 48, "sha224": 28, "md5": 16}


def parse_digest(text: str) -> tuple[str, bytes] | None:
    """Algorithm and value of a printed digest; None where it is none that can be checked."""
    match = re.fullmatch(r"\s*([A-Za-z0-9-]{3,10})[:=]\s*([A-Za-z0-9+/_=-]{20,140})\s*", text)
    if match is None:
        return None
    algorithm, value = match[1].lower().replace("-", ""), match[2]
    size = _SIZES.get(algorithm)
    if size is None:
        return None
    for decode in (bytes.fromhex, _base32, _base64):
        try:
            found = decode(value)
        except (ValueError, binascii.Error):
            continue
        if len(found) == size:
            return algorithm, found
    return None


def digest_of(algorithm: str, content: bytes) -> bytes:
    """The digest of some content.

    Args:
        algorithm: as `parse_digest` names it.
        content: of which.
    """
    return hashlib.new(algorithm, content, usedforsecurity=False).digest()


def _base32(value: str) -> bytes:
    bare = value.upper().rstrip("=")
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


def _base64(value: str) -> bytes:
    bare = value.rstrip("=")
    return base64.b64decode(
        bare + "=" * (-len(bare) % 4), altchars=b"-_" if set(bare) & set("-_") else None, validate=True
    )
