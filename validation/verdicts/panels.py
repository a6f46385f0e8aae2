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
from aetia.synthesis import Row, RuleBook, Tier, TopicVerdict, assess_rows, effect_size, log_ratio_from_interval

Z95 = 1.959963984540054
ACCEPTED = {
    "causes": (Level.LIKELY, Level.ESTABLISHED),
    "not-shown": (Level.NOT_ENOUGH,),
    "no-effect": (Level.AGAINST,),
}
MORE_CAREFUL = {
    "causes": (Level.NOT_ASSESSED, Level.NOT_ENOUGH, Level.POSSIBLE),
    "not-shown": (Level.NOT_ASSESSED,),
    "no-effect": (Level.NOT_ASSESSED, Level.NOT_ENOUGH),
}
"""Levels that say less than a panel. That something possibly causes what a panel finds it does not is the contrary, not less."""


@dataclass(frozen=True)
class PanelPair:
    """A verdict beside a panel's view.

    Attributes:
        entry: of the file.
        verdict: on the rows of the data set.
        unusable: rows of the data set that give no ratio, such as trials without an event or without printed numbers.
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
    return "more-careful" if level in MORE_CAREFUL[panel] else "surer"


def _rows(lines: list[dict[str, str]], entry: dict[str, Any]) -> Iterator[Row]:
    form = entry["form"]
    for number, line in enumerate(lines, 1):
        name = f"{' '.join(line[column] for column in entry['label'])} ({number})"
        if not all(line[column] for column in _columns(form)):
            continue  # counted as unusable: no numbers in the data set
        try:
            y, se = _log_ratio(line, form, name)
        except SynthesisError:
            continue  # counted as unusable: nobody fell ill, or everybody did
        y = -y if entry.get("reversed", False) else y
        low, high = math.exp(y - Z95 * se), math.exp(y + Z95 * se)
        measure = "IRR" if form["kind"] == "rates" else "OR"
        yield Row(name, name, _tier(line, entry), y, se, math.exp(y), low, high, measure, dose=entry.get("dose", False))


def _columns(form: dict[str, Any]) -> list[str]:
    """The columns that a ratio needs."""
    if "exposed" in form:
        return [*form["exposed"], *form["others"]]
    return [form[key] for key in ("value", "se", "low", "high") if key in form]


def _tier(line: dict[str, str], entry: dict[str, Any]) -> Tier:
    tier = entry["tier"]
    return Tier(tier[line[tier["column"]]] if isinstance(tier, dict) else tier)


def _log_ratio(line: dict[str, str], form: dict[str, Any], where: str) -> tuple[float, float]:
    """A log ratio and its standard error.

    *slope*: a log ratio a unit, times a number of units; *interval*: a printed ratio with its 95 % limits; *rates*: the ill
    and the person-time of two groups; *counts* and *cells*: two groups of people.
    """
    if form["kind"] == "slope":
        return float(line[form["value"]]) * form["times"], float(line[form["se"]]) * form["times"]
    if form["kind"] == "interval":
        low, high, value = (float(line[form[key]]) for key in ("low", "high", "value"))
        size = log_ratio_from_interval(low, high, value, where=where)
    elif form["kind"] == "rates":
        (x1, t1), (x2, t2) = ([float(line[column]) for column in form[side]] for side in ("exposed", "others"))
        size = effect_size("IRR", {"x1": x1, "t1": t1, "x2": x2, "t2": t2}, where=where)
    else:
        (a, b), (c, d) = (_two(line, form[side], form["kind"]) for side in ("exposed", "others"))
        size = effect_size("OR", {"a": a, "b": b, "c": c, "d": d}, where=where)
    return size.y, math.sqrt(size.v)


def _two(line: dict[str, str], columns: list[str], kind: str) -> tuple[int, int]:
    """Ill and not ill in one group; *counts* give the group's size in the second column, *cells* those not ill."""
    ill, other = (int(float(line[column])) for column in columns)
    return (ill, other - ill) if kind == "counts" else (ill, other)
