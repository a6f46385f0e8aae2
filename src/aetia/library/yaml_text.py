"""YAML as libraries use it: every scalar is text, comments are kept, one canonical form.

Reading takes YAML's failsafe schema (YAML 1.2.2, § 10.1) with null added: `no` is the word "no", `2020-10-30` is the text
"2020-10-30", `007` keeps its zeros. The record's field then decides what it means. Anchors, aliases and tags are refused:
libraries do not need them, and they are how a small file becomes a large one.

PyYAML's libyaml parser gives events with line numbers, about 25 times as fast as a pure Python parser, so that a library of
thousands of studies can be checked while one waits. It knows nothing of comments; `comments` are therefore found between the
events, tied to the path of the value that they stand at, and put back when the text is written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import yaml

from aetia.errors import LibraryError

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 40
MAX_VALUES = 300_000
MAX_KEY = 200
LONGEST_LINE = 2_000

Path = tuple[str | int, ...]


@dataclass
class Comments:
    """Comments around one value: whole lines `before` it, and one at the end of its line (`beside`)."""

    before: list[str] = field(default_factory=list)
    beside: str | None = None


@dataclass
class YamlText:
    """A parsed YAML document.

    `value` is made of dictionaries, lists, strings and None. `lines` gives the line (from 1) on which each path begins.
    `comments` by path; the path ``()`` holds what stands at the end of the document.
    """

    value: Any
    lines: dict[Path, int]
    comments: dict[Path, Comments]

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest path above it that the document has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str, where: str, first_line: int = 1) -> YamlText:
    """Parse one YAML document.

    Args:
        text: the document.
        where: its file, for messages.
        first_line: the line of the file on which the text begins (front matter begins on 2).

    Raises:
        LibraryError: with file and line, when the text is not YAML, is too large or too deep, repeats a key, or uses an
            anchor, an alias or a tag.
    """
    if len(text) > MAX_CHARACTERS:
        raise LibraryError(
            f"the file has {len(text)} characters, more than {MAX_CHARACTERS}", where=where, remedy="Split it"
        )
    if found := _UNREADABLE.search(text):
        line = text.count("\n", 0, found.start()) + first_line
        raise LibraryError(
            f"an unreadable control character (U+{ord(found[0]):04X})", where=f"{where}:{line}", remedy="Delete it"
        )
    builder = _Builder(where, first_line, with_comments="#" in text)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        problem = error.problem or error.context or ""
        if (
            "nesting" in problem
        ):  # libyaml has a limit of its own, and may look further ahead than the events that we saw
            raise LibraryError(_TOO_DEEP, where=f"{where}:{line}", remedy="Flatten them") from None
        raise LibraryError(
            f"this is not YAML: {problem}",
            where=f"{where}:{line}",
            remedy=_yaml_remedy(text, line - first_line),
        ) from None
    except yaml.YAMLError as error:
        raise LibraryError(f"this is not YAML: {error}", where=where, remedy="Save the file as UTF-8 text") from None
    comments = _find_comments(text, builder) if builder.with_comments else {}
    return YamlText(builder.root, builder.lines, comments)


_TOO_DEEP = f"the values are nested more than {MAX_DEPTH} deep"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff￾￿]")
_NULLS = frozenset({"", "~", "null"})
_SECOND_COLON = re.compile(r"\s*(?:- +)*[^\s:'\"{\[#][^:]*: +[^\s'\"{\[|>#][^:]*(?::\S[^:]*)*:(?:\s|$)")


def _yaml_remedy(text: str, number: int) -> str:
    """What to do about a line (from 0) that is not YAML; a colon inside a sentence is the commonest cause."""
    lines = text.splitlines()
    if 0 <= number < len(lines) and _SECOND_COLON.match(lines[number][:LONGEST_LINE]):
        return 'Put the sentence in quotes ("…"): it holds a colon'
    return "Check the indentation, quotes and brackets on this line and the one above"


def _line(event: yaml.Event) -> int:
    """The line of an event, from 0. The parser always sets it; the type allows for events made by hand."""
    assert event.start_mark is not None
    return int(event.start_mark.line)


class _Builder:
    """Builds values from parser events without recursion."""

    def __init__(self, where: str, first_line: int, with_comments: bool) -> None:
        self.where, self.first_line, self.with_comments = where, first_line, with_comments
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.starts: list[tuple[int, Path]] = []
        self.scalars: list[tuple[int, int, int, int]] = []
        self._stack: list[tuple[Path, Any]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self.with_comments:
                self._mark_scalar(event)
            self._refuse_extras(event)
            plain_null = event.value in _NULLS and event.implicit[0]
            self._put(None if plain_null else event.value, event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._refuse_extras(event)
            if len(self._stack) >= MAX_DEPTH:
                raise self._fault(event, _TOO_DEEP, "Flatten them")
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = self._put(value, event)
            self._stack.append((path, value))
            self._key.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()
            self._key.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise self._fault(event, "an alias (*name) is not used in libraries", "Write the value out")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._fault(event, "a second document begins here", "Delete the line '---'")

    def _put(self, value: Any, event: yaml.Event) -> Path:
        if not self._stack:
            self.root = value
            self.lines[()] = _line(event) + self.first_line
            return ()
        parent_path, parent = self._stack[-1]
        if isinstance(parent, list):
            path = (*parent_path, len(parent))
            parent.append(value)
            self._place(path, event)
            return path
        key = self._key[-1]
        if key is None:
            if not isinstance(value, str):
                raise self._fault(event, "a key must be a word", "Write the key as plain text before the colon")
            if len(value) > MAX_KEY:
                raise self._fault(event, f"a key is longer than {MAX_KEY} characters", "Shorten it")
            if value in parent:
                raise self._fault(event, f"'{value}' stands here twice", "Keep one of the two")
            self._key[-1] = value
            self._place((*parent_path, value), event)
            return ()
        parent[key] = value
        self._key[-1] = None
        return (*parent_path, key)

    def _place(self, path: Path, event: yaml.Event) -> None:
        line = _line(event)
        self.lines[path] = line + self.first_line
        if len(self.lines) > MAX_VALUES:
            raise self._fault(event, f"the file holds more than {MAX_VALUES} values", "Split it")
        if self.with_comments:
            self.starts.append((line, path))

    def _mark_scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        if event.style in ("|", ">"):
            self.scalars.append((start.line, start.column, start.line, start.column + 1))
            self.scalars.append((start.line + 1, 0, end.line, end.column))
        else:
            self.scalars.append((start.line, start.column, end.line, end.column))

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._fault(event, "an anchor (&name) is not used in libraries", "Write the value out each time")
        if event.tag is not None and event.tag != "!":
            raise self._fault(event, f"a tag ({event.tag}) is not used in libraries", "Delete it")

    def _fault(self, event: yaml.Event, what: str, remedy: str) -> LibraryError:
        return LibraryError(what, where=f"{self.where}:{_line(event) + self.first_line}", remedy=remedy)


def _find_comments(text: str, builder: _Builder) -> dict[Path, Comments]:
    """Comments by the path that they stand before or beside."""
    comments: dict[Path, Comments] = {}
    first_on_line: dict[int, Path] = {}
    for line, path in builder.starts:
        first_on_line.setdefault(line, path)
    covered: dict[int, list[tuple[int, float]]] = {}
    for top, left, bottom, right in builder.scalars:
        for line in range(top, bottom + 1):
            covered.setdefault(line, []).append((left if line == top else 0, right if line == bottom else float("inf")))
    waiting: list[str] = []
    for number, words in enumerate(text.splitlines()):
        found = _comment_in(words, covered.get(number, []))
        own = first_on_line.get(number)
        if own is not None and waiting:
            comments.setdefault(own, Comments()).before.extend(waiting)
            waiting = []
        if found is None:
            continue
        if own is not None:
            comments.setdefault(own, Comments()).beside = found
        else:
            waiting.append(found)
    if waiting:
        comments.setdefault((), Comments()).before.extend(waiting)
    return comments


def _comment_in(line: str, covered: list[tuple[int, float]]) -> str | None:
    """The comment of a line.

    Args:
        line: the line.
        covered: from which column to which scalars reach on it, in order.
    """
    starts = [left for left, _ in covered]
    for found in re.finditer(r"(?:^|(?<=\s))#", line):
        column = found.start()
        before = bisect_right(starts, column) - 1
        if before < 0 or column >= covered[before][1]:
            return line[column:].rstrip()
    return None
