"""Undoing what was done to a body on its way: chunking and packing. Both are claims of a header, and often no longer true."""

from __future__ import annotations

import re
import zlib

from aetia.archive.gzip_member import MAGIC, TRAILER, Member, header_length
from aetia.archive.limits import Limits

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_MEMBERS = 10_000
"""Packed members in one body; nobody sends more than one."""
_DEEPEST = 5
"""Encodings over each other that are undone; nobody sends more than two."""
_PIECE = 1 << 20
_PACKED = 1 << 12


def unchunked(body: bytes) -> tuple[bytes, str]:
    """A body without its chunks, and what was wrong with them.

    A body that does not begin with a chunk is taken for one whose chunks somebody undid and whose header he left.
    """
    content, at = bytearray(), 0
    if _CHUNK.match(body) is None:
        return body, ""
    while (size := _CHUNK.match(body, at)) is not None:
        length, begin = int(size[1], 16), size.end()
        if length == 0:
            return bytes(content), ""
        content += body[begin : begin + length]
        at = begin + length
        if at > len(body):
            return bytes(content), "the body is cut off within a chunk"
        end = _LINE_END.match(body, at)
        if end is None:
            break
        at = end.end()
    done = len(content)
    if at == len(body):
        return bytes(content), "the last chunk of the body is missing"
    if done == 0:
        return body, ""
    return bytes(content) + body[at:], f"the chunking of the body is broken after {done:,} bytes"


def decoded(body: bytes, encoding: str, limits: Limits) -> tuple[bytes, str]:
    """A body with its content encodings undone, and why that did not succeed.

    Args:
        body: as sent, without chunks.
        encoding: the header's value.
        limits: of the reading.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity", "none", "utf-8", "utf8", "binary", "8bit", "7bit")]
    if len(names) > _DEEPEST:
        return body, f"the body has {len(names)} encodings over each other; none was undone"
    for name in reversed(names):
        if not body:
            return body, ""
        if name in ("gzip", "x-gzip"):
            body, trouble = _gunzipped(body, limits) if body.startswith(MAGIC[:2]) else (body, "")
        elif name == "deflate":
            body, trouble = _inflated(body, limits)
        else:
            return body, "" if _is_text(body) else f"the body is in the encoding '{name[:20]}', which is not supported"
        if trouble:
            return body, trouble
    return body, ""


def _gunzipped(body: bytes, limits: Limits) -> tuple[bytes, str]:
    pieces: list[bytes] = []
    size = at = members = 0
    while (header := header_length(body[at : at + _PACKED])) is not None:
        members += 1
        if members > _MEMBERS:
            return b"".join(pieces), f"the packed body has more than {_MEMBERS:,} members; the others were left out"
        member, at = Member(), at + header
        while not member.over:
            packed = body[at : at + _PACKED] if member.hungry else b""
            if member.hungry and not packed:
                return b"".join(pieces), "the packed body is cut off"
            try:
                pieces.append(member.feed(packed))
            except zlib.error:
                return b"".join(pieces), "the packed body is damaged"
            at, size = at + len(packed), size + len(pieces[-1])
            if _is_bomb(size, len(body), limits):
                return b"", f"the packed body grows to more than {size:,} bytes, so it is not unpacked"
        at -= len(member.unused)
        trailer, at = body[at : at + TRAILER], at + TRAILER
        if not member.agrees(trailer):
            return b"".join(pieces), (
                "the checksum of the packed body is wrong" if len(trailer) == TRAILER else "the packed body is cut off"
            )
    # What follows the last member and is none, such as padding, is nothing.
    return (b"".join(pieces), "") if at else (body, "the packed body has no whole header")


def _inflated(body: bytes, limits: Limits) -> tuple[bytes, str]:
    """`deflate` means zlib's form by the standard, and the bare form with many servers."""
    for form in (15, -15):
        unpacker, pieces, size, rest = zlib.decompressobj(form), list[bytes](), 0, body
        try:
            while rest and not unpacker.eof:
                piece = unpacker.decompress(rest, _PIECE)
                pieces.append(piece)
                size += len(piece)
                rest = unpacker.unconsumed_tail
                if _is_bomb(size, len(body), limits):
                    return b"", f"the packed body grows to more than {size:,} bytes, so it is not unpacked"
        except zlib.error:
            if pieces:
                return b"".join(pieces), "the packed body is damaged"
            continue
        return b"".join(pieces), "" if unpacker.eof else "the packed body is cut off"
    return body, "" if _is_text(body) else "the packed body is damaged"


def _is_bomb(size: int, packed: int, limits: Limits) -> bool:
    return size > limits.body or (size > limits.free and size > limits.ratio * packed)


def _is_text(body: bytes) -> bool:
    """Whether a body is plain text already, whatever its header says."""
    try:
        return "\0" not in body.decode("utf-8")
    except UnicodeDecodeError:
        return False
