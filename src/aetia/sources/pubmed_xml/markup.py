"""What a piece of markup says: its name, whether it opens or closes an element, and its attributes. Each kind is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml.blanks import tidy
from aetia.sources.pubmed_xml.entities import decode
from aetia.sources.pubmed_xml.safe_parser import parse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = 200_000
"""Kinds of markup remembered at once. PubMed has some tens of thousands (mostly MeSH identifiers); hostile input could
have any number."""

_NAME = rb"[A-Za-z_\x80-\xff][\w.\-\x80-\xff]*"
_QUALIFIED = _NAME + rb"(?::" + _NAME + rb")?"
_BLANK = rb"[ \t\r\n]"
_MARKUP = re.compile(
    rb"<(?P<close>/?)(?P<name>" + _QUALIFIED + rb")"
    rb"(?P<attributes>(?:"
    + _BLANK
    + rb"+"
    + _QUALIFIED
    + _BLANK
    + rb"*="
    + _BLANK
    + rb"*(?:\"[^\"<]*\"|'[^'<]*'))*)"
    + _BLANK
    + rb"*(?P<empty>/?)>"
)
_ATTRIBUTE = re.compile(rb"(" + _QUALIFIED + rb")" + _BLANK + rb"*=" + _BLANK + rb"*(?:\"([^\"]*)\"|'([^']*)')")

OPEN, EMPTY, CLOSE = 1, 0, -1


@dataclass(frozen=True)
class Markup:
    """One kind of markup: the number of its name; ``OPEN``, ``EMPTY`` or ``CLOSE``; its attributes."""

    name: int
    kind: int
    attributes: dict[str, str]


class Vocabulary:
    """The markup seen so far, shared by all chunks of a file.

    Attributes:
        names: of elements, in the order in which they were first seen.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._number: dict[str, int] = {}
        self._known: dict[bytes, Markup] = {}

    def number(self, name: str) -> int:
        """The number of an element's name."""
        if name not in self._number:
            self._number[name] = len(self.names)
            self.names.append(name)
        return self._number[name]

    def describe(self, kinds: list[bytes]) -> list[Markup] | None:
        """What each kind of markup says; None if one of them is no plain tag (a comment, an instruction, a fault)."""
        if len(self._known) > LARGEST:
            self._known.clear()
        found = []
        for raw in kinds:
            markup = self._known.get(raw)
            if markup is None:
                markup = self._read(raw)
                if markup is None:
                    return None
                self._known[raw] = markup
            found.append(markup)
        return found

    def _read(self, raw: bytes) -> Markup | None:
        match = _MARKUP.fullmatch(raw)
        if match is None or (match["close"] and (match["empty"] or match["attributes"])):
            return None
        if not match["close"] and not raw.isascii() and not _is_legal(raw, bool(match["empty"])):
            return None
        attributes: dict[str, str] = {}
        for name, double, single in _ATTRIBUTE.findall(match["attributes"]):
            key = name.decode()
            if key in attributes:
                return None  # the same attribute twice is not well-formed
            attributes[key] = tidy(decode((double or single).decode("utf-8", "replace")))
        kind = CLOSE if match["close"] else EMPTY if match["empty"] else OPEN
        return Markup(self.number(match["name"].decode()), kind, attributes)


def _is_legal(raw: bytes, empty: bool) -> bool:
    """Whether lxml takes a tag whose names may hold other characters than XML allows."""
    from lxml import etree

    try:
        parse(raw if empty else raw[:-1] + b"/>")
    except etree.XMLSyntaxError:
        return False
    return True


def columns(markups: list[Markup]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Numbers of names and kinds as arrays."""
    import numpy as np

    names = np.fromiter((markup.name for markup in markups), np.int32, len(markups))
    kinds = np.fromiter((markup.kind for markup in markups), np.int8, len(markups))
    return names, kinds
