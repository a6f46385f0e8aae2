"""Functions of R whose arguments are values: sums, orders, quantiles, vectors and tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from validation.pooling.r_language import NotCovered
from validation.pooling.r_values import Function, Table, Vector, numbers, vector


def _each(function: Callable[[float], float]) -> Function:
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


def _spread(values: list[Any], named: Mapping[str, Any]) -> list[float]:
    flat = [x for x in numbers(values[0]) if not (named.get("na.rm") == [True] and math.isnan(x))]
    mean = sum(flat) / len(flat)
    return [sum((x - mean) ** 2 for x in flat) / (len(flat) - 1)]


def _scaled(values: list[Any], named: Mapping[str, Any]) -> list[float]:
    flat = numbers(values[0])
    mean = sum(flat) / len(flat) if named.get("center", [True]) == [True] else 0.0
    size = math.sqrt(_spread(values, {})[0]) if named.get("scale", [True]) == [True] else 1.0
    if named.get("center", [True]) not in ([True], [False]) or named.get("scale", [True]) not in ([True], [False]):
        raise NotCovered("the function 'scale' used in another way")
    return [(x - mean) / size for x in flat]


def _median(values: list[Any], named: Mapping[str, Any]) -> list[float]:
    flat = sorted(x for x in numbers(values[0]) if not (named.get("na.rm") == [True] and math.isnan(x)))
    middle = len(flat) // 2
    return [flat[middle] if len(flat) % 2 else (flat[middle - 1] + flat[middle]) / 2]


def _order(values: list[Any], named: Mapping[str, Any]) -> list[float]:
    flat = vector(values[0])
    down = named.get("decreasing") == [True]
    places = sorted(range(len(flat)), key=lambda place: flat[place], reverse=down)
    return [float(place + 1) for place in places]


def _matrix(values: list[Any], named: Mapping[str, Any]) -> list[list[float]]:
    flat = numbers(values[0])
    rows = int(numbers(named["nrow"])[0]) if "nrow" in named else len(flat) // int(numbers(named["ncol"])[0])
    columns = len(flat) // rows
    if rows * columns != len(flat):
        raise NotCovered("vectors of lengths that do not fit")
    if named.get("byrow") == [True]:
        return [flat[row * columns : (row + 1) * columns] for row in range(rows)]
    return [[flat[column * rows + row] for column in range(columns)] for row in range(rows)]


def _quantile(distribution: str) -> Function:
    def quantile(values: list[Any], named: Mapping[str, Any]) -> list[float]:
        from scipy import special

        upper = named.get("lower.tail") == [False]
        df = numbers(values[1] if len(values) > 1 else named["df"])[0] if distribution != "norm" else 0.0
        shares = [1 - x if upper else x for x in numbers(values[0])]
        inverse: dict[str, Callable[[float], Any]] = {
            "norm": special.ndtri,
            "t": lambda x: special.stdtrit(df, x),
            "chisq": lambda x: special.chdtri(df, 1 - x),
        }
        return [float(inverse[distribution](x)) for x in shares]

    return quantile


def _tail(distribution: str) -> Function:
    def tail(values: list[Any], named: Mapping[str, Any]) -> list[float]:
        from scipy import special

        upper = named.get("lower.tail") == [False]
        df = numbers(values[1] if len(values) > 1 else named["df"])[0] if distribution != "norm" else 0.0
        below: dict[str, Callable[[float], Any]] = {
            "norm": special.ndtr,
            "t": lambda x: special.stdtr(df, x),
            "chisq": lambda x: special.chdtr(df, x),
        }
        found = [float(below[distribution](x)) for x in numbers(values[0])]
        return [1 - x for x in found] if upper else found

    return tail


def _apply(values: list[Any], _named: Mapping[str, Any]) -> Vector:
    items, function = values
    return vector([function(item) for item in (items.values() if isinstance(items, Mapping) else items)])


def _log(values: list[Any], _named: Mapping[str, Any]) -> Vector:
    return [math.log(x) for x in numbers(values[0])]


def _columns(values: list[Any], _named: Mapping[str, Any]) -> list[list[float]]:
    columns = [numbers(value) for value in values]
    size = max(map(len, columns))
    return [[column[i % len(column)] for column in columns] for i in range(size)]


FUNCTIONS: dict[str, Function] = {
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
    "var": _spread,
    "sd": lambda values, named: [math.sqrt(_spread(values, named)[0])],
    "median": _median,
    "scale": _scaled,
    "order": _order,
    "sort": lambda values, named: sorted(vector(values[0]), reverse=named.get("decreasing") == [True]),
    "which": lambda values, _named: [float(i + 1) for i, x in enumerate(vector(values[0])) if x],
    "unique": lambda values, _named: list(dict.fromkeys(vector(values[0]))),
    "cumsum": lambda values, _named: [sum(numbers(values[0])[: i + 1]) for i in range(len(numbers(values[0])))],
    "prod": lambda values, _named: [math.prod(numbers(values[0]))],
    "range": lambda values, _named: [min(numbers(values[0])), max(numbers(values[0]))],
    "seq_len": lambda values, _named: [float(i + 1) for i in range(int(numbers(values[0])[0]))],
    "seq_along": lambda values, _named: [float(i + 1) for i in range(len(vector(values[0])))],
    "nrow": lambda values, _named: [float(len(vector(next(iter(values[0].values())))))],
    "matrix": _matrix,
    "qnorm": _quantile("norm"),
    "qt": _quantile("t"),
    "qchisq": _quantile("chisq"),
    "pnorm": _tail("norm"),
    "pt": _tail("t"),
    "pchisq": _tail("chisq"),
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
