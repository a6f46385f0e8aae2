"""Why a level: the rule that fired, what it looked at, what would move it, and what was not counted."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site import addresses, numbers
from aetia.site.answers import FlagWords, flag_words
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.override import AppliedOverride
from aetia.synthesis.rows import Row
from aetia.synthesis.verdict import PoolSummary

PLOT_WIDTH = 140
PLOT_ONE = 40
"""Where a ratio of 1 lies; the stylesheet draws the line there."""
PLOT_DOUBLING = 20
_CHANGES_OF_A_KIND = 2


@dataclass(frozen=True)
class Bar:
    """A ratio and its interval in pixels from the left of a plot that is `PLOT_WIDTH` wide, on a log scale."""

    low: int
    at: int
    high: int


@dataclass(frozen=True)
class RowView:
    """A counted study, or the pool."""

    label: str
    ratio: str
    interval: str
    weight: str
    k: int
    note: str
    bar: Bar


@dataclass(frozen=True)
class ReasonView:
    """A reason for not counting, with the studies that it holds for."""

    reason: str
    studies: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ChangeView:
    """A single change and the level that it leads to."""

    text: str
    level: Level


@dataclass(frozen=True)
class WhyView:
    """Everything that led to a level."""

    rule: str
    rule_text: str
    before: Level
    computed: Level
    level: Level
    caps: tuple[FlagWords, ...]
    flags: tuple[FlagWords, ...]
    inputs: tuple[tuple[str, str], ...]
    tiers: tuple[tuple[str, tuple[RowView, ...]], ...]
    pool: RowView | None
    changes: tuple[ChangeView, ...]
    thresholds: int
    not_counted: tuple[ReasonView, ...]
    sensitivity: tuple[tuple[str, str, Level], ...]
    override: AppliedOverride | None
    version: str
    way: str


def why_view(edition: Edition, verdict: TopicVerdict) -> WhyView:
    """The record behind "Why this level"."""
    flags = flag_words(edition, verdict)
    capping = {flag.id for flag in verdict.flags if flag.cap is not None}
    lowered = verdict.before_caps is not verdict.computed
    moving = [change for change in verdict.changes if change.kind != "threshold"]
    return WhyView(
        rule=verdict.rule,
        rule_text=verdict.rule_text,
        before=verdict.before_caps,
        computed=verdict.computed,
        level=verdict.level,
        caps=tuple(flag for flag in flags if flag.id in capping) if lowered else (),
        flags=tuple(flag for flag in flags if flag.here != flag.means and flag.id != "override"),
        inputs=tuple(_inputs(edition, verdict)),
        tiers=_tiers(edition, verdict),
        pool=_pool_row(edition, verdict.pool) if verdict.pool and len(verdict.rows) > 1 else None,
        changes=tuple(
            ChangeView(change.text, change.level)
            for kind in ("study-leaves", "recorded", "new-study")
            for change in [c for c in moving if c.kind == kind][:_CHANGES_OF_A_KIND]
        ),
        thresholds=len({change.threshold for change in verdict.changes if change.kind == "threshold"}),
        not_counted=_not_counted(verdict),
        sensitivity=tuple(
            (edition.words.known("sensitivity", s.name), pool_text(s.pool), s.level) for s in verdict.sensitivity
        ),
        override=verdict.override,
        version=verdict.rules_version,
        way=verdict.way or "",
    )


def pool_text(pool: PoolSummary | None) -> str:
    """A pool's ratio and interval; empty where nothing is pooled."""
    return f"{numbers.ratio(pool.m)} ({numbers.ratio(pool.low)} to {numbers.ratio(pool.high)})" if pool else ""


