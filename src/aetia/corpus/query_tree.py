"""A search as a tree: terms, ranges, and how they are joined. ``str`` writes it in the language that it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from aetia.corpus.tags import Tag


@dataclass(frozen=True)
class Term:
    """Words or a phrase, and where to look.

    Attributes:
        text: as written, with single blanks.
        tag: where to look; None: everywhere.
        quoted: whether it stood in quotation marks.
        near: how many other words may stand among these, in any order; None: a phrase, in order.
        at: place in the query, for messages.
    """

    text: str
    tag: Tag | None = None
    quoted: bool = False
    near: int | None = None
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.quoted else self.text
        if self.tag is None:
            return text
        near = "" if self.near is None else f":~{self.near}"
        return f"{text}[{self.tag.name}{near}]"


@dataclass(frozen=True)
class Between:
    """From one date or PMID to another, both included.

    Attributes:
        low, high: as written: ``2019``, ``2019/05``, ``2019/05/31``, ``3000`` for "no end", or a PMID. Equal ones are one period.
        tag: of dates or of numbers.
        at: place in the query, for messages.
    """

    low: str
    high: str
    tag: Tag
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.low if self.low == self.high else f'{self.low}:{self.high}'}[{self.tag.name}]"


@dataclass(frozen=True)
class And:
    """Records that all parts find."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(map(_nested, self.parts))


@dataclass(frozen=True)
class Or:
    """Records that any part finds."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(map(_nested, self.parts))


@dataclass(frozen=True)
class Not:
    """Records that one part finds and none of the others."""

    kept: Node
    dropped: tuple[Node, ...]

    def __str__(self) -> str:
        return " NOT ".join(map(_nested, (self.kept, *self.dropped)))


Node = Term | Between | And | Or | Not


def depth(node: Node) -> int:
    """How many joined parts stand within each other: 0 for a term."""
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        each, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((part, level + 1) for part in _parts(each))
    return deepest


def leaves(node: Node, *, dropped: bool = True) -> Iterator[Term | Between]:
    """The terms and ranges of a tree, from left to right.

    Args:
        node: the tree.
        dropped: whether to go into what stands behind NOT.
    """
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, dropped=dropped)
        case Not(kept, gone):
            yield from leaves(kept, dropped=dropped)
            if dropped:
                for part in gone:
                    yield from leaves(part)
        case _:
            yield node


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(kept, dropped):
            return (kept, *dropped)
        case _:
            return ()


def _nested(node: Node) -> str:
    return str(node) if isinstance(node, Term | Between) else f"({node})"
