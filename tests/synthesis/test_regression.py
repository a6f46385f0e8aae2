"""Meta-regression: reference numbers, laws, and refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.synthesis.reference_data import ALLOCATION, LATITUDE, V, Y

from aetia.errors import SynthesisError
from aetia.synthesis import pool
from aetia.synthesis.moderators import design
from aetia.synthesis.permutation import sign_permutation_p
from aetia.synthesis.pool import Test
from aetia.synthesis.regression import meta_regression
from aetia.synthesis.residual_heterogeneity import RESIDUAL_METHODS, ResidualMethod, residual_tau2_interval
from aetia.synthesis.shrinkage import shrunken_estimates
from aetia.synthesis.subgroups import subgroups

Study = tuple[float, float, float]
studies = st.lists(
    st.tuples(*[st.floats(a, b).map(lambda x: round(x, 3)) for a, b in ((-2, 2), (0.01, 1), (-3, 3))]),
    min_size=4,
    max_size=12,
).filter(lambda rows: len({row[2] for row in rows}) > 2)


def regress(rows: list[Study], method: ResidualMethod = "REML", test: Test = "z") -> tuple[float, ...]:
    y, v, x = (list(column) for column in zip(*rows, strict=True))
    fit = meta_regression(y, v, design({"x": x}, len(y)), method=method, test=test)
    return *(line.value for line in fit.coefficients), *(line.se for line in fit.coefficients), fit.tau2.value


def test_latitude_explains_the_bcg_trials_as_metafor_has_it() -> None:
    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13))
    assert [line.value for line in fit.coefficients] == pytest.approx([0.2515, -0.0291], abs=5e-5)
    assert fit.heterogeneity.q == pytest.approx(30.73309, abs=5e-6)
    assert fit.heterogeneity.p == pytest.approx(0.001214, abs=5e-7)
    assert fit.r2 == pytest.approx(100 * (1 - fit.tau2.value / pool(Y, V).tau2.value))


def test_a_category_is_compared_with_the_first_and_tested_as_a_whole() -> None:
    columns = design({"ablat": LATITUDE, "alloc": ALLOCATION}, 13)
    assert columns.names == ("intercept", "ablat", "alloc=random", "alloc=systematic")
    assert columns.reference == {"alloc": "alternate"}
    fit = meta_regression(Y, V, columns)
    joint = fit.test_of(columns.terms["alloc"])
    assert (joint.statistic, joint.p) == pytest.approx((1.2850, 0.5260), abs=5e-4)
    assert joint.df == 2


def test_without_an_intercept_the_coefficients_are_the_means_of_the_categories() -> None:
    fit = meta_regression(Y, V, design({"alloc": ALLOCATION}, 13, intercept=False), model="common")
    for line in fit.coefficients:
        rows = [i for i, word in enumerate(ALLOCATION) if line.name == f"alloc={word}"]
        mean = pool([Y[i] for i in rows], [V[i] for i in rows], model="common")
        assert (line.value, line.se) == pytest.approx((mean.mean, mean.se))


def test_a_prediction_is_the_line_at_that_place_with_a_wider_interval_for_a_new_study() -> None:
    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13))
    mean, limits = fit.predict([1, 33.46])
    assert mean.value == pytest.approx(fit.beta @ [1, 33.46])
    assert limits[0] < mean.low < mean.high < limits[1]


def test_hartung_knapp_uses_t_with_k_minus_p_degrees_of_freedom() -> None:
    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13), test="hartung-knapp")
    assert fit.df == 11
    assert fit.moderators is not None
    assert fit.moderators.df2 == 11
    assert fit.moderators.statistic == pytest.approx(fit.coefficients[1].statistic ** 2)


def test_few_studies_for_many_moderators_are_said() -> None:
    assert "fewer than ten" in meta_regression(Y, V, design({"a": LATITUDE, "b": ALLOCATION}, 13)).notes[-1]


@pytest.mark.parametrize("method", [method for method in RESIDUAL_METHODS if method not in ("GENQ", "HS", "PMM")])
def test_a_regression_without_moderators_is_the_pool(method: ResidualMethod) -> None:
    line = meta_regression(Y, V, design({}, 13), method=method)
    mean = pool(Y, V, method=method)  # type: ignore[arg-type]
    assert line.coefficients[0].value == pytest.approx(mean.mean, rel=1e-7)
    assert line.tau2.value == pytest.approx(mean.tau2.value, rel=1e-7)
    assert line.heterogeneity.i2 == pytest.approx(mean.heterogeneity.i2, rel=1e-7)


def test_moments_with_the_usual_weights_are_dersimonian_and_laird() -> None:
    columns = design({"ablat": LATITUDE}, 13)
    general = meta_regression(Y, V, columns, method="GENQ", weights=[1 / v for v in V])
    assert general.tau2.value == pytest.approx(meta_regression(Y, V, columns, method="DL").tau2.value)


def test_the_interval_of_generalised_q_holds_its_estimate() -> None:
    import numpy as np

    columns = design({"ablat": LATITUDE}, 13)
    weights = 1 / np.array(V)
    low, high = residual_tau2_interval(np.array(Y), np.array(V), columns.x, weights=weights)
    assert low < meta_regression(Y, V, columns, method="DL").tau2.value < high


@given(studies, st.sampled_from(("REML", "DL", "PM", "HE", "SJ")), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_studies_does_not_matter(rows: list[Study], method: ResidualMethod, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert regress(shuffled, method) == pytest.approx(regress(rows, method), rel=1e-4, abs=1e-6)


@given(studies, st.floats(0.5, 4), st.floats(-3, 3))
@settings(deadline=None)
def test_a_change_of_a_moderators_unit_and_origin_moves_slope_and_intercept_alike(
    rows: list[Study], unit: float, origin: float
) -> None:
    intercept, slope, _, slope_se, tau2 = regress(rows, "DL")
    moved = regress([(y, v, unit * x + origin) for y, v, x in rows], "DL")
    assert moved[1] == pytest.approx(slope / unit, rel=1e-6, abs=1e-9)
    assert moved[0] == pytest.approx(intercept - slope * origin / unit, rel=1e-6, abs=1e-8)
    assert (moved[3], moved[4]) == pytest.approx((slope_se / unit, tau2), rel=1e-6, abs=1e-10)


@given(studies)
@settings(deadline=None)
def test_estimates_that_lie_on_a_line_leave_nothing_to_explain(rows: list[Study]) -> None:
    fit = meta_regression(
        [1 + 0.5 * x for _, _, x in rows], [v for _, v, _ in rows], design({"x": [x for _, _, x in rows]}, len(rows))
    )
    assert [line.value for line in fit.coefficients] == pytest.approx([1, 0.5], abs=1e-7)
    assert fit.tau2.value == 0
    assert fit.heterogeneity.q == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"x": [1.0, 1.0, 1.0, 1.0]}, "follows from"),
        ({"x": [1.0, 2.0, 3.0, 4.0], "z": [2.0, 4.0, 6.0, 8.0]}, "follows from"),
        ({"x": [1.0, 2.0, math.nan, 4.0]}, "not finite"),
        ({"x": [1.0, 2.0]}, "2 values for 4 rows"),
        ({"x": ["a", "b", "c", "d"]}, "cannot carry"),
    ],
)
def test_a_design_that_cannot_be_fitted_names_the_moderator(columns: dict[str, list[float]], words: str) -> None:
    with pytest.raises(SynthesisError, match=words):
        design(columns, 4)


def test_subgroups_have_their_own_pools_and_a_test_between_them() -> None:
    whole = pool(Y, V)
    found = subgroups(Y, V, ALLOCATION, [str(i) for i in range(13)], whole)
    assert [(name, each.k) for name, each in found.pools] == [("random", 7), ("alternate", 2), ("systematic", 4)]
    assert found.between is not None
    assert found.between.df == 2
    assert subgroups(Y, V, ["one"] * 13, [str(i) for i in range(13)], whole).between is None


@given(st.floats(-1, 1), st.floats(0.1, 1))
def test_groups_of_the_same_studies_do_not_differ(y: float, v: float) -> None:
    rows = [y, y + 0.3, y - 0.2]
    labels = [str(i) for i in range(6)]
    found = subgroups(rows * 2, [v] * 6, ["a"] * 3 + ["b"] * 3, labels, pool(rows * 2, [v] * 6))
    assert found.between is not None
    assert found.between.statistic == pytest.approx(0, abs=1e-9)


def test_a_line_through_every_estimate_is_no_breakdown() -> None:
    fit = meta_regression([0.5] * 6, [0.1] * 6, design({"x": [1, 2, 3, 4, 5, 6.5]}, 6), test="hartung-knapp")
    assert fit.rescaled == pytest.approx(0, abs=1e-25)
    assert fit.moderators is not None
    assert 0 <= fit.moderators.p <= 1
    assert 0 <= fit.joint_test([[0, 1]]).p <= 1


def test_tau2_can_be_given_instead_of_estimated() -> None:
    columns = design({"x": LATITUDE}, 13)
    estimated = meta_regression(Y, V, columns)
    given_it = meta_regression(Y, V, columns, tau2=estimated.tau2.value)
    assert given_it.coefficients == estimated.coefficients
    assert given_it.r2 is None
    assert any("as given" in note for note in given_it.notes)
    for wrong in (-0.1, math.nan):
        with pytest.raises(SynthesisError, match="τ² is"):
            meta_regression(Y, V, columns, tau2=wrong)


def test_moderators_that_are_alike_inflate_each_other_s_variance() -> None:
    import numpy as np

    x, z = np.array(LATITUDE, dtype=float), np.array([i * i % 7 for i in range(13)], dtype=float)
    found = meta_regression(Y, [0.1] * 13, design({"x": x.tolist(), "z": z.tolist()}, 13), model="common").inflation()
    assert found["x"] == found["z"] == pytest.approx(1 / (1 - np.corrcoef(x, z)[0, 1] ** 2))
    words = meta_regression(Y, V, design({"x": x.tolist(), "allocation": ALLOCATION}, 13)).inflation()
    assert min(words.values()) >= 1


def test_a_shrunken_estimate_lies_between_its_study_and_the_mean_and_follows_tau2() -> None:
    fit = meta_regression(Y, V, design({}, 13))
    mean = fit.coefficients[0].value
    for y, line in zip(Y, shrunken_estimates(fit), strict=True):
        assert min(y, mean) - 1e-12 <= line.value <= max(y, mean) + 1e-12
        assert line.low < line.value < line.high
    none = shrunken_estimates(meta_regression(Y, V, design({}, 13), tau2=0.0))
    assert [line.value for line in none] == pytest.approx([none[0].value] * 13)
    much = shrunken_estimates(meta_regression(Y, V, design({}, 13), tau2=1e9))
    assert [line.value for line in much] == pytest.approx(Y, abs=1e-6)


def test_the_exact_permutation_test_counts_every_change_of_signs() -> None:
    same = [0.5, 0.6, 0.4, 0.7, 0.3]
    assert sign_permutation_p(pool(same, [0.1] * 5), same, [0.1] * 5) == 2 / 2**5
    none = [0.3, -0.3, 0.2, -0.2]
    assert sign_permutation_p(pool(none, [0.1] * 4), none, [0.1] * 4) == 1
    for k in (1, 13):
        with pytest.raises(SynthesisError, match="exact permutation test takes 2 to 12"):
            sign_permutation_p(pool(Y[:k], V[:k]), Y[:k], V[:k])
