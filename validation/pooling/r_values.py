"""The values of R expressions: vectors as lists of numbers or words, matrices as lists of rows, tables and results by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from validation.pooling.r_language import MISSING, Node, NotCovered

Vector: TypeAlias = list[Any]
Arguments: TypeAlias = list[tuple[str, Node]]
Special: TypeAlias = Callable[[Arguments, "Environment"], Any]
"""A function that gets its arguments as they are written."""
Function: TypeAlias = Callable[[list[Any], Mapping[str, Any]], Any]
"""A function of values: those without a name, and those with one."""


class Table(dict[str, Vector]):
    """Columns by name, all of one length."""


class Matrix(list[list[float]]):
    """Rows of numbers with names, by which R lets them be picked: ``ci$random["tau^2", "ci.lb"]``."""

    def __init__(self, rows: list[list[float]], rownames: Sequence[str] = (), colnames: Sequence[str] = ()) -> None:
        super().__init__(rows)
        self.rownames = list(rownames)
        self.colnames = list(colnames)


class Result(dict[str, Any]):
    """What a step gives: quantities by name, and what later steps need in *payload*."""

    def __init__(self, fields: Mapping[str, Any], **payload: Any) -> None:
        super().__init__(fields)
        self.payload = payload


class Environment:
    """Variables, functions and what stands behind them.

    Args:
        names: variables.
        specials: functions of :data:`Special` kind, by name.
        functions: functions of :data:`Function` kind, by name.
        fallback: gives the value of a name that is no variable; raises NotCovered where there is none.
    """

    def __init__(
        self,
        names: dict[str, Any],
        specials: Mapping[str, Special],
        functions: Mapping[str, Function],
        fallback: Callable[[str], Any],
    ) -> None:
        self.names = names
        self._specials = specials
        self._functions = functions
        self._fallback = fallback

    def within(self, columns: Mapping[str, Any]) -> Environment:
        """The same, with more variables in front."""
        return Environment({**self.names, **columns}, self._specials, self._functions, self._fallback)

    def value(self, node: Node) -> Any:
        """The value of an expression."""
        match node.kind:
            case "number":
                return [float(node.text)]
            case "string":
                return [node.text]
            case "name":
                return self._named(node.text)
            case "field":
                return field_of(self.value(node.parts[0]), node.text)
            case "index":
                return self._indexed(node)
            case "operator":
                return self._operated(node)
            case "call":
                return self._called(node)
            case "formula":
                return node
            case "function":
                return lambda argument: self.within({node.text: argument}).value(node.parts[0])
        raise NotCovered("an R expression of another form")

    def _named(self, name: str) -> Any:
        constants = {
            "TRUE": True,
            "T": True,
            "FALSE": False,
            "F": False,
            "NA": math.nan,
            "Inf": math.inf,
            "pi": math.pi,
        }
        if name in self.names:
            return self.names[name]
        if name in constants:
            return [constants[name]]
        if name == "NULL":
            return None
        return self._fallback(name)

    def _called(self, node: Node) -> Any:
        function, *rest = node.parts
        if function.kind != "name":
            raise NotCovered("an R expression of another form")
        arguments = list(zip(node.names[1:], rest, strict=True))
        return self.call(function.text, arguments)

    def call(self, name: str, arguments: Arguments) -> Any:
        """Call a function with arguments as they are written."""
        if name in self._specials:
            return self._specials[name](arguments, self)
        if name not in self._functions:
            raise NotCovered(f"the function '{name}'")
        named = {key: self.value(part) for key, part in arguments if key}
        values = [self.value(part) for key, part in arguments if not key and part is not MISSING]
        try:
            return self._functions[name](values, named)
        except (TypeError, KeyError, IndexError, ValueError, ZeroDivisionError, AttributeError, StopIteration) as error:
            raise NotCovered(f"the function '{name}' used in another way") from error

    def _operated(self, node: Node) -> Any:
        if len(node.parts) == 1:
            inner = vector(self.value(node.parts[0]))
            return [-x for x in inner] if node.text == "-" else [not x for x in inner] if node.text == "!" else inner
        left, right = (vector(self.value(part)) for part in node.parts)
        if node.text == ":":
            start, stop = int(left[0]), int(right[0])
            step = 1 if stop >= start else -1
            return [float(number) for number in range(start, stop + step, step)]
        if node.text == "%in%":
            return [x in right for x in left]
        if node.text not in _OPERATORS:
            raise NotCovered("an R expression of another form")
        return paired(_OPERATORS[node.text], left, right)

    def _indexed(self, node: Node) -> Any:
        owner = self.value(node.parts[0])
        keys = [None if part is MISSING else self.value(part) for part in node.parts[1:]]
        if node.text == "[[":
            return _element(owner, keys[0])
        if isinstance(owner, Mapping):
            return _rows_of(owner, keys)
        if len(keys) == 2:
            return _cells_of(owner, keys)
        flat = vector(owner)
        return [flat[i] for i in positions(keys[0], len(flat))]


def _cells_of(owner: Any, keys: list[Any]) -> Any:
    """Rows and columns of a matrix; a single row where there is one."""
    matrix = owner if owner and isinstance(owner[0], list) else [owner]
    rownames, colnames = getattr(owner, "rownames", []), getattr(owner, "colnames", [])
    rows = matrix if keys[0] is None else [matrix[i] for i in positions(keys[0], len(matrix), rownames)]
    if keys[1] is None:
        return rows[0] if len(rows) == 1 else rows
    cells = [[row[j] for j in positions(keys[1], len(row), colnames)] for row in rows]
    return [cell for row in cells for cell in row]


def field_of(owner: Any, name: str) -> Any:
    """``owner$name``."""
    if not isinstance(owner, Mapping) or name not in owner:
        raise NotCovered(f"the quantity '{name}'")
    return owner[name]


def positions(key: Any, size: int, names: Sequence[str] = ()) -> list[int]:
    """The positions, from 0, that an R index means: numbers from 1, numbers to leave out, truth values, or names."""
    keys = vector(key)
    if names and keys and all(isinstance(x, str) and x in names for x in keys):
        return [names.index(x) for x in keys]
    if all(isinstance(x, bool) for x in keys):
        if len(keys) != size:
            raise NotCovered("an index of another length")
        return [i for i, x in enumerate(keys) if x]
    if any(isinstance(x, str) for x in keys):
        raise NotCovered("an index by name")
    numbers = [int(x) for x in keys]
    if all(x < 0 for x in numbers):
        return [i for i in range(size) if -(i + 1) not in numbers]
    if any(not 1 <= x <= size for x in numbers):
        raise NotCovered("an index that is not there")
    return [x - 1 for x in numbers]


def _rows_of(owner: Mapping[str, Any], keys: list[Any]) -> Any:
    if len(keys) == 1 and isinstance(owner, Table):
        # A table indexed once is indexed by column.
        keys = [None, *keys]
    if len(keys) != 2:
        raise NotCovered("an index of another form")
    names = visible(owner) if keys[1] is not None else list(owner)
    if keys[1] is not None:
        wanted = vector(keys[1])
        names = (
            [str(x) for x in wanted]
            if isinstance(wanted[0], str)
            else [names[i] for i in positions(wanted, len(names))]
        )
    if not names or any(name not in owner for name in names):
        raise NotCovered("a column that is not there")
    size = len(vector(owner[names[0]]))
    rows = range(size) if keys[0] is None else positions(keys[0], size)
    columns = Table({name: [vector(owner[name])[i] for i in rows] for name in names})
    return columns[names[0]] if len(names) == 1 else columns


def visible(owner: Mapping[str, Any]) -> list[str]:
    """The names of columns, without those that a step keeps for later steps behind a point."""
    return [name for name in owner if not name.startswith(".")]


def _element(owner: Any, key: Any) -> Any:
    wanted = vector(key)[0]
    if isinstance(owner, Mapping):
        if isinstance(wanted, str):
            return field_of(owner, wanted)
        names = visible(owner)
        return owner[names[positions([wanted], len(names))[0]]]
    return owner[positions([wanted], len(owner))[0]]


def vector(value: Any) -> Vector:
    """A value as a flat list."""
    if isinstance(value, (bool, int, float, str)):
        return [value]
    if isinstance(value, list):
        return [part for item in value for part in vector(item)]
    if isinstance(value, Table):
        return [part for name in visible(value) for part in value[name]]
    raise NotCovered("a quantity that is no number")


def numbers(value: Any) -> list[float]:
    """A value as a flat list of numbers."""
    flat = vector(value)
    if any(isinstance(x, str) for x in flat):
        raise NotCovered("words where numbers are needed")
    return [float(x) for x in flat]


def paired(function: Callable[[Any, Any], Any], left: Vector, right: Vector) -> Vector:
    """Element by element, the shorter side repeated."""
    size = max(len(left), len(right))
    if not left or not right or size % len(left) or size % len(right):
        raise NotCovered("vectors of lengths that do not fit")
    try:
        return [function(left[i % len(left)], right[i % len(right)]) for i in range(size)]
    except ZeroDivisionError:
        raise NotCovered("a division by zero") from None


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "&": lambda a, b: a and b,
    "|": lambda a, b: a or b,
}
