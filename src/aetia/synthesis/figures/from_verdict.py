"""The figures of a verdict: the one place where figures meet verdicts and libraries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aetia.errors import SynthesisError
from aetia.model.finding import Finding
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.tier import Tier, tier_of
from aetia.synthesis.estimates import as_log_ratio, preference
from aetia.synthesis.figures.cumulative import cumulative
from aetia.synthesis.figures.effect_direction import effect_direction
from aetia.synthesis.figures.figure import LARGEST, Figure
from aetia.synthesis.figures.forest import forest
from aetia.synthesis.figures.funnel import FEWEST, funnel
from aetia.synthesis.figures.harvest import harvest
from aetia.synthesis.figures.ladder import ladder
from aetia.synthesis.figures.leave_one_out import leave_one_out_forest
from aetia.synthesis.figures.rows import ForestRow, FunnelPoint, Pool, Step, StudyMark, TierName
from aetia.synthesis.figures.terms import people_text, tier_word
from aetia.synthesis.figures.timeline import timeline
from aetia.synthesis.figures.words import ENGLISH, capitalised, listed
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rows import Context, NotCounted, Row
from aetia.synthesis.rules.book import load_rules
from aetia.synthesis.summary import PoolSummary, summary_of
from aetia.synthesis.verdict import TopicVerdict
from aetia.words import Words

SHOWN = frozenset(
    {
        "inside-review",
        "overlapping-review",
        "replaced-review",
        "counted-once",
        "high-risk-of-bias",
        "retracted",
    }
)
"""Why an estimate is shown and not counted; findings of other kinds are not on the forest plot."""

_ELSEWHERE = frozenset(
    {
        "review",
        "not-appraised",
        "other-question",
        "other-exposure",
        "replaced-review",
        "overlapping-review",
        "counted-once",
    }
)
"""Findings that say nothing of their own on the question."""

_NOT_POOLED = frozenset({"direction-only", "not-a-ratio", "unusable", "no-estimate"})
_FEWEST_LEFT_OUT = 3


def verdict_figures(verdict: TopicVerdict, library: Library, *, words: Words = ENGLISH) -> dict[str, Figure]:
    """The figures that a verdict has enough for.

    Args:
        verdict: of one topic and outcome.
        library: that it was computed from.
        words: the catalogue to letter them with.

    Returns:
        By kind, in the order in which a page shows them, of ``forest``, ``effect-direction``, ``timeline``,
        ``ladder``, ``harvest``, ``cumulative`` (two dated rows), ``leave-one-out`` (three rows) and ``funnel`` (ten
        single studies). What has nothing to show, or more than 500 rows, is left out. Names in the drawings are made
        of kind and outcome, unique on a topic's page.
    """
    exposure, disease = _exposure(verdict, library), library.label(verdict.outcome)
    rows, marks = forest_rows(verdict, library, words), study_marks(verdict, library)
    open_marks = unpooled_marks(verdict, library)
    made: dict[str, Figure] = {}

    def name(kind: str) -> str:
        return f"{kind}-{verdict.outcome}"

    def title(kind: str) -> str:
        return capitalised(words(f"title_about.{kind}", exposure=exposure, disease=disease))

    if 0 < len(rows) <= LARGEST:
        made["forest"] = forest(
            rows,
            _pool(verdict.pool),
            pools={_group(Tier[tier], words): _made(pool) for tier, pool in verdict.pools.items()},
            name=name("forest"),
            title=title("forest"),
            words=words,
        )
    if 0 < len(open_marks) <= LARGEST:
        made["effect-direction"] = effect_direction(
            open_marks, name=name("effect-direction"), title=title("effect-direction"), words=words
        )
    if 0 < len(marks) <= LARGEST:
        made["timeline"] = timeline(marks, name=name("timeline"), title=title("timeline"), words=words)
        made["ladder"] = ladder(marks, name=name("ladder"), title=title("ladder"), words=words)
        made["harvest"] = harvest(marks, name=name("harvest"), title=title("harvest"), words=words)
    steps = cumulative_steps(verdict, library, words)
    if 1 < len(steps) <= LARGEST:
        made["cumulative"] = cumulative(steps, name=name("cumulative"), title=title("cumulative"), words=words)
    without = leave_one_out_steps(verdict)
    if verdict.pool is not None and _FEWEST_LEFT_OUT <= len(without) <= LARGEST:
        made["leave-one-out"] = leave_one_out_forest(
            without, _made(verdict.pool), name=name("leave-one-out"), title=title("leave-one-out"), words=words
        )
    points = [FunnelPoint(row.label, row.value, row.se) for row in verdict.rows if not row.by_review]
    if FEWEST <= len(points) <= LARGEST:
        made["funnel"] = funnel(points, _pool(verdict.pool), name=name("funnel"), title=title("funnel"), words=words)
    return made


def forest_rows(verdict: TopicVerdict, library: Library, words: Words = ENGLISH) -> list[ForestRow]:
    """The counted rows by tier, the strongest first, then by year; then the estimates that are shown and not
    counted."""
    weighed = sorted(zip(verdict.rows, verdict.weights, strict=True), key=lambda pair: _order(pair[0], library))
    counted = [_counted_row(verdict, library, row, weight, words) for row, weight in weighed]
    shown: dict[tuple[str, Tier | None], ForestRow] = {}
    for item in verdict.not_counted:
        if item.code in SHOWN and (item.study, item.tier) not in shown:
            row = _row_not_counted(verdict, library, item, words)
            if row is not None:
                shown[item.study, item.tier] = row
    return [*counted, *shown.values()]


def study_marks(verdict: TopicVerdict, library: Library) -> list[StudyMark]:
    """Every finding that says something of its own on the verdict's question, counted or not."""
    counted = [_counted_mark(verdict, library, row) for row in verdict.rows]
    return [
        *counted,
        *_marks_not_counted(verdict, library, [n for n in verdict.not_counted if n.code not in _ELSEWHERE]),
    ]


