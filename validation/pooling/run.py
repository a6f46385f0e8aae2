"""Hold the pooling to reference numbers: python validation/pooling/run.py --data DIR [--table].

DIR holds `metafor_expected.jsonl` with `datasets/`, and `pymare/`. The last line is one JSON document:
{"facts", "agree", "not_covered", "failed"}. Exit code 1 if a covered fact does not agree.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import aetia
from aetia.errors import SynthesisError
from validation.pooling import metafor_facts, pymare_facts
from validation.pooling.r_language import NotCovered

PACKAGE, HERE = Path(aetia.__file__).resolve().parent, Path(__file__).resolve().parent


def main() -> int:
    """Compare, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the reference numbers")
    parser.add_argument(
        "--table", action="store_true", help="list what is not covered, by reason, and every covered kind"
    )
    arguments = parser.parse_args()
    outcomes = [*_metafor(arguments.data), *_pymare(arguments.data / "pymare")]
    if not outcomes:
        print(f"no facts found in {arguments.data}", file=sys.stderr)
        return 2
    missing = Counter(outcome.reason for outcome in outcomes if outcome.kind == "not covered")
    agree = Counter(outcome.reason for outcome in outcomes if outcome.kind == "agrees")
    failed = [f"{outcome.name}: {outcome.reason}" for outcome in outcomes if outcome.kind == "fails"]
    if arguments.table:
        for title, counts in (("agrees", agree), ("not covered", missing)):
            print(f"| {title} | facts |\n|---|---|")
            for reason, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                print(f"| {reason} | {number} |")
            print()
    report = {"facts": len(outcomes), "agree": agree.total(), "not_covered": missing.total(), "failed": failed}
    print(json.dumps(report, ensure_ascii=False))
    return 1 if failed else 0


@dataclass(frozen=True)
class Outcome:
    """What became of one fact: its name, ``agrees``, ``fails`` or ``not covered``, and how or why."""

    name: str
    kind: Literal["agrees", "fails", "not covered"]
    reason: str


def _metafor(data: Path) -> list[Outcome]:
    file = data / "metafor_expected.jsonl"
    if not file.is_file():
        return []
    facts = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    told: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        told[_question(fact)].add(json.dumps(fact["expected"]))
    return [_metafor_outcome(fact, data / "datasets", lost=len(told[_question(fact)]) > 1) for fact in facts]


def _question(fact: dict[str, Any]) -> str:
    """What a fact asks, without its answer."""
    return json.dumps([fact["source"].split(":")[0], fact["steps"], fact["quantity"]], sort_keys=True)


def _metafor_outcome(fact: dict[str, Any], datasets: Path, *, lost: bool) -> Outcome:
    """One fact; *lost* where the same steps and quantity stand elsewhere with another number."""
    name = f"{fact['source']} {fact['quantity']}"
    if lost:
        return Outcome(name, "not covered", "the same steps with another number elsewhere: a step was lost")
    try:
        found = metafor_facts.computed(fact, datasets)
        how = metafor_facts.agreement(fact, found, datasets)
    except NotCovered as reason:
        return Outcome(name, "not covered", str(reason))
    except SynthesisError as error:
        return Outcome(name, "fails", f"refused: {error}")
    except Exception as error:  # noqa: BLE001
        return _broken(name, error)
    return Outcome(name, "agrees", how) if how else Outcome(name, "fails", f"{found} expected {fact['expected']}")


def _broken(name: str, error: Exception) -> Outcome:
    """A fact on which something broke: the package, which fails; or else the interpreter, which then does not know the steps."""
    frames = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
    own = [file for file in frames if PACKAGE in file.parents or file.parent == HERE]
    if own and PACKAGE in own[-1].parents:
        return Outcome(name, "fails", f"broke off: {type(error).__name__}: {error}")
    return Outcome(name, "not covered", f"the interpreter breaks off: {type(error).__name__}")


def _pymare(folder: Path) -> list[Outcome]:
    if not folder.is_dir():
        return []
    designs = pymare_facts.read_designs(folder)
    outcomes = []
    for kind, case in pymare_facts.read_cases(folder):
        settings = [str(case[key]) for key in ("design", "model", "method", "test", "rho", "variances") if key in case]
        name = " ".join((kind, *settings))
        try:
            wrong = pymare_facts.differences(kind, case, designs)
        except NotCovered as reason:
            outcomes.append(Outcome(name, "not covered", str(reason)))
            continue
        outcomes.append(
            Outcome(name, "fails", "; ".join(wrong)) if wrong else Outcome(name, "agrees", "to 1e-6 relative")
        )
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
