"""The steps of metafor that make data: escalc, subset, transform, and the transformations of estimates, read by name and computed
with this package."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from aetia.errors import SynthesisError
from aetia.synthesis.effect_sizes import effect_size
from aetia.synthesis.measures import MEASURES, back_transform
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Table, numbers, positions, vector

COSMETIC = frozenset({
    "data", "slab", "digits", "append", "verbose", "replace", "include", "outlist", "skipr2", "time", "progbar", "retpermdist",
})  # fmt: skip
"""Arguments that change nothing in the numbers."""
HARMLESS_CONTROLS = frozenset({"stepadj", "maxiter", "verbose", "digits", "hessian"})
_ARGUMENTS = {
    "a": "ai", "b": "bi", "c": "ci", "d": "di", "x1": "x1i", "x2": "x2i", "t1": "t1i", "t2": "t2i", "r": "ri", "m1": "m1i",
    "sd1": "sd1i", "n1": "n1i", "m2": "m2i", "sd2": "sd2i", "n2": "n2i", "x": "xi", "n": "ni", "t": "ti", "m": "mi",
    "sd": "sdi", "t_statistic": "ti", "predictors": "mi", "r2": "r2i", "alpha": "ai", "items": "mi",
}  # fmt: skip
_ESCALC = frozenset({"measure", "subset", "var.names", "vtype", "add", "to", "drop00", "level", "method", "test"})
SIZES = ".ni"
"""The column in which the sizes of the studies travel with the estimates."""


def split(arguments: Arguments) -> tuple[list[Node], dict[str, Node]]:
    """Arguments without a name, and those with one."""
    return [node for name, node in arguments if not name], {name: node for name, node in arguments if name}


def refuse_others(named: Mapping[str, Node], known: frozenset[str], function: str) -> None:
    """Not covered if an argument is not known, or a control that may move numbers is given."""
    extra = sorted(set(named) - known - COSMETIC - {"control"})
    if extra:
        raise NotCovered(f"an argument of '{function}' that is not built: {', '.join(extra)}")
    control = named.get("control")
    if control is not None:
        names = set(control.names[1:]) if control.kind == "call" and control.parts[0].text == "list" else {"?"}
        if names - HARMLESS_CONTROLS:
            raise NotCovered(
                f"a control of '{function}' that is not built: {', '.join(sorted(names - HARMLESS_CONTROLS))}"
            )


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
    text = word(named, name, "TRUE" if default else "FALSE")
    if text not in _TRUTH:
        raise NotCovered(f"a setting of '{name}' of another form")
    return _TRUTH[text]


_TRUTH = {"TRUE": True, "T": True, "FALSE": False, "F": False}


def confidence(named: Mapping[str, Node], environment: Environment) -> float:
    """metafor takes 95, 0.95 and 0.05 alike."""
    level = numbers(environment.value(named["level"]))[0] if "level" in named else 95.0
    if level >= 1:
        return level / 100
    return level if level > 0.5 else 1 - level


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
        named = {"measure": positional[0], **named}
        if len(positional) > 1:
            raise NotCovered("an argument of 'escalc' that is not built")
    names = [str(x) for x in vector(environment.value(named["var.names"]))] if "var.names" in named else ["yi", "vi"]
    if len(names) < 2:
        raise NotCovered("an argument of 'escalc' that is not built")
    y, v, sizes, keep, size = effects(named, inside, "escalc")
    columns = {name: [values[i] for i in keep] for name, values in table.items() if len(values) == size}
    return Table({**columns, names[0]: y, names[1]: v, SIZES: sizes})


def kept_rows(named: Mapping[str, Node], inside: Environment, size: int) -> list[int]:
    """The rows of `subset`."""
    return positions(inside.value(named["subset"]), size) if "subset" in named else list(range(size))


def effects(
    named: Mapping[str, Node], inside: Environment, function: str, extra: frozenset[str] = frozenset()
) -> tuple[list[float], list[float], list[float], list[int], int]:
    """Estimates, variances and sizes of the rows of `subset`, NaN where a number is missing; these rows; and how many there
    were."""
    measure = word(named, "measure", "")
    if measure == "GEN":
        return _given(named, inside, function, extra)
    if measure not in MEASURES:
        raise NotCovered(f"the effect measure '{measure}'")
    needs = MEASURES[measure].needs
    columns = {name: column(name, needs, named, inside) for name in needs}
    known = {_ARGUMENTS[name] for name in needs} | {"n1i", "n2i", "mi", "ai", "bi", "ci", "di"}
    refuse_others(named, frozenset(known) | _ESCALC | extra, function)
    size = max(map(len, columns.values()))
    columns = {name: values * size if len(values) == 1 else values for name, values in columns.items()}
    keep = kept_rows(named, inside, size)
    add, to = _correction(named, inside, [[values[row] for values in columns.values()] for row in keep], measure)
    vtype = {"LS": "large-sample", "UB": "unbiased"}.get(word(named, "vtype", "LS"))
    if vtype is None:
        raise NotCovered("a variance of another kind")
    drop = truth(named, "drop00", False)
    y, v, sizes = [], [], []
    for row in keep:
        values = {name: cells[row] for name, cells in columns.items()}
        y.append(math.nan)
        v.append(math.nan)
        sizes.append(_size(values))
        if any(math.isnan(x) for x in values.values()) or (drop and _says_nothing(values)):
            continue
        try:
            found = effect_size(
                measure, values, where=f"row {row + 1}", keep_double_zero=True, add=add, to=to, variance=vtype,  # type: ignore[arg-type]
            )  # fmt: skip
        except SynthesisError as error:
            # R goes on with a number that is not finite, and makes it a missing one; such a row leaves the analysis.
            if "cannot be computed" in error.what:
                continue
            if "usable variance" in error.what or "empty" in error.what:
                raise NotCovered("numbers of a study that this package refuses and R uses") from error
            raise
        y[-1], v[-1] = found.y, found.v
    return y, v, sizes, keep, size


def _given(
    named: Mapping[str, Node], inside: Environment, function: str, extra: frozenset[str]
) -> tuple[list[float], list[float], list[float], list[int], int]:
    """The measure GEN: estimates as they are given."""
    refuse_others(named, _ESCALC | extra | {"yi", "vi", "sei", "ni"}, function)
    if "yi" not in named or not {"vi", "sei"} & set(named):
        raise NotCovered(f"an argument of '{function}' that is not built")
    y = numbers(inside.value(named["yi"]))
    v = numbers(inside.value(named["vi"])) if "vi" in named else [x * x for x in numbers(inside.value(named["sei"]))]
    v = v * len(y) if len(v) == 1 else v
    sizes = numbers(inside.value(named["ni"])) if "ni" in named else [math.nan] * len(y)
    keep = kept_rows(named, inside, len(y))
    return [y[i] for i in keep], [v[i] for i in keep], [sizes[i] for i in keep], keep, len(y)


def _correction(
    named: Mapping[str, Node], inside: Environment, rows: list[list[float]], measure: str
) -> tuple[float, str]:
    """What is added, and to which studies."""
    add = numbers(inside.value(named["add"])) if "add" in named else [0.5]
    to = word(named, "to", "only0")
    if len(add) != 1 or to not in ("only0", "all", "none", "if0all"):
        raise NotCovered("a correction for zeros of another kind")
    if to == "if0all":
        if MEASURES[measure].zeros not in ("cells", "none"):
            raise NotCovered("a correction for zeros of another kind")
        to = "all" if any(0 in row for row in rows) else "none"
    return add[0], {"only0": "zero", "all": "every", "none": "none"}[to]


def _says_nothing(values: Mapping[str, float]) -> bool:
    """Whether nobody, or everybody, of both groups has the event."""
    if "a" in values and "d" in values:
        return values["a"] + values["c"] == 0 or values["b"] + values["d"] == 0
    return values.get("x1", 1.0) + values.get("x2", 1.0) == 0


def _size(values: Mapping[str, float]) -> float:
    """The people of a study, as far as its numbers tell."""
    if "d" in values:
        return sum(values[name] for name in "abcd")
    if "n1" in values and "n2" in values:
        return values["n1"] + values["n2"]
    if "t1" in values:
        return values["t1"] + values["t2"]
    return values.get("n", math.nan)


def column(name: str, needs: tuple[str, ...], named: Mapping[str, Node], inside: Environment) -> list[float]:
    """A column that a measure needs, or the difference of a whole and its other part."""
    if _ARGUMENTS[name] in named:
        return numbers(inside.value(named[_ARGUMENTS[name]]))
    totals = {
        "a": ("n1i", "bi", -1),
        "b": ("n1i", "ai", -1),
        "c": ("n2i", "di", -1),
        "d": ("n2i", "ci", -1),
        "n": ("xi", "mi", 1),
    }
    whole = totals.get(name) if "a" in needs or "x" in needs else None
    if whole is None or whole[0] not in named or whole[1] not in named:
        raise NotCovered("an argument of 'escalc' that is not built")
    first, second = (numbers(inside.value(named[each])) for each in whole[:2])
    return [x + whole[2] * other for x, other in zip(first, second, strict=True)]


def argument_of(name: str) -> str:
    """metafor's name of a number that a measure needs."""
    return _ARGUMENTS[name]


