"""The verdict on one topic and outcome, with everything that led to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from typing import Any

from aetia.errors import SynthesisError
from aetia.model.library import Library
from aetia.model.tier import Tier
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.synthesis.changes import Change, changes, with_new_study
from aetia.synthesis.context import context_of
from aetia.synthesis.counting import count
from aetia.synthesis.grading import Flag, Grade, grade, level_of
from aetia.synthesis.inputs import Inputs, make_pools
from aetia.synthesis.override import AppliedOverride, apply_override, find_override
from aetia.synthesis.printing import plain, rounded
from aetia.synthesis.replacement import ReviewBesideStudies, beside_their_reviews
from aetia.synthesis.rows import Context, NotCounted, Row
from aetia.synthesis.rules.book import RuleBook, load_rules
from aetia.synthesis.rules.conditions import Value
from aetia.synthesis.summary import PoolSummary as PoolSummary
from aetia.synthesis.summary import summary_of


@dataclass(frozen=True)
class LeftOutVerdict:
    """What one study's leaving does: the pool of the others (None if there are none) and the level."""

    study: str
    label: str
    pool: PoolSummary | None
    level: Level


@dataclass(frozen=True)
class Sensitivity:
    """The verdict with another choice of rows: ``with-high-risk`` or ``without-concern``."""

    name: str
    pool: PoolSummary | None
    level: Level


