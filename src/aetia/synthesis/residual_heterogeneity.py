"""τ² around a regression: by the estimators of :mod:`aetia.synthesis.heterogeneity` with moderators, and by generalised Q with
weights of one's own, with confidence intervals.

*y* and *v* are estimates and sampling variances, shape (k,); *x* holds the moderators, shape (k, p), of full rank, p < k, a
column of ones among them where there is an intercept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from aetia.errors import SynthesisError
from aetia.synthesis.heterogeneity import MAX_STEPS, Tau2
from aetia.synthesis.least_squares import least_squares

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray

ResidualMethod = Literal["REML", "DL", "PM", "ML", "HE", "SJ", "EB", "HS", "PMM", "GENQ"]
"""As :data:`aetia.synthesis.heterogeneity.Tau2Method`; beside these HS: Hunter & Schmidt 1990; PMM: the root of Q(τ²) = the
median of chi-squared (Viechtbauer 2021); GENQ: moments with weights of one's own (DerSimonian & Kacker 2007)."""

RESIDUAL_METHODS: tuple[ResidualMethod, ...] = ("REML", "DL", "PM", "ML", "HE", "SJ", "EB", "HS", "PMM", "GENQ")


def estimate_residual_tau2(
    y: FloatArray,
    v: FloatArray,
    x: FloatArray,
    method: ResidualMethod = "REML",
    *,
    weights: FloatArray | None = None,
    tolerance: float | None = None,
    max_steps: int = MAX_STEPS,
) -> Tau2:
    """Estimate the variance between studies that the moderators leave.

    Args:
        y, v, x: see the module.
        method: see :data:`ResidualMethod`.
        weights: for GENQ, shape (k,), above 0.
        tolerance, max_steps: of the iteration of REML and ML, as in
            :func:`aetia.synthesis.heterogeneity.estimate_tau2`.

    Raises:
        SynthesisError: an unknown method, or GENQ without weights.
    """
    import numpy as np

    k, p = x.shape
    ones: FloatArray = np.ones(k)
    if method in ("REML", "ML"):
        return _by_likelihood(y, v, x, restricted=method == "REML", tolerance=tolerance, max_steps=max_steps)
    note = ""
    if method in ("DL", "GENQ"):
        if method == "GENQ" and weights is None:
            raise SynthesisError("GENQ needs weights", remedy="Give one weight above 0 for each estimate")
        raw = _by_moments(y, v, x, 1 / v if weights is None or method == "DL" else weights)
    elif method == "HE":
        raw = _by_moments(y, v, x, ones)
    elif method == "HS":
        raw = (least_squares(y, x, 1 / v).squares - k) / float((1 / v).sum())
    elif method == "SJ":
        start = float(y.var())
        raw = start * least_squares(y, x, 1 / (v + start)).squares / (k - p) if start > 0 else 0.0
    elif method in ("PM", "EB", "PMM"):
        from scipy.special import chdtri

        target = float(chdtri(k - p, 0.5)) if method == "PMM" else float(k - p)
        raw = root_of_q(y, v, x, target)
    else:
        raise SynthesisError(f"unknown estimator of τ²: {method!r}", remedy=f"Use one of {', '.join(RESIDUAL_METHODS)}")
    if raw < 0:
        note = "τ² estimated below 0 and set to 0"
    return Tau2(max(0.0, raw), _moment_se(v, x, max(0.0, raw), method), 0, note)


def root_of_q(y: FloatArray, v: FloatArray, x: FloatArray, target: float) -> float:
    """The τ² ≥ 0 where the residual Q(τ²) equals *target*, or 0 where it is below that everywhere."""

    def excess(tau2: float) -> float:
        return least_squares(y, x, 1 / (v + tau2)).squares - target

    return _root(excess, float(v.max()) + float(y.var()))


def residual_tau2_interval(
    y: FloatArray, v: FloatArray, x: FloatArray, *, confidence: float = 0.95, weights: FloatArray | None = None
) -> tuple[float, float]:
    """The confidence interval of τ² around a regression.

    Without weights the Q-profile interval (Viechtbauer 2007); with weights that of generalised Q (Jackson & Bowden 2016),
    whose distribution is a sum of chi-squared variables.

    Args:
        y, v, x: see the module.
        confidence: 0 to 1.
        weights: those of GENQ, shape (k,), above 0.

    Returns:
        Lower and upper limit; 0 where even τ² = 0 makes the studies look too alike.
    """
    from scipy.special import chdtri

    df, tail = x.shape[0] - x.shape[1], (1 - confidence) / 2
    if weights is None:
        return root_of_q(y, v, x, float(chdtri(df, tail))), root_of_q(y, v, x, float(chdtri(df, 1 - tail)))
    squares = least_squares(y, x, weights).squares
    scale = float(v.max()) + float(y.var())

    def limit(upper_tail: float) -> float:
        return _root(lambda tau2: upper_tail - _tail_of_generalised_q(squares, v + tau2, x, weights), scale)

    return limit(tail), limit(1 - tail)


def typical_residual_variance(v: FloatArray, x: FloatArray) -> float:
    """The "typical" within-study variance of Higgins & Thompson 2002 with moderators: (k − p) / tr P."""
    k, p = len(x), len(x[0])
    return (k - p) / least_squares(v, x, 1 / v).trace_p


