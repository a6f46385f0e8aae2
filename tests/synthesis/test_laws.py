"""Laws that a meta-analysis obeys whatever the studies: order, scale, relabelling, doubling, and precision without end."""

from __future__ import annotations

import math
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aetia.synthesis import (
    TAU2_METHODS,
    Settings,
    StudySet,
    analyse,
    estimate_tau2,
    mantel_haenszel,
    pool,
    studies_of_table,
)
from aetia.synthesis.analysis import Analysis
from aetia.synthesis.converted_rows import Target
from aetia.synthesis.moderators import design
from aetia.synthesis.regression import meta_regression
from aetia.synthesis.robust_variance import robust
from aetia.synthesis.small_study import Egger
from aetia.synthesis.subgroups import Subgroups

Table = tuple[int, int, int, int]
counts = st.integers(1, 60)
tables = st.lists(st.tuples(counts, counts, counts, counts), min_size=2, max_size=12)
estimates = st.lists(
    st.tuples(st.floats(-2, 2).map(lambda x: round(x, 3)), st.floats(0.01, 1).map(lambda x: round(x, 3))),
    min_size=2,
    max_size=12,
)
spread = estimates.filter(lambda pairs: max(y for y, _ in pairs) - min(y for y, _ in pairs) > 0.05)


whole = settings(deadline=None, max_examples=30)
"""For laws of whole analyses, which take longer."""


def of_text(text: str, **options: object) -> StudySet:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studies.csv"
        path.write_text(text, encoding="utf-8")
        return studies_of_table(path, **options)  # type: ignore[arg-type]


def of_counts(rows: Sequence[Table], names: Sequence[str] | None = None, **options: object) -> StudySet:
    names = names or [f"study {index}" for index in range(len(rows))]
    lines = [f"{name},{','.join(map(str, row))}" for name, row in zip(names, rows, strict=True)]
    return of_text("study,ai,bi,ci,di\n" + "\n".join(lines), **options)


def of_pairs(pairs: Sequence[tuple[float, float]]) -> StudySet:
    return of_text("study,yi,vi\n" + "\n".join(f"s{index},{y},{v}" for index, (y, v) in enumerate(pairs)))


def main_numbers(analysis: Analysis) -> list[float]:
    """What a reader would quote, and what stands beside it, on the additive scale."""
    pooled = analysis.pooled
    found = [pooled.mean, pooled.low, pooled.high, pooled.tau2.value, pooled.heterogeneity.q, pooled.heterogeneity.i2]
    found += [*(analysis.tau2_limits or ()), *(pooled.prediction or ())]
    if analysis.fixed is not None:
        found += [analysis.fixed.mean, analysis.fixed.se, analysis.fixed.heterogeneity.statistic]
    if isinstance(analysis.egger, Egger):
        found += [analysis.egger.slope.statistic]
    if isinstance(analysis.subgroups, Subgroups) and analysis.subgroups.between is not None:
        found += [analysis.subgroups.between.statistic]
    for group in analysis.directions.groups:
        found += [group.test.above, group.test.below]
    return found


def near(expected: Sequence[float]) -> object:
    return pytest.approx(expected, rel=2e-4, abs=1e-5)


# Order


@given(tables, st.sampled_from(("inverse-variance", "mantel-haenszel", "peto")), st.integers(0, 99))
@whole
def test_the_order_of_the_lines_does_not_matter(rows: list[Table], combination: str, seed: int) -> None:
    asked = Settings(combination=combination)  # type: ignore[arg-type]
    shuffled = random.Random(seed).sample(rows, len(rows))
    here, there = (main_numbers(analyse(of_counts(each), asked)) for each in (rows, shuffled))
    assert there == near(here)


