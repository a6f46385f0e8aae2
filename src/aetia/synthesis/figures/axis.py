"""An axis: where a value stands in a drawing, and which values are marked on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from aetia.synthesis.figures.lettering import text_width

MARGIN = 20.0
"""How far the text of a mark may reach beyond the end of its axis."""

_GAP = 10.0
_MANTISSAS = ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
_FURTHEST = 1000.0
_BEYOND = 4.0


@dataclass(frozen=True)
class Tick:
    """A marked value: its number, its place, and its text."""

    value: float
    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """A horizontal axis.

    Attributes:
        low, high: the values at its ends, low < high; above 0 if `log`.
        left, right: the places of its ends, left < right.
        log: equal distances for equal ratios; else for equal differences.
        size: of the type of its marks.
    """

    low: float
    high: float
    left: float
    right: float
    log: bool
    size: float = 12

    def at(self, value: float) -> float:
        """The place of a value; outside the axis for a value outside."""
        low, high, here = (self._scaled(x) for x in (self.low, self.high, value))
        return self.left + (here - low) / (high - low) * (self.right - self.left)

    def clipped(self, value: float) -> float:
        """The place of a value, or the end of the axis that is nearest to it."""
        return self.at(min(max(value, self.low), self.high))

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.low <= value <= self.high

    def ticks(self) -> list[Tick]:
        """Round values whose texts do not touch each other, as many as fit, from low to high; on a log scale 1 is
        among them if the axis holds it."""
        candidates = self._log_candidates() if self.log else self._linear_candidates()
        for values in candidates:
            ticks = [Tick(value, self.at(value), tick_text(value)) for value in values if self.holds(value)]
            if self._apart(ticks):
                return [tick for tick in ticks if self._is_inside(tick)]
        return []

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.log else value

    def _apart(self, ticks: list[Tick]) -> bool:
        edges = [(tick.at, text_width(tick.text, self.size) / 2) for tick in ticks]
        return all(b - half_b - a - half_a >= _GAP for (a, half_a), (b, half_b) in pairwise(edges))

    def _is_inside(self, tick: Tick) -> bool:
        half = text_width(tick.text, self.size) / 2
        return self.left - MARGIN <= tick.at - half and tick.at + half <= self.right + MARGIN

    def _log_candidates(self) -> Iterable[list[float]]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        decades = range(first, last + 1)
        for mantissas in _MANTISSAS:
            yield [float(f"{mantissa}e{decade}") for decade in decades for mantissa in mantissas]
        for stride in (2, 3, 5, 10, 20, 50):
            yield [float(f"1e{decade}") for decade in decades if decade % stride == 0]

    def _linear_candidates(self) -> Iterable[list[float]]:
        power = math.floor(math.log10((self.high - self.low) / 10))
        for decade in range(power, power + 3):
            for digit in (1, 2, 5):
                step = float(f"{digit}e{decade}")
                first, last = math.ceil(self.low / step), math.floor(self.high / step)
                yield [float(f"{index * digit}e{decade}") for index in range(first, last + 1)]


def tick_text(value: float) -> str:
    """The text of a mark, written the English way: as short as the number allows."""
    if value and not 1e-4 <= abs(value) < 1e6:
        mantissa, _, exponent = f"{value:.6g}".partition("e")
        text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    else:
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def domain(values: Iterable[float], limits: Iterable[float], *, reference: float, log: bool) -> tuple[float, float]:
    """The values at the ends of an axis.

    Args:
        values: what must be seen: point estimates and the limits of pools.
        limits: what should be seen: limits of single studies. They stretch the axis by at most a factor of four on
            each side (on a linear scale by the breadth of the values), so that one wide interval does not flatten all
            others.
        reference: of no effect; always on the axis.
        log: whether equal distances stand for equal ratios.

    Returns:
        Low and high. A log axis holds at least half to twice the reference and at most a thousandth to a thousand
        times it.
    """
    core = [reference, *values]
    low, high = min(core), max(core)
    wide = [*core, *limits]
    if log:
        low, high = max(min(wide), low / _BEYOND), min(max(wide), high * _BEYOND)
        return (
            min(max(low, reference / _FURTHEST), reference / 2),
            max(min(high, reference * _FURTHEST), reference * 2),
        )
    breadth = (high - low) or max((abs(x - reference) for x in wide), default=0.0) or 1.0
    low, high = max(min(wide), low - breadth), min(max(wide), high + breadth)
    return (low, high) if low < high else (low - 1, high + 1)
