"""The numbers of a version of the rules, and whether it would make a difference to move one of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Thresholds(dict[str, float]):
    """Every number that a condition, direction or flag uses, by name.

    Args:
        numbers: by name.
        watched: whether to remember what each is compared with, for :meth:`would_turn`.
    """

    def __init__(self, numbers: Mapping[str, float], *, watched: bool = False) -> None:
        super().__init__(numbers)
        self._compared: dict[str, set[tuple[str, float]]] | None = (
            {name: set() for name in numbers} if watched else None
        )

    def beside(self, value: float, comparison: str, name: str) -> float:
        """The threshold *name*, to compare *value* with by one of :data:`OPERATORS`."""
        if self._compared is not None:
            self._compared[name].add((comparison, value))
        return self[name]

    def would_turn(self, name: str, moved: float) -> bool:
        """Whether any comparison so far would come out differently with the threshold *name* at *moved*; only where
        watched.

        A level is the end of a chain of comparisons. Where a moved threshold turns none of those that led to it, each
        leads to the same next one, and the last to the same level: nothing need be graded anew.
        """
        assert self._compared is not None
        here = self[name]
        return any(
            OPERATORS[comparison](value, here) != OPERATORS[comparison](value, moved)
            for comparison, value in self._compared[name]
        )
