"""What counts for a topic and an outcome: one row a study, and a reason for every finding that is not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from aetia.errors import SynthesisError
from aetia.model.direction import ratio_direction
from aetia.model.estimate import Estimate
from aetia.model.finding import Direction, Finding
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.tier import Tier, is_review, tier_of
from aetia.model.topic import Topic
from aetia.synthesis.estimates import Usable, as_log_ratio, direction_without_ratio, preference
from aetia.synthesis.reviews import Replaced, ReviewList, settle_reviews
from aetia.synthesis.rows import NotCounted, Row
from aetia.synthesis.sentences import say


@dataclass(frozen=True)
class Counted:
    """The rows of one topic and outcome, and all that stands beside them.

    Attributes:
        rows: counted, sorted by study.
        high_risk: rows left out for a high risk of bias, for the sensitivity analysis with them.
        not_counted: every finding of the topic that gave no row, with the reason.
        mechanism: whether the laboratory lines suffice.
        faults: typed directions that contradict their estimate; the computed direction is used.
        replaced: the reviews among the rows of which some studies are counted one by one, at most one for each tier.
        told: every row, counted or not, that speaks for its population, with the finding that it comes from.
    """

    rows: tuple[Row, ...]
    high_risk: tuple[Row, ...]
    not_counted: tuple[NotCounted, ...]
    mechanism: bool
    faults: tuple[str, ...]
    replaced: tuple[Replaced, ...] = ()
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Told:
    """A row with the study and the finding that it comes from."""

    row: Row
    study: Study
    finding: Finding


@dataclass(frozen=True)
class _Candidate:
    """A finding with one usable estimate, before one is chosen for its study."""

    study: Study
    finding: Finding
    order: int
    estimate: Estimate
    row: Row


def count(library: Library, topic: Topic, outcome: str) -> Counted:
    """Sort a topic's findings into rows and reasons.

    Args:
        library: whole.
        topic: with an exposure.
        outcome: a disease, by its concept's identifier.

    Returns:
        Rows and reasons; every appraised finding of the topic is in exactly one place, but those of other outcomes,
        which have rows of their own.
    """
    candidates: list[_Candidate] = []
    not_counted: list[NotCounted] = []
    contradictions: list[str] = []
    for order, (study, finding) in enumerate(library.findings(topic.id)):
        if finding.outcome is not None and finding.outcome != outcome:
            continue
        refusal = _refusal(study, finding, topic)
        if refusal is not None:
            not_counted.append(refusal)
            continue
        usable, unusable = _usable_estimates(study, finding)
        if not usable:
            not_counted.append(_without_ratio(study, finding, unusable))
            continue
        candidate = _candidate(study, finding, order, usable, unusable)
        if finding.direction is not None and finding.direction != candidate.row.direction():
            contradictions.append(
                f"{study.label}: the direction typed ({finding.direction}) contradicts the estimate ({candidate.row.direction()})"
            )
        candidates.append(candidate)
    chosen, repeated = _one_for_each_study(candidates)
    not_counted.extend(repeated)
    years = {c.study.id: c.study.reference.year for c in chosen}
    lists = {c.row.key: _list_of(c.finding, library) for c in chosen if c.row.by_review}
    settled = settle_reviews([c.row for c in chosen if c.finding.risk_of_bias.level != "high"], years, lists)
    not_counted.extend(settled.not_counted)
    high = [c for c in chosen if c.finding.risk_of_bias.level == "high"]
    not_counted.extend(_high_risk(c) for c in high)
    return Counted(
        rows=tuple(sorted(settled.rows, key=lambda row: row.key)),
        high_risk=tuple(sorted((c.row for c in high), key=lambda row: row.key)),
        not_counted=tuple(sorted(not_counted, key=lambda n: (n.study, n.code, n.reason))),
        mechanism=_mechanism(library.findings(topic.id), topic, outcome),
        faults=tuple(contradictions),
        replaced=settled.replaced,
        told=tuple(Told(c.row, c.study, c.finding) for c in sorted(chosen, key=lambda c: c.row.key)),
    )


def _list_of(finding: Finding, library: Library) -> ReviewList:
    """What a review's finding says that it pooled; a study without an identifier in the library is known by its publication."""
    found = {each.study or library.study_of(each.identifiers.keys()) for each in finding.includes}
    here = frozenset(name for name in found if name is not None and name in library.studies)
    whole = finding.includes_complete and bool(finding.includes)
    return ReviewList(here, whole, whole and len(here) == len(finding.includes))


