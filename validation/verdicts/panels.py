"""Verdicts on published data sets beside what panels of experts said: `panels.toml` names both."""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aetia.errors import SynthesisError
from aetia.model.verdict import Level
from aetia.synthesis import Row, RuleBook, Tier, TopicVerdict, assess_rows, effect_size

Z95 = 1.959963984540054
ACCEPTED = {"causes": (Level.LIKELY, Level.ESTABLISHED), "no-effect": (Level.AGAINST,)}


@dataclass(frozen=True)
class PanelPair:
    """A verdict beside a panel's view.

    Attributes:
        entry: of the file.
        verdict: on the rows of the data set.
        unusable: rows of the data set that give no ratio, such as trials without an event.
        relation: ``agrees``; ``more-careful``: the rules say less than the panel; ``surer``: they say more, or the contrary.
    """

    entry: dict[str, Any]
    verdict: TopicVerdict
    unusable: int
    relation: str


def compare_panels(datasets: Path, book: RuleBook) -> tuple[list[PanelPair], list[str]]:
    """Every pair whose data set is to hand, and the names of the others.

    Args:
        datasets: folder of the data sets as CSV.
        book: the version of the rules.
    """
    with Path(__file__).with_name("panels.toml").open("rb") as stream:
        entries = tomllib.load(stream)["pair"]
    pairs: list[PanelPair] = []
    skipped: list[str] = []
    for entry in entries:
        file = datasets / f"{entry['data']}.csv"
        if not file.is_file():
            skipped.append(entry["name"])
            continue
        with file.open(encoding="utf-8", newline="") as stream:
            lines = [line for line in csv.DictReader(stream) if _is_meant(line, entry)]
        rows = list(_rows(lines, entry))
        verdict = assess_rows(rows, book=book)
        pairs.append(PanelPair(entry, verdict, len(lines) - len(rows), _relation(verdict.computed, entry["panel"])))
    return pairs, skipped


def _is_meant(line: dict[str, str], entry: dict[str, Any]) -> bool:
    return all(line[column] == value for column, value in entry.get("only", {}).items())


def _relation(level: Level, panel: str) -> str:
    if level in ACCEPTED[panel]:
        return "agrees"
    return "more-careful" if level in (Level.NOT_ENOUGH, Level.POSSIBLE) else "surer"


def _rows(lines: list[dict[str, str]], entry: dict[str, Any]) -> Iterator[Row]:
    form = entry["form"]
    for number, line in enumerate(lines, 1):
        name = f"{' '.join(line[column] for column in entry['label'])} ({number})"
        try:
            y, se = _slope(line, form) if form["kind"] == "slope" else _odds_ratio(line, form, name)
        except SynthesisError:
            continue  # counted as unusable: nobody fell ill, or everybody did
        low, high = math.exp(y - Z95 * se), math.exp(y + Z95 * se)
        dose = entry.get("dose", False)
        yield Row(name, name, Tier(entry["tier"]), y, se, math.exp(y), low, high, "OR", dose=dose)


def _slope(line: dict[str, str], form: dict[str, Any]) -> tuple[float, float]:
    return float(line[form["value"]]) * form["times"], float(line[form["se"]]) * form["times"]


def _odds_ratio(line: dict[str, str], form: dict[str, Any], where: str) -> tuple[float, float]:
    (a, b), (c, d) = (_two(line, form[side], form["kind"]) for side in ("exposed", "others"))
    size = effect_size("OR", {"a": a, "b": b, "c": c, "d": d}, where=where)
    return size.y, math.sqrt(size.v)


def _two(line: dict[str, str], columns: list[str], kind: str) -> tuple[int, int]:
    """Ill and not ill in one group; *counts* give the group's size in the second column, *cells* those not ill."""
    ill, other = (int(float(line[column])) for column in columns)
    return (ill, other - ill) if kind == "counts" else (ill, other)
