"""From a finding's estimates to one number: which estimate speaks for a study, and its log ratio with its standard
error."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.model.direction import estimate_direction
from aetia.model.estimate import Estimate
from aetia.model.finding import Direction
from aetia.synthesis.effect_sizes import effect_size, log_ratio_from_interval

_MONTHS = {"year": 12.0, "month": 1.0, "week": 12 / 52.1775, "day": 12 / 365.25}
_FOLLOW_UP = re.compile(r"(\d+(?:\.\d+)?)\s*-?\s*(year|month|week|day)", re.IGNORECASE)
_Z95 = 1.959963984540054


@dataclass(frozen=True)
class Usable:
    """An estimate as a log ratio.

    Attributes:
        y, se: natural logarithm of the ratio, and its standard error.
        value, low, high: the ratio and its 95 % limits, as printed where they were printed at 95 %.
        measure: as printed; ``OR`` or ``RR`` for counts.
        notes: what was done to get there.
    """

    y: float
    se: float
    value: float
    low: float
    high: float
    measure: str
    notes: tuple[str, ...]


def as_log_ratio(estimate: Estimate, *, where: str) -> Usable | None:
    """An estimate as a log ratio with its standard error.

    A printed ratio with its limits is used first; counts otherwise, as a risk ratio if that is the measure, else as an
    odds ratio, with ½ added to every cell where one is zero. OR, RR, HR, IRR and SIR stand on one scale as printed:
    they are close to each other while the disease is rare.

    Args:
        estimate: of any measure.
        where: names the study in errors.

    Returns:
        The log ratio, or None where there is no ratio, no interval and no counts.

    Raises:
        SynthesisError: numbers that cannot be true, that are marked as a misprint, or that give no standard error.
    """
    if estimate.misprint:
        raise SynthesisError(
            f"a misprint: {estimate.misprint.rstrip('.')}", where=where, remedy="Find the right numbers"
        )
    if estimate.is_ratio and estimate.low is not None and estimate.high is not None:
        size = log_ratio_from_interval(estimate.low, estimate.high, estimate.value, level=estimate.level, where=where)
        value = math.exp(size.y) if estimate.value is None else estimate.value
        se = math.sqrt(size.v)
        low, high = (
            (estimate.low, estimate.high)
            if estimate.level == 95
            else (math.exp(size.y - _Z95 * se), math.exp(size.y + _Z95 * se))
        )
        return Usable(size.y, se, value, low, high, estimate.measure, (size.note,) if size.note else ())
    if estimate.counts is not None:
        return _from_counts("RR" if estimate.measure == "RR" else "OR", estimate.counts, where)
    return None


def _from_counts(measure: str, counts: list[int], where: str) -> Usable:
    positive, size_one, positive_two, size_two = counts
    if positive > size_one or positive_two > size_two:
        raise SynthesisError("a count is larger than its group", where=where, remedy="Correct the counts")
    table = {"a": positive, "b": size_one - positive, "c": positive_two, "d": size_two - positive_two}
    size = effect_size(measure, table, where=where)
    se = math.sqrt(size.v)
    kind = "risk ratio" if measure == "RR" else "odds ratio"
    notes = [f"{kind} computed from {positive}/{size_one} and {positive_two}/{size_two}"]
    if size.note:
        notes.append(size.note)
    low, high = math.exp(size.y - _Z95 * se), math.exp(size.y + _Z95 * se)
    return Usable(size.y, se, math.exp(size.y), low, high, measure, tuple(notes))


def direction_without_ratio(estimates: list[Estimate]) -> Direction | None:
    """The direction of the first difference (SMD, MD, r, RD, beta) that gives one; None where there is none.

    Higher among cases, or more disease among the exposed, is taken as *for*.
    """
    directions = (estimate_direction(estimate) for estimate in estimates if not estimate.is_ratio)
    return next((direction for direction in directions if direction is not None), None)


def months_of_follow_up(estimate: Estimate) -> float:
    """The length of follow-up in months as written ("10 years", "18 months"); 0 where none is written."""
    return months_in(estimate.follow_up or "")


def months_in(text: str) -> float:
    """The length of time that a text names ("10 years", "18 months") in months; 0 where it names none."""
    found = _FOLLOW_UP.search(text)
    return float(found[1]) * _MONTHS[found[2].lower()] if found else 0.0


def preference(estimate: Estimate, usable: Usable) -> tuple[float, float, float]:
    """The rule by which one of several estimates speaks for a study: most adjusted, then longest follow-up, then
    largest.

    The largest is the one with the smallest standard error. The result itself plays no part. Smaller tuples come first.
    """
    return -len(estimate.adjusted_for), -months_of_follow_up(estimate), usable.se
