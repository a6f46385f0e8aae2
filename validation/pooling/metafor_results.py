"""The steps of metafor that take a model further: intervals, predictions, diagnostics of single studies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from aetia.synthesis.influence import influence
from aetia.synthesis.measures import back_transform
from aetia.synthesis.moderators import Design
from aetia.synthesis.pool import pool
from aetia.synthesis.prediction_interval import prediction_interval
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.residual_heterogeneity import (
    residual_log_likelihood,
    residual_tau2_interval,
    typical_residual_variance,
)
from validation.pooling.metafor_models import (
    METAFOR_STOPS,
    confidence,
    fit,
    fixed,
    refuse_others,
    split,
    truth,
    word,
)
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, Table, numbers, vector

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


def model_in(positional: list[Node], environment: Environment, kinds: str = "uni") -> Result:
    """The model that the first argument names."""
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
    model = model_in(positional, environment, "uni fixed")
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
    model = model_in(positional, environment, "uni fixed")
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
    model = model_in(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"order", "transf", "collapse"}), "cumul")
    size = int(vector(model["k"])[0])
    order = list(range(size))
    keys: list[Any] = order
    if "order" in named:
        inside = environment.within(only_table(environment))
        keys = vector(inside.value(named["order"]))
        if len(keys) != size:
            raise NotCovered("an order of another length")
        order = sorted(range(size), key=lambda row: keys[row])
    steps = [order[: end + 1] for end in range(size)]
    if truth(named, "collapse", False):
        steps = [s for s in steps if len(s) == size or keys[order[len(s)]] != keys[s[-1]]]
    return _series([_again(model, step) for step in steps], transformation(named))


def only_table(environment: Environment) -> Table:
    """The data that a model was made from: the last table of the steps, or the data set that they name."""
    tables = [value for value in environment.names.values() if isinstance(value, Table)]
    if not tables:
        raise NotCovered("the steps do not say where a name comes from")
    return tables[-1]


def leave1out(arguments: Arguments, environment: Environment) -> Result:
    """The model without each study."""
    positional, named = split(arguments)
    model = model_in(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"transf"}), "leave1out")
    size = int(vector(model["k"])[0])
    return _series([_again(model, [i for i in range(size) if i != row]) for row in range(size)], transformation(named))


def stop_of(environment: Environment) -> float | None:
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
    return Result(_standardised(model_in(split(arguments)[0], environment, "uni fixed")))


def rstudent(arguments: Arguments, environment: Environment) -> Result:
    """Deleted residuals."""
    return Result(_deleted(model_in(split(arguments)[0], environment, "uni fixed"), stop_of(environment)))


def residuals(arguments: Arguments, environment: Environment) -> list[float]:
    """Residuals of a type."""
    positional, named = split(arguments)
    model = model_in(positional, environment, "uni fixed")
    kind = word(named, "type", "response")
    if kind == "rstandard":
        return _standardised(model)["z"]
    if kind == "rstudent":
        return _deleted(model, stop_of(environment))["z"]
    if kind == "response":
        return _standardised(model)["resid"]
    raise NotCovered(f"residuals of type '{kind}'")


def influence_step(arguments: Arguments, environment: Environment) -> Result:
    """All diagnostics."""
    found = influence(model_in(split(arguments)[0], environment).payload["regression"], tolerance=stop_of(environment))
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
        found = influence(
            model_in(split(arguments)[0], environment).payload["regression"], tolerance=stop_of(environment)
        )
        return list(getattr(found, name).tolist())

    return special


def weights(arguments: Arguments, environment: Environment) -> list[float]:
    """Weights in per cent."""
    model = model_in(split(arguments)[0], environment, "uni fixed")
    if model.payload["kind"] == "fixed":
        return [100 * weight for weight in model.payload["fixed"].weights]
    total = model.payload["regression"].weights
    return [float(x) for x in 100 * total / total.sum()]


def coef(arguments: Arguments, environment: Environment) -> list[float]:
    """The coefficients."""
    return list(model_in(split(arguments)[0], environment, "uni fixed robust")["beta"])


def se(arguments: Arguments, environment: Environment) -> list[float]:
    """Their standard errors."""
    return list(model_in(split(arguments)[0], environment, "uni fixed robust")["se"])


def fitted(arguments: Arguments, environment: Environment) -> list[float]:
    """The fitted values."""
    regression = model_in(split(arguments)[0], environment).payload["regression"]
    return [float(x) for x in regression.design.x @ regression.beta]


def vcov(arguments: Arguments, environment: Environment) -> list[list[float]]:
    """Covariances of coefficients, fitted values or residuals."""
    import numpy as np

    positional, named = split(arguments)
    model = model_in(positional, environment)
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


def log_lik(arguments: Arguments, environment: Environment) -> list[float]:
    """The log-likelihood that the model maximises."""
    regression = model_in(split(arguments)[0], environment).payload["regression"]
    restricted = regression.method == "REML" and regression.model == "random"
    x = regression.design.x
    return [
        residual_log_likelihood(
            regression.estimates, regression.variances, x, regression.tau2.value, restricted=restricted
        )
    ]


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
    "se": se, "fitted": fitted, "vcov": vcov, "logLik": log_lik,
       "with": with_step,
}  # fmt: skip
"""What the steps and quantities of facts may call."""
