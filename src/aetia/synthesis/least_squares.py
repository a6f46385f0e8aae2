"""Weighted least squares with the pieces that estimators of τ² need, by an orthogonal decomposition.

With W the diagonal matrix of the weights and X the moderators, P = W − WX(X′WX)⁻¹X′W. Nothing of size k × k is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray


@dataclass(frozen=True)
class LeastSquares:
    """A weighted least-squares fit of k estimates on p columns.

    Attributes:
        beta: coefficients, shape (p,).
        inverse: (X′WX)⁻¹, shape (p, p).
        residuals: y − Xβ, shape (k,).
        hat: diagonal of the hat matrix X(X′WX)⁻¹X′W, shape (k,).
        weights: W, shape (k,).
        basis: orthonormal columns that span W^½X, shape (k, p).
    """

    beta: FloatArray
    inverse: FloatArray
    residuals: FloatArray
    hat: FloatArray
    weights: FloatArray
    basis: FloatArray

    @property
    def squares(self) -> float:
        """y′Py, the weighted sum of squared residuals."""
        return float((self.weights * self.residuals**2).sum())

    @property
    def trace_p(self) -> float:
        """The trace of P."""
        return float((self.weights * (1 - self.hat)).sum())

    @property
    def trace_pp(self) -> float:
        """The trace of PP."""
        w = self.weights
        inner = self.basis.T @ (w[:, None] * self.basis)
        return float((w**2 * (1 - 2 * self.hat)).sum() + (inner**2).sum())

    def trace_p_times(self, v: FloatArray) -> float:
        """The trace of PV for a diagonal matrix V."""
        return float((self.weights * v * (1 - self.hat)).sum())


def least_squares(y: FloatArray, x: FloatArray, w: FloatArray) -> LeastSquares:
    """Fit *y* (k,) on *x* (k, p) of full rank with weights *w* (k,), all above 0."""
    import numpy as np

    root = np.sqrt(w)
    basis, triangle = np.linalg.qr(root[:, None] * x)
    undo = np.linalg.inv(triangle)
    beta = undo @ (basis.T @ (root * y))
    return LeastSquares(beta, undo @ undo.T, y - x @ beta, (basis**2).sum(axis=1), w, basis)
