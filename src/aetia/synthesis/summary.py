"""A pool on the ratio scale, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.synthesis.inputs import Inputs
from aetia.synthesis.pool_cache import ratio
from aetia.synthesis.rows import Row


@dataclass(frozen=True)
class PoolSummary:
    """A pool on the ratio scale: pooled ratio *m* with 95 % limits *low* and *high* from *k* studies in *rows* rows;
    τ² on the log scale, I² in percent, Q with its p value, the prediction interval, and notes on how it was
    reached."""

    k: int
    rows: int
    m: float
    low: float
    high: float
    tau2: float
    i2: float
    q: float
    q_p: float
    prediction: tuple[float, float] | None
    interval: str
    notes: tuple[str, ...]


def summary_of(inputs: Inputs, rows: tuple[Row, ...]) -> PoolSummary | None:
    """The pool of some of the rows of *inputs*; None for no rows."""
    if not rows:
        return None
    pooled, ratios = inputs.cache.pool(rows), inputs.cache.ratios(rows)
    return PoolSummary(
        k=sum(row.k for row in rows),
        rows=len(rows),
        m=ratios.m,
        low=ratios.low,
        high=ratios.high,
        tau2=pooled.tau2.value,
        i2=pooled.heterogeneity.i2,
        q=pooled.heterogeneity.q,
        q_p=pooled.heterogeneity.p,
        prediction=None if pooled.prediction is None else (ratio(pooled.prediction[0]), ratio(pooled.prediction[1])),
        interval=pooled.test,
        notes=(*pooled.notes, *_one_scale(rows)),
    )


def _one_scale(rows: tuple[Row, ...]) -> tuple[str, ...]:
    """What a reader must know where measures are mixed in a pool."""
    measures = sorted({row.measure for row in rows})
    if len(measures) == 1:
        return ()
    listed = f"{', '.join(measures[:-1])} and {measures[-1]}"
    return (f"{listed} stand on one scale, as printed: they are close to each other while the disease is rare",)
