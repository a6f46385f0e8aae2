"""The next step towards τ², for many pools at once, from their sums of weights and estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aetia.synthesis.heterogeneity import NEAR_ZERO

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray


def powers_of(w: FloatArray) -> FloatArray:
    """w, w², w³."""
    import numpy as np

    squares = w * w
    return np.stack([w, squares, squares * w])


def scoring_step(moments: FloatArray, method: str, k: int) -> FloatArray:
    """The next step of τ² (Harville 1977): Newton's near a maximum of the (restricted) likelihood, where it is no
    longer than twice Fisher's, which is taken elsewhere; Newton's on Q(τ²) for PM and EB.

    Args:
        moments: the sums Σ wⁱ yʲ, i = 1, 2, 3 and j = 0, 1, 2, at the present τ², shape (3, 3, lines).
        method: REML, ML, PM or EB.
        k: rows of the whole, of which each line leaves out one; used by PM and EB only.
    """
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


def moved(tau2: FloatArray, step: FloatArray, smallest: FloatArray | float) -> FloatArray:
    """τ² after a step, for the same lines. A step that would pass zero is halved until it does not, and near zero it
    ends there, as in :func:`aetia.synthesis.heterogeneity.estimate_tau2`.

    Args:
        tau2: at least 0.
        step: of :func:`scoring_step` by REML or ML.
        smallest: the smallest variance of each line, or of all.
    """
    import numpy as np

    new: FloatArray = tau2 + step
    if new.min() < 0:
        past = (new < 0) & (tau2 > NEAR_ZERO * smallest)
        new[past] = tau2[past] + step[past] * 0.5 ** np.ceil(np.log2(-step[past] / tau2[past]))
        new = np.maximum(0.0, new)
    return new