@dataclass(frozen=True)
class TopicVerdict:
    """Where a topic stands for one outcome.

    Attributes:
        topic, outcome: identifiers; *topic* is empty for rows that belong to no library.
        level: published: the override's where there is one, else *computed*.
        computed: by rule, after flags and caps.
        before_caps: by rule alone.
        rule, rule_text: the first rule that fits.
        way, way_text: how "not enough evidence" (or "not assessed") is said, else None.
        flags: in the order of the rules file.
        inputs: every input of the rules by name; ratios on the ratio scale, None where an input does not exist.
        pool: of all counted rows; pools: by tier, ``T3`` and ``T2``, where there are rows.
        rows, weights: the counted rows and their share in the pool.
        not_counted: the other findings with their reasons.
        leave_one_out: for every single study.
        sensitivity: other choices of rows, where there are any.
        changes: the single changes that would move the computed level, nearest first.
        override: the editor's, where one stands.
        digest: of the inputs (rows, context, version of the rules).
        rules_version: such as ``2026-1``.
        faults: what an editor must put right: a contradicting direction, an override that cannot stand.
        reviews: the reviews of which some studies are counted one by one, with what each way of counting would give.
    """

    topic: str
    outcome: str
    level: Level
    computed: Level
    before_caps: Level
    rule: str
    rule_text: str
    way: str | None
    way_text: str | None
    flags: tuple[Flag, ...]
    inputs: dict[str, Value]
    pool: PoolSummary | None
    pools: dict[str, PoolSummary]
    rows: tuple[Row, ...]
    weights: tuple[float, ...]
    not_counted: tuple[NotCounted, ...]
    leave_one_out: tuple[LeftOutVerdict, ...]
    sensitivity: tuple[Sensitivity, ...]
    changes: tuple[Change, ...]
    override: AppliedOverride | None
    digest: str
    rules_version: str
    faults: tuple[str, ...]
    reviews: tuple[ReviewBesideStudies, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain values; numbers to six significant digits."""
        data = _fields(self)
        data["flags"] = [flag.id for flag in self.flags]
        data["flag_reasons"] = {flag.id: flag.reason for flag in self.flags}
        data["caps"] = {flag.id: flag.cap for flag in self.flags if flag.cap is not None}
        data["rows"] = [
            {**_fields(row), "tier": row.tier.name, "direction": row.direction(), "weight": weight}
            for row, weight in zip(self.rows, self.weights, strict=True)
        ]
        data["not_counted"] = [
            {**_fields(n), "tier": n.tier.name if n.tier is not None else None} for n in self.not_counted
        ]
        del data["weights"]
        return dict(plain(data))


def assess(library: Library) -> list[TopicVerdict]:
    """The verdicts of a library, one for each topic with an exposure and each of its outcomes.

    Args:
        library: whole; its ``aetia.toml`` names the version of the rules.

    Returns:
        In the order of the topic tree; for one topic the library's disease first, then the topic's other outcomes, or
        if it names none, those of its findings by identifier.

    Raises:
        SynthesisError: the library names rules that this release does not have. A fault within a topic is listed in
            its verdict.
    """
    book = load_rules(library.settings.rules)
    return [verdict for topic in library.walk() for verdict in _assess_topic(library, topic, book)]


def assess_topic(library: Library, topic: str) -> list[TopicVerdict]:
    """The verdicts of one topic; of a grouping topic, those of all topics below it.

    Args:
        library: whole.
        topic: its identifier.

    Raises:
        SynthesisError: no such topic, or no such rules.
    """
    if topic not in library.topics:
        raise SynthesisError(f"there is no topic {topic!r}", remedy="Name one as in topics/, without .md")
    book = load_rules(library.settings.rules)
    here = library.topics[topic]
    if here.exposure:
        return _assess_topic(library, here, book)
    return [verdict for child in library.walk(topic) for verdict in _assess_topic(library, child, book)]


def assess_rows(
    rows: Sequence[Row],
    context: Context | None = None,
    *,
    book: RuleBook | None = None,
    topic: str = "",
    outcome: str = "",
    not_counted: Sequence[NotCounted] = (),
    high_risk: Sequence[Row] = (),
    faults: Sequence[str] = (),
    reviews: Sequence[ReviewBesideStudies] = (),
) -> TopicVerdict:
    """The verdict on rows given directly, without a library.

    Args:
        rows: counted rows, in any order, at most one for each study and tier.
        context: what is known beside them; nothing by default.
        book: version of the rules; the newest by default.
        topic, outcome, not_counted, faults, reviews: passed through.
        high_risk: rows for the sensitivity analysis with studies at high risk of bias.

    Raises:
        SynthesisError: a row whose numbers cannot be pooled, or two rows of one study and tier.
    """
    from aetia.synthesis.rules.book import versions

    book = book or load_rules(versions()[-1])
    context = context or Context()
    inputs = Inputs(rows, context, book)
    _refuse_twins(inputs.rows)
    rough = inputs.roughly()
    make_pools([*(rough.without(row) for row in inputs.rows), *(together for _, together in with_new_study(inputs))])
    now = grade(inputs)
    return TopicVerdict(
        topic=topic,
        outcome=outcome,
        level=now.level,
        computed=now.level,
        before_caps=now.rule.level,
        rule=now.rule.id,
        rule_text=now.rule.text,
        way=now.way.id if now.way else None,
        way_text=now.way.text if now.way else None,
        flags=now.flags,
        inputs=dict(inputs.items()),
        pool=summary_of(inputs, inputs.rows),
        pools=_tier_pools(inputs),
        rows=inputs.rows,
        weights=inputs.pooled.weights if inputs.pooled is not None else (),
        not_counted=tuple(not_counted),
        leave_one_out=_leave_one_out(inputs, now),
        sensitivity=_sensitivity(inputs, high_risk),
        changes=changes(inputs, now),
        override=None,
        digest=digest_of(inputs),
        rules_version=book.version,
        faults=tuple(faults),
        reviews=tuple(reviews),
    )


def digest_of(inputs: Inputs) -> str:
    """``sha256:`` and the digest of what a verdict rests on: rows as printed, context, version of the rules; not of
    names and notes."""
    rows = [
        [
            row.study,
            int(row.tier),
            row.measure,
            *(rounded(x) for x in (row.value, row.low, row.high)),
            row.k,
            row.team,
            row.dose,
            row.concern,
        ]
        for row in inputs.rows
    ]
    context = {name: value for name, value in asdict(inputs.context).items() if name != "months_since_search"}
    text = json.dumps([inputs.book.version, rows, context], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _assess_topic(library: Library, topic: Topic, book: RuleBook) -> list[TopicVerdict]:
    if not topic.exposure:
        return []
    return [_assess_outcome(library, topic, outcome, book) for outcome in outcomes_of(library, topic)]


def outcomes_of(library: Library, topic: Topic) -> list[str]:
    """The outcomes that a topic has a verdict for: the library's disease first, then those it names, or else those of
    its findings."""
    primary = library.settings.disease
    others = topic.outcomes or sorted({finding.outcome for _, finding in library.findings(topic.id) if finding.outcome})
    return [primary, *(outcome for outcome in others if outcome != primary)]


def _assess_outcome(library: Library, topic: Topic, outcome: str, book: RuleBook) -> TopicVerdict:
    counted = count(library, topic, outcome)
    context = context_of(library, topic, outcome, counted)
    verdict = assess_rows(
        counted.rows,
        context,
        book=book,
        topic=topic.id,
        outcome=outcome,
        not_counted=counted.not_counted,
        high_risk=counted.high_risk,
        faults=counted.faults,
        reviews=beside_their_reviews(counted, context, book),
    )
    override = find_override(topic.overrides, outcome, library.settings.disease)
    if override is None:
        return verdict
    try:
        applied = apply_override(override, verdict.computed, verdict.digest, where=f"topics/{topic.id}.md")
    except SynthesisError as error:
        return replace(verdict, faults=(*verdict.faults, str(error)))
    return replace(verdict, level=applied.level, override=applied)


def _refuse_twins(rows: tuple[Row, ...]) -> None:
    for one, other in pairwise(rows):
        if one.key == other.key:
            raise SynthesisError(
                "the study is counted twice", where=one.label, remedy="Give one row for each population"
            )


def _tier_pools(inputs: Inputs) -> dict[str, PoolSummary]:
    pools = {}
    for tier in (Tier.T3, Tier.T2):
        summary = summary_of(inputs, tuple(row for row in inputs.rows if row.tier is tier))
        if summary is not None:
            pools[tier.name] = summary
    return pools


def _leave_one_out(inputs: Inputs, now: Grade) -> tuple[LeftOutVerdict, ...]:
    found = []
    for row, without in now.without_one:
        rest = inputs.without(row)
        found.append(LeftOutVerdict(row.study, row.label, summary_of(rest, rest.rows), without))
    return tuple(found)


def _sensitivity(inputs: Inputs, high_risk: Sequence[Row]) -> tuple[Sensitivity, ...]:
    others: list[tuple[str, list[Row]]] = []
    if high_risk:
        others.append(("with-high-risk", [*inputs.rows, *high_risk]))
    if inputs.concern:
        others.append(("without-concern", [row for row in inputs.rows if not row.concern]))
    found = []
    for name, rows in others:
        run = inputs.roughly(rows)
        found.append(Sensitivity(name, summary_of(run, run.rows), level_of(run)))
    return tuple(found)


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
