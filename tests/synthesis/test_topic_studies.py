"""A library's topic as a meta-analysis: flagged studies in both ways, and the synthesis without pooling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.synthesis.conftest import SILICA

from aetia.errors import SynthesisError
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis.analysis import Settings, analyse
from aetia.synthesis.counting import count
from aetia.synthesis.swim import sign_test, without_pooling
from aetia.synthesis.topic_studies import studies_of_topic

Make = Callable[..., Any]


@pytest.fixture
def flagged(library: Callable[..., Library], study: Callable[..., Study], finding: Make) -> Library:
    """Four studies: two current, one under concern, one retracted."""
    far = [{"measure": "OR", "value": 9.0, "low": 4.0, "high": 20.0}]
    return library(
        study("doe", finding()),
        study("roe", finding(estimates=[{"measure": "RR", "value": 1.5, "low": 0.9, "high": 2.5}])),
        study("poe", finding(), standing="expression-of-concern"),
        study("moe", finding(estimates=far), standing="retracted"),
    )


def test_the_retracted_study_is_shown_left_out_and_both_pools_stand_side_by_side(flagged: Library) -> None:
    analysis = analyse(studies_of_topic(flagged, SILICA))
    assert [row.where for row in analysis.left_out] == ["moe"]
    assert [variant.name for variant in analysis.variants] == [
        "all studies",
        "without the retracted",
        "without the retracted and those under concern",
    ]
    assert [variant.k for variant in analysis.variants] == [4, 3, 2]
    everything, without, least = (variant.pooled for variant in analysis.variants)
    assert everything is not None
    assert without is not None
    assert least is not None
    assert everything.mean > without.mean
    assert analysis.pooled.mean == without.mean


def test_the_main_result_can_leave_out_concern_or_nothing(flagged: Library) -> None:
    studies = studies_of_topic(flagged, SILICA)
    assert analyse(studies, Settings(without=())).pooled.k == 4
    assert analyse(studies, Settings(without=("retracted", "concern"))).pooled.k == 2


def test_a_topic_without_flags_has_one_pool(library: Make, study: Make, finding: Make) -> None:
    analysis = analyse(studies_of_topic(library(study("doe", finding())), SILICA))
    assert len(analysis.variants) == 1
    assert analysis.without_each == "there is one study only, and nothing without it. Give at least two"


def test_what_is_not_pooled_is_listed_with_the_reason(library: Make, study: Make, finding: Make) -> None:
    found = studies_of_topic(library(study("doe", finding()), study("roe", finding(design="case-series"))), SILICA)
    assert [(other.where, other.reason) for other in found.not_pooled] == [("roe", "no comparison group")]


def test_a_topic_that_is_not_there_or_has_nothing_to_pool_is_refused(library: Make, study: Make, finding: Make) -> None:
    empty = library(study("roe", finding(design="case-series")))
    for topic, words in (("none", "no topic"), ("work", "groups other topics")):
        with pytest.raises(SynthesisError, match=words):
            studies_of_topic(empty, topic)
    with pytest.raises(SynthesisError, match="no study gives an estimate"):
        analyse(studies_of_topic(empty, SILICA))
    with pytest.raises(SynthesisError, match="has no outcome"):
        studies_of_topic(empty, SILICA, "gout")


def test_directions_are_counted_by_value_and_never_by_significance(library: Make, study: Make, finding: Make) -> None:
    wide = [{"measure": "OR", "value": 1.3, "low": 0.2, "high": 9.0}]
    whole = library(
        study("doe", finding()),
        study("roe", finding(estimates=wide)),
        study("poe", finding(estimates=[], direction="inverse")),
        study("loe", finding(estimates=[], direction="for", design="animal", stream="animal")),
    )
    topic = whole.topics[SILICA]
    found = without_pooling(count(whole, topic, "systemic-sclerosis"), whole, topic, "systemic-sclerosis")
    groups = {(group.stream, group.tier and group.tier.name): group.test for group in found.groups}
    human = groups["human", "T2"]
    assert (human.above, human.below) == (2, 1)
    assert groups["animal", None].above == 1
    assert {other.study for other in found.not_pooled} == {"poe", "loe"}
    assert "nothing of how large" in found.limits


def test_a_sign_test_is_the_exact_binomial_one() -> None:
    found = sign_test([1] * 9 + [-1] + [0] * 3)
    assert (found.above, found.below, found.level) == (9, 1, 3)
    assert found.p == pytest.approx(22 / 1024)
    assert (found.low, found.high) == pytest.approx((0.5550, 0.9975), abs=5e-5)
    assert sign_test([0]).p is None


@given(st.lists(st.sampled_from((-1, 0, 1)), max_size=40))
def test_turning_all_directions_around_changes_no_p_value(directions: list[int]) -> None:
    here, there = sign_test(directions), sign_test([-sign for sign in directions])
    assert here.p == there.p
    if here.share is not None and here.low is not None and here.high is not None:
        assert here.low <= here.share <= here.high
