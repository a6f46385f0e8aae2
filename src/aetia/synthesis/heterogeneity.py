"""How much studies differ beyond chance: τ² by several estimators, Q, I², H², and the Q-profile interval of τ².

The model throughout is ``y_i = μ + u_i + e_i`` with ``Var(e_i) = v_i`` known and ``Var(u_i) = τ²``. Estimates *y* and
variances *v* are one-dimensional float arrays of the same length on an additive scale (a log ratio, a difference),
never on a ratio scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from aetia.errors import SynthesisError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float64]

Tau2Method = Literal["REML", "DL", "PM", "ML", "HE", "SJ", "EB"]
"""REML: restricted maximum likelihood (Viechtbauer 2005). DL: DerSimonian & Laird 1986. PM: Paule & Mandel 1982. ML:
maximum likelihood. HE: Hedges & Olkin 1985. SJ: Sidik & Jonkman 2005. EB: empirical Bayes (Morris 1983), whose
equation for a mean is that of PM."""

TAU2_METHODS: tuple[Tau2Method, ...] = ("REML", "DL", "PM", "ML", "HE", "SJ", "EB")
MAX_STEPS = 100
NEAR_ZERO = 0.1
"""Part of the smallest variance below which a τ² that wants to be less is 0."""
FAR_APART = 1e4
"""How many times the smallest variance the largest may be for the short forms of :func:`traces`."""


@dataclass(frozen=True)
class Tau2:
    """A between-study variance.

    Attributes:
        value: τ², on the squared scale of the estimates, never below 0.
        se: its standard error from the expected information; only for REML and ML, else None.
        steps: iterations taken; 0 where the estimator has a closed form.
        note: what a reader must know: the boundary was reached, or another algorithm had to be used. Empty if nothing.
    """

    value: float
    se: float | None
    steps: int
    note: str


@dataclass(frozen=True)
class Heterogeneity:
    """Variation between studies.

    Attributes:
        q: Cochran's Q with weights 1/v (Cochran 1954).
        df: its degrees of freedom, k − 1.
        p: upper tail of chi-squared(df) at Q; 1 for a single study.
        i2: I² in percent (Higgins & Thompson 2002), from τ² and the typical within-study variance, so that it fits
            the τ² used; for the common-effect model from Q.
        h2: H² = total over typical within-study variance.
    """

    q: float
    df: int
    p: float
    i2: float
    h2: float


def estimate_tau2(
    y: FloatArray,
    v: FloatArray,
    method: Tau2Method = "REML",
    *,
    max_steps: int = MAX_STEPS,
    tolerance: float | None = None,
) -> Tau2:
    """Estimate the between-study variance.

    Args:
        y: estimates, shape (k,), k ≥ 2, additive scale.
        v: their sampling variances, shape (k,), all above 0.
        method: see :data:`Tau2Method`.
        max_steps: iterations allowed to REML and ML before the likelihood is maximised by a bounded search instead.
        tolerance: REML and ML stop when a step changes τ² by no more; default 1e-12 of τ² and the smallest variance. metafor
            stops at 1e-5, which leaves its last digits short of the maximum; give that to reproduce them.

    Returns:
        τ² with its standard error and notes.

    Raises:
        SynthesisError: the method is not one of :data:`TAU2_METHODS`.
    """
    if method == "REML":
        return _likelihood_tau2(y, v, restricted=True, max_steps=max_steps, tolerance=tolerance)
    if method == "ML":
        return _likelihood_tau2(y, v, restricted=False, max_steps=max_steps, tolerance=tolerance)
    closed: dict[str, Callable[[FloatArray, FloatArray], float]] = {
        "DL": _dersimonian_laird,
        "HE": _hedges,
        "SJ": _sidik_jonkman,
        "PM": _paule_mandel,
        "EB": _paule_mandel,
    }
    if method not in closed:
        raise SynthesisError(f"unknown estimator of τ²: {method!r}", remedy=f"Use one of {', '.join(TAU2_METHODS)}")
    raw = closed[method](y, v)
    note = "τ² estimated below 0 and set to 0" if raw < 0 else ""
    return Tau2(value=max(0.0, raw), se=None, steps=0, note=note)


def weighted_mean(y: FloatArray, w: FloatArray) -> float:
    """The mean of *y* with weights *w* (any positive scale)."""
    return float((w * y).sum() / w.sum())


def generalised_q(y: FloatArray, v: FloatArray, tau2: float) -> float:
    """Q(τ²) = Σ (y − μ̂)² / (v + τ²), which falls as τ² grows; Cochran's Q at τ² = 0."""
    w = 1.0 / (v + tau2)
    return float((w * (y - weighted_mean(y, w)) ** 2).sum())