@given(tables, st.permutations(["ai", "bi", "ci", "di"]))
@whole
def test_the_order_and_the_dialect_of_the_columns_do_not_matter(rows: list[Table], order: list[str]) -> None:
    cells = [dict(zip(("ai", "bi", "ci", "di"), row, strict=True)) for row in rows]
    text = "sep=;\n\ufeffstudy;" + ";".join(order) + "\r\n\r\n"
    text += "".join(f'"s;{i}";' + ";".join(f"{row[name]}" for name in order) + "\r\n" for i, row in enumerate(cells))
    assert [(row.y, row.v) for row in of_text(text).rows] == [(row.y, row.v) for row in of_counts(rows).rows]


# Scale


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(0.1, 1)), min_size=2, max_size=8))
@whole
def test_a_ratio_with_its_limits_says_what_its_logarithm_says(pairs: list[tuple[float, float]]) -> None:
    ratios = [tuple(repr(math.exp(y + z * 1.959963984540054 * se)) for z in (0, -1, 1)) for y, se in pairs]
    printed = of_text("study,OR,lower,upper\n" + "\n".join(f"s{i},{','.join(row)}" for i, row in enumerate(ratios)))
    logs = of_text("study,logor,se\n" + "\n".join(f"s{i},{y!r},{se!r}" for i, (y, se) in enumerate(pairs)))
    assert printed.measure == logs.measure == "OR"
    assert main_numbers(analyse(printed)) == near(main_numbers(analyse(logs)))
    one, other = analyse(printed).e_value, analyse(logs).e_value
    assert not isinstance(one, str)
    assert not isinstance(other, str)
    assert (one.estimate, one.limit) == pytest.approx((other.estimate, other.limit), rel=1e-6)


@given(spread, st.sampled_from(TAU2_METHODS), st.floats(0.01, 100))
def test_a_change_of_unit_changes_tau2_by_its_square_and_no_p_value(
    pairs: list[tuple[float, float]], method: str, unit: float
) -> None:
    here, there = (
        pool([c * y for y, _ in pairs], [c * c * v for _, v in pairs], method=method)  # type: ignore[arg-type]
        for c in (1.0, unit)
    )
    assert there.tau2.value == pytest.approx(unit**2 * here.tau2.value, rel=1e-4, abs=1e-7 * unit**2)
    assert there.p == pytest.approx(here.p, rel=1e-3, abs=1e-6)
    assert there.heterogeneity.i2 == pytest.approx(here.heterogeneity.i2, abs=1e-2)


# Relabelling


@given(tables, st.sampled_from(("OR", "RD", "PETO")), st.sampled_from(("inverse-variance", "mantel-haenszel", "peto")))
@whole
def test_calling_the_exposed_unexposed_turns_everything_around(
    rows: list[Table], measure: str, combination: str
) -> None:
    assume(combination == "inverse-variance" or measure == "OR" or (measure, combination) == ("RD", "mantel-haenszel"))
    asked = Settings(combination=combination)  # type: ignore[arg-type]
    here = analyse(of_counts(rows, measure=measure), asked)
    there = analyse(of_counts([(c, d, a, b) for a, b, c, d in rows], measure=measure), asked)
    assert (-there.pooled.high, -there.pooled.low) == near((here.pooled.low, here.pooled.high))
    assert there.pooled.tau2.value == near(here.pooled.tau2.value)  # type: ignore[arg-type]
    assert (-there.main.mean, there.main.se) == near((here.main.mean, here.main.se))
    [one], [other] = here.directions.groups, there.directions.groups
    assert (one.test.above, one.test.below, one.test.p) == (other.test.below, other.test.above, other.test.p)
    if not isinstance(here.e_value, str) and not isinstance(there.e_value, str):
        assert there.e_value.estimate == pytest.approx(here.e_value.estimate, rel=1e-3)


@given(tables)
@whole
def test_calling_cases_controls_turns_an_odds_ratio_around_and_leaves_its_size(rows: list[Table]) -> None:
    here, there = (analyse(of_counts(each)) for each in (rows, [(b, a, d, c) for a, b, c, d in rows]))
    assert -there.pooled.mean == near(here.pooled.mean)  # type: ignore[arg-type]
    assert there.pooled.se == near(here.pooled.se)  # type: ignore[arg-type]


