"""What a text may have been before somebody served or saved it: the ways back, each of which only a digest can confirm.

An archive puts a banner before a text, or shows it inside HTML. A browser saves what it shows. A program for versions changes line
ends, a clipboard loses the last one, and a server that names no encoding lets a browser take UTF-8 for Windows' Latin letters. None
of it loses anything, so the text as published is among a few candidates, and its digest tells which it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from aetia.archive.rewriting import without_rewriting

LARGEST = 16_000_000
"""Bytes of a text that is tried in other forms."""

_BOM = b"\xef\xbb\xbf"
_PRE = re.compile(rb"<pre\b[^>]{0,2000}>", re.IGNORECASE)
_PRE_END = re.compile(rb"</pre\s*>", re.IGNORECASE)
_BANNER_END = b"<!-- END WAYBACK TOOLBAR INSERT -->"
_FILED = re.compile(rb"(?:<!--|/\*)\s{0,200}FILE ARCHIVED ON ")
_WINDOWS = {ord(letter): byte for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", "ignore"))}
"""What Windows-1252 has where Latin-1 has control characters, to those."""


def other_forms(body: bytes, served: str, sizes: Iterable[int] = ()) -> Iterator[bytes]:
    """Candidates for what a text was before, without the text itself; some may come twice.

    Args:
        body: as it was saved.
        served: the address that an archive served it from; empty where none did.
        sizes: how many bytes it may have had, where its address tells which file it is.
    """
    if len(body) > LARGEST:
        return
    for text in dict.fromkeys(_unwrapped(body, served)):
        if text is not body:
            yield text
        for size in sizes:
            if 0 < size < len(text):
                yield text[-size:]
                yield text[:size]
        for ended in dict.fromkeys(_with_line_ends(text)):
            yield from _with_edges(ended)


def _unwrapped(body: bytes, served: str) -> Iterator[bytes]:
    """The text, and what is left of it without what archives and browsers put around texts."""
    yield body
    plain = without_rewriting(body, served)
    yield plain
    for text in (body, plain):
        inner = _within_banners(text)
        yield inner
        start, ends = _PRE.search(inner), list(_PRE_END.finditer(inner))
        if start is not None and ends and start.end() <= ends[-1].start():
            shown = inner[start.end() : ends[-1].start()]
            meant = html.unescape(shown.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
            yield from (shown, meant, shown.removeprefix(b"\n"), meant.removeprefix(b"\n"))


def _within_banners(text: bytes) -> bytes:
    _, found, after = text.rpartition(_BANNER_END)
    inner = after.removeprefix(b"\n") if found else text
    filed = _FILED.search(inner)
    return inner[: filed.start()] if filed is not None else inner


def _with_line_ends(text: bytes) -> Iterator[bytes]:
    yield text
    plain = text.replace(b"\r\n", b"\n")
    yield plain
    yield plain.replace(b"\n", b"\r\n")
    mistaken = _mistaken(plain)
    if mistaken is not None:
        yield mistaken


def _with_edges(text: bytes) -> Iterator[bytes]:
    for start in (text, text.removeprefix(_BOM) if text.startswith(_BOM) else _BOM + text):
        yield start
        yield start + b"\n"
        yield start.rstrip(b"\r\n") + b"\n"
        yield start.removesuffix(b"\n")


def _mistaken(text: bytes) -> bytes | None:
    """The bytes behind a text that was taken for Windows-1252 and then saved as UTF-8; None where it was not."""
    if text.isascii():
        return None
    try:
        return text.decode("utf-8").translate(_WINDOWS).encode("latin-1")
    except UnicodeError:
        return None
