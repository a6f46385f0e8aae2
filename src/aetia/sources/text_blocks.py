"""The text of a file as UTF-8 blocks and as lines: gzipped or not, in any encoding that exports come in, in bounded memory."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from aetia.sources.gunzip import MAGIC, Damage, gunzipped
from aetia.sources.report import Report

LONGEST_LINE = 16 << 20
"""Bytes of one line; a longer one is passed over. The longest in real exports are abstracts of some 10 kB."""
_READ = 1 << 16
_LINE_END = re.compile(rb"\r\n|\n|\r")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def text_blocks(stream: BinaryIO, report: Report) -> Iterator[bytes]:
    """The content of a file, unpacked, without a byte-order mark; UTF-16 is made UTF-8, anything else stays as it is.

    Args:
        stream: of bytes.
        report: told if the packing is damaged; what stands before the damage is still given.
    """
    blocks = _unpacked(stream, report)
    head = next(blocks, b"")
    mark, encoding = next((known for known in _MARKS if head.startswith(known[0])), (b"", "utf-8"))
    head = head[len(mark) :]
    if encoding == "utf-8":
        yield head
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode("utf-8", "replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")


def lines_of(blocks: Iterable[bytes], report: Report) -> Iterator[str]:
    """Lines without their ends (LF, CRLF or CR), each in UTF-8 if it is that, else in Windows-1252, as older programs wrote.

    Args:
        blocks: see :func:`text_blocks`.
        report: told, once, of the first line that is no UTF-8; and of each that is too long and was passed over.
    """
    odd = False
    for number, line in enumerate(_byte_lines(blocks), 1):
        if line is None:
            report.fault(f"a line of more than {LONGEST_LINE >> 20} MB was passed over", number, lost=True)
            yield ""
            continue
        try:
            yield line.decode()
        except UnicodeDecodeError:
            if not odd:
                report.fault("the line is no UTF-8; this one and others like it were read as Windows-1252", number)
            odd = True
            yield line.decode("cp1252", "replace")


def _byte_lines(blocks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Lines as bytes; None for one that is too long."""
    held, too_long, searched = bytearray(), False, 0
    for block in blocks:
        held += block
        # A carriage return at the end may be half of a line end.
        whole = len(held) - 1 if held.endswith(b"\r") else len(held)
        begin = 0
        for end in _LINE_END.finditer(held, searched, whole):
            yield None if too_long else bytes(held[begin : end.start()])
            too_long, begin = False, end.end()
        del held[:begin]
        if len(held) > LONGEST_LINE:
            too_long = True
            del held[:-1]
        searched = len(held) - 1 if held.endswith(b"\r") else len(held)
    if held or too_long:
        yield None if too_long else bytes(held.removesuffix(b"\r"))


def _unpacked(stream: BinaryIO, report: Report) -> Iterator[bytes]:
    first = stream.read(_READ)
    blocks = itertools.chain([first], iter(partial(stream.read, _READ), b""))
    if not first.startswith(MAGIC):
        yield from blocks
        return
    for block in gunzipped(blocks):
        if isinstance(block, Damage):
            report.complete = False
            report.fault(block.what, None, lost=True)
        else:
            yield block
