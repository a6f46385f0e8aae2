"""Fail-safe N: how many studies without an effect would undo a result.

Kept because readers meet it in papers. It assumes that all that is missing averages exactly nothing, and says how many would be
needed, not how many there are (Cochrane Handbook, section 13.4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aetia.errors import SynthesisError

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray


def rosenthal(estimates: Sequence[float], variances: Sequence[float], *, alpha: float = 0.05) -> int:
    """Studies with z = 0 that take Stouffer's combined one-sided p value to *alpha* (Rosenthal 1979).

    Args:
        estimates, variances: of the studies.
        alpha: 0 to 1.

    Returns:
        The number, rounded up; 0 where the combined p value is not below *alpha* to begin with.

    Raises:
        SynthesisError: numbers that are not finite, or variances that are not above 0.
    """
    import numpy as np
    from scipy.special import ndtri

    y, v = _arrays(estimates, variances)
    total = abs(float((y / np.sqrt(v)).sum()))
    return _whole((total / float(ndtri(1 - alpha))) ** 2 - len(y))


def orwin(estimates: Sequence[float], target: float, *, variances: Sequence[float] | None = None) -> int:
    """Studies with an effect of 0 that take the average effect to *target* (Orwin 1983).

    Args:
        estimates: of the studies.
        target: an average taken as unimportant, not 0; its sign is that of the average.
        variances: for an average weighted by 1/v; unweighted without them.
    """
    import numpy as np

    y = np.asarray(estimates, dtype=float)
    w = np.ones(len(y)) if variances is None else 1 / _arrays(estimates, variances)[1]
    if len(y) == 0 or target == 0 or not math.isfinite(target):
        raise SynthesisError("no target for the average", remedy="Give an effect that is unimportant, but not 0")
    mean = abs(float((w * y).sum() / w.sum()))
    return _whole(len(y) * (mean / abs(target) - 1))


def rosenberg(estimates: Sequence[float], variances: Sequence[float], *, alpha: float = 0.05) -> int:
    """Studies with an effect of 0 and the average weight that take the two-sided p value of the common-effect mean to *alpha*
    (Rosenberg 2005, with the normal distribution)."""
    from scipy.special import ndtri

    y, v = _arrays(estimates, variances)
    w = 1 / v
    total, average = float((w * y).sum()), float(w.mean())
    needed = ((total / float(ndtri(1 - alpha / 2))) ** 2 - float(w.sum())) / average
    return _whole(needed)


def _whole(needed: float) -> int:
    """The next whole number, 0 or more; what is whole but for rounding stays."""
    return max(0, math.ceil(needed - 1e-9))


def _arrays(estimates: Sequence[float], variances: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    import numpy as np

    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    if len(y) == 0 or len(y) != len(v) or not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise SynthesisError("estimates and variances must be finite, variances above 0", remedy="Leave such rows out")
    return y, v
