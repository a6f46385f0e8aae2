"""Citations to read, one a line, however long the input: never more than one line is held."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from aetia.cli.output import say
from aetia.errors import InputError
from aetia.rescue.citations import CITATION_LIMIT

# UTF-8 takes at most four bytes a character.
_LINE_BYTES = 4 * CITATION_LIMIT
_TOLD_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something.

    Args:
        number: counted from 1.
        text: the line; its beginning only where it is too long.
        too_long: more characters than a citation may have.
    """

    number: int
    text: str
    too_long: bool = False


def given_lines(texts: Iterable[str]) -> Iterator[Line]:
    """Citations given as arguments; '-' is standard input."""
    for number, text in enumerate(texts, 1):
        if text == "-":
            yield from lines_of(Path("-"))
        elif text.strip():
            yield Line(number, text[:CITATION_LIMIT], len(text) > CITATION_LIMIT)


def lines_of(file: Path) -> Iterator[Line]:
    """The lines of a file that are not empty; '-' is standard input. Bytes that are no UTF-8 are replaced.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        if str(file) == "-":
            yield from _read(sys.stdin.buffer)
        else:
            with file.open("rb") as stream:
                yield from _read(stream)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", where=str(file)) from error


def _read(stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while data := stream.readline(_LINE_BYTES + 1):
        number += 1
        cut = len(data) > _LINE_BYTES and not data.endswith(b"\n")
        rest = data if cut else b""
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_LINE_BYTES)
        text = data.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")
        if text.strip():
            yield Line(number, text[:CITATION_LIMIT], cut or len(text) > CITATION_LIMIT)


def told_now_and_then(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines; how far they are is said on stderr every few seconds."""
    last = time.monotonic()
    for line in lines:
        yield line
        if time.monotonic() - last > _TOLD_EVERY:
            last = time.monotonic()
            say(f"  line {line.number:,}")
