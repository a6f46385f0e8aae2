"""Correlations (*r* in *n*), partial and semi-partial ones (*t* of *predictors*, in *n*), and reliability (*alpha* of *items*)."""

from __future__ import annotations

import math

from aetia.synthesis.measures.measure import Measure

_R, _T, _T2 = ("r", "n"), ("t_statistic", "n", "predictors"), ("t_statistic", "n", "predictors", "r2")
_LARGE_C, _TERMS = 50.0, 1000
_ALPHA = ("alpha", "items", "n")
_NORMAL = "two variables with a joint normal distribution"
_PARTIAL = "a linear model that holds, with all its predictors counted"


def _correlation(r: float, n: float) -> tuple[float, float]:
    return r, (1 - r**2) ** 2 / (n - 1)


def _unbiased_correlation(r: float, n: float) -> tuple[float, float]:
    y = _olkin_pratt(r, n)
    return y, (1 - y**2) ** 2 / (n - 1)


def _unbiased_correlation_unbiased(r: float, n: float) -> tuple[float, float]:
    """Its variance is y² less the unbiased estimate of the squared correlation."""
    y = _olkin_pratt(r, n)
    return y, y**2 - 1 + (n - 3) / (n - 2) * (1 - r**2) * _hypergeometric(1.0, n / 2, 1 - r**2)


def _olkin_pratt(r: float, n: float) -> float:
    return r * _hypergeometric(0.5, (n - 2) / 2, 1 - r**2)


def _hypergeometric(a: float, c: float, z: float) -> float:
    """Gauss's F(a, a; c; z) for 0 ≤ z ≤ 1; SciPy's gives no number for a large c, where the series is short."""
    from scipy.special import hyp2f1

    if c < _LARGE_C:
        return float(hyp2f1(a, a, c, z))
    total = term = 1.0
    for m in range(_TERMS):
        term *= (a + m) ** 2 / ((c + m) * (m + 1)) * z
        total += term
        if term < 1e-17 * total:
            break
    return total


def _fisher_z(r: float, n: float) -> tuple[float, float]:
    return math.atanh(r), 1 / (n - 3)


def _partial(t_statistic: float, n: float, predictors: float) -> tuple[float, float]:
    r = t_statistic / math.sqrt(t_statistic**2 + n - predictors - 1)
    return r, (1 - r**2) ** 2 / (n - predictors)


def _partial_z(t_statistic: float, n: float, predictors: float) -> tuple[float, float]:
    return math.atanh(_partial(t_statistic, n, predictors)[0]), 1 / (n - predictors - 2)


def _semi_partial(t_statistic: float, n: float, predictors: float, r2: float) -> tuple[float, float]:
    y = t_statistic * math.sqrt(1 - r2) / math.sqrt(n - predictors - 1)
    without = r2 - y**2
    return y, (r2**2 - 2 * r2 + without + 1 - without**2) / n


def _semi_partial_z(t_statistic: float, n: float, predictors: float, r2: float) -> tuple[float, float]:
    y, v = _semi_partial(t_statistic, n, predictors, r2)
    return math.atanh(y), v / (1 - y**2) ** 2


def _alpha(alpha: float, items: float, n: float) -> tuple[float, float]:
    return alpha, 2 * items * (1 - alpha) ** 2 / ((items - 1) * (n - 2))


def _alpha_log(alpha: float, items: float, n: float) -> tuple[float, float]:
    return -math.log(1 - alpha), 2 * items / ((items - 1) * (n - 2))


def _alpha_cube_root(alpha: float, items: float, n: float) -> tuple[float, float]:
    rest = 1 - alpha
    return 1 - rest ** (1 / 3), 18 * items * (n - 1) * rest ** (2 / 3) / ((items - 1) * (9 * n - 11) ** 2)


_PARALLEL = "items that measure the same thing with the same error"
CORRELATION_MEASURES = {
    "COR": Measure("correlation", _R, _correlation, "Fisher 1921", _NORMAL),
    "UCOR": Measure(
        "unbiased correlation", _R, _unbiased_correlation, "Olkin & Pratt 1958", _NORMAL,
        unbiased_variance=_unbiased_correlation_unbiased,
    ),
    "ZCOR": Measure("Fisher's z", _R, _fisher_z, "Fisher 1921", _NORMAL, "fisher-z"),
    "PCOR": Measure("partial correlation", _T, _partial, "Aloe & Thompson 2013", _PARTIAL),
    "ZPCOR": Measure("z of a partial correlation", _T, _partial_z, "Fisher 1924", _PARTIAL, "fisher-z"),
    "SPCOR": Measure("semi-partial correlation", _T2, _semi_partial, "Aloe & Becker 2012", _PARTIAL),
    "ZSPCOR": Measure("z of a semi-partial correlation", _T2, _semi_partial_z, "Aloe & Becker 2012", _PARTIAL, "fisher-z"),
    "ARAW": Measure("Cronbach's alpha", _ALPHA, _alpha, "Bonett 2010", _PARALLEL),
    "ABT": Measure("log of 1 − alpha", _ALPHA, _alpha_log, "Bonett 2002", _PARALLEL, "log-complement"),
    "AHW": Measure("cube root of 1 − alpha", _ALPHA, _alpha_cube_root, "Hakstian & Whalen 1976", _PARALLEL, "cube-root-complement"),
}  # fmt: skip
"""Measures of association between two variables, and of reliability."""
