"""The pool or the regression without each row in turn, all at once where it is a mean.

For a mean the pools are computed together. Leaving out one row of many moves τ² little, so the sums that every pool
needs are expanded around τ² of all rows, less the row's own term; where one row moves τ² far, they are summed for it
anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.synthesis.heterogeneity import FAR_APART, MAX_STEPS, estimate_tau2
from aetia.synthesis.least_squares import least_squares
from aetia.synthesis.residual_heterogeneity import estimate_residual_tau2
from aetia.synthesis.scoring import moved, powers_of, scoring_step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray, Tau2Method
    from aetia.synthesis.pool import Model
    from aetia.synthesis.regression import MetaRegression
    from aetia.synthesis.residual_heterogeneity import ResidualMethod

_BLOCK = 1 << 18
"""Numbers in one block of the matrix: small enough for a processor's cache."""
FEW = 20
"""Fewer rows are searched one by one: their likelihood may have several maxima, which only the full search tells
apart."""
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
    every, start = np.arange(k), np.zeros(k)
    if model == "random":
        start = _start(centred, v, method, tau2, q, sums)
    found = _solve(centred, v, every, start, tau2 if model == "random" else 0.0, model, method)
    if model == "random" and method in ("REML", "ML"):
        doubtful, start = _may_have_another_maximum(centred, v, found[0], q)
        if len(doubtful):
            found[:, doubtful] = _solve(centred, v, doubtful, start, float(np.median(start)), model, method)
    unsettled = np.flatnonzero(np.isnan(found[0]))
    if len(unsettled):
        found[:, unsettled] = _one_search_each(y, centred, v, unsettled, method)
    tau, total, mean, squares = found
    return Deletion(
        (mean + shift)[:, None], (1 / total)[:, None, None], squares / (k - 2), tau, q, typical,
    )  # fmt: skip


def _may_have_another_maximum(
    y: FloatArray, v: FloatArray, tau2: FloatArray, q: FloatArray
) -> tuple[NDArray[np.intp], FloatArray]:
    """Rows whose likelihood was climbed to τ² = 0 although the others vary more than chance explains (Q near its
    degrees of freedom or above), with the τ² where a search of the others by themselves begins: from there it may climb
    to a second maximum away from zero. Where that search begins at zero as well, it has no other end."""
    import numpy as np

    start = np.maximum(0.0, _hedges(y, v))
    rows = np.flatnonzero((tau2 == 0) & (q > 0.8 * (len(y) - 2)) & (start > 0))
    return rows, start[rows]


def _one_search_each(
    y: FloatArray, centred: FloatArray, v: FloatArray, rows: NDArray[np.intp], method: Tau2Method
) -> FloatArray:
    """What :func:`_solve` gives, by searching for τ² without each of *rows* by itself."""
    import numpy as np

    others = np.arange(len(y)) != rows[:, None]
    tau2 = np.array([estimate_tau2(y[part], v[part], method).value for part in others])
    w = others / (v + tau2[:, None])
    total, mean = w.sum(axis=1), (w @ centred) / w.sum(axis=1)
    return np.stack([tau2, total, mean, (w * (centred - mean[:, None]) ** 2).sum(axis=1)])


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
    y: FloatArray, v: FloatArray, x: FloatArray, model: Model, method: ResidualMethod, tolerance: float | None = None
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
            tau2 = estimate_residual_tau2(ys, vs, xs, method, tolerance=tolerance).value
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
    elif method == "HE":
        start = _hedges(y, v)
    elif method == "SJ":
        start = _squares(y) / (k - 1)
    else:
        terms = powers_of(1 / (v + tau2))[:, None] * np.stack([np.ones(k), y, y * y])
        moments = terms.sum(axis=2, keepdims=True) - terms
        start = tau2 + scoring_step(moments, method, k)
    return np.maximum(0.0, start)


def _hedges(y: FloatArray, v: FloatArray) -> FloatArray:
    """The estimate of Hedges & Olkin without each row: the variance of the others less the mean of their own."""
    found: FloatArray = _squares(y) / (len(y) - 2) - (v.sum() - v) / (len(y) - 1)
    return found


def _squares(y: FloatArray) -> FloatArray:
    """Σ (y − ȳ)² without each row."""
    rest = len(y) - 1
    squares: FloatArray = (y**2).sum() - y**2 - (y.sum() - y) ** 2 / rest
    return squares


