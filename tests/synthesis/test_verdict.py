"""Verdicts: rule, flags and caps, overrides, sensitivity, what would move them, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.model.decision import Search, VerdictChange
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, Tier, TopicVerdict, assess, assess_rows, assess_topic, load_rules
from aetia.synthesis.grading import lower_of
from aetia.synthesis.history import changes_to_record, inputs_to_record
from aetia.synthesis.rules import versions

MakeRow = Callable[..., Row]
MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]


def flags(verdict: TopicVerdict) -> list[str]:
    return [flag.id for flag in verdict.flags]


def five(row: MakeRow, **fields: Any) -> list[Row]:
    return [row(f"study-{number}", 2.0, 1.2, 3.3, **fields) for number in range(5)]


def test_every_result_carries_its_rule_inputs_rows_and_pools(row: MakeRow) -> None:
    verdict = assess_rows([*five(row), row("cohort", 2.0, 1.8, 2.2, tier=3)])
    assert (verdict.rule, verdict.level) == ("L1", Level.LIKELY)
    assert verdict.rule_text.startswith("At least 3 studies")
    assert verdict.inputs["k"] == 6
    assert verdict.inputs["T3.k"] == 1
    assert set(verdict.pools) == {"T2", "T3"}
    assert len(verdict.leave_one_out) == 6
    assert sum(verdict.weights) == pytest.approx(1)


def test_five_rows_have_a_hartung_knapp_interval_and_four_a_normal_one(row: MakeRow) -> None:
    rows = five(row)
    many, few = assess_rows(rows).pool, assess_rows(rows[:4]).pool
    assert many is not None
    assert few is not None
    assert (many.interval, few.interval) == ("hartung-knapp-floor", "z")


def test_one_team_is_capped_at_possible(row: MakeRow) -> None:
    verdict = assess_rows(five(row, team="one"))
    assert (verdict.before_caps, verdict.level) == (Level.LIKELY, Level.POSSIBLE)
    assert "single-team" in flags(verdict)


def test_a_clearer_effect_before_onset_does_not_contest_but_a_smaller_one_does(row: MakeRow) -> None:
    later = [row(f"later-{n}", 2.0, 1.8, 2.2) for n in range(3)]
    stronger = [row(f"before-{n}", 6.0, 4.0, 9.0, tier=3) for n in range(2)]
    weaker = [row(f"before-{n}", 1.3, 1.1, 1.55, tier=3) for n in range(2)]
    assert "contested" not in flags(assess_rows([*later, *stronger]))
    assert "contested" in flags(assess_rows([*later, *weaker]))


def test_a_dominating_t2_study_lowers_and_a_t3_study_never_does(row: MakeRow) -> None:
    small = [row("a", 1.5, 0.6, 3.8), row("b", 1.6, 0.6, 4.2)]
    t2 = assess_rows([*small, row("large", 2.0, 1.8, 2.2)])
    t3 = assess_rows([*small, row("large", 2.0, 1.8, 2.2, tier=3)])
    assert "dominated" in flags(t2)
    assert t2.level is Level.NOT_ENOUGH
    assert "dominated" not in flags(t3)


def test_a_small_confirming_study_does_not_lower_a_review(row: MakeRow) -> None:
    review = row("review", 2.0, 1.32, 3.02, k=14, by_review=True)
    alone, confirmed = assess_rows([review]), assess_rows([review, row("small", 2.2, 0.8, 6.0)])
    assert confirmed.level.step >= alone.level.step
    assert "dominated" not in flags(confirmed)


def test_under_concern_the_lower_level_is_published_and_called_fragile(row: MakeRow) -> None:
    rows = [row(f"s{n}", 2.0, 1.3, 3.1) for n in range(2)]
    verdict = assess_rows([*rows, row("doubtful", 2.0, 1.3, 3.1, concern=True)])
    assert (verdict.before_caps, verdict.level) == (Level.LIKELY, Level.POSSIBLE)
    assert {"expression-of-concern", "fragile"} <= set(flags(verdict))
    assert [each.name for each in verdict.sensitivity] == ["without-concern"]


def test_studies_at_high_risk_of_bias_come_back_in_a_sensitivity_analysis(row: MakeRow) -> None:
    rows = five(row)
    verdict = assess_rows(rows[:2], high_risk=rows[2:])
    assert [(each.name, each.level) for each in verdict.sensitivity] == [("with-high-risk", Level.LIKELY)]
    assert verdict.level is Level.POSSIBLE


def test_evidence_against_beside_another_level_leaves_not_enough() -> None:
    assert lower_of(Level.AGAINST, Level.LIKELY) is Level.NOT_ENOUGH
    assert lower_of(Level.AGAINST, Level.NOT_ASSESSED) is Level.NOT_ASSESSED
    assert lower_of(Level.AGAINST, Level.AGAINST) is Level.AGAINST
    assert lower_of(Level.POSSIBLE, Level.LIKELY) is Level.POSSIBLE


def test_an_inverse_pool_is_evidence_against(row: MakeRow) -> None:
    verdict = assess_rows([row(f"s{n}", 0.5, 0.4, 0.6, tier=3) for n in range(3)])
    assert (verdict.rule, verdict.level) == ("A2", Level.AGAINST)


def test_the_changes_that_would_move_a_verdict_do_move_it(row: MakeRow) -> None:
    rows = five(row)[:3]
    verdict = assess_rows(rows)
    assert verdict.level is Level.LIKELY
    first = verdict.changes[0]
    assert first.kind == "study-leaves"
    leaving = next(r for r in rows if first.text.startswith(r.label))
    assert assess_rows([r for r in rows if r is not leaving]).level is first.level


def test_two_rows_of_one_study_and_tier_are_refused(row: MakeRow) -> None:
    with pytest.raises(SynthesisError, match="counted twice"):
        assess_rows([row("doe", 2, 1, 4), row("doe", 2, 1.1, 4)])


def test_an_old_search_makes_a_verdict_stale(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    for on, stale in (("2024-10-31", True), ("2024-11-01", False)):
        whole = library(study("doe", finding()))
        whole.searches.append(Search(on=on, by="x", source="PubMed"))
        assert ("stale" in flags(assess(whole)[0])) is stale


def test_grouping_topics_have_no_verdict_and_list_their_children(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(study("doe", finding()))
    assert [verdict.topic for verdict in assess(whole)] == ["virus", "work/silica-dust"]
    assert [verdict.topic for verdict in assess_topic(whole, "work")] == ["work/silica-dust"]
    with pytest.raises(SynthesisError, match="no topic"):
        assess_topic(whole, "nowhere")


def override(**fields: Any) -> dict[str, Any]:
    plain = {
        "level": "established",
        "reason": "expert-panel",
        "why": "The panel read more than the numbers.",
        "citation": "PMC3496812",
        "by": "Ada",
        "second": "Ben",
        "on": "2026-11-01",
    }
    return {name: value for name, value in {**plain, **fields}.items() if value is not None}


def test_an_override_stands_beside_the_computed_level(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    studies = [study("doe", finding())]
    computed = assess_topic(library(*studies), "work/silica-dust")[0]
    verdict = assess_topic(library(*studies, overrides=[override(inputs=computed.digest)]), "work/silica-dust")[0]
    assert (verdict.level, verdict.computed) == (Level.ESTABLISHED, computed.computed)
    assert verdict.override is not None
    assert not verdict.override.needs_another_look
    more = assess_topic(
        library(*studies, study("roe", finding()), overrides=[override(inputs=computed.digest)]), "work/silica-dust"
    )[0]
    assert more.override is not None
    assert more.override.needs_another_look


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"second": None}, "second person"), ({"second": "Ada"}, "second person"), ({"citation": None}, "citation")],
)
def test_an_override_that_cannot_stand_is_a_fault_and_the_computed_level_stays(
    fields: dict[str, Any], words: str, finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = assess_topic(library(study("doe", finding()), overrides=[override(**fields)]), "work/silica-dust")[0]
    assert verdict.override is None
    assert verdict.level is verdict.computed
    assert words in verdict.faults[0]
    assert "topics/work/silica-dust.md" in verdict.faults[0]


def test_lowering_needs_no_second_person(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    lower = override(level="not-enough-evidence", reason="confounding", second=None, citation=None)
    verdict = assess_topic(library(study("doe", finding()), overrides=[lower]), "work/silica-dust")[0]
    assert verdict.override is not None
    assert verdict.faults == ()


def test_a_retraction_moves_the_verdict_and_its_history(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def whole(standing: str) -> Library:
        others = [study(f"s{n}", finding()) for n in range(2)]
        return library(*others, study("doe", finding(), standing=standing))

    before = whole("current")
    recorded = changes_to_record(before, assess(before))
    rested_on = inputs_to_record(before, assess(before), recorded)
    assert {change.topic for change in recorded} == {"virus", "work/silica-dust"}
    after = whole("retracted")
    after.verdicts = recorded
    (change,) = changes_to_record(after, assess(after))
    assert (change.computed, change.moved_by, change.on) == (Level.POSSIBLE, "evidence", "2026-11-01")
    after.verdict_inputs = rested_on
    (change,) = changes_to_record(after, assess(after))
    assert change.moved_by == "retraction of Doe 2000"
    after.verdicts = [*recorded, change]
    assert changes_to_record(after, assess(after)) == []


def test_history_names_a_change_of_rules(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    whole = library(study("doe", finding()))
    now = assess(whole)[1]
    whole.verdicts = [
        VerdictChange(
            on="2025",
            topic=now.topic,
            outcome=now.outcome,
            level=now.level,
            computed=now.computed,
            rule=now.rule,
            rules_version="2025-1",
            inputs=now.digest,
        )
    ]
    assert changes_to_record(whole, [now])[0].moved_by == f"rules 2025-1 to {versions()[-1]}"


def test_json_is_plain_rounded_and_the_same_for_any_order_of_studies(row: MakeRow) -> None:
    rows = [*five(row), row("cohort", 1.7, 1.1, 2.6, tier=3)]
    texts = {json.dumps(assess_rows(order).to_json(), allow_nan=False) for order in (rows, rows[::-1])}
    assert len(texts) == 1
    data = json.loads(texts.pop())
    assert data["level"] == "likely"
    assert data["flags"] == []
    assert data["rows"][0]["tier"] == "T3"
    assert len(repr(data["pool"]["m"]).replace(".", "")) <= 7


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0.3, 4), st.floats(1.1, 6), st.sampled_from([2, 3])), min_size=1, max_size=7))
def test_the_digest_and_level_depend_on_the_rows_and_not_on_their_order_or_names(
    data: list[tuple[float, float, int]],
) -> None:
    from aetia.synthesis import log_ratio_from_interval

    rows = []
    for number, (value, factor, tier) in enumerate(data):
        size = log_ratio_from_interval(value / factor, value * factor, value)
        label = f"study {number}"
        rows.append(
            Row(f"s{number}", label, Tier(tier), size.y, size.v**0.5, value, value / factor, value * factor, "OR")
        )
    one = assess_rows(rows)
    other = assess_rows([replace(row, label=row.label.upper()) for row in reversed(rows)])
    assert (one.level, one.digest, one.rule) == (other.level, other.digest, other.rule)


def test_laboratory_work_alone_never_passes_not_enough() -> None:
    verdict = assess_rows([], Context(mechanism=True, laboratory=9))
    assert verdict.level is Level.NOT_ENOUGH


def test_no_dose_or_mechanism_makes_an_infection_without_a_look_before_onset_more_than_possible(row: MakeRow) -> None:
    context = Context(infection=True, brought_by_illness=True, mechanism=True)
    rows = [row(f"s{n}", 8.0, 5.0, 12.8, dose=True) for n in range(9)]
    assert assess_rows(rows, context).level is Level.POSSIBLE


def test_rules_of_an_unknown_version_are_refused_with_those_there_are() -> None:
    with pytest.raises(SynthesisError, match="2026-1"):
        load_rules("1999-1")


def test_one_row_is_itself_with_its_limits_as_printed(row: MakeRow) -> None:
    verdict = assess_rows([row("review", 2.0, 1.32, 3.02, k=14, by_review=True)])
    assert (verdict.inputs["m"], verdict.inputs["L"], verdict.inputs["U"]) == (2.0, 1.32, 3.02)
    touching = assess_rows([row("cohort", 1.2, 1.0, 1.5, tier=3)])
    assert touching.level is Level.NOT_ENOUGH
