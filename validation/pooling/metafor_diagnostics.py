"""The steps of metafor that look at single studies: cumulative and leave-one-out models, residuals, influence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from aetia.synthesis.deletion import delete_from_regression
from aetia.synthesis.influence import Influence, influence
from aetia.synthesis.moderators import Design
from aetia.synthesis.regression import MetaRegression
from validation.pooling.metafor_data import refuse_others, split, truth, word
from validation.pooling.metafor_fixed import fixed
from validation.pooling.metafor_models import METAFOR_STOPS, fit
from validation.pooling.metafor_results import model_in, transformation
from validation.pooling.r_language import NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, Table, vector


def _again(model: Result, keep: list[int]) -> Result:
    """The model on some of its rows."""
    payload = model.payload
    if payload["kind"] == "fixed":
        return fixed(
            [payload["tables"][i] for i in keep], payload["measure"], payload["continuity"], payload["level"],
            payload["corrections"],
        )  # fmt: skip
    _refuse_own(model)
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
    if "order" in named and not (named["order"].kind == "string" and named["order"].text == "obs"):
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


def _refuse_own(model: Result) -> None:
    if model.payload["weights"] is not None or "tau2" in model.payload["settings"]:
        raise NotCovered("single studies with weights or a variance of one's own")


def _deleted(model: Result, stop: float | None) -> dict[str, list[float]]:
    """Residuals from the fit of the others."""
    if model.payload["kind"] == "fixed":
        size = int(model["k"])
        rest = [_again(model, [i for i in range(size) if i != row]) for row in range(size)]
        resid = [y - other["beta"][0] for y, other in zip(model["yi"], rest, strict=True)]
        se = [math.sqrt(v + other["se"][0] ** 2) for v, other in zip(model["vi"], rest, strict=True)]
        return {"resid": resid, "se": se, "z": [a / b for a, b in zip(resid, se, strict=True)]}
    import numpy as np

    _refuse_own(model)
    regression: MetaRegression = model.payload["regression"]
    lines, rows = delete_from_regression(regression, tolerance=stop), regression.design.x
    away = regression.estimates - np.einsum("ij,ij->i", rows, lines.beta)
    own = np.einsum("ij,ijk,ik->i", rows, lines.covariance, rows)
    if regression.test == "hartung-knapp":
        own = own * lines.scatter
    elif regression.test == "hartung-knapp-floor":
        own = own * np.maximum(1.0, lines.scatter)
    spread = np.sqrt(regression.variances + lines.tau2 + own)
    return {"resid": away.tolist(), "se": spread.tolist(), "z": (away / spread).tolist()}


def _standardised(model: Result) -> dict[str, list[float]]:
    if model.payload["kind"] == "fixed":
        resid = [y - model["beta"][0] for y in model["yi"]]
        se = [math.sqrt(v) for v in model["vi"]]
        return {"resid": resid, "se": se, "z": [a / b for a, b in zip(resid, se, strict=True)]}
    _refuse_own(model)
    regression: MetaRegression = model.payload["regression"]
    away, z = regression.fit.residuals, influence(regression).residual
    return {"z": z.tolist(), "resid": away.tolist(), "se": (away / z).tolist()}


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
    if kind in ("pearson", "cholesky") and model.payload["kind"] == "uni":
        # Rows are independent, so both are residuals over their own standard deviations.
        regression: MetaRegression = model.payload["regression"]
        total = regression.variances + regression.tau2.value
        return [float(x) for x in regression.fit.residuals / total**0.5]
    raise NotCovered(f"residuals of type '{kind}'")


def influence_step(arguments: Arguments, environment: Environment) -> Result:
    """All diagnostics."""
    model = _whole(arguments, environment, "influence")
    found = influence(model.payload["regression"], tolerance=stop_of(environment))
    size = int(model["k"])
    inf = {
        "rstudent": found.deleted_residual.tolist(), "dffits": found.dffits.tolist(), "cook.d": found.cooks_distance.tolist(),
        "cov.r": found.covariance_ratio.tolist(), "tau2.del": found.tau2.tolist(), "QE.del": found.q.tolist(),
        "hat": found.hat.tolist(), "weight": found.weight.tolist(),
    }  # fmt: skip
    marked = [row in found.influential for row in range(size)]
    return Result({"inf": inf, "dfbs": _dfbetas(found), "is.infl": marked})


def _whole(arguments: Arguments, environment: Environment, function: str) -> Result:
    """A model of which each row can be left out."""
    positional, named = split(arguments)
    refuse_others(named, frozenset(), function)
    model = model_in(positional, environment)
    _refuse_own(model)
    if model.payload["settings"]["test"].startswith("hartung-knapp"):
        raise NotCovered("influence on a rescaled test")
    return model


def _dfbetas(found: Influence) -> dict[str, list[float]]:
    columns = found.dfbetas.T.tolist()
    return {"intrcpt" if index == 0 else str(index): column for index, column in enumerate(columns)}


def dfbetas(arguments: Arguments, environment: Environment) -> Result:
    """How each row moves each coefficient."""
    model = _whole(arguments, environment, "dfbetas")
    return Result(_dfbetas(influence(model.payload["regression"], tolerance=stop_of(environment))))


def _diagnostic(name: str) -> Callable[[Arguments, Environment], list[float]]:
    def special(arguments: Arguments, environment: Environment) -> list[float]:
        model = _whole(arguments, environment, name)
        return list(getattr(influence(model.payload["regression"], tolerance=stop_of(environment)), name).tolist())

    return special


DIAGNOSTIC_STEPS = {
    "cumul": cumul, "leave1out": leave1out, "rstandard": rstandard, "rstudent": rstudent, "residuals": residuals,
    "resid": residuals, "influence": influence_step, "hatvalues": _diagnostic("hat"),
    "cooks.distance": _diagnostic("cooks_distance"), "dffits": _diagnostic("dffits"), "dfbetas": dfbetas,
}  # fmt: skip
"""What the steps and quantities of facts may call."""
