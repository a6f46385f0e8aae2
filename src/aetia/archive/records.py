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
from aetia.archive.limits import LINES, Limits
from aetia.archive.unpacking import REACH, RECORD, Mark, Unpacked

_INNER = re.compile(rb"(?<=\n)(?:%s)" % RECORD.pattern)
_REWINDS = 16
"""How often a stream is gone through to the end of a record that is too large, and back because its length was wrong."""
_TRUST = 16
"""How often a large record may prove shorter than it tells before no length of the stream is believed any more."""
_LARGE = 1 << 16
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
    rewinds, trust = _REWINDS, _TRUST
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
        if trust or length is None:
            block, trouble = _block(stream, at, length, limits)
        else:
            block, trouble = _doubted(stream, length)
        trust -= bool(trust and trouble and (length or 0) > _LARGE)
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

    is_warc = stream.peek(5) == b"WARC/"
    header = stream.paragraph(limits.header) if is_warc else stream.line(limits.header)
    if not (header.endswith(b"\n") and (not is_warc or re.search(rb"\n\r{0,3}\n\Z", header))):
        many = f"a record's header has more than {limits.header:,} bytes"
        return many if len(header) >= limits.header else "a record's header is cut off"
    if header.count(b"\n") > LINES:
        return f"a record's header has more than {LINES:,} lines"
    try:
        if not is_warc:
            headers = ARCHeadersParser().parse(BytesIO(header)).headers
            return "arc", tuple(headers), _length(dict(headers).get("length", ""))
        headers = StatusAndHeadersParser([], verify=False).parse(BytesIO(header)).headers
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
    here = stream.mark()
    block = stream.read(length)
    short = len(block) < length
    # Garbage may follow a record that is sound: one that ended with its member, or as records end.
    ends = stream.at_record() or stream.crossed or stream.blanks.startswith(_END)
    if not short and ends:
        return block, ""
    lost = any(fault.fatal and fault.at == at for fault in stream.faults)
    inner = None if lost else _INNER.search(block + stream.peek(REACH))
    if inner is not None and inner.start() < len(block):
        if here is not None and len(block) - inner.start() > _LARGE:
            # What is held stays small, however much a record claims.
            stream.rewind(here)
            stream.skip(inner.start())
        else:
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


def _doubted(stream: Unpacked, length: int) -> tuple[bytes, str]:
    """The block of a record of a stream whose lengths are lies: to the next record, or as long as it tells if that is less."""
    block = stream.until_record(length)
    if len(block) == length:
        return block, ""
    return _without_end(block), f"the record is shorter than it tells: {len(block):,} of {length:,} bytes"


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
