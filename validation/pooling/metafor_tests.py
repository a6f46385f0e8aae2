"""The steps of metafor that test: coefficients, contrasts, models, asymmetry; fail-safe N, and robust variance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from aetia.synthesis import fail_safe, small_study
from aetia.synthesis.heterogeneity import TAU2_METHODS
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.regression import JointTest, MetaRegression, meta_regression
from aetia.synthesis.robust_variance import robust
from validation.pooling.metafor_data import SIZES, kept_rows, refuse_others, split, truth, with_data, word
from validation.pooling.metafor_diagnostics import only_table, stop_of
from validation.pooling.metafor_fit import is_restricted, likelihood, parameters
from validation.pooling.metafor_models import COMMON, TESTS, fit, lines
from validation.pooling.metafor_results import model_in, model_of
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, numbers, positions, vector


def anova(arguments: Arguments, environment: Environment) -> Any:
    """Tests of coefficients, of contrasts, or of two models by their likelihoods."""
    positional, named = split(arguments)
    model = model_in(positional, environment)
    regression: MetaRegression = model.payload["regression"]
    refuse_others(named, frozenset({"btt", "X", "L", "rhs", "refit", "test"}), "anova")
    if len(positional) == 2:
        if word(named, "test", "LRT") != "LRT":
            raise NotCovered("a comparison of models by another test")
        return _likelihood_ratio(model, model_of(positional[1], environment), truth(named, "refit", False))
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


def _likelihood_ratio(one: Result, other: Result, refit: bool) -> Result:
    """The models by their likelihoods; by the restricted ones only where their moderators are the same."""
    from scipy.special import chdtrc

    first, second = one.payload["regression"], other.payload["regression"]
    if any(model.payload["weights"] is not None or "tau2" in model.payload["settings"] for model in (one, other)):
        raise NotCovered("likelihoods with weights or a variance of one's own")
    if refit:
        first, second = (_by_ml(model) for model in (one, other))
    restricted = is_restricted(first) and is_restricted(second)
    if restricted and first.design.x.tolist() != second.design.x.tolist():
        raise NotCovered("restricted likelihoods of different moderators")
    if not restricted and any(m.model == "random" and m.method != "ML" for m in (first, second)):
        raise NotCovered("likelihoods that are not of ML")
    found = [likelihood(m, restricted) for m in (first, second)]
    df = abs(parameters(first) - parameters(second))
    statistic = max(0.0, 2 * (found[0] - found[1]) * (1 if parameters(first) >= parameters(second) else -1))
    fields: dict[str, Any] = {"LRT": [statistic], "pval": [float(chdtrc(df, statistic))] if df else [math.nan]}
    full, reduced = (first, second) if parameters(first) >= parameters(second) else (second, first)
    if reduced.tau2.value > 0:
        fields["R2"] = [100 * max(0.0, 1 - full.tau2.value / reduced.tau2.value)]
    return Result(fields)


def _by_ml(model: Result) -> MetaRegression:
    settings = dict(model.payload["settings"])
    if settings["model"] == "random":
        settings["method"] = "ML"
    found: MetaRegression = meta_regression(
        model.payload["y"], model.payload["v"], model.payload["regression"].design, **settings
    )
    return found


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
) -> tuple[list[float], list[float], list[float], Result | None]:
    """Estimates, variances and sizes of a model, or of columns."""
    inside, table = with_data(named, environment)
    first = inside.value(positional[0]) if positional else inside.value(named["x"]) if "x" in named else None
    if isinstance(first, Result):
        model = model_of(positional[0], environment)
        return model.payload["y"], model.payload["v"], model.payload["sizes"], model
    second = positional[1] if len(positional) > 1 else named.get("vi")
    if first is None or (second is None and "sei" not in named):
        raise NotCovered("the steps do not say where a name comes from")
    y = numbers(first)
    v = numbers(inside.value(second)) if second is not None else [x * x for x in numbers(inside.value(named["sei"]))]
    sizes = numbers(inside.value(named["ni"])) if "ni" in named else [float(x) for x in table.get(SIZES, [])]
    sizes = sizes if len(sizes) == len(y) else [math.nan] * len(y)
    rows = kept_rows(named, inside, len(y))
    keep = [i for i in rows if math.isfinite(y[i]) and math.isfinite(v[i])]
    return [y[i] for i in keep], [v[i] for i in keep], [sizes[i] for i in keep], None


_PREDICTORS: dict[str, Callable[[float, float], float]] = {
    "sei": lambda v, _n: math.sqrt(v),
    "vi": lambda v, _n: v,
    "ni": lambda _v, n: n,
    "ninv": lambda _v, n: 1 / n,
    "sqrtni": lambda _v, n: math.sqrt(n),
    "sqrtninv": lambda _v, n: 1 / math.sqrt(n),
}


def regtest(arguments: Arguments, environment: Environment) -> Result:
    """Egger's test, on any measure of size."""
    positional, named = split(arguments)
    refuse_others(
        named,
        frozenset({"model", "predictor", "vi", "sei", "ni", "method", "test", "ret.fit", "subset", "x"}),
        "regtest",
    )
    y, v, sizes, model = _estimates(positional, named, environment)
    predictor = word(named, "predictor", "sei")
    kind = {"rma": "mixed", "lm": "weighted"}.get(word(named, "model", "rma"))
    if predictor not in _PREDICTORS or kind is None:
        raise NotCovered("another form of the regression test")
    if "ni" in predictor and not all(math.isfinite(n) and n > 0 for n in sizes):
        raise NotCovered("the sizes of studies that the steps do not give")
    size = [_PREDICTORS[predictor](a, n) for a, n in zip(v, sizes, strict=True)]
    settings = model.payload["settings"] if model else _settings_of_test(named)
    if settings["method"] not in TAU2_METHODS or "tau2" in settings:
        raise NotCovered(f"the estimator of τ² '{settings['method']}'")
    if model is not None and (len(model["beta"]) > 1 or model.payload["weights"] is not None):
        return _beside_moderators(model, size, kind)
    found = small_study.egger(
        y, v, kind=kind, predictor=size, method=settings["method"], model=settings["model"], test=settings["test"],  # type: ignore[arg-type]
        tolerance=stop_of(environment), even_if_few=True,
    )  # fmt: skip
    result = {
        "zval": found.slope.statistic,
        "pval": found.slope.p,
        "fit": {"beta": [found.limit.value, found.slope.value]},
    }
    if predictor in ("sei", "vi", "ninv", "sqrtninv"):
        result |= {"est": found.limit.value, "ci.lb": found.limit.low, "ci.ub": found.limit.high}
    return Result(result)


