"""Full-precision results of metafor on four small designs, as kept by PyMARE: one case is one fact."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aetia.synthesis import pool
from validation.pooling.metafor_facts import METAFOR_STOPS
from validation.pooling.r_expressions import NotCovered

_TESTS = {"z": "z", "knha": "hartung-knapp", "adhoc": "hartung-knapp-floor"}
RELATIVE = 1e-6


def read_cases(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The cases of the reference files in a folder, each with its kind: ``metafor`` or ``robumeta``."""
    for kind in ("metafor", "robumeta"):
        file = folder / f"{kind}_reference.json"
        if file.is_file():
            for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
                yield kind, case


def read_designs(folder: Path) -> dict[str, tuple[list[float], list[float]]]:
    """Estimates and variances of each design."""
    designs: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    with (folder / "metafor_small_sample.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            designs[row["case"]][0].append(float(row["y"]))
            designs[row["case"]][1].append(float(row["v"]))
    return dict(designs)


def differences(
    kind: str, case: Mapping[str, Any], designs: Mapping[str, tuple[list[float], list[float]]]
) -> list[str]:
    """The quantities of a case that differ by more than 1e-6 relative (1e-9 absolute near 0).

    Raises:
        NotCovered: robust variance, or moderators.
    """
    if kind == "robumeta":
        raise NotCovered("robust variance estimation")
    if case["model"] != "intercept":
        raise NotCovered("moderators (meta-regression)")
    y, v = designs[case["design"]]
    common = case["method"] == "FE"
    pooled = pool(
        y,
        v,
        model="common" if common else "random",
        method="REML" if common else case["method"],
        test=_TESTS[case["test"]],  # type: ignore[arg-type]
        tolerance=METAFOR_STOPS,
    )
    found = {
        "tau2": pooled.tau2.value,
        "beta": pooled.mean,
        "se": pooled.se,
        "pval": pooled.p,
        "ci_lb": pooled.low,
        "ci_ub": pooled.high,
    }
    wrong = []
    for name, value in found.items():
        expected = case[name][0] if isinstance(case[name], list) else case[name]
        if not math.isclose(value, expected, rel_tol=RELATIVE, abs_tol=1e-9):
            wrong.append(f"{name} {value!r} expected {expected!r}")
    if pooled.df != case["dof"]:
        wrong.append(f"dof {pooled.df} expected {case['dof']}")
    return wrong