def _solve(
    y: FloatArray, v: FloatArray, rows: NDArray[np.intp], start: FloatArray, around: float, model: Model, method: str
) -> FloatArray:
    """τ², sum of weights, mean and weighted squares without each of *rows*, shape (4, rows); τ² is NaN where it does
    not settle.

    Args:
        start: τ² for each to begin from.
        around: a variance that most of them are near to.
    """
    import numpy as np

    k, smallest, sums = len(y), float(v.min()), _Sums(y, v, around)
    out: FloatArray = np.empty((4, len(rows)))
    out[0] = start
    closed = model == "common" or method in ("DL", "HE")
    if method == "SJ" and model == "random":
        s = sums.without(rows, start)[0]
        out[0] = start * (s[2] - s[1] ** 2 / s[0]) / (k - 2)
        closed = True
    active = np.arange(len(rows))
    for _ in range(MAX_STEPS):
        if not len(active):
            break
        old = out[0, active]
        sums = sums.nearer_to(old)
        moments = sums.without(rows[active], old)
        new = old if closed else _next(old, scoring_step(moments, method, k), method, smallest)
        move = new - old
        (s1, sy, syy), second = moments[0], moments[1]
        # What the last, small step changes, to the first order.
        s1, sy, syy = s1 - move * second[0], sy - move * second[1], syy - move * second[2]
        found = np.where(new <= 1e-12 * smallest, 0.0, new)
        out[:, active] = np.stack([found, s1, sy / s1, np.maximum(0.0, syy - sy**2 / s1)])
        active = active[np.abs(move) > _CLOSE * (smallest + old)]
    out[0, active] = np.nan
    return out


def _next(tau2: FloatArray, step: FloatArray, method: str, smallest: float) -> FloatArray:
    import numpy as np

    if method in ("REML", "ML"):
        return moved(tau2, step, smallest)
    new: FloatArray = np.maximum(0.0, tau2 + step)  # Q(τ²) falls throughout, so that it has one root
    return new


class _Sums:
    """The sums Σ wⁱ yʲ over all rows but one, i = 1, 2, 3 and j = 0, 1, 2, at any τ²."""

    def __init__(self, y: FloatArray, v: FloatArray, around: float) -> None:
        import numpy as np

        self.y, self.v = y, v
        self._around = around
        self._reach = _NEAR * (float(v.min()) + around)
        self._powers_of_y = np.stack([np.ones(len(y)), y, y * y])
        whole = self._powers_of_y @ np.vander(1 / (v + around), _TERMS + 3, increasing=True)
        # wⁱ(τ² + δ) = Σ C(i + m − 1, m) (−δ)ᵐ wⁱ⁺ᵐ(τ²): for each i and j the factor of every (−δ)ᵐ.
        self._factors = np.concatenate(
            [whole[:, i : i + _TERMS] * [math.comb(i + m - 1, m) for m in range(_TERMS)] for i in (1, 2, 3)]
        )

    def nearer_to(self, tau2: FloatArray) -> _Sums:
        """The same sums, expanded around another τ² where most of some τ² have left this one behind."""
        import numpy as np

        far = np.abs(tau2 - self._around) > self._reach
        return _Sums(self.y, self.v, float(np.median(tau2))) if 2 * far.sum() > len(far) else self

    def without(self, rows: NDArray[np.intp], tau2: FloatArray) -> FloatArray:
        """The sums without each of *rows*, at a τ² for each: shape (3, 3, rows)."""
        import numpy as np

        moved = tau2 - self._around
        near = np.abs(moved) <= self._reach
        if near.all():
            return self._expanded(rows, tau2, moved)
        out: FloatArray = np.empty((3, 3, len(rows)))
        out[:, :, near] = self._expanded(rows[near], tau2[near], moved[near])
        far = np.flatnonzero(~near)
        for block in np.array_split(far, -(-len(far) * len(self.y) // _BLOCK)):
            out[:, :, block] = self._anew(rows[block], tau2[block])
        return out

    def _expanded(self, rows: NDArray[np.intp], tau2: FloatArray, moved: FloatArray) -> FloatArray:
        """From those of all rows around τ², less the row's own terms."""
        import numpy as np

        whole = self._factors @ np.vander(-moved, _TERMS, increasing=True).T
        own = powers_of(1 / (self.v[rows] + tau2))
        out: FloatArray = whole.reshape(3, 3, -1) - own[:, None] * self._powers_of_y[:, rows]
        return out

    def _anew(self, rows: NDArray[np.intp], tau2: FloatArray) -> FloatArray:
        import numpy as np

        w = 1 / (self.v + tau2[:, None])
        w[np.arange(len(rows)), rows] = 0.0
        out: FloatArray = np.matmul(self._powers_of_y, powers_of(w).transpose(0, 2, 1))
        return out
