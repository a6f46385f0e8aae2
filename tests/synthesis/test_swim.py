"""Synthesis without pooling: studies point where their values lie, each once, and what cannot be tested is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aetia.model.library import Library
from aetia.synthesis.counting import count
from aetia.synthesis.study_rows import NotPooled, StudyRow
from aetia.synthesis.swim import DirectionGroup, directions_of_rows, without_pooling

SILICA = "work/silica-dust"
Make = Callable[..., Any]


def groups_of(library: Library) -> dict[tuple[str, str | None], DirectionGroup]:
    topic = library.topics[SILICA]
    found = without_pooling(count(library, topic, "systemic-sclerosis"), library, topic, "systemic-sclerosis")
    return {(group.stream, group.tier.name if group.tier is not None else None): group for group in found.groups}


def test_a_difference_points_where_it_lies_though_its_interval_holds_nothing(
    library: Make, study: Make, finding: Make
) -> None:
    wide = [{"measure": "SMD", "value": 0.3, "low": -0.4, "high": 1.0}]
    away = [{"measure": "MD", "value": -2.0, "low": -9.0, "high": 5.0}]
    whole = library(study("doe", finding(estimates=wide)), study("roe", finding(estimates=away)))
    assert groups_of(whole)["human", "T2"].studies == (("Doe 2000", 1), ("Roe 2000", -1))


def test_a_ratio_without_limits_has_a_direction_and_a_misprint_has_none(
    library: Make, study: Make, finding: Make
) -> None:
    bare = [{"measure": "OR", "value": 1.8}]
    wrong = [{"measure": "OR", "value": 1.8, "low": 0.9, "high": 3.6, "misprint": "a row slipped"}]
    whole = library(study("doe", finding(estimates=bare)), study("roe", finding(estimates=wrong)))
    assert groups_of(whole)["human", "T2"].studies == (("Doe 2000", 1),)


def test_reports_without_a_comparison_are_counted_and_not_tested(library: Make, study: Make, finding: Make) -> None:
    case = finding(estimates=[], direction="for", design="case-report")
    test = groups_of(library(study("doe", case), study("roe", case)))["human", "T0"].test
    assert (test.above, test.p, test.share) == (2, None, None)


def test_two_papers_of_one_population_count_once(library: Make, study: Make, finding: Make) -> None:
    whole = library(
        study("doe", finding(), reviewed_as="the-town"),
        study("roe", finding(estimates=[], direction="inverse"), reviewed_as="the-town"),
    )
    assert groups_of(whole)["human", "T2"].studies == (("Doe 2000", 1),)


def test_animal_work_stands_in_a_stream_of_its_own_whatever_else_its_study_found(
    library: Make, study: Make, finding: Make
) -> None:
    animal = finding(estimates=[], direction="for", design="animal", stream="animal")
    found = groups_of(library(study("doe", animal), study("roe", animal, finding(question="prognosis"))))
    assert list(found) == [("animal", None)]
    assert found["animal", None].test.above == 2


def row(label: str, y: float, **fields: Any) -> StudyRow:
    return StudyRow(label, label, fields.pop("measure", "OR"), y, fields.pop("v", 0.1), "as given", **fields)


def test_rows_of_a_table_point_by_subgroup_each_study_once() -> None:
    found = directions_of_rows(
        [row("a", 0.5, group="old"), row("b", -0.1, group="old"), row("c", 0.0, group="new"),
         row("d1", 0.9, v=1.0, cluster="d", group="new"), row("d2", -0.3, v=0.01, cluster="d", group="new")],
        [NotPooled("e", "e", "no interval", direction=1, group="new"), NotPooled("f", "f", "empty", group="new")],
    )  # fmt: skip
    shown = {group.name: (group.test.above, group.test.below, group.test.level) for group in found.groups}
    assert shown == {"old": (1, 1, 0), "new": (1, 1, 1)}


def test_retracted_studies_and_measures_of_one_group_have_no_say() -> None:
    found = directions_of_rows([row("a", 0.5), row("b", 0.5, flag="retracted")], [])
    assert found.groups[0].test.above == 1
    assert "neither to more nor to less" in directions_of_rows([row("a", 0.5, measure="PLO")], []).refusal
    assert directions_of_rows([], []).refusal == "no study has a direction"
