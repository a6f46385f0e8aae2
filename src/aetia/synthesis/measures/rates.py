"""Measures of one proportion (*x* of *n*), of one rate (*x* events in *t* person-time), and of two rates."""

from __future__ import annotations

import math

from aetia.synthesis.measures.measure import Measure

_PROPORTION, _RATE, _RATES = ("x", "n"), ("x", "t"), ("x1", "x2", "t1", "t2")
_BINOMIAL, _POISSON = "independent people with the same risk", "events that come independently at a constant rate"


def _proportion(x: float, n: float) -> tuple[float, float]:
    return x / n, x * (n - x) / n**3


def _log_proportion(x: float, n: float) -> tuple[float, float]:
    return math.log(x / n), 1 / x - 1 / n


def _logit_proportion(x: float, n: float) -> tuple[float, float]:
    return math.log(x / (n - x)), 1 / x + 1 / (n - x)


def _arcsine_proportion(x: float, n: float) -> tuple[float, float]:
    return math.asin(math.sqrt(x / n)), 1 / (4 * n)


def _double_arcsine_proportion(x: float, n: float) -> tuple[float, float]:
    return (math.asin(math.sqrt(x / (n + 1))) + math.asin(math.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)


def _rate(x: float, t: float) -> tuple[float, float]:
    return x / t, x / t**2


def _log_rate(x: float, t: float) -> tuple[float, float]:
    return math.log(x / t), 1 / x


def _root_rate(x: float, t: float) -> tuple[float, float]:
    return math.sqrt(x / t), 1 / (4 * t)


def _freeman_tukey_rate(x: float, t: float) -> tuple[float, float]:
    return (math.sqrt(x / t) + math.sqrt((x + 1) / t)) / 2, 1 / (4 * t)


def log_rate_ratio(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    """Log incidence rate ratio."""
    return math.log(x1 / t1) - math.log(x2 / t2), 1 / x1 + 1 / x2


def rate_difference(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    """Incidence rate difference."""
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


def _root_rate_difference(x1: float, x2: float, t1: float, t2: float) -> tuple[float, float]:
    return math.sqrt(x1 / t1) - math.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)


RATE_MEASURES = {
    "PR": Measure("proportion", _PROPORTION, _proportion, "binomial variance", _BINOMIAL, "identity", "proportion"),
    "PLN": Measure("log proportion", _PROPORTION, _log_proportion, "delta method", _BINOMIAL, "log", "proportion"),
    "PLO": Measure("logit of a proportion", _PROPORTION, _logit_proportion, "Berkson 1944", _BINOMIAL, "logit", "proportion"),
    "PAS": Measure("arcsine of a proportion", _PROPORTION, _arcsine_proportion, "Anscombe 1948", _BINOMIAL, "arcsine"),
    "PFT": Measure(
        "double arcsine of a proportion", _PROPORTION, _double_arcsine_proportion, "Freeman & Tukey 1950", _BINOMIAL,
    ),
    "IR": Measure("rate", _RATE, _rate, "Poisson variance", _POISSON, "identity", "rates"),
    "IRLN": Measure("log rate", _RATE, _log_rate, "delta method", _POISSON, "log", "rates"),
    "IRS": Measure("root of a rate", _RATE, _root_rate, "delta method", _POISSON, "root"),
    "IRFT": Measure("root of a rate, Freeman–Tukey", _RATE, _freeman_tukey_rate, "Freeman & Tukey 1950", _POISSON),
    "IRR": Measure("rate ratio", _RATES, log_rate_ratio, "Rothman and others 2008", _POISSON, "log", "rates"),
    "IRD": Measure("rate difference", _RATES, rate_difference, "Rothman and others 2008", _POISSON, "identity", "rates"),
    "IRSD": Measure("difference of roots of rates", _RATES, _root_rate_difference, "delta method", _POISSON),
}  # fmt: skip
"""Measures of proportions and rates."""