def residual_log_likelihood(
    y: FloatArray, v: FloatArray, x: FloatArray, tau2: float, *, restricted: bool = True
) -> float:
    """The (restricted) log-likelihood at *tau2*, the coefficients profiled out, with all constants (Harville 1977)."""
    import numpy as np

    k, p = len(x), len(x[0])
    fit = least_squares(y, x, 1 / (v + tau2))
    value = 0.5 * float(np.log(fit.weights).sum()) - 0.5 * fit.squares
    if not restricted:
        return value - 0.5 * k * math.log(2 * math.pi)
    logs = np.linalg.slogdet(fit.inverse)[1] + np.linalg.slogdet(x.T @ x)[1]
    return value + 0.5 * float(logs) - 0.5 * (k - p) * math.log(2 * math.pi)


def _by_moments(y: FloatArray, v: FloatArray, x: FloatArray, weights: FloatArray) -> float:
    fit = least_squares(y, x, weights)
    return (fit.squares - fit.trace_p_times(v)) / fit.trace_p


def _moment_se(v: FloatArray, x: FloatArray, tau2: float, method: str) -> float | None:
    """The standard error of τ² of the moment estimators DL and HE, as far as it has a short form."""
    k, p = x.shape
    if method == "DL":
        fit = least_squares(v, x, 1 / v)
        return math.sqrt(2 * (k - p) + 4 * tau2 * fit.trace_p + 2 * tau2**2 * fit.trace_pp) / fit.trace_p
    if method in ("EB", "PM"):
        return math.sqrt(2 * k**2 / (k - p)) / float((1 / (v + tau2)).sum())
    return None


def _by_likelihood(
    y: FloatArray, v: FloatArray, x: FloatArray, *, restricted: bool, tolerance: float | None, max_steps: int
) -> Tau2:
    """Fisher scoring with step halving at the boundary; a bounded search where it does not settle."""
    import numpy as np

    tau2 = max(0.0, _by_moments(y, v, x, np.ones(len(y))))
    for step in range(1, max_steps + 1):
        exact = 1e-12 * (float(v.min()) + tau2)
        fit = least_squares(y, x, 1 / (v + tau2))
        first, second = _information(fit.weights, fit.trace_p, fit.trace_pp, restricted)
        if second <= 0:
            break
        move = (float(((fit.weights * fit.residuals) ** 2).sum()) - first) / second
        while tau2 + move < 0 and tau2 > 0 and -move > exact:
            move /= 2
        new = max(0.0, tau2 + move)
        if abs(new - tau2) <= (exact if tolerance is None else tolerance):
            at_zero = new <= exact
            value = 0.0 if at_zero else new
            note = "τ² is at its lower limit, 0" if at_zero else ""
            return Tau2(value, _likelihood_se(v, x, value, restricted), step, note)
        tau2 = new
    value = _search(y, v, x, restricted=restricted)
    name = "REML" if restricted else "ML"
    note = f"{name} did not converge in {max_steps} scoring steps; the likelihood was maximised by a bounded search instead"
    return Tau2(value, _likelihood_se(v, x, value, restricted), max_steps, note)


def _information(w: FloatArray, trace_p: float, trace_pp: float, restricted: bool) -> tuple[float, float]:
    return (trace_p, trace_pp) if restricted else (float(w.sum()), float((w**2).sum()))


def _likelihood_se(v: FloatArray, x: FloatArray, tau2: float, restricted: bool) -> float | None:
    fit = least_squares(v, x, 1 / (v + tau2))
    information = _information(fit.weights, 0.0, fit.trace_pp, restricted)[1]
    return math.sqrt(2 / information) if information > 0 else None


def _search(y: FloatArray, v: FloatArray, x: FloatArray, *, restricted: bool) -> float:
    """The best τ² on a grid over its plausible range, refined between its neighbours."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    def loss(tau2: float) -> float:
        return -residual_log_likelihood(y, v, x, tau2, restricted=restricted)

    top = 10 * (float(y.var(ddof=1)) + float(v.max()))
    grid = [0.0, *np.geomspace(top * 1e-8, top, 200).tolist()]
    best = min(range(len(grid)), key=lambda index: loss(grid[index]))
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-12 * top})
    return 0.0 if loss(0.0) <= float(found.fun) else float(found.x)


def _root(falling: Callable[[float], float], scale: float) -> float:
    """Where a falling function crosses 0 at or above 0; 0 where it is below 0 everywhere."""
    from scipy.optimize import brentq

    if falling(0.0) <= 0:
        return 0.0
    top = scale
    while falling(top) > 0:
        top *= 4
    return float(brentq(falling, 0.0, top, xtol=1e-14 * top, rtol=1e-14))


def _tail_of_generalised_q(squares: float, variance: FloatArray, x: FloatArray, weights: FloatArray) -> float:
    """The chance that generalised Q is above *squares* where the estimates have these total variances: a sum of chi-squared
    variables with one degree of freedom, by numerical inversion (Imhof 1961)."""
    import numpy as np
    from scipy.integrate import quad

    root = np.sqrt(variance)
    wx = weights[:, None] * x
    projection = np.diag(weights) - wx @ np.linalg.solve(x.T @ wx, wx.T)
    shares = np.linalg.eigvalsh(root[:, None] * projection * root[None, :])[x.shape[1] :] / squares

    def integrand(u: float) -> float:
        angle = 0.5 * float(np.arctan(shares * u).sum()) - 0.5 * u
        return math.sin(angle) / (u * math.exp(0.25 * float(np.log1p((shares * u) ** 2).sum())))

    area = sum(float(quad(integrand, a, b, limit=200)[0]) for a, b in ((0.0, 8.0), (8.0, 64.0), (64.0, 512.0)))
    area += float(quad(integrand, 512.0, 4096.0, limit=400)[0])
    return min(1.0, max(0.0, 0.5 + area / math.pi))
