"""Measures of means (*m*) and standard deviations (*sd*) in *n*: of one group, of two groups, and of change in one group with
*r* between the two measurements."""

from __future__ import annotations

import math

from aetia.synthesis.measures.measure import Measure

_GROUP, _GROUPS = ("m", "sd", "n"), ("m1", "sd1", "n1", "m2", "sd2", "n2")
_SPREADS = ("sd1", "n1", "sd2", "n2")
_CHANGE, _CHANGE_RAW = ("m1", "sd1", "m2", "sd2", "n", "r"), ("m1", "m2", "sd1", "n", "r")


def hedges_correction(df: float) -> float:
    """The exact factor J that takes the small-sample bias out of a standardised mean difference (Hedges 1981)."""
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def _mean(m: float, sd: float, n: float) -> tuple[float, float]:
    return m, sd**2 / n


def _log_mean(m: float, sd: float, n: float) -> tuple[float, float]:
    return math.log(m), sd**2 / (n * m**2)


def _log_sd(sd: float, n: float) -> tuple[float, float]:
    return math.log(sd) + 1 / (2 * (n - 1)), 1 / (2 * (n - 1))


def _log_cv(m: float, sd: float, n: float) -> tuple[float, float]:
    return math.log(sd / m) + 1 / (2 * (n - 1)), 1 / (2 * (n - 1)) + sd**2 / (n * m**2)


