"""E-values: how strong an unmeasured confounder would have to be to explain a result away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError

_SOURCE = "VanderWeele & Ding 2017"
_ASSUMPTION = "a confounder tied to both exposure and disease, beyond what was adjusted for"


@dataclass(frozen=True)
class EValue:
    """The E-value of an estimate and of the limit nearer to no effect.

    Attributes:
        estimate: smallest risk ratio with which a confounder would have to be tied to both exposure and disease to move the
            estimate to the null value; 1 or more.
        limit: the same for the interval to include the null value; 1 where it does already.
        conversion: how the estimate was turned into a risk ratio; empty if it was one.
        source, assumption: of the formula.
    """

    estimate: float
    limit: float
    conversion: str
    source: str = _SOURCE
    assumption: str = _ASSUMPTION


def e_value(
    value: float,
    low: float,
    high: float,
    *,
    measure: Literal["RR", "OR", "HR", "IRR", "SIR"] = "RR",
    rare: bool = True,
    null: float = 1.0,
    where: str = "estimate",
) -> EValue:
    """The E-value of a ratio.

    Args:
        value, low, high: the ratio with its limits, above 0.
        measure: RR, IRR and SIR are taken as risk ratios.
        rare: whether fewer than 15 % have the outcome at the end of follow-up. An OR or HR is then close to a risk ratio; if not,
            OR is replaced by its square root, HR by (1 − 0.5^√HR) / (1 − 0.5^√(1/HR)).
        null: the ratio to explain the estimate away to, above 0.

    Raises:
        SynthesisError: a number that is not finite or not above 0, or limits that do not hold the value.
    """
    numbers = (value, low, high, null)
    if not all(math.isfinite(number) and number > 0 for number in numbers):
        raise SynthesisError("a ratio and its limits must be finite and above 0", where=where, remedy="Correct them")
    if not low <= value <= high:
        raise SynthesisError(
            f"the limits {low:g} to {high:g} do not hold the value {value:g}", where=where, remedy="Check the print"
        )
    conversion = ""
    ratio, bottom, top = (number / null for number in (value, low, high))
    if not rare and measure == "OR":
        conversion = "OR taken to its square root, as the outcome is common"
        ratio, bottom, top = (math.sqrt(number) for number in (ratio, bottom, top))
    elif not rare and measure == "HR":
        conversion = "HR turned into a risk ratio for a common outcome"
        ratio, bottom, top = (_hazard_to_risk(number) for number in (ratio, bottom, top))
    elif measure in ("OR", "HR"):
        conversion = f"{measure} taken as a risk ratio, which holds while the outcome is rare (below 15 %)"
    nearer = bottom if ratio >= 1 else top
    crosses = bottom <= 1 <= top
    return EValue(_bound(ratio), 1.0 if crosses else _bound(nearer), conversion)


def e_value_of_difference(d: float, se: float, *, where: str = "estimate") -> EValue:
    """The E-value of a standardised mean difference, taken as a risk ratio of exp(0.91 d) with limits exp(0.91 d ± 1.78 se).

    Args:
        d, se: the difference and its standard error, above 0.

    Raises:
        SynthesisError: numbers that are not finite, or too large to be such a difference.
    """
    if not (math.isfinite(d) and math.isfinite(se) and se > 0 and abs(d) + 2 * se < _LARGEST_DIFFERENCE):
        raise SynthesisError("the difference has no E-value", where=where, remedy="Check its numbers")
    found = e_value(math.exp(0.91 * d), math.exp(0.91 * d - 1.78 * se), math.exp(0.91 * d + 1.78 * se), where=where)
    return EValue(found.estimate, found.limit, "the standardised difference taken as a risk ratio of exp(0.91 d)")


_LARGEST_DIFFERENCE = 300.0


def _bound(ratio: float) -> float:
    away = ratio if ratio >= 1 else 1 / ratio
    return away + math.sqrt(away * (away - 1))


def _hazard_to_risk(ratio: float) -> float:
    return (1 - math.pow(0.5, math.sqrt(ratio))) / (1 - math.pow(0.5, math.sqrt(1 / ratio)))