@given(st.tuples(counts, counts, counts, counts))
def test_one_table_alone_has_its_own_odds_ratio_with_woolf_s_variance_by_mantel_haenszel_too(table: Table) -> None:
    a, b, c, d = table
    found = mantel_haenszel([table])
    assert found.mean == pytest.approx(math.log(a * d / (b * c)), abs=1e-12)
    assert found.se == pytest.approx(math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


# Doubling


@given(tables, st.sampled_from(("mantel-haenszel", "peto")))
@whole
def test_every_study_twice_is_no_news_but_for_the_root_of_two(rows: list[Table], combination: str) -> None:
    asked = Settings(combination=combination, model="common", test="z")  # type: ignore[arg-type]
    once, twice = analyse(of_counts(rows), asked), analyse(of_counts(rows * 2), asked)
    for one, two in ((once.fixed, twice.fixed), (once.pooled, twice.pooled)):
        assert one is not None
        assert two is not None
        assert two.mean == pytest.approx(one.mean, abs=1e-9)
        assert two.se == pytest.approx(one.se / math.sqrt(2))
    assert twice.pooled.heterogeneity.q == pytest.approx(2 * once.pooled.heterogeneity.q)


@given(tables)
@whole
def test_a_study_told_twice_counts_once_where_that_is_asked(rows: list[Table]) -> None:
    names = [f"study {index}" for index in range(len(rows))]
    once, twice = of_counts(rows, names), of_counts(rows * 2, names * 2, one_each=True)
    assert [(row.label, row.y) for row in twice.rows] == [(row.label, row.y) for row in once.rows]
    assert len(twice.not_pooled) == len(rows)
    assert main_numbers(analyse(twice)) == near(main_numbers(analyse(once)))


@given(estimates.filter(lambda pairs: len(pairs) > 2))
def test_rows_of_one_study_told_twice_leave_its_robust_variance_as_it_is(pairs: list[tuple[float, float]]) -> None:
    def standard_error(times: int) -> float:
        rows = pairs * times
        mean = meta_regression([y for y, _ in rows], [v for _, v in rows], design({}, len(rows)), model="common")
        return robust(mean, list(range(len(pairs))) * times, kind="CR0").coefficients[0].se

    assert standard_error(2) == pytest.approx(standard_error(1), abs=1e-12)


# Precision without end


@given(spread, st.floats(-1, 1))
def test_a_study_of_endless_precision_is_the_common_effect(pairs: list[tuple[float, float]], truth: float) -> None:
    y, v = [y for y, _ in pairs], [v for _, v in pairs]
    pooled = pool([*y, truth], [*v, 1e-14], model="common")
    assert pooled.mean == pytest.approx(truth, abs=1e-9)
    assert pooled.se == pytest.approx(1e-7, rel=1e-6)


@given(spread, st.sampled_from(TAU2_METHODS), st.floats(-50, 50))
def test_a_study_without_precision_changes_nothing_that_weighs_by_precision(
    pairs: list[tuple[float, float]], method: str, anything: float
) -> None:
    assume(method not in ("HE", "SJ", "ML"))  # These look at estimates without weights, or count studies.
    y, v = np.array([y for y, _ in pairs]), np.array([v for _, v in pairs])
    with_it = pool([*y, anything], [*v, 1e12], model="common")
    assert with_it.mean == pytest.approx(pool(list(y), list(v), model="common").mean, abs=1e-8)
    assert with_it.heterogeneity.q == pytest.approx(pool(list(y), list(v)).heterogeneity.q, rel=1e-6, abs=1e-6)


@given(spread)
def test_where_every_study_is_endlessly_precise_tau2_is_the_variance_and_the_mean_is_plain(
    pairs: list[tuple[float, float]],
) -> None:
    y = [y for y, _ in pairs]
    v = [1e-9 * v for _, v in pairs]
    k, own = len(y), float(np.var(y, ddof=1))
    for method in TAU2_METHODS:
        pooled = pool(y, v, method=method)
        expected = own * (k - 1) / k if method == "ML" else own
        if method != "DL":  # Moments with weights keep the weights however small the variances.
            assert pooled.tau2.value == pytest.approx(expected, rel=1e-4), method
        assert pooled.mean == pytest.approx(float(np.mean(y)), abs=1e-4), method
        assert pooled.heterogeneity.i2 > 99.9


@given(spread)
def test_where_no_study_is_precise_there_is_no_sign_of_tau2(pairs: list[tuple[float, float]]) -> None:
    y, v = [y for y, _ in pairs], [1e6 * v for _, v in pairs]
    for method in TAU2_METHODS:
        pooled = pool(y, v, method=method)
        if method != "SJ":  # It is never 0 by design.
            assert pooled.tau2.value == 0, method
            assert pooled.mean == pytest.approx(pool(y, v, model="common").mean, abs=1e-9)


# Equal precision


@given(st.lists(st.floats(-2, 2).map(lambda x: round(x, 3)), min_size=2, max_size=12), st.floats(0.01, 1))
def test_with_one_variance_for_all_the_estimators_meet_in_their_common_formula(y: list[float], v: float) -> None:
    k, own = len(y), float(np.var(y, ddof=1))
    for method in ("REML", "DL", "HE", "PM", "EB"):
        found = estimate_tau2(np.array(y), np.full(k, v), method).value
        assert found == pytest.approx(max(0.0, own - v), rel=1e-6, abs=1e-9), method
    found = estimate_tau2(np.array(y), np.full(k, v), "ML").value
    assert found == pytest.approx(max(0.0, own * (k - 1) / k - v), rel=1e-6, abs=1e-9)


# Confidence


@given(spread, st.floats(0.5, 0.98))
def test_more_confidence_is_wider_and_what_a_new_study_may_find_is_wider_still(
    pairs: list[tuple[float, float]], confidence: float
) -> None:
    y, v = [y for y, _ in pairs], [v for _, v in pairs]
    less, more = pool(y, v, confidence=confidence), pool(y, v, confidence=confidence + 0.01)
    assert more.low < less.low < less.high < more.high
    assert less.prediction is not None
    assert less.prediction[0] <= less.low + 1e-12
    assert less.prediction[1] >= less.high - 1e-12
    assert less.mean == more.mean


# Conversion


@given(tables)
@whole
def test_as_the_baseline_risk_goes_to_nothing_an_odds_ratio_becomes_a_risk_ratio(rows: list[Table]) -> None:
    odds = of_counts(rows)
    risks = of_counts(rows, target=Target("RR", 1e-9))
    assert [row.measure for row in risks.rows] == ["RR"] * len(rows)
    for one, other in zip(odds.rows, risks.rows, strict=True):
        assert (other.y, other.v) == pytest.approx((one.y, one.v), rel=1e-4, abs=1e-4)


@given(tables, st.floats(0.01, 0.6))
@whole
def test_a_converted_odds_ratio_is_nearer_to_one_and_on_the_same_side(rows: list[Table], risk: float) -> None:
    for one, other in zip(of_counts(rows).rows, of_counts(rows, target=Target("RR", risk)).rows, strict=True):
        assert abs(other.y) <= abs(one.y) + 1e-12
        assert one.y * other.y >= 0


# Directions


@given(estimates, st.floats(0.001, 1000))
@whole
def test_directions_do_not_ask_how_sure_a_study_is(pairs: list[tuple[float, float]], factor: float) -> None:
    sure, unsure = (of_pairs([(y, v * c) for y, v in pairs]) for c in (1.0, factor))
    one, other = analyse(sure).directions, analyse(unsure).directions
    assert [group.test for group in one.groups] == [group.test for group in other.groups]
