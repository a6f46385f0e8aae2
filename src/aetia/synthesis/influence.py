"""How much hangs on single studies: leave-one-out, influence, and the pool as studies came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.errors import SynthesisError
from aetia.synthesis.deletion import Deletion, delete_from_mean, delete_from_regression
from aetia.synthesis.pool import Pooled, Test, pool
from aetia.synthesis.regression import MetaRegression

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray


@dataclass(frozen=True)
class WithoutEach:
    """The pooled mean without each study, as columns in the order of the studies.

    Attributes:
        labels: the study left out.
        mean, se, low, high, p, tau2, i2, q: of the others.
        most: position of the study whose leaving moves the mean most.
    """

    labels: tuple[str, ...]
    mean: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    tau2: FloatArray
    i2: FloatArray
    q: FloatArray
    most: int


@dataclass(frozen=True)
class Influence:
    """Diagnostics of each row (Viechtbauer & Cheung 2010), as columns in the order of the rows.

    Attributes:
        residual: standardised residual within the fit.
        deleted_residual: standardised residual from the fit of the others (outlying where beyond ±2).
        dffits: change of the fitted value, in its standard deviations.
        cooks_distance: change of all coefficients together.
        covariance_ratio: generalised variance of the coefficients without the row, over that with it.
        tau2, q: without the row.
        hat: leverage.
        weight: share in per cent.
        dfbetas: change of each coefficient in its standard deviations, shape (k, p).
        influential: rows for which any of the rules of that paper holds: |dffits| > 3 √(p / (k − p)), the lower tail of
            chi-squared(p) at Cook's distance above ½, hat > 3 p / k, or a dfbeta beyond ±1.
    """

    residual: FloatArray
    deleted_residual: FloatArray
    dffits: FloatArray
    cooks_distance: FloatArray
    covariance_ratio: FloatArray
    tau2: FloatArray
    q: FloatArray
    hat: FloatArray
    weight: FloatArray
    dfbetas: FloatArray
    influential: tuple[int, ...]


def without_each(
    pooled: Pooled, estimates: Sequence[float], variances: Sequence[float], labels: Sequence[str] | None = None,
    *, deletion: Deletion | None = None,
) -> WithoutEach:  # fmt: skip
    """Pool again without each study.

    Args:
        pooled: the pool of all, k ≥ 2, whose settings are used again.
        estimates, variances, labels: what was pooled.
        deletion: the pools without each row, if they are at hand already.

    Raises:
        SynthesisError: fewer than two studies.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    k = len(y)
    if k < 2:
        raise SynthesisError("there is one study only, and nothing without it", remedy="Give at least two")
    lines = deletion or deletions(pooled, y, v)
    se = np.sqrt(lines.covariance[:, 0, 0])
    if pooled.test.startswith("hartung-knapp") and k > 2:
        factor = np.maximum(1.0, lines.scatter) if pooled.test == "hartung-knapp-floor" else lines.scatter
        se = se * np.sqrt(factor)
    mean = lines.beta[:, 0]
    df = None if pooled.test == "z" or k == 2 else k - 2
    tail = 1 - (1 - pooled.confidence) / 2
    half = se * (float(ndtri(tail)) if df is None else float(stdtrit(df, tail)))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = -np.abs(mean / se)
    p = 2 * (ndtr(away) if df is None else stdtr(df, away))
    if k == 2:
        i2: FloatArray = np.zeros(k)
    elif pooled.model == "common":
        i2 = 100 * np.maximum(0.0, 1 - (k - 2) / np.maximum(lines.q, 1e-300))
    else:
        i2 = 100 * lines.tau2 / (lines.tau2 + lines.typical)
    names = tuple(labels) if labels is not None else tuple(f"row {index + 1}" for index in range(k))
    return WithoutEach(
        names, mean, se, mean - half, mean + half, p, lines.tau2, i2, lines.q, int(np.abs(mean - pooled.mean).argmax())
    )


def deletions(pooled: Pooled, y: FloatArray, v: FloatArray) -> Deletion:
    """The pools without each row, for :func:`without_each` and :func:`influence_on_mean` alike."""
    return delete_from_mean(y, v, pooled.model, pooled.method, pooled.tau2.value)


