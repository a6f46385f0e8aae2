"""A file as pieces that each hold whole records: gzipped or not, of any size, in bounded memory."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from aetia.errors import InputError
from aetia.sources.gunzip import MAGIC, Damage, gunzipped

PIECE = 6 << 20
"""Bytes in a piece: large enough that whole-array work pays, small enough for a laptop."""
LARGEST_RECORD = 64 << 20
"""Bytes of one record; the largest real ones (thousands of authors) have a few MB."""

_READ = 1 << 20
_ENDS = (b"</PubmedArticle>", b"</PubmedBookArticle>", b"</DeleteCitation>", b"</DeleteDocument>")
_BARE_END = b"</MedlineCitation>"
_BEGINS = re.compile(
    rb"<(?:PubmedArticleSet|PubmedBookArticleSet|MedlineCitationSet|PubmedArticle|PubmedBookArticle|MedlineCitation|BookDocument"
    rb"|DeleteCitation|DeleteDocument)[\s/>]"
)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(\[)?")
_PROLOGUE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.\-]*)[\"']")


@dataclass(frozen=True)
class Piece:
    """Whole records of a file, and where they begin in it (in bytes, unpacked)."""

    content: bytes
    offset: int


@dataclass(frozen=True)
class Broken:
    """Why a file ends early, or (not *ends*) where a part of it was passed over."""

    what: str
    offset: int
    ends: bool = True


def pieces(stream: BinaryIO, *, size: int = PIECE, largest: int = LARGEST_RECORD) -> Iterator[Piece | Broken]:
    """The records of a file, piece by piece, and what could not be read.

    A file that is cut off, or whose checksum is wrong, gives every whole record before the fault.

    Args:
        stream: a PubMed file, gzipped or not, in UTF-8 or in the encoding that it declares.
        size: bytes in a piece, at least those of one record.
        largest: bytes of one record; a larger one is passed over and told.

    Raises:
        InputError: it is no PubMed XML, or declares entities of its own.
    """
    blocks = _unpacked(stream)
    head, blocks = _head(blocks)
    held, offset, passing = bytearray(head.content), head.offset, False
    for block in blocks:
        if isinstance(block, Broken):
            if block.ends:
                yield from _rest(held, offset)
                yield block
                return
            yield block
            continue
        held += block
        if len(held) < size:
            continue
        cut = _last_end(held)
        if cut:
            yield Piece(_copy(held, cut), offset)
            del held[:cut]
            offset += cut
            passing = False
        elif len(held) > largest:
            if not passing:
                yield Broken(f"a record of more than {largest >> 20} MB was passed over", offset, ends=False)
            passing = True
            offset += len(held) - len(_LONGEST_TAG)
            del held[: -len(_LONGEST_TAG)]
    yield from _rest(held, offset)


_LONGEST_TAG = b"</PubmedBookArticle>"


def _rest(held: bytearray, offset: int) -> Iterator[Piece | Broken]:
    """What is left at the end: whole records, then at most the closing tags of the file."""
    cut = _last_end(held)
    if cut:
        yield Piece(_copy(held, cut), offset)
    tail = re.sub(
        rb"<!--.*?-->|<\?.*?\?>|</?(?:PubmedArticleSet|PubmedBookArticleSet|MedlineCitationSet)\s*/?>",
        b"",
        bytes(held[cut:]),
        flags=re.DOTALL,
    )
    if tail.strip():
        yield Broken("the file ends within a record", offset + cut)


def _copy(held: bytearray, end: int) -> bytes:
    """The beginning of what is held, copied once."""
    with memoryview(held) as view:
        return bytes(view[:end])


def _last_end(held: bytearray) -> int:
    """Where the last whole record ends; 0 if none does."""
    last = 0
    for end in _ENDS:
        place = held.rfind(end, last)
        if place >= 0:
            last = place + len(end)
    if not last and b"<PubmedArticle" not in held and (place := held.rfind(_BARE_END)) >= 0:
        last = place + len(_BARE_END)
    return last


def _head(blocks: Iterator[bytes | Broken]) -> tuple[Piece, Iterator[bytes | Broken]]:
    """What follows the prologue of the file, and the blocks after it."""
    held = bytearray()
    for block in blocks:
        if isinstance(block, Broken):
            blocks = iter([block])
            found = _BEGINS.search(held)
            if found is None:
                raise InputError(block.what, remedy="Fetch the file again")
            break
        held += block
        found = _BEGINS.search(held)
        if found or len(held) > _READ:
            break
    else:
        found = _BEGINS.search(held)
    if found is None:
        shown = bytes(held[:60]).decode("utf-8", "replace").strip()
        what = f"no PubMed record is in it; it begins with {shown!r}" if shown else "it is empty"
        raise InputError(
            what, remedy="Give a file of PubMed XML, as NLM's FTP folders or efetch with retmode=xml give it"
        )
    prologue = bytes(held[: found.start()])
    doctype = _DOCTYPE.search(prologue)
    if doctype and doctype[1]:
        raise InputError(
            "it declares entities of its own, which are never expanded", remedy="Remove the part of DOCTYPE in brackets"
        )
    if _PROLOGUE.sub(b"", prologue.removeprefix(b"\xef\xbb\xbf")).strip():
        blocks = itertools.chain([Broken("text before the first record was passed over", 0, ends=False)], blocks)
    encoding = _ENCODING.match(prologue.removeprefix(b"\xef\xbb\xbf"))
    rest = bytes(held[found.start() :])
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        return _recoded(rest, blocks, encoding[1].decode(), found.start())
    return Piece(rest, found.start()), blocks


def _recoded(
    rest: bytes, blocks: Iterator[bytes | Broken], encoding: str, offset: int
) -> tuple[Piece, Iterator[bytes | Broken]]:
    import codecs

    try:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
    except LookupError as error:
        raise InputError(f"its encoding {encoding!r} is not known", remedy="Convert it to UTF-8") from error

    def recode() -> Iterator[bytes | Broken]:
        for block in blocks:
            yield decoder.decode(block).encode() if isinstance(block, bytes) else block

    return Piece(decoder.decode(rest).encode(), offset), recode()


def _unpacked(stream: BinaryIO) -> Iterator[bytes | Broken]:
    """Blocks of the file's content, unpacked; a fault of the packing comes last, after all that could be unpacked."""
    first = stream.read(_READ)
    blocks = itertools.chain([first], iter(partial(stream.read, _READ), b""))
    if not first.startswith(MAGIC):
        yield from blocks
        return
    for block in gunzipped(blocks):
        yield Broken(block.what, block.done) if isinstance(block, Damage) else block
