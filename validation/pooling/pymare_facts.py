"""Full-precision results of metafor on four small designs and of robumeta on one, as kept by PyMARE: one case is one fact."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from aetia.synthesis.moderators import Design, design
from aetia.synthesis.pool import pool
from aetia.synthesis.regression import meta_regression
from aetia.synthesis.robust_variance import correlated_effects
from validation.pooling.metafor_models import METAFOR_STOPS, TESTS
from validation.pooling.r_language import NotCovered

Columns: TypeAlias = dict[str, list[float]]
RELATIVE = 1e-6
_MODERATORS = {
    "intercept": (),
    "one": ("mod1",),
    "two": ("mod1", "mod2"),
    "within": ("within",),
    "both": ("within", "between"),
}


def read_cases(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The cases of the reference files in a folder, each with its kind: ``metafor`` or ``robumeta``."""
    for kind in ("metafor", "robumeta"):
        file = folder / f"{kind}_reference.json"
        if file.is_file():
            for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
                yield kind, case


def read_designs(folder: Path) -> dict[str, Columns]:
    """The columns of each design; those of the robust cases under ``robumeta``."""
    designs: dict[str, Columns] = defaultdict(lambda: defaultdict(list))
    for file, name in (("metafor_small_sample.csv", ""), ("robumeta_correlated_effects.csv", "robumeta")):
        if not (folder / file).is_file():
            continue
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                columns = designs[row.pop("case", name)]
                for column, cell in row.items():
                    columns[column].append(float(cell))
    return dict(designs)


def differences(kind: str, case: Mapping[str, Any], designs: Mapping[str, Columns]) -> list[str]:
    """The quantities of a case that differ by more than 1e-6 relative (1e-9 absolute near 0).

    Raises:
        NotCovered: a model of another kind.
    """
    if case["model"] not in _MODERATORS:
        raise NotCovered("a model of another kind")
    columns = designs[case["design"] if kind == "metafor" else "robumeta"]
    moderators = {name: columns[name] for name in _MODERATORS[case["model"]]}
    found = (_metafor if kind == "metafor" else _robumeta)(
        case, columns, design(moderators, len(next(iter(columns.values()))))
    )
    wrong = []
    for name, value in found.items():
        expected = case[name] if isinstance(case[name], list) else [case[name]]
        for here, there in zip(value, expected, strict=True):
            if here != there and not math.isclose(here, there, rel_tol=RELATIVE, abs_tol=1e-9):
                wrong.append(f"{name} {here!r} expected {there!r}")
    return wrong


def _metafor(case: Mapping[str, Any], columns: Columns, moderators: Design) -> dict[str, list[Any]]:
    common = case["method"] == "FE"
    settings: dict[str, Any] = {
        "model": "common" if common else "random",
        "method": "REML" if common else case["method"],
        "test": TESTS[case["test"]],
        "tolerance": METAFOR_STOPS,
    }
    if case["model"] == "intercept":
        mean = pool(columns["y"], columns["v"], **settings)
        lines, tau2, df = [(mean.mean, mean.se, mean.p, mean.low, mean.high)], mean.tau2.value, mean.df
    else:
        fit = meta_regression(columns["y"], columns["v"], moderators, **settings)
        lines, tau2, df = [(c.value, c.se, c.p, c.low, c.high) for c in fit.coefficients], fit.tau2.value, fit.df
    named = dict(zip(("beta", "se", "pval", "ci_lb", "ci_ub"), map(list, zip(*lines, strict=True)), strict=True))
    return {**named, "tau2": [tau2], "dof": [df]}


def _robumeta(case: Mapping[str, Any], columns: Columns, moderators: Design) -> dict[str, list[Any]]:
    fit = correlated_effects(
        columns["effect"], columns[case["variances"]], moderators, columns["study"], correlation=case["rho"]
    )
    return {
        "tau2": [fit.tau2.value],
        "beta": [line.value for line in fit.coefficients],
        "se": [line.se for line in fit.coefficients],
        "dof": list(fit.dfs),
    }
