"""Conditions as data: comparisons of named inputs with thresholds, joined by all, any and not. Nothing is ever
executed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from aetia.errors import SynthesisError

Value: TypeAlias = float | bool | None
"""What an input can be; None where it does not exist, such as the pool of no study."""

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MAX_DEPTH = 10


@dataclass(frozen=True)
class Comparison:
    """``input operator operand``; the operand is a number, a truth value, or the name of a threshold or another
    input."""

    name: str
    operator: str
    operand: float | bool | str

    def holds(self, inputs: Mapping[str, Value], thresholds: Mapping[str, float]) -> bool:
        """Whether the comparison is true; false where a side does not exist."""
        left = inputs[self.name]
        right: Value
        if isinstance(self.operand, str):
            right = thresholds[self.operand] if self.operand in thresholds else inputs[self.operand]
        else:
            right = self.operand
        return left is not None and right is not None and _OPERATORS[self.operator](left, right)

    def names(self) -> Iterator[str]:
        """The inputs and thresholds that are read."""
        yield self.name
        if isinstance(self.operand, str):
            yield self.operand


@dataclass(frozen=True)
class Group:
    """``all`` or ``any`` of some conditions, or ``not`` one. All of nothing is true. Parts are read in order, no
    further than needed."""

    kind: str
    parts: tuple[Condition, ...]

    def holds(self, inputs: Mapping[str, Value], thresholds: Mapping[str, float]) -> bool:
        """Whether the group is true."""
        answers = (part.holds(inputs, thresholds) for part in self.parts)
        if self.kind == "all":
            return all(answers)
        return any(answers) if self.kind == "any" else not next(answers)

    def names(self) -> Iterator[str]:
        """The inputs and thresholds that are read."""
        for part in self.parts:
            yield from part.names()


Condition: TypeAlias = Comparison | Group


def read_condition(data: Any, *, where: str, depth: int = 0) -> Condition:
    """A condition from its form in a rules file.

    Args:
        data: ``[name, operator, operand]``, or a table with the one key ``all``, ``any`` (lists of conditions) or
            ``not`` (one).
        where: named in errors.

    Raises:
        SynthesisError: any other form, an unknown operator, or nesting deeper than 10.
    """
    if depth > _MAX_DEPTH:
        raise SynthesisError("conditions are nested too deeply", where=where, remedy=f"Use at most {_MAX_DEPTH} levels")
    if (
        isinstance(data, list)
        and len(data) == 3
        and isinstance(data[2], (bool, int, float, str))
        and data[1] in _OPERATORS
    ):
        return Comparison(str(data[0]), data[1], data[2] if isinstance(data[2], (bool, str)) else float(data[2]))
    if isinstance(data, dict) and len(data) == 1:
        kind, parts = next(iter(data.items()))
        if kind in ("all", "any") and isinstance(parts, list):
            return Group(kind, tuple(read_condition(part, where=where, depth=depth + 1) for part in parts))
        if kind == "not":
            return Group(kind, (read_condition(parts, where=where, depth=depth + 1),))
    raise SynthesisError(
        f"not a condition: {data!r}", where=where, remedy='Write ["input", ">=", 2] or a table with all, any or not'
    )
