"""Do the intervals hold what they promise? python validation/pooling/intervals.py [--sets N].

Simulated meta-analyses of k studies whose true effects vary by a known τ² around a known mean. For each interval of the mean, for
the package's own rule (normal below five studies, Hartung–Knapp with the floor from five on) and for both prediction intervals:
how often the truth lies inside, and how wide they are. Everything is computed by the package; truth comes from here. The last line
is one JSON document.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aetia.synthesis.analysis_settings import interval_rule
from aetia.synthesis.pool import TESTS, pool

STUDIES = (2, 3, 4, 5, 7, 10, 20)
SPREADS = (0.0, 0.25, 0.5, 0.75)
"""I² of a study with the typical variance."""
MEAN = 0.4
CONVENTIONS = ("metafor", "higgins")


def main() -> int:
    """Simulate, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=1000, help="meta-analyses for each number of studies and spread")
    arguments = parser.parse_args()
    random = np.random.default_rng(20260102)
    inside: dict[tuple[str, int, float], list[bool]] = defaultdict(list)
    width: dict[tuple[str, int, float], list[float]] = defaultdict(list)
    for k in STUDIES:
        for spread in SPREADS:
            for _ in range(arguments.sets):
                _one(k, spread, random, inside, width)
    shares = {key: float(np.mean(found)) for key, found in inside.items()}
    for title in (*TESTS, "rule", *(f"prediction {name}" for name in CONVENTIONS)):
        print(f"{title}: share of intervals that hold the truth (nominal 0.95), and median width")
        print("| studies | " + " | ".join(f"I² {spread:.0%}" for spread in SPREADS) + " |")
        print("|---" * (len(SPREADS) + 1) + "|")
        for k in STUDIES:
            cells = [
                f"{shares[title, k, spread]:.3f} ({np.median(width[title, k, spread]):.2f})"
                if (title, k, spread) in shares
                else "–"
                for spread in SPREADS
            ]
            print(f"| {k} | " + " | ".join(cells) + " |")
        print()
    report = {
        title: {
            f"k{k}": round(min(shares[title, k, spread] for spread in SPREADS), 3)
            for k in STUDIES
            if (title, k, SPREADS[0]) in shares
        }
        for title in (*TESTS, "rule", *(f"prediction {name}" for name in CONVENTIONS))
    }
    print(json.dumps({"sets": arguments.sets, "lowest_share_inside": report}, ensure_ascii=False))
    return 0


def _one(k: int, spread: float, random: np.random.Generator, inside: Any, width: Any) -> None:
    v = random.uniform(0.02, 0.3, k)
    tau2 = 0.1 * spread / (1 - spread)
    y = random.normal(MEAN, np.sqrt(v + tau2)).tolist()
    another = random.normal(MEAN, tau2**0.5)
    for name in (*TESTS, "rule"):
        test = interval_rule(k) if name == "rule" else name
        pooled = pool(y, v.tolist(), test=test)  # type: ignore[arg-type]
        inside[name, k, spread].append(pooled.low <= MEAN <= pooled.high)
        width[name, k, spread].append(pooled.high - pooled.low)
    for convention in CONVENTIONS:
        # Each beside the interval of the mean that it comes with.
        test = interval_rule(k) if convention == "metafor" else "z"
        found = pool(y, v.tolist(), test=test, convention=convention).prediction  # type: ignore[arg-type]
        if found is not None:
            inside[f"prediction {convention}", k, spread].append(found[0] <= another <= found[1])
            width[f"prediction {convention}", k, spread].append(found[1] - found[0])


if __name__ == "__main__":
    sys.exit(main())
