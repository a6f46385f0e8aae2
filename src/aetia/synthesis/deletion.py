"""The pool or the regression without each row in turn, all at once where it is a mean.

For a mean the pools are computed together. Leaving out one row of many moves τ² little, so the sums that every pool needs are
expanded around τ² of all rows, less the row's own term; where one row moves τ² far, they are summed for it anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.synthesis.heterogeneity import FAR_APART, MAX_STEPS, estimate_tau2
from aetia.synthesis.least_squares import least_squares
from aetia.synthesis.residual_heterogeneity import estimate_residual_tau2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray, Tau2Method
    from aetia.synthesis.pool import Model
    from aetia.synthesis.regression import MetaRegression

_BLOCK = 1 << 18
"""Numbers in one block of the matrix: small enough for a processor's cache."""
FEW = 20
"""Fewer rows are searched one by one: their likelihood may have several maxima, which only the full search tells apart."""
_CLOSE = 1e-12
"""A step this small of τ² and the smallest variance is the last: the next would be its square."""
_TERMS, _NEAR = 8, 0.02
"""The expansion has eight terms, and is used where τ² moves by at most 2 % of itself and the smallest variance."""


@dataclass(frozen=True)
class Deletion:
    """What is left without each row, in the order of the rows.

    Attributes:
        beta: coefficients, shape (k, p).
        covariance: of them, without any Hartung–Knapp rescaling, shape (k, p, p).
        scatter: the Hartung–Knapp factor, shape (k,); NaN where there are no degrees of freedom.
        tau2, q: shape (k,).
        typical: typical within-study variance, shape (k,); NaN where there are no degrees of freedom.
    """

    beta: FloatArray
    covariance: FloatArray
    scatter: FloatArray
    tau2: FloatArray
    q: FloatArray
    typical: FloatArray


def delete_from_mean(y: FloatArray, v: FloatArray, model: Model, method: Tau2Method, tau2: float) -> Deletion:
    """The mean without each row.

    Args:
        y, v: estimates and variances, shape (k,), k ≥ 2.
        model, method: as of the whole.
        tau2: of the whole, where the search begins.

    Returns:
        Means and variances within 1e-9 of those of :func:`aetia.synthesis.pool.pool`.
    """
    import numpy as np

    k = len(y)
    if k < FEW or float(v.max()) > FAR_APART * float(v.min()):
        return _one_by_one(y, v, np.ones((k, 1)), model, method)
    centred = y - float((y / v).sum() / (1 / v).sum())
    shift = float(y[0] - centred[0])
    sums, q, typical = _without_tau2(centred, v)
    found = np.zeros(k)
    if model == "random":
        found = _start(centred, v, method, tau2, q, sums)
    tau, total, mean, squares = _solve(_Sums(centred, v, tau2 if model == "random" else 0.0), found, model, method)
    unsettled = np.flatnonzero(~np.isfinite(tau) | _may_have_another_maximum(tau, q, k, model, method))
    for row in unsettled.tolist():
        others = np.arange(k) != row
        single = estimate_tau2(y[others], v[others], method).value
        w = 1 / (v[others] + single)
        centre = float((w * centred[others]).sum() / w.sum())
        tau[row], total[row], mean[row] = single, w.sum(), centre
        squares[row] = (w * (centred[others] - centre) ** 2).sum()
    return Deletion(
        (mean + shift)[:, None], (1 / total)[:, None, None], squares / (k - 2), tau, q, typical,
    )  # fmt: skip


def _may_have_another_maximum(tau2: FloatArray, q: FloatArray, k: int, model: Model, method: str) -> NDArray[np.bool_]:
    """Rows whose likelihood was climbed to τ² = 0 although the others vary more than chance explains (Q above its degrees of
    freedom): a second, higher maximum may lie away from zero, and the full search decides."""
    climbed = model == "random" and method in ("REML", "ML")
    found: NDArray[np.bool_] = climbed & (tau2 == 0) & (q > 0.8 * (k - 2))
    return found


