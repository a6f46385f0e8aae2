"""From counts, means, correlations and intervals to an estimate with its variance, on an additive scale.

The measures themselves stand in :mod:`aetia.synthesis.measures`; here numbers are checked, zeros are dealt with by one stated
rule, and everything that is refused names the study and the remedy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError
from aetia.synthesis.measures import MEASURES, Measure
from aetia.synthesis.measures.tables import TABLE, TABLE_MEASURES

Variance = Literal["large-sample", "unbiased"]
ZerosTo = Literal["zero", "every", "none"]
"""To which studies an amount is added: those with a zero, every one, or none."""

__all__ = ["MEASURES", "EffectSize", "Variance", "ZerosTo", "effect_size", "log_ratio_from_interval"]

_MAY_BE_NEGATIVE = frozenset({"r", "m", "m1", "m2", "t_statistic", "alpha"})
_EVENTS = ("x", "x1", "x2")
_PEOPLE = frozenset({"a", "b", "c", "d", "n", "n1", "n2", *_EVENTS})
MOST_PEOPLE = 1e10
"""A count beyond this is a slip of the keyboard, as in :class:`aetia.model.estimate.Estimate`."""


@dataclass(frozen=True)
class EffectSize:
    """An estimate on its additive scale.

    Attributes:
        measure: such as ``OR``; ratios are logarithms.
        y: the estimate.
        v: its sampling variance.
        note: a correction that was applied, in words; empty if none.
        source: paper or standard of the formula.
        assumption: what must hold for the number to mean what it says.
    """

    measure: str
    y: float
    v: float
    note: str = ""
    source: str = ""
    assumption: str = ""


def effect_size(
    measure: str,
    numbers: Mapping[str, float],
    *,
    where: str = "effect size",
    add: float = 0.5,
    to: ZerosTo = "zero",
    variance: Variance = "large-sample",
    keep_double_zero: bool = False,
) -> EffectSize:
    """Compute an effect size.

    Args:
        measure: one of :data:`aetia.synthesis.measures.MEASURES`.
        numbers: what the measure needs, by name.
        where: names the study in errors.
        add: what is added to every cell of a 2×2 table, to both counts of a proportion (twice to its whole), or to the events
            of rates; 0 or more, default ½.
        to: to which studies: ``zero``: where a count is zero (default); ``every``; ``none``.
        variance: the large-sample variance (default), or an unbiased one where the measure has one (SMD, UCOR).
        keep_double_zero: correct a 2×2 table in which nobody, or everybody, of both groups has the event, instead of
            refusing it. Such a table says nothing about a ratio, yet some packages pool it; off by default. A difference of risks
            is defined, so it is never refused.

    Returns:
        The estimate with the source and the assumption of its formula; the note says what was added. The variance-stabilised
        measures (AS, PAS, PFT, IRS, IRFT, IRSD), PHI and PETO need no correction and get none.

    Raises:
        SynthesisError: unknown measure or setting, a number missing, not finite or out of range, an empty group, a table with
            a double zero.
    """
    if measure not in MEASURES:
        raise SynthesisError(
            f"unknown effect measure {measure!r}", where=where, remedy=f"Use one of {', '.join(MEASURES)}"
        )
    kind = MEASURES[measure]
    values = _checked(measure, kind, numbers, where)
    if measure in TABLE_MEASURES or kind.zeros == "proportion":
        _refuse_impossible(values, where, keep_double_zero or measure not in _RATIOS_OF_TABLES)
    values, note = _corrected(kind, values, add, to)
    formula = kind.formula
    if variance == "unbiased":
        if kind.unbiased_variance is None:
            raise SynthesisError(
                f"{measure} has no unbiased variance", where=where, remedy="Use the large-sample variance"
            )
        formula = kind.unbiased_variance
    try:
        y, v = formula(**values)
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        raise SynthesisError(
            f"{measure} cannot be computed from {_shown(values)}", where=where, remedy="Check the numbers"
        ) from error
    if not (math.isfinite(y) and math.isfinite(v)) or v <= 0:
        raise SynthesisError(
            f"{measure} has no usable variance ({v:g}) with {_shown(values)}", where=where, remedy="Check the numbers"
        )
    return EffectSize(measure, y, v, note, kind.source, kind.assumption)


def log_ratio_from_interval(
    low: float, high: float, value: float | None = None, *, level: float = 95.0, where: str = "estimate"
) -> EffectSize:
    """A printed ratio with its limits as a log ratio.

    The standard error is the width of the interval on the log scale over twice the normal quantile (Cochrane
    Handbook, section 6.3); this assumes that the interval was made on the log scale with the normal distribution.

    Args:
        low, high: limits, 0 < low < high.
        value: the ratio; if absent, the middle of the interval on the log scale.
        level: confidence of the interval in per cent, default 95.
        where: names the study in errors.

    Raises:
        SynthesisError: a number that is not finite or not above 0, swapped limits, an interval without width, or
            limits that do not hold the value.
    """
    given = [number for number in (low, high, value) if number is not None]
    if not all(math.isfinite(number) and number > 0 for number in given):
        raise SynthesisError(
            "a ratio and its limits must be finite and above 0",
            where=where,
            remedy="Correct the numbers, or give the counts",
        )
    if low > high:
        raise SynthesisError(
            f"the limits are swapped ({low:g} to {high:g})",
            where=where,
            remedy="Exchange them, or leave the estimate out",
        )
    if low == high:
        raise SynthesisError("the interval has no width", where=where, remedy="Give more digits, or the counts")
    if value is not None and not low <= value <= high:
        raise SynthesisError(
            f"the limits {low:g} to {high:g} do not hold the value {value:g}", where=where, remedy="Check the print"
        )
    if not 0 < level < 100:
        raise SynthesisError(f"the confidence is {level:g} per cent", where=where, remedy="Give one such as 95")
    from scipy.special import ndtri

    se = (math.log(high) - math.log(low)) / (2 * float(ndtri(0.5 + level / 200)))
    middle = (math.log(high) + math.log(low)) / 2
    if value is None:
        return EffectSize(
            "log ratio", middle, se**2, "no value printed: the middle of the interval on the log scale", *_INTERVAL
        )
    note = ""
    if abs(math.log(value) - middle) > 0.5 * se:
        note = "the value is far from the middle of its interval on the log scale: a misprint, or an interval made in another way"
    return EffectSize("log ratio", math.log(value), se**2, note, *_INTERVAL)


_INTERVAL = ("Cochrane Handbook, section 6.3", "an interval made on the log scale with the normal distribution")
_RATIOS_OF_TABLES = frozenset({"OR", "RR", "YUQ", "YUY", "RTET", "PBIT", "OR2D", "OR2DL", "OR2DN", "PHI", "PETO"})


def _checked(measure: str, kind: Measure, numbers: Mapping[str, float], where: str) -> dict[str, float]:
    missing = [name for name in kind.needs if name not in numbers]
    if missing:
        raise SynthesisError(f"{measure} needs {', '.join(missing)}", where=where, remedy="Give all its numbers")
    values = {name: float(numbers[name]) for name in kind.needs}
    for name, value in values.items():
        if not math.isfinite(value):
            raise SynthesisError(f"'{name}' is {value}", where=where, remedy="Give a finite number")
        if value < 0 and name not in _MAY_BE_NEGATIVE:
            raise SynthesisError(f"'{name}' is {value:g}, below zero", where=where, remedy="Correct the number")
        if name == "r" and abs(value) > 1:
            raise SynthesisError(f"the correlation is {value:g}", where=where, remedy="Give a number from -1 to 1")
        if name in ("alpha", "r2") and value > 1:
            raise SynthesisError(f"'{name}' is {value:g}", where=where, remedy="Give a number of at most 1")
        if name in _PEOPLE and value > MOST_PEOPLE:
            raise SynthesisError(
                f"'{name}' is {value:g}, more than there are people", where=where, remedy="Correct the number"
            )
    return values


def _shown(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())


def _corrected(kind: Measure, values: dict[str, float], add: float, to: ZerosTo) -> tuple[dict[str, float], str]:
    """The numbers with *add* where the measure's rule asks for it, and what was done in words."""
    if kind.zeros == "none" or to == "none" or add == 0:
        return values, ""
    amount = "½" if add == 0.5 else f"{add:g}"
    why = ", as one is zero" if to == "zero" else ""
    if kind.zeros == "proportion":
        x, n = values["x"], values["n"]
        if to == "zero" and 0 < x < n:
            return values, ""
        return {"x": x + add, "n": n + 2 * add}, f"{amount} added to both counts{why}"
    counted = [name for name in (TABLE if kind.zeros == "cells" else _EVENTS) if name in values]
    if to == "zero" and min(values[name] for name in counted) > 0:
        return values, ""
    what = "every cell" if kind.zeros == "cells" else "the events"
    if kind.zeros == "rates" and to == "zero":
        why = ", as a count is zero"
    return {
        name: value + add if name in counted else value for name, value in values.items()
    }, f"{amount} added to {what}{why}"


def _refuse_impossible(values: dict[str, float], where: str, keep_double_zero: bool) -> None:
    if "n" in values and "x" in values and not 0 <= values["x"] <= values["n"] > 0:
        raise SynthesisError(
            f"{values['x']:g} of {values['n']:g} is not a proportion", where=where, remedy="Correct it"
        )
    if "a" not in values:
        return
    a, b, c, d = (values[name] for name in TABLE)
    if a + b == 0 or c + d == 0:
        raise SynthesisError("a group is empty", where=where, remedy="Leave the table out")
    if not keep_double_zero and (a + c == 0 or b + d == 0):
        which = "nobody" if a + c == 0 else "everybody"
        raise SynthesisError(
            f"{which} in either group has the event, so the table says nothing about a ratio",
            where=where,
            remedy="Leave the table out",
        )
