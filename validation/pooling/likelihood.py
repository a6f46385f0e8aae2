"""Is τ² at the maximum of its likelihood? python validation/pooling/likelihood.py [--sets N].

Random sets of 2 to 15 studies of five kinds, some cruel: estimates all equal, variances all equal, variances many orders of
magnitude apart, estimates far apart. The (restricted) likelihood at the package's τ² is compared with the best that a fine grid
and a bounded search find, written here without the package. The last line is one JSON document.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aetia.synthesis.pool import pool

KINDS = ("ordinary", "equal estimates", "equal variances", "variances far apart", "estimates far apart")
SHORT = 1e-7
"""A shortfall of the log-likelihood that counts; rounding alone reaches about a tenth of it on the cruellest sets."""


def main() -> int:
    """Compare, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=1500)
    arguments = parser.parse_args()
    random = np.random.default_rng(20260101)
    short: Counter[str] = Counter()
    worst, intervals = 0.0, 0.0
    for number in range(arguments.sets):
        kind = KINDS[number % len(KINDS)]
        y, v = _studies(kind, random)
        for method, restricted in (("REML", True), ("ML", False)):
            pooled = pool(y.tolist(), v.tolist(), method=method)  # type: ignore[arg-type]
            missing = _best(y, v, restricted) - _log_likelihood(pooled.tau2.value, y, v, restricted)
            worst = max(worst, missing)
            short[f"{method}, {kind}"] += missing > SHORT
            intervals = max(intervals, _away(pooled, y, v))
    print("| sets whose likelihood is short of the best by more than 1e-7 | sets |\n|---|---|")
    for name, count in sorted(short.items()):
        print(f"| {name} | {count} of {arguments.sets // len(KINDS)} |")
    report = {
        "sets": arguments.sets, "short": short.total(), "worst_shortfall": float(f"{worst:.3g}"),
        "limits_differ_by": float(f"{intervals:.3g}"),
    }  # fmt: skip
    print(json.dumps(report))
    return 0


def _studies(kind: str, random: np.random.Generator) -> tuple[Any, Any]:
    k = int(random.integers(2, 16))
    v = random.uniform(0.01, 1, k)
    if kind == "equal variances":
        v = np.full(k, v[0])
    if kind == "variances far apart":
        v = 10.0 ** random.uniform(-8, 4, k)
    tau2 = float(random.choice([0.0, 0.1, 1.0]))
    y = random.normal(0.3, np.sqrt(v + tau2))
    if kind == "equal estimates":
        y = np.full(k, 0.4)
    if kind == "estimates far apart":
        y = y * 10.0 ** random.uniform(-4, 4)
    return y, v


def _log_likelihood(tau2: float, y: Any, v: Any, restricted: bool) -> float:
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    value = 0.5 * np.log(w).sum() - 0.5 * (w * (y - mean) ** 2).sum()
    return float(value - 0.5 * math.log(w.sum()) if restricted else value)


def _best(y: Any, v: Any, restricted: bool) -> float:
    top = 100 * (float(y.var()) + float(v.max()))
    grid = [0.0, *np.geomspace(top * 1e-14, top, 3000).tolist()]
    values = [_log_likelihood(tau2, y, v, restricted) for tau2 in grid]
    at = int(np.argmax(values))
    low, high = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda tau2: -_log_likelihood(tau2, y, v, restricted), bounds=(low, high), method="bounded",
        options={"xatol": 1e-12 * top},
    )  # fmt: skip
    return float(max(values[at], -float(found.fun)))


def _away(pooled: Any, y: Any, v: Any) -> float:
    """How far mean and limits are from those worked out here for the same τ², in standard errors."""
    w = 1 / (v + pooled.tau2.value)
    mean, se = float((w * y).sum() / w.sum()), float(w.sum()) ** -0.5
    q = 1.959963984540054
    pairs = ((pooled.mean, mean), (pooled.low, mean - q * se), (pooled.high, mean + q * se))
    return float(max(abs(float(a) - b) / se for a, b in pairs))


if __name__ == "__main__":
    sys.exit(main())
