"""Does a confidence mean what it says? Fields read, put together by what was said of them, beside how many were right.

    python validation/citations/reliability.py [--shared ../shared] [--part report]

For each set and field: how many were read, the expected calibration error (ten equal steps of confidence, weighted by fields), the
Brier score, and the mean confidence beside the share that was right, step by step. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve()
PROJECT = HERE.parents[2]
sys.path.insert(0, str(PROJECT))

from aetia.rescue.citations import Citation, parse_citation  # noqa: E402
from validation.citations import sets  # noqa: E402
from validation.citations.run import SETS, fold_reading  # noqa: E402

# Sets that confidences are made from and measured on; titles of the strings out of PDFs are left out, as their gold is cut short.
CALIBRATED = ("jats-printed", "pdf-strings", "anystyle-core", "anystyle-bad", "biorxiv")
_NAMES = {"pages": "pages", "first_page": "pages", "first_author": "authors"}
STEPS = 10
DRAWS = 1000


@dataclass(frozen=True)
class Reading:
    """One field that was read: what was said of it, and whether it was right."""

    field: str
    sign: str
    confidence: float
    right: bool
    group: str


def readings(
    name: str, shared: Path, part: str, read: Callable[[str], tuple[Citation, dict[str, str]]]
) -> Iterator[Reading]:
    """Every field of one set that was read and whose true value is known (or known not to be printed)."""
    cases, volume_numbers = SETS[name]
    for number, case in enumerate(cases(shared)):
        if case.part != part or (name == "pdf-strings" and number % 3):
            continue
        citation, signs = read(case.text)
        values = fold_reading(citation, case, volume_numbers=volume_numbers)
        for field, wanted in case.gold.items():
            if not values.get(field) or (name == "pdf-strings" and field in {"title", "first_author"}):
                continue
            if field == "first_page" and "pages" in case.gold:
                continue
            own = _NAMES.get(field, field)
            if own not in citation.confidence:
                continue
            yield Reading(own, signs.get(own, "other"), citation.confidence[own], values[field] == wanted, case.group)


def calibration_error(found: list[Reading]) -> float:
    """The mean distance of confidence and share, over ten steps of confidence, weighted by how many fields each holds."""
    return sum(
        len(step) * abs(_mean([r.confidence for r in step]) - _mean([r.right for r in step])) for step in _steps(found)
    ) / max(1, len(found))


def _steps(found: list[Reading]) -> list[list[Reading]]:
    steps: dict[int, list[Reading]] = defaultdict(list)
    for reading in found:
        steps[min(STEPS - 1, int(reading.confidence * STEPS))].append(reading)
    return [steps[number] for number in sorted(steps)]


def _mean(values: list[float] | list[bool]) -> float:
    return sum(values) / max(1, len(values))


def interval(found: list[Reading]) -> tuple[float, float]:
    """The middle 95 % of the calibration error over articles drawn again; chance alone keeps it above 0."""
    draw = random.Random(1)
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in found:
        groups[reading.group].append(reading)
    lists = list(groups.values())
    errors = sorted(
        calibration_error([r for group in draw.choices(lists, k=len(lists)) for r in group]) for _ in range(DRAWS // 5)
    )
    return errors[int(0.025 * len(errors))], errors[int(0.975 * len(errors)) - 1]


def plain_reading(text: str) -> tuple[Citation, dict[str, str]]:
    """A citation as everybody reads it."""
    return parse_citation(text), {}


def main() -> int:
    """Print reliability; 1 if the shared data are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("AETIA_SHARED", PROJECT.parent / "shared")))
    parser.add_argument("--part", choices=sets.PARTS, default="report")
    arguments = parser.parse_args()
    if not (arguments.shared / sets.FOLDER).is_dir():
        print(
            f"no reference strings in {arguments.shared}; set AETIA_SHARED to the folder of development data",
            file=sys.stderr,
        )
        return 1
    results: dict[str, dict[str, object]] = {}
    everything: dict[str, list[Reading]] = defaultdict(list)
    for name in CALIBRATED:
        by_field: dict[str, list[Reading]] = defaultdict(list)
        for reading in readings(name, arguments.shared, arguments.part, plain_reading):
            by_field[reading.field].append(reading)
            everything[reading.field].append(reading)
        results[name] = _print(name, by_field)
    results["all"] = _print("all sets together", everything)
    print(json.dumps(results))
    return 0


def _print(name: str, by_field: dict[str, list[Reading]]) -> dict[str, object]:
    print(name)
    answer: dict[str, object] = {}
    for field, found in {**by_field, "(all fields)": [r for rows in by_field.values() for r in rows]}.items():
        error, bounds = calibration_error(found), interval(found)
        brier = _mean([(r.confidence - r.right) ** 2 for r in found])
        steps = [
            (len(step), _mean([r.confidence for r in step]), _mean([r.right for r in step])) for step in _steps(found)
        ]
        answer[field] = {"read": len(found), "error": error, "interval": bounds, "brier": brier, "steps": steps}
        shown = " ".join(f"{said:.2f}→{was:.2f}({count})" for count, said, was in steps)
        print(
            f"  {field:<13}{len(found):>6}  error {error:.3f} ({bounds[0]:.3f} to {bounds[1]:.3f})  brier {brier:.3f}  {shown}"
        )
    return answer


if __name__ == "__main__":
    sys.exit(main())
