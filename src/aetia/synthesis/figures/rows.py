"""What figures are made from: plain records, so that no figure depends on how a number was computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError
from aetia.model.finding import Direction

Bias = Literal["adequate", "high", "not-judged"]
TierName = Literal["T3", "T2", "T1", "T0", ""]

_LARGEST = 1e50
_MOST_PEOPLE = 10_000_000_000
_LAST_YEAR = 9999


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot.

    Attributes:
        label: the study, for people.
        detail: design, size or reason, in a few words.
        value, low, high: the estimate and its 95 % limits, on the scale that is printed (a ratio of 2 is 2); all None
            where there are none, or `value` alone.
        weight: share in the pool, 0 to 1; None where it has none.
        tier: of its design.
        group: heading that it stands under; rows of one group need not come together.
        direction: where the estimate points; None where it is not known.
        risk_of_bias: as judged; empty leaves the place empty.
        counted: whether it is in the pool; others stand in a section of their own.
        struck: whether it is shown struck through, as the retracted are.
        k: number of studies that it stands for.
    """

    label: str
    detail: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    tier: TierName = ""
    group: str = ""
    direction: Direction | None = None
    risk_of_bias: Bias | Literal[""] = ""
    counted: bool = True
    struck: bool = False
    k: int = 1


@dataclass(frozen=True)
class Pool:
    """A pooled estimate with its 95 % limits and, where there is one, the prediction interval, on the scale that is
    printed.

    Attributes:
        k: number of studies; None leaves it unsaid.
        i2: I² in percent; None leaves it unsaid.
    """

    value: float
    low: float
    high: float
    prediction: tuple[float, float] | None = None
    k: int | None = None
    i2: float | None = None


@dataclass(frozen=True)
class Step:
    """One line of a cumulative or leave-one-out forest: what was added or left out, and the pool with it so."""

    label: str
    pool: Pool
    detail: str = ""


@dataclass(frozen=True)
class FunnelPoint:
    """One study in a funnel plot.

    Attributes:
        label: the study, for people.
        value: the estimate, on the scale that is printed.
        se: its standard error, above 0; of the logarithm where the scale is logarithmic.
        counted: whether it is in the pool.
    """

    label: str
    value: float
    se: float
    counted: bool = True


@dataclass(frozen=True)
class StudyMark:
    """One finding of one study, where it is shown by its direction.

    Attributes:
        label: the study, for people.
        direction: what it says; None where it does not say.
        tier: of its design; empty for laboratory and animal work.
        outcome: what it looked at, in words.
        n: people studied; None where not known.
        year: of publication; None where not known.
        risk_of_bias: as judged.
        counted: whether it enters the verdict's count.
        struck: whether it was retracted.
    """

    label: str
    direction: Direction | None = None
    tier: TierName = ""
    outcome: str = ""
    n: int | None = None
    year: int | None = None
    risk_of_bias: Bias = "not-judged"
    counted: bool = True
    struck: bool = False


def refuse_impossible(label: str, value: float | None, low: float | None, high: float | None, *, log: bool) -> None:
    """Refuse numbers that cannot be drawn.

    Raises:
        SynthesisError: a number that is not finite or beyond 1e50, not above 0 on a log scale, one limit without the
        other, or
            limits that are swapped or do not hold the value. The message names the row.
    """
    where = label[:100]
    for number in (value, low, high):
        if number is None:
            continue
        if not math.isfinite(number) or abs(number) > _LARGEST:
            raise SynthesisError(f"the number {number} cannot be drawn", where=where, remedy="Give a finite number")
        if log and number < 1 / _LARGEST:
            raise SynthesisError(
                f"the ratio {number:g} has no place on a log scale", where=where, remedy="Give ratios above 0"
            )
    if (low is None) != (high is None) or (value is None and low is not None):
        raise SynthesisError("an interval lacks its value or a limit", where=where, remedy="Give value, low and high")
    if value is not None and low is not None and high is not None and not low <= value <= high:
        raise SynthesisError(
            f"the interval {low:g} to {high:g} does not hold {value:g}", where=where, remedy="Correct the row's numbers"
        )


def refuse_impossible_pool(label: str, pool: Pool, *, log: bool) -> None:
    """Refuse a pool that cannot be drawn; see :func:`refuse_impossible`."""
    refuse_impossible(label, pool.value, pool.low, pool.high, log=log)
    if pool.prediction is not None:
        low, high = pool.prediction
        refuse_impossible(f"{label}, prediction interval", low, low, high, log=log)


def refuse_impossible_marks(marks: Sequence[StudyMark]) -> None:
    """Refuse marks that cannot be drawn.

    Raises:
        SynthesisError: people below 0 or beyond ten thousand million, or a year that has not four digits or fewer.
    """
    for mark in marks:
        where = mark.label[:100]
        if mark.n is not None and not 0 <= mark.n <= _MOST_PEOPLE:
            raise SynthesisError(f"{mark.n} people cannot be", where=where, remedy="Give the number of people studied")
        if mark.year is not None and not 0 < mark.year <= _LAST_YEAR:
            raise SynthesisError(f"the year {mark.year} cannot be", where=where, remedy="Give a year of four digits")
