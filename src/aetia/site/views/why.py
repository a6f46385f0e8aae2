"""Why a level: the rule that fired, what it looked at, what would move it, and what was not counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site import addresses, numbers
from aetia.site.answers import FlagWords, flag_words
from aetia.site.edition import Edition
from aetia.site.views.steadiness import pool_text
from aetia.synthesis import TopicVerdict
from aetia.synthesis.override import AppliedOverride

SMALL_STUDIES = frozenset({"small-studies", "large-studies-against"})
"""Flags that rest on the ratio by size alone."""


@dataclass(frozen=True)
class ReasonView:
    """A reason for not counting, with the studies that it holds for."""

    reason: str
    studies: tuple[tuple[str, str], ...]


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
    not_counted: tuple[ReasonView, ...]
    override: AppliedOverride | None
    version: str
    way: str


def why_view(edition: Edition, verdict: TopicVerdict) -> WhyView:
    """The record behind "Why this level"."""
    flags = flag_words(edition, verdict)
    capping = {flag.id for flag in verdict.flags if flag.cap is not None}
    lowered = verdict.before_caps is not verdict.computed
    return WhyView(
        rule=verdict.rule,
        rule_text=edition.say(verdict.rule_text),
        before=verdict.before_caps,
        computed=verdict.computed,
        level=verdict.level,
        caps=tuple(flag for flag in flags if flag.id in capping) if lowered else (),
        flags=tuple(flag for flag in flags if flag.here != flag.means and flag.id != "override"),
        inputs=tuple(_inputs(edition, verdict)),
        not_counted=_not_counted(edition, verdict),
        override=verdict.override,
        version=verdict.rules_version,
        way=verdict.way or "",
    )


def _inputs(edition: Edition, verdict: TopicVerdict) -> list[tuple[str, str]]:
    """The inputs worth a line, by name: numbers of the pool where there is one, then what else the rules asked for."""
    words, inputs = edition.words, verdict.inputs
    found = [("k", str(inputs["k"]))]
    if verdict.pool is not None:
        pool = verdict.pool
        if pool.rows != pool.k:
            found.append(("rows", str(pool.rows)))
        found += [
            ("m", numbers.ratio(pool.m, words)),
            ("interval", numbers.interval(pool.low, pool.high, words)),
        ]
        lower = inputs["L"]
        if lower is not None and numbers.ratio(float(lower), words) != numbers.ratio(pool.low, words):
            found.append(("lower", numbers.ratio(float(lower), words)))
        if any(flag.id in SMALL_STUDIES for flag in verdict.flags):
            m, low, high = (float(inputs[f"size.{name}"] or 0) for name in ("m", "L", "U"))
            found.append(("size", numbers.with_interval(m, low, high, words)))
        if pool.prediction is not None:
            found.append(("prediction", numbers.interval(*pool.prediction, words)))
        found.append(("share", numbers.percent(float(inputs["share"] or 0), words)))
        found.append(("teams", str(inputs["teams"])))
        if pool.rows > 1:
            found += [("robust", _yes(edition, inputs["robust"])), ("I2", numbers.percent(pool.i2 / 100, words))]
        before = verdict.pools.get("T3")
        found.append(("T3", str(before.k) if before else words("input.none")))
        if before and before is not pool and before.rows != pool.rows:
            found.append(("T3pool", pool_text(edition, before)))
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


def _not_counted(edition: Edition, verdict: TopicVerdict) -> tuple[ReasonView, ...]:
    """Reasons with their studies, the most frequent first; what nobody has read yet stands elsewhere."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for item in verdict.not_counted:
        if item.code != "not-appraised":
            table[item.reason][item.study] = item.label
    ordered = sorted(table.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        ReasonView(edition.say(reason), tuple((label, addresses.study(study)) for study, label in studies.items()))
        for reason, studies in ordered
    )
