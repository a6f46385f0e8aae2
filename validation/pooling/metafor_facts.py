"""Facts that metafor's own tests assert: a chain of steps, a quantity, the printed numbers.

Whether a fact is covered is decided by its steps alone.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validation.pooling.metafor_data import DATA_STEPS
from validation.pooling.metafor_diagnostics import DIAGNOSTIC_STEPS
from validation.pooling.metafor_fit import FIT_STEPS
from validation.pooling.metafor_fixed import rma_mh, rma_peto
from validation.pooling.metafor_models import METAFOR_STOPS, rma
from validation.pooling.metafor_results import RESULT_STEPS
from validation.pooling.metafor_tests import TEST_STEPS
from validation.pooling.r_functions import FUNCTIONS
from validation.pooling.r_language import NotCovered, parse
from validation.pooling.r_values import Environment, Table, numbers

ROOT_SEARCH = 2.0**-13
"""How far R's root search may stop from a limit of τ²: the fourth root of the machine's epsilon, its default."""

_SPECIALS = {
    "rma": rma, "rma.uni": rma, "rma.mh": rma_mh, "rma.peto": rma_peto, **DATA_STEPS, **RESULT_STEPS, **DIAGNOSTIC_STEPS,
    **FIT_STEPS, **TEST_STEPS,
}  # fmt: skip


def computed(
    fact: Mapping[str, Any], datasets: Path, *, nudge: float = 0.0, stop: float | None = METAFOR_STOPS
) -> list[float]:
    """The numbers that a fact asks for, computed with this package.

    Args:
        fact: one line of ``metafor_expected.jsonl``.
        datasets: folder of the data sets as CSV.
        nudge: added to the limits of τ², to see how far a coarser root search could have moved what rests on them.
        stop: the change of τ² at which iterations end; None for the package's own, at the maximum itself.

    Raises:
        NotCovered: a step or the quantity is of a kind that is not built.
        SynthesisError: the numbers were refused.
    """

    def fallback(name: str) -> Any:
        return _dataset(datasets, name)

    names: dict[str, Any] = {".nudge": nudge, ".stop": stop}
    environment = Environment(names, _SPECIALS, FUNCTIONS, fallback)
    for step in fact["steps"]:
        arguments = [("", parse(text)) for text in step["positional"]]
        arguments += [(name, parse(text)) for name, text in step["named"].items()]
        if step["function"] == "dataset":
            value: Any = _dataset(datasets, step["positional"][0])
        elif step["function"] in FUNCTIONS or step["function"] in _SPECIALS:
            value = environment.call(step["function"], arguments)
        else:
            raise NotCovered(f"the step '{step['function']}'")
        names[step["assigns"] or ""] = value
    return numbers(environment.value(parse(fact["quantity"])))


def _dataset(folder: Path, name: str) -> Table:
    if not name.startswith("dat."):
        raise NotCovered("the steps do not say where a name comes from")
    file = folder / f"{name}.csv"
    if not file.is_file():
        raise NotCovered("a data set that is not in the folder")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Table({column: _column([row[column] for row in rows]) for column in rows[0]})


def _column(cells: list[str]) -> list[Any]:
    """Numbers where all cells are numbers or missing, else words."""
    try:
        return [math.nan if cell in ("", "NA") else float(cell) for cell in cells]
    except ValueError:
        return [math.nan if cell in ("", "NA") else cell for cell in cells]


def decimals(numbers: list[float]) -> int:
    """The digits after the point that a list of printed numbers shares; JSON drops trailing zeros, so the longest counts, and
    numbers that are all whole are taken as printed to four, as in metafor's tests."""
    longest = max(
        len(repr(number).partition(".")[2].replace("e", "")) if number != int(number) else 0 for number in numbers
    )
    return longest or 4


def agreement(fact: Mapping[str, Any], found: list[float], datasets: Path) -> str:
    """How numbers agree with those printed; empty where they do not.

    ``to the digit``: rounded, they are the printed ones. ``root search``: R's search for limits of τ², or for a tetrachoric
    correlation, may have stopped that far away. ``at the maximum``: they are with τ² at the maximum of the likelihood, where
    metafor's iteration stops short. ``cut off``: the printed ones are cut off, not rounded.
    """
    if len(found) != len(fact["expected"]):
        return ""
    if _fits(fact, found):
        return "to the digit"
    if "confint(" in fact["quantity"] or any(step["function"] == "confint" for step in fact["steps"]):
        lower, upper = (computed(fact, datasets, nudge=nudge) for nudge in (-ROOT_SEARCH, ROOT_SEARCH))
        if _fits(fact, found, lower, upper):
            return "root search"
    if any(step["named"].get("measure", "").strip("\"'") == "RTET" for step in fact["steps"]):
        near = [[x + sign * ROOT_SEARCH for x in found] for sign in (-1, 1)]
        if _fits(fact, found, *near):
            return "root search"
    exact = computed(fact, datasets, stop=None)
    if _fits(fact, exact):
        return "at the maximum"
    return "cut off" if any(_is_cut_off(fact["expected"], numbers) for numbers in (found, exact)) else ""


def _fits(
    fact: Mapping[str, Any], found: list[float], lower: list[float] | None = None, upper: list[float] | None = None
) -> bool:
    expected = fact["expected"]
    half = 0.5 * 10.0 ** -decimals(expected) * (1 + 1e-6)
    return all(
        min(here, low, high) - half <= printed <= max(here, low, high) + half
        for printed, here, low, high in zip(expected, found, lower or found, upper or found, strict=True)
    )


def _is_cut_off(expected: list[float], found: list[float]) -> bool:
    """Whether each number, rounded or cut after its printed digits, is the printed one."""
    digits = decimals(expected)
    scale = 10.0**digits
    return all(
        math.isclose(printed, round(here, digits), abs_tol=1e-12)
        or math.isclose(printed, math.trunc(here * scale) / scale, abs_tol=1e-12)
        for printed, here in zip(expected, found, strict=True)
    )
