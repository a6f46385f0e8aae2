"""A review gives way to its studies one by one, and nobody is counted twice."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis import Row, Tier, TopicVerdict, assess_topic, pool
from aetia.synthesis.reviews import rest_of

MakeFinding = Callable[..., dict[str, Any]]
MakeStudy = Callable[..., Study]
MakeLibrary = Callable[..., Library]


def silica(library: Library) -> TopicVerdict:
    return assess_topic(library, "work/silica-dust")[0]


def by_review(finding: MakeFinding, k: int, **fields: Any) -> dict[str, Any]:
    estimate = {"measure": "OR", "value": 2.0, "low": 1.5, "high": 2.67, "k": k, "by_review": True}
    return finding(design="meta-analysis", estimates=[estimate], **fields)


def a_row(name: str, y: float, se: float, **fields: Any) -> Row:
    value, half = math.exp(y), 1.959963984540054 * se
    return Row(name, name, Tier.T2, y, se, value, math.exp(y - half), math.exp(y + half), "OR", **fields)


@given(y=st.floats(-1, 2), se=st.floats(0.05, 1), k=st.integers(2, 30), taken=st.integers(1, 29))
def test_the_pool_of_like_studies_and_the_rest_is_the_pool_of_all_of_them(
    y: float, se: float, k: int, taken: int
) -> None:
    taken = min(taken, k - 1)
    whole = pool([y] * k, [se**2] * k)
    review = a_row("review", whole.mean, whole.se, k=k, by_review=True)
    rest = rest_of(review, taken)
    together = pool([y] * taken + [rest.y], [se**2] * taken + [rest.se**2])
    assert together.mean == pytest.approx(whole.mean, abs=1e-9)
    assert together.se == pytest.approx(whole.se, rel=1e-6)
    assert rest.k + taken == k


@given(se=st.floats(0.05, 1), k=st.integers(2, 30))
def test_the_fewer_studies_a_review_still_stands_for_the_wider_it_is(se: float, k: int) -> None:
    review = a_row("review", 0.5, se, k=k, by_review=True)
    widths = [rest_of(review, taken).se for taken in range(k)]
    assert widths == sorted(widths)
    assert widths[0] == se
    assert rest_of(review, 0) is review


def test_the_rest_of_a_review_says_what_it_stands_for(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("review", by_review(finding, 4), year=2017), study("doe", finding(), year=2005)))
    (rest,) = [row for row in verdict.rows if row.by_review]
    assert rest.k == 3
    assert "the other 3 of its 4 studies" in rest.chosen
    assert (rest.value, rest.low < 1.5, rest.high > 2.67) == (2.0, True, True)


def test_all_three_ways_of_counting_are_shown_side_by_side(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    verdict = silica(library(study("review", by_review(finding, 4), year=2017), study("doe", finding(), year=2005)))
    (beside,) = verdict.reviews
    assert (beside.stands_for, beside.left, beside.studies) == (4, 3, ("doe",))
    assert beside.study_by_study.pool == verdict.pool
    assert beside.study_by_study.level is verdict.computed
    alone = silica(library(study("review", by_review(finding, 4), year=2017)))
    assert beside.by_review.pool == alone.pool
    assert beside.by_review.level is alone.computed
    single = silica(library(study("doe", finding(), year=2005)))
    assert beside.studies_alone.pool == single.pool
    assert verdict.to_json()["reviews"][0]["left"] == 3


def test_a_listed_study_is_inside_whatever_its_year_and_an_unlisted_one_is_not_where_the_list_is_whole(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    includes = [{"study": "later"}, {"citation": "Somebody 1999"}, {"citation": "Another 2001"}]
    later, earlier = study("later", finding(), year=2018), study("earlier", finding(), year=2005)

    def left(**fields: Any) -> tuple[int, tuple[str, ...]]:
        review = study("review", by_review(finding, 3, includes=includes, **fields), year=2017)
        (beside,) = silica(library(review, later, earlier)).reviews
        return beside.left, beside.studies

    assert left() == (1, ("earlier", "later"))
    assert left(includes_complete="yes") == (2, ("later",))


def test_a_listed_study_is_found_by_its_publication(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    doe = study("doe", finding(), year=2018)
    doe.references[0].identifiers.pmid = "1234567"
    review = study("review", by_review(finding, 3, includes=[{"identifiers": {"pmid": "1234567"}}]), year=2017)
    (beside,) = silica(library(review, doe)).reviews
    assert beside.listed == ("doe",)


def test_a_review_leaves_when_its_whole_list_is_counted_one_by_one(
    finding: MakeFinding, study: MakeStudy, library: MakeLibrary
) -> None:
    listed = by_review(finding, 9, includes=[{"study": "doe"}, {"study": "roe"}], includes_complete="yes")
    singles = [study("doe", finding(), year=2005), study("roe", finding(), year=2006)]
    verdict = silica(library(study("review", listed, year=2017), *singles))
    assert [row.study for row in verdict.rows] == ["doe", "roe"]
    without_a_ratio = study("roe", finding(estimates=[], direction="for", adequately_sized="yes"), year=2006)
    verdict = silica(library(study("review", listed, year=2017), singles[0], without_a_ratio))
    assert [row.study for row in verdict.rows] == ["doe", "review"]
