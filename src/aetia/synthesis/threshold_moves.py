"""How the level moves when a threshold of the rules moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.synthesis.grading import level_of, same_answer
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rules.book import RuleBook

PERCENT = (-20, -10, 10, 20)
"""How far each threshold moves; a count moves by at least one."""


@dataclass(frozen=True)
class ThresholdMove:
    """The level with one threshold moved.

    Attributes:
        threshold: by its name in the rules.
        value: as the rules have it; moved: as tried.
        percent: -20, -10, 10 or 20; where a count cannot move so little, the smallest per cent that stands for the same
            step.
        level: computed with the moved threshold; moves: whether that is another answer than the present one.
    """

    threshold: str
    value: float
    moved: float
    percent: int
    level: Level
    moves: bool


class MovedThresholds:
    """The level of some inputs with one threshold moved.

    Most moves change nothing, as nothing lies between where a threshold was and where it went. The inputs are graded
    once while their thresholds are watched, and again only where a comparison turns.

    Args:
        inputs: of the counted rows, not rough ones.
    """

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._watched = inputs.book.watched()
        self._now = level_of(self._by(self._watched))

    def level(self, name: str, moved: float) -> Level:
        """The level with the threshold *name* at *moved*."""
        if not self._watched.thresholds.would_turn(name, moved):
            return self._now
        return level_of(self._by(self._inputs.book.moved(name, moved)))

    def _by(self, book: RuleBook) -> Inputs:
        return Inputs(self._inputs.rows, self._inputs.context, book, self._inputs.cache.by(book))


def threshold_moves(inputs: Inputs, now: Level) -> tuple[ThresholdMove, ...]:
    """Every threshold moved by a tenth and a fifth, down and up, one at a time; in the order of the rules file.

    Args:
        inputs: of the counted rows.
        now: their computed level.
    """
    return tuple(_moves(inputs, now))


def _moves(inputs: Inputs, now: Level) -> Iterator[ThresholdMove]:
    with_moved = MovedThresholds(inputs)
    for name, value in inputs.book.thresholds.items():
        for percent, moved in _tried(inputs.book, name):
            level = with_moved.level(name, moved)
            yield ThresholdMove(name, value, moved, percent, level, not same_answer(level, now))


def _tried(book: RuleBook, name: str) -> Iterator[tuple[int, float]]:
    value, seen = book.thresholds[name], set()
    for percent in sorted(PERCENT, key=abs):
        step = value * percent / 100
        if isinstance(value, int):
            step = round(step) or (1 if percent > 0 else -1)
        moved = value + step
        if moved not in seen:
            seen.add(moved)
            yield percent, moved