def influence_on_mean(
    pooled: Pooled, estimates: Sequence[float], variances: Sequence[float], *, deletion: Deletion | None = None
) -> Influence:
    """The diagnostics of a pooled mean; args and errors as :func:`without_each`."""
    import numpy as np

    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if len(y) < 2:
        raise SynthesisError("there is one study only, and nothing without it", remedy="Give at least two")
    total = v + pooled.tau2.value
    hat = 1 / total / (1 / total).sum()
    variance = np.array([[1 / (1 / total).sum()]])
    lines = deletion or deletions(pooled, y, v)
    return _diagnose(y, v, np.ones((len(y), 1)), np.array([pooled.mean]), variance, hat, pooled.tau2.value, lines)


def influence(regression: MetaRegression, *, tolerance: float | None = None) -> Influence:
    """The diagnostics of a regression; *tolerance* is that of the iteration for τ² without each row."""
    fit = regression.fit
    return _diagnose(
        regression.estimates, regression.variances, regression.design.x, fit.beta, fit.inverse, fit.hat,
        regression.tau2.value, delete_from_regression(regression, tolerance=tolerance),
    )  # fmt: skip


def cumulative(
    estimates: Sequence[float],
    variances: Sequence[float],
    order: Sequence[float | str],
    labels: Sequence[str],
    settings: Pooled,
    *,
    together: bool = False,
    test_of: Callable[[int], Test] | None = None,
) -> tuple[tuple[str, Pooled], ...]:
    """The pool as studies came in.

    Args:
        estimates, variances, labels: the studies.
        order: what they are added by, such as the year; studies with the same come in the order given.
        settings: a pool whose model, method, test and confidence are used.
        together: whether studies with the same place in the order are added in one step.
        test_of: the interval for a number of studies, instead of that of the settings.

    Returns:
        The study (or studies) added last, with the pool so far.
    """
    rows = sorted(range(len(estimates)), key=lambda row: order[row])
    steps = [rows[: end + 1] for end in range(len(rows))]
    if together:
        steps = [step for step in steps if len(step) == len(rows) or order[rows[len(step)]] != order[step[-1]]]
    out: list[tuple[str, Pooled]] = []
    before = 0
    for step in steps:
        name = " + ".join(labels[row] for row in step[before:])
        before = len(step)
        found = pool(
            [estimates[row] for row in step],
            [variances[row] for row in step],
            labels=[labels[row] for row in step],
            model=settings.model,
            method=settings.method,
            test=test_of(len(step)) if test_of else settings.test,
            confidence=settings.confidence,
            convention=settings.convention,
        )
        out.append((name, found))
    return tuple(out)


def _diagnose(
    y: FloatArray, v: FloatArray, x: FloatArray, beta: FloatArray, covariance: FloatArray, hat: FloatArray,
    tau2: float, lines: Deletion,
) -> Influence:  # fmt: skip
    import numpy as np
    from scipy.special import chdtr

    k, p = x.shape
    total = v + tau2
    weight = 1 / total
    change = beta - lines.beta
    moved = np.einsum("ij,ij->i", x, change)
    own = np.einsum("ij,ijk,ik->i", x, lines.covariance, x)
    around = v + lines.tau2
    with np.errstate(divide="ignore", invalid="ignore"):
        deleted = (y - np.einsum("ij,ij->i", x, lines.beta)) / np.sqrt(around + own)
        residual = (y - x @ beta) / np.sqrt(total * (1 - hat))
        dffits = moved / np.sqrt(hat * around)
        cooks = np.einsum("ij,ij->i", change @ np.linalg.inv(covariance), change)
        ratio = np.linalg.det(lines.covariance) / np.linalg.det(covariance)
        dfbetas = change / np.sqrt(_spread_of_coefficients(v, x, lines))
        marked = (np.abs(dffits) > 3 * np.sqrt(p / (k - p))) | (chdtr(p, cooks) > 0.5) | (hat > 3 * p / k)
        marked |= (np.abs(dfbetas) > 1).any(axis=1)
    return Influence(
        residual, deleted, dffits, cooks, ratio, lines.tau2, lines.q, hat, 100 * weight / weight.sum(), dfbetas,
        tuple(np.flatnonzero(marked).tolist()),
    )  # fmt: skip


def _spread_of_coefficients(v: FloatArray, x: FloatArray, lines: Deletion) -> FloatArray:
    """Variances of the coefficients over all rows, for the τ² without each: shape (k, p)."""
    import numpy as np

    if x.shape[1] == 1 and (x == 1).all():
        own = 1 / (v + lines.tau2)
        out: FloatArray = 1 / (1 / lines.covariance[:, 0] + own[:, None])
        return out
    missing = np.full(x.shape[1], np.nan)
    return np.array(
        [np.diag(np.linalg.inv(x.T @ ((1 / (v + t))[:, None] * x))) if np.isfinite(t) else missing for t in lines.tau2]
    )
