"""The steps of metafor that test: coefficients, contrasts, models, asymmetry; fail-safe N, and robust variance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aetia.synthesis import fail_safe, small_study
from aetia.synthesis.heterogeneity import TAU2_METHODS
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.regression import JointTest, MetaRegression
from aetia.synthesis.residual_heterogeneity import residual_log_likelihood
from aetia.synthesis.robust_variance import robust
from validation.pooling.metafor_models import fit, kept_rows, lines, refuse_others, split, truth, with_data, word
from validation.pooling.metafor_results import model_in, model_of, only_table, stop_of
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, numbers, positions, vector


def anova(arguments: Arguments, environment: Environment) -> Any:
    """Tests of coefficients, of contrasts, or of two models by their likelihoods."""
    positional, named = split(arguments)
    model = model_in(positional, environment)
    regression: MetaRegression = model.payload["regression"]
    refuse_others(named, frozenset({"btt", "X", "L", "rhs"}), "anova")
    if len(positional) == 2:
        return _likelihood_ratio(model, model_of(positional[1], environment))
    contrasts = named.get("X") or named.get("L")
    if contrasts is not None:
        value = environment.value(contrasts)
        rows = value if isinstance(value[0], list) else [value]
        rhs = numbers(environment.value(named["rhs"])) if "rhs" in named else [0.0]
        rhs = rhs * len(rows) if len(rhs) == 1 else rhs
        found = [regression.combination("", row, h) for row, h in zip(rows, rhs, strict=True)]
        table = {"zval": [f.statistic for f in found], "tval": [f.statistic for f in found], "pval": [f.p for f in found],
                 "se": [f.se for f in found], "Xb": [f.value for f in found]}  # fmt: skip
        # A joint test needs independent contrasts.
        if _rank(rows) == len(rows):
            table |= _as_fields(regression.joint_test(rows, rhs))
        return Result(table)
    if "btt" not in named:
        if regression.moderators is None:
            raise NotCovered("a test of moderators where there are none")
        return Result(_as_fields(regression.moderators))
    sets = _coefficient_sets(named["btt"], environment, regression.design)
    tests = [_as_fields(regression.test_of(columns)) for columns in sets]
    return Result(tests[0]) if len(tests) == 1 else _ListOfTests(tests)


class _ListOfTests(dict[str, Any]):
    """Several tests: each by its number, and their quantities side by side."""

    def __init__(self, tests: list[dict[str, Any]]) -> None:
        super().__init__({str(index): test for index, test in enumerate(tests)})
        self.together = {name: [test[name] for test in tests] for name in tests[0]}


def as_data_frame(arguments: Arguments, environment: Environment) -> Any:
    """Results as a table: several tests side by side."""
    found = environment.value(split(arguments)[0][0])
    return Result(found.together) if isinstance(found, _ListOfTests) else found


def _rank(rows: list[list[float]]) -> int:
    import numpy as np

    return int(np.linalg.matrix_rank(np.asarray(rows)))


def _as_fields(test: JointTest) -> dict[str, Any]:
    return {"QM": test.statistic, "Fval": test.statistic, "QMp": test.p, "pval": test.p}


def _coefficient_sets(node: Node, environment: Environment, columns: Design) -> list[list[int]]:
    if node.kind == "call" and node.parts[0].text == "as.list":
        # The usual idiom for "each term by itself": the labels of the terms of the formula.
        return [list(found) for found in columns.terms.values()]
    if node.kind == "call" and node.parts[0].text == "list":
        return [_coefficients(part, environment, columns) for part in node.parts[1:]]
    return [_coefficients(node, environment, columns)]


def _coefficients(node: Node, environment: Environment, columns: Design) -> list[int]:
    if node.kind in ("string", "name") and node.text not in environment.names:
        found = [list(c) for term, c in columns.terms.items() if term == node.text or node.text in term]
        if len(found) != 1:
            raise NotCovered("a moderator that is not in the model")
        return found[0]
    return positions(environment.value(node), len(columns.names))


def _likelihood_ratio(one: Result, other: Result) -> Result:
    from scipy.special import chdtrc

    first, second = one.payload["regression"], other.payload["regression"]
    if first.method != "ML" or second.method != "ML":
        raise NotCovered("likelihoods that are not of ML")
    found = [
        residual_log_likelihood(m.estimates, m.variances, m.design.x, m.tau2.value, restricted=False)
        for m in (first, second)
    ]
    df = abs(len(first.coefficients) - len(second.coefficients))
    statistic = 2 * abs(found[0] - found[1])
    return Result({"LRT": [statistic], "pval": [float(chdtrc(df, statistic))] if df else [math.nan]})


def fsn(arguments: Arguments, environment: Environment) -> Result:
    """Fail-safe N."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"type", "alpha", "target", "vi", "sei", "subset"}), "fsn")
    inside, _ = with_data(named, environment)
    first = inside.value(positional[0]) if positional else None
    kind = word(named, "type", "General" if isinstance(first, Result) else "Rosenthal")
    if kind not in ("Rosenthal", "Orwin", "Rosenberg") or isinstance(first, Result):
        raise NotCovered(f"fail-safe N of type '{kind}'")
    y = numbers(first)
    second = positional[1] if len(positional) > 1 else named.get("vi")
    v = numbers(inside.value(second)) if second is not None else None
    if "sei" in named:
        v = [x * x for x in numbers(inside.value(named["sei"]))]
    keep = [i for i in kept_rows(named, inside, len(y)) if math.isfinite(y[i]) and (v is None or math.isfinite(v[i]))]
    y, v = [y[i] for i in keep], None if v is None else [v[i] for i in keep]
    alpha = numbers(inside.value(named["alpha"]))[0] if "alpha" in named else 0.05
    if kind == "Orwin" and "target" in named:
        return Result({"fsnum": float(fail_safe.orwin(y, numbers(inside.value(named["target"]))[0], variances=v))})
    if v is None or kind == "Orwin":
        raise NotCovered("fail-safe N without variances or target")
    number = fail_safe.rosenthal if kind == "Rosenthal" else fail_safe.rosenberg
    return Result({"fsnum": float(number(y, v, alpha=alpha))})


