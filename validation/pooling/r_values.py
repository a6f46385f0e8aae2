"""The values of R expressions: vectors as lists of numbers or words, matrices as lists of rows, tables and results by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from validation.pooling.r_language import MISSING, Node, NotCovered

Vector: TypeAlias = list[Any]
Arguments: TypeAlias = list[tuple[str, Node]]
Special: TypeAlias = Callable[[Arguments, "Environment"], Any]
"""A function that gets its arguments as they are written."""


class Table(dict[str, Vector]):
    """Columns by name, all of one length."""


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
        fallback: gives the value of a name that is no variable; raises NotCovered where there is none.
    """

    def __init__(self, names: dict[str, Any], specials: Mapping[str, Special], fallback: Callable[[str], Any]) -> None:
        self.names = names
        self._specials = specials
        self._fallback = fallback

    def within(self, columns: Mapping[str, Any]) -> Environment:
        """The same, with more variables in front."""
        return Environment({**self.names, **columns}, self._specials, self._fallback)

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
        if name not in FUNCTIONS:
            raise NotCovered(f"the function '{name}'")
        named = {key: self.value(part) for key, part in arguments if key}
        values = [self.value(part) for key, part in arguments if not key and part is not MISSING]
        try:
            return FUNCTIONS[name](values, named)
        except (TypeError, KeyError, IndexError) as error:
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
            matrix = owner if owner and isinstance(owner[0], list) else [owner]
            rows = matrix if keys[0] is None else [matrix[i] for i in positions(keys[0], len(matrix))]
            if keys[1] is None:
                return rows[0] if len(rows) == 1 else rows
            cells = [[row[j] for j in positions(keys[1], len(row))] for row in rows]
            return [cell for row in cells for cell in row]
        flat = vector(owner)
        return [flat[i] for i in positions(keys[0], len(flat))]


def field_of(owner: Any, name: str) -> Any:
    """``owner$name``."""
    if not isinstance(owner, Mapping) or name not in owner:
        raise NotCovered(f"the quantity '{name}'")
    return owner[name]


def positions(key: Any, size: int) -> list[int]:
    """The positions, from 0, that an R index means: numbers from 1, numbers to leave out, or truth values."""
    keys = vector(key)
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
    if len(keys) != 2:
        raise NotCovered("an index of another form")
    names = list(owner)
    if keys[1] is not None:
        wanted = vector(keys[1])
        names = (
            [str(x) for x in wanted]
            if isinstance(wanted[0], str)
            else [names[i] for i in positions(wanted, len(names))]
        )
    size = len(vector(owner[names[0]]))
    rows = range(size) if keys[0] is None else positions(keys[0], size)
    columns = Table({name: [vector(owner[name])[i] for i in rows] for name in names})
    return columns[names[0]] if len(names) == 1 else columns


def _element(owner: Any, key: Any) -> Any:
    wanted = vector(key)[0]
    if isinstance(owner, Mapping):
        return field_of(owner, str(wanted)) if isinstance(wanted, str) else list(owner.values())[int(wanted) - 1]
    return owner[int(wanted) - 1]


def vector(value: Any) -> Vector:
    """A value as a flat list."""
    if isinstance(value, (bool, int, float, str)):
        return [value]
    if isinstance(value, list):
        return [part for item in value for part in vector(item)]
    if isinstance(value, Table):
        return [part for column in value.values() for part in column]
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


def _each(function: Callable[[float], float]) -> Callable[[list[Any], Mapping[str, Any]], Any]:
    return lambda values, _named: [function(x) if not math.isnan(x) else x for x in numbers(values[0])]


def _mean(values: list[Any], named: Mapping[str, Any]) -> Vector:
    flat = [x for x in numbers(values[0]) if not (named.get("na.rm") == [True] and math.isnan(x))]
    return [sum(flat) / len(flat)]


