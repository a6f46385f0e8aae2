"""Conditions as data: comparisons of named inputs with thresholds, joined by all, any and not. Nothing is ever
executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from aetia.errors import SynthesisError
from aetia.synthesis.rules.thresholds import OPERATORS, Thresholds

Value: TypeAlias = float | bool | None
"""What an input can be; None where it does not exist, such as the pool of no study."""

_MAX_DEPTH = 10


@dataclass(frozen=True)
class Comparison:
    """``input operator operand``; the operand is a number, a truth value, or the name of a threshold or another
    input."""

    name: str
    operator: str
    operand: float | bool | str

    def holds(self, inputs: Mapping[str, Value], thresholds: Thresholds) -> bool:
        """Whether the comparison is true; false where a side does not exist."""
        left = inputs[self.name]
        if left is None:
            return False
        right: Value
        if not isinstance(self.operand, str):
            right = self.operand
        elif self.operand in thresholds:
            right = thresholds.beside(left, self.operator, self.operand)
        else:
            right = inputs[self.operand]
        return right is not None and OPERATORS[self.operator](left, right)

    def comparisons(self) -> Iterator[Comparison]:
        """The comparison itself."""
        yield self

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

    def holds(self, inputs: Mapping[str, Value], thresholds: Thresholds) -> bool:
        """Whether the group is true."""
        if self.kind == "not":
            return not self.parts[0].holds(inputs, thresholds)
        decides = self.kind == "any"
        for part in self.parts:
            if part.holds(inputs, thresholds) is decides:
                return decides
        return not decides

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison within."""
        for part in self.parts:
            yield from part.comparisons()

    def names(self) -> Iterator[str]:
        """The inputs and thresholds that are read."""
        for comparison in self.comparisons():
            yield from comparison.names()


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
        and data[1] in OPERATORS
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
