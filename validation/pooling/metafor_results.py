"""The steps of metafor that take a model further: intervals, predictions, tests, diagnostics."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from aetia.synthesis import fail_safe, small_study
from aetia.synthesis.heterogeneity import TAU2_METHODS
from aetia.synthesis.influence import influence
from aetia.synthesis.measures import back_transform
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.pool import pool
from aetia.synthesis.prediction_interval import prediction_interval
from aetia.synthesis.regression import JointTest, MetaRegression
from aetia.synthesis.residual_heterogeneity import (
    residual_log_likelihood,
    residual_tau2_interval,
    typical_residual_variance,
)
from aetia.synthesis.robust_variance import robust
from validation.pooling.metafor_models import (
    METAFOR_STOPS,
    confidence,
    fit,
    fixed,
    kept_rows,
    lines,
    refuse_others,
    split,
    truth,
    with_data,
    word,
)
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, Table, numbers, positions, vector

_TRANSFORMATIONS: dict[str, Callable[[float], float]] = {
    "exp": lambda x: back_transform("log", x),
    "transf.ilogit": lambda x: back_transform("logit", x),
    "plogis": lambda x: back_transform("logit", x),
    "transf.ztor": lambda x: back_transform("fisher-z", x),
    "tanh": lambda x: back_transform("fisher-z", x),
    "transf.iarcsin": lambda x: back_transform("arcsine", x),
    "transf.isqrt": lambda x: back_transform("root", x),
    "transf.iabt": lambda x: back_transform("log-complement", x),
    "transf.iahw": lambda x: back_transform("cube-root-complement", x),
}


def model_of(node: Node | None, environment: Environment, kinds: str = "uni") -> Result:
    """The model that an argument names."""
    found = environment.value(node) if node is not None else None
    if not isinstance(found, Result) or found.payload.get("kind") not in kinds.split():
        raise NotCovered("a step on something that is not built" if isinstance(found, Result) else "not a model")
    return found


def _model(positional: list[Node], environment: Environment, kinds: str = "uni") -> Result:
    return model_of(positional[0] if positional else None, environment, kinds)


def transformation(named: Mapping[str, Node]) -> Callable[[float], float]:
    """The function that `transf` names."""
    name = word(named, "transf", "")
    if not name:
        return float
    if name not in _TRANSFORMATIONS:
        raise NotCovered(f"the transformation '{name}'")
    return _TRANSFORMATIONS[name]


def predict(arguments: Arguments, environment: Environment) -> Result:
    """Means and prediction intervals, at new values of the moderators or at those of the rows."""
    positional, named = split(arguments)
    model = _model(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"transf", "predtype", "pi.type", "newmods", "addx"}), "predict")
    shown = transformation(named)
    if model.payload["kind"] == "fixed":
        found = model.payload["fixed"]
        return Result(
            {"pred": shown(found.mean), "se": found.se, "ci.lb": shown(found.low), "ci.ub": shown(found.high)}
        )
    regression: MetaRegression = model.payload["regression"]
    if len(regression.coefficients) == 1:
        return _predict_mean(model, named, shown)
    if {"predtype", "pi.type"} & set(named):
        raise NotCovered("another prediction interval with moderators")
    rows = regression.design.x.tolist()
    if "newmods" in named:
        rows = _new_rows(environment.value(named["newmods"]), regression.design)
    found_rows = [regression.predict(row) for row in rows]
    table = {
        "pred": [shown(mean.value) for mean, _ in found_rows], "se": [mean.se for mean, _ in found_rows],
        "ci.lb": [shown(mean.low) for mean, _ in found_rows], "ci.ub": [shown(mean.high) for mean, _ in found_rows],
    }  # fmt: skip
    if regression.model == "random":
        table |= {
            "pi.lb": [shown(low) for _, (low, _) in found_rows],
            "pi.ub": [shown(high) for _, (_, high) in found_rows],
        }
    return Result(table)


def _predict_mean(model: Result, named: Mapping[str, Node], shown: Callable[[float], float]) -> Result:
    pooled = model.payload["pooled"]
    if pooled is None:
        line, limits = model.payload["regression"].predict([1.0])
        mean, se, low, high = line.value, line.se, line.low, line.high
    else:
        mean, se, low, high, limits = pooled.mean, pooled.se, pooled.low, pooled.high, pooled.prediction
    kind = word(named, "predtype", word(named, "pi.type", "default"))
    if kind not in ("default", "Riley"):
        raise NotCovered(f"the prediction interval of type '{kind}'")
    if kind == "Riley":
        limits = prediction_interval(mean, se, model["tau2"], int(model["k"]), convention="higgins")
    table = {"pred": shown(mean), "se": se, "ci.lb": shown(low), "ci.ub": shown(high)}
    return Result(table if limits is None else {**table, "pi.lb": shown(limits[0]), "pi.ub": shown(limits[1])})


def _new_rows(values: Any, columns: Design) -> list[list[float]]:
    head = [1.0] if columns.intercept else []
    wanted = len(columns.names) - len(head)
    if values and isinstance(values[0], list):
        rows = values
    else:
        flat = numbers(values)
        rows = [[x] for x in flat] if wanted == 1 else [flat]
    if any(len(row) != wanted for row in rows):
        raise NotCovered("new values for moderators of another number")
    return [[*head, *row] for row in rows]


def confint(arguments: Arguments, environment: Environment) -> Result:
    """Limits of τ², I², H² and of the mean."""
    positional, named = split(arguments)
    model = _model(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"fixed", "transf", "random", "level"}), "confint")
    shown = transformation(named)
    if model.payload["kind"] == "fixed":
        found = model.payload["fixed"]
        return Result({"fixed": [shown(x) for x in (found.mean, found.low, found.high)]})
    regression: MetaRegression = model.payload["regression"]
    if regression.model == "common":
        raise NotCovered("limits of τ² where there is none")
    own = model.payload["weights"]
    if own is not None and regression.method != "GENQ":
        raise NotCovered("limits of τ² with weights of one's own")
    level = confidence(named, environment) if "level" in named else regression.confidence
    nudge = environment.names.get(".nudge", 0.0)
    limits = residual_tau2_interval(
        regression.estimates, regression.variances, regression.design.x, confidence=level,
        weights=regression.weights if own is not None else None,
    )  # fmt: skip
    typical = typical_residual_variance(regression.variances, regression.design.x)
    tau2 = [regression.tau2.value, *(max(0.0, limit + nudge) for limit in limits)]
    random = [
        tau2,
        [math.sqrt(t) for t in tau2],
        [100 * t / (t + typical) for t in tau2],
        [t / typical + 1 for t in tau2],
    ]
    table = [[shown(line.value), shown(line.low), shown(line.high)] for line in regression.coefficients]
    return Result({"random": random, "fixed": table[0] if len(table) == 1 else table})


def summary(arguments: Arguments, environment: Environment) -> Any:
    """A model as it is, or effect sizes with their single tests."""
    positional, named = split(arguments)
    found = environment.value(positional[0]) if positional else None
    if isinstance(found, Result):
        return found
    given = [str(x) for x in vector(environment.value(named["var.names"]))] if "var.names" in named else ["yi", "vi"]
    if not isinstance(found, Table) or any(name not in found for name in given):
        raise NotCovered("the steps do not say where a name comes from")
    out = ["sei", "zi", "pval", "ci.lb", "ci.ub"]
    if "out.names" in named:
        out = [str(x) for x in vector(environment.value(named["out.names"]))]
    single = [pool([a], [b]) for a, b in zip(found[given[0]], found[given[1]], strict=True)]
    columns = [[getattr(p, name) for p in single] for name in ("se", "statistic", "p", "low", "high")]
    return Table({**found, **dict(zip(out, columns, strict=True))})


def _again(model: Result, keep: list[int]) -> Result:
    """The model on some of its rows."""
    payload = model.payload
    if payload["kind"] == "fixed":
        return fixed([payload["tables"][i] for i in keep], payload["measure"], payload["continuity"], payload["level"])
    if payload["weights"] is not None:
        raise NotCovered("single studies with weights of one's own")
    columns = payload["regression"].design
    part = Design(columns.x[keep], columns.names, columns.terms, columns.reference, columns.intercept)
    return fit([payload["y"][i] for i in keep], [payload["v"][i] for i in keep], part, payload["settings"])


_STEPS = {"estimate": "beta", "se": "se", "zval": "zval", "pval": "pval", "ci.lb": "ci.lb", "ci.ub": "ci.ub"}


def _series(models: list[Result], shown: Callable[[float], float]) -> Result:
    table: dict[str, Any] = {name: [model[field][0] for model in models] for name, field in _STEPS.items()}
    for name in ("estimate", "ci.lb", "ci.ub"):
        table[name] = [shown(x) for x in table[name]]
    for name, field in (("tau2", "tau2"), ("I2", "I2"), ("H2", "H2"), ("Q", "QE"), ("QE", "QE"), ("Qp", "QEp")):
        if all(field in model for model in models):
            table[name] = [vector(model[field])[0] for model in models]
    return Result(table)


def cumul(arguments: Arguments, environment: Environment) -> Result:
    """The model as studies came in."""
    positional, named = split(arguments)
    model = _model(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"order", "transf", "collapse"}), "cumul")
    size = int(vector(model["k"])[0])
    order = list(range(size))
    keys: list[Any] = order
    if "order" in named:
        inside = environment.within(_only_table(environment))
        keys = vector(inside.value(named["order"]))
        if len(keys) != size:
            raise NotCovered("an order of another length")
        order = sorted(range(size), key=lambda row: keys[row])
    steps = [order[: end + 1] for end in range(size)]
    if truth(named, "collapse", False):
        steps = [s for s in steps if len(s) == size or keys[order[len(s)]] != keys[s[-1]]]
    return _series([_again(model, step) for step in steps], transformation(named))


def _only_table(environment: Environment) -> Table:
    """The data that a model was made from: the last table of the steps, or the data set that they name."""
    tables = [value for value in environment.names.values() if isinstance(value, Table)]
    if not tables:
        raise NotCovered("the steps do not say where a name comes from")
    return tables[-1]


def leave1out(arguments: Arguments, environment: Environment) -> Result:
    """The model without each study."""
    positional, named = split(arguments)
    model = _model(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"transf"}), "leave1out")
    size = int(vector(model["k"])[0])
    return _series([_again(model, [i for i in range(size) if i != row]) for row in range(size)], transformation(named))


def _stop(environment: Environment) -> float | None:
    """Where iterations for τ² end."""
    stop: float | None = environment.names.get(".stop", METAFOR_STOPS)
    return stop


def _deleted(model: Result, stop: float | None) -> dict[str, list[float]]:
    """Residuals from the fit of the others."""
    if model.payload["kind"] == "fixed":
        size = int(model["k"])
        rest = [_again(model, [i for i in range(size) if i != row]) for row in range(size)]
        resid = [y - other["beta"][0] for y, other in zip(model["yi"], rest, strict=True)]
        se = [math.sqrt(v + other["se"][0] ** 2) for v, other in zip(model["vi"], rest, strict=True)]
        return {"resid": resid, "se": se, "z": [a / b for a, b in zip(resid, se, strict=True)]}
    found = influence(model.payload["regression"], tolerance=stop)
    return {"z": found.deleted_residual.tolist()}


def _standardised(model: Result) -> dict[str, list[float]]:
    if model.payload["kind"] == "fixed":
        resid = [y - model["beta"][0] for y in model["yi"]]
        se = [math.sqrt(v) for v in model["vi"]]
        return {"resid": resid, "se": se, "z": [a / b for a, b in zip(resid, se, strict=True)]}
    regression: MetaRegression = model.payload["regression"]
    return {"z": influence(regression).residual.tolist(), "resid": regression.fit.residuals.tolist()}


def rstandard(arguments: Arguments, environment: Environment) -> Result:
    """Standardised residuals."""
    return Result(_standardised(_model(split(arguments)[0], environment, "uni fixed")))


def rstudent(arguments: Arguments, environment: Environment) -> Result:
    """Deleted residuals."""
    return Result(_deleted(_model(split(arguments)[0], environment, "uni fixed"), _stop(environment)))


def residuals(arguments: Arguments, environment: Environment) -> list[float]:
    """Residuals of a type."""
    positional, named = split(arguments)
    model = _model(positional, environment, "uni fixed")
    kind = word(named, "type", "response")
    if kind == "rstandard":
        return _standardised(model)["z"]
    if kind == "rstudent":
        return _deleted(model, _stop(environment))["z"]
    if kind == "response":
        return _standardised(model)["resid"]
    raise NotCovered(f"residuals of type '{kind}'")


def influence_step(arguments: Arguments, environment: Environment) -> Result:
    """All diagnostics."""
    found = influence(_model(split(arguments)[0], environment).payload["regression"], tolerance=_stop(environment))
    inf = {
        "rstudent": found.deleted_residual.tolist(), "dffits": found.dffits.tolist(), "cook.d": found.cooks_distance.tolist(),
        "cov.r": found.covariance_ratio.tolist(), "tau2.del": found.tau2.tolist(), "QE.del": found.q.tolist(),
        "hat": found.hat.tolist(), "weight": found.weight.tolist(),
    }  # fmt: skip
    columns = found.dfbetas.T.tolist()
    dfbs = {"intrcpt" if index == 0 else str(index): column for index, column in enumerate(columns)}
    return Result({"inf": inf, "dfbs": dfbs})


def _diagnostic(name: str) -> Callable[[Arguments, Environment], list[float]]:
    def special(arguments: Arguments, environment: Environment) -> list[float]:
        found = influence(_model(split(arguments)[0], environment).payload["regression"], tolerance=_stop(environment))
        return list(getattr(found, name).tolist())

    return special


def weights(arguments: Arguments, environment: Environment) -> list[float]:
    """Weights in per cent."""
    model = _model(split(arguments)[0], environment, "uni fixed")
    if model.payload["kind"] == "fixed":
        return [100 * weight for weight in model.payload["fixed"].weights]
    total = model.payload["regression"].weights
    return [float(x) for x in 100 * total / total.sum()]


def coef(arguments: Arguments, environment: Environment) -> list[float]:
    """The coefficients."""
    return list(_model(split(arguments)[0], environment, "uni fixed robust")["beta"])


def se(arguments: Arguments, environment: Environment) -> list[float]:
    """Their standard errors."""
    return list(_model(split(arguments)[0], environment, "uni fixed robust")["se"])


def fitted(arguments: Arguments, environment: Environment) -> list[float]:
    """The fitted values."""
    regression = _model(split(arguments)[0], environment).payload["regression"]
    return [float(x) for x in regression.design.x @ regression.beta]


def vcov(arguments: Arguments, environment: Environment) -> list[list[float]]:
    """Covariances of coefficients, fitted values or residuals."""
    import numpy as np

    positional, named = split(arguments)
    model = _model(positional, environment)
    regression: MetaRegression = model.payload["regression"]
    kind, x, covariance = word(named, "type", "fixed"), regression.design.x, regression.covariance
    rows: list[list[float]]
    if kind == "fixed":
        rows = covariance.tolist()
    elif kind == "fitted":
        rows = (x @ covariance @ x.T).tolist()
    elif kind == "resid" and model.payload["weights"] is None and regression.rescaled == 1:
        rows = (np.diag(1 / regression.weights) - x @ regression.fit.inverse @ x.T).tolist()
    else:
        raise NotCovered(f"covariances of type '{kind}'")
    return rows


def anova(arguments: Arguments, environment: Environment) -> Any:
    """Tests of coefficients, of contrasts, or of two models by their likelihoods."""
    positional, named = split(arguments)
    model = _model(positional, environment)
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


def log_lik(arguments: Arguments, environment: Environment) -> list[float]:
    """The log-likelihood that the model maximises."""
    regression = _model(split(arguments)[0], environment).payload["regression"]
    restricted = regression.method == "REML" and regression.model == "random"
    x = regression.design.x
    return [
        residual_log_likelihood(
            regression.estimates, regression.variances, x, regression.tau2.value, restricted=restricted
        )
    ]


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
        model = _model(positional, environment)
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
        tolerance=_stop(environment), even_if_few=True,
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
    model = _model(positional, environment)
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
    model = _model(positional, environment)
    refuse_others(named, frozenset({"cluster", "adjust", "clubSandwich"}), "robust")
    node = named.get("cluster") or (positional[1] if len(positional) > 1 else None)
    if node is None:
        raise NotCovered("robust variance without clusters")
    clusters = vector(environment.within(_only_table(environment)).value(node))
    kind = "CR1" if truth(named, "adjust", True) else "CR0"
    if truth(named, "clubSandwich", False):
        kind = "CR2"
    if len(clusters) != model["k"]:
        raise NotCovered("clusters of another length")
    found = robust(model.payload["regression"], clusters, kind=kind)  # type: ignore[arg-type]
    dfs = list(found.dfs) if kind == "CR2" else found.dfs[0]
    return Result({**model, **lines(found.coefficients), "dfs": dfs}, kind="robust")


def with_step(arguments: Arguments, environment: Environment) -> Any:
    """An expression inside a table."""
    positional, _ = split(arguments)
    table = environment.value(positional[0])
    if not isinstance(table, Mapping):
        raise NotCovered("the steps do not say where a name comes from")
    return environment.within(table).value(positional[1])


RESULT_STEPS = {
    "predict": predict, "confint": confint, "summary": summary, "cumul": cumul, "leave1out": leave1out,
    "rstandard": rstandard, "rstudent": rstudent, "residuals": residuals, "resid": residuals, "influence": influence_step,
    "hatvalues": _diagnostic("hat"), "cooks.distance": _diagnostic("cooks_distance"), "weights": weights, "coef": coef,
    "se": se, "fitted": fitted, "vcov": vcov, "anova": anova, "logLik": log_lik, "fsn": fsn, "regtest": regtest,
    "ranktest": ranktest, "trimfill": trimfill, "robust": robust_step, "with": with_step, "as.data.frame": as_data_frame,
}  # fmt: skip
"""What the steps and quantities of facts may call."""
