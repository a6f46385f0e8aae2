"""How long a whole meta-analysis of 1,000 studies takes, in CPU milliseconds, beside PyMARE's own pool in the same run.

python benchmarks/pooling.py [--studies 1000] [--runs 15] [--peer-python PATH]

Ours is everything that `aetia pool` computes: REML, Hartung–Knapp with the floor, prediction interval, Q-profile, the
pool without each study, influence, Egger, rank test, trim-and-fill, subgroups, E-value, and the synthesis without
pooling. PyMARE's: REML and Hartung–Knapp of the same data, without any diagnostic, in a Python that has it
(`--peer-python`).

A figure is the median CPU time of several calls in one process that has made the call once before, so that imports are
not counted for either. Three made-up sets are taken, as studies that agree and studies that do not are searched in
other ways; the limit holds for the slowest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LIMIT_MS = 50.0
SPREADS = (0.0, 0.25, 1.0)
"""τ of the made-up sets."""
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


def studies(k: int, spread: float) -> tuple[list[float], list[float]]:
    """Made-up log ratios with their variances: a mean of 0.3, τ = *spread*, standard errors from 0.08 to 0.6."""
    import numpy as np

    random = np.random.default_rng(20261120)
    se = random.uniform(0.08, 0.6, k)
    return (0.3 + random.normal(0, spread, k) + random.normal(0, 1, k) * se).tolist(), (se**2).tolist()


def whole_analysis(y: list[float], v: list[float]) -> Callable[[], float]:
    """A function that makes everything and returns the mean."""
    from aetia.synthesis import Settings, analyse
    from aetia.synthesis.study_rows import StudyRow, StudySet

    rows = tuple(
        StudyRow(f"study {n}", f"line {n}", "OR", estimate, variance, "made up", group="one" if n % 2 else "other")
        for n, (estimate, variance) in enumerate(zip(y, v, strict=True))
    )
    of_all = StudySet("made up", rows, (), "OR", "", {})
    settings = Settings(test="hartung-knapp-floor")

    def analysis() -> float:
        made = analyse(of_all, settings)
        refused = [each for each in (made.without_each, made.influence, made.egger, made.rank, made.trim_and_fill)
                   if isinstance(each, str)]  # fmt: skip
        assert not refused, refused
        return made.pooled.mean

    return analysis


def ours(y: list[float], v: list[float], runs: int) -> tuple[float, float]:
    """Median CPU milliseconds, and the mean found."""
    analysis = whole_analysis(y, v)
    mean = analysis()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        analysis()
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
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--peer-python", type=Path, help="a Python that has PyMARE")
    arguments = parser.parse_args()
    if arguments.peer_python is None:
        print("PyMARE is left out: name a Python that has it with --peer-python", file=sys.stderr)
    figures = []
    for spread in SPREADS:
        y, v = studies(arguments.studies, spread)
        here, mean = ours(y, v, arguments.runs)
        print(f"τ = {spread:4}   aetia, pool with all diagnostics {here:8.1f} CPU ms   mean {mean:.6f}")
        found = peer(arguments.peer_python, y, v, arguments.runs) if arguments.peer_python is not None else None
        if found is not None:
            print(f"τ = {spread:4}   PyMARE, pool alone               {found[0]:8.1f} CPU ms   mean {found[1]:.6f}")
        figures.append({"tau": spread, "aetia_ms": round(here, 1), "pymare_ms": round(found[0], 1) if found else None})
    print(json.dumps({"studies": arguments.studies, "sets": figures}))
    slowest = max(figure["aetia_ms"] or 0.0 for figure in figures)
    return 1 if arguments.studies <= 1000 and slowest > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
