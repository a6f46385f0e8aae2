"""A meta-analysis as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator

from aetia.synthesis.analysis import Analysis
from aetia.synthesis.e_value import EValue
from aetia.synthesis.influence import Influence, WithoutEach
from aetia.synthesis.mantel_haenszel import FixedPool
from aetia.synthesis.measures import back_transform
from aetia.synthesis.pool import Pooled
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.robust_variance import RobustFit
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill

_Z95 = 1.959963984540054
_WIDEST = 44


def lines(analysis: Analysis) -> list[str]:
    """The table of studies, the result, with and without flagged studies, diagnostics, and what was not pooled."""
    return [
        f"{analysis.studies.title}: {analysis.studies.understood}",
        "",
        *_table(analysis),
        "",
        *_result(analysis),
        *_variants(analysis),
        *_groups(analysis),
        *_diagnostics(analysis),
        *(f"note: {warning}" for warning in analysis.warnings),
        *_not_pooled(analysis),
    ]


def _table(analysis: Analysis) -> Iterator[str]:
    width = min(_WIDEST, max(len(row.label) for row in analysis.studies.rows))
    weights = dict(zip((id(row) for row in analysis.rows), analysis.main.weights, strict=True))
    for row in analysis.studies.rows:
        se = math.sqrt(row.v)
        shown = _interval(analysis, row.y, row.y - _Z95 * se, row.y + _Z95 * se)
        weight = f"{weights[id(row)]:6.1%}" if id(row) in weights else "left out"
        flag = f"  [{row.flag}]" if row.flag else ""
        yield f"  {row.label[:width]:<{width}}  {shown:>28}  {weight}{flag}"


def _result(analysis: Analysis) -> Iterator[str]:
    if analysis.fixed is not None:
        yield from _fixed(analysis, analysis.fixed)
        yield f"by inverse variance: {_pool(analysis, analysis.pooled)}"
    else:
        yield f"pooled {_pool(analysis, analysis.pooled)}"
    pooled = analysis.pooled
    spread = pooled.heterogeneity
    limits = ""
    if analysis.tau2_limits is not None:
        limits = f" (95 % {_plain(analysis.tau2_limits[0])} to {_plain(analysis.tau2_limits[1])})"
    kind = (
        "one common effect"
        if pooled.model == "common"
        else f"random effects, τ² by {pooled.method} = {_plain(pooled.tau2.value)}{limits}"
    )
    yield f"  {kind}; interval: {pooled.test}; Q = {spread.q:.2f}, df = {spread.df}, p {_p(spread.p)}; I² = {spread.i2:.0f} %"
    if pooled.prediction is not None:
        low, high = (back_transform(analysis.scale, limit) for limit in pooled.prediction)
        yield f"  a new study may find {low:.3g} to {high:.3g} (95 % prediction interval)"


def _fixed(analysis: Analysis, fixed: FixedPool) -> Iterator[str]:
    shown = _interval(analysis, fixed.mean, fixed.low, fixed.high)
    yield f"pooled {shown}, p {_p(fixed.p)}, {fixed.k} studies, by {fixed.source}; assumes {fixed.assumption}"
    for name, test in (("no association", fixed.association), ("equal odds ratios", fixed.homogeneity)):
        if test is not None:
            yield f"  test of {name}: chi² = {test.statistic:.2f}, df = {test.df}, p {_p(test.p)}"
    silent = [analysis.rows[position].label for position in fixed.silent]
    if silent:
        yield f"  without a say (no event, or an empty group): {', '.join(silent)}"


def _variants(analysis: Analysis) -> Iterator[str]:
    if len(analysis.variants) < 2:
        return
    yield "with and without flagged studies:"
    for variant in analysis.variants:
        result = "nothing left" if variant.pooled is None else _pool(analysis, variant.pooled)
        left = f" (left out: {', '.join(variant.left_out)})" if variant.left_out else ""
        yield f"  {variant.name}: {result}{left}"


def _groups(analysis: Analysis) -> Iterator[str]:
    if analysis.subgroups is not None:
        yield "by subgroup:"
        for name, found in analysis.subgroups.pools:
            yield f"  {name}: {_pool(analysis, found)}"
        between = analysis.subgroups.between
        if between is not None:
            yield f"  between subgroups: Q = {between.statistic:.2f}, df = {between.df}, p {_p(between.p)}"
    if isinstance(analysis.regression, MetaRegression):
        yield from _regression(analysis.regression)
    elif analysis.regression is not None:
        yield f"no regression: {analysis.regression}"
    if isinstance(analysis.robust, RobustFit):
        line, df = analysis.robust.coefficients[0], analysis.robust.dfs[0]
        shown = _interval(analysis, line.value, line.low, line.high)
        yield f"with cluster-robust variance (CR2, {analysis.robust.clusters} studies, {df:.1f} df): {shown}, p {_p(line.p)}"
    elif analysis.robust is not None:
        yield f"no cluster-robust variance: {analysis.robust}"


def _regression(found: MetaRegression) -> Iterator[str]:
    yield "regression (on the additive scale):"
    for line in found.coefficients:
        yield f"  {line.name}: {line.value:.4g} ({line.low:.4g} to {line.high:.4g}), p {_p(line.p)}"
    explained = "" if found.r2 is None else f", R² = {found.r2:.0f} %"
    spread = found.heterogeneity
    yield f"  residual τ² = {_plain(found.tau2.value)}{explained}; residual Q = {spread.q:.2f}, p {_p(spread.p)}"
    for note in found.notes:
        yield f"  {note}"


def _diagnostics(analysis: Analysis) -> Iterator[str]:
    without = analysis.without_each
    if isinstance(without, WithoutEach):
        at = without.most
        shown = _interval(analysis, float(without.mean[at]), float(without.low[at]), float(without.high[at]))
        yield f"moved most by {without.labels[at]}: {shown} without it"
    if isinstance(analysis.influence, Influence) and analysis.influence.influential:
        yield f"influential: {', '.join(analysis.rows[position].label for position in analysis.influence.influential)}"
    if isinstance(analysis.egger, Egger):
        yield f"Egger's test of small-study effects: p {_p(analysis.egger.slope.p)}"
    else:
        yield f"no test of small-study effects: {analysis.egger}"
    if isinstance(analysis.rank, RankTest):
        yield f"rank correlation: τ = {analysis.rank.tau:.2f}, p {_p(analysis.rank.p)}"
    if isinstance(analysis.trim_and_fill, TrimAndFill):
        found = analysis.trim_and_fill
        yield f"trim-and-fill: {found.missing} missing on the {found.side}; with them {_pool(analysis, found.pooled)}"
    if isinstance(analysis.e_value, EValue):
        yield f"E-value: {analysis.e_value.estimate:.2f}, of the limit {analysis.e_value.limit:.2f}"


def _not_pooled(analysis: Analysis) -> Iterator[str]:
    for other in analysis.studies.not_pooled:
        remedy = f". {other.remedy}" if other.remedy else ""
        yield f"not pooled: {other.label} ({other.where}): {other.reason}{remedy}"


def _pool(analysis: Analysis, found: Pooled) -> str:
    studies = "study" if found.k == 1 else "studies"
    return f"{_interval(analysis, found.mean, found.low, found.high)}, p {_p(found.p)}, {found.k} {studies}"


def _interval(analysis: Analysis, y: float, low: float, high: float) -> str:
    shown = (back_transform(analysis.scale, x) for x in (y, low, high))
    value, bottom, top = (f"{x:.3g}" if abs(x) < _LARGE else f"{x:,.0f}" for x in shown)
    return f"{value} ({bottom} to {top})"


_LARGE = 1000


def _plain(x: float) -> str:
    return "0" if x == 0 else f"{x:.3g}"


def _p(p: float) -> str:
    return "< 0.001" if p < _SMALLEST_P else f"= {p:.3f}"


_SMALLEST_P = 0.001