def _estimates(
    positional: list[Node], named: Mapping[str, Node], environment: Environment
) -> tuple[list[float], list[float], Result | None]:
    inside, _ = with_data(named, environment)
    first = inside.value(positional[0]) if positional else None
    if isinstance(first, Result):
        model = model_in(positional, environment)
        if len(model.payload["regression"].coefficients) > 1:
            raise NotCovered("tests of asymmetry beside moderators")
        return model.payload["y"], model.payload["v"], model
    if first is None or (len(positional) < 2 and "vi" not in named):
        raise NotCovered("the steps do not say where a name comes from")
    y, v = numbers(first), numbers(inside.value(positional[1] if len(positional) > 1 else named["vi"]))
    keep = [i for i in range(len(y)) if math.isfinite(y[i]) and math.isfinite(v[i])]
    return [y[i] for i in keep], [v[i] for i in keep], None


def regtest(arguments: Arguments, environment: Environment) -> Result:
    """Egger's test."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"model", "predictor", "vi", "method", "ret.fit"}), "regtest")
    y, v, model = _estimates(positional, named, environment)
    size = {"sei": "standard-error", "vi": "variance"}.get(word(named, "predictor", "sei"))
    kind = {"rma": "mixed", "lm": "weighted"}.get(word(named, "model", "rma"))
    if size is None or kind is None:
        raise NotCovered("another form of the regression test")
    settings = model.payload["settings"] if model else {"model": "random", "method": "REML", "test": "z"}
    if settings["method"] not in TAU2_METHODS:
        raise NotCovered(f"the estimator of τ² '{settings['method']}'")
    found = small_study.egger(
        y, v, kind=kind, predictor=size, method=settings["method"], model=settings["model"], test=settings["test"],  # type: ignore[arg-type]
        tolerance=stop_of(environment), even_if_few=True,
    )  # fmt: skip
    return Result({
        "zval": found.slope.statistic, "pval": found.slope.p, "est": found.limit.value, "ci.lb": found.limit.low,
        "ci.ub": found.limit.high, "fit": {"beta": [found.limit.value, found.slope.value]},
    })  # fmt: skip


def ranktest(arguments: Arguments, environment: Environment) -> Result:
    """The rank correlation test."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"vi", "exact"}), "ranktest")
    y, v, _ = _estimates(positional, named, environment)
    found = small_study.rank_test(y, v, even_if_few=True)
    if "exact" in named and truth(named, "exact", True) != found.exact:
        raise NotCovered("another p value of the rank test")
    return Result({"tau": found.tau, "pval": found.p})


def trimfill(arguments: Arguments, environment: Environment) -> Result:
    """Trim-and-fill."""
    positional, named = split(arguments)
    model = model_in(positional, environment)
    refuse_others(named, frozenset({"estimator", "side"}), "trimfill")
    settings = model.payload["settings"]
    if model.payload["pooled"] is None:
        raise NotCovered("trim-and-fill of a regression")
    side = word(named, "side", "")
    found = small_study.trim_and_fill(
        model.payload["y"], model.payload["v"], estimator=word(named, "estimator", "L0"), side=side or None,  # type: ignore[arg-type]
        model=settings["model"], method=settings["method"], test=settings["test"], confidence=settings["confidence"],
        even_if_few=True,
    )  # fmt: skip
    y = [*model.payload["y"], *(a for a, _ in found.added)]
    v = [*model.payload["v"], *(b for _, b in found.added)]
    again = fit(y, v, design({}, len(y)), settings)
    again.update({"k0": float(found.missing), "se.k0": found.se, "side": found.side})
    return again


def robust_step(arguments: Arguments, environment: Environment) -> Result:
    """Cluster-robust standard errors."""
    positional, named = split(arguments)
    model = model_in(positional, environment)
    refuse_others(named, frozenset({"cluster", "adjust", "clubSandwich"}), "robust")
    node = named.get("cluster") or (positional[1] if len(positional) > 1 else None)
    if node is None:
        raise NotCovered("robust variance without clusters")
    clusters = vector(environment.within(only_table(environment)).value(node))
    kind = "CR1" if truth(named, "adjust", True) else "CR0"
    if truth(named, "clubSandwich", False):
        kind = "CR2"
    if len(clusters) != model["k"]:
        raise NotCovered("clusters of another length")
    found = robust(model.payload["regression"], clusters, kind=kind)  # type: ignore[arg-type]
    dfs = list(found.dfs) if kind == "CR2" else found.dfs[0]
    return Result({**model, **lines(found.coefficients), "dfs": dfs}, kind="robust")


TEST_STEPS = {
    "anova": anova,
    "as.data.frame": as_data_frame,
    "fsn": fsn,
    "regtest": regtest,
    "ranktest": ranktest,
    "trimfill": trimfill,
    "robust": robust_step,
}
"""What the steps and quantities of facts may call."""
