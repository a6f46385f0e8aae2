"""Mantel–Haenszel: one ratio or difference over all tables, weighted by the tables themselves.

Good where events are few: single studies need no estimate of their own, so a zero cell needs no correction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aetia.errors import SynthesisError
from aetia.synthesis.effect_sizes import effect_size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray

MantelHaenszelMeasure = Literal["OR", "RR", "RD", "IRR", "IRD"]
_SOURCES = {
    "OR": "Mantel & Haenszel 1959; variance: Robins, Breslow & Greenland 1986",
    "RR": "Rothman & Boice 1979; variance: Greenland & Robins 1985",
    "RD": "Greenland & Robins 1985; variance: Sato, Greenland & Robins 1989",
    "IRR": "Rothman & Boice 1979; variance: Greenland & Robins 1985",
    "IRD": "Greenland & Robins 1985",
}


@dataclass(frozen=True)
class ChiSquared:
    """A test by chi-squared."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True)
class FixedPool:
    """One common effect over all studies, by Mantel–Haenszel or Peto.

    Attributes:
        measure: OR, RR, RD, IRR or IRD; ratios are logarithms.
        mean, se, low, high, statistic, p: on the additive scale, normal distribution.
        k: studies that carry something; those that carry nothing (no events, or an empty group) are in *silent*.
        weights: share of each study in the order of the input, summing to 1; 0 for a silent one.
        estimates, variances: of the single studies, with the correction for zeros; NaN where there is none.
        heterogeneity: Q over the studies with an estimate of their own.
        i2: from Q, in per cent.
        association: the test of no association over all tables (Cochran–Mantel–Haenszel); None for differences of rates.
        homogeneity: the test that all odds ratios are equal (Breslow & Day 1980 with Tarone's correction); OR only.
        silent: positions of the studies that carry nothing.
        source, assumption, confidence: of the result.
    """

    measure: str
    mean: float
    se: float
    low: float
    high: float
    statistic: float
    p: float
    k: int
    weights: tuple[float, ...]
    estimates: tuple[float, ...]
    variances: tuple[float, ...]
    heterogeneity: ChiSquared
    i2: float
    association: ChiSquared | None
    homogeneity: ChiSquared | None
    silent: tuple[int, ...]
    source: str
    assumption: str
    confidence: float


def mantel_haenszel(
    tables: Sequence[Sequence[float]],
    measure: MantelHaenszelMeasure = "OR",
    *,
    labels: Sequence[str] | None = None,
    add: float = 0.0,
    continuity: bool = True,
    confidence: float = 0.95,
) -> FixedPool:
    """Pool tables by Mantel–Haenszel.

    Args:
        tables: for OR, RR, RD four counts a, b, c, d of each study (with and without the event, first then second group); for
            IRR, IRD x1, x2, t1, t2 (events and person-time of both groups).
        measure: which common effect.
        labels: names of the studies for errors.
        add: amount added to every cell of a study with a zero before pooling; 0, the default, is no correction.
        continuity: whether the test of association takes ½ from the difference (Mantel & Haenszel 1959).
        confidence: 0 to 1.

    Raises:
        SynthesisError: nothing to pool, a count that is negative or not finite, an unknown measure, or tables that together
            have no events in one of the groups, so that there is no estimate. The study is named where one is at fault.
    """
    import numpy as np

    if measure not in _SOURCES:
        raise SynthesisError(
            f"Mantel–Haenszel has no {measure!r}", remedy=f"Use one of {', '.join(_SOURCES)}, or inverse variance"
        )
    found = checked_tables(tables, labels)
    corrected = np.where((found == 0).any(axis=1)[:, None], found + add, found) if add else found
    rates = measure in ("IRR", "IRD")
    silent = _silent_rates(corrected) if rates else silent_tables(corrected, difference=measure == "RD")
    kept = corrected[~silent]
    if not len(kept):
        raise SynthesisError("no table says anything", remedy="Give at least one study with an event")
    mean, se, weights = (_rates if rates else _counts)(kept, measure)
    whole = np.zeros(len(found))
    whole[~silent] = weights / weights.sum()
    association = homogeneity = None
    if not rates:
        association = _association(kept, continuity)
    if measure == "OR":
        homogeneity = _homogeneity(kept, math.exp(mean))
    elif measure == "IRR":
        association = _association_of_rates(kept, continuity)
    return fixed_pool(
        measure, mean, se, whole, study_estimates(found, measure, labels), silent, association, homogeneity,
        _SOURCES[measure], "one effect common to all studies", confidence,
    )  # fmt: skip


