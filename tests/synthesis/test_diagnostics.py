"""Leave-one-out, influence, cumulative pools, small-study effects, fail-safe N and E-values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.synthesis.reference_data import LATITUDE, V, Y

from aetia.errors import SynthesisError
from aetia.synthesis import TAU2_METHODS, leave_one_out, pool
from aetia.synthesis.e_value import e_value
from aetia.synthesis.fail_safe import orwin, rosenberg, rosenthal
from aetia.synthesis.heterogeneity import Tau2Method
from aetia.synthesis.influence import cumulative, influence, influence_on_mean, without_each
from aetia.synthesis.moderators import design
from aetia.synthesis.pool import TESTS, Test
from aetia.synthesis.regression import meta_regression
from aetia.synthesis.small_study import egger, rank_test, trim_and_fill

LABELS = [f"trial {number}" for number in range(13)]
Studies = tuple[list[float], list[float]]
studies = st.lists(
    st.tuples(st.floats(-2, 2).map(lambda x: round(x, 3)), st.floats(0.01, 1).map(lambda x: round(x, 3))),
    min_size=3,
    max_size=14,
).map(lambda pairs: ([y for y, _ in pairs], [v for _, v in pairs]))


@given(studies, st.sampled_from(TAU2_METHODS), st.sampled_from(TESTS))
@settings(deadline=None)
def test_pools_without_each_study_are_those_pooled_one_by_one(data: Studies, method: Tau2Method, test: Test) -> None:
    pooled = pool(*data, method=method, test=test)
    names = [str(index) for index in range(len(data[0]))]
    together = without_each(pooled, *data, names)
    for index, left in enumerate(leave_one_out(*data, names, method=method, test=test)):
        one = left.pooled
        assert together.tau2[index] == pytest.approx(one.tau2.value, rel=1e-6, abs=1e-8)
        assert (together.mean[index], together.se[index]) == pytest.approx((one.mean, one.se), rel=1e-6, abs=1e-8)
        assert together.i2[index] == pytest.approx(one.heterogeneity.i2, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("method", TAU2_METHODS)
def test_many_studies_taken_together_are_pooled_as_one_by_one(method: Tau2Method) -> None:
    y = [0.3 * math.sin(7 * index) + 0.1 * (index % 5) for index in range(40)]
    v = [0.02 + 0.01 * (index % 7) for index in range(40)]
    names = [str(index) for index in range(40)]
    together = without_each(pool(y, v, method=method), y, v, names)
    alone = [left.pooled for left in leave_one_out(y, v, names, method=method)]
    assert together.tau2 == pytest.approx([one.tau2.value for one in alone], rel=1e-7, abs=1e-10)
    assert together.mean == pytest.approx([one.mean for one in alone], rel=1e-7, abs=1e-10)


def test_a_study_that_moves_tau2_far_is_summed_anew() -> None:
    y, v = [*Y, 6.0], [*V, 0.01]
    together = without_each(pool(y, v), y, v)
    alone = pool(Y, V)
    assert (together.mean[-1], together.tau2[-1]) == pytest.approx((alone.mean, alone.tau2.value), rel=1e-8)
    assert together.most == 13


def test_studentised_residuals_agree_with_metafor() -> None:
    y, v = Y[:6], V[:6]
    found = influence_on_mean(pool(y, v), y, v)
    assert found.residual.tolist() == pytest.approx([0.1401, -0.9930, -0.4719, -1.0475, 1.6462, 0.4825], abs=6e-5)
    assert found.deleted_residual.tolist() == pytest.approx(
        [0.1426, -0.9957, -0.4591, -1.1949, 2.0949, 0.4330], abs=6e-5
    )


def test_hat_values_and_cooks_distances_of_a_regression_agree_with_metafor() -> None:
    found = influence(meta_regression(Y, V, design({"ablat": LATITUDE}, 13)))
    hat = [0.049, 0.1493, 0.0351, 0.3481, 0.2248, 0.2367, 0.064, 0.357, 0.0926, 0.1157, 0.2309, 0.0189, 0.0778]
    assert found.hat.tolist() == pytest.approx(hat, abs=6e-5)
    assert found.cooks_distance[:4].tolist() == pytest.approx([0.0048, 0.0489, 0.0104, 0.2495], abs=6e-5)
    assert found.hat.sum() == pytest.approx(2)


def test_a_mean_is_a_regression_without_moderators_in_its_diagnostics_too() -> None:
    mean = influence_on_mean(pool(Y, V), Y, V)
    line = influence(meta_regression(Y, V, design({}, 13)))
    for name in ("deleted_residual", "dffits", "cooks_distance", "covariance_ratio", "hat", "dfbetas"):
        assert getattr(mean, name) == pytest.approx(getattr(line, name), rel=1e-6, abs=1e-9)


def test_an_outlier_is_marked_and_studies_alike_are_not() -> None:
    y, v = [0.1, 0.12, 0.08, 0.11, 0.09, 3.0], [0.05] * 6
    assert 5 in influence_on_mean(pool(y, v), y, v).influential
    assert influence_on_mean(pool([0.1] * 6, v), [0.1] * 6, v).influential == ()


def test_studies_are_added_in_order_and_those_of_one_year_together_if_wished() -> None:
    years = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]
    pooled = pool(Y, V)
    steps = cumulative(Y, V, years, LABELS, pooled)
    assert [each.k for _, each in steps] == list(range(1, 14))
    assert [each.mean for _, each in steps][:3] == pytest.approx([-0.889311, -1.325003, -0.972080], abs=6e-7)
    assert steps[-1][1].mean == pytest.approx(pooled.mean)
    assert len(cumulative(Y, V, years, LABELS, pooled, together=True)) == 12


def test_egger_rank_test_and_trim_and_fill_agree_with_metafor() -> None:
    assert egger(Y, V).slope.p == pytest.approx(0.188707, abs=5e-7)
    rank = rank_test(Y, V)
    assert rank.exact
    assert rank.p == pytest.approx(0.9523619, abs=5e-8)
    filled = trim_and_fill(Y, V)
    assert (filled.missing, filled.side, filled.pooled.k) == (1, "right", 14)


@pytest.mark.parametrize("test", [egger, rank_test, trim_and_fill])
def test_small_study_tests_are_refused_below_ten_studies_unless_asked_for(test: object) -> None:
    with pytest.raises(SynthesisError, match=r"9 studies.*below 10"):
        test(Y[:9], V[:9])  # type: ignore[operator]
    assert test(Y[:9], V[:9], even_if_few=True)  # type: ignore[operator]


def test_nothing_is_tested_where_all_studies_have_one_precision() -> None:
    with pytest.raises(SynthesisError, match="same precision"):
        egger(Y, [0.1] * 13)
    with pytest.raises(SynthesisError, match="same rank"):
        rank_test(Y, [0.1] * 13)


@given(studies.filter(lambda data: len(data[0]) > 4 and len(set(data[1])) > 3))
@settings(deadline=None)
def test_relabelling_who_is_exposed_turns_small_study_tests_around(data: Studies) -> None:
    y, v = data
    turned = [-x for x in y]
    assert egger(turned, v, even_if_few=True).slope.value == pytest.approx(
        -egger(y, v, even_if_few=True).slope.value, rel=1e-6, abs=1e-8
    )
    assert rank_test(turned, v, even_if_few=True).tau == pytest.approx(
        -rank_test(y, v, even_if_few=True).tau, abs=1e-12
    )
    here, there = (trim_and_fill(x, v, even_if_few=True, side=side) for x, side in ((y, "left"), (turned, "right")))  # type: ignore[arg-type]
    assert here.missing == there.missing


def test_the_exact_p_of_the_rank_test_is_that_of_counting_all_orders() -> None:
    from itertools import permutations

    v = [0.1, 0.2, 0.3, 0.4, 0.5]
    y = [0.1, -0.3, 0.9, 0.2, 1.5]
    found = rank_test(y, v, even_if_few=True)

    def score(order: tuple[int, ...]) -> int:
        return sum(1 if order[i] < order[j] else -1 for i in range(5) for j in range(i + 1, 5))

    scores = [score(order) for order in permutations(range(5))]
    observed = round(found.tau * 10)
    tail = sum(s >= observed for s in scores) if observed > 0 else sum(s <= observed for s in scores)
    assert found.p == pytest.approx(min(1.0, 2 * tail / 120))


def test_a_symmetric_funnel_lacks_nothing() -> None:
    y = [0.52, -0.5, -0.32, 0.3, 0.12, -0.1, 0.0, 0.05, -0.07, -0.42, 0.4]
    v = [0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.01, 0.02, 0.02, 0.15, 0.15]
    assert trim_and_fill(y, v).missing == 0


def test_fail_safe_numbers_are_zero_where_there_is_nothing_to_undo() -> None:
    assert rosenthal([0.0, 0.1], [1.0, 1.0]) == rosenberg([0.0, 0.1], [1.0, 1.0]) == orwin([0.01], 0.05) == 0
    assert orwin([0.2, 0.4], 0.1) == 4
    assert rosenthal(Y, V) == 598
    with pytest.raises(SynthesisError, match="no target"):
        orwin([0.2], 0.0)


def test_e_values_are_those_of_the_paper() -> None:
    found = e_value(3.9, 1.8, 8.7)
    assert (found.estimate, found.limit) == pytest.approx((7.26, 3.0), abs=5e-3)
    assert found.source == "VanderWeele & Ding 2017"


@given(st.floats(1.01, 50), st.floats(1.01, 3))
def test_an_e_value_is_the_same_on_either_side_of_one(ratio: float, width: float) -> None:
    above, below = (
        e_value(ratio, ratio / width, ratio * width),
        e_value(1 / ratio, 1 / ratio / width, 1 / ratio * width),
    )
    assert above.estimate == pytest.approx(below.estimate)
    assert above.limit == pytest.approx(below.limit)
    assert above.estimate >= max(ratio, above.limit)
    # A confounder of exactly this strength could make the whole ratio (the bounding factor of the paper).
    assert above.estimate**2 / (2 * above.estimate - 1) == pytest.approx(ratio)


def test_an_interval_that_holds_one_needs_no_confounder() -> None:
    assert e_value(1.4, 0.9, 2.2).limit == 1
    common = e_value(4.0, 2.0, 8.0, measure="OR", rare=False)
    assert common.estimate == pytest.approx(e_value(2.0, math.sqrt(2), math.sqrt(8)).estimate)
    assert "common" in common.conversion
    with pytest.raises(SynthesisError, match="do not hold"):
        e_value(4.0, 5.0, 8.0)
