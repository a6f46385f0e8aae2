"""The canonical YAML of a library: one text for one value, so that a diff shows decisions and nothing else.

Block form with two spaces, lists indented below their key, short records on one line where the schema says so, nothing
wrapped, plain words wherever YAML allows them and JSON's quotes otherwise. `yaml_text.read_yaml` reads it back to the
same value and the same comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aetia.library.yaml_text import Comments, Path


@dataclass(frozen=True)
class Inline:
    """A mapping or list that is written on one line."""

    value: Any


def write_yaml(value: Any, comments: dict[Path, Comments] | None = None) -> str:
    """The canonical text of a value made of dictionaries, lists, strings, None and `Inline`.

    Keys keep their order. Comments are put back at their paths; a comment whose path is gone is kept at the end, so that no
    word of a person is lost.
    """
    writer = _Writer(dict(comments or {}))
    if not isinstance(value, dict | list):
        raise TypeError("a library file holds a mapping or a list")
    end = writer.comments.pop((), Comments())
    lines = list(writer.block(value, (), 0))
    leftover = [line for rest in writer.comments.values() for line in _all_lines(rest)]
    return "".join(f"{line}\n" for line in [*lines, *leftover, *_all_lines(end)])


def _all_lines(comments: Comments) -> list[str]:
    return comments.before + ([comments.beside] if comments.beside else [])


class _Writer:
    def __init__(self, comments: dict[Path, Comments]) -> None:
        self.comments = comments

    def block(self, value: Any, path: Path, indent: int) -> Iterator[str]:
        """The lines of a mapping or list in block form."""
        pad = " " * indent
        if isinstance(value, dict):
            for key, item in value.items():
                yield from self._entry(pad, f"{scalar(key)}:", item, (*path, key), indent)
        else:
            for number, item in enumerate(value):
                yield from self._item(pad, item, (*path, number), indent)

    def _entry(self, pad: str, head: str, item: Any, path: Path, indent: int) -> Iterator[str]:
        here = self.comments.pop(path, Comments())
        for line in here.before:
            yield pad + line
        beside = f"  {here.beside}" if here.beside else ""
        if isinstance(item, dict | list) and item:
            yield f"{pad}{head}{beside}"
            yield from self.block(item, path, indent + 2)
        elif isinstance(item, str) and _is_block(item):
            if here.beside:
                yield pad + here.beside
            yield f"{pad}{head} |-"
            for line in item.split("\n"):
                yield f"{pad}  {line}" if line else ""
        else:
            yield f"{pad}{head} {one_line(item)}{beside}"

    def _item(self, pad: str, item: Any, path: Path, indent: int) -> Iterator[str]:
        if not (isinstance(item, dict | list) and item):
            yield from self._entry(pad, "-", item, path, indent)
            return
        here = self.comments.pop(path, Comments())
        for line in here.before:
            yield pad + line
        beside = f"  {here.beside}" if here.beside else ""
        if beside and self._has_comment_beside_first_line(item, path):
            yield pad + beside.lstrip()
            beside = ""
        inner = list(self.block(item, path, indent + 2))
        leading = next(number for number, line in enumerate(inner) if not line.lstrip().startswith("#"))
        for line in inner[:leading]:
            yield pad + line.lstrip()
        yield f"{pad}- {inner[leading].lstrip()}{beside}"
        yield from inner[leading + 1 :]

    def _has_comment_beside_first_line(self, item: Any, path: Path) -> bool:
        """Whether the line that an item begins on has a comment of its own, that of its first part."""
        while isinstance(item, list) and item:
            item, path = item[0], (*path, 0)
            if path in self.comments and self.comments[path].beside:
                return True
        first = (*path, next(iter(item))) if isinstance(item, dict) and item else path
        return first in self.comments and self.comments[first].beside is not None


def one_line(value: Any, flow: bool = False) -> str:
    """A value on one line."""
    if isinstance(value, Inline):
        value, flow = value.value, True
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k, True)}: {one_line(v, True)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(one_line(item, True) for item in value) + "]"
    return "null" if value is None else scalar(value, flow)


_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`=~]|[-?:](?=[^\s,\[\]{}:]))(?:[^\n]*[^\s:])?\Z")
_BREAKS_PLAIN = re.compile(r":\s|\s#|:\Z|[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff﻿\u2028\u2029￾￿\t]")
_BREAKS_FLOW = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}]|\Z)|\A[?:-]")
_NULLS = frozenset({"", "~", "null"})


def scalar(text: str, flow: bool = False) -> str:
    """A text as YAML scalar: plain where YAML reads it back the same, else in JSON's quotes.

    Args:
        text: any text without lone surrogates.
        flow: whether it stands inside ``{…}`` or ``[…]``.
    """
    plain = (
        text not in _NULLS
        and _PLAIN.match(text)
        and not _BREAKS_PLAIN.search(text)
        and not (flow and _BREAKS_FLOW.search(text))
        and not text.startswith(("---", "..."))
    )
    return text if plain else _quote(text)


def _quote(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f﻿\u2028\u2029￾￿]", lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_block(text: str) -> bool:
    """Whether a text of several lines can be a literal block and be read back the same."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and all(line == line.rstrip() for line in lines)
        and bool(lines[0] and lines[-1])
        and not lines[0].startswith(" ")
        and not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f﻿\u2028\u2029￾￿]", text)
    )
