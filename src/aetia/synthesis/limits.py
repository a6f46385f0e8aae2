"""Lower limits of the pools that leave out each row in turn, all at once.

A verdict on a hundred studies asks for some ten thousand such pools, and only whether each limit lies above a threshold. Here
they are computed together, on a matrix of one line for each row left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aetia.synthesis.heterogeneity import FAR_APART, MAX_STEPS
from aetia.synthesis.pool import Test

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray


def lower_limits_without_each(y: Sequence[float], v: Sequence[float], test: Test) -> FloatArray:
    """The lower 95 % limit of the REML pool of all rows but one, for each row left out.

    Args:
        y: estimates, at least three finite numbers on an additive scale.
        v: their sampling variances, finite and above 0.
        test: how the interval is made, see :data:`aetia.synthesis.pool.Test`.

    Returns:
        Limits on the additive scale, in the order of the rows left out, within 1e-9 of those of
        :func:`aetia.synthesis.pool.pool`. NaN where the iteration does
        not settle, and everywhere if the variances are more than ten thousand times apart, as digits are lost and the
        likelihood may have two maxima then: pool those rows by themselves.
    """
    import numpy as np
    from scipy.special import ndtri, stdtrit

    if max(v) > FAR_APART * min(v):
        return np.full(len(y), np.nan)
    ya, va = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    lines = np.arange(len(ya))
    df = len(ya) - 2
    tau2 = _reml(ya, va)
    w = _weights(va, tau2, lines)
    sum_w = w.sum(axis=1)
    mean, se = (w @ ya) / sum_w, np.sqrt(1.0 / sum_w)
    quantile = float(ndtri(0.975) if test == "z" else stdtrit(df, 0.975))
    if test.startswith("hartung-knapp"):
        away = ya - mean[:, None]
        scatter = np.einsum("ij,ij,ij->i", w, away, away) / df
        se = se * np.sqrt(np.maximum(scatter, 1.0) if test == "hartung-knapp-floor" else scatter)
    limits: FloatArray = mean - quantile * se
    return limits


def _weights(v: FloatArray, tau2: FloatArray, left_out: NDArray[np.intp]) -> FloatArray:
    """Inverse-variance weights, one line for each τ², with 0 for the row that its line leaves out."""
    w: FloatArray = 1.0 / (v + tau2[:, None])
    w[range(len(left_out)), left_out] = 0.0
    return w


def _reml(y: FloatArray, v: FloatArray) -> FloatArray:
    """τ² without each row in turn; NaN where it does not settle in the steps allowed.

    Started and stopped as in :func:`aetia.synthesis.heterogeneity.estimate_tau2`. A step is Newton's where that is near
    a maximum and no longer than twice Fisher's, else Fisher's: both lead to the same root, Newton's in fewer steps.
    """
    import numpy as np

    others = np.arange(len(y) - 1) + (np.arange(len(y) - 1) >= np.arange(len(y))[:, None])
    ys, vs = y[others], v[others]
    tau2: FloatArray = np.maximum(0.0, ys.var(axis=1, ddof=1) - vs.mean(axis=1))
    smallest = vs.min(axis=1)
    unsettled = np.arange(len(y))
    for _ in range(MAX_STEPS):
        old = tau2[unsettled]
        stop = 1e-12 * (smallest[unsettled] + old)
        move = _steps(y, _weights(v, old, unsettled))
        below = (old + move < 0) & (old > 0) & (-move > stop)
        while below.any():
            move[below] /= 2
            below &= (old + move < 0) & (-move > stop)
        new = np.maximum(0.0, old + move)
        settled = np.abs(new - old) <= stop
        tau2[unsettled] = np.where(settled & (new <= stop), 0.0, new)
        unsettled = unsettled[~settled]
        if len(unsettled) == 0:
            return tau2
    tau2[unsettled] = np.nan
    return tau2


def _steps(y: FloatArray, w: FloatArray) -> FloatArray:
    """The next step of τ² for each line of weights, from the derivatives of the restricted likelihood (Harville 1977)."""
    import numpy as np

    sum_w, sum_w2 = w.sum(axis=1), np.einsum("ij,ij->i", w, w)
    sum_w3 = np.einsum("ij,ij,ij->i", w, w, w)
    away = w * (y - ((w @ y) / sum_w)[:, None])
    # The short forms of the traces: their loss of digits is small while the variances are not far apart.
    trace_p = sum_w - sum_w2 / sum_w
    trace_pp = sum_w2 - 2 * sum_w3 / sum_w + (sum_w2 / sum_w) ** 2
    score = np.einsum("ij,ij->i", away, away) - trace_p
    curvature = 2 * (np.einsum("ij,ij,ij->i", w, away, away) - np.einsum("ij,ij->i", w, away) ** 2 / sum_w) - trace_pp
    step: FloatArray = score / np.where(curvature >= 0.5 * trace_pp, curvature, trace_pp)
    return step