def _refusal(study: Study, finding: Finding, topic: Topic) -> NotCounted | None:
    """Why a finding can never be counted, whatever its numbers; None if it may be."""
    design = finding.design or study.design
    tier = tier_of(finding, design)
    direction = finding.direction

    def no(code: str, key: str = "", **values: str) -> NotCounted:
        reason = say(f"not_counted.{key or code}", **values)
        return NotCounted(study.id, study.label, code, reason, direction, tier, design)

    if not finding.is_appraised:
        return no("not-appraised")
    if study.standing is Standing.RETRACTED:
        return no("retracted")
    if finding.exposure != topic.exposure:
        return no("other-exposure", exposure=str(finding.exposure))
    if finding.question != "exposure-to-disease":
        return no("other-question", question=say(f"question.{finding.question}"))
    if finding.stream != "human" or design in ("laboratory", "animal"):
        stream = "animal" if "animal" in (finding.stream, design) else "laboratory"
        return no(stream)
    if finding.directness != "direct":
        return no("indirect")
    if design is None:
        return no("no-design")
    if is_review(design) and not any(estimate.by_review for estimate in finding.estimates):
        return no("review")
    if tier is Tier.T1:
        return no("no-comparison")
    if tier is Tier.T0:
        if design == "ecological":
            return no("lowest-tier", "ecological")
        return no("lowest-tier", design=say(f"design.{design}"))
    return None


def _usable_estimates(study: Study, finding: Finding) -> tuple[list[tuple[Estimate, Usable]], list[str]]:
    usable, faults = [], []
    for estimate in finding.estimates:
        try:
            found = as_log_ratio(estimate, where=study.label)
            if found is not None and estimate.by_review and estimate.k is None:
                raise SynthesisError(
                    "an estimate by review needs its number of studies (k)", where=study.label, remedy="Add k"
                )
        except SynthesisError as error:
            faults.append(f"{error.what}. {error.remedy}" if error.remedy else error.what)
            continue
        if found is not None:
            usable.append((estimate, found))
    return usable, faults


def _without_ratio(study: Study, finding: Finding, faults: list[str]) -> NotCounted:
    """The place of a finding that asks the question with a comparison group but gives no ratio to pool."""
    design = finding.design or study.design
    computed = direction_without_ratio(finding.estimates)
    direction, contests = finding.direction if computed is None else computed, True
    if faults:
        code, reason, contests = "unusable", say("not_counted.unusable", faults="; ".join(faults)), False
    elif finding.risk_of_bias.level == "high":
        code, reason, contests = "high-risk-of-bias", say("not_counted.high-risk-no-ratio"), False
    elif computed is not None:
        measures = ", ".join(sorted({estimate.measure for estimate in finding.estimates}))
        code, reason = "not-a-ratio", say("not_counted.not-a-ratio", measures=measures)
    elif direction is None:
        code, reason = "no-estimate", say("not_counted.no-estimate")
    else:
        sized = {True: "-sized", False: "-small", None: ""}[finding.adequately_sized]
        code, reason = "direction-only", say(f"not_counted.direction-only{sized}")
        contests = finding.adequately_sized is not False
    return NotCounted(study.id, study.label, code, reason, direction, tier_of(finding, design), design, contests)