def delete_from_regression(regression: MetaRegression, *, tolerance: float | None = None) -> Deletion:
    """The regression without each row; NaN where the moderators no longer carry all coefficients.

    Args:
        regression: the whole.
        tolerance: of the iteration for τ², see :func:`aetia.synthesis.heterogeneity.estimate_tau2`.
    """
    return _one_by_one(
        regression.estimates, regression.variances, regression.design.x, regression.model, regression.method, tolerance
    )


def _one_by_one(
    y: FloatArray, v: FloatArray, x: FloatArray, model: Model, method: str, tolerance: float | None = None
) -> Deletion:
    import numpy as np

    k, p = x.shape
    beta, covariance = np.full((k, p), np.nan), np.full((k, p, p), np.nan)
    scatter, found, q, typical = (np.full(k, np.nan) for _ in range(4))
    for row in range(k):
        others = np.arange(k) != row
        ys, vs, xs = y[others], v[others], x[others]
        if np.linalg.matrix_rank(xs / np.sqrt((x**2).sum(axis=0))) < p:
            continue
        tau2 = 0.0
        if model == "random" and k - 1 > p:
            tau2 = estimate_residual_tau2(ys, vs, xs, method, tolerance=tolerance).value  # type: ignore[arg-type]
        fit, plain = least_squares(ys, xs, 1 / (vs + tau2)), least_squares(ys, xs, 1 / vs)
        beta[row], covariance[row], found[row], q[row] = fit.beta, fit.inverse, tau2, plain.squares
        if k - 1 > p:
            scatter[row], typical[row] = fit.squares / (k - 1 - p), (k - 1 - p) / plain.trace_p
    return Deletion(beta, covariance, scatter, found, q, typical)


