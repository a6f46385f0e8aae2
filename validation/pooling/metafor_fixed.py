"""The steps of metafor that pool tables, rma.mh and rma.peto, read by name and computed with this package."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aetia.errors import SynthesisError
from aetia.synthesis.effect_sizes import effect_size
from aetia.synthesis.mantel_haenszel import FixedPool, chi_squared, mantel_haenszel
from aetia.synthesis.peto import peto
from validation.pooling.metafor_data import (
    argument_of,
    column,
    confidence,
    kept_rows,
    refuse_others,
    split,
    truth,
    with_data,
    word,
)
from validation.pooling.r_language import Node, NotCovered
from validation.pooling.r_values import Arguments, Environment, Result, numbers, vector


def rma_mh(arguments: Arguments, environment: Environment) -> Result:
    """Mantel–Haenszel."""
    _, named = split(arguments)
    measure = word(named, "measure", "OR")
    if measure not in ("OR", "RR", "RD", "IRR", "IRD"):
        raise NotCovered(f"Mantel–Haenszel with the effect measure '{measure}'")
    needs = ("x1", "x2", "t1", "t2") if measure.startswith("I") else ("a", "b", "c", "d")
    known = {
        *(argument_of(name) for name in needs),
        "n1i",
        "n2i",
        "measure",
        "subset",
        "correct",
        "level",
        "add",
        "to",
        "drop00",
    }
    refuse_others(named, frozenset(known), "rma.mh")
    if truth(named, "drop00", False):
        raise NotCovered("studies without events left out of Mantel–Haenszel")
    return fixed(
        _tables(needs, named, environment), measure, truth(named, "correct", True), confidence(named, environment),
        _corrections(named, environment),
    )  # fmt: skip


def rma_peto(arguments: Arguments, environment: Environment) -> Result:
    """Peto's method."""
    _, named = split(arguments)
    refuse_others(named, frozenset({"ai", "bi", "ci", "di", "n1i", "n2i", "subset", "level"}), "rma.peto")
    return fixed(_tables(("a", "b", "c", "d"), named, environment), "PETO", True, confidence(named, environment))


@dataclass(frozen=True)
class Corrections:
    """What is added for zeros: to single studies, and to the tables that are pooled. To which: only0, all or none."""

    single: float = 0.5
    single_to: str = "only0"
    pooled: float = 0.0
    pooled_to: str = "none"


def _corrections(named: Mapping[str, Node], environment: Environment) -> Corrections:
    """One amount is that of single studies; of two, the second is that of the pool."""
    add = numbers(environment.value(named["add"])) if "add" in named else [0.5]
    to = [str(x) for x in vector(environment.value(named["to"]))] if "to" in named else ["only0"]
    single, pooled = (add[0], add[1]) if len(add) > 1 else (add[0], 0.0)
    single_to, pooled_to = (to[0], to[1]) if len(to) > 1 else (to[0], "none")
    if not {single_to, pooled_to} <= {"only0", "all", "none"}:
        raise NotCovered("a correction for zeros of another kind")
    return Corrections(single, single_to, pooled, pooled_to)


def _tables(needs: tuple[str, ...], named: Mapping[str, Node], environment: Environment) -> list[list[float]]:
    inside, _ = with_data(named, environment)
    columns = [column(name, needs, named, inside) for name in needs]
    keep = kept_rows(named, inside, len(columns[0]))
    rows = [[values[i] for values in columns] for i in keep]
    return [row for row in rows if not any(math.isnan(x) for x in row)]


def fixed(
    tables: list[list[float]], measure: str, continuity: bool, level: float, corrections: Corrections | None = None
) -> Result:
    """The result of rma.mh and rma.peto."""
    asked = corrections or Corrections()
    if measure == "PETO":
        found: FixedPool = peto(tables, confidence=level)
    else:
        pooled, add = tables, asked.pooled if asked.pooled_to == "only0" else 0.0
        if asked.pooled_to == "all":
            counts = 2 if measure.startswith("I") else 4
            pooled = [[x + asked.pooled * (place < counts) for place, x in enumerate(row)] for row in tables]
        if add and measure.startswith("I"):
            raise NotCovered("a correction for zeros of another kind")
        found = mantel_haenszel(pooled, measure, continuity=continuity, confidence=level, add=add)  # type: ignore[arg-type]
        if asked != Corrections():
            found = _with_single_studies(found, tables, measure, asked)
    fields: dict[str, Any] = {
        "beta": [found.mean], "b": [found.mean], "se": [found.se], "zval": [found.statistic], "pval": [found.p],
        "ci.lb": [found.low], "ci.ub": [found.high], "QE": found.heterogeneity.statistic, "QEp": found.heterogeneity.p,
        "I2": found.i2, "H2": found.heterogeneity.statistic / max(1, found.heterogeneity.df), "k": float(len(tables)),
        "yi": list(found.estimates), "vi": list(found.variances),
    }  # fmt: skip
    for names, test in ((("MH", "MHp"), found.association), (("TA", "TAp"), found.homogeneity)):
        if test is not None:
            fields |= {names[0]: test.statistic, names[1]: test.p}
    return Result(
        fields, kind="fixed", fixed=found, tables=tables, measure=measure, continuity=continuity, level=level,
        corrections=asked,
    )  # fmt: skip


def _with_single_studies(found: FixedPool, tables: list[list[float]], measure: str, asked: Corrections) -> FixedPool:
    """The same pool with single studies, and Q over them, after another correction."""
    names = ("x1", "x2", "t1", "t2") if measure.startswith("I") else ("a", "b", "c", "d")
    to = {"only0": "zero", "all": "every", "none": "none"}[asked.single_to]
    sizes: list[tuple[float, float] | None] = []
    for row in tables:
        try:
            size = effect_size(
                measure, dict(zip(names, row, strict=True)), add=asked.single, to=to, keep_double_zero=True,  # type: ignore[arg-type]
            )  # fmt: skip
        except SynthesisError:
            sizes.append(None)
        else:
            sizes.append((size.y, size.v))
    own = [size for size in sizes if size is not None]
    q, df = sum((y - found.mean) ** 2 / v for y, v in own), len(own) - 1
    return replace(
        found, heterogeneity=chi_squared(q, df), i2=100 * max(0.0, (q - df) / q) if q > 0 else 0.0,
        estimates=tuple(size[0] if size else math.nan for size in sizes),
        variances=tuple(size[1] if size else math.nan for size in sizes),
    )  # fmt: skip
