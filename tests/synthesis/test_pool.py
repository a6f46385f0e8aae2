"""Pooling: reference numbers of metafor for the BCG trials, laws that hold for any studies, and refusals."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aetia.errors import SynthesisError
from aetia.synthesis import TAU2_METHODS, effect_size, estimate_tau2, leave_one_out, pool, tau2_interval
from aetia.synthesis.pool import TESTS, Pooled

# Thirteen trials of BCG against tuberculosis: cases and non-cases, vaccinated and not (Colditz and others 1994).
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
SIZES = [effect_size("RR", dict(zip("abcd", table, strict=True))) for table in BCG]
Y, V = [size.y for size in SIZES], [size.v for size in SIZES]

Studies = tuple[list[float], list[float]]
studies = st.lists(
    st.tuples(st.floats(-2, 2).map(lambda x: round(x, 3)), st.floats(0.01, 1).map(lambda x: round(x, 3))),
    min_size=2,
    max_size=12,
).map(lambda pairs: ([y for y, _ in pairs], [v for _, v in pairs]))


def test_reml_agrees_with_metafor() -> None:
    pooled = pool(Y, V)
    assert pooled.mean == pytest.approx(-0.7145323, abs=5e-8)
    assert pooled.se == pytest.approx(0.1797815, abs=5e-8)
    assert pooled.tau2.value == pytest.approx(0.3132433, abs=5e-7)
    assert pooled.heterogeneity.i2 == pytest.approx(92.2213861, abs=2e-5)
    assert pooled.heterogeneity.q == pytest.approx(152.2330081, abs=5e-8)


def test_hartung_knapp_agrees_with_metafor() -> None:
    pooled = pool(Y, V, test="hartung-knapp")
    assert (pooled.se, pooled.low, pooled.high, pooled.p) == pytest.approx(
        (0.1807917, -1.1084437, -0.3206210, 0.0019200), abs=2e-7
    )
    assert pooled.df == 12


def test_the_wald_prediction_interval_agrees_with_metafor() -> None:
    assert pool(Y, V).prediction == pytest.approx((-1.8666923, 0.4376276), abs=2e-6)


def test_the_other_estimators_of_tau2_agree_with_other_software() -> None:
    assert pool(Y, V, method="DL").tau2.value == pytest.approx(0.3087603, rel=4e-4)
    assert pool(Y, V, method="PM").tau2.value == pytest.approx(0.3180684, rel=4e-4)
    assert pool(Y, V, method="EB").tau2.value == pool(Y, V, method="PM").tau2.value


def test_the_higgins_prediction_interval_is_wider_and_needs_three_rows() -> None:
    wald, higgins = pool(Y, V).prediction, pool(Y, V, convention="higgins").prediction
    assert wald is not None
    assert higgins is not None
    assert higgins[0] < wald[0] < wald[1] < higgins[1]
    assert pool(Y[:2], V[:2], convention="higgins").prediction is None


def test_one_row_is_itself() -> None:
    pooled = pool([0.5], [0.04], test="hartung-knapp-floor")
    assert (pooled.mean, pooled.se, pooled.tau2.value, pooled.prediction) == (0.5, 0.2, 0.0, None)
    assert pooled.high == pytest.approx(0.5 + 1.959963984540054 * 0.2)
    assert any("one row" in note for note in pooled.notes)


def test_two_rows_pool() -> None:
    pooled = pool([0.0, 1.0], [0.1, 0.1])
    assert pooled.mean == pytest.approx(0.5)
    assert pooled.tau2.value == pytest.approx(0.4)


def test_identical_studies_keep_a_finite_interval_only_with_the_floor() -> None:
    plain, floored = (pool([0.4] * 6, [0.09] * 6, test=test) for test in ("hartung-knapp", "hartung-knapp-floor"))
    assert plain.high - plain.low == pytest.approx(0, abs=1e-12)
    assert any("narrower" in note for note in plain.notes)
    assert floored.se == pytest.approx(0.3 / math.sqrt(6))


def test_without_convergence_the_bounded_search_finds_the_same_maximum_and_says_so() -> None:
    import numpy as np

    usual = estimate_tau2(np.array(Y), np.array(V), "REML")
    searched = estimate_tau2(np.array(Y), np.array(V), "REML", max_steps=1)
    assert searched.value == pytest.approx(usual.value, rel=1e-5)
    assert "did not converge" in searched.note
    assert usual.note == ""


def test_tau2_at_its_limit_is_said() -> None:
    assert any("0" in note for note in pool([0.1, 0.11, 0.12], [0.5, 0.5, 0.5]).notes)


def test_the_q_profile_interval_holds_the_paule_mandel_estimate() -> None:
    import numpy as np

    low, high = tau2_interval(np.array(Y), np.array(V))
    assert low < pool(Y, V, method="PM").tau2.value < high
    assert (low, high) == pytest.approx((0.1197, 1.1115), abs=6e-5)


@pytest.mark.parametrize(
    ("y", "v", "words"),
    [
        ([], [], "nothing to pool"),
        ([0.1], [0.1, 0.2], "differ in number"),
        ([0.1, math.nan], [0.1, 0.1], "nan"),
        ([0.1, math.inf], [0.1, 0.1], "inf"),
        ([0.1, 0.2], [0.1, 0.0], "variance is 0"),
        ([0.1, 0.2], [0.1, -1.0], "variance is -1"),
        ([0.1, 0.2], [0.1, math.inf], "variance is inf"),
    ],
)
def test_what_cannot_be_pooled_is_refused_with_the_remedy(y: list[float], v: list[float], words: str) -> None:
    with pytest.raises(SynthesisError, match=words) as refusal:
        pool(y, v, labels=["Doe 2001", "Roe 2002"][: len(y)])
    assert refusal.value.remedy
    if len(y) == 2 and len(v) == 2:
        assert refusal.value.where == "Roe 2002"


def test_unknown_settings_list_the_known_ones() -> None:
    with pytest.raises(SynthesisError, match="REML, DL"):
        pool([0.1], [0.1], method="best")  # type: ignore[arg-type]
    with pytest.raises(SynthesisError, match="hartung-knapp-floor"):
        pool([0.1], [0.1], test="hk")  # type: ignore[arg-type]
    with pytest.raises(SynthesisError, match="between 0 and 1"):
        pool([0.1], [0.1], confidence=95)


def close(one: Pooled, other: Pooled, *, scale: float = 1.0, shift: float = 0.0) -> None:
    assert other.tau2.value == pytest.approx(scale**2 * one.tau2.value, rel=1e-4, abs=1e-7 * scale**2)
    assert other.mean == pytest.approx(scale * one.mean + shift, rel=1e-4, abs=1e-5 * scale)
    assert other.se == pytest.approx(scale * one.se, rel=1e-4)


@given(studies, st.sampled_from(TAU2_METHODS), st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(data: Studies, method: str, random: object) -> None:
    pairs = list(zip(*data, strict=True))
    random.shuffle(pairs)  # type: ignore[attr-defined]
    shuffled = [y for y, _ in pairs], [v for _, v in pairs]
    close(pool(*data, method=method), pool(*shuffled, method=method))  # type: ignore[arg-type]


@given(studies, st.sampled_from(TAU2_METHODS), st.floats(0.1, 10), st.floats(-3, 3))
def test_a_change_of_unit_or_origin_changes_the_result_alike(
    data: Studies, method: str, unit: float, origin: float
) -> None:
    moved = [unit * y + origin for y in data[0]], [unit**2 * v for v in data[1]]
    close(pool(*data, method=method), pool(*moved, method=method), scale=unit, shift=origin)  # type: ignore[arg-type]


@given(studies, st.sampled_from(TESTS))
def test_relabelling_who_is_exposed_turns_the_interval_around(data: Studies, test: str) -> None:
    here = pool(*data, test=test)  # type: ignore[arg-type]
    there = pool([-y for y in data[0]], data[1], test=test)  # type: ignore[arg-type]
    assert (there.low, there.high) == pytest.approx((-here.high, -here.low), rel=1e-6, abs=1e-8)
    assert there.p == pytest.approx(here.p, rel=1e-5, abs=1e-12)


@given(studies)
def test_every_study_twice_narrows_the_common_effect_interval_by_the_square_root_of_two(data: Studies) -> None:
    once, twice = pool(*data, model="common"), pool(data[0] * 2, data[1] * 2, model="common")
    assert twice.mean == pytest.approx(once.mean, abs=1e-12)
    assert twice.se == pytest.approx(once.se / math.sqrt(2))


@given(studies, st.floats(-1, 1))
def test_a_study_of_endless_precision_takes_the_common_effect_estimate_to_itself(data: Studies, truth: float) -> None:
    pooled = pool([*data[0], truth], [*data[1], 1e-12], model="common")
    assert pooled.mean == pytest.approx(truth, abs=1e-8)


@given(studies)
def test_the_floor_never_narrows_and_random_effects_are_never_surer_than_a_common_effect(data: Studies) -> None:
    wald, floored = pool(*data), pool(*data, test="hartung-knapp-floor")
    assert floored.se >= wald.se * (1 - 1e-12)
    assert wald.se >= pool(*data, model="common").se * (1 - 1e-12)


@given(studies)
def test_reml_is_at_a_maximum_of_its_likelihood(data: Studies) -> None:
    import numpy as np

    from aetia.synthesis.heterogeneity import log_likelihood

    y, v = np.array(data[0]), np.array(data[1])
    found = estimate_tau2(y, v)
    assume(not found.note.startswith("REML"))
    best = log_likelihood(y, v, found.value)
    for near in (found.value * 1.02 + 1e-6, found.value * 0.98):
        assert log_likelihood(y, v, near) <= best + 1e-9


def test_leaving_one_out_pools_the_others() -> None:
    labels = [f"trial {number}" for number in range(13)]
    left = leave_one_out(Y, V, labels)
    assert [each.label for each in left] == labels
    assert left[3].pooled.mean == pool([*Y[:3], *Y[4:]], [*V[:3], *V[4:]]).mean
    assert leave_one_out(Y[:1], V[:1], ["alone"]) == ()


def test_importing_the_room_loads_no_numerical_library() -> None:
    import subprocess
    import sys

    program = "import sys, aetia.synthesis; sys.exit(bool({'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize(
    "variances", [[1e-8, 1e4, 1e4], [1e-50, 1.0, 1e50], [1e-50] * 3, [1e50] * 3, [1e-12, 1e-12, 1e12]]
)
def test_variances_of_any_size_side_by_side_give_finite_numbers(method: str, variances: list[float]) -> None:
    for test in TESTS:
        pooled = pool([0.1, 0.2, 0.5], variances, method=method, test=test)  # type: ignore[arg-type]
        assert all(math.isfinite(x) for x in (pooled.mean, pooled.se, pooled.low, pooled.high, pooled.tau2.value))
        assert 0 <= pooled.heterogeneity.i2 <= 100


@pytest.mark.parametrize(("estimate", "variance"), [(1e60, 1.0), (0.1, 1e-60), (0.1, 1e60)])
def test_numbers_beyond_computing_are_refused_by_name(estimate: float, variance: float) -> None:
    with pytest.raises(SynthesisError, match="beyond what can be computed"):
        pool([0.1, estimate], [0.1, variance])


def test_both_forms_of_the_traces_agree_where_both_hold_their_digits() -> None:
    import numpy as np

    from aetia.synthesis.heterogeneity import FAR_APART, traces

    # Two weights: Σw − Σw²/Σw is 2ab/(a + b), and the trace of PP its square.
    for apart in (2.0, FAR_APART * 0.99, FAR_APART * 1.01, 1e12):
        expected = 2 * apart / (1 + apart)
        assert traces(np.array([apart, 1.0])) == pytest.approx((expected, expected**2), rel=1e-7)