def unpooled_marks(verdict: TopicVerdict, library: Library) -> list[StudyMark]:
    """The findings with a comparison group that give no ratio to pool."""
    return _marks_not_counted(verdict, library, [n for n in verdict.not_counted if n.code in _NOT_POOLED])


def cumulative_steps(verdict: TopicVerdict, library: Library, words: Words = ENGLISH) -> list[Step]:
    """The pool after each counted row, in order of year; rows without a year come last."""
    book = load_rules(verdict.rules_version)
    ordered = sorted(verdict.rows, key=lambda row: (_year(row.study, library) or 9999, row.key))
    steps = []
    for end in range(1, len(ordered) + 1):
        inputs = Inputs(ordered[:end], Context(), book)
        summary = summary_of(inputs, inputs.rows)
        assert summary is not None  # there is at least one row
        last = ordered[end - 1]
        detail = words(f"by_review.{last.tier.name}") if last.by_review else ""
        steps.append(Step(last.label, _made(summary), detail))
    return steps


def leave_one_out_steps(verdict: TopicVerdict) -> list[Step]:
    """The pool without each study in turn, where any other is left."""
    return [Step(left.label, _made(left.pool)) for left in verdict.leave_one_out if left.pool is not None]


def _exposure(verdict: TopicVerdict, library: Library) -> str:
    topic = library.topics[verdict.topic]
    return library.label(topic.exposure) if topic.exposure else topic.title


def _pool(summary: PoolSummary | None) -> Pool | None:
    return None if summary is None else _made(summary)


def _made(summary: PoolSummary) -> Pool:
    i2 = summary.i2 if summary.rows > 1 else None
    return Pool(summary.m, summary.low, summary.high, summary.prediction, summary.k, i2)


def _group(tier: Tier, words: Words) -> str:
    return tier_word(words, _tier_name(tier))


def _tier_name(tier: Tier | None) -> TierName:
    names: dict[Tier | None, TierName] = {Tier.T3: "T3", Tier.T2: "T2", Tier.T1: "T1", Tier.T0: "T0", None: ""}
    return names[tier]


def _order(row: Row, library: Library) -> tuple[int, int, str]:
    return -int(row.tier), _year(row.study, library) or 9999, row.study


def _year(study: str, library: Library) -> int | None:
    known = library.studies.get(study)
    return None if known is None else known.reference.year


