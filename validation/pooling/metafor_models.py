"""The step of metafor that makes a model by inverse variance, rma, read by name and computed with this package."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aetia.errors import SynthesisError
from aetia.synthesis.heterogeneity import TAU2_METHODS
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.pool import Pooled, pool
from aetia.synthesis.regression import Coefficient, MetaRegression, meta_regression
from aetia.synthesis.residual_heterogeneity import RESIDUAL_METHODS
from validation.pooling.metafor_data import (
    SIZES,
    confidence,
    effects,
    kept_rows,
    refuse_others,
    split,
    truth,
    with_data,
    word,
)
from validation.pooling.r_formulas import Terms, moderators
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Matrix, Result, numbers

METAFOR_STOPS = 1e-5
"""The change of τ² at which metafor stops iterating; its printed numbers were made with it."""
COMMON = frozenset({"EE", "FE", "CE"})
TESTS = {"z": "z", "t": "t", "knha": "hartung-knapp", "hksj": "hartung-knapp", "adhoc": "hartung-knapp-floor"}
# Iterated to the end, these reach the root that Paule & Mandel define.
_SAME_ROOT = {"DLIT": "PM", "SJIT": "PM", "MP": "PM"}
_ALSO = frozenset({"mods", "weights", "weighted", "tau2", "yi", "vi", "sei", "ni"})


def rma(arguments: Arguments, environment: Environment) -> Result:
    """A mean or a regression by inverse variance."""
    positional, named = split(arguments)
    inside, table = with_data(named, environment)
    texts = list(positional)
    formula = named.get("mods")
    sizes = [float(x) for x in table.get(SIZES, [])]
    if word(named, "measure", "GEN") != "GEN":
        some_y, some_v, some_n, rows, size = effects(named, inside, "rma", _ALSO)
        y, v, sizes = [math.nan] * size, [math.nan] * size, [math.nan] * size
        for row, a, b, n in zip(rows, some_y, some_v, some_n, strict=True):
            y[row], v[row], sizes[row] = a, b, n
    else:
        known = {"method", "test", "subset", "level", "measure"} | _ALSO
        refuse_others(named, frozenset(known), "rma")
        outcome = named.get("yi") or (texts.pop(0) if texts else None)
        if outcome is not None and outcome.kind == "formula" and len(outcome.parts) == 2:
            outcome, formula = outcome.parts[0], Node("formula", "~", (outcome.parts[1],))
        y, v = _given(outcome, texts, named, inside)
        if "ni" in named:
            sizes = numbers(inside.value(named["ni"]))
    sizes = sizes if len(sizes) == len(y) else [math.nan] * len(y)
    return _fitted(y, v, sizes, moderators(formula, inside), named, inside)


def _fitted(
    y: list[float], v: list[float], sizes: list[float], terms: Terms, named: Mapping[str, Node], inside: Environment
) -> Result:
    """The model of the rows of `subset` in which nothing is missing."""
    keep = [i for i in kept_rows(named, inside, len(y)) if math.isfinite(y[i]) and math.isfinite(v[i])]
    if any(len(values) != len(y) for values in terms.columns.values()):
        raise NotCovered("moderators of another length")
    keep = [i for i in keep if not any(isinstance(c[i], float) and math.isnan(c[i]) for c in terms.columns.values())]
    if not keep:
        raise NotCovered("a model without a study")
    if any(v[i] <= 0 for i in keep):
        raise NotCovered("a sampling variance that is not above 0")
    own = None
    if "weights" in named:
        given = numbers(inside.value(named["weights"]))
        given = given * len(y) if len(given) == 1 else given
        own = [given[i] for i in keep]
    elif not truth(named, "weighted", True):
        own = [1.0] * len(keep)
    ys, vs = [y[i] for i in keep], [v[i] for i in keep]
    parts = {name: [values[i] for i in keep] for name, values in terms.columns.items()}
    try:
        columns = design(parts, len(ys), intercept=terms.intercept, reference=terms.reference)
    except SynthesisError as error:
        # metafor leaves columns out that follow from others; this package refuses them.
        if "follows from those before" in error.what or "0 everywhere" in error.what:
            raise NotCovered("moderators that depend on one another") from error
        raise
    found = fit(ys, vs, columns, _settings(named, inside), own)
    found.payload["sizes"] = [sizes[i] for i in keep]
    return found


def _given(
    outcome: Node | None, rest: list[Node], named: Mapping[str, Node], inside: Environment
) -> tuple[list[float], list[float]]:
    if outcome is None:
        raise NotCovered("an argument of 'rma' that is not built")
    y = numbers(inside.value(outcome))
    if "sei" in named:
        v = [x * x for x in numbers(inside.value(named["sei"]))]
    else:
        node = named.get("vi") or (rest[0] if rest else None)
        if node is None:
            raise NotCovered("an argument of 'rma' that is not built")
        v = numbers(inside.value(node))
    v = v * len(y) if len(v) == 1 else v
    if len(v) != len(y):
        raise NotCovered("a matrix of variances")
    return y, v


def _settings(named: Mapping[str, Node], environment: Environment) -> dict[str, Any]:
    method, test = word(named, "method", "REML"), word(named, "test", "z")
    method = _SAME_ROOT.get(method, method)
    if method not in COMMON and method not in RESIDUAL_METHODS:
        raise NotCovered(f"the estimator of τ² '{method}'")
    if test not in TESTS:
        raise NotCovered(f"the test '{test}'")
    settings = {
        "model": "common" if method in COMMON else "random",
        "method": "REML" if method in COMMON else method,
        "test": TESTS[test],
        "confidence": confidence(named, environment),
        "tolerance": environment.names.get(".stop", METAFOR_STOPS),
    }
    if "tau2" in named and method not in COMMON:
        settings["tau2"] = numbers(environment.value(named["tau2"]))[0]
    return settings


def fit(
    y: list[float], v: list[float], columns: Design, settings: Mapping[str, Any], own: list[float] | None = None
) -> Result:
    """The result of rma: a mean by :func:`pool` where that has all settings, else a regression."""
    only_mean = columns.names == ("intercept",) and own is None and settings["method"] in TAU2_METHODS
    pooled = pool(y, v, **settings) if only_mean and "tau2" not in settings else None
    if pooled is not None and pooled.k == 1:
        return Result(_fields_of_mean(pooled), kind="one study")
    regression = meta_regression(y, v, columns, weights=own, **settings)
    found = _fields(regression) if pooled is None else {**_fields(regression), **_fields_of_mean(pooled)}
    return Result(
        found, kind="uni", regression=regression, pooled=pooled, y=y, v=v, settings=settings, weights=own,
        sizes=[math.nan] * len(y),
    )  # fmt: skip


def lines(coefficients: tuple[Coefficient, ...]) -> dict[str, list[float]]:
    """Coefficients under metafor's names."""
    names = {
        "beta": "value",
        "b": "value",
        "se": "se",
        "zval": "statistic",
        "pval": "p",
        "ci.lb": "low",
        "ci.ub": "high",
    }
    return {name: [getattr(line, attribute) for line in coefficients] for name, attribute in names.items()}


