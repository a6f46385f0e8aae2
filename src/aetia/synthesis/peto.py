"""Peto's one-step odds ratio: observed less expected events over all tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

from aetia.errors import SynthesisError
from aetia.synthesis.mantel_haenszel import FixedPool, checked_tables, fixed_pool, silent_tables
from aetia.synthesis.measures.tables import peto_log_odds_ratio

_SOURCE = "Yusuf and others 1985"
_ASSUMPTION = "an odds ratio near 1, groups of similar size, few events"


def peto(
    tables: Sequence[Sequence[float]], *, labels: Sequence[str] | None = None, confidence: float = 0.95
) -> FixedPool:
    """Pool tables by Peto's method.

    It needs no correction for zeros. It is biased where the odds ratio is far from 1 or the groups differ much in size
    (Greenland & Salvan 1990); the result's assumption says so.

    Args:
        tables: a, b, c, d of each study.
        labels: names of the studies for errors.
        confidence: 0 to 1.

    Raises:
        SynthesisError: nothing to pool, an impossible count, or no table with both an event and somebody without.
    """
    import numpy as np

    found = checked_tables(tables, labels)
    silent = silent_tables(found)
    if silent.all():
        raise SynthesisError("no table says anything", remedy="Give at least one study with an event")
    sizes = [None if skip else peto_log_odds_ratio(*table) for skip, table in zip(silent, found.tolist(), strict=True)]
    precision = np.array([0.0 if size is None else 1 / size[1] for size in sizes])
    estimates = np.array([0.0 if size is None else size[0] for size in sizes])
    total = float(precision.sum())
    mean, se = float((precision * estimates).sum()) / total, math.sqrt(1 / total)
    return fixed_pool("PETO", mean, se, precision / total, sizes, silent, None, None, _SOURCE, _ASSUMPTION, confidence)
