"""The prediction interval: where the true effect of a new, similar study is expected to lie."""

from __future__ import annotations

import math
from typing import Literal

PredictionConvention = Literal["metafor", "higgins"]
"""``metafor``: mean ± q·√(se² + τ²), where q and se are those of the interval of the mean: normal for a Wald
interval, t(k − 1) and the rescaled standard error for Hartung–Knapp; the default of the R package metafor.
``higgins``: the same with t(k − 2), proposed by Higgins, Thompson & Spiegelhalter 2009 for the Wald standard error;
needs k ≥ 3."""


def prediction_interval(
    mean: float,
    se: float,
    tau2: float,
    k: int,
    *,
    df: int | None = None,
    convention: PredictionConvention = "metafor",
    confidence: float = 0.95,
) -> tuple[float, float] | None:
    """The limits between which the true effect of a new study is expected.

    Args:
        mean, se: pooled estimate and its standard error, additive scale.
        tau2: between-study variance, at least 0.
        k: number of rows pooled.
        df: degrees of freedom of the interval of the mean; None for the normal distribution. Used by ``metafor`` only.
        convention: see :data:`PredictionConvention`.
        confidence: 0 to 1.

    Returns:
        Lower and upper limit, or None where the convention gives none (``higgins`` with fewer than three rows).
    """
    from scipy.special import ndtri, stdtrit

    tail = 1 - (1 - confidence) / 2
    if convention == "higgins":
        if k < 3:
            return None
        quantile = float(stdtrit(k - 2, tail))
    else:
        quantile = float(ndtri(tail)) if df is None else float(stdtrit(df, tail))
    half = quantile * math.sqrt(se**2 + tau2)
    return mean - half, mean + half
