"""The items of a JSON array, or of JSON lines, one by one: bounded memory, and a broken item does not end the others."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from aetia.sources.report import Report

LARGEST_ITEM = 64 << 20
"""Characters of one item; a larger one ends the reading."""
MOST_UNENDED = 20
"""Items without an end after which reading stops, since each is looked for up to the end of the file."""
_TOKEN = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|["{}\[\]]')
_BETWEEN = re.compile(r"[\s,\[\]]*")
_STRAY_END = re.compile(r"[{\n]")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class Item(NamedTuple):
    """A value, and the line where it begins, from 1."""

    value: Any
    line: int


def json_items(blocks: Iterable[bytes], report: Report) -> Iterator[Item]:
    """Objects: those of an array, or those that stand one after the other.

    Args:
        blocks: of UTF-8.
        report: told of what is no JSON, item by item; nothing is told of a file that is none at all.
    """
    text = _Text(blocks)
    unended = 0
    if not text.opens():
        return
    text.skip_between()
    while text.more():
        line = text.line
        if not text.at("{"):
            text.drop(text.end_of_stray())
            report.unknown["value that is no item"] += 1
        elif end := text.end_of_item():
            yield from _decoded(text.drop(end), line, report)
        else:
            report.fault("an item that is not closed was passed over", line, lost=True)
            unended += 1
            if unended > MOST_UNENDED or not text.drop_to_next():
                report.complete = False
                return
        text.skip_between()


def _decoded(text: str, line: int, report: Report) -> Iterator[Item]:
    try:
        value = json.loads(text, strict=False)
        if _SURROGATE.search(text):
            value = _whole_characters(value)
    except (ValueError, RecursionError) as error:
        reason = (
            error.msg if isinstance(error, json.JSONDecodeError) else "it is built too deep, or a number is too long"
        )
        report.fault(f"the item is no JSON ({reason})", line, lost=True)
        return
    yield Item(value, line)


def _whole_characters(value: Any) -> Any:
    """A value without halves of characters, which JSON may hold and UTF-8 may not."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if isinstance(value, list):
        return [_whole_characters(one) for one in value]
    if isinstance(value, dict):
        return {_whole_characters(name): _whole_characters(one) for name, one in value.items()}
    return value


class _Text:
    """Text that is read as far as it is needed; `line` is that of its first character, and `indent` what stands before it there."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held, self._begin = "", 0
        self.line, self.indent = 1, ""

    def _read(self) -> bool:
        """Hold at least twice as much, so that reading a long item costs no more than a few times its length."""
        wanted = max(2 * (len(self._held) - self._begin), 1)
        parts = [self._held[self._begin :]]
        size = len(parts[0])
        self._begin = 0
        for block in self._blocks:
            parts.append(self._decoder.decode(block))
            size += len(parts[-1])
            if size >= wanted:
                break
        grew = size > len(parts[0])
        self._held = "".join(parts)
        return grew

    def more(self) -> bool:
        """Whether there is any text left."""
        return self._begin < len(self._held) or self._read()

    def opens(self) -> bool:
        """Whether the first character that is no blank opens an array or an object."""
        while self.more():
            if not self._held[self._begin :].isspace():
                return self._held[self._begin :].lstrip()[:1] in ("[", "{")
            self.drop(len(self._held) - self._begin)
        return False

    def at(self, character: str) -> bool:
        """Whether it begins with a character."""
        return self.more() and self._held[self._begin] == character

    def drop(self, length: int) -> str:
        """Take characters away; they are returned."""
        taken = self._held[self._begin : self._begin + length]
        self._begin += length
        self.line += taken.count("\n")
        return taken

    def skip_between(self) -> None:
        """Take away what stands between items: blanks, commas, the brackets of arrays."""
        while self.more():
            match = _BETWEEN.match(self._held, self._begin)
            passed = self.drop(match.end() - self._begin) if match else ""
            if "\n" in passed:
                self.indent = passed.rpartition("\n")[2]
            if self._begin < len(self._held):
                return

    def end_of_item(self) -> int:
        """The length of the object that the text begins with; 0 if it has no end within :data:`LARGEST_ITEM`, or a string in it
        has none in its line."""
        depth, place = 0, 0
        while True:
            for token in _TOKEN.finditer(self._held, self._begin + place):
                mark = token[0]
                if mark == '"':
                    if self._held.find("\n", token.end()) >= 0:
                        return 0
                    break
                place = token.end() - self._begin
                if mark[0] != '"':
                    depth += 1 if mark in "{[" else -1
                    if depth == 0:
                        return place
            if len(self._held) - self._begin > LARGEST_ITEM or not self._read():
                return 0

    def end_of_stray(self) -> int:
        """The length of what is no object: up to the next one, or the end of the line."""
        match = _STRAY_END.search(self._held, self._begin + 1)
        return (match.start() if match else len(self._held)) - self._begin

    def drop_to_next(self) -> bool:
        """Take away an object without an end, up to a line that begins another one, no deeper than it; whether there is one."""
        match = re.compile(rf"\n\s{{0,{len(self.indent)}}}(?=\{{)").search(self._held, self._begin)
        self.drop((match.start() if match else len(self._held)) - self._begin)
        return match is not None
