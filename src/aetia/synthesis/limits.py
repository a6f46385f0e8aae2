"""Pools of many parts of some rows at once: their means and limits, and nothing else.

A verdict asks for hundreds of pools of almost the same rows: without each, without each two, with one more. It wants to
know of each only on which side of a threshold it lies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aetia.synthesis.deletion import delete_from_mean
from aetia.synthesis.pool import Test
from aetia.synthesis.reml_of_parts import reml_of_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray


class Limits(NamedTuple):
    """Means with their 95 % limits on the additive scale, one for each part; NaN where they were not found."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


def limits_of_parts(
    y: Sequence[float], v: Sequence[float], parts: NDArray[np.bool_], test: Callable[[int], Test]
) -> Limits:
    """The limits of the REML pool of each of some parts of the rows.

    Args:
        y: estimates, finite numbers on an additive scale.
        v: their sampling variances, finite and above 0.
        parts: one line for each part, true for a row that is in it; at least two in each.
        test: how the interval of a pool of so many rows is made, see :data:`aetia.synthesis.pool.Test`.

    Returns:
        Within 1e-9 of those of :func:`aetia.synthesis.pool.pool`; NaN where :func:`reml_of_parts` gives none.
    """
    import numpy as np

    ya, va = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    rows = parts.sum(axis=1)
    w = parts / (va + reml_of_parts(ya, va, parts)[:, None])
    total = w.sum(axis=1)
    mean = (w @ ya) / total
    away = ya - mean[:, None]
    scatter = np.einsum("ij,ij,ij->i", w, away, away) / (rows - 1)
    return _limits(mean, np.sqrt(1.0 / total), scatter, rows, test)


def lower_limits_without_each(y: Sequence[float], v: Sequence[float], around: float, test: Test) -> FloatArray:
    """The lower limits of the REML pools of all rows but one, for each row left out: those of :func:`limits_of_parts`,
    sooner for many rows.

    Args:
        y, v: as there; at least three.
        around: a variance between the rows to begin from; the nearer it is to those found, the sooner they are.
        test: how the intervals are made.
    """
    import numpy as np

    rest = delete_from_mean(np.asarray(y, dtype=float), np.asarray(v, dtype=float), "random", "REML", around)
    rows = np.full(len(y), len(y) - 1)
    return _limits(rest.beta[:, 0], np.sqrt(rest.covariance[:, 0, 0]), rest.scatter, rows, lambda _: test).low


def _limits(
    mean: FloatArray, se: FloatArray, scatter: FloatArray, rows: NDArray[np.int_], test: Callable[[int], Test]
) -> Limits:
    """Means with their limits, from standard errors, and the scatter that Hartung and Knapp rescale them by."""
    import numpy as np
    from scipy.special import ndtri, stdtrit

    half = np.empty(len(mean))
    for size in set(rows.tolist()):
        here, how = rows == size, test(size)
        half[here] = se[here] * float(ndtri(0.975) if how == "z" else stdtrit(size - 1, 0.975))
        if how.startswith("hartung-knapp"):
            half[here] *= np.sqrt(np.maximum(scatter[here], 1.0) if how == "hartung-knapp-floor" else scatter[here])
    return Limits(mean, mean - half, mean + half)
