"""Streams apart, panels with their gaps, study units, dispute trails, and where a verdict is fragile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from aetia.model.dispute import Dispute
from aetia.model.finding import Included
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis import assess, assess_topic, explain
from aetia.synthesis.explanation import Explanation
from aetia.synthesis.panels import PanelRow

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]


def silica(library: Library) -> Explanation:
    return explain(library, assess_topic(library, "work/silica-dust")[0])


def named(rows: tuple[PanelRow, ...] | None) -> dict[str, PanelRow]:
    return {row.name: row for row in rows or ()}


def test_human_animal_and_laboratory_findings_stand_apart(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    mouse = study(
        "mouse", finding(design="animal", stream="animal", estimates=[], direction="for", adequately_sized="yes")
    )
    cell = study("cell", finding(design="laboratory", estimates=[], direction="against", adequately_sized="yes"))
    gone = study("gone", finding(), standing="retracted")
    human, animal, laboratory = silica(library(study("doe", finding()), mouse, cell, gone)).streams
    assert (human.name, human.studies, human.directions["for"]) == ("human", 1, 1)
    assert [(each.study, each.retracted) for each in human.findings] == [("doe", False), ("gone", True)]
    assert (animal.name, animal.studies, animal.directions["for"]) == ("animal", 1, 1)
    assert (laboratory.name, laboratory.studies, laboratory.directions["against"]) == ("laboratory", 1, 1)


def test_all_nine_viewpoints_stand_with_the_studies_that_speak_to_them_and_the_gaps(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    words = study("doe", finding(viewpoints={"specificity": "No other disease was looked at."}, dose_response="yes"))
    before = study("roe", finding(design="cohort", timing="before-onset"))
    rows = named(silica(library(words, before)).bradford_hill)
    assert list(rows) == [
        "strength", "consistency", "specificity", "temporality", "gradient", "plausibility", "coherence", "experiment", "analogy",
    ]  # fmt: skip
    assert [(said.study, said.fact) for said in rows["specificity"].said] == [("doe", None)]
    assert [(said.study, said.fact) for said in rows["temporality"].said] == [("roe", "measured-before")]
    assert [said.text for said in rows["gradient"].said] == ["More exposure went with more disease."]
    assert rows["strength"].summary.startswith("Pooled ratio 2.00")
    assert (rows["analogy"].said, bool(rows["analogy"].gap), rows["gradient"].gap) == ((), True, "")


def test_an_editors_words_stand_in_place_of_the_computed_ones_and_retracted_studies_say_nothing(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    words = study("doe", finding(dose_response="yes", viewpoints={"gradient": "The longer, the more."}))
    gone = study("roe", finding(dose_response="yes"), standing="retracted")
    rows = named(silica(library(words, gone)).bradford_hill)
    assert [said.text for said in rows["gradient"].said] == ["The longer, the more."]


def test_the_seven_guidelines_stand_on_infections_alone(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    infected = finding(topic="virus", exposure="cytomegalovirus", mechanism="in-patients")
    early = finding(topic="virus", exposure="cytomegalovirus", design="nested-case-control", timing="before-onset")
    whole = library(study("doe", infected), study("roe", early))
    assert silica(whole).fredricks_relman is None
    virus = next(verdict for verdict in assess(whole) if verdict.topic == "virus")
    rows = named(explain(whole, virus).fredricks_relman)
    assert len(rows) == 7
    assert [said.study for said in rows["found_in_tissue"].said] == ["doe"]
    assert [said.study for said in rows["precedes_disease"].said] == ["roe"]
    assert rows["reproducible"].gap


def test_studies_of_one_registration_or_team_and_numbers_are_proposed_and_never_tied(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    people = {"cases": 40, "controls": 80}
    studies = [
        study("doe", finding(), registration="NCT1"),
        study("poe", finding(), registration="NCT1"),
        study("roe", finding(), team="milan", population=people),
        study("zoe", finding(), team="milan", population=people),
        study("loe", finding(), team="milan", population={"cases": 41, "controls": 80}),
    ]
    whole = library(*studies)
    units = silica(whole).units
    assert [(each.one, each.other) for each in units.proposed] == [("doe", "poe"), ("roe", "zoe")]
    assert "NCT1" in units.proposed[0].reasons[0]
    assert len(assess_topic(whole, "work/silica-dust")[0].rows) == 5
    tied = library(*(each.model_copy(update={"reviewed_as": "one"}) for each in studies[:2]))
    assert silica(tied).units.proposed == ()
    assert silica(tied).units.units[0].studies == ("doe", "poe")


def test_reviews_are_sources_of_studies_and_what_two_of_them_share_is_named(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def review(*includes: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return finding(design="meta-analysis", estimates=[], includes=list(includes), **fields)

    doe = study("doe", finding())
    doe.references[0].identifiers.pmid = "1234567"
    one = study("one", review({"study": "doe"}, {"citation": "Silman  1992"}, includes_complete="yes"))
    two = study(
        "two", review({"identifiers": {"pmid": "1234567"}}, {"citation": "silman 1992"}, {"citation": "Burns 1996"})
    )
    bare = study("three", review())
    units = silica(library(doe, one, two, bare)).units
    assert (units.reviews, units.unlisted) == (("one", "three", "two"), ("three",))
    (overlap,) = units.overlaps
    assert (overlap.shared, overlap.only_one, overlap.only_other, overlap.whole) == (
        ("doe", "silman 1992"), (), ("burns 1996",), False,
    )  # fmt: skip


def test_a_dispute_trail_is_in_order_of_time_and_holds_the_notices(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    steps = [
        {"kind": "reply", "on": "2003", "citation": "Doe 2003", "answers": "Roe 2002", "side": "supports"},
        {"kind": "letter", "on": "2002-05", "citation": "Roe 2002", "side": "questions"},
        {"kind": "comment", "on": "2004", "study": "poe", "topics": ["virus"]},
    ]
    disputed = study("doe", finding(), standing="corrected", disputes=steps)
    (trail,) = silica(library(disputed, study("poe", finding()))).disputes
    assert [(step.kind, step.on) for step in trail.steps] == [
        ("letter", "2002-05"),
        ("reply", "2003"),
        ("correction", None),
    ]
    assert trail.steps[1].answers == "Roe 2002"


def test_a_step_and_an_included_study_can_be_found() -> None:
    with pytest.raises(ValidationError, match="so that a reader can find it"):
        Dispute.model_validate({"kind": "letter", "on": "2002"})
    with pytest.raises(ValidationError, match="has 'study', 'citation' or 'identifiers'"):
        Included.model_validate({})


def test_where_a_verdict_is_fragile_is_said(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    def codes(*studies: Study) -> set[str]:
        return {weakness.code for weakness in silica(library(*studies)).weaknesses}

    assert codes(study("doe", finding(design="case-report", estimates=[]))) == {"cases-only"}
    assert codes(study("doe", finding(design="laboratory", estimates=[]))) == {"laboratory-only"}
    assert codes(study("doe", finding())) == {"one-study", "no-look-before-onset"}
    team = [study(name, finding(), team="milan") for name in ("doe", "roe", "poe")]
    assert "one-team" in codes(*team)
    large = study("doe", finding(estimates=[{"measure": "OR", "value": 2.0, "low": 1.9, "high": 2.1}]))
    assert "one-study-dominates" in codes(large, study("roe", finding()))
    pooled = {"measure": "OR", "value": 2.0, "low": 1.5, "high": 2.7, "k": 9, "by_review": True}
    assert "rests-on-reviews" in codes(study("review", finding(design="meta-analysis", estimates=[pooled])))
    assert codes() == set()


def test_what_would_change_our_mind_is_of_the_world_and_not_of_the_rules(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(*(study(name, finding()) for name in ("doe", "roe", "poe")))
    (verdict,) = assess_topic(whole, "work/silica-dust")
    found = explain(whole, verdict).would_change_our_mind
    assert found
    assert {each.kind for each in found} <= {"study-leaves", "recorded", "new-study"}
    for each in found:
        assert each.raises == (None if "against" in each.level else each.level.step > verdict.computed.step)
