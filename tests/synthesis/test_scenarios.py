"""With and without flagged studies, with unclear answers resolved, with thresholds moved: the same verdict computed anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.model.verdict import Level
from aetia.synthesis import Row, TopicVerdict, assess_rows, assess_topic, explain, load_rules
from aetia.synthesis.explanation import Explanation
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rows import Context
from aetia.synthesis.scenarios import if_resolved
from aetia.synthesis.threshold_moves import threshold_moves

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]
MakeRow = Callable[..., Row]


def silica(library: Library) -> tuple[TopicVerdict, Explanation]:
    verdict = assess_topic(library, "work/silica-dust")[0]
    return verdict, explain(library, verdict)


def test_a_retracted_study_is_shown_with_and_without(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def whole(standing: str) -> Library:
        return library(*(study(f"s{n}", finding()) for n in range(2)), study("doe", finding(), standing=standing))

    verdict, explanation = silica(whole("retracted"))
    (both,) = explanation.with_and_without
    assert (both.kind, both.studies, both.counted) == ("retracted", ("doe",), False)
    assert (both.left_out.pool, both.left_out.level) == (verdict.pool, verdict.computed)
    before, _ = silica(whole("current"))
    assert (both.included.pool, both.included.level) == (before.pool, before.computed)
    assert both.moves


def test_a_study_under_concern_and_one_at_high_risk_of_bias_are_shown_with_and_without(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    doubtful = study("doe", finding(), standing="expression-of-concern")
    biased = study("roe", finding(risk_of_bias={"level": "high", "why": "recall"}))
    verdict, explanation = silica(library(doubtful, biased, study("poe", finding())))
    concern, bias = explanation.with_and_without
    assert (concern.kind, concern.counted, bias.kind, bias.counted) == (
        "expression-of-concern", True, "high-risk-of-bias", False,
    )  # fmt: skip
    assert concern.included.pool == verdict.pool
    assert concern.left_out.pool is not None
    assert (concern.left_out.pool.k, bias.left_out.pool, bias.included.pool and bias.included.pool.k) == (
        1, verdict.pool, 3,
    )  # fmt: skip


def test_an_unclear_study_is_resolved_either_way(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    unclear = [{"measure": "OR", "value": 1.4, "low": 0.7, "high": 2.8}]
    others = [
        study(f"s{n}", finding(estimates=[{"measure": "OR", "value": 1.9, "low": 1.05, "high": 3.4}])) for n in range(2)
    ]
    _, explanation = silica(library(*others, study("doe", finding(estimates=unclear))))
    (resolved,) = explanation.if_resolved
    assert (resolved.study, resolved.how) == ("doe", "ratio")
    assert resolved.if_for.step > resolved.if_against.step
    assert resolved.moves


def test_a_finding_without_a_ratio_can_only_contest(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    open_question = study("roe", finding(estimates=[], direction="unclear", adequately_sized="yes"))
    many = [study(f"s{n}", finding(dose_response="yes", mechanism="in-patients")) for n in range(8)]
    verdict, explanation = silica(library(*many, open_question))
    (resolved,) = explanation.if_resolved
    assert verdict.computed is Level.ESTABLISHED
    assert (resolved.how, resolved.if_for, resolved.if_against) == ("direction", Level.ESTABLISHED, Level.LIKELY)


def test_every_threshold_moves_by_a_tenth_and_a_fifth_and_counts_by_whole_steps(row: MakeRow) -> None:
    book = load_rules("2026-3")
    rows = [row(f"s{n}", 2.0, 1.2, 3.3) for n in range(6)]
    moves = threshold_moves(Inputs(rows, Context(), book), assess_rows(rows, book=book).computed)
    assert {move.threshold for move in moves} == set(book.thresholds)
    small = [(move.percent, move.moved) for move in moves if move.threshold == "small_effect"]
    assert sorted(small) == [(-20, 1.0), (-10, 1.125), (10, 1.375), (20, 1.5)]
    counts = [(move.percent, move.moved) for move in moves if move.threshold == "likely_studies"]
    assert sorted(counts) == [(-10, 2), (10, 4)]


ROWS = st.lists(st.tuples(st.floats(0.3, 6), st.floats(1.1, 4), st.sampled_from([2, 3])), min_size=1, max_size=5)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS)
def test_scenarios_are_the_verdicts_of_their_rows_and_rules(rows: list[tuple[float, float, int]], row: MakeRow) -> None:
    """Each scenario's level is what the rules say of the rows and thresholds that it names."""
    book = load_rules("2026-3")
    made = [row(f"s{n}", value, value / factor, value * factor, tier) for n, (value, factor, tier) in enumerate(rows)]
    verdict = assess_rows(made, book=book)
    inputs = Inputs(made, Context(), book)
    for move in threshold_moves(inputs, verdict.computed):
        expected = assess_rows(made, book=book.moved(move.threshold, move.moved)).computed
        assert move.level is expected, move
    for resolved in if_resolved(inputs, (), verdict.computed):
        rest = [other for other in made if other.study != resolved.study]
        (mine,) = [other for other in made if other.study == resolved.study]
        assert mine.direction() == "unclear"
        for ratio, level in ((1.5, resolved.if_for), (1.0, resolved.if_against)):
            clear = row(mine.study, ratio, ratio / 1.24, ratio * 1.24, int(mine.tier))
            assert level is assess_rows([*rest, clear], book=book).computed
