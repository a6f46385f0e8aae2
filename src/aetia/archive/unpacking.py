"""The records of a WARC or ARC file as one stream, whether the file is packed record by record, as a whole, or not at all.

The stream knows where a record begins, so that a record whose length is wrong, or a packed member that is damaged, costs no
other record. It never holds more than one piece of the file, and stops at what `Limits` allows.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, NamedTuple

from aetia.archive.gzip_member import MAGIC, TRAILER, Member, beginning, header_length
from aetia.archive.limits import Meter

_BLOCK = 1 << 16
_PACKED = 1 << 14
"""Packed bytes read at once: what a fault in them swallows is small."""
_BLANK = b"\r\n\0 \t"
REACH = 5000
"""Bytes in which the beginning of a record is told: an ARC line holds a whole address."""
_WARC = rb"WARC/\d\.\d{1,2}[ \t]*\r{0,3}\n[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:"
_ARC = (
    rb"[A-Za-z][A-Za-z0-9+.-]{1,15}:[^ \r\n]{0,4000}+(?: [^ \r\n]{0,4000}+){0,200}?"
    rb" [0-9A-Fa-f.:]{1,45} \d{8,20} [^ \r\n]{1,200} [^ \r\n]{1,20}\r?\n"
)
RECORD = re.compile(rb"(?:%s)|(?:%s)" % (_WARC, _ARC))
_NEXT = re.compile(rb"(?<=\n)(?:(?:%s)|(?:%s))|\x1f\x8b\x08" % (_WARC, _ARC))
_NEXT_ANYWHERE = re.compile(rb"(?:%s)|\x1f\x8b\x08" % _WARC)
_NEXT_PLAIN = re.compile(rb"(?<=\n)(?:(?:%s)|(?:%s))" % (_WARC, _ARC))
_PARAGRAPH_END = re.compile(rb"\n\r{0,3}\n")
_HEADER = 1 << 10
"""Bytes in which the header of a packed member ends, unless it holds a long name."""
_TRIALS = 20_000
"""Places that may be tried for a packed record in one file; garbage that is nothing but such places is not searched to its end."""

Mark = tuple[int, int]
"""A place to come back to: the byte where its member begins, and the bytes unpacked from there; in plain bytes, `_PLAIN`."""
_PLAIN = -1


class Fault(NamedTuple):
    """What was wrong, at which byte of the file, and whether the rest of the packed member is lost with it."""

    at: int
    what: str
    fatal: bool = False


class Unpacked:
    """A file of records, unpacked as it is read.

    Args:
        raw: the file, open at any place; it must be able to seek.
        meter: counts what is unpacked.
        salvage: whether this is no file of records, but something broken that holds records anywhere.

    Attributes:
        faults: what was wrong since they were last taken.
        crossed: whether `at_record` found the end of a packed member here; blanks: the blank lines that it found.
    """

    def __init__(self, raw: BinaryIO, meter: Meter, *, salvage: bool = False) -> None:
        self._raw, self._meter = raw, meter
        self._next_plain = _NEXT_ANYWHERE if salvage else _NEXT
        self._next = 0
        self._held = b""
        self._member: Member | None = None
        self._start = 0
        self._open = False
        self._broken = False
        self._trials = _TRIALS
        self.crossed, self.blanks = False, b""
        self.faults: list[Fault] = []

    # Where we are

    def where(self) -> int:
        """The byte of the file at which the next record begins, or its packed member."""
        return self._start if self._member else self._next - len(self._held)

    def mark(self) -> Mark | None:
        """This place, to come back to; None where there is no telling."""
        if not self._member:
            return self._next - len(self._held), _PLAIN
        inside = self._member.made - len(self._held)
        return (self._start, inside) if inside >= 0 else None

    def rewind(self, mark: Mark) -> None:
        """Come back to a place."""
        self._next, self._held, self._broken = mark[0], b"", False
        if mark[1] == _PLAIN:
            self._start, self._member, self._open = mark[0], None, True
        else:
            self._enter()
            self.skip(mark[1])

    def take_faults(self) -> list[Fault]:
        """The faults since this was last called."""
        faults, self.faults = self.faults, []
        return faults

    # Reading

    def line(self, most: int) -> bytes:
        """One line with its end; cut at *most* bytes, at the end of a packed member, and at damage."""
        if not self._continues():
            return b""
        found, searched = self._held.find(b"\n"), len(self._held)
        while found < 0 and len(self._held) < most and self._more():
            found, searched = self._held.find(b"\n", searched), len(self._held)
        return self._take(min(most, found + 1 if found >= 0 else len(self._held)))

    def paragraph(self, most: int) -> bytes:
        """All up to a blank line, and that line; cut at *most* bytes, at the end of a packed member, and at damage."""
        if not self._continues():
            return b""
        searched = 0
        while True:
            found = _PARAGRAPH_END.search(self._held, searched)
            if found is not None:
                return self._take(min(most, found.end()))
            searched = max(0, len(self._held) - 4)
            if len(self._held) >= most or not self._more():
                return self._take(min(most, len(self._held)))

    def read(self, count: int) -> bytes:
        """So many bytes; fewer at the end, at damage, and where a packed member begins with a record."""
        pieces = []
        while count > 0 and self._continues():
            piece = self._take(min(count, len(self._held)))
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def skip(self, count: int) -> int:
        """Pass over what `read` would give; how much that was."""
        passed = 0
        while passed < count and self._continues():
            passed += len(self._take(min(count - passed, len(self._held))))
        return passed

    def peek(self, count: int) -> bytes:
        """The next bytes, without passing over them: at most so many, and within what goes on here."""
        while len(self._held) < count and self._more():
            pass
        return self._held[:count]

    def push_back(self, content: bytes) -> None:
        """Read this again: the end of what was read last."""
        self._held = content + self._held

    # Records

    def at_record(self) -> bool:
        """Whether a record begins here, or the file ends. Blank lines before it are passed over, but not before anything else."""
        self.blanks, self.crossed = b"", False
        while True:
            rest = self._held.lstrip(_BLANK)
            if len(self.blanks) < _BLOCK:
                self.blanks += self._held[: len(self._held) - len(rest)]
            self._held = rest
            if rest:
                if self._begins():
                    return True
                self.push_back(self.blanks)
                return False
            if not self._more():
                if self._broken or not self._enter():
                    return not self._broken
                self.crossed, self.blanks = True, b""

    def to_record(self) -> bool:
        """Go to where the next record begins; False where there is none. What is passed over becomes a fault."""
        passed, first = 0, -1
        while True:
            if self.at_record():
                if passed and first >= 0:
                    self.faults.append(Fault(first, f"{passed:,} bytes that are no record were passed over"))
                return bool(self._held)
            if self._held:
                first = first if passed else self.where()
                passed += self._search()
            else:
                # Within the damaged member: its own end is not known, and the next member may lie anywhere behind its beginning.
                self._broken, self._member, self._open = False, None, True
                self._next = self._start + 2
                passed, first = passed or 1, -1

    def until_record(self, most: int) -> bytes:
        """What lies before the next record, the file's end, or damage; at most so much."""
        pieces, size = [], 0
        while size < most and self._continues():
            found = _NEXT_PLAIN.search(self._held)
            if found is None:
                while len(self._held) < 2 * REACH and self._more():
                    pass
                found = _NEXT_PLAIN.search(self._held)
            if found is not None:
                pieces.append(self._take(min(found.start(), most - size)))
                break
            ended = not self._open
            piece = self._take(min(len(self._held) if ended else max(1, len(self._held) - REACH), most - size))
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)

    # Inside

    def _take(self, count: int) -> bytes:
        content, self._held = self._held[:count], self._held[count:]
        return content

    def _begins(self) -> bool:
        while (len(self._held) < 100 or b"\n" not in self._held[:REACH]) and len(self._held) < REACH and self._more():
            pass
        if self._member is None and self._held.startswith(MAGIC) and self._trials > 0:
            return self._packed_record() and self._more() and self._begins()
        return RECORD.match(self._held) is not None

    def _continues(self) -> bool:
        """Whether the record that is being read may go on here."""
        while not self._held:
            if self._broken:
                return False
            if not self._more():
                packed = self._member is not None
                # No record goes on from a packed member into plain bytes.
                if self._broken or not self._enter() or self._begins() or (packed and self._member is None):
                    return False
        return True

    def _enter(self) -> bool:
        """Begin the next packed member, or the plain rest of the file; False at the end of the file, and at damage."""
        self._raw.seek(self._next)
        start = self._raw.read(_HEADER)
        if not start:
            self._open = False
            return False
        self._start, self._open, self._member = self._next, True, None
        if start.startswith(MAGIC):
            length = header_length(start)
            if length is None:
                length = header_length(start + self._raw.read(_BLOCK))
            if length is None:
                self._break("a packed record has no whole header")
                return False
            self._member = Member()
            self._next += length
        return True

    def _break(self, what: str) -> None:
        self.faults.append(Fault(self._start, what, fatal=True))
        self._broken, self._open = True, False

    def _more(self) -> bool:
        """Hold more of the current member; False at its end and at damage."""
        if not self._open:
            return self._join()
        if self._member is None:
            self._raw.seek(self._next)
            piece = self._raw.read(_BLOCK)
            self._next += len(piece)
            self._held += piece
            self._open = bool(piece)
            return bool(piece)
        return self._unpack(self._member)

    def _join(self) -> bool:
        """Hold the beginning of the next packed member too, unless that begins a record: some tools pack in pieces of one size."""
        if self._broken or not self._held or self._member is None:
            return False
        before = (self._next, self._start, self._member, self._held)
        self._held = b""
        faults = len(self.faults)
        if self._enter() and self._member is not None:
            while len(self._held) < REACH and self._open and self._unpack(self._member):
                pass
            if self._held and not RECORD.match(self._held.lstrip(_BLANK)):
                self._held = before[3] + self._held
                return True
        del self.faults[faults:]
        self._next, self._start, self._member, self._held = before
        self._open = self._broken = False
        return False

    def _unpack(self, member: Member) -> bool:
        limits = self._meter.limits
        self._raw.seek(self._next)
        while True:
            packed = self._raw.read(_PACKED) if member.hungry else b""
            if member.hungry and not packed:
                self._break("the file is cut off within a packed record")
                return False
            try:
                piece = member.feed(packed)
            except zlib.error:
                self._break("a packed record is damaged")
                return False
            self._next += len(packed)
            self._meter.add(len(piece))
            self._held += piece
            if member.made > limits.free and member.made > limits.ratio * member.taken:
                self._break(f"a packed record grows more than {limits.ratio} times, so it is not unpacked")
                return False
            if member.over:
                self._close(member)
                return bool(piece)
            if piece:
                return True

    def _close(self, member: Member) -> None:
        self._next -= len(member.unused)
        self._raw.seek(self._next)
        trailer = self._raw.read(TRAILER)
        self._next += len(trailer)
        self._open = False
        if len(trailer) < TRAILER:
            self.faults.append(Fault(self._start, "the file is cut off at the end of a packed record"))
        elif not member.agrees(trailer):
            self.faults.append(Fault(self._start, "the checksum of a packed record is wrong"))
            # Where bytes are missing, the end of this member is the end of another.
            self._broken = self._raw.read(len(MAGIC)) not in (MAGIC, b"")

    def _search(self) -> int:
        """Go to where the next record may begin, at least one byte on; how many bytes that was."""
        pattern = self._next_plain if self._member is None and self._trials > 0 else _NEXT_PLAIN
        passed = 0
        while True:
            found = pattern.search(self._held, 1)
            if found is not None and found.start() < len(self._held):
                passed += len(self._take(found.start()))
                if not found[0].startswith(MAGIC):
                    return passed
                if self._packed_record():
                    return passed
                continue
            keep = 0 if not self._open else min(len(self._held), REACH)
            passed += len(self._take(len(self._held) - keep))
            if not self._more():
                passed += len(self._take(len(self._held)))
                return passed

    def _packed_record(self) -> bool:
        """Whether a packed record begins here, in a plain stretch of the file; if so, it is entered."""
        self._trials -= 1
        at = self._next - len(self._held)
        self._raw.seek(at)
        content = beginning(self._raw.read(_BLOCK // 8), 2 * REACH)
        if RECORD.match(content) is None and not RECORD.match(content.lstrip(_BLANK)):
            return False
        self._next, self._held = at, b""
        return self._enter()