def checked_tables(tables: Sequence[Sequence[float]], labels: Sequence[str] | None) -> FloatArray:
    """Tables as an array of shape (k, 4), or an error that names the study."""
    import numpy as np

    if not tables:
        raise SynthesisError("there is nothing to pool", remedy="Give at least one table")
    for index, table in enumerate(tables):
        name = labels[index] if labels is not None else f"row {index + 1}"
        if len(table) != 4:
            raise SynthesisError(f"{len(table)} numbers where four are needed", where=name, remedy="Give all four")
        for value in table:
            if not math.isfinite(value) or value < 0:
                raise SynthesisError(f"a count is {value:g}", where=name, remedy="Give finite counts of 0 or more")
    return np.asarray(tables, dtype=float)


def silent_tables(tables: FloatArray, *, difference: bool = False) -> NDArray[np.bool_]:
    """Which tables carry nothing: an empty group; and, unless a *difference* is asked for, no events or nobody without."""
    a, b, c, d = tables.T
    empty: NDArray[np.bool_] = (a + b == 0) | (c + d == 0)
    return empty if difference else empty | (a + c == 0) | (b + d == 0)


def study_estimates(tables: FloatArray, measure: str, labels: Sequence[str] | None) -> list[tuple[float, float] | None]:
    """The estimate and variance of each study alone, ½ added where a cell is zero; None where it has none."""
    names = ("x1", "x2", "t1", "t2") if measure.startswith("I") else ("a", "b", "c", "d")
    sizes: list[tuple[float, float] | None] = []
    for index, table in enumerate(tables.tolist()):
        where = labels[index] if labels is not None else f"row {index + 1}"
        try:
            size = effect_size(measure, dict(zip(names, table, strict=True)), where=where, keep_double_zero=True)
        except SynthesisError:
            sizes.append(None)
        else:
            sizes.append((size.y, size.v))
    return sizes


def fixed_pool(
    measure: str, mean: float, se: float, weights: FloatArray, sizes: Sequence[tuple[float, float] | None],
    silent: NDArray[np.bool_], association: ChiSquared | None, homogeneity: ChiSquared | None, source: str,
    assumption: str, confidence: float,
) -> FixedPool:  # fmt: skip
    """The result of a method that assumes one common effect, with Q over the single studies."""
    from scipy.special import ndtr, ndtri

    statistic = mean / se
    half = float(ndtri(1 - (1 - confidence) / 2)) * se
    own = [size for size in sizes if size is not None]
    q, df = sum((y - mean) ** 2 / v for y, v in own), len(own) - 1
    return FixedPool(
        measure, mean, se, mean - half, mean + half, statistic, 2 * float(ndtr(-abs(statistic))), int((~silent).sum()),
        tuple(weights.tolist()), tuple(size[0] if size else math.nan for size in sizes),
        tuple(size[1] if size else math.nan for size in sizes), chi_squared(q, df),
        100 * max(0.0, (q - df) / q) if q > 0 else 0.0, association, homogeneity,
        tuple(silent.nonzero()[0].tolist()), source, assumption, confidence,
    )  # fmt: skip


def chi_squared(statistic: float, df: int) -> ChiSquared:
    """A statistic with its upper tail; p is 1 where there are no degrees of freedom."""
    from scipy.special import chdtrc

    return ChiSquared(statistic, df, float(chdtrc(df, statistic)) if df > 0 else 1.0)