def _fields(regression: MetaRegression) -> dict[str, Any]:
    spread = regression.heterogeneity
    found: dict[str, Any] = {
        **lines(regression.coefficients), "tau2": regression.tau2.value, "I2": spread.i2, "H2": spread.h2, "QE": spread.q,
        "QEp": spread.p, "k": float(regression.k), "p": float(len(regression.coefficients)),
        "vb": regression.covariance.tolist(), "yi": regression.estimates.tolist(), "vi": regression.variances.tolist(),
        "m": float(len([c for columns in regression.design.terms.values() for c in columns]) or len(regression.coefficients)),
        "s2w": regression.rescaled, "X": Matrix(regression.design.x.tolist(), (), _r_names(regression.design)),
    }  # fmt: skip
    if regression.df is not None:
        found |= {"ddf": float(regression.df), "dfs": float(regression.df)}
    if regression.moderators is not None:
        found |= {"QM": regression.moderators.statistic, "QMp": regression.moderators.p}
    return found | _optional(regression)


def _r_names(columns: Design) -> list[str]:
    """Columns under R's names: ``intrcpt``, and categories glued to their factor."""
    return ["intrcpt" if name == "intercept" else name.replace("=", "", 1) for name in columns.names]


def _optional(regression: MetaRegression) -> dict[str, float]:
    found = {"se.tau2": regression.tau2.se, "R2": regression.r2}
    return {name: value for name, value in found.items() if value is not None}


def _fields_of_mean(pooled: Pooled) -> dict[str, Any]:
    spread = pooled.heterogeneity
    return {
        "beta": [pooled.mean], "b": [pooled.mean], "se": [pooled.se], "zval": [pooled.statistic], "pval": [pooled.p],
        "ci.lb": [pooled.low], "ci.ub": [pooled.high], "tau2": pooled.tau2.value, "I2": spread.i2, "H2": spread.h2,
        "QE": spread.q, "QEp": spread.p, "k": float(pooled.k),
    }  # fmt: skip
