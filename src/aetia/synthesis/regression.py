"""Meta-regression: estimates explained by moderators, with what they leave unexplained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.errors import SynthesisError
from aetia.synthesis.heterogeneity import Heterogeneity, Tau2
from aetia.synthesis.least_squares import LeastSquares, least_squares
from aetia.synthesis.moderators import Design
from aetia.synthesis.pool import Model, Test, _check
from aetia.synthesis.residual_heterogeneity import (
    RESIDUAL_METHODS,
    ResidualMethod,
    estimate_residual_tau2,
    typical_residual_variance,
)

if TYPE_CHECKING:
    from aetia.synthesis.heterogeneity import FloatArray


@dataclass(frozen=True)
class Coefficient:
    """One line of a regression: its estimate on the additive scale with its test and limits."""

    name: str
    value: float
    se: float
    statistic: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class JointTest:
    """A test that several linear combinations of coefficients all equal their hypotheses.

    Attributes:
        statistic: chi-squared (a sum of squares) where *df2* is None, else F.
        df, df2: its degrees of freedom.
        p: its upper tail.
    """

    statistic: float
    df: int
    df2: int | None
    p: float


@dataclass(frozen=True)
class MetaRegression:
    """A mixed-effects (or common-effect) regression.

    Attributes:
        coefficients: in the order of the design.
        covariance: of the coefficients, after any Hartung–Knapp rescaling, shape (p, p).
        moderators: the test of all coefficients but the intercept; None where there is only an intercept.
        tau2: variance between studies that the moderators leave.
        heterogeneity: residual Q with k − p degrees of freedom, and I², H² from the residual τ².
        r2: share of τ² that the moderators explain, in per cent (Raudenbush 2009); None without an intercept, without
            moderators, or where there was no τ² to explain.
        df: of the t distribution; None where the normal one was used.
        rescaled: the Hartung–Knapp factor, 1 without it.
        k: rows.
        estimates, variances, weights: what was fitted, and with which weights.
        design, model, method, test, confidence: what was asked for.
        notes: departures and warnings.
    """

    coefficients: tuple[Coefficient, ...]
    covariance: FloatArray
    moderators: JointTest | None
    tau2: Tau2
    heterogeneity: Heterogeneity
    r2: float | None
    df: int | None
    rescaled: float
    k: int
    estimates: FloatArray
    variances: FloatArray
    weights: FloatArray
    design: Design
    model: Model
    method: ResidualMethod
    test: Test
    confidence: float
    notes: tuple[str, ...]

    @property
    def beta(self) -> FloatArray:
        """The coefficients, shape (p,)."""
        import numpy as np

        return np.array([coefficient.value for coefficient in self.coefficients])

    @property
    def fit(self) -> LeastSquares:
        """The weighted least squares behind it."""
        return least_squares(self.estimates, self.design.x, self.weights)

    def combination(self, name: str, weights: Sequence[float], hypothesis: float = 0.0) -> Coefficient:
        """The sum of the coefficients times *weights*, tested against a hypothesis; its limits are those of the sum."""
        import numpy as np

        row = np.asarray(weights, dtype=float)
        if row.shape != self.beta.shape:
            raise SynthesisError(f"{len(row)} weights for {len(self.beta)} coefficients", remedy="Give one for each")
        value, se = float(row @ self.beta), math.sqrt(float(row @ self.covariance @ row))
        return coefficient(name, value, se, self.df, self.confidence, hypothesis)

    def joint_test(self, rows: Sequence[Sequence[float]], hypotheses: Sequence[float] | None = None) -> JointTest:
        """Test several combinations of coefficients together (a Wald test).

        Args:
            rows: m combinations of the p coefficients, linearly independent.
            hypotheses: what each equals; 0 by default.
        """
        import numpy as np

        x = np.asarray(rows, dtype=float)
        away = x @ self.beta - (0.0 if hypotheses is None else np.asarray(hypotheses, dtype=float))
        # Before the rescaling, which is 0 where the regression fits every estimate.
        plain = self._covariance_of_fit()
        squares = float(away @ np.linalg.solve(x @ plain @ x.T, away))
        return _joint(_rescaled(squares, self.rescaled), len(x), self.df)

    def _covariance_of_fit(self) -> FloatArray:
        """The covariance of the coefficients without Hartung–Knapp rescaling."""
        fit, total = self.fit, self.variances + self.tau2.value
        meat = self.design.x.T @ ((self.weights**2 * total)[:, None] * self.design.x)
        found: FloatArray = fit.inverse @ meat @ fit.inverse
        return found

    def test_of(self, columns: Sequence[int]) -> JointTest:
        """Test that the coefficients of these columns (from 0) are all 0."""
        import numpy as np

        return self.joint_test(np.eye(len(self.coefficients))[list(columns)].tolist())

    def inflation(self) -> dict[str, float]:
        """How many times the moderators' being alike enlarges the variance of each moderator's coefficients: the generalised
        variance inflation factor (Fox & Monette 1992) of each term, 1 for one that is independent of the others."""
        import numpy as np

        tested = [column for columns in self.design.terms.values() for column in columns]
        spread = self._covariance_of_fit()[np.ix_(tested, tested)]
        size = np.sqrt(np.diag(spread))
        alike = spread / np.outer(size, size)
        out = {}
        for name, columns in self.design.terms.items():
            own = [tested.index(column) for column in columns]
            rest = [place for place in range(len(tested)) if place not in own]
            parts = float(np.linalg.det(alike[np.ix_(own, own)])) * float(np.linalg.det(alike[np.ix_(rest, rest)]))
            out[name] = parts / float(np.linalg.det(alike))
        return out

    def predict(self, weights: Sequence[float]) -> tuple[Coefficient, tuple[float, float]]:
        """The mean at given values of the columns of the design, and the interval for the true effect of a new study there."""
        mean = self.combination("prediction", weights)
        half = _quantile(self.df, self.confidence) * math.sqrt(mean.se**2 + self.tau2.value)
        return mean, (mean.value - half, mean.value + half)


def meta_regression(
    estimates: Sequence[float],
    variances: Sequence[float],
    moderators: Design,
    *,
    labels: Sequence[str] | None = None,
    model: Model = "random",
    method: ResidualMethod = "REML",
    test: Test = "z",
    weights: Sequence[float] | None = None,
    tau2: float | None = None,
    confidence: float = 0.95,
    tolerance: float | None = None,
) -> MetaRegression:
    """Regress estimates on moderators.

    Args:
        estimates, variances, labels, test, confidence, tolerance: as in :func:`aetia.synthesis.pool.pool`; t tests have k − p
            degrees of freedom.
        moderators: see :func:`aetia.synthesis.moderators.design`.
        model: ``random`` (weights 1/(v + τ²)) or ``common`` (weights 1/v).
        method: estimator of the residual τ².
        weights: used instead of these, above 0; the standard errors still come from v + τ². Needed by GENQ.
        tau2: a variance between studies to use instead of an estimated one, 0 or more.
        confidence: 0 to 1.

    Returns:
        The regression (Berkey and others 1995; Knapp & Hartung 2003 for the rescaled test).

    Raises:
        SynthesisError: as :func:`aetia.synthesis.pool.pool`; a design of another length; a weight that is not above 0, or
            a *tau2* below 0.
    """
    import numpy as np

    _check(estimates, variances, labels, model, "REML" if method in RESIDUAL_METHODS else method, test, confidence)
    y, v, x = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float), moderators.x
    k, p = x.shape
    if len(y) != k:
        raise SynthesisError(f"the design has {k} rows for {len(y)} estimates", remedy="Give one row for each")
    own = _own_weights(weights, k)
    found = Tau2(0.0, None, 0, "")
    if model == "random":
        found = (
            estimate_residual_tau2(y, v, x, method, weights=own, tolerance=tolerance) if tau2 is None else _given(tau2)
        )
    total = v + found.value
    fit = least_squares(y, x, 1 / total if own is None else own)
    covariance = fit.inverse if own is None else fit.inverse @ (x.T @ ((own**2 * total)[:, None] * x)) @ fit.inverse
    rescaled = _rescaling(test, float((fit.residuals**2 / total).sum()) / (k - p))
    df = None if test == "z" else k - p
    covariance_before, covariance = covariance, covariance * rescaled
    ses = np.sqrt(np.diag(covariance)).tolist()
    lines = [
        coefficient(name, value, se, df, confidence)
        for name, value, se in zip(moderators.names, fit.beta.tolist(), ses, strict=True)
    ]
    tested = [column for columns in moderators.terms.values() for column in columns]
    joint = None
    if tested:
        inner = fit.beta[tested]
        plain = covariance_before[np.ix_(tested, tested)]
        joint = _joint(_rescaled(float(inner @ np.linalg.solve(plain, inner)), rescaled), len(tested), df)
    notes = (*((found.note,) if found.note else ()), *_warnings(k, p))
    explained = _explained(y, v, moderators, found.value, model, method, own, tolerance) if tau2 is None else None
    return MetaRegression(
        coefficients=tuple(lines), covariance=covariance, moderators=joint, tau2=found,
        heterogeneity=_residual(y, v, x, found.value, model), df=df, rescaled=rescaled, k=k, r2=explained,
        estimates=y, variances=v, weights=fit.weights, design=moderators, model=model, method=method, test=test,
        confidence=confidence, notes=notes,
    )  # fmt: skip


def _given(tau2: float) -> Tau2:
    if not math.isfinite(tau2) or tau2 < 0:
        raise SynthesisError(f"τ² is {tau2:g}", remedy="Give a finite number of 0 or more")
    return Tau2(tau2, None, 0, "τ² as given, not estimated")


def _rescaled(squares: float, factor: float) -> float:
    """A sum of squares over the Hartung–Knapp factor: without end where the regression fits every estimate."""
    if factor > 0:
        return squares / factor
    return math.inf if squares > 0 else 0.0


def _own_weights(weights: Sequence[float] | None, k: int) -> FloatArray | None:
    import numpy as np

    if weights is None:
        return None
    own = np.asarray(weights, dtype=float)
    if own.shape != (k,) or not (np.isfinite(own).all() and (own > 0).all()):
        raise SynthesisError("the weights must be one finite number above 0 for each row", remedy="Correct them")
    return own


def _rescaling(test: Test, scatter: float) -> float:
    if test == "hartung-knapp":
        return scatter
    return max(1.0, scatter) if test == "hartung-knapp-floor" else 1.0


def _warnings(k: int, p: int) -> tuple[str, ...]:
    moderators = p - 1
    if moderators > 0 and k < 10 * moderators:
        return (f"{k} studies for {moderators} moderators: fewer than ten for each, so chance findings are likely",)
    return ()


def _residual(y: FloatArray, v: FloatArray, x: FloatArray, tau2: float, model: Model) -> Heterogeneity:
    from scipy.special import chdtrc

    df = x.shape[0] - x.shape[1]
    q = least_squares(y, x, 1 / v).squares
    p = float(chdtrc(df, q))
    if model == "common":
        return Heterogeneity(q, df, p, i2=max(0.0, (q - df) / q) * 100 if q > 0 else 0.0, h2=q / df)
    typical = typical_residual_variance(v, x)
    return Heterogeneity(q, df, p, i2=100 * tau2 / (tau2 + typical), h2=tau2 / typical + 1)


def _explained(
    y: FloatArray, v: FloatArray, moderators: Design, tau2: float, model: Model, method: ResidualMethod,
    weights: FloatArray | None, tolerance: float | None,
) -> float | None:  # fmt: skip
    import numpy as np

    if model == "common" or not moderators.intercept or len(moderators.names) == 1:
        return None
    without = estimate_residual_tau2(y, v, np.ones((len(y), 1)), method, weights=weights, tolerance=tolerance).value
    return max(0.0, 100 * (without - tau2) / without) if without > 0 else None


def coefficient(
    name: str, value: float, se: float, df: float | None, confidence: float, hypothesis: float = 0.0
) -> Coefficient:
    """A coefficient with its test against a hypothesis and its limits: t with *df* degrees of freedom, or normal for None."""
    from scipy.special import ndtr, stdtr

    away = value - hypothesis
    statistic = away / se if se > 0 else math.copysign(math.inf, away) if away else 0.0
    p = 2 * float(ndtr(-abs(statistic))) if df is None else 2 * float(stdtr(df, -abs(statistic)))
    half = _quantile(df, confidence) * se
    return Coefficient(name, value, se, statistic, p, value - half, value + half)


def _quantile(df: float | None, confidence: float) -> float:
    from scipy.special import ndtri, stdtrit

    tail = 1 - (1 - confidence) / 2
    return float(ndtri(tail)) if df is None else float(stdtrit(df, tail))


def _joint(squares: float, m: int, df: int | None) -> JointTest:
    from scipy.special import chdtrc, fdtrc

    if df is None:
        return JointTest(squares, m, None, float(chdtrc(m, squares)))
    return JointTest(squares / m, m, df, float(fdtrc(m, df, squares / m)))
