"""The interpreter of reference facts computes what R's words mean: held to numbers worked out here, without the package."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from tests.synthesis.reference_data import BCG, LATITUDE, V, Y
from validation.pooling import run
from validation.pooling.metafor_facts import agreement, computed
from validation.pooling.r_language import NotCovered

YEARS = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]
y, v, x = np.array(Y), np.array(V), np.array(LATITUDE, dtype=float)


def written(numbers: Sequence[float]) -> str:
    return f"c({', '.join(repr(float(number)) for number in numbers)})"


def step(assigns: str, function: str, *positional: str, **named: str) -> dict[str, Any]:
    plain = {name.replace("_", "."): text for name, text in named.items()}
    return {"assigns": assigns, "function": function, "positional": list(positional), "named": plain}


TABLE = step(
    "dat", "data.frame", yi=written(Y), vi=written(V), x=written(LATITUDE), year=written(YEARS),
    **{name: written([row[place] for row in BCG]) for place, name in enumerate(("a", "b", "c", "d"))},
)  # fmt: skip
COMMON = step("res", "rma", "yi", "vi", data="dat", method='"EE"')
MEAN = step("res", "rma", "yi", "vi", data="dat", method='"DL"')
LINE = step("res", "rma", "yi", "vi", mods="~ x", data="dat", method='"EE"')


def ask(quantity: str, *steps: dict[str, Any]) -> list[float]:
    return computed({"steps": [TABLE, *steps], "quantity": quantity}, Path("none"))


def weighted(columns: Sequence[Any], w: Any = None) -> tuple[Any, Any]:
    """Coefficients and their covariance by weighted least squares."""
    w = 1 / v if w is None else w
    design = np.column_stack(columns)
    covariance = np.linalg.inv(design.T @ (w[:, None] * design))
    return covariance @ design.T @ (w * y), covariance


def test_predictions_take_new_values_by_name_in_any_order_another_level_and_a_transformation() -> None:
    model = step("res", "rma", "yi", "vi", mods="~ x + year", data="dat", method='"EE"')
    beta, covariance = weighted([np.ones(13), x, np.array(YEARS, dtype=float)])
    row = np.array([1.0, 33.0, 1970.0])
    low = math.exp(row @ beta - stats.norm.ppf(0.95) * math.sqrt(row @ covariance @ row))
    made = step("sav", "predict", "res", newmods="c(year=1970, x=33)", level="90", transf="exp")
    assert ask("sav$ci.lb", model, made) == pytest.approx([low])
    assert ask("predict(res, newmods=c(33, 1970))$pred", model) == pytest.approx([row @ beta])
    with pytest.raises(NotCovered, match="other moderators"):
        ask("predict(res, newmods=c(year=1970, z=33))$pred", model)


def test_limits_can_be_picked_by_name_and_come_at_another_level() -> None:
    for name, share in (("ci.lb", 0.95), ("ci.ub", 0.05)):
        target = float(stats.chi2.ppf(share, 12))
        [limit] = ask(f'sav$random["tau^2", "{name}"]', MEAN, step("sav", "confint", "res", level="90"))
        w = 1 / (v + limit)
        mean = (w * y).sum() / w.sum()
        assert (w * (y - mean) ** 2).sum() == pytest.approx(target)
    mean, covariance = weighted([np.ones(13)])
    found = ask("confint(res, fixed=TRUE, random=FALSE)$fixed[1, 3]", COMMON)
    assert found == pytest.approx([mean[0] + 1.959963984540054 * math.sqrt(covariance[0, 0])])


def test_a_variance_between_studies_can_be_given() -> None:
    mean, covariance = weighted([np.ones(13)], 1 / (v + 0.2))
    assert ask(
        "c(res$beta, res$se, res$tau2)", step("res", "rma", "yi", "vi", data="dat", tau2="0.2")
    ) == pytest.approx([mean[0], math.sqrt(covariance[0, 0]), 0.2])


def test_egger_s_test_takes_any_measure_of_size() -> None:
    sizes = np.array([sum(row) for row in BCG], dtype=float)
    risks = step("es", "escalc", measure='"RR"', ai="a", bi="b", ci="c", di="d", data="dat")
    model = step("res", "rma", "yi", "vi", data="es", method='"EE"')
    for predictor, size in (("ninv", 1 / sizes), ("sqrtni", np.sqrt(sizes)), ("vi", v)):
        beta, covariance = weighted([np.ones(13), size])
        z = beta[1] / math.sqrt(covariance[1, 1])
        assert ask(f'regtest(res, predictor="{predictor}")$zval', risks, model) == pytest.approx([z])
        design = np.column_stack([np.ones(13), size])
        scatter = ((y - design @ beta) ** 2 / v).sum() / 11
        spread = f'regtest(res, model="lm", predictor="{predictor}")$zval'
        assert ask(spread, risks, model) == pytest.approx([z / math.sqrt(scatter)])
    with pytest.raises(NotCovered, match="sizes of studies"):
        ask('regtest(res, predictor="ni")$zval', COMMON)


def test_egger_s_test_stands_beside_moderators() -> None:
    beta, covariance = weighted([np.ones(13), x, np.sqrt(v)])
    assert ask("regtest(res)$zval", LINE) == pytest.approx([beta[2] / math.sqrt(covariance[2, 2])])


def test_likelihoods_and_criteria_follow_their_definitions() -> None:
    beta, _ = weighted([np.ones(13), x])
    likelihood = stats.norm.logpdf(y, beta[0] + beta[1] * x, np.sqrt(v)).sum()
    assert ask("logLik(res)", LINE) == pytest.approx([likelihood])
    assert ask("AIC(res)", LINE) == pytest.approx([-2 * likelihood + 4])
    assert ask("BIC(res)", LINE) == pytest.approx([-2 * likelihood + 2 * math.log(13)])
    assert ask("AIC(res, correct=TRUE)", LINE) == pytest.approx([-2 * likelihood + 4 * 13 / 10])
    squares = ((y - beta[0] - beta[1] * x) ** 2 / v).sum()
    assert ask("deviance(res)", LINE) == pytest.approx([squares])
    assert ask("fitstats(res)", LINE)[0] == pytest.approx(likelihood)


def test_models_are_compared_by_the_likelihood_that_they_share() -> None:
    single = step("one", "rma", "yi", "vi", data="dat", method='"EE"')
    mean, _ = weighted([np.ones(13)])
    beta, _ = weighted([np.ones(13), x])
    away = ((y - mean[0]) ** 2 / v).sum() - ((y - beta[0] - beta[1] * x) ** 2 / v).sum()
    assert ask("anova(res, one)$LRT", single, LINE) == pytest.approx([away])
    assert ask("anova(res, one)$pval", single, LINE) == pytest.approx([stats.chi2.sf(away, 1)])
    reml = step("res", "rma", "yi", "vi", mods="~ x", data="dat")
    other = step("one", "rma", "yi", "vi", data="dat")
    with pytest.raises(NotCovered, match="different moderators"):
        ask("anova(res, one)$LRT", other, reml)
    assert ask("anova(res, one, refit=TRUE)$LRT", other, reml)[0] > 0


def test_shrunken_estimates_lie_between_study_and_mean() -> None:
    [tau2] = ask("res$tau2", MEAN)
    [mean] = ask("coef(res)", MEAN)
    [se] = ask("se(res)", MEAN)
    own = tau2 / (tau2 + v)
    assert ask("blup(res)$pred", MEAN) == pytest.approx((own * y + (1 - own) * mean).tolist())
    assert ask("blup(res)$se", MEAN) == pytest.approx(np.sqrt(own * v + (1 - own) ** 2 * se**2).tolist())


def test_variance_inflation_is_that_of_one_moderator_on_the_others() -> None:
    model = step("res", "rma", "yi", "vi", mods="~ x + year", data="dat", method='"EE"')
    w = 1 / v
    years = np.array(YEARS, dtype=float)
    centred = [column - (w * column).sum() / w.sum() for column in (x, years)]
    shared = (w * centred[0] * centred[1]).sum() ** 2 / ((w * centred[0] ** 2).sum() * (w * centred[1] ** 2).sum())
    assert ask("vif(res)$vif", model) == pytest.approx([1 / (1 - shared)] * 2)


def test_an_exact_permutation_test_counts_changes_of_sign() -> None:
    few = step("res", "rma", "yi", "vi", data="dat", subset="1:5", method='"EE"')
    w, values = 1 / v[:5], y[:5]
    signs = np.array(np.meshgrid(*[[1, -1]] * 5)).reshape(5, -1)
    sums = np.abs((w[:, None] * values[:, None] * signs).sum(axis=0))
    share = (sums >= abs((w * values).sum()) - 1e-9).mean()
    assert ask("permutest(res)$pval", few) == pytest.approx([share])
    with pytest.raises(NotCovered, match="random numbers"):
        ask("permutest(res)$pval", COMMON)


def test_amounts_for_zeros_reach_single_studies_and_the_pool_apart() -> None:
    tables = step("dat", "data.frame", a="c(0, 5)", b="c(10, 5)", c="c(2, 1)", d="c(8, 9)")

    def model(**more: str) -> dict[str, Any]:
        return step("res", "rma.mh", measure='"OR"', ai="a", bi="b", ci="c", di="d", data="dat", **more)

    def pooled(rows: list[list[float]]) -> float:
        return math.log(
            sum(a * d / (a + b + c + d) for a, b, c, d in rows) / sum(b * c / (a + b + c + d) for a, b, c, d in rows)
        )

    assert ask("coef(res)", tables, model()) == pytest.approx([pooled([[0, 10, 2, 8], [5, 5, 1, 9]])])
    both = model(add="c(1/2, 1/2)", to='c("only0", "only0")')
    assert ask("coef(res)", tables, both) == pytest.approx([pooled([[0.5, 10.5, 2.5, 8.5], [5, 5, 1, 9]])])
    every = model(add="c(1, 0.25)", to='c("all", "all")')
    assert ask("coef(res)", tables, every) == pytest.approx(
        [pooled([[0.25, 10.25, 2.25, 8.25], [5.25, 5.25, 1.25, 9.25]])]
    )
    assert ask("res$yi", tables, every) == pytest.approx([math.log(1 * 9 / (11 * 3)), math.log(6 * 10 / (6 * 2))])


def test_effect_sizes_take_amounts_subsets_and_leave_out_tables_without_events() -> None:
    tables = step("dat", "data.frame", a="c(0, 5, 0)", b="c(10, 5, 9)", c="c(2, 1, 0)", d="c(8, 9, 9)")

    def yi(**more: str) -> list[float]:
        made = step("es", "escalc", measure='"OR"', ai="a", bi="b", ci="c", di="d", data="dat", **more)
        return ask("es$yi", tables, made)

    half = math.log(0.5 * 8.5 / (10.5 * 2.5))
    assert yi(drop00="TRUE", subset="1:2") == pytest.approx([half, math.log(9)])
    assert math.isnan(yi(drop00="TRUE")[2])
    assert yi(add="1", to='"if0all"')[1] == pytest.approx(math.log(6 * 10 / (6 * 2)))
    assert math.isnan(yi(to='"none"')[0])


def test_a_formula_may_have_a_product_another_reference_and_a_matrix() -> None:
    def coefficients(mods: str) -> list[float]:
        return ask("coef(res)", step("res", "rma", "yi", "vi", mods=mods, data="dat", method='"EE"'))

    years = np.array(YEARS, dtype=float)
    beta, _ = weighted([np.ones(13), x, years, x * years])
    assert coefficients("~ x * year") == pytest.approx(beta.tolist(), rel=1e-5)
    assert coefficients("cbind(x, year)") == pytest.approx(weighted([np.ones(13), x, years])[0].tolist(), rel=1e-6)
    late = (years > 1970).astype(float)
    beta, _ = weighted([np.ones(13), 1 - late])
    assert coefficients('~ relevel(factor(ifelse(year > 1970, "late", "early")), ref="late")') == pytest.approx(
        beta.tolist()
    )
    with pytest.raises(NotCovered, match="depend on one another"):
        coefficients("~ x + I(2 * x)")


def test_robust_variance_and_single_studies_go_by_their_definitions() -> None:
    code = [number % 4 for number in range(13)]
    mean, covariance = weighted([np.ones(13)])
    sums = [sum((1 / v[i]) * (y[i] - mean[0]) for i in range(13) if code[i] == group) for group in range(4)]
    plain = covariance[0, 0] ** 2 * sum(value**2 for value in sums)
    robust = step("r", "robust", "res", cluster=written(code), adjust="FALSE")
    assert ask("r$se", COMMON, robust) == pytest.approx([math.sqrt(plain)])
    assert ask("robust(res, cluster=" + written(code) + ")$se", COMMON) == pytest.approx([math.sqrt(plain * 4 / 3)])
    away = y - mean[0]
    assert ask('residuals(res, type="pearson")', COMMON) == pytest.approx((away / np.sqrt(v)).tolist())
    assert ask("rstandard(res)$se", COMMON) == pytest.approx(np.sqrt(v - covariance[0, 0]).tolist())
    others = np.delete(np.arange(13), 4)
    alone = (y[others] / v[others]).sum() / (1 / v[others]).sum()
    assert ask("rstudent(res)$resid", COMMON)[4] == pytest.approx(y[4] - alone)
    assert ask("rstudent(res)$se", COMMON)[4] == pytest.approx(math.sqrt(v[4] + 1 / (1 / v[others]).sum()))
    assert ask("leave1out(res)$estimate", COMMON)[0] == pytest.approx((y[1:] / v[1:]).sum() / (1 / v[1:]).sum())
    assert ask("cumul(res, order=year)$estimate", COMMON)[0] == pytest.approx(y[0])


@pytest.mark.parametrize(
    ("quantity", "steps"),
    [
        ("res$beta", [step("res", "rma", "yi", "vi", data="dat", scale="~ x")]),
        ("res$tau2", [step("res", "rma", "yi", "vi", data="dat", control="list(tau2.min=-1)")]),
        ("confint(res, type='PL')$random[1, 2]", [MEAN]),
        ("weights(res, type='rowsum')", [COMMON]),
        ("sav$x", [COMMON, step("sav", "funnel", "res")]),
        ("es$yi", [step("es", "escalc", measure='"R2"', r2i="x", mi="x", ni="x", data="dat")]),
        ("predict(res, transf=transf.exp.int)$pred", [COMMON]),
    ],
)
def test_what_is_not_built_is_said_and_never_guessed(quantity: str, steps: list[dict[str, Any]]) -> None:
    with pytest.raises(NotCovered):
        ask(quantity, *steps)


def test_a_break_is_told_from_a_disagreement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fact = {"source": "here:1", "steps": [TABLE, COMMON], "quantity": "coef(res)", "expected": [-0.4303]}
    assert agreement(fact, ask("coef(res)", COMMON), tmp_path) == "to the digit"
    (tmp_path / "metafor_expected.jsonl").write_text(json.dumps(fact), encoding="utf-8")

    def outcome() -> tuple[str, str]:
        [found] = run._metafor(tmp_path)
        return found.kind, found.reason

    def broken(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError

    assert outcome() == ("agrees", "to the digit")
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["aetia.synthesis.pool"], "weighted_mean", None)
        assert outcome()[0] == "fails"
    monkeypatch.setattr("validation.pooling.metafor_facts.numbers", broken)
    assert outcome() == ("not covered", "the interpreter breaks off: ZeroDivisionError")
