"""A list of citations, one after the other: JSON lines, a JSON array, or plain text with a citation a line; bounded memory, and a
broken line ends nothing but itself."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from aetia.errors import InputError
from aetia.resolve.items import read_query
from aetia.resolve.query import Query
from aetia.sources.json_items import json_items
from aetia.sources.report import Report
from aetia.sources.text_blocks import text_blocks

LONGEST_LINE = 1_000_000
"""Bytes of a line; a longer one is no citation."""
LONGEST_CITATION = 8_000
"""Characters of a citation; a longer text is not looked at."""
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What a hostile item may bring about in code that expects a citation."""
_BLOCK = 1 << 16
_FEW_LINES = 12
_WRAPPED = 30
"""Characters that a line has at least which was broken to fit a page."""
_ARRAY = re.compile(rb"\s*\[\s*(?:\{|$)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list.

    Args:
        line: its number, from 1.
        id: what the item calls itself; its line where it does not.
        query: the citation; None where the line cannot be understood.
        error: why not.
        shown: the citation for people, as given, or the title.
    """

    line: int
    id: str | int
    query: Query | None
    error: str = ""
    shown: str = ""


def read_list(stream: BinaryIO, *, whole: bool = False) -> Iterator[Item]:
    """The citations of a list. Its form is told by its beginning: a brace for JSON lines, a bracket before a brace for an array.

    Args:
        stream: of UTF-8, or UTF-16 that says so, gzipped or not; what is neither is replaced.
        whole: a few lines of plain text are one citation where they look like one that was broken to fit a page, as when it is
            pasted from an article: a single line tells a year, and all but the last are long.
    """
    content = _Content(stream)
    last = 0
    for item in _items(io.BufferedReader(content), whole=whole):
        last = item.line
        yield item
    if content.damage:
        yield _unread(last + 1, content.damage)


class _Content(io.RawIOBase):
    """The bytes of a list in UTF-8, with line feeds alone at the ends of lines; what is gzipped is unpacked as far as it goes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._report = Report()
        self._blocks = _with_line_feeds(text_blocks(stream, self._report))
        self._rest = memoryview(b"")

    @property
    def damage(self) -> str:
        """What was wrong with the packing; empty for nothing."""
        return "; ".join(fault.what for fault in self._report.faults)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks in which each CRLF and CR is a line feed, as old Macs and Windows end their lines."""
    held = b""
    for block in blocks:
        block = held + block
        held = b"\r" if block.endswith(b"\r") else b""
        yield block.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"


def _items(stream: BinaryIO, *, whole: bool) -> Iterator[Item]:
    number, begin = _beginning(stream)
    if _ARRAY.match(begin):
        yield from _of_array(number, begin, stream)
        return
    lines = _lines(number, begin, stream)
    if begin.lstrip().startswith(b"{"):
        yield from (_of_json(number, text) for number, text in lines)
        return
    if whole:
        few = list(islice(lines, _FEW_LINES + 1))
        if _is_one(few):
            yield _of_text(few[0][0], "\n".join(text for _, text in few))
            return
        lines = chain(few, lines)
    yield from (_of_text(number, text) for number, text in lines)


def _beginning(stream: BinaryIO) -> tuple[int, bytes]:
    """The first line that is not blank, or the beginning of it, without a byte-order mark; and its number."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += line.endswith(b"\n")
        line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            return max(1, number if line.endswith(b"\n") else number + 1), line
    return 1, b""


def _lines(number: int, line: bytes, stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, from one that was read on, each with its number; of one that is too long, its beginning."""
    while line:
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        text = line.decode("utf-8", "replace").strip()
        if text:
            yield number, text
        number += 1
        line = stream.readline(LONGEST_LINE + 1)


def _of_array(number: int, begin: bytes, stream: BinaryIO) -> Iterator[Item]:
    report = Report()
    told = 0
    blocks = chain([begin], iter(lambda: stream.read(_BLOCK), b""))
    for value, line in json_items(blocks, report):
        for fault in report.faults[told:]:
            yield _unread(number - 1 + (fault.line or line), fault.what)
        told = len(report.faults)
        yield _of_object(number - 1 + line, value)
    yield from (_unread(number - 1 + (fault.line or 1), fault.what) for fault in report.faults[told:])
    if report.more_faults:
        yield _unread(number, f"{report.more_faults:,} more items cannot be read")


def _unread(line: int, why: str) -> Item:
    return Item(line, line, None, why)


def _is_one(lines: list[tuple[int, str]]) -> bool:
    """Whether lines may be one citation; numbers that follow each other say that no blank line parts them."""
    if not 1 < len(lines) <= _FEW_LINES or lines[-1][0] - lines[0][0] != len(lines) - 1:
        return False
    long = all(len(text) >= _WRAPPED for _, text in lines[:-1])
    return long and sum(bool(_YEAR.search(text)) for _, text in lines) == 1


def _of_text(number: int, text: str) -> Item:
    if len(text) > LONGEST_CITATION:
        why = f"a line of more than {LONGEST_CITATION:,} characters is no citation; put each on a line of its own"
        return Item(number, number, None, why, text[:200])
    return Item(number, number, Query(text), shown=text)


def _of_json(number: int, text: str) -> Item:
    if len(text) >= LONGEST_LINE:
        return Item(number, number, None, f"the line has more than {LONGEST_LINE:,} bytes")
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "built too deep, or a number is too long"
        return Item(number, number, None, f"the line is no JSON ({why})")
    if isinstance(value, str):
        return _of_text(number, value)
    if not isinstance(value, dict):
        return Item(number, number, None, "the line is no JSON object")
    return _of_object(number, value)


def _of_object(number: int, value: dict[str, Any]) -> Item:
    given = value.get("id")
    name = given if isinstance(given, str | int) and not isinstance(given, bool) else number
    try:
        query = read_query(value)
    except InputError as error:
        return Item(number, name, None, error.what)
    except FAULTS as error:
        return Item(number, name, None, f"the item is not built like a citation ({type(error).__name__})")
    if len(query.printed) > LONGEST_CITATION:
        return Item(number, name, None, f"a text of more than {LONGEST_CITATION:,} characters is no citation")
    return Item(number, name, query, shown=_shown(query, value))


def _shown(query: Query, value: dict[str, Any]) -> str:
    csl = value.get("csl") if isinstance(value.get("csl"), dict) else value
    titles: Iterable[Any] = (csl.get(name) for name in ("title", "article_title")) if isinstance(csl, dict) else ()
    return query.printed or next((title for title in titles if isinstance(title, str)), "")