def describe(y: FloatArray, v: FloatArray, tau2: float, *, common_effect: bool = False) -> Heterogeneity:
    """Q, its p value, I² and H² for a given τ².

    Args:
        y, v: as in :func:`estimate_tau2`, k ≥ 1.
        tau2: the between-study variance used.
        common_effect: I² and H² from Q alone (Higgins & Thompson 2002), as there is no τ².
    """
    from scipy.special import chdtrc

    df = len(y) - 1
    if df == 0:
        return Heterogeneity(q=0.0, df=0, p=1.0, i2=0.0, h2=1.0)
    q = generalised_q(y, v, 0.0)
    if common_effect:
        return Heterogeneity(q, df, float(chdtrc(df, q)), i2=max(0.0, (q - df) / q) * 100 if q > 0 else 0.0, h2=q / df)
    typical = typical_variance(v)
    return Heterogeneity(q, df, float(chdtrc(df, q)), i2=100 * (tau2 / (tau2 + typical)), h2=tau2 / typical + 1)


def typical_variance(v: FloatArray) -> float:
    """The "typical" within-study variance of Higgins & Thompson 2002 (their equation 9)."""
    return (len(v) - 1) / traces(1.0 / v)[0]


def tau2_interval(y: FloatArray, v: FloatArray, *, confidence: float = 0.95) -> tuple[float, float]:
    """The Q-profile confidence interval of τ² (Viechtbauer 2007): all τ² whose Q(τ²) is an ordinary value of
    chi-squared(k − 1).

    Args:
        y, v: as in :func:`estimate_tau2`, k ≥ 2.
        confidence: 0 to 1.

    Returns:
        Lower and upper limit, both 0 where even τ² = 0 makes the studies look too alike.
    """
    from scipy.special import chdtri

    df = len(y) - 1
    tail = (1 - confidence) / 2
    return _root_of_q(y, v, float(chdtri(df, tail))), _root_of_q(y, v, float(chdtri(df, 1 - tail)))


def _root_of_q(y: FloatArray, v: FloatArray, target: float) -> float:
    """The τ² ≥ 0 where Q(τ²) equals *target*, or 0 where Q is below it everywhere."""
    from scipy.optimize import brentq

    if generalised_q(y, v, 0.0) <= target:
        return 0.0
    top = float(v.max()) + float(y.var())
    while generalised_q(y, v, top) > target:
        top *= 4.0
    return float(brentq(lambda t: generalised_q(y, v, t) - target, 0.0, top, xtol=1e-14 * top, rtol=1e-14))


def _dersimonian_laird(y: FloatArray, v: FloatArray) -> float:
    w = 1.0 / v
    return (generalised_q(y, v, 0.0) - (len(y) - 1)) / traces(w)[0]


def _hedges(y: FloatArray, v: FloatArray) -> float:
    k = len(y)
    away = y - float(y.sum()) / k
    return float(away.dot(away)) / (k - 1) - float(v.sum()) / k


def _sidik_jonkman(y: FloatArray, v: FloatArray) -> float:
    start = float(y.var())
    if start == 0.0:
        return 0.0
    return start * generalised_q(y, v, start) / (len(y) - 1)


def _paule_mandel(y: FloatArray, v: FloatArray) -> float:
    return _root_of_q(y, v, float(len(y) - 1))


def _likelihood_tau2(
    y: FloatArray, v: FloatArray, *, restricted: bool, max_steps: int, tolerance: float | None
) -> Tau2:
    """Fisher scoring with step halving at the boundary; a bounded search of the likelihood where it does not settle."""
    tau2, smallest, near = max(0.0, _hedges(y, v)), float(v.min()), _are_near(v)
    for step in range(1, max_steps + 1):
        # Relative to the variances, so that a change of units changes nothing.
        exact = 1e-12 * (smallest + tau2)
        stop = exact if tolerance is None else tolerance
        move = _scoring_step(y, v, tau2, restricted=restricted, near=near)
        if not math.isfinite(move):
            break
        # A step that would pass zero is halved until it does not. Near zero it ends there: the likelihood is made of
        # terms in v + τ², so it has no second turn so close by, and forty more halvings would lead to the same end.
        while tau2 + move < 0 and tau2 > NEAR_ZERO * smallest:
            move /= 2
        new = max(0.0, tau2 + move)
        if abs(new - tau2) <= stop:
            at_zero = new <= exact
            value = 0.0 if at_zero else new
            return Tau2(value, _tau2_se(v, value, restricted), step, "τ² is at its lower limit, 0" if at_zero else "")
        tau2 = new
    value = _search_likelihood(y, v, restricted=restricted)
    name = "REML" if restricted else "ML"
    note = f"{name} did not converge in {max_steps} scoring steps; the likelihood was maximised by a bounded search instead"
    return Tau2(value, _tau2_se(v, value, restricted), max_steps, note)


