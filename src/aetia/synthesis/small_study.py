"""Do small studies say something else than large ones? Egger's regression, the rank test, and trim-and-fill.

All three are refused for fewer than ten studies, where they cannot tell chance from bias (Cochrane Handbook, section 13.3). None
of them shows publication bias by itself: small studies may differ for other reasons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aetia.errors import SynthesisError
from aetia.synthesis.least_squares import least_squares
from aetia.synthesis.moderators import design
from aetia.synthesis.pool import Model, Pooled, Test, pool
from aetia.synthesis.regression import Coefficient, coefficient, meta_regression

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray, Tau2Method

ENOUGH = 10
"""Studies from which these tests are offered."""
_EXACT_UP_TO = 170
_MOST_ROUNDS = 100

Predictor = Literal["standard-error", "variance"]
Estimator = Literal["L0", "R0", "Q0"]


@dataclass(frozen=True)
class Egger:
    """The regression of the estimates on their standard errors (or variances).

    Attributes:
        slope: its test is that of asymmetry.
        limit: the estimate where the standard error is 0.
        k: studies.
        kind: ``weighted`` (Egger and others 1997: least squares with weights 1/v and one common dispersion), or ``mixed``
            (a meta-regression with τ²; Sterne & Egger 2005).
    """

    slope: Coefficient
    limit: Coefficient
    k: int
    kind: Literal["weighted", "mixed"]


@dataclass(frozen=True)
class RankTest:
    """Kendall's τ between the standardised estimates and their variances (Begg & Mazumdar 1994).

    Attributes:
        tau: −1 to 1.
        p: two-sided; exact for at most 170 studies without ties, else by the normal distribution with the variance for ties.
        exact: which of them.
        k: studies.
    """

    tau: float
    p: float
    exact: bool
    k: int


@dataclass(frozen=True)
class TrimAndFill:
    """Studies that would have to be added to make the funnel symmetric (Duval & Tweedie 2000).

    Attributes:
        missing: how many.
        se: standard error of that number.
        side: where they are missing.
        added: their estimates and variances, mirrored.
        pooled: the pool with them.
        estimator: L0, R0 or Q0.
        note: empty, or that the count went round in a circle.
    """

    missing: int
    se: float
    side: Literal["left", "right"]
    added: tuple[tuple[float, float], ...]
    pooled: Pooled
    estimator: Estimator
    note: str


def egger(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    kind: Literal["weighted", "mixed"] = "weighted",
    predictor: Predictor | Sequence[float] = "standard-error",
    method: Tau2Method = "REML",
    model: Model = "random",
    test: Test = "z",
    tolerance: float | None = None,
    even_if_few: bool = False,
) -> Egger:
    """Egger's regression test.

    Args:
        estimates, variances: of k studies.
        kind: see :class:`Egger`; the weighted one tests by t(k − 2).
        predictor: what stands for smallness; or one number for each study.
        method, model, test, tolerance: of the mixed kind.
        even_if_few: also for three to nine studies.

    Raises:
        SynthesisError: fewer than ten studies (three with *even_if_few*), or predictors that are all alike.
    """
    import numpy as np

    k = _enough(len(estimates), even_if_few)
    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if isinstance(predictor, str):
        name = predictor.replace("-", " ")
        size = np.sqrt(v) if predictor == "standard-error" else v
    else:
        name, size = "predictor", np.asarray(predictor, dtype=float)
    if float(size.max() - size.min()) <= 1e-12 * abs(float(size.max())):
        raise SynthesisError("all studies have the same precision", remedy="There is nothing to test")
    columns = design({name: size.tolist()}, k)
    if kind == "mixed":
        fit = meta_regression(estimates, variances, columns, model=model, method=method, test=test, tolerance=tolerance)
        return Egger(fit.coefficients[1], fit.coefficients[0], k, kind)
    line = least_squares(y, columns.x, 1 / v)
    spread = line.squares / (k - 2)
    limit, slope = (
        coefficient(columns.names[i], float(line.beta[i]), math.sqrt(spread * float(line.inverse[i, i])), k - 2, 0.95)
        for i in (0, 1)
    )
    return Egger(slope, limit, k, kind)


def rank_test(estimates: Sequence[float], variances: Sequence[float], *, even_if_few: bool = False) -> RankTest:
    """Begg and Mazumdar's rank correlation test.

    Args and errors as :func:`egger`.
    """
    import numpy as np

    k = _enough(len(estimates), even_if_few)
    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    w = 1 / v
    standardised = (y - float((w * y).sum() / w.sum())) / np.sqrt(np.maximum(v - 1 / float(w.sum()), 1e-300))
    score, ties_y, ties_v = _kendall(standardised, v)
    pairs = k * (k - 1) / 2
    tied_y, tied_v = (sum(t * (t - 1) / 2 for t in ties) for ties in (ties_y, ties_v))
    if pairs in (tied_y, tied_v):
        raise SynthesisError("all studies have the same rank", remedy="There is nothing to test")
    tau = score / math.sqrt((pairs - tied_y) * (pairs - tied_v))
    if not ties_y and not ties_v and k <= _EXACT_UP_TO:
        return RankTest(tau, _exact_p(score, k), True, k)
    from scipy.special import ndtr

    return RankTest(tau, 2 * float(ndtr(-abs(score) / math.sqrt(_variance(k, ties_y, ties_v)))), False, k)


def trim_and_fill(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    estimator: Estimator = "L0",
    side: Literal["left", "right"] | None = None,
    model: Model = "random",
    method: Tau2Method = "REML",
    test: Test = "z",
    confidence: float = 0.95,
    even_if_few: bool = False,
) -> TrimAndFill:
    """Trim-and-fill.

    Args:
        estimates, variances: of k studies.
        estimator: of the number missing.
        side: where studies are missing; by default, where Egger's mixed regression points.
        model, method, test, confidence: of the pools.
        even_if_few: also for three to nine studies.

    Raises:
        SynthesisError: fewer than ten studies (three with *even_if_few*).
    """
    import numpy as np

    k = _enough(len(estimates), even_if_few)
    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if side is None:
        side = "left" if _slope(y, v, model, method) >= 0 else "right"
    sign = 1.0 if side == "left" else -1.0
    order = np.argsort(sign * y, kind="stable")
    ys, vs = sign * y[order], v[order]
    missing, mean, error, note = _count_missing(ys, vs, estimator, model, method)
    mirrored = 2 * mean - ys[k - missing :]
    added = tuple((float(sign * a), float(b)) for a, b in zip(mirrored, vs[k - missing :], strict=True))
    pooled = pool(
        [*estimates, *(a for a, _ in added)], [*variances, *(b for _, b in added)], model=model, method=method,
        test=test, confidence=confidence,
    )  # fmt: skip
    return TrimAndFill(missing, error, side, added, pooled, estimator, note)


def _enough(k: int, even_if_few: bool) -> int:
    if k < 3 or (k < ENOUGH and not even_if_few):
        raise SynthesisError(
            f"{k} {'study' if k == 1 else 'studies'}: a test for small-study effects cannot tell chance from bias below {ENOUGH}",
            remedy="Look at the studies themselves",
        )
    return k


def _slope(y: FloatArray, v: FloatArray, model: Model, method: Tau2Method) -> float:
    """Which way the mixed regression on the standard error goes; 0 where all have the same precision."""
    import numpy as np

    size = np.sqrt(v)
    if float(size.max() - size.min()) <= 1e-12 * float(size.max()):
        return 0.0
    fit = meta_regression(y.tolist(), v.tolist(), design({"se": size.tolist()}, len(y)), model=model, method=method)
    return fit.coefficients[1].value


def _count_missing(
    y: FloatArray, v: FloatArray, estimator: Estimator, model: Model, method: Tau2Method
) -> tuple[int, float, float, str]:
    """Trim the right end, centre, rank, count again, until the count stays: number, centre, standard error, note."""
    import numpy as np

    k, missing, seen = len(y), 0, -1
    for _ in range(_MOST_ROUNDS):
        seen = missing
        mean = pool(y[: k - missing].tolist(), v[: k - missing].tolist(), model=model, method=method).mean
        away = y - mean
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(away), kind="stable")] = np.arange(1, k + 1)
        above = float(ranks[away > 0].sum())
        raw, error = _missing(estimator, k, above, float(ranks[away < 0].max()) if (away < 0).any() else 0.0)
        missing = min(max(0, round(raw)), k - 2)
        if missing == seen:
            return missing, mean, error, ""
    return missing, mean, error, f"the number of missing studies did not settle in {_MOST_ROUNDS} rounds"


def _missing(estimator: Estimator, k: int, above: float, highest_below: float) -> tuple[float, float]:
    if estimator == "R0":
        raw = k - highest_below - 1
        return raw, math.sqrt(2 * max(0.0, raw) + 2)
    if estimator == "L0":
        raw = (4 * above - k * (k + 1)) / (2 * k - 1)
        return raw, 4 * math.sqrt(_variance_of_ranks(k, raw)) / (2 * k - 1)
    inside = max(0.0, 2 * k**2 - 4 * above + 0.25)
    raw = k - 0.5 - math.sqrt(inside)
    bottom = math.sqrt(max((k - 0.5) ** 2 - raw * (2 * k - raw - 1), 1e-12))
    return raw, 2 * math.sqrt(_variance_of_ranks(k, raw)) / bottom


def _variance_of_ranks(k: int, n: float) -> float:
    polynomial = k * (k + 1) * (2 * k + 1) + 10 * n**3 + 27 * n**2 + 17 * n - 18 * k * n**2 - 18 * k * n + 6 * k**2 * n
    return max(0.0, polynomial / 24)


def _kendall(x: FloatArray, y: FloatArray) -> tuple[float, list[int], list[int]]:
    """Concordant less discordant pairs, and the sizes of ties in each."""
    import numpy as np

    score = 0
    for start in range(0, len(x), 512):
        stop = min(start + 512, len(x))
        for first, second, sign in ((np.less, np.less, 1), (np.less, np.greater, -1)):
            pairs = first(x[start:stop, None], x[None, :]) & second(y[start:stop, None], y[None, :])
            score += sign * int(np.count_nonzero(pairs))
    return float(score), *([int(n) for n in np.unique(values, return_counts=True)[1] if n > 1] for values in (x, y))  # type: ignore[return-value]


def _exact_p(score: float, k: int) -> float:
    """Two-sided p of the score without ties, from the distribution of inversions of a random order."""
    import numpy as np

    shares = np.ones(1)
    for size in range(2, k + 1):
        shares = np.convolve(shares, np.full(size, 1 / size))
    concordant = round((score + k * (k - 1) / 2) / 2)
    return min(1.0, 2 * min(float(shares[: concordant + 1].sum()), float(shares[concordant:].sum())))


def _variance(k: int, ties_x: list[int], ties_y: list[int]) -> float:
    """Variance of the score with ties (Kendall 1970)."""

    def sums(ties: list[int]) -> tuple[float, float, float]:
        return (
            sum(t * (t - 1) * (2 * t + 5) for t in ties),
            sum(t * (t - 1) for t in ties),
            sum(t * (t - 1) * (t - 2) for t in ties),
        )

    (a1, a2, a3), (b1, b2, b3) = sums(ties_x), sums(ties_y)
    value = (k * (k - 1) * (2 * k + 5) - a1 - b1) / 18 + a2 * b2 / (2 * k * (k - 1))
    return value + a3 * b3 / (9 * k * (k - 1) * (k - 2))
