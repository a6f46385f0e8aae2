"""What is asked of a meta-analysis, and the rules that follow from it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aetia.synthesis.heterogeneity import Tau2Method
from aetia.synthesis.measures import MEASURES, RATIOS_ON_ONE_SCALE, Scale
from aetia.synthesis.pool import Model, Pooled, Test, pool
from aetia.synthesis.study_rows import Flag, StudyRow

Combination = Literal["inverse-variance", "mantel-haenszel", "peto"]
HARTUNG_KNAPP_FROM = 5
"""Rows from which the interval is Hartung–Knapp with the floor, unless another is asked for; the verdict's own rule."""
RATIO_NAMES = frozenset({*RATIOS_ON_ONE_SCALE, "ratio"})
"""Ratios that may be given as printed; ``ratio`` where several kinds stand on one scale."""


@dataclass(frozen=True)
class Settings:
    """What is asked for.

    Attributes:
        combination: how studies are combined; Mantel–Haenszel and Peto need counts.
        model, method, confidence: of the pool by inverse variance, which is always made for the diagnostics.
        test: its interval; None for the verdict's rule: normal below five rows, Hartung–Knapp with the floor from there on.
        without: flags whose studies are left out of the main result.
        moderators: names of the columns to regress on.
        baseline_risk: the risk of those not exposed, 0 to 1, where it is known; from 15 % on an OR or HR is no risk ratio, which
            E-values take into account.
    """

    combination: Combination = "inverse-variance"
    model: Model = "random"
    method: Tau2Method = "REML"
    test: Test | None = None
    confidence: float = 0.95
    without: tuple[Flag, ...] = ("retracted",)
    moderators: tuple[str, ...] = ()
    baseline_risk: float | None = None


def interval_rule(k: int) -> Test:
    """The interval for *k* rows where none is asked for."""
    return "z" if k < HARTUNG_KNAPP_FROM else "hartung-knapp-floor"


def pool_rows(rows: Sequence[StudyRow], settings: Settings) -> Pooled:
    """The pool by inverse variance of some rows.

    Raises:
        SynthesisError: as :func:`aetia.synthesis.pool.pool`; the study is named with its place.
    """
    return pool(
        [row.y for row in rows], [row.v for row in rows], labels=[f"{row.label} ({row.where})" for row in rows],
        model=settings.model, method=settings.method, test=settings.test or interval_rule(len(rows)),
        confidence=settings.confidence,
    )  # fmt: skip


def scale_of(measure: str) -> Scale:
    """The scale on which people read a measure; ``identity`` for one that is given without a name."""
    return "log" if measure in RATIO_NAMES else MEASURES[measure].scale if measure in MEASURES else "identity"
