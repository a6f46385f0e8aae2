"""Which way an estimate points: computed wherever there is an estimate. Intervals are read; significance is never counted."""

from __future__ import annotations

import math
from statistics import NormalDist

from aetia.model.estimate import Estimate
from aetia.model.finding import Direction

EXCLUDED_INCREASE = 1.25
"""An interval that reaches 1 speaks against a cause when it excludes an increase of a quarter."""

_DIFFERENCES = frozenset({"RD", "MD", "SMD", "r", "beta"})


def ratio_direction(low: float, high: float, *, against_below: float = EXCLUDED_INCREASE) -> Direction:
    """The direction of a ratio from its 95 % limits, on the ratio scale.

    Args:
        low, high: limits, 0 ≤ low ≤ high.
        against_below: the upper limit below which an interval that reaches 1 speaks against.

    Returns:
        ``for`` (wholly above 1), ``inverse`` (wholly below 1), ``against`` (reaches 1 with an upper limit below
        `against_below`), or ``unclear``, in that order.
    """
    if low > 1:
        return "for"
    if high < 1:
        return "inverse"
    return "against" if high < against_below else "unclear"


def difference_direction(low: float, high: float) -> Direction:
    """The direction of a difference (RD, MD, SMD, r, beta) from its 95 % limits: ``for``, ``inverse`` or ``unclear``.

    It is never ``against``, as no increase of a quarter is defined on these scales.
    """
    if low > 0:
        return "for"
    return "inverse" if high < 0 else "unclear"


def estimate_direction(estimate: Estimate) -> Direction | None:
    """The direction of one estimate; None where it has none.

    An estimate without both limits and without counts has none, nor has one that cannot be true (`Estimate.faults`) or is
    marked as a misprint, nor a description of one group (a proportion, a prevalence, a p value).
    """
    if estimate.misprint or estimate.faults():
        return None
    limits = limits_at_95(estimate)
    if limits is None:
        return None
    return ratio_direction(*limits) if estimate.is_ratio else difference_direction(*limits)


def limits_at_95(estimate: Estimate) -> tuple[float, float] | None:
    """The 95 % limits of an estimate on its own scale; None where they are not known.

    Printed limits at another level are moved on the scale on which they are symmetric (the log scale for ratios), assuming
    the normal distribution. Without limits those of the odds ratio, risk ratio or risk difference are computed from the
    counts (Woolf's and Katz's standard errors; ½ is added to each cell of a table with a zero).
    """
    if not estimate.is_ratio and estimate.measure not in _DIFFERENCES:
        return None
    if estimate.low is not None and estimate.high is not None:
        return _moved_to_95(estimate.low, estimate.high, estimate.level, estimate.is_ratio)
    if estimate.counts is not None:
        return _limits_from_counts(estimate.measure, estimate.counts)
    return None


def _moved_to_95(low: float, high: float, level: float, is_ratio: bool) -> tuple[float, float] | None:
    if level == 95:
        return low, high
    if is_ratio and low <= 0:
        return None
    factor = _quantile(95) / _quantile(level)
    bottom, top = (math.log(low), math.log(high)) if is_ratio else (low, high)
    middle, half = (bottom + top) / 2, (top - bottom) / 2 * factor
    return (_exp(middle - half), _exp(middle + half)) if is_ratio else (middle - half, middle + half)


def _limits_from_counts(measure: str, counts: list[int]) -> tuple[float, float] | None:
    first, first_size, second, second_size = (float(count) for count in counts)
    a, b, c, d = first, first_size - first, second, second_size - second
    if a + b == 0 or c + d == 0 or (measure != "RD" and (a + c == 0 or b + d == 0)):
        return None
    if min(a, b, c, d) == 0:
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    half = _quantile(95)
    if measure == "OR":
        middle, error = math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    elif measure == "RR":
        middle = math.log(a / (a + b) / (c / (c + d)))
        error = math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    elif measure == "RD":
        middle = a / (a + b) - c / (c + d)
        error = math.sqrt(a * b / (a + b) ** 3 + c * d / (c + d) ** 3)
        return middle - half * error, middle + half * error
    else:
        return None
    return _exp(middle - half * error), _exp(middle + half * error)


def _exp(logarithm: float) -> float:
    return math.exp(min(logarithm, 700.0))


def _quantile(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 200)
