"""Findings that disagree beyond chance are found, symmetrically, and what differs between them is named."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis.contradictions import LEVEL, Contradictions, contradictions
from aetia.synthesis.counting import count
from aetia.synthesis.multiplicity import holm

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]
TOPIC, OUTCOME = "work/silica-dust", "systemic-sclerosis"


def found(library: Library) -> Contradictions:
    return contradictions(library, TOPIC, OUTCOME, count(library, library.topics[TOPIC], OUTCOME))


def ratio(value: float, factor: float = 1.2) -> list[dict[str, Any]]:
    return [{"measure": "OR", "value": value, "low": value / factor, "high": value * factor}]


def test_two_estimates_further_apart_than_chance_disagree(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(study("doe", finding(estimates=ratio(3.0))), study("roe", finding(estimates=ratio(0.7))))
    (pair,) = found(whole).pairs
    assert (pair.one.study, pair.other.study, pair.kind, pair.beyond_chance) == ("doe", "roe", "direction", True)
    se = math.log(1.2) / 1.959963984540054 * math.sqrt(2)
    assert pair.ratio == pytest.approx(3 / 0.7)
    assert pair.p == pytest.approx(math.erfc(math.log(3 / 0.7) / se / math.sqrt(2)))
    assert pair.low is not None
    assert pair.low > 1


def test_estimates_on_the_same_side_differ_in_size(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(study("doe", finding(estimates=ratio(6.0))), study("roe", finding(estimates=ratio(1.5))))
    assert [pair.kind for pair in found(whole).pairs] == ["size"]


def test_estimates_that_chance_can_explain_do_not_disagree(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(study("doe", finding(estimates=ratio(1.6, 2))), study("roe", finding(estimates=ratio(1.2, 2))))
    assert found(whole).pairs == ()
    assert found(whole).pairs_tested == 1


def test_p_values_are_adjusted_for_all_pairs(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    """A pair whose own p is 0.03 is a contradiction alone, but not as one of 45 pairs."""
    factor = 1.5
    gap = 2.17 * math.log(factor) / 1.959963984540054 * math.sqrt(2)
    apart = [
        study("doe", finding(estimates=ratio(1.0, factor))),
        study("roe", finding(estimates=ratio(math.exp(gap), factor))),
    ]
    assert len(found(library(*apart)).pairs) == 1
    between = [study(f"s{n}", finding(estimates=ratio(math.exp(gap / 2), factor))) for n in range(8)]
    many = found(library(*apart, *between))
    assert (many.pairs_tested, many.pairs) == (45, ())


def test_what_differs_is_named_in_short_sentences(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    one = study(
        "doe",
        finding(
            estimates=[{**ratio(3.0)[0], "adjusted_for": ["age"]}], comparison="neighbours", exposure_measure="jobs"
        ),
        year=1990,
        population={"who": "men", "where": "Oslo, Norway", "n": 90},
    )
    other = study(
        "roe",
        finding(
            estimates=ratio(0.7), comparison="hospital patients", exposure_measure="dust in lungs", design="cohort",
            timing="before-onset",
        ),
        year=2020,
        population={"who": "women", "where": "Lima, Peru", "n": 5000},
    )  # fmt: skip
    (pair,) = found(library(one, other)).pairs
    assert {difference.attribute for difference in pair.differences} == {
        "population", "place", "design", "timing", "exposure-measure", "comparison", "year", "adjustment", "size",
    }  # fmt: skip
    texts = {difference.attribute: difference.text for difference in pair.differences}
    assert texts["population"] == "They looked at different people: men; women."
    assert texts["size"] == "One is far larger: 90 people, 5,000 people."
    assert pair.not_recorded == ()


def test_what_is_not_recorded_is_said_and_not_taken_for_alike(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    whole = library(study("doe", finding(estimates=ratio(3.0))), study("roe", finding(estimates=ratio(0.7))))
    (pair,) = found(whole).pairs
    assert {"population", "place", "comparison", "exposure-measure"} <= set(pair.not_recorded)


def test_an_opposite_direction_given_by_a_person_is_named_without_a_test(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    def whole(sized: str) -> Library:
        typed = study("roe", finding(estimates=[], direction="against", adequately_sized=sized))
        return library(study("doe", finding(estimates=ratio(3.0))), typed)

    (pair,) = found(whole("yes")).pairs
    assert (pair.kind, pair.p, pair.beyond_chance, pair.other.value) == ("typed", None, False, None)
    assert found(whole("no")).pairs == ()


def test_a_review_does_not_disagree_with_its_own_studies(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    pooled = {"measure": "OR", "value": 4.0, "low": 3.6, "high": 4.4, "k": 9, "by_review": True}
    review = study("review", finding(design="meta-analysis", estimates=[pooled]), year=2017)
    inside, later = (
        study(name, finding(estimates=ratio(0.7)), year=year) for name, year in (("doe", 2005), ("roe", 2020))
    )
    assert found(library(review, inside)).pairs == ()
    assert [(p.one.study, p.other.study) for p in found(library(review, later)).pairs] == [("review", "roe")]


def test_retracted_studies_disagree_with_nobody(finding: MakeFinding, study: MakeStudy, library: MakeLibrary) -> None:
    gone = study("roe", finding(estimates=ratio(0.7)), standing="retracted")
    assert found(library(study("doe", finding(estimates=ratio(3.0))), gone)).pairs == ()


def test_groups_that_differ_are_named_by_what_they_differ_in(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    after = [study(f"a{n}", finding(estimates=ratio(3.0, 1.5))) for n in range(3)]
    before = [
        study(f"b{n}", finding(design="cohort", timing="before-onset", estimates=ratio(1.0, 1.5))) for n in range(3)
    ]
    result = found(library(*after, *before))
    assert [group.attribute for group in result.groups] == ["design", "timing"]
    timing = result.groups[1]
    assert [group.studies for group in timing.groups] == [("a0", "a1", "a2"), ("b0", "b1", "b2")]
    assert (timing.df, timing.p_adjusted < LEVEL) == (1, True)


MANY = st.lists(
    st.tuples(st.floats(0.2, 8), st.floats(1.1, 4), st.sampled_from(["case-control", "cohort"]), st.integers(1, 3)),
    min_size=2,
    max_size=7,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(many=MANY, seed=st.integers(0, 99))
def test_contradictions_are_the_same_for_any_order_of_the_studies_and_symmetric(
    many: list[tuple[float, float, str, int]],
    seed: int,
    finding: MakeFinding,
    study: MakeStudy,
    library: MakeLibrary,
) -> None:
    studies = [
        study(
            f"s{n}",
            finding(estimates=ratio(value, factor), design=design, timing="unknown", comparison=f"group {group}"),
        )
        for n, (value, factor, design, group) in enumerate(many)
    ]
    shuffled = random.Random(seed).sample(studies, len(studies))
    result = found(library(*studies))
    assert found(library(*shuffled)) == result
    for pair in result.pairs:
        assert pair.one.study < pair.other.study
        assert pair.p_adjusted is not None
        assert pair.p is not None
        assert pair.p_adjusted >= pair.p
        assert pair.beyond_chance == (pair.p_adjusted < LEVEL)
    mirrored = [
        study(
            f"s{len(many) - 1 - n}",
            finding(estimates=ratio(value, factor), design=design, timing="unknown", comparison=f"group {group}"),
        )
        for n, (value, factor, design, group) in enumerate(many)
    ]
    named = {(p.one.study, p.other.study): p.p_adjusted for p in result.pairs if p.beyond_chance}
    renamed = {
        tuple(sorted(f"s{len(many) - 1 - int(side.study[1:])}" for side in (p.one, p.other))): p.p_adjusted
        for p in found(library(*mirrored)).pairs
        if p.beyond_chance
    }
    assert renamed == pytest.approx(named)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))
    ranked = [a for _, a in sorted(zip(p_values, adjusted, strict=True))]
    assert ranked == sorted(ranked)


def test_holm_as_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([]) == ()
