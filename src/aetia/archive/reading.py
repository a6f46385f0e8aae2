"""Reading web archives of every kind: one file, a WACZ, or a folder of both."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from aetia.archive.capture import Capture, Damage
from aetia.archive.container import RECORDS, Container, fault_of, members_of_records
from aetia.archive.gzip_member import MAGIC, beginning
from aetia.archive.limits import Limits, Meter, TooMuch
from aetia.archive.package import check_package
from aetia.archive.records import Record, read_records
from aetia.archive.responses import kind_of, read_response
from aetia.archive.revisits import Originals, Place
from aetia.archive.unpacking import RECORD, Unpacked
from aetia.errors import ArchiveError

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_SNIFF = 1 << 16
_REMEDY = "Give a .warc, .warc.gz, .arc, .arc.gz or .wacz file, or a folder of them"


def read_captures(path: Path, *, limits: Limits = Limits()) -> Iterator[Capture | Damage]:
    """Every response and resource in a web archive, in the order of the archive, and what could not be read.

    A revisit is given with the body of its original where that is in the same input; it comes last where the original follows.
    What is broken costs nothing else: reading goes on with the next record that can be found. Nothing is written.

    Args:
        path: a .warc, .warc.gz, .arc, .arc.gz or .wacz file, or a folder of such files.
        limits: what the reading may cost.

    Raises:
        ArchiveError: the path holds no web archive. Told at once where the first bytes show it, else at the end.
    """
    files = _files(path, limits)
    if isinstance(path, Path) and not path.is_dir():
        _require_archive(path)
    return _Reading(path, files, limits).captures()


def _require_archive(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise ArchiveError("it is no file", where=str(path), remedy=_REMEDY)
    try:
        with path.open("rb") as raw:
            start = raw.read(_SNIFF)
    except OSError as error:
        raise ArchiveError(f"the file cannot be read ({error.strerror})", where=str(path), remedy=_REMEDY) from error
    if not start:
        raise ArchiveError("the file is empty", where=str(path), remedy=_REMEDY)
    if start.startswith((_ZIP, _EMPTY_ZIP)) or RECORDS.search(path.name) or path.suffix.lower() == ".wacz":
        return
    content = beginning(start, _SNIFF) if start.startswith(MAGIC) else start
    if RECORD.match(content.lstrip(b"\r\n\t \0")) is None:
        raise ArchiveError("the file is not a web archive", where=str(path), remedy=_REMEDY)


def _files(path: Path, limits: Limits) -> list[Path | Damage]:
    """The archives at a path, sorted; links in a folder are not followed."""
    if not path.is_dir():
        return [path]
    found: list[Path | Damage] = []
    for folder, folders, names in os.walk(path, followlinks=False):
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if not RECORDS.search(name) and not name.lower().endswith(".wacz"):
                continue
            if file.is_symlink() or not file.is_file():
                found.append(Damage(str(file), "it is a link or no file; it was not read"))
            elif len(found) < limits.members:
                found.append(file)
            else:
                return [
                    *found,
                    Damage(
                        str(path), f"the folder has more than {limits.members:,} archives; the others were not read"
                    ),
                ]
    if not found:
        raise ArchiveError("the folder holds no web archive", where=str(path), remedy=_REMEDY)
    return found


class _Reading:
    """One reading of some files.

    Args:
        path: that was asked for.
        files: to read.
        limits: of the reading.
    """

    def __init__(self, path: Path, files: list[Path | Damage], limits: Limits) -> None:
        self._path, self._files, self._limits = path, files, limits
        self._meter = Meter(limits)
        self._openers: list[tuple[str, Callable[[ExitStack], BinaryIO]]] = []
        self._originals = Originals(limits, self._again)
        self._records = 0
        self._open: tuple[Path, Container] | None = None

    def captures(self) -> Iterator[Capture | Damage]:
        """All of it."""
        try:
            for file in self._files:
                if isinstance(file, Damage):
                    yield file
                else:
                    yield from self._file(file)
            for waiting in self._originals.waiting:
                found = self._originals.resolve(waiting.record, waiting.name, last=True)
                if found is not None:
                    yield found
        except TooMuch:
            what = f"more than {self._limits.total:,} bytes were unpacked; the rest of the archive was not read"
            yield Damage(str(self._path), what)
            return
        if not self._records and len(self._files) == 1:
            raise ArchiveError("no record of a web archive was found", where=str(self._path), remedy=_REMEDY)

    def _file(self, file: Path) -> Iterator[Capture | Damage]:
        try:
            with file.open("rb") as raw:
                start = raw.read(4)
        except OSError as error:
            yield Damage(file.name, f"the file cannot be read ({error.strerror})")
            return
        if start in (_ZIP, _EMPTY_ZIP):
            yield from self._wacz(file)
        else:
            yield from self._stream(file.name, lambda stack: stack.enter_context(file.open("rb")))

    def _wacz(self, file: Path) -> Iterator[Capture | Damage]:
        with ExitStack() as stack:
            raw = stack.enter_context(file.open("rb"))
            try:
                container = Container(raw, file.name, self._meter)
            except zipfile.BadZipFile as error:
                yield Damage(file.name, f"{error}; the records in it were searched for")
                yield from self._salvage(file)
                return
            before = self._records
            yield from container.faults
            yield from check_package(container, self._limits)
            self._open = file, container
            for member in members_of_records(container):
                yield from self._stream(f"{file.name}!{member}", partial(self._member, file, member))
            self._open = None
            if self._records == before and any(members_of_records(container)):
                yield Damage(file.name, "no member gives a record; the records in the file were searched for")
                yield from self._salvage(file)

    def _salvage(self, file: Path) -> Iterator[Capture | Damage]:
        """The records that lie anywhere in a broken zip file: members are stored as they are, so they can be found."""
        yield from self._stream(file.name, lambda stack: stack.enter_context(file.open("rb")), salvage=True)

    def _member(self, file: Path, member: str, stack: ExitStack) -> BinaryIO:
        """A member of a WACZ file, which may be open: a table of contents is read once for all its members."""
        if self._open is not None and self._open[0] == file:
            return stack.enter_context(self._open[1].open(member))
        raw = stack.enter_context(file.open("rb"))
        return stack.enter_context(Container(raw, file.name, Meter(self._limits)).open(member))

    def _stream(
        self, name: str, opener: Callable[[ExitStack], BinaryIO], *, salvage: bool = False
    ) -> Iterator[Capture | Damage]:
        number = len(self._openers)
        self._openers.append((name, opener))
        with ExitStack() as stack:
            raw = opener(stack)
            for record in read_records(Unpacked(raw, self._meter, salvage=salvage), self._limits, name):
                if isinstance(record, Damage):
                    yield record
                    continue
                self._records += 1
                found = self._capture(record, name, number)
                if found is not None:
                    yield found
            if fault := fault_of(raw):
                yield Damage(name, fault)

    def _capture(self, record: Record, name: str, number: int) -> Capture | Damage | None:
        kind = kind_of(record)
        if kind == "revisit":
            return self._originals.resolve(record, name)
        if kind not in ("response", "resource"):
            return None
        response = read_response(record, name, self._limits)
        self._meter.add(len(response.capture.body))
        if record.mark is not None:
            self._originals.remember(response, Place(number, record.mark))
        return response.capture

    def _again(self, place: Place) -> Capture | None:
        """The capture at a place, read once more."""
        name, opener = self._openers[place.file]
        with ExitStack() as stack:
            stream = Unpacked(opener(stack), self._meter)
            stream.rewind(place.mark)
            for record in read_records(stream, self._limits, name):
                if isinstance(record, Record):
                    found = read_response(record, name, self._limits).capture
                    self._meter.add(len(found.body))
                    return found
        return None
