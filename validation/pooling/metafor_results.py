"""The steps of metafor that take a model further: intervals, predictions, diagnostics of single studies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aetia.synthesis.mantel_haenszel import FixedPool
from aetia.synthesis.moderators import Design
from aetia.synthesis.pool import pool
from aetia.synthesis.regression import Coefficient, MetaRegression
from aetia.synthesis.residual_heterogeneity import residual_tau2_interval, typical_residual_variance
from validation.pooling.metafor_data import TRANSFORMATIONS, confidence, refuse_others, split, truth, word
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Matrix, Result, Table, numbers, vector


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
    if name not in TRANSFORMATIONS:
        raise NotCovered(f"the transformation '{name}'")
    return TRANSFORMATIONS[name]


def predict(arguments: Arguments, environment: Environment) -> Result:
    """Means and prediction intervals, at new values of the moderators or at those of the rows."""
    positional, named = split(arguments)
    model = model_in(positional, environment, "uni fixed robust")
    refuse_others(named, frozenset({"transf", "predtype", "pi.type", "newmods", "addx", "level"}), "predict")
    shown = transformation(named)
    if model.payload["kind"] == "fixed":
        return Result(_limits_of_fixed(model.payload["fixed"], named, environment, shown))
    if model.payload["kind"] == "robust":
        return _predict_robust(model, named, shown)
    regression: MetaRegression = model.payload["regression"]
    if "level" in named:
        regression = replace(regression, confidence=confidence(named, environment))
    if len(positional) > 1 and "newmods" not in named:
        named = {**named, "newmods": positional[1]}
    columns, rows = regression.design, [[1.0]]
    if columns.names != ("intercept",):
        rows = _new_rows(named["newmods"], environment, columns) if "newmods" in named else columns.x.tolist()
    kind = word(named, "predtype", word(named, "pi.type", "default"))
    if kind not in ("default", "Riley"):
        raise NotCovered(f"the prediction interval of type '{kind}'")
    table = _predicted(regression, rows, kind == "Riley", shown)
    if truth(named, "addx", False):
        table["X"] = Matrix(rows, (), ["intrcpt" if name == "intercept" else name for name in columns.names])
    return Result({name: values[0] if len(rows) == 1 and name != "X" else values for name, values in table.items()})


def _predicted(
    regression: MetaRegression, rows: list[list[float]], riley: bool, shown: Callable[[float], float]
) -> dict[str, Any]:
    found = [regression.predict(row) for row in rows]
    table: dict[str, Any] = {
        "pred": [shown(mean.value) for mean, _ in found], "se": [mean.se for mean, _ in found],
        "ci.lb": [shown(mean.low) for mean, _ in found], "ci.ub": [shown(mean.high) for mean, _ in found],
    }  # fmt: skip
    if regression.model == "random":
        limits = [_riley(regression, mean) if riley else pair for mean, pair in found]
        table |= {
            "pi.lb": [shown(low) for low, _ in limits], "pi.ub": [shown(high) for _, high in limits],
            "pi.se": [math.sqrt(mean.se**2 + regression.tau2.value) for mean, _ in found],
        }  # fmt: skip
    return table


def _riley(regression: MetaRegression, mean: Coefficient) -> tuple[float, float]:
    """The prediction interval with one degree of freedom less than the residual ones."""
    from scipy.special import stdtrit

    df = regression.k - len(regression.coefficients) - 1
    if df < 1:
        raise NotCovered("a prediction interval without degrees of freedom")
    half = float(stdtrit(df, 0.5 + regression.confidence / 2)) * math.sqrt(mean.se**2 + regression.tau2.value)
    return mean.value - half, mean.value + half


def _limits_of_fixed(
    found: FixedPool, named: Mapping[str, Node], environment: Environment, shown: Callable[[float], float]
) -> dict[str, float]:
    from scipy.special import ndtri

    level = confidence(named, environment) if "level" in named else found.confidence
    half = float(ndtri(0.5 + level / 2)) * found.se
    return {
        "pred": shown(found.mean), "se": found.se, "ci.lb": shown(found.mean - half), "ci.ub": shown(found.mean + half),
    }  # fmt: skip


def _predict_robust(model: Result, named: Mapping[str, Node], shown: Callable[[float], float]) -> Result:
    """The mean with its robust interval; nothing else, as each line has degrees of freedom of its own."""
    if len(model["beta"]) > 1 or set(named) - {"transf"}:
        raise NotCovered("predictions with robust variance")
    return Result({
        "pred": shown(model["beta"][0]), "se": model["se"][0], "ci.lb": shown(model["ci.lb"][0]), "ci.ub": shown(model["ci.ub"][0]),
    })  # fmt: skip


def _new_rows(node: Node, environment: Environment, columns: Design) -> list[list[float]]:
    """Rows of the design for new values: one number for one moderator, or one for each, by name or in order."""
    head = [1.0] if columns.intercept else []
    others = list(columns.names[len(head) :])
    values = environment.value(node)
    if values and isinstance(values[0], list):
        rows = [[float(x) for x in row] for row in values]
    else:
        flat = numbers(values)
        rows = [[x] for x in flat] if len(others) == 1 else [flat]
    given = list(node.names[1:]) if node.kind == "call" and node.parts[0].text in ("c", "cbind") else []
    if given and all(given):
        known = [name.replace("=", "", 1) for name in others]
        if sorted(given) != sorted(known):
            raise NotCovered("new values under names of other moderators")
        rows = [[row[given.index(name)] for name in known] for row in rows]
    if any(len(row) != len(others) for row in rows):
        raise NotCovered("new values for moderators of another number")
    return [[*head, *row] for row in rows]


def confint(arguments: Arguments, environment: Environment) -> Result:
    """Limits of τ², I², H² and of the mean."""
    positional, named = split(arguments)
    model = model_in(positional, environment, "uni fixed")
    refuse_others(named, frozenset({"fixed", "transf", "random", "level", "type"}), "confint")
    shown = transformation(named)
    if model.payload["kind"] == "fixed":
        mean = _limits_of_fixed(model.payload["fixed"], named, environment, shown)
        return Result({"fixed": Matrix([[mean["pred"], mean["ci.lb"], mean["ci.ub"]]], (), _COLUMNS)})
    regression: MetaRegression = model.payload["regression"]
    if "level" in named:
        regression = replace(regression, confidence=confidence(named, environment))
    lines = [[shown(line.value), shown(line.low), shown(line.high)] for line in _all_lines(regression)]
    table = Matrix(lines, ["intrcpt" if n == "intercept" else n for n in regression.design.names], _COLUMNS)
    if not truth(named, "random", True):
        return Result({"fixed": table})
    if word(named, "type", "QP").upper() not in ("QP", "GENQ"):
        raise NotCovered(f"limits of τ² of type '{word(named, 'type', '')}'")
    if "tau2" in model.payload["settings"]:
        raise NotCovered("limits of τ² where it is given")
    if regression.model == "common":
        raise NotCovered("limits of τ² where there is none")
    own = model.payload["weights"]
    if own is not None and regression.method != "GENQ":
        raise NotCovered("limits of τ² with weights of one's own")
    nudge = environment.names.get(".nudge", 0.0)
    limits = residual_tau2_interval(
        regression.estimates, regression.variances, regression.design.x, confidence=regression.confidence,
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
    return Result({"random": Matrix(random, ("tau^2", "tau", "I^2(%)", "H^2"), _COLUMNS), "fixed": table})


_COLUMNS = ("estimate", "ci.lb", "ci.ub")


def _all_lines(regression: MetaRegression) -> list[Coefficient]:
    """The coefficients with the limits of the regression's confidence."""
    import numpy as np

    return [
        regression.combination(name, row)
        for name, row in zip(regression.design.names, np.eye(len(regression.coefficients)).tolist(), strict=True)
    ]


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
    refuse_others(named, frozenset({"var.names", "out.names", "level", "transf"}), "summary")
    shown, level = transformation(named), confidence(named, environment)
    pairs = list(zip(found[given[0]], found[given[1]], strict=True))
    single = [pool([a], [b], confidence=level) if math.isfinite(a) and math.isfinite(b) else None for a, b in pairs]
    columns = [
        [math.nan if p is None else getattr(p, name) for p in single]
        for name in ("se", "statistic", "p", "low", "high")
    ]
    columns[3:] = [[shown(x) if math.isfinite(x) else x for x in limits] for limits in columns[3:]]
    own = {given[0]: [shown(x) if math.isfinite(x) else x for x in found[given[0]]]} if "transf" in named else {}
    return Table({**found, **own, **dict(zip(out, columns, strict=True))})


def weights(arguments: Arguments, environment: Environment) -> list[float]:
    """Weights in per cent."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"type"}), "weights")
    if word(named, "type", "diagonal") != "diagonal":
        raise NotCovered("weights of another type")
    model = model_in(positional, environment, "uni fixed")
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


def with_step(arguments: Arguments, environment: Environment) -> Any:
    """An expression inside a table."""
    positional, _ = split(arguments)
    table = environment.value(positional[0])
    if not isinstance(table, Mapping):
        raise NotCovered("the steps do not say where a name comes from")
    return environment.within(table).value(positional[1])


RESULT_STEPS = {
    "predict": predict, "confint": confint, "summary": summary, "weights": weights, "coef": coef, "se": se, "fitted": fitted,
    "vcov": vcov, "with": with_step,
}  # fmt: skip
"""What the steps and quantities of facts may call."""
