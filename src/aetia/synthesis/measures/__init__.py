"""Effect measures, named as in the R package metafor, to whose numbers they are held in ``validation/pooling``."""

from __future__ import annotations

import math

from aetia.synthesis.measures.correlations import CORRELATION_MEASURES
from aetia.synthesis.measures.means import MEAN_MEASURES
from aetia.synthesis.measures.measure import Measure, Scale
from aetia.synthesis.measures.rates import RATE_MEASURES
from aetia.synthesis.measures.tables import PAIRED_MEASURES, TABLE_MEASURES

MEASURES: dict[str, Measure] = {
    **TABLE_MEASURES,
    **PAIRED_MEASURES,
    **RATE_MEASURES,
    **CORRELATION_MEASURES,
    **MEAN_MEASURES,
}
"""Every measure that can be computed, by its short name."""

RATIOS_ON_ONE_SCALE = frozenset({"OR", "RR", "HR", "IRR", "SIR"})
"""Ratios that are pooled together as printed, being close to each other while the disease is rare."""


ONE_GROUP = frozenset({
    "PR", "PLN", "PLO", "PAS", "PFT", "IR", "IRLN", "IRS", "IRFT", "MN", "MNLN", "SDLN", "CVLN", "ARAW", "ABT", "AHW",
})  # fmt: skip
"""Measures that describe one group, compare nothing, and so have no value that means no difference."""


def back_transform(scale: Scale, y: float) -> float:
    """An estimate, or a limit, as people read it: a log ratio as a ratio, a logit as a proportion, Fisher's z as a correlation.

    Monotone on every scale, so that limits of an interval may be turned one by one.
    """
    match scale:
        case "log":
            return math.exp(min(y, 700.0))
        case "logit":
            return 1 / (1 + math.exp(-min(max(y, -700.0), 700.0)))
        case "fisher-z":
            return math.tanh(y)
        case "arcsine":
            return math.sin(min(max(y, 0.0), math.pi / 2)) ** 2
        case "root":
            return max(y, 0.0) ** 2
        case "log-complement":
            return 1 - math.exp(min(-y, 700.0))
        case "cube-root-complement":
            return 1 - (1 - y) ** 3
        case "identity":
            return y


__all__ = ["MEASURES", "ONE_GROUP", "RATIOS_ON_ONE_SCALE", "Measure", "Scale", "back_transform"]
