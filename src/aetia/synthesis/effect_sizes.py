"""From counts, means, correlations and intervals to an estimate with its variance, on an additive scale.

Measures are named as in the R package metafor, to whose numbers they are held in ``validation/pooling``. Counts of a
2×2 table are ``a`` and ``b`` (with and without the event, first group), ``c`` and ``d`` (the same, second group).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aetia.errors import SynthesisError

_Numbers = Mapping[str, float]
_Formula = Callable[..., tuple[float, float]]


@dataclass(frozen=True)
class EffectSize:
    """An estimate on its additive scale.

    Attributes:
        measure: such as ``OR``; ratios are logarithms.
        y: the estimate.
        v: its sampling variance.
        note: a correction that was applied, in words; empty if none.
    """

    measure: str
    y: float
    v: float
    note: str = ""


def effect_size(
    measure: str, numbers: _Numbers, *, where: str = "effect size", keep_double_zero: bool = False
) -> EffectSize:
    """Compute an effect size.

    Args:
        measure: one of :data:`MEASURES`.
        numbers: what the measure needs, by name: see the function of each measure below.
        where: names the study in errors.
        keep_double_zero: correct a 2×2 table in which nobody, or everybody, of both groups has the event, instead of
            refusing it. Such a table says nothing about a ratio, yet some packages pool it; off by default.

    Returns:
        The estimate. In a 2×2 table, a proportion or a rate with a zero, ½ is added to every cell of that study (and
        of no other), and the note says so; the variance-stabilised measures (AS, PAS, IRS, IRFT, IRSD) and PHI need
        no correction and get none.

    Raises:
        SynthesisError: unknown measure, a number missing, not finite or out of range, an empty group, a table with a
            double zero.
    """
    if measure not in MEASURES:
        raise SynthesisError(
            f"unknown effect measure {measure!r}", where=where, remedy=f"Use one of {', '.join(MEASURES)}"
        )
    names, formula, correction = MEASURES[measure]
    missing = [name for name in names if name not in numbers]
    if missing:
        raise SynthesisError(f"{measure} needs {', '.join(missing)}", where=where, remedy="Give all its numbers")
    values = {name: float(numbers[name]) for name in names}
    for name, value in values.items():
        if not math.isfinite(value):
            raise SynthesisError(f"'{name}' is {value}", where=where, remedy="Give a finite number")
        if value < 0 and name not in _MAY_BE_NEGATIVE:
            raise SynthesisError(f"'{name}' is {value:g}, below zero", where=where, remedy="Correct the number")
    note = ""
    if correction is not None:
        _refuse_impossible(values, where, keep_double_zero)
        values, note = correction(values)
    try:
        y, v = formula(**values)
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        raise SynthesisError(
            f"{measure} cannot be computed from these numbers", where=where, remedy="Check them"
        ) from error
    if not (math.isfinite(y) and math.isfinite(v)) or v <= 0:
        raise SynthesisError(f"{measure} has no usable variance ({v:g})", where=where, remedy="Check the numbers")
    return EffectSize(measure, y, v, note)


def log_ratio_from_interval(
    low: float, high: float, value: float | None = None, *, level: float = 95.0, where: str = "estimate"
) -> EffectSize:
    """A printed ratio with its limits as a log ratio.

    The standard error is the width of the interval on the log scale over twice the normal quantile (Cochrane
    Handbook, section 6.3); this assumes that the interval was made on the log scale with the normal distribution.

    Args:
        low, high: limits, 0 < low < high.
        value: the ratio; if absent, the middle of the interval on the log scale.
        level: confidence in per cent, default 95.
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
    from scipy.special import ndtri

    se = (math.log(high) - math.log(low)) / (2 * float(ndtri(0.5 + level / 200)))
    middle = (math.log(high) + math.log(low)) / 2
    if value is None:
        return EffectSize("log ratio", middle, se**2, "no value printed: the middle of the interval on the log scale")
    note = ""
    if abs(math.log(value) - middle) > 0.5 * se:
        note = "the value is far from the middle of its interval on the log scale: a misprint, or an interval made in another way"
    return EffectSize("log ratio", math.log(value), se**2, note)


def _refuse_impossible(values: dict[str, float], where: str, keep_double_zero: bool) -> None:
    if "n" in values and "x" in values and not 0 <= values["x"] <= values["n"] > 0:
        raise SynthesisError(
            f"{values['x']:g} of {values['n']:g} is not a proportion", where=where, remedy="Correct it"
        )
    if "a" not in values:
        return
    a, b, c, d = (values[name] for name in _TABLE)
    if a + b == 0 or c + d == 0:
        raise SynthesisError("a group is empty", where=where, remedy="Leave the table out")
    if not keep_double_zero and (a + c == 0 or b + d == 0):
        which = "nobody" if a + c == 0 else "everybody"
        raise SynthesisError(
            f"{which} in either group has the event, so the table says nothing about a ratio",
            where=where,
            remedy="Leave the table out",
        )


