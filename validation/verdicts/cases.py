"""The cases of `cases.toml` as rows, and what is wrong with a verdict on them."""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, RuleBook, Tier, TopicVerdict, assess_rows, log_ratio_from_interval


@dataclass(frozen=True)
class Case:
    """Rows with what is accepted of the verdict on them; *rows* is None where the data set is not to hand, *since* the first
    version of the rules that must get it right."""

    name: str
    rows: tuple[Row, ...] | None
    context: Context
    accept: tuple[Level, ...]
    flags: tuple[str, ...]
    way: str | None
    not_lower_than: str | None
    since: str


def read_cases(datasets: Path | None, version: str) -> list[Case]:
    """The cases that a version of the rules must get right, in the order of the file.

    Args:
        datasets: folder of the data sets as CSV, for the case that needs one.
        version: of the rules.
    """
    with Path(__file__).with_name("cases.toml").open("rb") as stream:
        cases = tomllib.load(stream)["case"]
    return [
        Case(
            name=case["name"],
            rows=_hackshaw(datasets) if "data" in case else tuple(_rows(case["rows"])),
            context=Context(**case.get("context", {})),
            accept=tuple(Level(level) for level in case["accept"]),
            flags=tuple(case.get("flags", ())),
            way=case.get("way"),
            not_lower_than=case.get("not_lower_than"),
            since=case.get("since", ""),
        )
        for case in cases
        if case.get("since", "") <= version
    ]


def faults(case: Case, verdict: TopicVerdict, others: dict[str, TopicVerdict]) -> list[str]:
    """What is not as accepted; empty if all is."""
    found = []
    if verdict.level not in case.accept:
        found.append(f"{verdict.level} by {verdict.rule}, accepted: {', '.join(case.accept)}")
    fitting = {flag.id for flag in verdict.flags}
    found.extend(f"the flag '{flag}' is missing" for flag in case.flags if flag not in fitting)
    if case.way is not None and verdict.way != case.way:
        found.append(f"said as '{verdict.way}', not as '{case.way}'")
    if case.not_lower_than is not None and verdict.level.step < others[case.not_lower_than].level.step:
        found.append(f"lower than '{case.not_lower_than}'")
    return found


def assess_cases(cases: list[Case], book: RuleBook) -> dict[str, TopicVerdict]:
    """The verdict on every case that has its rows."""
    return {case.name: assess_rows(case.rows, case.context, book=book) for case in cases if case.rows is not None}


def _rows(entries: list[dict[str, Any]]) -> Iterator[Row]:
    for number, entry in enumerate(entries):
        for copy in range(entry.get("times", 1)):
            name = f"study-{number + 1}-{copy + 1:02}"
            yield _row(name, entry["value"], entry["low"], entry["high"], entry["tier"], entry)


def _row(name: str, value: float, low: float, high: float, tier: int, entry: dict[str, Any]) -> Row:
    size = log_ratio_from_interval(low, high, value, where=name)
    return Row(
        study=name,
        label=name,
        tier=Tier(tier),
        y=size.y,
        se=math.sqrt(size.v),
        value=value,
        low=low,
        high=high,
        measure="OR",
        k=entry.get("studies", 1),
        by_review=entry.get("by_review", False),
        dose=entry.get("dose", False),
    )


def _hackshaw(datasets: Path | None) -> tuple[Row, ...] | None:
    """37 studies of women who never smoked and whose spouse did; a dose-response gradient is on record."""
    file = None if datasets is None else datasets / "dat.hackshaw1998.csv"
    if file is None or not file.is_file():
        return None
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(
            _row(
                f"{row['author'].lower().replace(' ', '-')}-{row['study']}",
                float(row["or"]),
                float(row["or.lb"]),
                float(row["or.ub"]),
                3 if row["design"] == "cohort" else 2,
                {"dose": True},
            )
            for row in csv.DictReader(stream)
        )
