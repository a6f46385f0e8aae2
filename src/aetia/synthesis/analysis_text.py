"""A meta-analysis as lines for people, for a terminal of a hundred columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence

from aetia.model.tier import Tier
from aetia.synthesis.analysis import Analysis, Settings, directions_of
from aetia.synthesis.e_value import EValue
from aetia.synthesis.influence import Influence, WithoutEach
from aetia.synthesis.mantel_haenszel import FixedPool
from aetia.synthesis.measures import MEASURES, back_transform
from aetia.synthesis.pool import Pooled
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.robust_variance import RobustFit
from aetia.synthesis.small_study import Egger, RankTest, TrimAndFill
from aetia.synthesis.study_rows import StudyRow, StudySet
from aetia.synthesis.swim import DirectionGroup, WithoutPooling

WIDTH = 100
_Z95 = 1.959963984540054
_WIDEST = 48
_MOST_CHOICES = 12


def lines(analysis: Analysis, *, details: bool = False) -> list[str]:
    """The table of studies, the result, with and without flagged studies, diagnostics, directions, formulas, and what was not
    pooled.

    Args:
        analysis: see :func:`aetia.synthesis.analysis.analyse`.
        details: also the pool without each study, influence, and the pool as studies came in.
    """
    studies = analysis.studies
    parts = [
        [*_wrapped(f"{studies.title}: {studies.understood}")],
        [*_table(analysis)],
        [*_result(analysis), *_variants(analysis), *_groups(analysis)],
        [*_diagnostics(analysis)],
        [*_details(analysis)] if details else [],
        [*_directions(studies, analysis.directions)],
        [*_choices(analysis.rows), *_formulas(analysis)],
        [*(line for warning in analysis.warnings for line in _wrapped(f"note: {warning}")), *_not_pooled(studies)],
    ]
    return _joined(parts)


def lines_without_pool(studies: StudySet, settings: Settings | None = None) -> list[str]:
    """The same where there is nothing to pool: directions, and what was not pooled and why."""
    return _joined([
        [*_wrapped(f"{studies.title}: {studies.understood}")],
        ["nothing to pool: no study gives an estimate with its standard error"],
        [*_directions(studies, directions_of(studies, settings))],
        [*(line for note in studies.notes for line in _wrapped(f"note: {note}")), *_not_pooled(studies)],
    ])  # fmt: skip


def _joined(parts: Sequence[Sequence[str]]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part:
            found += [*([""] if found else []), *part]
    return found


def _wrapped(text: str, indent: int = 0) -> list[str]:
    """A sentence on as many lines as it takes, the following ones set in."""
    start, rest = " " * indent, " " * (indent + 2)
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _table(analysis: Analysis) -> Iterator[str]:
    rows = analysis.studies.rows
    weights = dict(zip((id(row) for row in analysis.rows), analysis.main.weights, strict=True))
    shown = [
        _interval(analysis, row.y, row.y - _Z95 * math.sqrt(row.v), row.y + _Z95 * math.sqrt(row.v)) for row in rows
    ]
    middle = max(map(len, [*shown, _head(analysis)]))
    width = max(5, min(_WIDEST, WIDTH - 14 - middle, max(len(row.label) for row in rows)))
    yield f"  {'study':<{width}}  {_head(analysis):<{middle}}  weight"
    for row, interval in zip(rows, shown, strict=True):
        weight = f"{weights[id(row)]:6.1%}" if id(row) in weights else "left out"
        flag = f"  [{row.flag}]" if row.flag else ""
        yield f"  {_short(row.label, width):<{width}}  {interval:<{middle}}  {weight}{flag}"


def _head(analysis: Analysis) -> str:
    return f"{_called(analysis.studies.measure)} (95 % limits)"


def _called(measure: str) -> str:
    return {"additive": "estimate"}.get(measure, measure)


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _result(analysis: Analysis) -> Iterator[str]:
    pooled = analysis.pooled
    if analysis.fixed is not None:
        yield from _fixed(analysis, analysis.fixed)
        yield f"by inverse variance: {_pool(analysis, pooled)}"
    else:
        yield f"pooled {_pool(analysis, pooled)}"
    spread, percent = pooled.heterogeneity, _percent(pooled.confidence)
    if pooled.model == "common":
        kind = "one common effect"
    else:
        limits = ""
        if analysis.tau2_limits is not None:
            limits = f" ({percent} % {_plain(analysis.tau2_limits[0])} to {_plain(analysis.tau2_limits[1])})"
        kind = f"random effects, τ² by {pooled.method} = {_plain(pooled.tau2.value)}{limits}"
    yield f"  {kind}; {percent} % interval: {pooled.test}"
    if pooled.k > 1:
        i2 = "" if analysis.i2_limits is None else f" ({analysis.i2_limits[0]:.0f} to {analysis.i2_limits[1]:.0f})"
        h2 = (
            ""
            if analysis.h2_limits is None
            else f" ({_plain(analysis.h2_limits[0])} to {_plain(analysis.h2_limits[1])})"
        )
        tests = f"Q = {spread.q:.2f}, df = {spread.df}, p {_p(spread.p)}"
        yield f"  {tests}; I² = {spread.i2:.0f} %{i2}; H² = {spread.h2:.3g}{h2}"
    if pooled.prediction is not None:
        low, high = (_number(back_transform(analysis.scale, limit)) for limit in pooled.prediction)
        yield f"  a new study may find {low} to {high} ({percent} % prediction interval)"


def _fixed(analysis: Analysis, fixed: FixedPool) -> Iterator[str]:
    yield f"pooled {_pool(analysis, fixed)}"
    yield from _wrapped(f"by {fixed.source}; assumes {fixed.assumption}", 2)
    spread = fixed.heterogeneity
    yield f"  Q = {spread.statistic:.2f}, df = {spread.df}, p {_p(spread.p)}; I² = {fixed.i2:.0f} %"
    for name, test in (("no association", fixed.association), ("equal odds ratios", fixed.homogeneity)):
        if test is not None:
            yield f"  test of {name}: chi² = {test.statistic:.2f}, df = {test.df}, p {_p(test.p)}"
    silent = [analysis.rows[position].label for position in fixed.silent]
    if silent:
        yield from _wrapped(f"without a say (no event, or an empty group): {', '.join(silent)}", 2)


def _variants(analysis: Analysis) -> Iterator[str]:
    if len(analysis.variants) < 2:
        yield "with and without flagged studies: the same, as none is retracted or under concern"
        return
    yield "with and without flagged studies:"
    for variant in analysis.variants:
        result = "nothing left"
        if variant.fixed is not None:
            result = _pool(analysis, variant.fixed)
        elif variant.pooled is not None:
            result = _pool(analysis, variant.pooled)
        left = f" (left out: {', '.join(variant.left_out)})" if variant.left_out else ""
        yield from _wrapped(f"{variant.name}: {result}{left}", 2)


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
        yield from _wrapped(f"no regression: {analysis.regression}")
    if isinstance(analysis.robust, RobustFit):
        line, df = analysis.robust.coefficients[0], analysis.robust.dfs[0]
        shown = _interval(analysis, line.value, line.low, line.high)
        yield f"with cluster-robust variance (CR2, {analysis.robust.clusters} studies, {df:.1f} df): {shown}, p {_p(line.p)}"
        yield from (line for note in analysis.robust.notes for line in _wrapped(note, 2))
    elif analysis.robust is not None:
        yield from _wrapped(f"no cluster-robust variance: {analysis.robust}")


def _regression(found: MetaRegression) -> Iterator[str]:
    yield "regression (on the additive scale):"
    for line in found.coefficients:
        yield f"  {line.name}: {line.value:.4g} ({line.low:.4g} to {line.high:.4g}), p {_p(line.p)}"
    if found.moderators is not None:
        test = found.moderators
        name = f"F({test.df}, {test.df2})" if test.df2 is not None else f"chi²({test.df})"
        yield f"  all moderators together: {name} = {test.statistic:.2f}, p {_p(test.p)}"
    explained = "" if found.r2 is None else f", R² = {found.r2:.0f} %"
    spread = found.heterogeneity
    yield f"  residual τ² = {_plain(found.tau2.value)}{explained}; residual Q = {spread.q:.2f}, p {_p(spread.p)}"
    for name, category in found.design.reference.items():
        yield f"  {name} is compared with {category!r}"
    yield from (line for note in found.notes for line in _wrapped(note, 2))


def _diagnostics(analysis: Analysis) -> Iterator[str]:
    without = analysis.without_each
    if isinstance(without, WithoutEach):
        at = without.most
        shown = _interval(analysis, float(without.mean[at]), float(without.low[at]), float(without.high[at]))
        yield from _wrapped(f"moved most by {without.labels[at]}: {shown} without it")
    if isinstance(analysis.influence, Influence) and analysis.influence.influential and len(analysis.rows) > 2:
        names = [analysis.rows[position].label for position in analysis.influence.influential]
        yield from _wrapped(f"influential: {', '.join(names)}")
    if isinstance(analysis.egger, Egger):
        yield f"Egger's test of small-study effects: p {_p(analysis.egger.slope.p)}"
    else:
        yield from _wrapped(f"no test of small-study effects: {analysis.egger}")
    if isinstance(analysis.rank, RankTest):
        yield f"rank correlation: τ = {analysis.rank.tau:.2f}, p {_p(analysis.rank.p)}"
    if isinstance(analysis.trim_and_fill, TrimAndFill):
        found = analysis.trim_and_fill
        yield f"trim-and-fill: {found.missing} missing on the {found.side}; with them {_pool(analysis, found.pooled)}"
    if isinstance(analysis.e_value, EValue):
        value = analysis.e_value
        how = f"; {value.conversion}" if value.conversion else ""
        yield from _wrapped(
            f"E-value: {value.estimate:.2f}, of the limit {value.limit:.2f} ({value.source}; {value.assumption}{how})"
        )
    else:
        yield from _wrapped(f"no E-value: {analysis.e_value}")


def _details(analysis: Analysis) -> Iterator[str]:
    without = analysis.without_each
    if isinstance(without, WithoutEach):
        yield "without each study:"
        for at, name in enumerate(without.labels):
            shown = _interval(analysis, float(without.mean[at]), float(without.low[at]), float(without.high[at]))
            yield f"  {_short(name, _WIDEST):<{_WIDEST}}  {shown}"
    if isinstance(analysis.influence, Influence):
        found = analysis.influence
        yield f"influence: {'':<{_WIDEST - 9}}  deleted residual  DFFITS  Cook's distance   hat"
        for at, row in enumerate(analysis.rows):
            cells = (found.deleted_residual[at], found.dffits[at], found.cooks_distance[at], found.hat[at])
            residual, dffits, cook, hat = (f"{float(x):.2f}" if math.isfinite(float(x)) else "–" for x in cells)
            yield f"  {_short(row.label, _WIDEST):<{_WIDEST}}  {residual:>16}  {dffits:>6}  {cook:>15}  {hat:>4}"
    if isinstance(analysis.cumulative, str):
        yield from _wrapped(f"not as studies came in: {analysis.cumulative}")
        return
    yield "as studies came in:"
    for name, pooled in analysis.cumulative:
        yield f"  {_short(name, _WIDEST):<{_WIDEST}}  {_interval(analysis, pooled.mean, pooled.low, pooled.high)}"


def _directions(studies: StudySet, found: WithoutPooling) -> Iterator[str]:
    if found.refusal:
        yield from _wrapped(f"no directions: {found.refusal}")
        return
    width = max([24, *(len(_group(studies, group)) for group in found.groups)])
    yield f"without pooling: {'':<{width - 15}}  more  less  neither  share that points to more  sign test"
    for group in found.groups:
        test = group.test
        yield (
            f"  {_group(studies, group):<{width}}  {test.above:>4}  {test.below:>4}  {test.level:>7}  {_share(group):<27} "
            f" {'' if test.p is None else 'p ' + _p(test.p)}"
        ).rstrip()
    if not found.groups:
        yield "  no study has a direction"
    yield from _wrapped(
        f"A study points where its value lies, whether or not its interval reaches no effect. {found.limits}", 2
    )


def _share(group: DirectionGroup) -> str:
    test = group.test
    if test.share is None or test.low is None or test.high is None:
        return "not tested: no comparison" if group.tier in (Tier.T0, Tier.T1) else "no direction"
    return f"{100 * test.share:.0f} % (95 % limits {100 * test.low:.0f} to {100 * test.high:.0f})"


_TIERS = {
    Tier.T3: "T3, before onset", Tier.T2: "T2, after onset", Tier.T1: "T1, no comparison", Tier.T0: "T0, cases or groups",
}  # fmt: skip


def _group(studies: StudySet, group: DirectionGroup) -> str:
    if not group.stream:
        return group.name or ("all studies" if studies.directions is None else "")
    if group.stream != "human":
        return f"{group.stream} work"
    return _TIERS[group.tier] if group.tier is not None else "people, design unknown"


def _choices(rows: Sequence[StudyRow]) -> Iterator[str]:
    """Which estimate speaks for a study that has several, and what was computed or corrected."""
    told = [(row.label, note) for row in rows for note in [_told(row)] if note]
    if not told:
        return
    yield "chosen, computed or corrected:"
    for label, note in told[:_MOST_CHOICES]:
        yield from _wrapped(f"{label}: {note}", 2)
    if len(told) > _MOST_CHOICES:
        yield f"  and {len(told) - _MOST_CHOICES} more; --json has them all"


def _told(row: StudyRow) -> str:
    """What was done to a row beside its formula."""
    return row.how.removeprefix(row.source).removeprefix("; ")


def _formulas(analysis: Analysis) -> Iterator[str]:
    yield "formulas, with what they assume:"
    made: dict[tuple[str, str], list[str]] = {}
    for row in analysis.rows:
        made.setdefault((row.source or row.how, row.assumption), []).append(row.measure)
    for (source, assumption), measures in made.items():
        titles = [MEASURES[name].title if name in MEASURES else _called(name) for name in dict.fromkeys(measures)]
        rows = f"{len(measures)} {'row' if len(measures) == 1 else 'rows'}"
        yield from _wrapped(f"{', '.join(titles)} of {rows}: {source}; assumes {assumption}", 2)
    beside: dict[str, list[str]] = {}
    for method in analysis.methods:
        if method.beside:
            beside.setdefault(method.part, []).append(method.source.replace("; ", ", "))
        else:
            yield from _wrapped(f"{method.part}: {method.name} ({method.source}); assumes {method.assumes}", 2)
    if beside:
        yield from _wrapped("; ".join(f"{part}: {', '.join(sources)}" for part, sources in beside.items()), 2)


def _not_pooled(studies: StudySet) -> Iterator[str]:
    for other in studies.not_pooled:
        remedy = f". {other.remedy}" if other.remedy else ""
        yield from _wrapped(f"not pooled: {other.label} ({other.where}): {other.reason}{remedy}")


def _pool(analysis: Analysis, found: Pooled | FixedPool) -> str:
    rows = {row.cluster or row.where for row in analysis.rows}
    one, many = ("study", "studies") if len(rows) == len(analysis.rows) else ("row", "rows")
    counted = f"{found.k} {one if found.k == 1 else many}"
    return f"{_interval(analysis, found.mean, found.low, found.high)}, p {_p(found.p)}, {counted}"


def _interval(analysis: Analysis, y: float, low: float, high: float) -> str:
    value, bottom, top = (_number(back_transform(analysis.scale, x)) for x in (y, low, high))
    return f"{value} ({bottom} to {top})"


def _number(x: float) -> str:
    if abs(x) < _NOISE:
        return "0"
    if abs(x) >= _HUGE:
        return f"{x:.3g}"
    return f"{x:.3g}" if abs(x) < _LARGE else f"{x:,.0f}"


_LARGE, _HUGE, _NOISE = 1000, 1e9, 1e-12


def _plain(x: float) -> str:
    return "0" if x == 0 else f"{x:.3g}" if abs(x) < _LARGE else _number(x)


def _percent(confidence: float) -> str:
    return f"{100 * confidence:g}"


def _p(p: float) -> str:
    return "< 0.001" if p < _SMALLEST_P else f"= {p:.3f}"


_SMALLEST_P = 0.001