def _scoring_step(y: FloatArray, v: FloatArray, tau2: float, *, restricted: bool, near: bool) -> float:
    """Score over expected information at *tau2* (Viechtbauer 2005, equations for ML and REML with a mean only); NaN where
    the weights are too far apart for numbers of this precision.

    A pool takes some ten of these steps and a verdict many pools, so sums of products are written as dot products,
    which cost a third for a handful of studies. *near* says that the variances are not far apart: the weights are then
    not either, as τ² only brings them together, and need not be looked at again in each step.
    """
    w = 1.0 / (v + tau2)
    total = float(w.sum())
    away = w * (y - float(w.dot(y)) / total)
    if restricted:
        first, second = _short_traces(w, total) if near else traces(w)
    else:
        first, second = total, float(w.dot(w))
    return (float(away.dot(away)) - first) / second if second > 0 else math.nan


def traces(w: FloatArray) -> tuple[float, float]:
    """The traces of P and of PP, P = W − W11′W / 1′W1 for weights *w*, the pieces of the restricted likelihood.

    The short forms lose every digit where one weight is a million times the others; from ten thousand times on, both
    are made of positive terms only.
    """
    total = float(w.sum())
    if _are_near(w):
        return _short_traces(w, total)
    diagonal = w * _sum_of_others(w) / total
    squares = w**2
    return float(diagonal.sum()), float(
        (diagonal**2).sum() + (squares / total * (_sum_of_others(squares) / total)).sum()
    )


def _short_traces(w: FloatArray, total: float) -> tuple[float, float]:
    """Σw − Σw² / Σw and Σw² − 2 Σw³ / Σw + (Σw² / Σw)²."""
    squares = w * w
    second = float(w.dot(w))
    return total - second / total, second - 2 * float(squares.dot(w)) / total + (second / total) ** 2


def _are_near(x: FloatArray) -> bool:
    return float(x.max()) <= FAR_APART * float(x.min())


def _sum_of_others(x: FloatArray) -> FloatArray:
    """For each of some positive numbers the sum of the others, exact also for the largest."""
    rest: FloatArray = x.sum() - x
    largest = int(x.argmax())
    rest[largest] = x[:largest].sum() + x[largest + 1 :].sum()
    return rest


def _tau2_se(v: FloatArray, tau2: float, restricted: bool) -> float | None:
    w = 1.0 / (v + tau2)
    information = traces(w)[1] if restricted else float((w**2).sum())
    return math.sqrt(2 / information) if information > 0 else None


def log_likelihood(y: FloatArray, v: FloatArray, tau2: float, *, restricted: bool = True) -> float:
    """The (restricted) log-likelihood of τ² with μ profiled out, up to a constant."""
    import numpy as np

    return float(_log_likelihoods(y, v, np.array([tau2]), restricted=restricted)[0])


def _log_likelihoods(y: FloatArray, v: FloatArray, tau2: FloatArray, *, restricted: bool) -> FloatArray:
    """The log-likelihood of each of several τ²."""
    import numpy as np

    w = 1.0 / (v + tau2[:, None])
    total = w.sum(axis=1)
    away = y - (w @ y / total)[:, None]
    value: FloatArray = 0.5 * np.log(w).sum(axis=1) - 0.5 * np.einsum("ij,ij,ij->i", w, away, away)
    return value - 0.5 * np.log(total) if restricted else value


def _search_likelihood(y: FloatArray, v: FloatArray, *, restricted: bool) -> float:
    """The best τ² on a grid over its whole plausible range, refined between its neighbours."""
    import numpy as np

    top = 10 * (float(y.var(ddof=1)) + float(v.max()))
    grid = np.concatenate([[0.0], np.geomspace(top * 1e-8, top, 200)])
    best = int(np.argmax(_log_likelihoods(y, v, grid, restricted=restricted)))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    found = _highest_between(y, v, low, high, top, restricted=restricted)
    at_zero = log_likelihood(y, v, 0.0, restricted=restricted)
    return 0.0 if at_zero >= log_likelihood(y, v, found, restricted=restricted) else found


def _highest_between(y: FloatArray, v: FloatArray, low: float, high: float, top: float, *, restricted: bool) -> float:
    from scipy.optimize import brentq, minimize_scalar

    def step(tau2: float) -> float:
        return _scoring_step(y, v, tau2, restricted=restricted, near=False)

    # The likelihood is flat at its top, so a search settles half the digits; the root of its slope has them all.
    if step(low) > 0 > step(high):
        return float(brentq(step, low, high, xtol=1e-300, rtol=1e-14))
    found = minimize_scalar(
        lambda t: -log_likelihood(y, v, t, restricted=restricted),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-12 * top},
    )
    return float(found.x)