def _findings(verdict: TopicVerdict, library: Library, study: str, tier: Tier | None) -> list[Finding]:
    """The findings of a study that a row or a reason may stand for: of its tier where there are any."""
    known = library.studies.get(study)
    if known is None:
        return []
    here = [f for f in known.findings_in(verdict.topic) if f.outcome in (None, verdict.outcome)]
    return [f for f in here if tier_of(f, f.design or known.design) is tier] or here


def _people(study: Study | None) -> int | None:
    population = None if study is None else study.population
    if population is None or population.unit is not None:
        return None
    if population.n is None and population.cases is not None and population.controls is not None:
        return population.cases + population.controls
    return population.n


def _counted_row(verdict: TopicVerdict, library: Library, row: Row, weight: float, words: Words) -> ForestRow:
    findings = _findings(verdict, library, row.study, row.tier)
    study = library.studies.get(row.study)
    design = next((f.design for f in findings if f.design), study.design if study is not None else None)
    people = None if row.by_review else _people(study)
    how = words("by_review.any") if row.by_review else words(f"design.{design}") if design else ""
    return ForestRow(
        label=row.label,
        detail=listed(words, (how, people_text(words, people) if people else "")),
        value=row.value,
        low=row.low,
        high=row.high,
        weight=weight,
        tier=_tier_name(row.tier),
        group=_group(row.tier, words),
        direction=row.direction(),
        risk_of_bias=findings[0].risk_of_bias.level if findings else "",
        k=row.k,
    )


def _row_not_counted(verdict: TopicVerdict, library: Library, item: NotCounted, words: Words) -> ForestRow | None:
    """The estimate of a finding that is not counted; None where it has none that can be drawn."""
    findings = _findings(verdict, library, item.study, item.tier)
    usable = []
    for finding in findings:
        for estimate in finding.estimates:
            try:
                found = as_log_ratio(estimate, where=item.label)
            except SynthesisError:
                continue  # the verdict lists it as unusable
            if found is not None:
                usable.append((finding, estimate, found))
    if not usable:
        return None
    finding, estimate, best = min(usable, key=lambda triple: preference(triple[1], triple[2]))
    if not best.low <= best.value <= best.high:
        return None
    return ForestRow(
        label=item.label,
        detail=words(f"reason.{item.code}"),
        value=best.value,
        low=best.low,
        high=best.high,
        tier=_tier_name(item.tier),
        direction=item.direction,
        risk_of_bias=finding.risk_of_bias.level,
        counted=False,
        struck=item.code == "retracted",
        k=estimate.k or 1 if estimate.by_review else 1,
    )


def _counted_mark(verdict: TopicVerdict, library: Library, row: Row) -> StudyMark:
    findings = _findings(verdict, library, row.study, row.tier)
    return StudyMark(
        label=row.label,
        direction=row.direction(),
        tier=_tier_name(row.tier),
        outcome=library.label(verdict.outcome),
        n=None if row.by_review else _people(library.studies.get(row.study)),
        year=_year(row.study, library),
        risk_of_bias=findings[0].risk_of_bias.level if findings else "not-judged",
    )


def _marks_not_counted(verdict: TopicVerdict, library: Library, items: Iterable[NotCounted]) -> list[StudyMark]:
    return [_mark_not_counted(verdict, library, item) for item in _once(items)]


def _once(items: Iterable[NotCounted]) -> Sequence[NotCounted]:
    """One entry for each study, tier and direction, so that several markers of one study are one mark."""
    kept: dict[tuple[str, Tier | None, str | None], NotCounted] = {}
    for item in items:
        if item.direction is not None:
            kept.setdefault((item.study, item.tier, item.direction), item)
    return list(kept.values())


def _mark_not_counted(verdict: TopicVerdict, library: Library, item: NotCounted) -> StudyMark:
    findings = _findings(verdict, library, item.study, item.tier)
    return StudyMark(
        label=item.label,
        direction=item.direction,
        tier=_tier_name(item.tier),
        outcome=library.label(verdict.outcome),
        n=_people(library.studies.get(item.study)),
        year=_year(item.study, library),
        risk_of_bias=findings[0].risk_of_bias.level if findings else "not-judged",
        counted=False,
        struck=item.code == "retracted",
    )
