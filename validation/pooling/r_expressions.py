"""A few R expressions, read as data: numbers, names, ``c()``, ``$``, one-based indices and arithmetic. Nothing is executed."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Vector: TypeAlias = list[float]
Function: TypeAlias = Callable[[list[Any]], Any]

_RANGE = re.compile(r"^\s*(\d+)\s*:\s*(\d+)\s*$")
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class NotCovered(Exception):
    """A fact asks for something that is not built; the message is the reason, the same for all facts of one kind."""


def evaluate(text: str, names: Mapping[str, Any], functions: Mapping[str, Function]) -> Any:
    """The value of an expression.

    Args:
        text: R source of one expression.
        names: variables; a table is a mapping of columns, and ``dat$yi`` is the column ``yi`` of ``dat``.
        functions: calls that are understood, each given its evaluated arguments.

    Raises:
        NotCovered: any other form.
    """
    span = _RANGE.match(text)
    if span:
        return [float(number) for number in range(int(span[1]), int(span[2]) + 1)]
    try:
        tree = ast.parse(text.replace("$", "."), mode="eval")
    except SyntaxError:
        raise NotCovered("an R expression of another form") from None
    return _Evaluation(names, functions).value(tree.body)


class _Evaluation:
    def __init__(self, names: Mapping[str, Any], functions: Mapping[str, Function]) -> None:
        self._names = names
        self._functions = functions

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return float(node.value)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named(_dotted(node))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return [-x for x in vector(self.value(node.operand))]
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return self._arithmetic(node)
        if isinstance(node, ast.Subscript):
            return self._indexed(node)
        if isinstance(node, ast.Call):
            return self._called(node)
        raise NotCovered("an R expression of another form")

    def _named(self, name: str) -> Any:
        if name in self._names:
            return self._names[name]
        parts = name.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            owner, field = ".".join(parts[:cut]), ".".join(parts[cut:])
            if owner in self._names:
                table = self._names[owner]
                if isinstance(table, Mapping) and field in table:
                    return table[field]
                raise NotCovered(f"the quantity '{field}'")
        raise NotCovered("the steps do not say where a name comes from")

    def _arithmetic(self, node: ast.BinOp) -> Vector:
        left, right = vector(self.value(node.left)), vector(self.value(node.right))
        size = max(len(left), len(right))
        left, right = (side * size if len(side) == 1 else side for side in (left, right))
        return [_ARITHMETIC[type(node.op)](a, b) for a, b in zip(left, right, strict=True)]

    def _indexed(self, node: ast.Subscript) -> Any:
        owner = self.value(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for part in parts:
            index = int(vector(self.value(part))[0])
            owner = owner[index - 1]
        return owner

    def _called(self, node: ast.Call) -> Any:
        name = _dotted(node.func) if isinstance(node.func, (ast.Name, ast.Attribute)) else ""
        if name == "with" and len(node.args) == 2:
            return _Evaluation({**self._names, **self.value(node.args[0])}, self._functions).value(node.args[1])
        if name not in self._functions or node.keywords:
            raise NotCovered(f"the function '{name}'")
        return self._functions[name]([self.value(argument) for argument in node.args])


def vector(value: Any) -> Vector:
    """A value as a flat list of numbers."""
    if isinstance(value, (int, float)):
        return [float(value)]
    if isinstance(value, list):
        return [number for part in value for number in vector(part)]
    raise NotCovered("a quantity that is no number")


ARITHMETIC_FUNCTIONS: dict[str, Function] = {
    "c": vector,
    "sqrt": lambda arguments: [math.sqrt(x) for x in vector(arguments)],
    "log": lambda arguments: [math.log(x) for x in vector(arguments)],
    "exp": lambda arguments: [math.exp(x) for x in vector(arguments)],
}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    raise NotCovered("an R expression of another form")