def _half_to_zero_cells(values: dict[str, float]) -> tuple[dict[str, float], str]:
    if min(values.values()) > 0:
        return values, ""
    return {name: value + 0.5 for name, value in values.items()}, "½ added to every cell, as one is zero"


def _half_to_zero_proportion(values: dict[str, float]) -> tuple[dict[str, float], str]:
    x, n = values["x"], values["n"]
    if 0 < x < n:
        return values, ""
    return {"x": x + 0.5, "n": n + 1}, "½ added to both counts, as one is zero"


def _half_to_zero_rates(values: dict[str, float]) -> tuple[dict[str, float], str]:
    events = [name for name in ("x", "x1", "x2") if name in values]
    if all(values[name] > 0 for name in events):
        return values, ""
    corrected = {name: value + 0.5 if name in events else value for name, value in values.items()}
    return corrected, "½ added to the events, as a count is zero"


def _log_odds_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Woolf 1955."""
    return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def _log_risk_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Katz and others 1978."""
    n1, n2 = a + b, c + d
    return math.log(a / n1) - math.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def _risk_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3


def _arcsine_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Difference of arcsine square-root transformed risks (Rücker and others 2009)."""
    n1, n2 = a + b, c + d
    return math.asin(math.sqrt(a / n1)) - math.asin(math.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def _phi(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Phi coefficient; large-sample variance under multinomial sampling."""
    n = a + b + c + d
    row1, row2, col1, col2 = (a + b) / n, (c + d) / n, (a + c) / n, (b + d) / n
    phi = (a * d - b * c) / n**2 / math.sqrt(row1 * row2 * col1 * col2)
    rows, cols = row1 - row2, col1 - col2
    both = rows * cols / math.sqrt(row1 * row2 * col1 * col2)
    spread = rows**2 / (row1 * row2) + cols**2 / (col1 * col2)
    return phi, (1 - phi**2 + phi * (1 + phi**2 / 2) * both - 0.75 * phi**2 * spread) / n