def _inputs(edition: Edition, verdict: TopicVerdict) -> list[tuple[str, str]]:
    """The inputs worth a line, by name: numbers of the pool where there is one, then what else the rules asked for."""
    words, inputs = edition.words, verdict.inputs
    found = [("k", str(inputs["k"]))]
    if verdict.pool is not None:
        pool = verdict.pool
        if pool.rows != pool.k:
            found.append(("rows", str(pool.rows)))
        found += [
            ("m", numbers.ratio(pool.m)),
            ("interval", f"{numbers.ratio(pool.low)} to {numbers.ratio(pool.high)}"),
        ]
        lower = inputs["L"]
        if lower is not None and numbers.ratio(float(lower)) != numbers.ratio(pool.low):
            found.append(("lower", numbers.ratio(float(lower))))
        if pool.prediction is not None:
            found.append(("prediction", f"{numbers.ratio(pool.prediction[0])} to {numbers.ratio(pool.prediction[1])}"))
        found.append(("share", numbers.percent(float(inputs["share"] or 0))))
        found.append(("teams", str(inputs["teams"])))
        if pool.rows > 1:
            found += [("robust", _yes(edition, inputs["robust"])), ("I2", numbers.percent(pool.i2 / 100))]
        before = verdict.pools.get("T3")
        found.append(("T3", str(before.k) if before else words("input.none")))
        if before and before is not pool and before.rows != pool.rows:
            found.append(("T3pool", pool_text(before)))
        found.append(("dose", _yes(edition, inputs["dose"])))
    found.append(("mechanism", _yes(edition, inputs["mechanism"])))
    if inputs["brought_by_illness"]:
        found.append(("infection" if inputs["infection"] else "brought_by_illness", _yes(edition, True)))
    found += [(name, str(inputs[name])) for name in ("uncounted", "cases", "laboratory") if inputs[name]]
    if inputs["months_since_search"] is not None:
        found.append(("months", str(inputs["months_since_search"])))
    return [(words(f"input.{name}"), value) for name, value in found]


def _yes(edition: Edition, value: object) -> str:
    return edition.words("input.yes" if value else "input.no")


def _tiers(edition: Edition, verdict: TopicVerdict) -> tuple[tuple[str, tuple[RowView, ...]], ...]:
    """The counted rows by tier, the strongest first."""
    weighed = list(zip(verdict.rows, verdict.weights, strict=True))
    return tuple(
        (
            edition.words(f"cause.why_tier_{tier.name}"),
            tuple(_row(edition, row, weight) for row, weight in weighed if row.tier is tier),
        )
        for tier in sorted({row.tier for row in verdict.rows}, reverse=True)
    )


def _row(edition: Edition, row: Row, weight: float) -> RowView:
    return RowView(
        label=row.label,
        ratio=numbers.ratio(row.value),
        interval=f"{numbers.ratio(row.low)} to {numbers.ratio(row.high)}",
        weight=numbers.percent(weight),
        k=row.k,
        note=edition.words("number.by_review", k=row.k) if row.by_review else "",
        bar=_bar(row.value, row.low, row.high),
    )


def _pool_row(edition: Edition, pool: PoolSummary) -> RowView:
    return RowView(
        label=edition.words("cause.why_pool"),
        ratio=numbers.ratio(pool.m),
        interval=f"{numbers.ratio(pool.low)} to {numbers.ratio(pool.high)}",
        weight="100 %",
        k=pool.k,
        note="",
        bar=_bar(pool.m, pool.low, pool.high),
    )


def _bar(value: float, low: float, high: float) -> Bar:
    """A ratio's bar on the scale that all pages share; what lies further out ends at the edge."""

    def place(number: float) -> int:
        at = PLOT_ONE + PLOT_DOUBLING * math.log2(max(number, 1e-9))
        return math.floor(min(max(at, 0), PLOT_WIDTH) + 0.5)

    return Bar(place(low), place(value), place(high))


def _not_counted(verdict: TopicVerdict) -> tuple[ReasonView, ...]:
    """Reasons with their studies, the most frequent first; what nobody has read yet stands elsewhere."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for item in verdict.not_counted:
        if item.code != "not-appraised":
            table[item.reason][item.study] = item.label
    ordered = sorted(table.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        ReasonView(reason, tuple((label, addresses.study(study)) for study, label in studies.items()))
        for reason, studies in ordered
    )
