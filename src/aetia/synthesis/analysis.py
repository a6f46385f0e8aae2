"""A whole meta-analysis of one set of studies: the pool, with and without flagged studies, and every diagnostic that applies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from aetia.errors import SynthesisError
from aetia.synthesis.e_value import EValue, e_value
from aetia.synthesis.heterogeneity import Tau2Method, tau2_interval
from aetia.synthesis.influence import Influence, WithoutEach, cumulative, deletions, influence_on_mean, without_each
from aetia.synthesis.mantel_haenszel import FixedPool, mantel_haenszel
from aetia.synthesis.measures import MEASURES, RATIOS_ON_ONE_SCALE, Scale
from aetia.synthesis.moderators import design
from aetia.synthesis.peto import peto
from aetia.synthesis.pool import Model, Pooled, Test, pool
from aetia.synthesis.regression import MetaRegression, meta_regression
from aetia.synthesis.robust_variance import RobustFit, robust
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill, egger, rank_test, trim_and_fill
from aetia.synthesis.study_rows import Flag, StudyRow, StudySet
from aetia.synthesis.subgroups import Subgroups, subgroups

Combination = Literal["inverse-variance", "mantel-haenszel", "peto"]
HARTUNG_KNAPP_FROM = 5
"""Rows from which the interval is Hartung–Knapp with the floor, unless another is asked for; the verdict's own rule."""
_MOST_STUDIES = 2000
_RATIO_NAMES = frozenset({*RATIOS_ON_ONE_SCALE, "ratio"})
_T = TypeVar("_T")


@dataclass(frozen=True)
class Settings:
    """What is asked for.

    Attributes:
        combination: how studies are combined; Mantel–Haenszel and Peto need counts.
        model, method, confidence: of the pool by inverse variance, which is always made for the diagnostics.
        test: its interval; None for the verdict's rule: normal below five rows, Hartung–Knapp with the floor from there on.
        without: flags whose studies are left out of the main result.
        moderators: names of the columns to regress on.
    """

    combination: Combination = "inverse-variance"
    model: Model = "random"
    method: Tau2Method = "REML"
    test: Test | None = None
    confidence: float = 0.95
    without: tuple[Flag, ...] = ("retracted",)
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """The pool with or without flagged studies; *pooled* is None where nothing is left."""

    name: str
    left_out: tuple[str, ...]
    k: int
    pooled: Pooled | None


@dataclass(frozen=True)
class Analysis:
    """A meta-analysis. A diagnostic is its result, or the reason why there is none.

    Attributes:
        studies: everything that was read.
        settings: what was asked for.
        rows: the studies in the main result; left_out: flagged ones that are not.
        pooled: by inverse variance; fixed: by Mantel–Haenszel or Peto where asked for.
        scale: of the measure.
        tau2_limits: Q-profile; None for a common effect or a single study.
        variants: with and without flagged studies; always all of them.
        without_each, influence, cumulative, egger, rank, trim_and_fill, subgroups, regression, robust, e_value: diagnostics.
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
        SynthesisError: nothing is left to pool, or Mantel–Haenszel or Peto is asked for a study without counts; the study is
            named.
    """
    import numpy as np

    asked = settings or Settings()
    rows = tuple(row for row in studies.rows if row.flag not in asked.without)
    if not rows:
        raise SynthesisError(
            "every study is flagged, and nothing is left to pool",
            where=studies.title,
            remedy="Leave out nothing, to see them",
        )
    pooled = _pool(rows, asked)
    y, v = np.array([row.y for row in rows]), np.array([row.v for row in rows])
    labels = [row.label for row in rows]
    deleted = deletions(pooled, y, v) if 1 < len(rows) <= _MOST_STUDIES else None
    test = pooled.test
    measure = studies.measure
    return Analysis(
        studies=studies,
        settings=asked,
        rows=rows,
        left_out=tuple(row for row in studies.rows if row.flag in asked.without),
        pooled=pooled,
        fixed=_fixed(rows, asked, measure),
        scale="log" if measure in _RATIO_NAMES else MEASURES[measure].scale if measure in MEASURES else "identity",
        tau2_limits=tau2_interval(y, v, confidence=asked.confidence)
        if len(rows) > 1 and asked.model == "random"
        else None,
        variants=_variants(studies.rows, asked),
        without_each=_or_reason(
            lambda: without_each(pooled, y.tolist(), v.tolist(), labels, deletion=deleted), len(rows)
        ),
        influence=_or_reason(lambda: influence_on_mean(pooled, y.tolist(), v.tolist(), deletion=deleted), len(rows)),
        cumulative=_cumulative(rows, pooled, asked),
        egger=_or_reason(lambda: egger(y.tolist(), v.tolist()), len(rows)),
        rank=_or_reason(lambda: rank_test(y.tolist(), v.tolist()), len(rows)),
        trim_and_fill=_or_reason(
            lambda: trim_and_fill(
                y.tolist(), v.tolist(), model=asked.model, method=asked.method, test=test, confidence=asked.confidence
            ),
            len(rows),
        ),
        subgroups=_subgroups(rows, pooled, asked),
        regression=_regression(rows, asked, test),
        robust=_robust(rows, asked),
        e_value=_e_value(pooled, measure),
        warnings=_warnings(studies, rows, pooled),
    )


def interval_rule(k: int) -> Test:
    """The interval for *k* rows where none is asked for."""
    return "z" if k < HARTUNG_KNAPP_FROM else "hartung-knapp-floor"


