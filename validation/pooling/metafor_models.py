"""The steps of metafor that make data and models: escalc, rma, rma.mh, rma.peto, read by name and computed with this package."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aetia.errors import SynthesisError
from aetia.synthesis.effect_sizes import effect_size
from aetia.synthesis.heterogeneity import TAU2_METHODS
from aetia.synthesis.mantel_haenszel import FixedPool, mantel_haenszel
from aetia.synthesis.measures import MEASURES
from aetia.synthesis.moderators import Design, design
from aetia.synthesis.peto import peto
from aetia.synthesis.pool import Pooled, pool
from aetia.synthesis.regression import Coefficient, MetaRegression, meta_regression
from aetia.synthesis.residual_heterogeneity import RESIDUAL_METHODS
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, Table, numbers, positions, vector

METAFOR_STOPS = 1e-5
"""The change of τ² at which metafor stops iterating; its printed numbers were made with it."""
COMMON = frozenset({"EE", "FE", "CE"})
TESTS = {"z": "z", "t": "t", "knha": "hartung-knapp", "hksj": "hartung-knapp", "adhoc": "hartung-knapp-floor"}
# Iterated to the end, these reach the root that Paule & Mandel define.
_SAME_ROOT = {"DLIT": "PM", "SJIT": "PM", "MP": "PM"}
COSMETIC = frozenset({"data", "slab", "digits", "append", "verbose", "replace", "control", "include", "outlist"})
_ARGUMENTS = {
    "a": "ai", "b": "bi", "c": "ci", "d": "di", "x1": "x1i", "x2": "x2i", "t1": "t1i", "t2": "t2i", "r": "ri", "m1": "m1i",
    "sd1": "sd1i", "n1": "n1i", "m2": "m2i", "sd2": "sd2i", "n2": "n2i", "x": "xi", "n": "ni", "t": "ti", "m": "mi",
    "sd": "sdi", "t_statistic": "ti", "predictors": "mi", "r2": "r2i", "alpha": "ai", "items": "mi",
}  # fmt: skip
_ESCALC = frozenset({"measure", "subset", "var.names", "vtype", "add", "to", "drop00", "level", "method", "test"})


def split(arguments: Arguments) -> tuple[list[Node], dict[str, Node]]:
    """Arguments without a name, and those with one."""
    return [node for name, node in arguments if not name], {name: node for name, node in arguments if name}


def refuse_others(named: Mapping[str, Node], known: frozenset[str], function: str) -> None:
    """Not covered if an argument is not known."""
    extra = sorted(set(named) - known - COSMETIC)
    if extra:
        raise NotCovered(f"an argument of '{function}' that is not built: {', '.join(extra)}")


def word(named: Mapping[str, Node], name: str, default: str) -> str:
    """A setting written as a word, with or without quotes."""
    node = named.get(name)
    if node is None:
        return default
    if node.kind not in ("string", "name"):
        raise NotCovered(f"a setting of '{name}' of another form")
    return node.text


def truth(named: Mapping[str, Node], name: str, default: bool) -> bool:
    """A setting that is TRUE or FALSE."""
    return {"TRUE": True, "T": True, "FALSE": False, "F": False}[word(named, name, "TRUE" if default else "FALSE")]


def confidence(named: Mapping[str, Node], environment: Environment) -> float:
    """metafor takes 95 and 0.95 alike."""
    level = numbers(environment.value(named["level"]))[0] if "level" in named else 95.0
    return level / 100 if level > 1 else level


def with_data(named: Mapping[str, Node], environment: Environment) -> tuple[Environment, Table]:
    """The environment inside the table that `data` names."""
    if "data" not in named:
        return environment, Table()
    table = environment.value(named["data"])
    if not isinstance(table, Table):
        raise NotCovered("the steps do not say where a name comes from")
    return environment.within(table), table


def escalc(arguments: Arguments, environment: Environment) -> Any:
    """Effect sizes as columns beside the data."""
    positional, named = split(arguments)
    inside, table = with_data(named, environment)
    if positional:
        raise NotCovered("an argument of 'escalc' that is not built")
    names = [str(x) for x in vector(environment.value(named["var.names"]))] if "var.names" in named else ["yi", "vi"]
    y, v, keep, size = effects(named, inside, "escalc")
    columns = {name: [values[i] for i in keep] for name, values in table.items() if len(values) == size}
    return Table({**columns, names[0]: y, names[1]: v})


def kept_rows(named: Mapping[str, Node], inside: Environment, size: int) -> list[int]:
    """The rows of `subset`."""
    return positions(inside.value(named["subset"]), size) if "subset" in named else list(range(size))


def effects(
    named: Mapping[str, Node], inside: Environment, function: str, extra: frozenset[str] = frozenset()
) -> tuple[list[float], list[float], list[int], int]:
    """Estimates and variances of the rows of `subset`, NaN where a number is missing; these rows; and how many there were."""
    measure = word(named, "measure", "")
    if measure not in MEASURES:
        raise NotCovered(f"the effect measure '{measure}'")
    needs = MEASURES[measure].needs
    columns = {name: _column(name, needs, named, inside) for name in needs}
    known = {_ARGUMENTS[name] for name in needs} | {"n1i", "n2i", "mi", "ai", "bi", "ci", "di"}
    refuse_others(named, frozenset(known) | _ESCALC | extra, function)
    size = max(map(len, columns.values()))
    columns = {name: values * size if len(values) == 1 else values for name, values in columns.items()}
    add = numbers(inside.value(named["add"])) if "add" in named else [0.5]
    to = {"only0": "zero", "all": "every", "none": "none"}.get(word(named, "to", "only0"))
    vtype = {"LS": "large-sample", "UB": "unbiased"}.get(word(named, "vtype", "LS"))
    if len(add) != 1 or to is None or vtype is None:
        raise NotCovered("a correction for zeros or a variance of another kind")
    drop = truth(named, "drop00", False)
    y, v, keep = [], [], kept_rows(named, inside, size)
    for row in keep:
        y.append(math.nan)
        v.append(math.nan)
        values = {name: column[row] for name, column in columns.items()}
        if any(math.isnan(x) for x in values.values()):
            continue
        try:
            found = effect_size(
                measure, values, where=f"row {row + 1}", keep_double_zero=not drop, add=add[0], to=to, variance=vtype,  # type: ignore[arg-type]
            )  # fmt: skip
        except SynthesisError:
            if not drop:
                raise
            continue
        y[-1], v[-1] = found.y, found.v
    return y, v, keep, size


def _column(name: str, needs: tuple[str, ...], named: Mapping[str, Node], inside: Environment) -> list[float]:
    if _ARGUMENTS[name] in named:
        return numbers(inside.value(named[_ARGUMENTS[name]]))
    totals = {"b": ("n1i", "ai", -1), "d": ("n2i", "ci", -1), "n": ("xi", "mi", 1)}
    whole = totals.get(name) if "a" in needs or "x" in needs else None
    if whole is None or whole[0] not in named or whole[1] not in named:
        raise NotCovered("an argument of 'escalc' that is not built")
    first, second = (numbers(inside.value(named[each])) for each in whole[:2])
    return [x + whole[2] * other for x, other in zip(first, second, strict=True)]


def rma(arguments: Arguments, environment: Environment) -> Result:
    """A mean or a regression by inverse variance."""
    positional, named = split(arguments)
    inside, _ = with_data(named, environment)
    texts = list(positional)
    formula = named.get("mods")
    if "measure" in named:
        some_y, some_v, rows, size = effects(named, inside, "rma", frozenset({"mods", "weights", "weighted"}))
        y, v = [math.nan] * size, [math.nan] * size
        for row, a, b in zip(rows, some_y, some_v, strict=True):
            y[row], v[row] = a, b
    else:
        refuse_others(
            named,
            frozenset({"method", "test", "subset", "level", "yi", "vi", "sei", "mods", "weights", "weighted"}),
            "rma",
        )
        outcome = named.get("yi") or (texts.pop(0) if texts else None)
        if outcome is not None and outcome.kind == "formula" and len(outcome.parts) == 2:
            outcome, formula = outcome.parts[0], Node("formula", "~", (outcome.parts[1],))
        y, v = _given(outcome, texts, named, inside)
    keep = [i for i in kept_rows(named, inside, len(y)) if math.isfinite(y[i]) and math.isfinite(v[i])]
    columns, intercept = moderators(formula, inside)
    keep = [i for i in keep if not any(isinstance(c[i], float) and math.isnan(c[i]) for c in columns.values())]
    own = None
    if "weights" in named:
        own = [numbers(inside.value(named["weights"]))[i] for i in keep]
    elif not truth(named, "weighted", True):
        own = [1.0] * len(keep)
    ys, vs = [y[i] for i in keep], [v[i] for i in keep]
    parts = {name: [column[i] for i in keep] for name, column in columns.items()}
    return fit(ys, vs, design(parts, len(ys), intercept=intercept), _settings(named, environment), own)


def _given(
    outcome: Node | None, rest: list[Node], named: Mapping[str, Node], inside: Environment
) -> tuple[list[float], list[float]]:
    if outcome is None:
        raise NotCovered("an argument of 'rma' that is not built")
    y = numbers(inside.value(outcome))
    if "sei" in named:
        return y, [x * x for x in numbers(inside.value(named["sei"]))]
    node = named.get("vi") or (rest[0] if rest else None)
    if node is None:
        raise NotCovered("an argument of 'rma' that is not built")
    v = numbers(inside.value(node))
    return y, v * len(y) if len(v) == 1 else v


def _settings(named: Mapping[str, Node], environment: Environment) -> dict[str, Any]:
    method, test = word(named, "method", "REML"), word(named, "test", "z")
    method = _SAME_ROOT.get(method, method)
    if method not in COMMON and method not in RESIDUAL_METHODS:
        raise NotCovered(f"the estimator of τ² '{method}'")
    if test not in TESTS:
        raise NotCovered(f"the test '{test}'")
    return {
        "model": "common" if method in COMMON else "random",
        "method": "REML" if method in COMMON else method,
        "test": TESTS[test],
        "confidence": confidence(named, environment),
        "tolerance": environment.names.get(".stop", METAFOR_STOPS),
    }


def moderators(formula: Node | None, inside: Environment) -> tuple[dict[str, list[Any]], bool]:
    """The columns of a formula such as ``~ ablat + factor(alloc) - 1``, and whether it has an intercept."""
    if formula is None:
        return {}, True
    if formula.kind != "formula":
        values = inside.value(formula)
        return {_label(formula): values if isinstance(values[0], str) else numbers(values)}, True
    columns: dict[str, list[Any]] = {}
    intercept = True
    for sign, term in _terms(formula.parts[-1]):
        if term.kind == "number":
            intercept = (term.text == "1") == (sign == "+")
            continue
        if sign == "-" or (term.kind == "operator" and term.text in ("*", ":", "^", "/")):
            raise NotCovered("interactions of moderators")
        if term.kind == "call" and term.parts[0].text == "relevel":
            raise NotCovered("another reference category")
        columns[_label(term)] = vector(inside.value(term))
    return columns, intercept


def _terms(node: Node, sign: str = "+") -> list[tuple[str, Node]]:
    if node.kind == "operator" and node.text in "+-" and len(node.parts) == 2:
        return [*_terms(node.parts[0], sign), *_terms(node.parts[1], node.text)]
    if node.kind == "operator" and node.text == "-" and len(node.parts) == 1:
        return _terms(node.parts[0], "-")
    return [(sign, node)]


def _label(node: Node) -> str:
    if node.kind == "call":
        return f"{node.parts[0].text}({', '.join(_label(part) for part in node.parts[1:])})"
    return node.text + ("(" + ", ".join(_label(part) for part in node.parts) + ")" if node.parts else "")


def fit(
    y: list[float], v: list[float], columns: Design, settings: Mapping[str, Any], own: list[float] | None = None
) -> Result:
    """The result of rma: a mean by :func:`pool` where that has all settings, else a regression."""
    only_mean = columns.names == ("intercept",) and own is None and settings["method"] in TAU2_METHODS
    pooled = pool(y, v, **settings) if only_mean else None
    if pooled is not None and pooled.k == 1:
        return Result(_fields_of_mean(pooled), kind="one study")
    regression = meta_regression(y, v, columns, weights=own, **settings)
    found = _fields(regression) if pooled is None else {**_fields(regression), **_fields_of_mean(pooled)}
    return Result(
        found, kind="uni", regression=regression, pooled=pooled, y=y, v=v, settings=settings, weights=own,
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
    }  # fmt: skip
    if regression.moderators is not None:
        found |= {"QM": regression.moderators.statistic, "QMp": regression.moderators.p}
    return found | _optional(regression)


def _optional(regression: MetaRegression) -> dict[str, float]:
    found = {"se.tau2": regression.tau2.se, "R2": regression.r2}
    return {name: value for name, value in found.items() if value is not None}


def _fields_of_mean(pooled: Pooled) -> dict[str, Any]:
    spread = pooled.heterogeneity
    return {
        "beta": [pooled.mean], "b": [pooled.mean], "se": [pooled.se], "zval": [pooled.statistic], "pval": [pooled.p],
        "ci.lb": [pooled.low], "ci.ub": [pooled.high], "tau2": pooled.tau2.value, "I2": spread.i2, "H2": spread.h2,
        "QE": spread.q, "QEp": spread.p,
    }  # fmt: skip


def rma_mh(arguments: Arguments, environment: Environment) -> Result:
    """Mantel–Haenszel."""
    _, named = split(arguments)
    measure = word(named, "measure", "OR")
    if measure not in ("OR", "RR", "RD", "IRR", "IRD"):
        raise NotCovered(f"Mantel–Haenszel with the effect measure '{measure}'")
    needs = ("x1", "x2", "t1", "t2") if measure.startswith("I") else ("a", "b", "c", "d")
    known = {*(_ARGUMENTS[name] for name in needs), "n1i", "n2i", "measure", "subset", "correct", "level"}
    refuse_others(named, frozenset(known), "rma.mh")
    return fixed(
        _tables(needs, named, environment), measure, truth(named, "correct", True), confidence(named, environment)
    )


def rma_peto(arguments: Arguments, environment: Environment) -> Result:
    """Peto's method."""
    _, named = split(arguments)
    refuse_others(named, frozenset({"ai", "bi", "ci", "di", "n1i", "n2i", "subset", "level"}), "rma.peto")
    return fixed(_tables(("a", "b", "c", "d"), named, environment), "PETO", True, confidence(named, environment))


