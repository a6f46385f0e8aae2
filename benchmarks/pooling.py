"""How long a whole meta-analysis of 1,000 studies takes, in CPU milliseconds, beside PyMARE's own pool in the same run.

python benchmarks/pooling.py [--studies 1000] [--runs 5] [--peer-python PATH]

Ours: REML, Hartung–Knapp with the floor, prediction interval, Q-profile, leave-one-out, influence, Egger, rank test,
trim-and-fill. PyMARE's: REML and Hartung–Knapp of the same data, without any diagnostic, in a Python that has it
(`--peer-python`). Imports are not counted for either.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT_MS = 50.0
_PEER = """
import json, statistics, sys, time
import numpy as np
from pymare import Dataset
from pymare.estimators import VarianceBasedLikelihoodEstimator
y, v, runs = json.load(sys.stdin)
y, v = np.array(y)[:, None], np.array(v)[:, None]
def once():
    start = time.process_time()
    found = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(y, v)).summary()
    mean = float(np.ravel(found.get_fe_stats()["est"])[0])
    return 1000 * (time.process_time() - start), mean
once()
taken = [once() for _ in range(runs)]
print(json.dumps([statistics.median(t for t, _ in taken), taken[0][1]]))
"""


def studies(k: int) -> tuple[list[float], list[float]]:
    """Made-up log ratios: a mean of 0.3, τ = 0.25, standard errors from 0.08 to 0.6."""
    import numpy as np

    random = np.random.default_rng(20261120)
    se = random.uniform(0.08, 0.6, k)
    return (0.3 + random.normal(0, 0.25, k) + random.normal(0, 1, k) * se).tolist(), (se**2).tolist()


def whole_analysis(y: list[float], v: list[float]) -> float:
    """Everything; returns the mean."""
    import numpy as np

    from aetia.synthesis.heterogeneity import tau2_interval
    from aetia.synthesis.influence import deletions, influence_on_mean, without_each
    from aetia.synthesis.pool import pool
    from aetia.synthesis.small_study import egger, rank_test, trim_and_fill

    pooled = pool(y, v, test="hartung-knapp-floor")
    ya, va = np.asarray(y), np.asarray(v)
    tau2_interval(ya, va)
    deleted = deletions(pooled, ya, va)
    without_each(pooled, y, v, deletion=deleted)
    influence_on_mean(pooled, y, v, deletion=deleted)
    egger(y, v)
    rank_test(y, v)
    trim_and_fill(y, v, test="hartung-knapp-floor")
    return pooled.mean


def ours(y: list[float], v: list[float], runs: int) -> tuple[float, float]:
    """Median CPU milliseconds, and the mean found."""
    mean = whole_analysis(y, v)
    taken = []
    for _ in range(runs):
        start = time.process_time()
        whole_analysis(y, v)
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken), mean


def peer(python: Path, y: list[float], v: list[float], runs: int) -> tuple[float, float] | None:
    """The same of PyMARE's pool; None where that Python does not have it."""
    done = subprocess.run(
        [str(python), "-c", _PEER], input=json.dumps([y, v, runs]), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"no PyMARE in {python}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    milliseconds, mean = json.loads(done.stdout.splitlines()[-1])
    return milliseconds, mean


def main() -> int:
    """Measure and print a table and one JSON line; exit code 1 past the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-python", type=Path, help="a Python that has PyMARE")
    arguments = parser.parse_args()
    y, v = studies(arguments.studies)
    here, mean = ours(y, v, arguments.runs)
    print(f"aetia, pool with all diagnostics   {here:8.1f} CPU ms   mean {mean:.6f}")
    figures: dict[str, float | None] = {"studies": arguments.studies, "aetia_ms": round(here, 1), "pymare_ms": None}
    if arguments.peer_python is None:
        print("PyMARE is left out: name a Python that has it with --peer-python", file=sys.stderr)
    else:
        found = peer(arguments.peer_python, y, v, arguments.runs)
        if found is not None:
            print(f"PyMARE, pool alone                 {found[0]:8.1f} CPU ms   mean {found[1]:.6f}")
            figures["pymare_ms"] = round(found[0], 1)
    print(json.dumps(figures))
    return 1 if arguments.studies <= 1000 and here > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