def _yule_q(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Yule 1900."""
    odds = a * d / (b * c)
    q = (odds - 1) / (odds + 1)
    return q, (1 - q**2) ** 2 * (1 / a + 1 / b + 1 / c + 1 / d) / 4


def _yule_y(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Yule 1912."""
    root = math.sqrt(a * d / (b * c))
    y = (root - 1) / (root + 1)
    return y, (1 - y**2) ** 2 * (1 / a + 1 / b + 1 / c + 1 / d) / 16


def _odds_to_d_logistic(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Log odds ratio as a standardised mean difference, logistic distributions (Chinn 2000)."""
    y, v = _log_odds_ratio(a, b, c, d)
    return y * math.sqrt(3) / math.pi, v * 3 / math.pi**2


def _odds_to_d_normal(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Log odds ratio over 1.65 as a standardised mean difference, normal distributions (Cox & Snell 1989)."""
    y, v = _log_odds_ratio(a, b, c, d)
    return y / 1.65, v / 1.65**2


def _proportion(x: float, n: float) -> tuple[float, float]:
    return x / n, x * (n - x) / n**3


def _log_proportion(x: float, n: float) -> tuple[float, float]:
    return math.log(x / n), 1 / x - 1 / n


def _logit_proportion(x: float, n: float) -> tuple[float, float]:
    return math.log(x / (n - x)), 1 / x + 1 / (n - x)


def _arcsine_proportion(x: float, n: float) -> tuple[float, float]:
    return math.asin(math.sqrt(x / n)), 1 / (4 * n)


def _rate(x: float, t: float) -> tuple[float, float]:
    return x / t, x / t**2


def _log_rate(x: float, t: float) -> tuple[float, float]:
    return math.log(x / t), 1 / x


def _root_rate(x: float, t: float) -> tuple[float, float]:
    return math.sqrt(x / t), 1 / (4 * t)


def _freeman_tukey_rate(x: float, t: float) -> tuple[float, float]:
    """Freeman & Tukey 1950."""
    return (math.sqrt(x / t) + math.sqrt((x + 1) / t)) / 2, 1 / (4 * t)


def _log_rate_ratio(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    return math.log(x1 / t1) - math.log(x2 / t2), 1 / x1 + 1 / x2


def _rate_difference(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


def _root_rate_difference(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    return math.sqrt(x1 / t1) - math.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)


def _correlation(r: float, n: float) -> tuple[float, float]:
    return r, (1 - r**2) ** 2 / (n - 1)


def _fisher_z(r: float, n: float) -> tuple[float, float]:
    """Fisher 1921."""
    return math.atanh(r), 1 / (n - 3)


def _mean(m: float, sd: float, n: float) -> tuple[float, float]:
    return m, sd**2 / n


def _log_mean(m: float, sd: float, n: float) -> tuple[float, float]:
    return math.log(m), sd**2 / (n * m**2)


def _log_sd(sd: float, n: float) -> tuple[float, float]:
    """Nakagawa and others 2015."""
    return math.log(sd) + 1 / (2 * (n - 1)), 1 / (2 * (n - 1))


def _log_cv(m: float, sd: float, n: float) -> tuple[float, float]:
    """Nakagawa and others 2015."""
    return math.log(sd / m) + 1 / (2 * (n - 1)), 1 / (2 * (n - 1)) + sd**2 / (n * m**2)


def _mean_difference(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    return m1 - m2, sd1**2 / n1 + sd2**2 / n2


def _hedges_g(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    """Standardised mean difference with Hedges' exact correction; large-sample variance (Hedges 1981)."""
    df = n1 + n2 - 2
    pooled_sd = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    correction = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    g = correction * (m1 - m2) / pooled_sd
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def _log_ratio_of_means(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    """Hedges, Gurevitch & Curtis 1999."""
    return math.log(m1 / m2), sd1**2 / (n1 * m1**2) + sd2**2 / (n2 * m2**2)


_TABLE = ("a", "b", "c", "d")
_PROPORTION = ("x", "n")
_RATE = ("x", "t")
_RATES = ("x1", "x2", "t1", "t2")
_GROUP = ("m", "sd", "n")
_GROUPS = ("m1", "sd1", "n1", "m2", "sd2", "n2")
_MAY_BE_NEGATIVE = frozenset({"r", "m", "m1", "m2"})
_Correction = Callable[[dict[str, float]], tuple[dict[str, float], str]]

MEASURES: dict[str, tuple[tuple[str, ...], _Formula, _Correction | None]] = {
    "OR": (_TABLE, _log_odds_ratio, _half_to_zero_cells),
    "RR": (_TABLE, _log_risk_ratio, _half_to_zero_cells),
    "RD": (_TABLE, _risk_difference, _half_to_zero_cells),
    "AS": (_TABLE, _arcsine_difference, None),
    "PHI": (_TABLE, _phi, None),
    "YUQ": (_TABLE, _yule_q, _half_to_zero_cells),
    "YUY": (_TABLE, _yule_y, _half_to_zero_cells),
    "OR2D": (_TABLE, _odds_to_d_logistic, _half_to_zero_cells),
    "OR2DL": (_TABLE, _odds_to_d_logistic, _half_to_zero_cells),
    "OR2DN": (_TABLE, _odds_to_d_normal, _half_to_zero_cells),
    "PR": (_PROPORTION, _proportion, _half_to_zero_proportion),
    "PLN": (_PROPORTION, _log_proportion, _half_to_zero_proportion),
    "PLO": (_PROPORTION, _logit_proportion, _half_to_zero_proportion),
    "PAS": (_PROPORTION, _arcsine_proportion, None),
    "IR": (_RATE, _rate, _half_to_zero_rates),
    "IRLN": (_RATE, _log_rate, _half_to_zero_rates),
    "IRS": (_RATE, _root_rate, None),
    "IRFT": (_RATE, _freeman_tukey_rate, None),
    "IRR": (_RATES, _log_rate_ratio, _half_to_zero_rates),
    "IRD": (_RATES, _rate_difference, _half_to_zero_rates),
    "IRSD": (_RATES, _root_rate_difference, None),
    "COR": (("r", "n"), _correlation, None),
    "ZCOR": (("r", "n"), _fisher_z, None),
    "MN": (_GROUP, _mean, None),
    "MNLN": (_GROUP, _log_mean, None),
    "SDLN": (("sd", "n"), _log_sd, None),
    "CVLN": (_GROUP, _log_cv, None),
    "MD": (_GROUPS, _mean_difference, None),
    "SMD": (_GROUPS, _hedges_g, None),
    "ROM": (_GROUPS, _log_ratio_of_means, None),
}
"""What each measure needs, its formula, and its rule for zero counts."""
