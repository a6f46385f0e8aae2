"""From one effect measure to another. Every result says which formula it comes from and what that assumes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError

_ZHANG = "Zhang & Yu 1998"
_GRANT = "Grant 2014"


@dataclass(frozen=True)
class Conversion:
    """A converted estimate.

    Attributes:
        measure: what it is now.
        value, low, high: on the scale people read (a ratio, a difference); limits None where none were given.
        source: paper or standard of the formula.
        assumption: what must hold.
        caveat: what the result is not; empty if nothing.
    """

    measure: str
    value: float
    low: float | None
    high: float | None
    source: str
    assumption: str
    caveat: str = ""


@dataclass(frozen=True)
class ConvertedEstimate:
    """An estimate on an additive scale with its standard error, and where the factor between scales comes from."""

    y: float
    se: float
    source: str
    assumption: str


@dataclass(frozen=True)
class StandardError:
    """A standard error from a printed interval, p value or t statistic, with where it comes from."""

    se: float
    source: str
    assumption: str


def odds_ratio_to_risk_ratio(
    value: float, baseline_risk: float, low: float | None = None, high: float | None = None, *, where: str = "estimate"
) -> Conversion:
    """RR = OR / (1 − p₀ + p₀ OR), p₀ the risk of the unexposed.

    Args:
        value, low, high: the odds ratio with its limits, above 0.
        baseline_risk: p₀, between 0 and 1, from outside the estimate.

    Raises:
        SynthesisError: numbers out of range, or limits that do not hold the value.
    """
    _check_ratio(value, low, high, where)
    _check_risk(baseline_risk, where)

    def convert(ratio: float) -> float:
        return ratio / (1 - baseline_risk + baseline_risk * ratio)

    return Conversion(
        "RR", convert(value), _maybe(convert, low), _maybe(convert, high), f"{_ZHANG}; {_GRANT}",
        f"a risk of {baseline_risk:g} among the unexposed of every stratum, known without error",
        "for an adjusted odds ratio it is biased, and its interval too narrow (McNutt and others 2003)",
    )  # fmt: skip


def risk_ratio_to_odds_ratio(
    value: float, baseline_risk: float, low: float | None = None, high: float | None = None, *, where: str = "estimate"
) -> Conversion:
    """OR = RR (1 − p₀) / (1 − p₀ RR), the inverse of :func:`odds_ratio_to_risk_ratio`.

    Raises:
        SynthesisError: as there; also where p₀ times the ratio (or its upper limit) is 1 or more, as no risk can be.
    """
    _check_ratio(value, low, high, where)
    _check_risk(baseline_risk, where)
    if baseline_risk * max(value, high or value) >= 1:
        raise SynthesisError(
            f"a risk of {baseline_risk:g} times {max(value, high or value):g} is no risk", where=where,
            remedy="Give the baseline risk of these people, or leave the limits out",
        )  # fmt: skip

    def convert(ratio: float) -> float:
        return ratio * (1 - baseline_risk) / (1 - baseline_risk * ratio)

    return Conversion(
        "OR", convert(value), _maybe(convert, low), _maybe(convert, high), _GRANT,
        f"a risk of {baseline_risk:g} among the unexposed of every stratum, known without error",
        "for an adjusted risk ratio it is only roughly the adjusted odds ratio",
    )  # fmt: skip


Spread = Literal["logistic", "normal"]


def difference_to_log_odds_ratio(
    d: float, se: float, *, spread: Spread = "logistic", where: str = "estimate"
) -> ConvertedEstimate:
    """A standardised mean difference as a log odds ratio: d π / √3 (logistic), or d × 1.65 (normal).

    Args:
        d, se: the difference and its standard error, above 0.
        spread: of the outcome within groups.

    Raises:
        SynthesisError: numbers that are not finite, or a standard error that is not above 0.
    """
    _check_difference(d, se, where)
    factor = _D_FACTORS[spread]
    return ConvertedEstimate(d * factor, se * factor, _D_SOURCES[spread], _d_assumption(spread))


def log_odds_ratio_to_difference(
    y: float, se: float, *, spread: Spread = "logistic", where: str = "estimate"
) -> ConvertedEstimate:
    """A log odds ratio as a standardised mean difference, the inverse of :func:`difference_to_log_odds_ratio`."""
    _check_difference(y, se, where)
    factor = _D_FACTORS[spread]
    return ConvertedEstimate(y / factor, se / factor, _D_SOURCES[spread], _d_assumption(spread))


def se_from_interval(
    low: float, high: float, *, level: float = 95.0, log: bool = False, df: float | None = None, where: str = "estimate"
) -> StandardError:
    """The width of an interval over twice its quantile.

    Args:
        low, high: the limits, low < high.
        level: confidence in per cent.
        log: whether they are limits of a ratio, so that their logarithms are taken.
        df: degrees of freedom where the interval was made with the t distribution.

    Raises:
        SynthesisError: swapped, equal or non-finite limits, a ratio's limit not above 0, or a level out of range.
    """
    from scipy.special import ndtri, stdtrit

    if not (math.isfinite(low) and math.isfinite(high)) or (log and min(low, high) <= 0):
        raise SynthesisError(
            f"limits of {low:g} to {high:g}", where=where, remedy="Give finite limits (above 0 for a ratio)"
        )
    if low >= high:
        what = "are swapped" if low > high else "are equal"
        raise SynthesisError(f"the limits {what} ({low:g}, {high:g})", where=where, remedy="Check the print")
    if not 0 < level < 100:
        raise SynthesisError(f"the confidence is {level:g} per cent", where=where, remedy="Give one such as 95")
    tail = 0.5 + level / 200
    quantile = float(ndtri(tail)) if df is None else float(stdtrit(df, tail))
    width = math.log(high) - math.log(low) if log else high - low
    how = "the normal distribution" if df is None else f"the t distribution with {df:g} degrees of freedom"
    scale = " on the log scale" if log else ""
    return StandardError(
        width / (2 * quantile), "Cochrane Handbook, section 6.3", f"a {level:g} % interval made{scale} with {how}"
    )


def _maybe(convert: Callable[[float], float], number: float | None) -> float | None:
    return None if number is None else convert(number)


_D_FACTORS: dict[Spread, float] = {"logistic": math.pi / math.sqrt(3), "normal": 1.65}
_D_SOURCES: dict[Spread, str] = {"logistic": "Hasselblad & Hedges 1995; Chinn 2000", "normal": "Cox & Snell 1989"}


def _d_assumption(spread: Spread) -> str:
    return f"an outcome with {spread} distributions of equal spread in both groups, cut in two"


def _check_ratio(value: float, low: float | None, high: float | None, where: str) -> None:
    given = [number for number in (value, low, high) if number is not None]
    if not all(math.isfinite(number) and number > 0 for number in given):
        raise SynthesisError("a ratio and its limits must be finite and above 0", where=where, remedy="Correct them")
    if (low is not None and low > value) or (high is not None and high < value):
        raise SynthesisError("the limits do not hold the value", where=where, remedy="Check the print")


def _check_risk(risk: float, where: str) -> None:
    if not 0 < risk < 1:
        raise SynthesisError(f"the baseline risk is {risk:g}", where=where, remedy="Give one between 0 and 1")


def _check_difference(y: float, se: float, where: str) -> None:
    if not (math.isfinite(y) and math.isfinite(se) and se > 0):
        raise SynthesisError(
            "estimate and standard error must be finite, the latter above 0", where=where, remedy="Correct them"
        )