def _candidate(
    study: Study, finding: Finding, order: int, usable: list[tuple[Estimate, Usable]], faults: list[str]
) -> _Candidate:
    pooled_by_review = [pair for pair in usable if pair[0].by_review]
    estimate, best = min(pooled_by_review or usable, key=lambda pair: preference(*pair))
    tier = tier_of(finding, finding.design or study.design)
    assert tier is not None  # a finding without a design was refused before
    notes = list(best.notes)
    if len(usable) > 1:
        notes.append(f"chosen from {len(usable)} estimates: most adjusted, then longest follow-up, then largest")
    if any(_oppose(ratio_direction(best.low, best.high), ratio_direction(u.low, u.high)) for _, u in usable):
        notes.append("another estimate points the other way")
    notes.extend(f"another estimate could not be used: {fault}" for fault in faults)
    row = Row(
        study=study.id,
        label=study.label,
        tier=tier,
        y=best.y,
        se=best.se,
        value=best.value,
        low=best.low,
        high=best.high,
        measure=best.measure,
        k=estimate.k or 1 if estimate.by_review else 1,
        by_review=estimate.by_review,
        team=study.team,
        dose=finding.dose_response == "yes",
        concern=study.standing is Standing.CONCERN,
        corrected=_awaits_appraisal(study, finding),
        chosen="; ".join(notes),
    )
    return _Candidate(study, finding, order, estimate, row)


def _awaits_appraisal(study: Study, finding: Finding) -> bool:
    """Whether a reference of the study was corrected, and the finding has no appraisal of that date or later."""
    records = [reference.standing for reference in study.references if reference.standing.state is Standing.CORRECTED]
    dates = [record.notice.date if record.notice is not None else None for record in records]
    if finding.appraisal is None:
        return bool(dates)
    return any(date is None or date > finding.appraisal.on for date in dates)


def _one_for_each_study(candidates: list[_Candidate]) -> tuple[list[_Candidate], list[NotCounted]]:
    """One row for each population: the highest tier, then low risk of bias, then the rule of :func:`preference`, then
    file order.

    A review is no population: it keeps one row for each tier.
    """
    groups: dict[tuple[str, int], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        review = candidate.row.by_review
        name = candidate.study.id if review else candidate.study.reviewed_as or candidate.study.id
        groups[name, int(candidate.row.tier) if review else -1].append(candidate)
    chosen, rest = [], []
    for group in groups.values():
        first, *others = sorted(group, key=_rank)
        dose = any(c.row.dose for c in group)
        note = f"one of {len(group)} findings of this population; it counts once" if others else ""
        opposed = [_name(c) for c in others if _oppose(first.row.direction(), c.row.direction())]
        opposite = f"another of them points the other way: {', '.join(opposed)}" if opposed else ""
        text = "; ".join(part for part in (first.row.chosen, note, opposite) if part)
        chosen.append(replace(first, row=replace(first.row, dose=dose, chosen=text)))
        for other in others:
            reason = say("not_counted.counted-once", study=_name(first))
            rest.append(
                NotCounted(
                    other.study.id, other.study.label, "counted-once", reason, other.row.direction(), other.row.tier
                )
            )
    return chosen, rest


def _oppose(one: Direction, other: Direction) -> bool:
    """Whether one of two directions is *for* and the other *against* or *inverse*."""
    return "unclear" not in (one, other) and (one == "for") != (other == "for")


def _rank(candidate: _Candidate) -> tuple[object, ...]:
    row = candidate.row
    usable = Usable(row.y, row.se, row.value, row.low, row.high, row.measure, ())
    high = candidate.finding.risk_of_bias.level == "high"
    return (high, -int(row.tier), -row.k, *preference(candidate.estimate, usable), candidate.order)


def _name(candidate: _Candidate) -> str:
    marker = candidate.finding.exposure_measure
    return f"{candidate.study.label} ({marker})" if marker else candidate.study.label


def _high_risk(candidate: _Candidate) -> NotCounted:
    why = candidate.finding.risk_of_bias.why
    reason = say("not_counted.high-risk-of-bias-why", why=why) if why else say("not_counted.high-risk-of-bias")
    row = candidate.row
    return NotCounted(row.study, row.label, "high-risk-of-bias", reason, row.direction(), row.tier)


def _mechanism(findings: Iterable[tuple[Study, Finding]], topic: Topic, outcome: str) -> bool:
    """Two independent direct laboratory lines, or one with the exposure in the affected tissue of patients and not of
    controls."""
    lines = set()
    for study, finding in findings:
        about = finding.exposure == topic.exposure and finding.outcome == outcome and finding.directness == "direct"
        if not about or study.standing is Standing.RETRACTED or finding.mechanism == "none":
            continue
        if finding.mechanism == "in-patients":
            return True
        lines.add(study.team or study.reviewed_as or study.id)
    return len(lines) >= 2