def _mean_difference(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    return m1 - m2, sd1**2 / n1 + sd2**2 / n2


def _g(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    """Hedges' g and its correction factor."""
    df = n1 + n2 - 2
    pooled_sd = math.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
    factor = hedges_correction(df)
    return factor * (m1 - m2) / pooled_sd, factor


def hedges_g(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    """Hedges' g with its large-sample variance."""
    g, _ = _g(m1, sd1, n1, m2, sd2, n2)
    return g, 1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2))


def _hedges_g_unbiased(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    g, factor = _g(m1, sd1, n1, m2, sd2, n2)
    df = n1 + n2 - 2
    return g, 1 / n1 + 1 / n2 + (1 - (df - 2) / (df * factor**2)) * g**2


def _d_without_equal_spread(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    middle = (sd1**2 + sd2**2) / 2
    y = hedges_correction(n1 + n2 - 2) * (m1 - m2) / math.sqrt(middle)
    own = sd1**2 / (middle * (n1 - 1)) + sd2**2 / (middle * (n2 - 1))
    return y, y**2 * (sd1**4 / (n1 - 1) + sd2**4 / (n2 - 1)) / (8 * middle**2) + own


def _glass_delta(m1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    y = hedges_correction(n2 - 1) * (m1 - m2) / sd2
    return y, 1 / n1 + 1 / n2 + y**2 / (2 * n2)


def _log_ratio_of_means(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    return math.log(m1 / m2), sd1**2 / (n1 * m1**2) + sd2**2 / (n2 * m2**2)


def _log_ratio_of_cvs(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    (y1, v1), (y2, v2) = _log_cv(m1, sd1, n1), _log_cv(m2, sd2, n2)
    return y1 - y2, v1 + v2


def _log_ratio_of_sds(sd1: float, n1: float, sd2: float, n2: float) -> tuple[float, float]:
    (y1, v1), (y2, v2) = _log_sd(sd1, n1), _log_sd(sd2, n2)
    return y1 - y2, v1 + v2


def _cohen_d(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    """The standardised mean difference without Hedges' correction."""
    g, factor = _g(m1, sd1, n1, m2, sd2, n2)
    d = g / factor
    return d, 1 / n1 + 1 / n2 + d**2 / (2 * (n1 + n2))


def _d_to_odds_logistic(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    d, v = _cohen_d(m1, sd1, n1, m2, sd2, n2)
    return d * math.pi / math.sqrt(3), v * math.pi**2 / 3


def _d_to_odds_normal(m1: float, sd1: float, n1: float, m2: float, sd2: float, n2: float) -> tuple[float, float]:
    d, v = _cohen_d(m1, sd1, n1, m2, sd2, n2)
    return d * 1.65, v * 1.65**2


def _variance_of_change(sd1: float, sd2: float, r: float) -> float:
    return sd1**2 + sd2**2 - 2 * r * sd1 * sd2


def _mean_change(m1: float, sd1: float, m2: float, sd2: float, n: float, r: float) -> tuple[float, float]:
    return m1 - m2, _variance_of_change(sd1, sd2, r) / n


def _change_in_change_sd(m1: float, sd1: float, m2: float, sd2: float, n: float, r: float) -> tuple[float, float]:
    y = hedges_correction(n - 1) * (m1 - m2) / math.sqrt(_variance_of_change(sd1, sd2, r))
    return y, 1 / n + y**2 / (2 * n)


def _change_in_raw_sd(m1: float, m2: float, sd1: float, n: float, r: float) -> tuple[float, float]:
    y = hedges_correction(n - 1) * (m1 - m2) / sd1
    return y, 2 * (1 - r) / n + y**2 / (2 * n)


def _change_in_raw_sd_unequal(m1: float, sd1: float, m2: float, sd2: float, n: float, r: float) -> tuple[float, float]:
    y = hedges_correction(n - 1) * (m1 - m2) / sd1
    return y, _variance_of_change(sd1, sd2, r) / (sd1**2 * (n - 1)) + y**2 / (2 * (n - 1))


def _log_ratio_of_change(m1: float, sd1: float, m2: float, sd2: float, n: float, r: float) -> tuple[float, float]:
    own = sd1**2 / (n * m1**2) + sd2**2 / (n * m2**2)
    return math.log(m1 / m2), own - 2 * r * sd1 * sd2 / (m1 * m2 * n)


_NORMAL = "an outcome with a normal distribution in each group"
_EQUAL = f"{_NORMAL}, of equal spread"
_LOGISTIC = f"{_EQUAL}, near a logistic one"
_POSITIVE = "means above 0, far from it for their standard errors"
_PAIRED = "the same people measured twice, the correlation between the two known"
_NAKAGAWA, _HASSELBLAD = "Nakagawa and others 2015", "Hasselblad & Hedges 1995"
_GLASS = ("m1", "n1", "m2", "sd2", "n2")
MEAN_MEASURES = {
    "MN": Measure("mean", _GROUP, _mean, "standard error of a mean", _NORMAL),
    "MNLN": Measure("log mean", _GROUP, _log_mean, "delta method", _POSITIVE, "log"),
    "SDLN": Measure("log standard deviation", ("sd", "n"), _log_sd, _NAKAGAWA, _NORMAL, "log"),
    "CVLN": Measure("log coefficient of variation", _GROUP, _log_cv, _NAKAGAWA, _POSITIVE, "log"),
    "MD": Measure("mean difference", _GROUPS, _mean_difference, "standard error of a difference", _NORMAL),
    "SMD": Measure(
        "standardised mean difference (Hedges' g)", _GROUPS, hedges_g, "Hedges 1981", _EQUAL,
        unbiased_variance=_hedges_g_unbiased,
    ),
    "SMDH": Measure("standardised mean difference, unequal spread", _GROUPS, _d_without_equal_spread, "Bonett 2009", _NORMAL),
    "SMD1": Measure("difference in units of the second group's spread", _GLASS, _glass_delta, "Glass 1976", _NORMAL),
    "ROM": Measure("ratio of means", _GROUPS, _log_ratio_of_means, "Hedges, Gurevitch & Curtis 1999", _POSITIVE, "log"),
    "CVR": Measure("ratio of coefficients of variation", _GROUPS, _log_ratio_of_cvs, _NAKAGAWA, _POSITIVE, "log"),
    "VR": Measure("ratio of standard deviations", _SPREADS, _log_ratio_of_sds, _NAKAGAWA, _NORMAL, "log"),
    "D2OR": Measure("SMD as odds ratio", _GROUPS, _d_to_odds_logistic, _HASSELBLAD, _LOGISTIC, "log"),
    "D2ORL": Measure("SMD as odds ratio", _GROUPS, _d_to_odds_logistic, _HASSELBLAD, _LOGISTIC, "log"),
    "D2ORN": Measure("SMD as odds ratio", _GROUPS, _d_to_odds_normal, "Cox & Snell 1989", _EQUAL, "log"),
    "MC": Measure("mean change", _CHANGE, _mean_change, "standard error of a change", _PAIRED),
    "SMCC": Measure("change in units of its own spread", _CHANGE, _change_in_change_sd, "Gibbons and others 1993", _PAIRED),
    "SMCR": Measure("change in units of the raw spread", _CHANGE_RAW, _change_in_raw_sd, "Becker 1988", _PAIRED),
    "SMCRH": Measure("change, raw spread, unequal", _CHANGE, _change_in_raw_sd_unequal, "Bonett 2008", _PAIRED),
    "ROMC": Measure("ratio of means of the same people", _CHANGE, _log_ratio_of_change, "Lajeunesse 2011", _POSITIVE, "log"),
}  # fmt: skip
"""Measures of means."""
