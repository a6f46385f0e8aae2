"""Hold the verdict rules to known cases and simulated topics: python validation/verdicts/run.py [options].

Prints the cases, the operating characteristics beside those printed with the rules, and how both move when each
threshold moves. The last line is one JSON document. Exit code 1 if a case does not come out as accepted, a percentage is
off by more than chance, or the rules are surer than a panel of experts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from aetia.synthesis import RuleBook, load_rules  # noqa: E402
from aetia.synthesis.inputs import Inputs  # noqa: E402
from aetia.synthesis.rules import versions  # noqa: E402
from validation.verdicts.cases import Case, assess_cases, faults, read_cases  # noqa: E402
from validation.verdicts.panels import compare_panels  # noqa: E402
from validation.verdicts.simulation import SCENARIOS, Scenario, beyond_chance, levels, percentages, simulate  # noqa: E402
from validation.verdicts.supporting import lowered  # noqa: E402

MOVED_TOPICS = 150


def main() -> int:
    """Run, print, and return the exit code."""
    shared = Path(os.environ.get("AETIA_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=shared / "data" / "meta-analysis", help="folder with datasets/")
    parser.add_argument("--topics", type=int, default=600, help="simulated topics a scenario")
    parser.add_argument("--rules", default=versions()[-1], help="version of the rules")
    arguments = parser.parse_args()
    book = load_rules(arguments.rules)
    cases = read_cases(arguments.data / "datasets", book.version)
    case_report = check_cases(cases, book)
    panel_report = check_panels(arguments.data / "datasets", book)
    topics = {scenario: simulate(scenario, arguments.topics, book) for scenario in SCENARIOS}
    characteristics, off = compare(topics, book)
    tried, fallen = lowered(5 * arguments.topics, book)
    print(
        f"\nOne more study that supports: {sum(fallen.values())} of {tried} topics fall ({dict(fallen.most_common())})"
    )
    moved = move_thresholds(cases, topics, book)
    document = {
        "rules": book.version,
        **case_report,
        **panel_report,
        "topics": arguments.topics,
        "characteristics": characteristics,
        "beyond_chance": off,
        "supporting_study": {"topics": tried, "lowered": sum(fallen.values())},
        "thresholds_that_move_a_case": {name: entry["cases"] for name, entry in moved.items() if entry["cases"]},
        "largest_move_of_topics": max(moved.items(), key=lambda item: item[1]["topics"])[0] if moved else None,
    }
    print(json.dumps(document, ensure_ascii=False))
    return 1 if case_report["cases_failed"] or panel_report["panels_surer"] or off else 0


def check_cases(cases: list[Case], book: RuleBook) -> dict[str, Any]:
    """Print every case and count them."""
    verdicts = assess_cases(cases, book)
    failed: list[str] = []
    skipped: list[str] = []
    print("| case | rule | computed | after flags | flags | as accepted |\n|---|---|---|---|---|---|")
    for case in cases:
        verdict = verdicts.get(case.name)
        if verdict is None:
            skipped.append(case.name)
            continue
        wrong = faults(case, verdict, verdicts)
        failed.extend(f"{case.name}: {fault}" for fault in wrong)
        flags = ", ".join(flag.id for flag in verdict.flags)
        said = f" ({verdict.way_text})" if verdict.way_text else ""
        print(
            f"| {case.name} | {verdict.rule} | {verdict.before_caps.label} | {verdict.level.label}{said} | {flags} | "
            f"{'; '.join(wrong) or 'yes'} |"
        )
    return {"cases": len(cases), "cases_agree": len(verdicts) - len({text.partition(': ')[0] for text in failed}),
            "cases_failed": failed, "cases_skipped": skipped}  # fmt: skip


def check_panels(datasets: Path, book: RuleBook) -> dict[str, Any]:
    """Print every verdict on a published data set beside what a panel said of it, and count how they relate."""
    pairs, skipped = compare_panels(datasets, book)
    print(
        "\n| data set | studies | pooled | rule | level | flags | panel | relation |\n|---|---|---|---|---|---|---|---|"
    )
    for pair in pairs:
        verdict, pool = pair.verdict, pair.verdict.pool
        pooled = f"{pool.m:.2f} ({pool.low:.2f} to {pool.high:.2f})" if pool else ""
        unusable = f", {pair.unusable} without a ratio" if pair.unusable else ""
        print(
            f"| {pair.entry['name']} | {len(verdict.rows)}{unusable} | {pooled} | {verdict.rule} | {verdict.level.label} | "
            f"{', '.join(flag.id for flag in verdict.flags)} | {pair.entry['who']}: {pair.entry['said']} | {pair.relation} |"
        )
    relations = [pair.relation for pair in pairs]
    return {
        "panels": len(pairs),
        "panels_agree": relations.count("agrees"),
        "panels_more_careful": relations.count("more-careful"),
        "panels_surer": [pair.entry["name"] for pair in pairs if pair.relation == "surer"],
        "panels_skipped": skipped,
    }


def compare(topics: dict[Scenario, list[Inputs]], book: RuleBook) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Print the operating characteristics beside the published ones."""
    table, off = {}, []
    print("\n| topics | found, per cent | printed with the rules |\n|---|---|---|")
    for scenario, made in topics.items():
        found = percentages(levels(made, book))
        table[scenario.name] = {level.value: round(percent, 1) for level, percent in found.items()}
        for level, published in scenario.published.items():
            if beyond_chance(found.get(level, 0.0), published, len(made)):
                off.append(f"{scenario.name}: {level.value} {found.get(level, 0.0):.0f}, printed {published}")
        print(
            f"| {scenario.name} | {', '.join(f'{level.label} {percent:.1f}' for level, percent in found.items())} | "
            f"{', '.join(f'{level.label} {percent}' for level, percent in scenario.published.items())} |"
        )
    return table, off


def move_thresholds(
    cases: list[Case], topics: dict[Scenario, list[Inputs]], book: RuleBook
) -> dict[str, dict[str, Any]]:
    """Print what moves when each threshold moves by a tenth, or a count by one; simulated topics are the first of each scenario."""
    now = {name: verdict.level for name, verdict in assess_cases(cases, book).items()}
    first = [topic for made in topics.values() for topic in made[:MOVED_TOPICS]]
    before = levels(first, book)
    table: dict[str, dict[str, Any]] = {}
    print(
        "\n| threshold | now | moved to | cases that move | simulated topics that move, per cent |\n|---|---|---|---|---|"
    )
    for name, value in book.thresholds.items():
        for moved in book.nearby(name):
            other = book.moved(name, moved)
            found = assess_levels(cases, other)
            changed = [
                f"{case}: {now[case].label} → {found[case].label}" for case in now if found[case] is not now[case]
            ]
            after = levels(first, other)
            share = 100 * sum(a is not b for a, b in zip(before, after, strict=True)) / len(first)
            table[f"{name} {moved:.4g}"] = {"cases": changed, "topics": round(share, 1)}
            print(f"| {name} | {value:g} | {moved:.4g} | {'; '.join(changed) or 'none'} | {share:.1f} |")
    return table


def assess_levels(cases: list[Case], book: RuleBook) -> dict[str, Any]:
    """The level of every case."""
    from aetia.synthesis.grading import grade

    return {
        case.name: grade(Inputs(case.rows, case.context, book), fragility=False).level
        for case in cases
        if case.rows is not None
    }


if __name__ == "__main__":
    sys.exit(main())