def _pool(rows: Sequence[StudyRow], settings: Settings) -> Pooled:
    return pool(
        [row.y for row in rows], [row.v for row in rows], labels=[f"{row.label} ({row.where})" for row in rows],
        model=settings.model, method=settings.method, test=settings.test or interval_rule(len(rows)),
        confidence=settings.confidence,
    )  # fmt: skip


def _fixed(rows: Sequence[StudyRow], settings: Settings, measure: str) -> FixedPool | None:
    if settings.combination == "inverse-variance":
        return None
    without = next((row for row in rows if row.table is None), None)
    if without is not None:
        raise SynthesisError(
            f"{without.label} has no counts", where=without.where, remedy="Use inverse variance, or leave the study out"
        )
    tables, labels = [row.table for row in rows if row.table is not None], [row.label for row in rows]
    if settings.combination == "peto":
        return peto(tables, labels=labels, confidence=settings.confidence)
    return mantel_haenszel(tables, measure, labels=labels, confidence=settings.confidence)  # type: ignore[arg-type]


def _variants(rows: Sequence[StudyRow], settings: Settings) -> tuple[Variant, ...]:
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
        variants.append(Variant(name, gone, len(kept), _pool(kept, settings) if kept else None))
    return tuple(variants)


def _or_reason(make: Callable[[], _T], k: int = 0) -> _T | str:
    """A diagnostic of *k* studies, or why it is refused."""
    if k > _MOST_STUDIES:
        return f"more than {_MOST_STUDIES:,} studies: diagnostics of single studies are not made"
    try:
        return make()
    except SynthesisError as error:
        return f"{error.what}. {error.remedy}" if error.remedy else error.what


def _cumulative(rows: Sequence[StudyRow], pooled: Pooled, asked: Settings) -> tuple[tuple[str, Pooled], ...] | str:
    if any(row.year is None for row in rows):
        return "not every study has a year"
    if len(rows) > _MOST_STEPS:
        return f"more than {_MOST_STEPS} studies: too many steps to show"
    years = [float(row.year or 0) for row in rows]
    return cumulative(*_columns(rows), years, [row.label for row in rows], pooled, test_of=_rule(asked))


_MOST_STEPS = 300


def _columns(rows: Sequence[StudyRow]) -> tuple[list[float], list[float]]:
    return [row.y for row in rows], [row.v for row in rows]


def _rule(settings: Settings) -> Callable[[int], Test]:
    return lambda k: settings.test or interval_rule(k)


def _subgroups(rows: Sequence[StudyRow], pooled: Pooled, asked: Settings) -> Subgroups | None:
    groups = [row.group for row in rows]
    if len(set(groups)) < 2:
        return None
    return subgroups(*_columns(rows), groups, [row.label for row in rows], pooled, _rule(asked))


def _regression(rows: Sequence[StudyRow], asked: Settings, test: Test) -> MetaRegression | str | None:
    if not asked.moderators:
        return None
    columns: dict[str, list[float] | list[str]] = {}
    for position, name in enumerate(asked.moderators):
        words = [row.moderators[position] for row in rows]
        empty = next((row for row, word in zip(rows, words, strict=True) if not word), None)
        if empty is not None:
            return f"{empty.label} ({empty.where}) has no {name}. Fill it in, or leave the study out"
        try:
            columns[name] = [float(word.replace(",", ".")) for word in words]
        except ValueError:
            columns[name] = words

    def regress() -> MetaRegression:
        moderators = design(columns, len(rows))
        return meta_regression(
            *_columns(rows), moderators, model=asked.model, method=asked.method, test=test, confidence=asked.confidence
        )

    return _or_reason(regress)


def _robust(rows: Sequence[StudyRow], asked: Settings) -> RobustFit | str | None:
    clusters = [row.cluster or row.where for row in rows]
    if len(set(clusters)) == len(clusters):
        return None

    def sandwich() -> RobustFit:
        mean = meta_regression(
            *_columns(rows), design({}, len(rows)), model=asked.model, method=asked.method, confidence=asked.confidence
        )
        return robust(mean, clusters)

    return _or_reason(sandwich, len(rows))


def _e_value(pooled: Pooled, measure: str) -> EValue | str:
    if measure not in _RATIO_NAMES:
        return f"an E-value needs a ratio, and this is {measure}"
    ratio = "RR" if measure == "ratio" else measure
    return _or_reason(
        lambda: e_value(math.exp(pooled.mean), math.exp(pooled.low), math.exp(pooled.high), measure=ratio)  # type: ignore[arg-type]
    )


def _warnings(studies: StudySet, rows: Sequence[StudyRow], pooled: Pooled) -> tuple[str, ...]:
    found = [*studies.notes, *pooled.notes]
    if len(rows) == 1:
        found.append("one study: the result is its own, and nothing can be said of differences between studies")
    if len(rows) == 2:
        found.append("two studies: τ² and the prediction interval rest on one difference")
    kinds = sorted({row.measure for row in rows})
    if len(kinds) > 1:
        found.append(f"{', '.join(kinds)} on one scale as printed: close to each other while the disease is rare")
    corrected = [row.label for row in rows if "added" in row.how]
    if corrected:
        found.append(
            f"a correction for zeros in {', '.join(corrected[:10])}{' and others' if len(corrected) > 10 else ''}"
        )
    if max(pooled.weights) > _DOMINATES and len(rows) > 2:
        heaviest = rows[pooled.weights.index(max(pooled.weights))]
        found.append(f"{heaviest.label} has {max(pooled.weights):.0%} of the weight")
    return tuple(found)


_DOMINATES = 0.5