def subset(arguments: Arguments, environment: Environment) -> Any:
    """The rows of a table for which a condition holds."""
    positional, named = split(arguments)
    refuse_others(named, frozenset({"subset"}), "subset")
    table = environment.value(positional[0])
    condition = positional[1] if len(positional) > 1 else named.get("subset")
    if not isinstance(table, Table) or condition is None:
        raise NotCovered("the function 'subset' used in another way")
    size = len(next(iter(table.values())))
    keep = positions(environment.within(table).value(condition), size)
    return Table({name: [values[i] for i in keep] for name, values in table.items()})


def transform(arguments: Arguments, environment: Environment) -> Any:
    """A table with more columns."""
    positional, named = split(arguments)
    table = environment.value(positional[0])
    if not isinstance(table, Table):
        raise NotCovered("the steps do not say where a name comes from")
    inside, size = environment.within(table), len(next(iter(table.values())))
    new = {name: vector(inside.value(node)) for name, node in named.items()}
    return Table({**table, **{name: values * size if len(values) == 1 else values for name, values in new.items()}})


TRANSFORMATIONS: dict[str, Callable[[float], float]] = {
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
"""Functions that turn an estimate back into what people read, by R's names."""


def _transformed(name: str) -> Callable[[Arguments, Environment], list[float]]:
    def special(arguments: Arguments, environment: Environment) -> list[float]:
        positional, named = split(arguments)
        if len(positional) != 1 or named:
            raise NotCovered(f"the function '{name}' used in another way")
        return [TRANSFORMATIONS[name](x) for x in numbers(environment.value(positional[0]))]

    return special


DATA_STEPS = {
    "escalc": escalc,
    "subset": subset,
    "transform": transform,
    **{name: _transformed(name) for name in TRANSFORMATIONS if name != "exp"},
}  # fmt: skip
"""What the steps and quantities of facts may call."""
