"""From a stream to records: header, block, and what is wrong with them.

warcio reads the header lines. How long a record is, is decided here: what a header tells is believed only where a record, or
the end, follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from aetia.archive.capture import Damage
from aetia.archive.limits import Limits
from aetia.archive.unpacking import REACH, RECORD, Mark, Unpacked

_INNER = re.compile(rb"(?<=\n)(?:%s)" % RECORD.pattern)
_REWINDS = 16
"""How often a stream is gone through to the end of a record that is too large, and back because its length was wrong."""
_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Record:
    """One record of a WARC or ARC file.

    Attributes:
        form: ``warc`` or ``arc``.
        headers: of the record, in order.
        block: what follows the header.
        at: the byte of the file where it begins, or its packed member; mark: the place to come back to.
        trouble: why the block may not be whole.
    """

    form: str
    headers: tuple[tuple[str, str], ...]
    block: bytes
    at: int
    mark: Mark | None
    trouble: str

    def get(self, name: str) -> str:
        """The first header of this name, in whatever case; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def read_records(stream: Unpacked, limits: Limits, name: str) -> Iterator[Record | Damage]:
    """Every record from here on, and what lies between them.

    Args:
        stream: to read from.
        limits: of the reading.
        name: of the file, for messages.

    Raises:
        TooMuch: more was unpacked than the reading may.
    """
    rewinds = _REWINDS
    while True:
        found = stream.to_record()
        at, mark = stream.where(), stream.mark()
        faults = stream.take_faults()
        yield from (Damage(f"{name} at byte {byte}", what) for byte, what, _ in faults)
        if not found:
            return
        place = f"{name} at byte {at}"
        header = _header(stream, limits)
        if isinstance(header, str):
            yield Damage(place, header)
            continue
        form, headers, length = header
        if length is not None and length > limits.body:
            rewinds = _pass_over(stream, length, rewinds)
            told = (
                f"the record tells a length of {length:,} bytes, and at most {limits.body:,} are read; it was left out"
            )
            yield Damage(place, told)
            continue
        block, trouble = _block(stream, at, length, limits)
        later = stream.take_faults()
        own = dict.fromkeys(what for byte, what, _ in (*faults, *later) if byte == at and "passed over" not in what)
        if len(block) > limits.body:
            yield Damage(place, f"the record has more than {limits.body:,} bytes; it was left out")
        else:
            yield Record(form, headers, block, at, mark, "; ".join(filter(None, (trouble, *own))))
        yield from (Damage(f"{name} at byte {byte}", what) for byte, what, _ in later)


def _header(stream: Unpacked, limits: Limits) -> tuple[str, tuple[tuple[str, str], ...], int | None] | str:
    """Form, headers and length of the record that begins here; a fault instead, in words."""
    from warcio.recordloader import ARCHeadersParser
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    line = stream.line(limits.header)
    try:
        if not line.startswith(b"WARC/"):
            headers = ARCHeadersParser().parse(BytesIO(line)).headers
            return "arc", tuple(headers), _length(dict(headers).get("length", ""))
        lines, size = [line], len(line)
        while line.strip(b"\r\n") and line.endswith(b"\n"):
            line = stream.line(limits.header - size)
            size += len(line)
            lines.append(line)
        if not line.endswith(b"\n"):
            return (
                f"a record's header has more than {limits.header:,} bytes"
                if size >= limits.header
                else "a record's header is cut off"
            )
        headers = StatusAndHeadersParser([], verify=False).parse(BytesIO(b"".join(lines))).headers
    except (StatusAndHeadersParserException, EOFError, ValueError):
        return "a record's header cannot be read"
    record = Record("warc", tuple(headers), b"", 0, None, "")
    return "warc", record.headers, _length(record.get("content-length"))


def _length(text: str) -> int | None:
    """A length as a header tells it; None where that is no length."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text.strip(), re.ASCII) else None


def _block(stream: Unpacked, at: int, length: int | None, limits: Limits) -> tuple[bytes, str]:
    """The block of a record whose header was just read, and what is wrong with its length."""
    if length is None:
        return _without_end(stream.until_record(limits.body + 1)), "the record does not tell its length"
    block = stream.read(length)
    short = len(block) < length
    # Garbage may follow a record that is sound: one that ended with its member, or as records end.
    ends = stream.at_record() or stream.crossed or stream.blanks == _END
    if not short and ends:
        return block, ""
    lost = any(fault.fatal and fault.at == at for fault in stream.faults)
    inner = None if lost else _INNER.search(block + stream.peek(REACH))
    if inner is not None and inner.start() < len(block):
        stream.push_back(block[inner.start() :])
        return _without_end(block[: inner.start()]), "the record is shorter than it tells"
    if short and block.endswith(_END) and not lost:
        return _without_end(block), "the record is shorter than it tells"
    if short or lost:
        return block, f"the record is cut off: {len(block):,} of {length:,} bytes" if short else ""
    return (
        _without_end(block + stream.until_record(limits.body + 1 - len(block))),
        f"the record is longer than the {length:,} bytes that it tells",
    )


def _without_end(block: bytes) -> bytes:
    """A block without the two line ends that close a record."""
    return block.removesuffix(_END) if block.endswith(_END) else block.removesuffix(b"\n").removesuffix(b"\r")


def _pass_over(stream: Unpacked, length: int, rewinds: int) -> int:
    """Go to the end of a record that is too large, or, where its length is wrong, only behind its header; rewinds that are left."""
    here = stream.mark()
    if rewinds == 0 or here is None:
        return rewinds
    if stream.skip(length) == length and stream.at_record():
        return rewinds
    stream.take_faults()
    stream.rewind(here)
    return rewinds - 1
