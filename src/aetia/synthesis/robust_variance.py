"""Standard errors that hold when several estimates come from one study: cluster-robust ("sandwich") variance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aetia.errors import SynthesisError
from aetia.synthesis.heterogeneity import Tau2
from aetia.synthesis.least_squares import LeastSquares, least_squares
from aetia.synthesis.moderators import Design
from aetia.synthesis.regression import Coefficient, MetaRegression, coefficient

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray

RobustKind = Literal["CR0", "CR1", "CR2"]
"""``CR0``: the plain sandwich (Liang & Zeger 1986). ``CR1``: times m / (m − p) for m clusters. ``CR2``: residuals adjusted so
that the variance is unbiased under the working model (Bell & McCaffrey 2002), with Satterthwaite degrees of freedom for each
coefficient (Tipton 2015; Pustejovsky & Tipton 2018)."""
_FEW = 4.0
"""Satterthwaite degrees of freedom below which a p value means little (Tipton 2015)."""


@dataclass(frozen=True)
class RobustFit:
    """Coefficients with cluster-robust standard errors.

    Attributes:
        coefficients: with t tests.
        dfs: degrees of freedom of each.
        covariance: shape (p, p).
        clusters: how many.
        tau2: of the model behind it.
        kind: see :data:`RobustKind`.
        notes: warnings, such as degrees of freedom below 4.
    """

    coefficients: tuple[Coefficient, ...]
    dfs: tuple[float, ...]
    covariance: FloatArray
    clusters: int
    tau2: Tau2
    kind: RobustKind
    notes: tuple[str, ...]


def robust(regression: MetaRegression, clusters: Sequence[Hashable], *, kind: RobustKind = "CR2") -> RobustFit:
    """Cluster-robust standard errors for a regression, or for a mean (a design with an intercept only).

    Args:
        regression: its working model takes all estimates as independent, with variance v + τ².
        clusters: the study of each row.
        kind: see :data:`RobustKind`.

    Raises:
        SynthesisError: labels of another number than rows, or no more clusters than coefficients.
    """
    total = regression.variances + regression.tau2.value
    return _robust(
        regression.fit, regression.design, total, regression.tau2, clusters, kind, regression.confidence,
    )  # fmt: skip


def correlated_effects(
    estimates: Sequence[float],
    variances: Sequence[float],
    moderators: Design,
    clusters: Sequence[Hashable],
    *,
    correlation: float = 0.8,
    confidence: float = 0.95,
) -> RobustFit:
    """The correlated-effects model of Hedges, Tipton & Johnson 2010: each study weighs 1 / (its mean variance + τ²), shared
    among its estimates, τ² by moments for a correlation assumed within studies; CR2 standard errors (Tipton 2015).

    Args:
        estimates, variances, moderators: as for :func:`aetia.synthesis.regression.meta_regression`.
        clusters: the study of each row.
        correlation: between estimates of one study, 0 to 1; it moves τ² a little and the coefficients hardly.
        confidence: 0 to 1.

    Raises:
        SynthesisError: a correlation out of range, numbers that are not finite, variances not above 0, or too few clusters.
    """
    import numpy as np

    y, v, x = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float), moderators.x
    if not 0 <= correlation <= 1:
        raise SynthesisError(f"the correlation is {correlation:g}", remedy="Give one from 0 to 1")
    if not (len(y) == len(v) == len(x)) or not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise SynthesisError(
            "estimates and variances must be finite numbers, one for each row of the design, variances above 0",
            remedy="Leave such rows out",
        )
    code, m = _codes(clusters, x)
    size = np.bincount(code)[code].astype(float)
    mean = (np.bincount(code, weights=v) / np.bincount(code))[code]
    weights = 1 / (size * mean)
    fit = least_squares(y, x, weights)
    # Expected Q at τ² = 0 and its slope in τ², for variance τ² J + v̄ ((1 − ρ) I + ρ J) within a study.
    wx = weights[:, None] * x
    sums = np.zeros((m, x.shape[1]))
    np.add.at(sums, code, wx)
    mean_of = np.bincount(code, weights=v) / np.bincount(code)
    within = np.trace(fit.inverse @ (wx.T @ (mean[:, None] * wx)))
    shared = np.trace(fit.inverse @ (sums.T @ (mean_of[:, None] * sums)))
    at_zero = m - (1 - correlation) * within - correlation * shared
    slope = float(weights.sum()) - float(np.trace(fit.inverse @ (sums.T @ sums)))
    raw = (fit.squares - float(at_zero)) / slope
    tau2 = Tau2(max(0.0, raw), None, 0, "τ² estimated below 0 and set to 0" if raw < 0 else "")
    total = size * (mean + tau2.value)
    return _robust(least_squares(y, x, 1 / total), moderators, total, tau2, clusters, "CR2", confidence)


def _robust(
    fit: LeastSquares, design: Design, total: FloatArray, tau2: Tau2, clusters: Sequence[Hashable],
    kind: RobustKind, confidence: float,
) -> RobustFit:  # fmt: skip
    import numpy as np

    x, w, k, p = design.x, fit.weights, len(design.x), len(design.names)
    code, m = _codes(clusters, x)
    bread = x @ fit.inverse
    scores, lines = np.zeros((m, p)), np.zeros((p, k, m)) if kind == "CR2" else None
    for cluster in range(m):
        rows = np.flatnonzero(code == cluster)
        wx = w[rows, None] * x[rows]
        if lines is None:
            scores[cluster] = fit.residuals[rows] @ wx
            continue
        adjusted = _adjustment(rows, x, w, total, fit) @ wx
        scores[cluster] = fit.residuals[rows] @ adjusted
        parts = adjusted @ fit.inverse
        lines[:, :, cluster] = -(w[:, None] * (bread @ (x[rows].T @ parts))).T
        lines[:, rows, cluster] += parts.T
    covariance = fit.inverse @ (scores.T @ scores) @ fit.inverse
    if kind == "CR1":
        covariance = covariance * (m / (m - p))
    dfs = [float(m - p)] * p if lines is None else [_satterthwaite(line, total) for line in lines]
    coefficients = tuple(
        coefficient(name, value, math.sqrt(max(variance, 0.0)), df, confidence)
        for name, value, variance, df in zip(
            design.names, fit.beta.tolist(), np.diag(covariance).tolist(), dfs, strict=True
        )
    )
    few = [name for name, df in zip(design.names, dfs, strict=True) if df < _FEW]
    notes = [tau2.note] if tau2.note else []
    if few:
        notes.append(f"fewer than 4 degrees of freedom for {', '.join(few)}: the p value means little (Tipton 2015)")
    return RobustFit(coefficients, tuple(dfs), covariance, m, tau2, kind, tuple(notes))


def _codes(clusters: Sequence[Hashable], x: FloatArray) -> tuple[NDArray[np.intp], int]:
    """Clusters as numbers from 0, in order of appearance."""
    import numpy as np

    k, p = x.shape
    if len(clusters) != k:
        raise SynthesisError(f"{len(clusters)} study names for {k} rows", remedy="Give one for each row")
    known: dict[Hashable, int] = {}
    code = np.array([known.setdefault(cluster, len(known)) for cluster in clusters], dtype=np.intp)
    if len(known) <= p:
        raise SynthesisError(
            f"{len(known)} studies cannot carry {p} coefficients",
            remedy="Use fewer moderators, or the usual standard errors",
        )
    return code, len(known)


def _adjustment(
    rows: NDArray[np.intp], x: FloatArray, w: FloatArray, total: FloatArray, fit: LeastSquares
) -> FloatArray:
    """The symmetric matrix that makes the variance of one cluster's residuals that of its errors, under the working model."""
    import numpy as np

    own, root = x[rows], np.sqrt(total[rows])
    # (I − H) Φ (I − H)′ of the cluster; its last term is the model-based covariance where the weights are not 1 / Φ.
    cross = own @ fit.inverse @ (w[rows] * total[rows] * own.T).reshape(own.shape[1], -1)
    full = own @ (fit.inverse @ (x.T @ ((w**2 * total)[:, None] * x)) @ fit.inverse) @ own.T
    spread = np.diag(total[rows]) - cross - cross.T + full
    values, vectors = np.linalg.eigh(root[:, None] * spread * root[None, :])
    small = values <= 1e-12 * max(float(values.max()), 1e-300)
    inverse = np.where(small, 0.0, 1 / np.sqrt(np.where(small, 1.0, values)))
    adjustment: FloatArray = root[:, None] * ((vectors * inverse) @ vectors.T) * root[None, :]
    return adjustment


def _satterthwaite(lines: FloatArray, total: FloatArray) -> float:
    """Degrees of freedom of the variance of one coefficient; *lines* has shape (k, clusters)."""
    moments = lines.T @ (total[:, None] * lines)
    return float(moments.trace() ** 2 / (moments**2).sum())
