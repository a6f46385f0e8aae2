"""What differs between two findings, so that a reader can see why they may disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from aetia.errors import SynthesisError
from aetia.model.estimate import Estimate
from aetia.model.finding import Finding
from aetia.model.study import Study
from aetia.model.tier import Tier
from aetia.synthesis.estimates import as_log_ratio
from aetia.synthesis.rows import Row

Attribute = Literal[
    "population", "place", "design", "timing", "exposure-measure", "comparison", "year", "adjustment", "size", "measure", "review",
    "risk-of-bias",
]  # fmt: skip

FAR_APART_IN_YEARS = 10
FAR_APART_IN_SIZE = 4
"""Studies are called of different size from this factor on, which halves a standard error."""

_TIMING = {Tier.T3: "before-onset", Tier.T2: "after-onset"}
_IN_WORDS = {"before-onset": "before the illness", "after-onset": "after it had begun"}
NOTHING = "nothing"
"""What is adjusted for where nothing is."""


@dataclass(frozen=True)
class Evidence:
    """A finding with its study, and its row where it has a usable ratio."""

    study: Study
    finding: Finding
    row: Row | None


@dataclass(frozen=True)
class Difference:
    """One thing that differs.

    Attributes:
        attribute: what it is.
        one, other: what each finding has, as recorded; a timing by its code, a review by the number of studies it stands for.
        text: a short sentence for people.
    """

    attribute: Attribute
    one: str
    other: str
    text: str


@dataclass(frozen=True)
class Compared:
    """What differs between two findings, and what cannot be told because one of them does not record it."""

    differences: tuple[Difference, ...]
    not_recorded: tuple[Attribute, ...]


def compare(one: Evidence, other: Evidence) -> Compared:
    """Compare two findings in one thing after the other.

    Population, place, design, timing, way of measuring the exposure, comparison group, adjustment, measure and risk of bias
    differ if their records do; years from ten apart on; sizes from fourfold on.

    Args:
        one, other: findings on the same exposure and outcome.
    """
    differences: list[Difference] = []
    missing: list[Attribute] = []
    for attribute, read, words in _ATTRIBUTES:
        mine, theirs = read(one), read(other)
        if mine is None or theirs is None:
            if (mine is None) != (theirs is None) or attribute in _EXPECTED:
                missing.append(attribute)
        elif _differ(attribute, mine, theirs):
            text = words.format(one=_shown(attribute, mine), other=_shown(attribute, theirs))
            differences.append(Difference(attribute, mine, theirs, text))
    return Compared(tuple(differences), tuple(missing))


def attribute_of(evidence: Evidence, attribute: Attribute) -> str | None:
    """What a finding has for an attribute, as recorded; None where nothing is."""
    return next(read(evidence) for name, read, _ in _ATTRIBUTES if name == attribute)


def _shown(attribute: Attribute, value: str) -> str:
    if attribute == "review":
        return "one study" if value == "1" else f"{value} studies by review"
    return f"{int(value):,}" if attribute == "size" else _IN_WORDS.get(value, value)


def _differ(attribute: Attribute, one: str, other: str) -> bool:
    if attribute == "year":
        return abs(int(one) - int(other)) >= FAR_APART_IN_YEARS
    if attribute == "size":
        small, large = sorted((int(one), int(other)))
        return large >= FAR_APART_IN_SIZE * max(small, 1)
    return one.casefold() != other.casefold()


def _population(evidence: Evidence) -> str | None:
    """Who was studied, with the part of them that the row's own estimate is about, where it says so."""
    people, chosen = evidence.study.population, _estimate(evidence)
    who, part = people.who if people else None, chosen.contrast if chosen else None
    return f"{who} ({part})" if who and part else who or part


def _estimate(evidence: Evidence) -> Estimate | None:
    row = evidence.row
    if row is None:
        return None
    for estimate in evidence.finding.estimates:
        try:
            usable = as_log_ratio(estimate, where=evidence.study.label)
        except SynthesisError:
            continue  # not the one that the row was made from
        if usable is not None and usable.y == row.y:
            return estimate
    return None


def _place(evidence: Evidence) -> str | None:
    people = evidence.study.population
    return people.where if people else None


def _design(evidence: Evidence) -> str | None:
    return evidence.finding.design or evidence.study.design


def _timing(evidence: Evidence) -> str | None:
    if evidence.row is not None:
        return _TIMING.get(evidence.row.tier)
    timing = evidence.finding.timing
    return None if timing == "unknown" else timing


def _exposure(evidence: Evidence) -> str | None:
    return None if evidence.row is not None and evidence.row.by_review else evidence.finding.exposure_measure


def _comparison(evidence: Evidence) -> str | None:
    chosen = _estimate(evidence)
    return (chosen.comparison if chosen else None) or evidence.finding.comparison


def _year(evidence: Evidence) -> str | None:
    """The year of publication; a review's says little of its studies."""
    if evidence.row is not None and evidence.row.by_review:
        return None
    year = evidence.study.reference.year
    return str(year) if year else None


def _adjustment(evidence: Evidence) -> str | None:
    chosen = _estimate(evidence)
    if chosen is None or chosen.by_review:
        return None
    return ", ".join(sorted(chosen.adjusted_for)) or NOTHING


def _size(evidence: Evidence) -> str | None:
    people = evidence.study.population
    if people is None or people.unit is not None:
        return None
    size = people.n or ((people.cases or 0) + (people.controls or 0))
    return str(size) if size else None


def _measure(evidence: Evidence) -> str | None:
    return evidence.row.measure if evidence.row is not None else None


def _review(evidence: Evidence) -> str | None:
    return str(evidence.row.k) if evidence.row is not None and evidence.row.by_review else "1"


def _risk(evidence: Evidence) -> str | None:
    level = evidence.finding.risk_of_bias.level
    return None if level == "not-judged" else level


_ATTRIBUTES: tuple[tuple[Attribute, Callable[[Evidence], str | None], str], ...] = (
    ("population", _population, "They looked at different people: {one}; {other}."),
    ("place", _place, "They come from different places: {one}; {other}."),
    ("design", _design, "They are of different kinds: {one}; {other}."),
    ("timing", _timing, "They measured the exposure at different times: {one}; {other}."),
    ("exposure-measure", _exposure, "They measured the exposure in different ways: {one}; {other}."),
    ("comparison", _comparison, "They compared with different people: {one}; {other}."),
    ("year", _year, "They are years apart: {one}; {other}."),
    ("adjustment", _adjustment, "They allow for different things: {one}; {other}."),
    ("size", _size, "One is far larger: {one} people, {other} people."),
    ("measure", _measure, "They print different measures: {one}; {other}."),
    ("review", _review, "One stands for more studies: {one}; {other}."),
    ("risk-of-bias", _risk, "Their risk of bias is judged differently: {one}; {other}."),
)
_EXPECTED = frozenset({"population", "place", "comparison", "exposure-measure"})
"""Attributes that any study has, so that it is worth saying when neither record holds them."""
