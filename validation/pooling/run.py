"""Hold the pooling to reference numbers: python validation/pooling/run.py --data DIR [--table].

DIR holds `metafor_expected.jsonl` with `datasets/`, and `pymare/`. The last line is one JSON document:
{"facts", "agree", "not_covered", "failed"}. Exit code 1 if a covered fact does not agree.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aetia.errors import SynthesisError
from validation.pooling import metafor_facts, pymare_facts
from validation.pooling.r_expressions import NotCovered


def main() -> int:
    """Compare, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the reference numbers")
    parser.add_argument(
        "--table", action="store_true", help="list what is not covered, by reason, and every covered kind"
    )
    arguments = parser.parse_args()
    agree, failed, missing = compare(arguments.data)
    if agree + len(failed) + missing.total() == 0:
        print(f"no facts found in {arguments.data}", file=sys.stderr)
        return 2
    if arguments.table:
        print("| not covered | facts |\n|---|---|")
        for reason, number in sorted(missing.items(), key=lambda item: (-item[1], item[0])):
            print(f"| {reason} | {number} |")
    facts = agree + len(failed) + missing.total()
    print(
        json.dumps(
            {"facts": facts, "agree": agree, "not_covered": missing.total(), "failed": failed}, ensure_ascii=False
        )
    )
    return 1 if failed else 0


def compare(data: Path) -> tuple[int, list[str], Counter[str]]:
    """The number of facts that agree, those that fail, and the reasons why others are not covered."""
    agree, failed, missing = 0, [], Counter[str]()
    for name, outcome in [*_metafor(data), *_pymare(data / "pymare")]:
        if isinstance(outcome, NotCovered):
            missing[str(outcome)] += 1
        elif outcome:
            failed.append(f"{name}: {outcome}")
        else:
            agree += 1
    return agree, failed, missing


def _metafor(data: Path) -> list[tuple[str, str | NotCovered]]:
    file = data / "metafor_expected.jsonl"
    if not file.is_file():
        return []
    outcomes: list[tuple[str, str | NotCovered]] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        fact = json.loads(line)
        name = f"{fact['source']} {fact['quantity']}"
        try:
            found = metafor_facts.computed(fact, data / "datasets")
        except NotCovered as reason:
            outcomes.append((name, reason))
            continue
        except SynthesisError as error:
            outcomes.append((name, f"refused: {error}"))
            continue
        fits = metafor_facts.agrees(fact, found, data / "datasets")
        outcomes.append((name, "" if fits else f"{found} expected {fact['expected']}"))
    return outcomes


def _pymare(folder: Path) -> list[tuple[str, str | NotCovered]]:
    if not (folder / "metafor_small_sample.csv").is_file():
        return []
    designs = pymare_facts.read_designs(folder)
    outcomes: list[tuple[str, str | NotCovered]] = []
    for kind, case in pymare_facts.read_cases(folder):
        name = " ".join(str(case[key]) for key in ("design", "model", "method", "test") if key in case)
        try:
            outcomes.append((f"{kind} {name}", "; ".join(pymare_facts.differences(kind, case, designs))))
        except NotCovered as reason:
            outcomes.append((name, reason))
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
