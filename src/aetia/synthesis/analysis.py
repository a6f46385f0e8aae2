"""A whole meta-analysis of one set of studies: the pool, with and without flagged studies, and every diagnostic that applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from aetia.errors import SynthesisError
from aetia.synthesis.analysis_diagnostics import (
    MOST_STUDIES,
    cumulative_of,
    e_value_of,
    or_reason,
    regression_of,
    robust_of,
    subgroups_of,
)
from aetia.synthesis.analysis_settings import (
    HARTUNG_KNAPP_FROM,
    Combination,
    Settings,
    interval_rule,
    pool_rows,
    scale_of,
)
from aetia.synthesis.e_value import EValue
from aetia.synthesis.heterogeneity import tau2_interval, typical_variance
from aetia.synthesis.influence import Influence, WithoutEach, deletions, influence_on_mean, without_each
from aetia.synthesis.mantel_haenszel import FixedPool, MantelHaenszelMeasure, mantel_haenszel
from aetia.synthesis.measures import Scale
from aetia.synthesis.method_sources import (
    EGGER,
    INFLUENCE,
    RANK,
    REGRESSION,
    ROBUST,
    SUBGROUPS,
    TRIM,
    ZEROS,
    Method,
    methods_of_pool,
)
from aetia.synthesis.peto import peto
from aetia.synthesis.pool import Pooled
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.robust_variance import RobustFit
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill, egger, rank_test, trim_and_fill
from aetia.synthesis.study_rows import StudyRow, StudySet
from aetia.synthesis.subgroups import Subgroups
from aetia.synthesis.swim import WithoutPooling, directions_of_rows

__all__ = [
    "HARTUNG_KNAPP_FROM", "Analysis", "Combination", "Settings", "Variant", "analyse", "directions_of", "interval_rule",
]  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """The pool with or without flagged studies, and by Mantel–Haenszel or Peto where that was asked for; both None where nothing
    is left."""

    name: str
    left_out: tuple[str, ...]
    k: int
    pooled: Pooled | None
    fixed: FixedPool | None = None


@dataclass(frozen=True)
class Analysis:
    """A meta-analysis. A diagnostic is its result, or the reason why there is none.

    Attributes:
        studies: everything that was read.
        settings: what was asked for.
        rows: the studies in the main result; left_out: flagged ones that are not.
        pooled: by inverse variance; fixed: by Mantel–Haenszel or Peto where asked for.
        scale: of the measure.
        tau2_limits: Q-profile; None for a common effect or a single study. i2_limits (in per cent), h2_limits: what I² and H² are
            at these.
        variants: with and without flagged studies; always all of them.
        without_each, influence, cumulative, egger, rank, trim_and_fill, subgroups, regression, robust, e_value: diagnostics, of
            the pool by inverse variance but for the E-value, which is that of the main result.
        directions: the synthesis without pooling.
        methods: behind all of it, with their sources and assumptions.
        warnings: what a reader must know.
    """

    studies: StudySet
    settings: Settings
    rows: tuple[StudyRow, ...]
    left_out: tuple[StudyRow, ...]
    pooled: Pooled
    fixed: FixedPool | None
    scale: Scale
    tau2_limits: tuple[float, float] | None
    i2_limits: tuple[float, float] | None
    h2_limits: tuple[float, float] | None
    variants: tuple[Variant, ...]
    without_each: WithoutEach | str
    influence: Influence | str
    cumulative: tuple[tuple[str, Pooled], ...] | str
    egger: Egger | str
    rank: RankTest | str
    trim_and_fill: TrimAndFill | str
    subgroups: Subgroups | None
    regression: MetaRegression | str | None
    robust: RobustFit | str | None
    e_value: EValue | str
    directions: WithoutPooling
    methods: tuple[Method, ...]
    warnings: tuple[str, ...]

    @property
    def main(self) -> Pooled | FixedPool:
        """The result that was asked for."""
        return self.pooled if self.fixed is None else self.fixed


def analyse(studies: StudySet, settings: Settings | None = None) -> Analysis:
    """Analyse a set of studies.

    Args:
        studies: see :func:`aetia.synthesis.table_studies.studies_of_table` and
            :func:`aetia.synthesis.topic_studies.studies_of_topic`.
        settings: see :class:`Settings`.

    Raises:
        SynthesisError: nothing is there or left to pool, or Mantel–Haenszel or Peto is asked for a measure that it has not, or
            for a study without counts; the study is named. Without a pool there are still
            :func:`directions_of`.
    """
    import numpy as np

    asked = settings or Settings()
    rows = tuple(row for row in studies.rows if row.flag not in asked.without)
    if not rows:
        flagged = bool(studies.rows)
        raise SynthesisError(
            "every study is flagged, and nothing is left to pool" if flagged else "no study gives an estimate to pool",
            where=studies.title,
            remedy="Leave out nothing, to see them"
            if flagged
            else "See the reasons, and the directions without a pool",
        )
    pooled = pool_rows(rows, asked)
    y, v = np.array([row.y for row in rows]), np.array([row.v for row in rows])
    labels = [row.label for row in rows]
    deleted = deletions(pooled, y, v) if 1 < len(rows) <= MOST_STUDIES else None
    test = pooled.test
    measure = studies.measure
    fixed = _fixed(rows, asked, measure)
    varied = len(rows) > 1 and asked.model == "random"
    limits = tau2_interval(y, v, confidence=asked.confidence) if varied else None
    typical = typical_variance(v) if varied else 1.0
    found = Analysis(
        studies=studies,
        settings=asked,
        rows=rows,
        left_out=tuple(row for row in studies.rows if row.flag in asked.without),
        pooled=pooled,
        fixed=fixed,
        scale=scale_of(measure),
        tau2_limits=limits,
        i2_limits=None if limits is None else (_i2(limits[0], typical), _i2(limits[1], typical)),
        h2_limits=None if limits is None else (limits[0] / typical + 1, limits[1] / typical + 1),
        variants=_variants(studies.rows, asked, measure),
        without_each=or_reason(
            lambda: without_each(pooled, y.tolist(), v.tolist(), labels, deletion=deleted), len(rows)
        ),
        influence=or_reason(lambda: influence_on_mean(pooled, y.tolist(), v.tolist(), deletion=deleted), len(rows)),
        cumulative=cumulative_of(rows, pooled, asked),
        egger=or_reason(lambda: egger(y.tolist(), v.tolist()), len(rows)),
        rank=or_reason(lambda: rank_test(y.tolist(), v.tolist()), len(rows)),
        trim_and_fill=or_reason(
            lambda: trim_and_fill(
                y.tolist(), v.tolist(), model=asked.model, method=asked.method, test=test, confidence=asked.confidence
            ),
            len(rows),
        ),
        subgroups=subgroups_of(rows, pooled, asked),
        regression=regression_of(rows, asked, test),
        robust=robust_of(rows, asked),
        e_value=e_value_of(pooled if fixed is None else fixed, measure, asked),
        directions=directions_of(studies, asked),
        methods=(),
        warnings=_warnings(studies, rows, pooled, fixed),
    )
    return replace(found, methods=_methods(found))


def _i2(tau2: float, typical: float) -> float:
    return 100 * tau2 / (tau2 + typical)


def directions_of(studies: StudySet, settings: Settings | None = None) -> WithoutPooling:
    """The synthesis without pooling of a set of studies, which needs no estimate to pool."""
    asked = settings or Settings()
    return studies.directions or directions_of_rows(studies.rows, studies.not_pooled, asked.without)


def _methods(found: Analysis) -> tuple[Method, ...]:
    """Behind every number of an analysis, as far as it was made."""
    pooled = found.pooled
    made = [*methods_of_pool(pooled.model, pooled.method, pooled.test, pooled.convention, pooled.k)]
    if found.fixed is not None:
        made.insert(0, Method("common effect", found.settings.combination, found.fixed.source, found.fixed.assumption))
    if any("added to" in row.how for row in found.rows):
        made.append(ZEROS)
    kinds: tuple[tuple[object, type, Method], ...] = (
        (found.subgroups, Subgroups, SUBGROUPS), (found.regression, MetaRegression, REGRESSION), (found.robust, RobustFit, ROBUST),
        (found.without_each, WithoutEach, INFLUENCE), (found.egger, Egger, EGGER), (found.rank, RankTest, RANK),
        (found.trim_and_fill, TrimAndFill, TRIM),
    )  # fmt: skip
    made += [method for result, kind, method in kinds if isinstance(result, kind)]
    if isinstance(found.e_value, EValue):
        made.append(Method("E-value", "the bounding factor", found.e_value.source, found.e_value.assumption, True))
    if not found.directions.refusal:
        made.append(Method("directions", "sign test", found.directions.source, "independent studies", True))
    return tuple(made)


def _fixed(rows: Sequence[StudyRow], settings: Settings, measure: str) -> FixedPool | None:
    if settings.combination == "inverse-variance":
        return None
    if settings.combination == "peto" and measure not in _PETO_POOLS:
        raise SynthesisError(
            f"Peto's method pools odds ratios from counts, and this is {measure}",
            remedy="Ask for --measure PETO or OR, or for another way to combine",
        )
    without = next((row for row in rows if row.table is None), None)
    if without is not None:
        raise SynthesisError(
            f"{without.label} has no counts", where=without.where, remedy="Use inverse variance, or leave the study out"
        )
    tables, labels = [row.table for row in rows if row.table is not None], [row.label for row in rows]
    if settings.combination == "peto":
        return peto(tables, labels=labels, confidence=settings.confidence)
    # Any other measure is refused there, by name.
    kind = cast(MantelHaenszelMeasure, measure)
    return mantel_haenszel(tables, kind, labels=labels, confidence=settings.confidence)


_PETO_POOLS = frozenset({"OR", "PETO"})


def _variants(rows: Sequence[StudyRow], settings: Settings, measure: str) -> tuple[Variant, ...]:
    """With all, without the retracted, and without those under concern too; one line where nothing is flagged."""
    out: tuple[tuple[str, frozenset[str]], ...] = (("all studies", frozenset()),)
    flags = {row.flag for row in rows}
    if "retracted" in flags:
        out += (("without the retracted", frozenset({"retracted"})),)
    if "concern" in flags:
        name = (
            "without the retracted and those under concern" if "retracted" in flags else "without those under concern"
        )
        out += ((name, frozenset({"retracted", "concern"})),)
    variants = []
    for name, left in out:
        kept = [row for row in rows if row.flag not in left]
        gone = tuple(row.label for row in rows if row.flag in left)
        variants.append(
            Variant(
                name, gone, len(kept), pool_rows(kept, settings) if kept else None,
                _fixed(kept, settings, measure) if kept else None,
            )
        )  # fmt: skip
    return tuple(variants)


def _warnings(studies: StudySet, rows: Sequence[StudyRow], pooled: Pooled, fixed: FixedPool | None) -> tuple[str, ...]:
    found = [*studies.notes, *pooled.notes]
    if len(rows) == 1:
        found.append("one study: the result is its own, and nothing can be said of differences between studies")
    if len(rows) == 2:
        found.append("two studies: τ² and the prediction interval rest on one difference")
    if 1 < len(rows) < HARTUNG_KNAPP_FROM and pooled.test == "z" and pooled.model == "random":
        found.append(
            "fewer than five studies: the interval takes τ² as known and is too narrow where studies vary; the careful one, which "
            "may say nothing at all, is --interval hartung-knapp-floor"
        )
    kinds = sorted({row.measure for row in rows})
    if len(kinds) > 1:
        found.append(f"{', '.join(kinds)} on one scale as printed: close to each other while the disease is rare")
    corrected = list(dict.fromkeys(row.label for row in rows if "added to" in row.how))
    if corrected:
        own = " (not in the pool by this method, which needs none)" if fixed is not None else ""
        found.append(
            f"a correction for zeros in {', '.join(corrected[:10])}{' and others' if len(corrected) > 10 else ''}{own}"
        )
    far = list(dict.fromkeys(row.label for row in rows if "far from the middle" in row.how))
    if far:
        found.append(f"the value is far from the middle of its interval in {', '.join(far[:10])}: a misprint?")
    if max(pooled.weights) > _DOMINATES and len(rows) > 2:
        heaviest = rows[pooled.weights.index(max(pooled.weights))]
        found.append(f"{heaviest.label} has {max(pooled.weights):.0%} of the weight")
    return tuple(found)


_DOMINATES = 0.5
