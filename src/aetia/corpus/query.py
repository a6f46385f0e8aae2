"""Reading a search in PubMed's language.

A search is terms joined by AND, OR and NOT, worked off from left to right as PubMed does, with parentheses where another order is
meant. Words side by side are joined by AND. docs/methods/search.md tells the language and where PubMed does otherwise.
"""

from __future__ import annotations

from aetia.corpus.query_pieces import Piece, pieces_of
from aetia.corpus.query_terms import NOWHERE, Where, joined, only_numbers, term_of, where_of
from aetia.corpus.query_tree import And, Between, Node, Not, Or, depth
from aetia.corpus.tags import tag_of
from aetia.errors import QueryError

DEEPEST = 100
"""Parentheses within parentheses, and parts within parts: as AND, OR and NOT are worked off from left to right, each change between
them makes all before it one part."""
_BEGINS = frozenset({"open", "quoted", "word", "colon"})


def parse(query: str) -> Node:
    """The tree of a search; ``parse(str(tree))`` is the same tree.

    Args:
        query: such as ``scleroderma, systemic[mh] AND (EBV[tiab] OR "epstein barr"[ti]) AND 2015:2026[dp] NOT review[pt]``.

    Raises:
        QueryError: it cannot be understood; the message points at the place and says what to write.
    """
    reader = _Reader(query)
    node = reader.expression(0)
    if reader.piece.kind == "close":
        raise QueryError(
            "this parenthesis was not opened", query=query, at=reader.piece.at, remedy="Take it out, or open one before"
        )
    if len(query) > DEEPEST and depth(node) > DEEPEST:  # each part takes a character at least
        remedy = "Put what belongs together in parentheses, or search for less"
        raise QueryError("AND, OR and NOT change too often", query=query, at=0, remedy=remedy)
    if only_numbers(node):
        return term_of(str(node), Where(tag_of("pmid")), query, quoted=False, at=0)
    return node


class _Chain:
    """Parts joined from left to right, those with one operator side by side."""

    def __init__(self, first: Node) -> None:
        self.operator = ""
        self.parts = [first]

    def add(self, operator: str, part: Node) -> None:
        if self.operator and operator != self.operator:
            self.parts = [self.node()]
        self.operator = operator
        self.parts.append(part)

    def node(self) -> Node:
        match self.operator:
            case "AND":
                return And(tuple(self.parts))
            case "OR":
                return Or(tuple(self.parts))
            case "NOT":
                return Not(self.parts[0], tuple(self.parts[1:]))
            case _:
                return self.parts[0]


class _Reader:
    """Pieces become a tree, one piece at a time."""

    def __init__(self, query: str) -> None:
        self.query = query
        self._pieces = pieces_of(query)
        self.piece = next(self._pieces)

    def _next(self) -> Piece:
        taken = self.piece
        self.piece = next(self._pieces, taken)
        return taken

    def expression(self, depth: int) -> Node:
        """Everything up to a closing parenthesis or the end."""
        chain = _Chain(self._operand(depth))
        while self.piece.kind not in ("close", "end"):
            operator = self._operator()
            chain.add(operator, self._operand(depth))
        return chain.node()

    def _operator(self) -> str:
        if self.piece.kind in _BEGINS:
            return "AND"
        if self.piece.kind == "tag":
            remedy = "Write it behind each word, and put a text that has parentheses of its own in quotation marks"
            raise self._fault("a tag stands behind a word or a phrase", remedy)
        operator = self._next()
        if self.piece.kind == "operator" and self.piece.text == "NOT" and operator.text != "NOT":
            if operator.text == "OR":
                raise self._fault(
                    "OR NOT would find nearly everything", "Write NOT alone, or put what is meant in parentheses"
                )
            return self._next().text
        return operator.text

    def _operand(self, depth: int) -> Node:
        match self.piece.kind:
            case "open":
                return self._parenthesis(depth)
            case "quoted":
                piece = self._next()
                return self._range(self._term(piece.text, quoted=True, at=piece.at), depth)
            case "word" | "colon":
                return self._range(self._words(), depth)
            case "tag":
                raise self._fault("a tag has no words before it", "Write the words first: virus[ti]")
            case "operator":
                raise self._fault(
                    f"{self.piece.text} has nothing before it",
                    "Write what it joins on both sides, or put the word in quotation marks",
                )
            case "close":
                raise self._fault("there is nothing to look up before this parenthesis", "Write a term, or take it out")
            case _:
                what = "something is missing at the end" if self.query.strip() else "the search is empty"
                raise self._fault(what, "Write a word or a phrase")

    def _parenthesis(self, depth: int) -> Node:
        opened = self._next()
        if depth >= DEEPEST:
            raise QueryError(
                "too many parentheses stand within each other",
                query=self.query,
                at=opened.at,
                remedy=f"Use at most {DEEPEST}",
            )
        node = self.expression(depth + 1)
        if self.piece.kind != "close":
            raise QueryError(
                "this parenthesis is not closed",
                query=self.query,
                at=opened.at,
                remedy="Close it, or put it in quotation marks",
            )
        self._next()
        return node

    def _words(self) -> Node:
        first = self.piece
        words = []
        while self.piece.kind in ("word", "colon"):
            words.append(self._next().text)
        return self._term(" ".join(words), quoted=False, at=first.at)

    def _term(self, text: str, *, quoted: bool, at: int) -> Node:
        where = where_of(self._next(), self.query) if self.piece.kind == "tag" else NOWHERE
        return term_of(text, where, self.query, quoted=quoted, at=at)

    def _range(self, node: Node, depth: int) -> Node:
        """The other end of a range, where a colon stands behind a date that has its tag."""
        if not isinstance(node, Between) or self.piece.kind != "colon":
            return node
        self._next()
        return joined(node, self._operand(depth), self.query)

    def _fault(self, what: str, remedy: str) -> QueryError:
        return QueryError(what, query=self.query, at=self.piece.at, remedy=remedy)
