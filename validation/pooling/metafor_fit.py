"""The steps of metafor that describe how a model fits: likelihoods and criteria, shrunken estimates, inflation of variances, and
the exact permutation test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aetia.synthesis.permutation import MOST_STUDIES, sign_permutation_p
from aetia.synthesis.regression import MetaRegression
from aetia.synthesis.residual_heterogeneity import residual_log_likelihood
from aetia.synthesis.shrinkage import shrunken_estimates
from validation.pooling.metafor_data import confidence, refuse_others, split, truth
from validation.pooling.metafor_results import model_in, transformation
from validation.pooling.r_language import NotCovered
from validation.pooling.r_values import Arguments, Environment, Matrix, Result, numbers

_ROWS = ("logLik:", "deviance:", "AIC:", "BIC:", "AICc:")


def is_restricted(regression: MetaRegression) -> bool:
    """Whether the model maximises the restricted likelihood."""
    return regression.method == "REML" and regression.model == "random"


def parameters(regression: MetaRegression) -> int:
    """Coefficients, and τ² where it is estimated."""
    return len(regression.coefficients) + (regression.model == "random")


def likelihood(regression: MetaRegression, restricted: bool) -> float:
    """The (restricted) log-likelihood at the model's τ²."""
    return residual_log_likelihood(
        regression.estimates, regression.variances, regression.design.x, regression.tau2.value, restricted=restricted
    )


def criteria(regression: MetaRegression, restricted: bool) -> dict[str, float]:
    """Log-likelihood, deviance, AIC, BIC and corrected AIC. The restricted likelihood is one of k − p estimates; the deviance of
    the other is taken from the model that fits every estimate."""
    value, count = likelihood(regression, restricted), parameters(regression)
    k = regression.k - (len(regression.coefficients) if restricted else 0)
    whole = 0.0
    if not restricted:
        whole = sum(-0.5 * math.log(2 * math.pi * float(v)) for v in regression.variances)
    room = max(k, count + 2)
    return {
        "logLik:": value, "deviance:": -2 * (value - whole), "AIC:": -2 * value + 2 * count,
        "BIC:": -2 * value + count * math.log(k), "AICc:": -2 * value + 2 * count * room / (room - count - 1),
    }  # fmt: skip


def _asked(arguments: Arguments, environment: Environment, function: str) -> tuple[MetaRegression, bool]:
    positional, named = split(arguments)
    refuse_others(named, frozenset({"REML"}), function)
    model = model_in(positional, environment)
    if len(positional) > 1 or model.payload["weights"] is not None or "tau2" in model.payload["settings"]:
        raise NotCovered(f"the function '{function}' used in another way")
    regression: MetaRegression = model.payload["regression"]
    return regression, truth(named, "REML", is_restricted(regression))


def _criterion(function: str, row: str) -> Any:
    def special(arguments: Arguments, environment: Environment) -> list[float]:
        _, named = split(arguments)
        if "correct" in named and function == "AIC":
            rest = [(name, node) for name, node in arguments if name != "correct"]
            wanted = "AICc:" if truth(named, "correct", False) else row
            return [criteria(*_asked(rest, environment, function))[wanted]]
        return [criteria(*_asked(arguments, environment, function))[row]]

    return special


def fitstats(arguments: Arguments, environment: Environment) -> Matrix:
    """All criteria, one a row."""
    found = criteria(*_asked(arguments, environment, "fitstats"))
    return Matrix([[found[row]] for row in _ROWS], _ROWS, ("REML",))


def blup(arguments: Arguments, environment: Environment) -> Result:
    """Shrunken estimates."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"transf", "level"}), "blup")
    model = model_in(positional, environment)
    regression: MetaRegression = model.payload["regression"]
    if model.payload["weights"] is not None or regression.model == "common":
        raise NotCovered("shrunken estimates of another model")
    if "level" in named:
        regression = replace(regression, confidence=confidence(named, environment))
    shown, lines = transformation(named), shrunken_estimates(regression)
    return Result({
        "pred": [shown(line.value) for line in lines], "se": [line.se for line in lines],
        "pi.lb": [shown(line.low) for line in lines], "pi.ub": [shown(line.high) for line in lines],
    })  # fmt: skip


def vif(arguments: Arguments, environment: Environment) -> Result:
    """Variance inflation factors, of each coefficient."""
    positional, named = split(arguments)
    refuse_others(named, frozenset(), "vif")
    regression: MetaRegression = model_in(positional, environment).payload["regression"]
    if not regression.design.intercept or any(len(columns) > 1 for columns in regression.design.terms.values()):
        raise NotCovered("variance inflation of factors")
    found = list(regression.inflation().values())
    return Result({"vif": found, "vifs": found})


def permutest(arguments: Arguments, environment: Environment) -> Result:
    """The exact permutation test of a mean; others rest on random numbers."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"exact", "iter"}), "permutest")
    model = model_in(positional, environment)
    pooled, size = model.payload["pooled"], int(model["k"])
    if pooled is None:
        raise NotCovered("a permutation test of moderators")
    most = numbers(environment.value(named["iter"]))[0] if "iter" in named else 1000
    if size > MOST_STUDIES or not (2**size <= most or truth(named, "exact", False)):
        raise NotCovered("a permutation test with random numbers")
    p = sign_permutation_p(pooled, model.payload["y"], model.payload["v"])
    return Result({**model, "pval": [p], "exact.iter": [float(2**size)]})


def model_matrix(arguments: Arguments, environment: Environment) -> Matrix:
    """The design of a model."""
    positional, named = split(arguments)
    refuse_others(named, frozenset(), "model.matrix")
    found: Mapping[str, Any] = model_in(positional, environment)
    matrix: Matrix = found["X"]
    return matrix


FIT_STEPS = {
    "logLik": _criterion("logLik", "logLik:"), "deviance": _criterion("deviance", "deviance:"), "AIC": _criterion("AIC", "AIC:"),
    "BIC": _criterion("BIC", "BIC:"), "fitstats": fitstats, "blup": blup, "vif": vif, "permutest": permutest,
    "model.matrix": model_matrix,
}  # fmt: skip
"""What the steps and quantities of facts may call."""
