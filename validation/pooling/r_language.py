"""R expressions, read as data: a small parser for the forms that occur in reference facts. Nothing is executed by R or Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final


class NotCovered(Exception):
    """A fact asks for something that is not built; the message is the reason, the same for all facts of one kind."""


@dataclass(frozen=True)
class Node:
    """One node of an expression.

    Attributes:
        kind: number, string, name, call, index (``[``, ``[[``), field (``$``), operator, formula, function or missing.
        text: the number, name or operator.
        parts: what it applies to; for a call the function first.
        names: of the arguments of a call or index, "" where there is none.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    names: tuple[str, ...] = field(default=())


MISSING: Final = Node("missing")
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?)
      | (?P<string>"[^"]*"|'[^']*')
      | (?P<name>[A-Za-z.][\w.]*(?:::[A-Za-z.][\w.]*)?|`[^`]+`)
      | (?P<operator>%\w+%|<=|>=|==|!=|&&|\|\||\[\[|\]\]|[-+*/^:~<>&|!$\[\](),={}])
    )""",
    re.VERBOSE,
)
_BINARY = {
    "~": 1, "||": 2, "|": 2, "&&": 3, "&": 3, "==": 5, "!=": 5, "<": 5, ">": 5, "<=": 5, ">=": 5, "+": 6, "-": 6,
    "*": 7, "/": 7, ":": 9, "^": 11,
}  # fmt: skip
_UNARY = {"-": 10, "+": 10, "!": 4, "~": 1}


def parse(text: str) -> Node:
    """The tree of one expression.

    Raises:
        NotCovered: any other form.
    """
    parser = _Parser(_tokens(text))
    node = parser.expression(0)
    parser.end()
    return node


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise NotCovered("an R expression of another form")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise NotCovered("an R expression of another form")

    def expression(self, least: int) -> Node:
        left = self._postfix(self._prefix())
        while True:
            operator = self._peek()
            power = 8 if operator.startswith("%") and len(operator) > 1 else _BINARY.get(operator, -1)
            if power < least or power < 0:
                return left
            self._next()
            right = self.expression(power if operator == "^" else power + 1)
            left = Node("formula" if operator == "~" else "operator", operator, (left, right))

    def _prefix(self) -> Node:
        kind, text = self._next()
        if kind == "number":
            return Node("number", text.rstrip("L"))
        if kind == "string":
            return Node("string", text[1:-1])
        if kind == "name":
            if text == "function":
                return self._function()
            return Node("name", text.strip("`").split("::")[-1])
        if text == "(":
            inner = self.expression(0)
            self._expect(")")
            return inner
        if text in _UNARY:
            inner = self.expression(_UNARY[text])
            return Node("formula" if text == "~" else "operator", text, (inner,))
        raise NotCovered("an R expression of another form")

    def _postfix(self, node: Node) -> Node:
        while self._peek() in ("(", "[", "[[", "$"):
            _, opening = self._next()
            if opening == "$":
                kind, text = self._next()
                if kind not in ("name", "string"):
                    raise NotCovered("an R expression of another form")
                node = Node("field", text.strip("`\"'"), (node,))
                continue
            closing = {"(": ")", "[": "]", "[[": "]]"}[opening]
            parts, names = self._arguments(closing)
            node = Node("call" if opening == "(" else "index", opening, (node, *parts), ("", *names))
        return node

    def _arguments(self, closing: str) -> tuple[list[Node], list[str]]:
        parts: list[Node] = []
        names: list[str] = []
        if self._peek() == closing and closing == ")":
            self._next()
            return parts, names
        while True:
            name = ""
            if self._ahead(1) == "=" and self._kind() in ("name", "string"):
                name = self._next()[1].strip("`\"'")
                self._next()
            parts.append(MISSING if self._peek() in (",", closing) else self.expression(0))
            names.append(name)
            # "a[b[1]]" ends with one token for two brackets.
            if closing == "]" and self._peek() == "]]":
                self._tokens[self._at : self._at + 1] = [("operator", "]"), ("operator", "]")]
            if self._peek() == closing:
                self._next()
                return parts, names
            self._expect(",")

    def _function(self) -> Node:
        self._expect("(")
        _, name = self._next()
        self._expect(")")
        return Node("function", name, (self.expression(0),))

    def _peek(self) -> str:
        return self._ahead(0)

    def _ahead(self, steps: int) -> str:
        at = self._at + steps
        return self._tokens[at][1] if at < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise NotCovered("an R expression of another form")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, text: str) -> None:
        if self._next()[1] != text:
            raise NotCovered("an R expression of another form")