def _repeat(values: list[Any], named: Mapping[str, Any]) -> Vector:
    items = vector(values[0])
    if "each" in named:
        return [x for x in items for _ in range(int(named["each"][0]))]
    times = numbers(values[1] if len(values) > 1 else named["times"])
    if len(times) == len(items):
        return [x for x, n in zip(items, times, strict=True) for _ in range(int(n))]
    return items * int(times[0])


def _sequence(values: list[Any], named: Mapping[str, Any]) -> Vector:
    start, stop = (numbers(value)[0] for value in values[:2])
    if "length" in named or "length.out" in named:
        count = int(numbers(named.get("length", named.get("length.out")))[0])
        return [start + (stop - start) * i / (count - 1) for i in range(count)]
    step = numbers(values[2] if len(values) > 2 else named.get("by", [1.0]))[0]
    return [start + i * step for i in range(int((stop - start) / step + 1e-9) + 1)]


def _data_frame(values: list[Any], named: Mapping[str, Any]) -> Any:
    if values and isinstance(values[0], Mapping):
        return values[0]
    columns = {name: vector(value) for name, value in named.items()}
    size = max(map(len, columns.values()))
    return Table({name: column * (size // len(column)) for name, column in columns.items()})


def _apply(values: list[Any], _named: Mapping[str, Any]) -> Vector:
    items, function = values
    return vector([function(item) for item in (items.values() if isinstance(items, Mapping) else items)])


def _log(values: list[Any], _named: Mapping[str, Any]) -> Vector:
    return [math.log(x) for x in numbers(values[0])]


def _columns(values: list[Any], _named: Mapping[str, Any]) -> list[list[float]]:
    columns = [numbers(value) for value in values]
    size = max(map(len, columns))
    return [[column[i % len(column)] for column in columns] for i in range(size)]


FUNCTIONS: dict[str, Callable[[list[Any], Mapping[str, Any]], Any]] = {
    "c": lambda values, named: vector([*values, *named.values()]),
    "list": lambda values, named: [*values, *named.values()],
    "sqrt": _each(math.sqrt),
    "log": _log,
    "exp": _each(math.exp),
    "abs": _each(abs),
    "round": lambda values, _named: [
        round(x, int(numbers(values[1])[0]) if len(values) > 1 else 0) for x in numbers(values[0])
    ],
    "mean": _mean,
    "sum": lambda values, _named: [sum(float(x) for x in vector(values[0]))],
    "length": lambda values, _named: [float(len(values[0]))],
    "max": lambda values, _named: [max(numbers(values))],
    "min": lambda values, _named: [min(numbers(values))],
    "rep": _repeat,
    "seq": _sequence,
    "rev": lambda values, _named: vector(values[0])[::-1],
    "is.na": lambda values, _named: [isinstance(x, float) and math.isnan(x) for x in vector(values[0])],
    "as.numeric": lambda values, _named: numbers(values[0]),
    "as.vector": lambda values, _named: vector(values[0]),
    "unname": lambda values, _named: values[0],
    "unlist": lambda values, _named: vector(values[0]),
    "as.character": lambda values, _named: [_word(x) for x in vector(values[0])],
    "factor": lambda values, _named: [_word(x) for x in vector(values[0])],
    "as.factor": lambda values, _named: [_word(x) for x in vector(values[0])],
    "I": lambda values, _named: values[0],
    "ifelse": lambda values, _named: [
        a if test else b
        for test, a, b in zip(*[vector(v) * (len(vector(values[0])) // len(vector(v))) for v in values], strict=True)
    ],
    "data.frame": _data_frame,
    "as.data.frame": lambda values, _named: values[0],
    "cbind": _columns,
    "rbind": lambda values, _named: [numbers(value) for value in values],
    "sapply": _apply,
    "diag": lambda values, _named: [row[i] for i, row in enumerate(values[0])],
}
"""Functions whose arguments are values."""


def _word(x: Any) -> str:
    return str(int(x)) if isinstance(x, float) and x.is_integer() else str(x)


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
