"""Mantel–Haenszel and Peto: reference numbers of metafor, laws, and tables that say nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.synthesis.reference_data import BCG

from aetia.errors import SynthesisError
from aetia.synthesis import effect_size, pool
from aetia.synthesis.mantel_haenszel import MantelHaenszelMeasure, mantel_haenszel
from aetia.synthesis.peto import peto

tables = st.lists(st.tuples(*[st.integers(1, 60)] * 4), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("measure", "mean", "low", "high", "z", "q"),
    [
        ("RR", -0.4537, -0.5308, -0.3766, -11.5338, 152.5676),
        ("OR", -0.4734, -0.5538, -0.3930, -11.5444, 163.9426),
        ("RD", -0.0033, -0.0039, -0.0027, -11.4708, 386.7759),
    ],
)
def test_the_bcg_trials_as_metafor_has_them(
    measure: MantelHaenszelMeasure, mean: float, low: float, high: float, z: float, q: float
) -> None:
    found = mantel_haenszel(BCG, measure)
    assert (found.mean, found.low, found.high, found.statistic) == pytest.approx((mean, low, high, z), abs=5.1e-5)
    assert found.heterogeneity.statistic == pytest.approx(q, abs=5.1e-5)


def test_peto_as_metafor_has_it() -> None:
    found = peto(BCG)
    assert (found.mean, found.low, found.high) == pytest.approx((-0.4744, -0.5541, -0.3948), abs=5.1e-5)
    assert (found.statistic, found.heterogeneity.statistic) == pytest.approx((-11.6689, 167.7302), abs=5.1e-5)
    assert "near 1" in found.assumption


@given(tables, st.sampled_from(("OR", "RR")))
def test_exchanging_the_groups_turns_a_ratio_around(
    rows: list[tuple[int, ...]], measure: MantelHaenszelMeasure
) -> None:
    here, there = mantel_haenszel(rows, measure), mantel_haenszel([(c, d, a, b) for a, b, c, d in rows], measure)
    assert there.mean == pytest.approx(-here.mean, abs=1e-12)
    assert there.se == pytest.approx(here.se)


@given(tables)
def test_exchanging_event_and_no_event_turns_odds_ratio_and_risk_difference_around(rows: list[tuple[int, ...]]) -> None:
    turned = [(b, a, d, c) for a, b, c, d in rows]
    for find in (lambda t: mantel_haenszel(t, "OR"), lambda t: mantel_haenszel(t, "RD"), peto):
        assert find(turned).mean == pytest.approx(-find(rows).mean, abs=1e-12)
        assert find(turned).se == pytest.approx(find(rows).se)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(rows: list[tuple[int, ...]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert mantel_haenszel(shuffled).mean == pytest.approx(mantel_haenszel(rows).mean, abs=1e-12)
    assert peto(shuffled).se == pytest.approx(peto(rows).se)


@given(st.tuples(*[st.integers(5, 60)] * 4), st.sampled_from(("OR", "RR", "RD")))
def test_one_study_is_its_own_estimate(table: tuple[int, ...], measure: MantelHaenszelMeasure) -> None:
    alone = effect_size(measure, dict(zip("abcd", table, strict=True)))
    found = mantel_haenszel([table], measure)
    assert found.mean == pytest.approx(alone.y, abs=1e-12)
    if measure == "OR":
        assert found.se == pytest.approx(math.sqrt(alone.v))


@given(st.lists(st.tuples(*[st.integers(20, 60)] * 2), min_size=2, max_size=6), st.sampled_from((1, 2)))
def test_with_many_people_and_one_true_ratio_mantel_haenszel_is_inverse_variance(
    pairs: list[tuple[int, ...]], ratio: int
) -> None:
    many = 100_000
    rows = [(ratio * a * many, b * many, a * many, b * many) for a, b in pairs]
    sizes = [effect_size("OR", dict(zip("abcd", row, strict=True))) for row in rows]
    mean = pool([size.y for size in sizes], [size.v for size in sizes], model="common")
    found = mantel_haenszel(rows)
    assert found.mean == pytest.approx(mean.mean, abs=1e-9)
    assert found.se == pytest.approx(mean.se, rel=0.02)
    assert found.homogeneity is not None
    assert found.homogeneity.statistic == pytest.approx(0, abs=1e-6)


@given(tables)
def test_every_study_twice_narrows_the_interval_by_the_square_root_of_two(rows: list[tuple[int, ...]]) -> None:
    for find in (mantel_haenszel, peto):
        assert find(rows * 2).se == pytest.approx(find(rows).se / math.sqrt(2))


def test_a_study_without_events_is_named_as_silent_and_changes_nothing() -> None:
    with_it, without = mantel_haenszel([(0, 40, 0, 50), *BCG]), mantel_haenszel(BCG)
    assert with_it.silent == (0,)
    assert with_it.weights[0] == 0
    assert (with_it.mean, with_it.se, with_it.k) == (without.mean, without.se, 13)
    assert peto([(0, 40, 0, 50), *BCG]).mean == peto(BCG).mean


def test_single_zero_cells_need_no_correction_and_can_have_one() -> None:
    rows = [(0, 20, 5, 40), (3, 30, 6, 30)]
    assert mantel_haenszel(rows).mean != mantel_haenszel(rows, add=0.5).mean
    assert math.isfinite(mantel_haenszel(rows).se)


def test_rates_pool_too() -> None:
    rows = [(10, 6, 200.0, 210.0), (4, 5, 90.0, 80.0)]
    ratio, difference = mantel_haenszel(rows, "IRR"), mantel_haenszel(rows, "IRD")
    assert ratio.mean > 0
    assert difference.mean > 0
    assert ratio.association is not None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "nothing to pool"),
        ([(0, 10, 0, 10)], "no table says anything"),
        ([(0, 10, 4, 10), (0, 8, 2, 10)], "one group has no events"),
        ([(-1, 10, 4, 10)], "-1"),
        ([(1, math.nan, 4, 10)], "nan"),
        ([(1, 2, 3)], "four"),
    ],
)
def test_what_cannot_be_pooled_is_refused(rows: list[tuple[float, ...]], words: str) -> None:
    with pytest.raises(SynthesisError, match=words):
        mantel_haenszel(rows)


def test_the_study_at_fault_is_named() -> None:
    with pytest.raises(SynthesisError) as refusal:
        peto([(1, 2, 3, 4), (1, 2, 3, -4)], labels=["Doe 2001", "Roe 2002"])
    assert refusal.value.where == "Roe 2002"


def test_an_unknown_measure_says_which_there_are() -> None:
    with pytest.raises(SynthesisError, match="Use one of OR"):
        mantel_haenszel(BCG, "SMD")  # type: ignore[arg-type]
