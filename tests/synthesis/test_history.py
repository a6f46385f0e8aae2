"""The record of verdicts says what moved each, and always ends where the library stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aetia.library.tables import read_table, table_text
from aetia.model.decision import VerdictChange, VerdictInput
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis import assess, assess_topic, explain
from aetia.synthesis.history import changes_to_record, history_of, inputs_to_record

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]
SILICA = ("work/silica-dust", "systemic-sclerosis")


def record(library: Library) -> list[VerdictChange]:
    """Record as the command does, through the text of the tables."""
    verdicts = assess(library)
    rows = changes_to_record(library, verdicts)
    inputs = inputs_to_record(library, verdicts, rows)
    text = table_text(VerdictChange, [*library.verdicts, *rows])
    library.verdicts, faults = read_table(VerdictChange, text, "verdicts.tsv")
    library.verdict_inputs, more = read_table(
        VerdictInput, table_text(VerdictInput, [*library.verdict_inputs, *inputs]), "verdict-inputs.tsv"
    )
    assert not faults
    assert not more
    return rows


def onward(before: Library, after: Library) -> Library:
    """A later state of a library, with the history of the earlier one."""
    after.verdicts, after.verdict_inputs = before.verdicts, before.verdict_inputs
    return after


def moved(before: Library, after: Library) -> str | None:
    """What moved the verdict on silica between two states of a library."""
    record(before)
    rows = [row for row in record(onward(before, after)) if (row.topic, row.outcome) == SILICA]
    return rows[0].moved_by if rows else None


@pytest.fixture
def doe(finding: MakeFinding, study: MakeStudy) -> Study:
    return study("doe", finding())


def test_the_first_verdict_was_moved_by_nothing(library: MakeLibrary, doe: Study) -> None:
    whole = library(doe)
    assert all(row.moved_by is None for row in record(whole))
    assert record(whole) == []


def test_a_new_study_is_named(finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study) -> None:
    assert moved(library(doe), library(doe, study("roe", finding()))) == "new study Roe 2000"


def test_a_study_that_left_the_library_is_named_by_its_identifier(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    assert moved(library(doe, study("roe", finding())), library(doe)) == "roe left the library"


def test_a_retraction_and_an_expression_of_concern_are_named(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    def whole(standing: str) -> Library:
        return library(doe, study("roe", finding(), standing=standing))

    assert moved(whole("current"), whole("retracted")) == "retraction of Roe 2000"
    concern = moved(whole("current"), whole("expression-of-concern"))
    assert concern is not None
    assert concern.startswith("changed estimate of Roe 2000: ")
    assert concern.endswith(", expression of concern")


def test_a_changed_estimate_is_shown_before_and_after(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    corrected = study("doe", finding(estimates=[{"measure": "OR", "value": 1.1, "low": 0.6, "high": 2.0}]))
    assert moved(library(doe), library(corrected)) == (
        "changed estimate of Doe 2000: OR 2 (1.2 to 3.3) to OR 1.1 (0.6 to 2)"
    )


def test_a_study_that_no_longer_counts_is_named_with_the_reason(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    biased = study("roe", finding(risk_of_bias={"level": "high", "why": "recall"}))
    cause = moved(library(doe, study("roe", finding())), library(doe, biased))
    assert cause is not None
    assert cause.startswith("Roe 2000 no longer counted: high risk of bias")


def test_a_fact_beside_the_studies_is_named(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    line = study("lab", finding(design="laboratory", stream="laboratory", mechanism="in-patients"))
    assert moved(library(doe), library(doe, line)) == "mechanism: yes; laboratory: 1"


def test_a_direction_given_by_a_person_is_named(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    typed = study("roe", finding(estimates=[], direction="against", adequately_sized="yes"))
    assert moved(library(doe), library(doe, typed)) == "uncounted: 1; direction against: roe"


def test_an_override_and_its_withdrawal_are_named(library: MakeLibrary, doe: Study) -> None:
    override = {
        "outcome": "systemic-sclerosis",
        "level": "possible",
        "reason": "exposure-error",
        "why": "Jobs were guessed.",
        "by": "ada",
        "on": "2026-10-01",
    }
    assert moved(library(doe), library(doe, overrides=[override])) == "override to Possible (exposure-error)"
    assert moved(library(doe, overrides=[override]), library(doe)) == "override withdrawn"


def test_a_change_of_rules_and_a_new_study_are_both_named(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    older, newer = library(doe), library(doe, study("roe", finding()))
    older.settings.rules = "2026-1"
    assert moved(older, newer) == "rules 2026-1 to 2026-3; new study Roe 2000"


def test_what_moved_it_is_called_evidence_where_the_record_does_not_say_what_it_was(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    before, after = library(doe), library(doe, study("roe", finding()))
    record(before)
    before.verdict_inputs = []
    rows = record(onward(before, after))
    assert [row.moved_by for row in rows if row.topic == SILICA[0]] == ["evidence"]


def test_an_override_that_needs_another_look_says_what_changed_since(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary, doe: Study
) -> None:
    before = library(doe)
    record(before)
    digest = next(row.inputs for row in before.verdicts if row.topic == SILICA[0])
    override = {"level": "possible", "reason": "other", "why": "So.", "by": "ada", "on": "2026-10-01", "inputs": digest}

    def since(*studies: Study) -> tuple[str, ...]:
        after = onward(before, library(*studies, overrides=[override]))
        (verdict,) = assess_topic(after, SILICA[0])
        return explain(after, verdict).changed_since_override

    assert since(doe) == ()
    assert since(doe, study("roe", finding())) == ("new study Roe 2000",)


def test_the_same_person_in_other_letters_is_no_second_person(library: MakeLibrary, doe: Study) -> None:
    override = {
        "level": "likely",
        "reason": "other",
        "why": "So.",
        "by": "Ada  Byron",
        "second": "ada byron",
        "on": "2026",
    }
    (verdict,) = assess_topic(library(doe, overrides=[override]), SILICA[0])
    assert verdict.override is None
    assert "needs a second person" in verdict.faults[0]


STATES = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["doe", "roe", "poe"])),
        st.sampled_from(["current", "retracted", "expression-of-concern"]),
        st.sampled_from(["2026-1", "2026-2", "2026-3"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(states=STATES)
def test_history_replays_to_the_present_level_whatever_happened_on_one_day(
    states: list[tuple[set[str], str, str]], finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    before = library()
    for names, standing, rules in states:
        studies = [study(name, finding(), standing=standing if name == "doe" else "current") for name in sorted(names)]
        now = onward(before, library(*studies))
        now.settings.rules = rules
        record(now)
        for verdict in assess(now):
            last = history_of(now, verdict.topic, verdict.outcome)[-1]
            assert (last.level, last.computed, last.rule) == (verdict.level, verdict.computed, verdict.rule)
            assert (last.rules_version, last.inputs) == (verdict.rules_version, verdict.digest)
        assert record(now) == []
        before = replace(now)