def _settings_of_test(named: Mapping[str, Node]) -> dict[str, Any]:
    method = word(named, "method", "REML")
    test = TESTS.get(word(named, "test", "z"))
    if test is None:
        raise NotCovered("another form of the regression test")
    return {
        "model": "common" if method in COMMON else "random",
        "method": "REML" if method in COMMON else method,
        "test": test,
    }


def _beside_moderators(model: Result, size: list[float], kind: str) -> Result:
    """The size of studies as one moderator more."""
    import numpy as np

    columns: Design = model.payload["regression"].design
    if (
        kind != "mixed"
        or model.payload["weights"] is not None
        or model.payload["settings"]["method"] not in TAU2_METHODS
    ):
        raise NotCovered("tests of asymmetry beside moderators")
    place = len(columns.names)
    wider = Design(
        np.column_stack([columns.x, size]), (*columns.names, "size"), {**columns.terms, "size": (place,)}, columns.reference,
        columns.intercept,
    )  # fmt: skip
    fitted = meta_regression(model.payload["y"], model.payload["v"], wider, **model.payload["settings"])
    line = fitted.coefficients[-1]
    return Result({"zval": line.statistic, "pval": line.p, "fit": {"beta": fitted.beta.tolist()}})


def ranktest(arguments: Arguments, environment: Environment) -> Result:
    """The rank correlation test."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"vi", "sei", "exact", "subset", "x"}), "ranktest")
    y, v, _, _ = _estimates(positional, named, environment)
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
    if model.payload["pooled"] is None or word(named, "estimator", "L0") not in ("L0", "R0", "Q0"):
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
    if model.payload["weights"] is not None and kind == "CR2":
        raise NotCovered("CR2 with weights of one's own")
    found = robust(model.payload["regression"], clusters, kind=kind)  # type: ignore[arg-type]
    dfs = list(found.dfs) if kind == "CR2" else found.dfs[0]
    fields = {**lines(found.coefficients), "tval": [line.statistic for line in found.coefficients]}
    return Result(
        {**model, **fields, "dfs": dfs, "vb": found.covariance.tolist(), "n": float(found.clusters)}, kind="robust"
    )


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