def _tables(needs: tuple[str, ...], named: Mapping[str, Node], environment: Environment) -> list[list[float]]:
    inside, _ = with_data(named, environment)
    columns = [_column(name, needs, named, inside) for name in needs]
    keep = kept_rows(named, inside, len(columns[0]))
    rows = [[column[i] for column in columns] for i in keep]
    return [row for row in rows if not any(math.isnan(x) for x in row)]


def fixed(tables: list[list[float]], measure: str, continuity: bool, level: float) -> Result:
    """The result of rma.mh and rma.peto."""
    if measure == "PETO":
        found: FixedPool = peto(tables, confidence=level)
    else:
        found = mantel_haenszel(tables, measure, continuity=continuity, confidence=level)  # type: ignore[arg-type]
    fields: dict[str, Any] = {
        "beta": [found.mean], "b": [found.mean], "se": [found.se], "zval": [found.statistic], "pval": [found.p],
        "ci.lb": [found.low], "ci.ub": [found.high], "QE": found.heterogeneity.statistic, "QEp": found.heterogeneity.p,
        "I2": found.i2, "H2": found.heterogeneity.statistic / max(1, found.heterogeneity.df), "k": float(len(tables)),
        "yi": list(found.estimates), "vi": list(found.variances),
    }  # fmt: skip
    for names, test in ((("MH", "MHp"), found.association), (("TA", "TAp"), found.homogeneity)):
        if test is not None:
            fields |= {names[0]: test.statistic, names[1]: test.p}
    return Result(fields, kind="fixed", fixed=found, tables=tables, measure=measure, continuity=continuity, level=level)
