"""Measures of a 2×2 table of two independent groups: *a* and *b* with and without the event in the first, *c* and *d* in the
second."""

from __future__ import annotations

import math

from aetia.synthesis.measures.measure import Measure

TABLE = ("a", "b", "c", "d")
_LARGE = "independent groups, and cells large enough for the normal distribution"


def log_odds_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Log odds ratio with Woolf's variance."""
    return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def log_risk_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Log risk ratio."""
    n1, n2 = a + b, c + d
    return math.log(a / n1) - math.log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2


def risk_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Risk difference."""
    n1, n2 = a + b, c + d
    return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3


def peto_log_odds_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """(O − E) / V and 1 / V, with O the events of the first group and E, V from the hypergeometric distribution."""
    n1, n2 = a + b, c + d
    total = n1 + n2
    variance = n1 * n2 * (a + c) * (b + d) / (total**2 * (total - 1))
    return (a - n1 * (a + c) / total) / variance, 1 / variance


def _arcsine_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n1, n2 = a + b, c + d
    return math.asin(math.sqrt(a / n1)) - math.asin(math.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def _phi(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n = a + b + c + d
    row1, row2, col1, col2 = (a + b) / n, (c + d) / n, (a + c) / n, (b + d) / n
    phi = (a * d - b * c) / n**2 / math.sqrt(row1 * row2 * col1 * col2)
    rows, cols = row1 - row2, col1 - col2
    both = rows * cols / math.sqrt(row1 * row2 * col1 * col2)
    spread = rows**2 / (row1 * row2) + cols**2 / (col1 * col2)
    return phi, (1 - phi**2 + phi * (1 + phi**2 / 2) * both - 0.75 * phi**2 * spread) / n


def _yule_q(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    odds = a * d / (b * c)
    q = (odds - 1) / (odds + 1)
    return q, (1 - q**2) ** 2 * (1 / a + 1 / b + 1 / c + 1 / d) / 4


def _yule_y(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    root = math.sqrt(a * d / (b * c))
    y = (root - 1) / (root + 1)
    return y, (1 - y**2) ** 2 * (1 / a + 1 / b + 1 / c + 1 / d) / 16


def _odds_to_d_logistic(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    y, v = log_odds_ratio(a, b, c, d)
    return y * math.sqrt(3) / math.pi, v * 3 / math.pi**2


def _odds_to_d_normal(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    y, v = log_odds_ratio(a, b, c, d)
    return y / 1.65, v / 1.65**2


def _probit_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    from scipy.special import ndtri

    y, v = 0.0, 0.0
    for sign, events, n in ((1, a, a + b), (-1, c, c + d)):
        risk = events / n
        quantile = float(ndtri(risk))
        y += sign * quantile
        v += 2 * math.pi * risk * (1 - risk) * math.exp(quantile**2) / n
    return y, v


def _tetrachoric(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """The correlation of two normal variables of which the table sees only whether each is above a cut; variance by the delta
    method from the multinomial distribution of the cells."""
    from scipy.integrate import quad
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    n = a + b + c + d
    row, column = (a + b) / n, (a + c) / n
    h, k = float(ndtri(row)), float(ndtri(column))

    def density(r: float) -> float:
        rest = 1 - r * r
        return math.exp(-(h * h - 2 * r * h * k + k * k) / (2 * rest)) / (2 * math.pi * math.sqrt(rest))

    def excess(r: float) -> float:
        return row * column + float(quad(density, 0.0, r, epsabs=1e-13, epsrel=1e-12)[0]) - a / n

    limit = 1 - 1e-9
    r = float(brentq(excess, -limit, limit, xtol=1e-13))
    root = math.sqrt(1 - r * r)
    by_row, by_column = float(ndtr((k - r * h) / root)), float(ndtr((h - r * k) / root))
    slopes = (1 - by_row - by_column, -by_row, -by_column, 0.0)
    shares = [cell / n for cell in (a, b, c, d)]
    mean = sum(p * slope for p, slope in zip(shares, slopes, strict=True))
    spread = sum(p * slope**2 for p, slope in zip(shares, slopes, strict=True)) - mean**2
    return r, spread / (n * density(r) ** 2)


_CHINN = "an outcome with logistic distributions of equal spread in both groups, cut in two"
TABLE_MEASURES = {
    "OR": Measure("odds ratio", TABLE, log_odds_ratio, "Woolf 1955", _LARGE, "log", "cells"),
    "RR": Measure("risk ratio", TABLE, log_risk_ratio, "Katz and others 1978", _LARGE, "log", "cells"),
    "RD": Measure("risk difference", TABLE, risk_difference, "binomial variances", _LARGE, "identity", "cells"),
    "PETO": Measure(
        "odds ratio by Peto's method", TABLE, peto_log_odds_ratio, "Yusuf and others 1985",
        "an odds ratio near 1, groups of similar size, few events", "log",
    ),
    "AS": Measure("arcsine difference of risks", TABLE, _arcsine_difference, "Rücker and others 2009", _LARGE),
    "PHI": Measure("phi coefficient", TABLE, _phi, "Yule 1912", "multinomial sampling of all four cells"),
    "YUQ": Measure("Yule's Q", TABLE, _yule_q, "Yule 1900", _LARGE, "identity", "cells"),
    "YUY": Measure("Yule's Y", TABLE, _yule_y, "Yule 1912", _LARGE, "identity", "cells"),
    "RTET": Measure(
        "tetrachoric correlation", TABLE, _tetrachoric, "Pearson 1900",
        "two normal variables, each cut in two; multinomial sampling", "identity", "cells",
    ),
    "PBIT": Measure(
        "probit-transformed risk difference", TABLE, _probit_difference, "Sánchez-Meca and others 2003",
        "a normal outcome with equal spread in both groups, cut in two", "identity", "cells",
    ),
    "OR2D": Measure("odds ratio as SMD", TABLE, _odds_to_d_logistic, "Chinn 2000", _CHINN, "identity", "cells"),
    "OR2DL": Measure("odds ratio as SMD", TABLE, _odds_to_d_logistic, "Chinn 2000", _CHINN, "identity", "cells"),
    "OR2DN": Measure(
        "odds ratio as SMD", TABLE, _odds_to_d_normal, "Cox & Snell 1989",
        "a normal outcome with equal spread in both groups, cut in two", "identity", "cells",
    ),
}  # fmt: skip
"""Measures of two independent groups."""


def _paired_risk_difference(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n = a + b + c + d
    return (b - c) / n, ((b + c) / n - ((b - c) / n) ** 2) / n


def _paired_risk_ratio(a: float, b: float, c: float) -> tuple[float, float]:
    return math.log((a + b) / (a + c)), (b + c) / ((a + b) * (a + c))


def _paired_odds_ratio(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    n = a + b + c + d
    first, second = a + b, a + c
    y = math.log(first / (n - first)) - math.log(second / (n - second))
    shared = (a * n - first * second) * n / (first * (n - first) * second * (n - second))
    return y, 1 / first + 1 / (n - first) + 1 / second + 1 / (n - second) - 2 * shared


def _conditional_odds_ratio(b: float, c: float) -> tuple[float, float]:
    return math.log(b / c), 1 / b + 1 / c


def _paired_peto(b: float, c: float) -> tuple[float, float]:
    return 2 * (b - c) / (b + c), 4 / (b + c)


_PAIRED = "matched pairs: a both, b only the first, c only the second, d neither with the event"
_BECKER = "Becker & Balagtas 1993"
PAIRED_MEASURES = {
    "MPRD": Measure("marginal risk difference", TABLE, _paired_risk_difference, _BECKER, _PAIRED, "identity", "cells"),
    "MPRR": Measure("marginal risk ratio", TABLE[:3], _paired_risk_ratio, _BECKER, _PAIRED, "log", "cells"),
    "MPOR": Measure("marginal odds ratio", TABLE, _paired_odds_ratio, _BECKER, _PAIRED, "log", "cells"),
    "MPORC": Measure("conditional odds ratio", ("b", "c"), _conditional_odds_ratio, "McNemar 1947", _PAIRED, "log", "cells"),
    "MPPETO": Measure("conditional odds ratio, Peto", ("b", "c"), _paired_peto, "Curtin and others 2002", _PAIRED, "log"),
}  # fmt: skip
"""Measures of matched pairs, from the table that crosses the two members of a pair."""
