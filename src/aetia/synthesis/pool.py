"""Pooling by inverse variance: common-effect and random-effects means with their intervals.

Everything is on an additive scale: pool log odds ratios, then exponentiate. The reference implementation that the
numbers are held to is the R package metafor; see ``validation/pooling``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError
from aetia.synthesis.heterogeneity import (
    TAU2_METHODS,
    Heterogeneity,
    Tau2,
    Tau2Method,
    describe,
    estimate_tau2,
    weighted_mean,
)
from aetia.synthesis.prediction_interval import PredictionConvention, prediction_interval

Model = Literal["random", "common"]
Test = Literal["z", "t", "hartung-knapp", "hartung-knapp-floor"]
"""How the interval of the mean is made. ``z``: Wald with the normal distribution. ``t``: the same standard error with
t(k − 1). ``hartung-knapp``: standard error rescaled by the observed scatter, t(k − 1) (Hartung & Knapp 2001; Sidik &
Jonkman 2002). ``hartung-knapp-floor``: the same, but the rescaling may only widen (the ad-hoc modification examined
by Röver, Knapp & Friede 2015)."""

_LARGEST = 1e50

TESTS: tuple[Test, ...] = ("z", "t", "hartung-knapp", "hartung-knapp-floor")


@dataclass(frozen=True)
class Pooled:
    """A pooled mean. All of *mean*, *low*, *high*, *prediction* are on the additive scale of the input.

    Attributes:
        mean: the pooled estimate.
        se: its standard error, after any Hartung–Knapp rescaling.
        low, high: confidence limits of the mean.
        statistic: mean / se; p: its two-sided p value.
        df: degrees of freedom of the t distribution, or None where the normal one was used.
        k: number of rows pooled.
        tau2: between-study variance with its notes (0 for the common-effect model and for one row).
        heterogeneity: Q, I², H².
        prediction: limits for the true effect of a new study, or None for one row or the common-effect model.
        weights: share of each row, in the order of the input, summing to 1.
        model, method, test, confidence, convention: what was asked for, after *notes*.
        notes: departures from what was asked for, and warnings; empty if none.
    """

    mean: float
    se: float
    low: float
    high: float
    statistic: float
    p: float
    df: int | None
    k: int
    tau2: Tau2
    heterogeneity: Heterogeneity
    prediction: tuple[float, float] | None
    weights: tuple[float, ...]
    model: Model
    method: Tau2Method
    test: Test
    confidence: float
    convention: PredictionConvention
    notes: tuple[str, ...]


def pool(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    labels: Sequence[str] | None = None,
    model: Model = "random",
    method: Tau2Method = "REML",
    test: Test = "z",
    confidence: float = 0.95,
    convention: PredictionConvention = "metafor",
    tolerance: float | None = None,
) -> Pooled:
    """Pool estimates by inverse variance.

    Args:
        estimates: k ≥ 1 finite numbers on an additive scale (log ratios, differences).
        variances: their sampling variances, finite and above 0.
        labels: names of the rows for error messages; default ``row 1``, ``row 2``, …
        model: ``random`` (weights 1/(v + τ²)) or ``common`` (weights 1/v).
        method: estimator of τ², used by the random-effects model only.
        test: see :data:`Test`.
        confidence: 0 to 1, default 0.95.
        convention: of the prediction interval, see :mod:`aetia.synthesis.prediction_interval`.
        tolerance: of the iteration for τ², see :func:`aetia.synthesis.heterogeneity.estimate_tau2`.

    Returns:
        The pooled mean with everything needed to print it. One row is returned as itself, with the normal distribution.

    Raises:
        SynthesisError: nothing to pool, lengths that differ, a number that is not finite or beyond 1e50, a variance that
            is not above 0 or below 1e-50, or an unknown setting. The message names the row.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    _check(estimates, variances, labels, model, method, test, confidence)
    y, v = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    k = len(y)
    notes: list[str] = []
    tau2 = Tau2(0.0, None, 0, "")
    if k > 1 and model == "random":
        tau2 = estimate_tau2(y, v, method, tolerance=tolerance)
        if tau2.note:
            notes.append(tau2.note)
    w = 1.0 / (v + tau2.value)
    mean, se = weighted_mean(y, w), math.sqrt(1.0 / float(w.sum()))
    df = None if test == "z" or k == 1 else k - 1
    if k == 1 and test != "z":
        notes.append("one row: its own interval, normal distribution")
    if df is not None and test in ("hartung-knapp", "hartung-knapp-floor"):
        scatter = float((w * (y - mean) ** 2).sum()) / df
        if test == "hartung-knapp-floor":
            scatter = max(1.0, scatter)
        elif scatter < 1.0:
            notes.append("the Hartung–Knapp interval is narrower than the Wald interval here")
        se *= math.sqrt(scatter)
    statistic = mean / se if se > 0 else math.copysign(math.inf, mean) if mean else 0.0
    tail = 1 - (1 - confidence) / 2
    quantile = float(ndtri(tail)) if df is None else float(stdtrit(df, tail))
    p = 2 * float(ndtr(-abs(statistic))) if df is None else 2 * float(stdtr(df, -abs(statistic)))
    return Pooled(
        mean=mean,
        se=se,
        low=mean - quantile * se,
        high=mean + quantile * se,
        statistic=statistic,
        p=p,
        df=df,
        k=k,
        tau2=tau2,
        heterogeneity=describe(y, v, tau2.value, common_effect=model == "common"),
        prediction=None
        if k == 1 or model == "common"
        else prediction_interval(mean, se, tau2.value, k, df=df, convention=convention, confidence=confidence),
        weights=tuple((w / w.sum()).tolist()),
        model=model,
        method=method,
        test=test,
        confidence=confidence,
        convention=convention,
        notes=tuple(notes),
    )


def _check(
    estimates: Sequence[float],
    variances: Sequence[float],
    labels: Sequence[str] | None,
    model: str,
    method: str,
    test: str,
    confidence: float,
) -> None:
    if len(estimates) == 0:
        raise SynthesisError("there is nothing to pool", remedy="Give at least one estimate with its variance")
    if len(estimates) != len(variances) or (labels is not None and len(labels) != len(estimates)):
        raise SynthesisError(
            "estimates, variances and labels differ in number", remedy="Give one variance for each estimate"
        )
    for index, (estimate, variance) in enumerate(zip(estimates, variances, strict=True)):
        name = labels[index] if labels is not None else f"row {index + 1}"
        if not math.isfinite(estimate):
            raise SynthesisError(
                f"the estimate is {estimate}", where=name, remedy="Leave the study out or give a finite estimate"
            )
        if not math.isfinite(variance) or variance <= 0:
            raise SynthesisError(
                f"the variance is {variance}",
                where=name,
                remedy="Give a finite variance above 0, or the confidence limits of the estimate",
            )
        if abs(estimate) > _LARGEST or not 1 / _LARGEST <= variance <= _LARGEST:
            raise SynthesisError(
                f"the estimate {estimate:g} or its variance {variance:g} is beyond what can be computed with",
                where=name,
                remedy="Correct the numbers, or give them in another unit",
            )
    for name, value, known in (
        ("model", model, ("random", "common")),
        ("estimator of τ²", method, TAU2_METHODS),
        ("test", test, TESTS),
    ):
        if value not in known:
            raise SynthesisError(f"unknown {name}: {value!r}", remedy=f"Use one of {', '.join(known)}")
    if not 0 < confidence < 1:
        raise SynthesisError(f"the confidence is {confidence}", remedy="Give a number between 0 and 1, such as 0.95")