def _without_tau2(y: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sums of weights, Q and typical variance of the others at τ² = 0."""
    import numpy as np

    w = 1 / v
    powers = np.stack([w, w * y, w * y * y, w * w])
    s1, sy, syy, s2 = powers.sum(axis=1)[:, None] - powers
    return np.stack([s1, s2]), np.maximum(0.0, syy - sy**2 / s1), (len(y) - 2) / (s1 - s2 / s1)


def _start(y: FloatArray, v: FloatArray, method: str, tau2: float, q: FloatArray, sums: FloatArray) -> FloatArray:
    """Where to begin: the answer itself where it has a closed form, else one Newton step from τ² of all rows."""
    import numpy as np

    k = len(y)
    if method == "DL":
        start: FloatArray = (q - (k - 2)) / (sums[0] - sums[1] / sums[0])
    elif method in ("HE", "SJ"):
        mean = (y.sum() - y) / (k - 1)
        squares = (y**2).sum() - y**2 - (k - 1) * mean**2
        start = squares / (k - 2) - (v.sum() - v) / (k - 1) if method == "HE" else squares / (k - 1)
    else:
        w = 1 / (v + tau2)
        powers = np.stack([w**i * y**j for i in (1, 2, 3) for j in (0, 1, 2)])
        moments = (powers.sum(axis=1)[:, None] - powers).reshape(3, 3, k)
        start = tau2 + _step(moments, method, k)
    return np.maximum(0.0, start)


def _solve(
    sums: _Sums, start: FloatArray, model: Model, method: str
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """τ², sum of weights, mean and weighted squares without each row; τ² is NaN where it does not settle."""
    import numpy as np

    k = len(start)
    tau2 = start.copy()
    total, mean, squares = np.empty(k), np.empty(k), np.empty(k)
    closed = model == "common" or method in ("DL", "HE")
    smallest = float(sums.v.min())
    if method == "SJ" and model == "random":
        s = sums.without(np.arange(k), tau2)[0]
        tau2 = tau2 * (s[2] - s[1] ** 2 / s[0]) / (k - 2)
        closed = True
    active = np.arange(k)
    for _ in range(MAX_STEPS):
        old = tau2[active]
        moments = sums.without(active, old)
        move = np.zeros(len(active))
        if not closed:
            move = np.maximum(-old, _step(moments, method, k))
        done = np.abs(move) <= _CLOSE * (smallest + old)
        new = old + move
        tau2[active] = np.where(new <= 1e-12 * smallest, 0.0, new)
        (s1, sy, syy), second = moments[0], moments[1]
        # What the last, small step changes, to the first order.
        s1, sy, syy = s1 - move * second[0], sy - move * second[1], syy - move * second[2]
        total[active], mean[active], squares[active] = s1, sy / s1, np.maximum(0.0, syy - sy**2 / s1)
        active = active[~done]
        if not len(active):
            break
    tau2[active] = np.nan
    return tau2, total, mean, squares


class _Sums:
    """The sums Σ wⁱ yʲ over all rows but one, i = 1, 2, 3 and j = 0, 1, 2, at any τ²."""

    def __init__(self, y: FloatArray, v: FloatArray, around: float) -> None:
        import numpy as np

        self.y, self.v = y, v
        self._around = around
        self._powers_of_y = np.stack([np.ones(len(y)), y, y * y])
        w = 1 / (v + around)
        whole, power = [], np.ones(len(y))
        for _ in range(3 + _TERMS):
            power = power * w
            whole.append(self._powers_of_y @ power)
        self._whole = np.stack(whole)

    def without(self, rows: NDArray[np.intp], tau2: FloatArray) -> FloatArray:
        """The sums without each of *rows*, at a τ² for each: shape (3, 3, rows)."""
        import numpy as np

        moved = tau2 - self._around
        near = np.abs(moved) <= _NEAR * (float(self.v.min()) + self._around)
        out: FloatArray = np.empty((3, 3, len(rows)))
        out[:, :, near] = self._expanded(rows[near], tau2[near], moved[near])
        far = np.flatnonzero(~near)
        for block in np.array_split(far, max(1, -(-len(far) * len(self.y) // _BLOCK))):
            out[:, :, block] = self._anew(rows[block], tau2[block])
        return out

    def _expanded(self, rows: NDArray[np.intp], tau2: FloatArray, moved: FloatArray) -> FloatArray:
        """By wⁱ(τ² + δ) = Σ C(i + m − 1, m) (−δ)ᵐ wⁱ⁺ᵐ(τ²), less the row's own terms."""
        import numpy as np

        steps = np.stack([(-moved) ** m for m in range(_TERMS)])
        own = 1 / (self.v[rows] + tau2)
        out: FloatArray = np.empty((3, 3, len(rows)))
        for i in range(3):
            factors = np.array([math.comb(i + m, m) for m in range(_TERMS)])
            out[i] = (factors[:, None] * self._whole[i : i + _TERMS]).T @ steps
            out[i] -= own ** (i + 1) * self._powers_of_y[:, rows]
        return out

    def _anew(self, rows: NDArray[np.intp], tau2: FloatArray) -> FloatArray:
        import numpy as np

        w = 1 / (self.v + tau2[:, None])
        w[np.arange(len(rows)), rows] = 0.0
        out, power = [], np.ones_like(w)
        for _ in range(3):
            power = power * w
            out.append(self._powers_of_y @ power.T)
        return np.stack(out)


def _step(moments: FloatArray, method: str, k: int) -> FloatArray:
    """The next step of τ²: Newton's near a maximum of the (restricted) likelihood, Fisher's elsewhere; Newton's on Q(τ²) for PM
    and EB."""
    import numpy as np

    (s1, sy, syy), (t1, ty, tyy), (u1, uy, uyy) = moments
    mean = sy / s1
    second = tyy - 2 * mean * ty + mean**2 * t1
    if method in ("PM", "EB"):
        # Equal estimates have no spread at any τ²: the root lies below zero.
        spread = second > 0
        to_root: FloatArray = np.where(spread, (syy - sy**2 / s1 - (k - 2)) / np.where(spread, second, 1.0), -np.inf)
        return to_root
    third = uyy - 2 * mean * uy + mean**2 * u1
    if method == "REML":
        first, information = s1 - t1 / s1, t1 - 2 * u1 / s1 + (t1 / s1) ** 2
    else:
        first, information = s1, t1
    curvature = 2 * (third - (ty - mean * t1) ** 2 / s1) - information
    near: FloatArray = (second - first) / np.where(curvature >= 0.5 * information, curvature, information)
    return near
