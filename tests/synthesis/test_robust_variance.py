"""Cluster-robust variance: reference numbers of robumeta, laws, refusals."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.synthesis.reference_data import LATITUDE, V, Y

from aetia.errors import SynthesisError
from aetia.synthesis.moderators import design
from aetia.synthesis.regression import meta_regression
from aetia.synthesis.robust_variance import correlated_effects, robust


def test_the_correlated_effects_model_agrees_with_robumeta(shared_data: Path) -> None:
    file = shared_data / "meta-analysis" / "pymare" / "robumeta_correlated_effects.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    column = {name: [float(row[name]) for row in rows] for name in rows[0]}
    fit = correlated_effects(
        column["effect"], column["var_constant_within_study"], design({}, len(rows)), column["study"], correlation=0.0
    )
    assert fit.tau2.value == pytest.approx(1.6028426057839684, rel=1e-9)
    assert fit.coefficients[0].value == pytest.approx(0.40471056035924913, rel=1e-9)
    assert fit.coefficients[0].se == pytest.approx(0.33099091499096078, rel=1e-9)
    assert fit.dfs[0] == pytest.approx(8.9756413413106486, rel=1e-9)


def test_every_estimate_its_own_study_is_the_variance_of_white() -> None:
    import numpy as np

    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13))
    found = robust(fit, list(range(13)), kind="CR0")
    wx = fit.weights[:, None] * fit.design.x
    meat = (wx.T * fit.fit.residuals**2) @ wx
    assert found.covariance == pytest.approx(fit.fit.inverse @ meat @ fit.fit.inverse)
    assert robust(fit, list(range(13)), kind="CR1").covariance == pytest.approx(found.covariance * 13 / 11)
    assert np.allclose(found.dfs, 11)


def test_adjusted_residuals_are_unbiased_under_the_working_model() -> None:
    import numpy as np

    fit = meta_regression(Y, V, design({}, 13), model="common")
    codes = [0, 0, 1, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7]
    random = np.random.default_rng(7)
    found = []
    for _ in range(3000):
        y = random.normal(0, np.sqrt(V))
        found.append(robust(meta_regression(y.tolist(), V, design({}, 13), model="common"), codes).covariance[0, 0])
    assert np.mean(found) == pytest.approx(fit.covariance[0, 0], rel=0.06)


def test_rows_of_one_study_are_added_up_before_they_are_squared() -> None:
    studies = [index % 4 for index in range(13)]
    fit = meta_regression(Y, V, design({}, 13), model="common")
    mean, bread = fit.coefficients[0].value, 1 / sum(1 / v for v in V)
    sums = [
        sum((y - mean) / v for y, v, study in zip(Y, V, studies, strict=True) if study == name) for name in range(4)
    ]
    plain = bread**2 * sum(each**2 for each in sums)
    assert robust(fit, studies, kind="CR0").coefficients[0].se == pytest.approx(math.sqrt(plain))
    assert robust(fit, studies, kind="CR1").coefficients[0].se == pytest.approx(math.sqrt(plain * 4 / 3))


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.05, 1), st.integers(0, 4)), min_size=6, max_size=15))
@settings(deadline=None, max_examples=40)
def test_names_and_order_of_studies_do_not_matter(rows: list[tuple[float, float, int]]) -> None:
    if len({cluster for _, _, cluster in rows}) < 2:
        return
    y, v, clusters = (list(column) for column in zip(*rows, strict=True))
    here = robust(meta_regression(y, v, design({}, len(y)), method="DL"), [f"study {c}" for c in clusters])
    there = robust(meta_regression(y[::-1], v[::-1], design({}, len(y)), method="DL"), clusters[::-1])
    assert there.coefficients[0].se == pytest.approx(here.coefficients[0].se, rel=1e-6, abs=1e-12)
    if here.coefficients[0].se > 1e-9:
        assert there.dfs[0] == pytest.approx(here.dfs[0], rel=1e-6)


def test_few_degrees_of_freedom_are_said() -> None:
    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13))
    assert "fewer than 4" in robust(fit, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]).notes[-1]


def test_too_few_studies_and_a_wrong_number_of_names_are_refused() -> None:
    fit = meta_regression(Y, V, design({"ablat": LATITUDE}, 13))
    with pytest.raises(SynthesisError, match="2 studies cannot carry 2"):
        robust(fit, [0] * 6 + [1] * 7)
    with pytest.raises(SynthesisError, match="12 study names"):
        robust(fit, list(range(12)))
    with pytest.raises(SynthesisError, match=r"correlation is 1\.5"):
        correlated_effects(Y, V, design({}, 13), list(range(13)), correlation=1.5)
    with pytest.raises(SynthesisError, match="finite"):
        correlated_effects([math.nan, *Y[1:]], V, design({}, 13), list(range(13)))
