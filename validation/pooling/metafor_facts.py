"""Facts that metafor's own tests assert: a chain of steps, a quantity, the printed numbers.

Whether a fact is covered is decided by its steps alone.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from aetia.synthesis import MEASURES, TAU2_METHODS, effect_size, pool, prediction_interval, tau2_interval
from aetia.synthesis.heterogeneity import typical_variance
from validation.pooling.r_expressions import ARITHMETIC_FUNCTIONS, NotCovered, Vector, evaluate, vector

Table: TypeAlias = dict[str, Any]
Named: TypeAlias = Mapping[str, str]

ROOT_SEARCH = 2.0**-13
"""How far R's root search may stop from a limit of τ²: the fourth root of the machine's epsilon, its default."""

_COSMETIC = frozenset({"data", "slab", "digits", "append", "verbose"})
_COMMON = frozenset({"EE", "FE", "CE"})
_TESTS = {"z": "z", "t": "t", "knha": "hartung-knapp", "hksj": "hartung-knapp", "adhoc": "hartung-knapp-floor"}
_TRANSFORMATIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "transf.ilogit": lambda x: 1 / (1 + math.exp(-x)),
    "transf.ztor": math.tanh,
}
_ARGUMENTS = {
    "a": ("ai",), "b": ("bi",), "c": ("ci",), "d": ("di",), "x1": ("x1i",), "x2": ("x2i",), "t1": ("t1i",), "t2": ("t2i",),
    "r": ("ri",), "m1": ("m1i",), "sd1": ("sd1i",), "n1": ("n1i",), "m2": ("m2i",), "sd2": ("sd2i",), "n2": ("n2i",),
    "x": ("xi",), "n": ("ni",), "t": ("ti",), "m": ("mi",), "sd": ("sdi",),
}  # fmt: skip


METAFOR_STOPS = 1e-5
"""The change of τ² at which metafor stops iterating; its printed numbers were made with it."""


def computed(fact: Mapping[str, Any], datasets: Path, *, nudge: float = 0.0) -> Vector:
    """The numbers that a fact asks for, computed with this package.

    Args:
        fact: one line of ``metafor_expected.jsonl``.
        datasets: folder of the data sets as CSV.
        nudge: added to the limits of τ², to see how far a coarser root search could have moved what rests on them.

    Raises:
        NotCovered: a step or the quantity is of a kind that is not built.
        SynthesisError: the numbers were refused.
    """
    session = _Session(datasets, nudge)
    for step in fact["steps"]:
        session.run(step)
    functions = {
        **ARITHMETIC_FUNCTIONS,
        "coef": lambda arguments: _field(arguments[0], "beta"),
        "se": lambda arguments: _field(arguments[0], "se"),
    }
    return vector(evaluate(fact["quantity"], session.names, functions))


def _field(table: Any, name: str) -> Any:
    if not isinstance(table, Mapping) or name not in table:
        raise NotCovered(f"the quantity '{name}'")
    return table[name]


class _Session:
    """The variables of one chain of steps."""

    def __init__(self, datasets: Path, nudge: float) -> None:
        self._datasets = datasets
        self._nudge = nudge
        self.names: dict[str, Any] = {}

    def run(self, step: Mapping[str, Any]) -> None:
        kinds: dict[str, Callable[[list[str], Named], Any]] = {
            "dataset": self._dataset_step,
            "c": self._numbers_step,
            "data.frame": self._table_step,
            "escalc": self._escalc,
            "rma": self._rma,
            "rma.uni": self._rma,
            "predict": self._predict,
            "confint": self._confint,
            "summary": self._summary,
        }
        function = step["function"]
        if function not in kinds:
            raise NotCovered(f"the step '{function}'")
        self.names[step["assigns"] or ""] = kinds[function](step["positional"], step["named"])

    def _dataset_step(self, positional: list[str], _named: Named) -> Table:
        return self._dataset(positional[0])

    def _numbers_step(self, positional: list[str], _named: Named) -> Vector:
        return [number for text in positional for number in vector(self._value(text))]

    def _table_step(self, _positional: list[str], named: Named) -> Table:
        return {name: vector(self._value(text)) for name, text in named.items()}

    def _dataset(self, name: str) -> Table:
        file = self._datasets / f"{name}.csv"
        if not file.is_file():
            raise NotCovered("a data set that is not in the folder")
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return {column: [_cell(row[column]) for row in rows] for column in rows[0]}

    def _value(self, text: str, table: Table | None = None) -> Any:
        return evaluate(text, {**self.names, **(table or {})}, ARITHMETIC_FUNCTIONS)

    def _table(self, named: Named) -> Table:
        name = named.get("data", "")
        if not name:
            return {}
        if name in self.names:
            found = self.names[name]
            return found if isinstance(found, dict) else {}
        return self._dataset(name)

    def _escalc(self, positional: list[str], named: Named) -> Table:
        table = self._table(named)
        y, v = self._effects(named, table)
        names = [
            part.strip(" \"'")
            for part in named.get("var.names", 'c("yi","vi")').removeprefix("c(").rstrip(")").split(",")
        ]
        if positional or len(names) != 2:
            raise NotCovered("an argument of 'escalc' that is not built")
        keep = self._rows(named, len(y))
        kept = {column: [values[i] for i in keep] for column, values in table.items() if len(values) == len(y)}
        return {**kept, names[0]: [y[i] for i in keep], names[1]: [v[i] for i in keep]}

    def _effects(self, named: Named, table: Table) -> tuple[Vector, Vector]:
        measure = named.get("measure", "").strip("\"'")
        if measure not in MEASURES:
            raise NotCovered(f"the effect measure '{measure}'")
        needed = MEASURES[measure][0]
        sources = {name: self._numbers(name, named, table) for name in needed}
        known = {argument for name in needed for argument in _ARGUMENTS[name]} | {"n1i", "n2i", "mi"}
        extra = set(named) - known - _COSMETIC - {"measure", "subset", "var.names", "method", "test", "level"}
        if extra:
            raise NotCovered(f"an argument of 'escalc' that is not built: {', '.join(sorted(extra))}")
        columns = {name: vector(values) for name, values in sources.items()}
        size = max(map(len, columns.values()))
        columns = {name: values * size if len(values) == 1 else values for name, values in columns.items()}
        y, v = [], []
        for index in range(size):
            numbers = {name: values[index] for name, values in columns.items()}
            if any(math.isnan(x) for x in numbers.values()):
                y.append(math.nan)
                v.append(math.nan)
                continue
            found = effect_size(measure, numbers, where=f"row {index + 1}", keep_double_zero=True)
            y.append(found.y)
            v.append(found.v)
        return y, v

    def _numbers(self, name: str, named: Named, table: Table) -> Any:
        for argument in _ARGUMENTS[name]:
            if argument in named:
                return self._value(named[argument], table)
        totals = {"b": ("n1i", "ai"), "d": ("n2i", "ci")}
        if name in totals and all(argument in named for argument in totals[name]):
            whole, part = (vector(self._value(named[argument], table)) for argument in totals[name])
            return [n - x for n, x in zip(whole, part, strict=True)]
        if name == "n" and "xi" in named and "mi" in named:
            events, others = (vector(self._value(named[argument], table)) for argument in ("xi", "mi"))
            return [x + m for x, m in zip(events, others, strict=True)]
        raise NotCovered("an argument of 'escalc' that is not built")

    def _rows(self, named: Named, size: int) -> list[int]:
        if "subset" not in named:
            return list(range(size))
        return [int(x) - 1 for x in vector(self._value(named["subset"]))]

    def _rma(self, positional: list[str], named: Named) -> Table:
        if "mods" in named or any("~" in text for text in positional):
            raise NotCovered("moderators (meta-regression)")
        if {"weights", "weighted"} & set(named):
            raise NotCovered("weights of one's own")
        table = self._table(named)
        if "measure" in named:
            y, v = self._effects(named, table)
        else:
            extra = set(named) - _COSMETIC - {"method", "test", "subset", "level", "yi", "vi", "sei"}
            if extra:
                raise NotCovered(f"an argument of 'rma' that is not built: {', '.join(sorted(extra))}")
            y, v = self._given(positional, named, table)
        keep = [i for i in self._rows(named, len(y)) if math.isfinite(y[i]) and math.isfinite(v[i])]
        return _fit([y[i] for i in keep], [v[i] for i in keep], named)

    def _given(self, positional: list[str], named: Named, table: Table) -> tuple[Vector, Vector]:
        texts = [*positional]
        y = vector(self._value(named.get("yi") or texts.pop(0), table))
        if "sei" in named:
            return y, [x * x for x in vector(self._value(named["sei"], table))]
        if "vi" not in named and not texts:
            raise NotCovered("an argument of 'rma' that is not built")
        return y, vector(self._value(named.get("vi") or texts[0], table))

    def _fitted(self, positional: list[str]) -> Table:
        fit = self.names.get(positional[0]) if positional else None
        if not isinstance(fit, dict) or "pooled" not in fit:
            raise NotCovered("the steps do not say where a name comes from")
        return fit

    def _predict(self, positional: list[str], named: Named) -> Table:
        fit = self._fitted(positional)
        extra = set(named) - {"transf", "digits", "predtype", "pi.type"}
        if extra:
            raise NotCovered(f"an argument of 'predict' that is not built: {', '.join(sorted(extra))}")
        kind = named.get("predtype", named.get("pi.type", "default")).strip("\"'")
        if kind not in ("default", "Riley"):
            raise NotCovered(f"the prediction interval of type '{kind}'")
        pooled = fit["pooled"]
        shown = _transformation(named)
        limits = pooled.prediction
        if kind == "Riley":
            limits = prediction_interval(pooled.mean, pooled.se, pooled.tau2.value, pooled.k, convention="higgins")
        table = {"pred": shown(pooled.mean), "se": pooled.se, "ci.lb": shown(pooled.low), "ci.ub": shown(pooled.high)}
        return table if limits is None else {**table, "pi.lb": shown(limits[0]), "pi.ub": shown(limits[1])}

    def _confint(self, positional: list[str], named: Named) -> Table:
        fit = self._fitted(positional)
        extra = set(named) - {"fixed", "transf", "digits", "random"}
        if extra or fit["pooled"].model == "common":
            raise NotCovered("an argument of 'confint' that is not built")
        pooled, shown = fit["pooled"], _transformation(named)
        low, high = (max(0.0, limit + self._nudge) for limit in tau2_interval(fit["y"], fit["v"]))
        typical = typical_variance(fit["v"])
        tau2 = [pooled.tau2.value, low, high]
        random = [
            tau2,
            [math.sqrt(t) for t in tau2],
            [100 * t / (t + typical) for t in tau2],
            [t / typical + 1 for t in tau2],
        ]
        return {"random": random, "fixed": [shown(x) for x in (pooled.mean, pooled.low, pooled.high)]}

    def _summary(self, positional: list[str], named: Named) -> Table:
        table = self.names.get(positional[0]) if positional else None
        names = _strings(named.get("var.names", 'c("yi","vi")'))
        if not isinstance(table, dict) or any(name not in table for name in names):
            raise NotCovered("the steps do not say where a name comes from")
        out = _strings(named.get("out.names", 'c("sei","zi","pval","ci.lb","ci.ub")'))
        y, v = table[names[0]], table[names[1]]
        single = [pool([a], [b]) for a, b in zip(y, v, strict=True)]
        columns = [[getattr(p, field) for p in single] for field in ("se", "statistic", "p", "low", "high")]
        return {**table, **dict(zip(out, columns, strict=True))}


def _fit(y: Vector, v: Vector, named: Named) -> Table:
    import numpy as np

    method, test = (named.get(name, default).strip("\"'") for name, default in (("method", "REML"), ("test", "z")))
    if method not in TAU2_METHODS and method not in _COMMON:
        raise NotCovered(f"the estimator of τ² '{method}'")
    if test not in _TESTS:
        raise NotCovered(f"the test '{test}'")
    pooled = pool(
        y,
        v,
        model="common" if method in _COMMON else "random",
        method="REML" if method in _COMMON else method,  # type: ignore[arg-type]
        test=_TESTS[test],  # type: ignore[arg-type]
        confidence=_confidence(named),
        tolerance=METAFOR_STOPS,
    )
    spread = pooled.heterogeneity
    table = {
        "pooled": pooled, "y": np.asarray(y), "v": np.asarray(v), "beta": pooled.mean, "b": pooled.mean, "se": pooled.se,
        "zval": pooled.statistic, "pval": pooled.p, "ci.lb": pooled.low, "ci.ub": pooled.high, "tau2": pooled.tau2.value,
        "I2": spread.i2, "H2": spread.h2, "QE": spread.q, "QEp": spread.p, "k": float(pooled.k),
    }  # fmt: skip
    return table if pooled.tau2.se is None else {**table, "se.tau2": pooled.tau2.se}


def _confidence(named: Named) -> float:
    """metafor takes 95 and 0.95 alike."""
    level = float(named.get("level", "95"))
    return level / 100 if level > 1 else level


def _transformation(named: Named) -> Callable[[float], float]:
    name = named.get("transf")
    if name is None:
        return float
    if name not in _TRANSFORMATIONS:
        raise NotCovered(f"the transformation '{name}'")
    return _TRANSFORMATIONS[name]


def _strings(text: str) -> list[str]:
    return [part.strip(" \"'") for part in text.removeprefix("c(").rstrip(")").split(",")]


def _cell(text: str) -> float | str:
    if text in ("", "NA"):
        return math.nan
    try:
        return float(text)
    except ValueError:
        return text


def decimals(numbers: list[float]) -> int:
    """The digits after the point that a list of printed numbers shares; JSON drops trailing zeros, so the longest counts, and
    numbers that are all whole are taken as printed to four, as in metafor's tests."""
    longest = max(
        len(repr(number).partition(".")[2].replace("e", "")) if number != int(number) else 0 for number in numbers
    )
    return longest or 4


def agrees(fact: Mapping[str, Any], found: Vector, datasets: Path) -> bool:
    """Whether numbers are those printed, to the last printed digit; limits of τ² as far as metafor's root search went."""
    expected = fact["expected"]
    if len(found) != len(expected):
        return False
    half = 0.5 * 10.0 ** -decimals(expected) * (1 + 1e-6)
    lower, upper = list(found), list(found)
    if fact["steps"][-1]["function"] == "confint":
        lower, upper = (computed(fact, datasets, nudge=nudge) for nudge in (-ROOT_SEARCH, ROOT_SEARCH))
    return all(
        min(low, high, here) - half <= printed <= max(low, high, here) + half
        for printed, here, low, high in zip(expected, found, lower, upper, strict=True)
    )
