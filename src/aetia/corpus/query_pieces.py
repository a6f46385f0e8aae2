"""A search cut into pieces: words, quoted phrases, tags, parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aetia.errors import QueryError

_QUOTES = '"“”„‟«»'
_PIECE = re.compile(
    rf"\s*(?:(?P<open>\()|(?P<close>\))|[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|\[(?P<tag>[^\[\]]*)\]"
    rf"|(?P<colon>:)|(?P<word>[^\s()\[\]{_QUOTES}]+)|(?P<end>\Z))"
)
OPERATORS = frozenset({"AND", "OR", "NOT"})


class Piece(NamedTuple):
    """A piece of a query.

    Attributes:
        kind: ``open``, ``close``, ``quoted``, ``tag``, ``colon``, ``word``, ``operator`` (AND, OR, NOT in any case) or ``end``.
        text: without its quotation marks or brackets.
        at: place in the query.
    """

    kind: str
    text: str
    at: int


def pieces_of(query: str) -> Iterator[Piece]:
    """The pieces of a query, in order, and an ``end``.

    Raises:
        QueryError: a quotation mark or a bracket stands alone.
    """
    at, kind = 0, ""
    while kind != "end":
        found = _PIECE.match(query, at)
        if found is None:
            raise _lonely(query, _after_blank(query, at))
        kind = found.lastgroup or ""
        text, at = found[kind], found.end()
        place = found.start(kind) - (kind in ("quoted", "tag"))
        if kind == "word" and text.upper() in OPERATORS:
            yield Piece("operator", text.upper(), place)
        else:
            yield Piece(kind, text, place)


def _after_blank(query: str, at: int) -> int:
    return len(query) - len(query[at:].lstrip())


def _lonely(query: str, at: int) -> QueryError:
    if query[at] == "[":
        return QueryError("this bracket is not closed", query=query, at=at, remedy="Close it behind the tag: [tiab]")
    if query[at] == "]":
        return QueryError(
            "this bracket was not opened",
            query=query,
            at=at,
            remedy="Write a tag as [tiab], and put a text with brackets in quotation marks",
        )
    return QueryError(
        "this quotation mark has no partner", query=query, at=at, remedy="Close the phrase with another one"
    )