def _counts(tables: FloatArray, measure: str) -> tuple[float, float, FloatArray]:
    """Common effect, standard error and weights of the studies."""
    a, b, c, d = tables.T
    n1, n2 = a + b, c + d
    total = n1 + n2
    if measure == "OR":
        top, bottom = a * d / total, b * c / total
        r, s = _both(top, bottom)
        p, q = (a + d) / total, (b + c) / total
        variance = 0.5 * ((p * top).sum() / r**2 + (p * bottom + q * top).sum() / (r * s) + (q * bottom).sum() / s**2)
        return math.log(r / s), math.sqrt(float(variance)), bottom
    if measure == "RR":
        top, bottom = a * n2 / total, c * n1 / total
        r, s = _both(top, bottom)
        variance = (n1 * n2 * (a + c) / total**2 - a * c / total).sum() / (r * s)
        return math.log(r / s), math.sqrt(float(variance)), bottom
    weights = n1 * n2 / total
    mean = float((a * n2 / total - c * n1 / total).sum() / weights.sum())
    first = (c * (n1 / total) ** 2 - a * (n2 / total) ** 2 + n1 / total * (n2 / total) * (n2 - n1) / 2).sum()
    second = ((a * d + b * c) / total / 2).sum()
    return mean, math.sqrt(float((mean * first + second) / weights.sum() ** 2)), weights


def _rates(tables: FloatArray, measure: str) -> tuple[float, float, FloatArray]:
    x1, x2, t1, t2 = tables.T
    total = t1 + t2
    if measure == "IRR":
        top, bottom = x1 * t2 / total, x2 * t1 / total
        r, s = _both(top, bottom)
        variance = ((x1 + x2) * t1 * t2 / total**2).sum() / (r * s)
        return math.log(r / s), math.sqrt(float(variance)), bottom
    weights = t1 * t2 / total
    mean = float((x1 * t2 / total - x2 * t1 / total).sum() / weights.sum())
    variance = (weights**2 * (x1 / t1**2 + x2 / t2**2)).sum() / weights.sum() ** 2
    return mean, math.sqrt(float(variance)), weights


def _both(top: FloatArray, bottom: FloatArray) -> tuple[float, float]:
    r, s = float(top.sum()), float(bottom.sum())
    if r == 0 or s == 0:
        raise SynthesisError(
            "over all studies together one group has no events, so there is no ratio",
            remedy="Pool risk differences, or add a correction",
        )
    return r, s


def _silent_rates(tables: FloatArray) -> NDArray[np.bool_]:
    x1, x2, t1, t2 = tables.T
    silent: NDArray[np.bool_] = (t1 == 0) | (t2 == 0) | (x1 + x2 == 0)
    return silent


def _association(tables: FloatArray, continuity: bool) -> ChiSquared | None:
    """Cochran–Mantel–Haenszel: observed less expected over all tables, with the hypergeometric variance."""
    kept = tables[tables.sum(axis=1) > 1]
    a, b, c, d = kept.T
    total = kept.sum(axis=1)
    spread = float(((a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))).sum())
    away = abs(float((a - (a + b) * (a + c) / total).sum())) - (0.5 if continuity else 0.0)
    return chi_squared(max(away, 0.0) ** 2 / spread, 1) if spread > 0 else None


def _association_of_rates(tables: FloatArray, continuity: bool) -> ChiSquared | None:
    x1, x2, t1, t2 = tables.T
    share = t1 / (t1 + t2)
    spread = float(((x1 + x2) * share * (1 - share)).sum())
    away = abs(float((x1 - (x1 + x2) * share).sum())) - (0.5 if continuity else 0.0)
    return chi_squared(max(away, 0.0) ** 2 / spread, 1) if spread > 0 else None


def _homogeneity(tables: FloatArray, ratio: float) -> ChiSquared | None:
    """Breslow & Day 1980 with the correction of Tarone 1985: each table's *a* against what the common odds ratio expects."""
    import numpy as np

    a, b, c, d = tables.T
    n1, n2, events = a + b, c + d, a + c
    with np.errstate(all="ignore"):
        if abs(ratio - 1) < 1e-9:
            expected = n1 * events / (n1 + n2)
        else:
            half = ratio * (n1 + events) + (n2 - events)
            expected = (half - np.sqrt(half**2 - 4 * (ratio - 1) * ratio * n1 * events)) / (2 * (ratio - 1))
        variance = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (events - expected) + 1 / (n2 - events + expected))
    if not (np.isfinite(variance).all() and (variance > 0).all()):
        return None
    away = a - expected
    statistic = float((away**2 / variance).sum() - away.sum() ** 2 / variance.sum())
    return chi_squared(max(statistic, 0.0), len(a) - 1)
