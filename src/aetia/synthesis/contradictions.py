"""Findings on one exposure and outcome that disagree: pairs and groups, with what differs between them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from aetia.model.finding import Direction, Finding
from aetia.model.library import Library
from aetia.synthesis.counting import Counted
from aetia.synthesis.differences import NOTHING, Attribute, Compared, Difference, Evidence, attribute_of, compare
from aetia.synthesis.multiplicity import holm
from aetia.synthesis.pool import pool
from aetia.synthesis.pool_cache import ratio
from aetia.synthesis.printing import plain
from aetia.synthesis.reviews import Replaced
from aetia.synthesis.rows import NotCounted, Row

LEVEL = 0.05
"""The chance, for a whole topic and outcome, of calling any pair (or any grouping) a contradiction though none is one."""
MOST_ROWS = 300
MOST_PAIRS = 50
FEWEST_IN_A_GROUP = 2
"""A group of one says no more than the pairs that it is in."""

_Z95 = 1.959963984540054
_GROUPED: tuple[Attribute, ...] = (
    "timing", "design", "place", "population", "comparison", "exposure-measure", "adjustment", "risk-of-bias", "review",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One of the findings that disagree; the numbers are None where it has no usable ratio."""

    study: str
    label: str
    tier: str | None
    direction: Direction | None
    value: float | None
    low: float | None
    high: float | None
    by_review: bool


@dataclass(frozen=True)
class Pair:
    """Two findings that disagree.

    Attributes:
        one, other: the findings, the first by identifier first.
        kind: ``direction``: one speaks for the cause and one against it, or their estimates lie on different sides of 1;
            ``size``: both point the same way; ``typed``: opposite directions of which at least one was given by a person, so that
            no test is possible.
        ratio: of the first estimate to the other, with low and high (95 %); p: two-sided, of no difference; p_adjusted: by Holm
            over all pairs of this topic and outcome. All None for ``typed``.
        beyond_chance: whether *p_adjusted* is below 0.05.
        differences: what differs between them; not_recorded: what cannot be compared.
    """

    one: Side
    other: Side
    kind: Literal["direction", "size", "typed"]
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    beyond_chance: bool
    differences: tuple[Difference, ...]
    not_recorded: tuple[Attribute, ...]


@dataclass(frozen=True)
class Group:
    """The findings that have one value of an attribute, with their own pool on the ratio scale."""

    value: str
    studies: tuple[str, ...]
    m: float
    low: float
    high: float


@dataclass(frozen=True)
class GroupsApart:
    """Groups of findings that differ from each other by more than chance.

    Attributes:
        attribute: what they are grouped by.
        groups: at least two, by value, of at least two findings each.
        q, df, p: the test of no difference between the pools of the groups; p_adjusted: by Holm over all attributes tried.
    """

    attribute: Attribute
    groups: tuple[Group, ...]
    q: float
    df: int
    p: float
    p_adjusted: float


@dataclass(frozen=True)
class Contradictions:
    """The disagreements of one topic and outcome.

    Attributes:
        pairs: those beyond chance by p, then pairs of opposite directions, by identifier; at most 50.
        groups: those beyond chance, by p.
        pairs_tested, attributes_tested: how many comparisons the p values are adjusted for.
        pairs_found: how many pairs there are in all.
        note: what was not done, and why; empty if all was.
    """

    pairs: tuple[Pair, ...]
    groups: tuple[GroupsApart, ...]
    pairs_tested: int
    attributes_tested: int
    pairs_found: int
    note: str

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return dict(plain(self))


def contradictions(library: Library, topic: str, outcome: str, counted: Counted) -> Contradictions:
    """Look for findings that disagree beyond chance.

    Two independent log ratios are compared by z = (y₁ − y₂) / √(SE₁² + SE₂²) (Altman & Bland 2003, BMJ 326:219); p values are
    adjusted by Holm's method for all pairs compared. Groups are compared by the Q statistic between their random-effects pools
    (Borenstein et al. 2009, chapter 19), adjusted likewise for all attributes tried. A review is not compared with the studies
    inside it. Rows at high risk of bias are compared too; retracted ones are not. Of findings without a usable ratio only the
    direction is known: they are named where it is opposite to another's, unless they were too small.

    Args:
        library: whole.
        topic, outcome: identifiers.
        counted: the topic's rows and reasons.

    Returns:
        The same for any order of the studies.
    """
    evidence = _evidence(counted)
    found: list[tuple[tuple[object, ...], Pair]] = []
    compared, note = 0, ""
    if len(evidence) > MOST_ROWS:
        note = f"{len(evidence)} rows make too many pairs; only groups were compared"
    else:
        compared, tested = _tested_pairs(evidence, counted.replaced)
        found.extend(tested)
    found.extend(_typed_pairs(library, topic, outcome, evidence, counted.not_counted))
    groups, attributes = _groups(evidence)
    pairs = [pair for _, pair in sorted(found, key=lambda entry: entry[0])]
    return Contradictions(tuple(pairs[:MOST_PAIRS]), groups, compared, attributes, len(pairs), note)


def _evidence(counted: Counted) -> list[tuple[Row, Evidence]]:
    """The rows that count or are at high risk of bias, in order; a review's as it counts, for the studies left to it."""
    rows = {row.key: row for row in (*counted.rows, *counted.high_risk)}
    told = {each.row.key: each for each in counted.told}
    return [
        (row, Evidence(told[key].study, told[key].finding, row)) for key, row in sorted(rows.items()) if key in told
    ]


def _tested_pairs(
    evidence: Sequence[tuple[Row, Evidence]], replaced: Sequence[Replaced]
) -> tuple[int, list[tuple[tuple[object, ...], Pair]]]:
    pairs = [(one, other) for one, other in combinations(evidence, 2) if not _same_people(one[0], other[0], replaced)]
    p_values = [_p_of_difference(one[0], other[0]) for one, other in pairs]
    found: list[tuple[tuple[object, ...], Pair]] = []
    for (one, other), p, adjusted in zip(pairs, p_values, holm(p_values), strict=True):
        opposed = _opposed(one[0].direction(), other[0].direction())
        if adjusted >= LEVEL and not opposed:
            continue
        order = (adjusted >= LEVEL, p if adjusted < LEVEL else 0.0, one[0].key, other[0].key)
        found.append((order, _pair(one, other, p, adjusted)))
    return len(pairs), found


def _same_people(one: Row, other: Row, replaced: Iterable[Replaced]) -> bool:
    """Whether one of two rows is a review and the other a study taken out of it."""
    for each in replaced:
        keys = {row.key for row in each.studies}
        if each.rest.key in (one.key, other.key) and keys & {one.key, other.key}:
            return True
    return False


def _p_of_difference(one: Row, other: Row) -> float:
    z = abs(one.y - other.y) / math.hypot(one.se, other.se)
    return math.erfc(z / math.sqrt(2))


def _opposed(one: Direction | None, other: Direction | None) -> bool:
    return {one, other} in ({"for", "against"}, {"for", "inverse"})


def _pair(one: tuple[Row, Evidence], other: tuple[Row, Evidence], p: float, adjusted: float) -> Pair:
    (a, told_a), (b, told_b) = one, other
    gap, se = a.y - b.y, math.hypot(a.se, b.se)
    sides_of_one = (a.y > 0) != (b.y > 0)
    seen: Compared = compare(told_a, told_b)
    return Pair(
        one=_side(a),
        other=_side(b),
        kind="direction" if sides_of_one or _opposed(a.direction(), b.direction()) else "size",
        ratio=ratio(gap),
        low=ratio(gap - _Z95 * se),
        high=ratio(gap + _Z95 * se),
        p=p,
        p_adjusted=adjusted,
        beyond_chance=adjusted < LEVEL,
        differences=seen.differences,
        not_recorded=seen.not_recorded,
    )


def _side(row: Row) -> Side:
    return Side(row.study, row.label, row.tier.name, row.direction(), row.value, row.low, row.high, row.by_review)


def _typed_pairs(
    library: Library,
    topic: str,
    outcome: str,
    evidence: Sequence[tuple[Row, Evidence]],
    not_counted: Sequence[NotCounted],
) -> Iterator[tuple[tuple[object, ...], Pair]]:
    """Pairs of opposite directions of which at least one was given by a person, or read from a difference."""
    sides: list[tuple[Side, Evidence]] = [(_side(row), told) for row, told in evidence]
    with_ratio = len(sides)
    seen: set[str] = set()
    for other in sorted(not_counted, key=lambda n: (n.study, n.code, n.reason)):
        finding = _finding(library, topic, outcome, other) if other.contests and other.study not in seen else None
        if finding is not None:
            seen.add(other.study)
            tier = other.tier.name if other.tier is not None else None
            side = Side(other.study, other.label, tier, other.direction, None, None, None, False)
            sides.append((side, Evidence(library.studies[other.study], finding, None)))
    for (i, one), (j, other_side) in combinations(enumerate(sides), 2):
        if j < with_ratio or one[0].study == other_side[0].study:
            continue
        if not _opposed(one[0].direction, other_side[0].direction):
            continue
        first, second = sorted((one, other_side), key=lambda entry: (entry[0].study, entry[0].tier or ""))
        compared = compare(first[1], second[1])
        pair = Pair(
            first[0],
            second[0],
            "typed",
            None,
            None,
            None,
            None,
            None,
            False,
            compared.differences,
            compared.not_recorded,
        )
        yield (True, 1.0, (first[0].study, 0), (second[0].study, i)), pair


def _finding(library: Library, topic: str, outcome: str, other: NotCounted) -> Finding | None:
    """The finding that an entry without a ratio was made from: the first of its study that asks the question."""
    if other.study not in library.studies:
        return None
    for finding in library.studies[other.study].findings_in(topic):
        if finding.outcome == outcome and finding.question == "exposure-to-disease" and finding.directness == "direct":
            return finding
    return None


def _groups(evidence: Sequence[tuple[Row, Evidence]]) -> tuple[tuple[GroupsApart, ...], int]:
    tried: list[tuple[Attribute, tuple[Group, ...], float, int, float]] = []
    for attribute in _GROUPED:
        by_value = {
            value: rows for value, rows in _by_value(evidence, attribute).items() if len(rows) >= FEWEST_IN_A_GROUP
        }
        if len(by_value) < 2:
            continue
        q, df, p, groups = _between(by_value)
        tried.append((attribute, groups, q, df, p))
    adjusted = holm([p for *_, p in tried])
    apart = [
        GroupsApart(attribute, groups, q, df, p, p_adjusted)
        for (attribute, groups, q, df, p), p_adjusted in zip(tried, adjusted, strict=True)
        if p_adjusted < LEVEL
    ]
    return tuple(sorted(apart, key=lambda each: (each.p, each.attribute))), len(tried)


def _by_value(evidence: Sequence[tuple[Row, Evidence]], attribute: Attribute) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row, told in evidence:
        value = attribute_of(told, attribute)
        if value is None:
            continue
        if attribute == "place":
            value = value.rpartition(",")[2].strip()
        elif attribute == "adjustment":
            value = NOTHING if value == NOTHING else "something"
        elif attribute == "review":
            value = "review" if row.by_review else "study"
        groups[value].append(row)
    return dict(sorted(groups.items()))


def _between(by_value: Mapping[str, list[Row]]) -> tuple[float, int, float, tuple[Group, ...]]:
    from scipy.special import chdtrc

    pools = {
        value: pool([row.y for row in rows], [row.se**2 for row in rows], test="z") for value, rows in by_value.items()
    }
    weights = {value: 1 / pooled.se**2 for value, pooled in pools.items()}
    mean = sum(weights[value] * pools[value].mean for value in pools) / sum(weights.values())
    q = sum(weights[value] * (pools[value].mean - mean) ** 2 for value in pools)
    df = len(pools) - 1
    groups = tuple(
        Group(value, tuple(row.study for row in rows), *(ratio(x) for x in (p.mean, p.low, p.high)))
        for (value, rows), p in zip(by_value.items(), pools.values(), strict=True)
    )
    return q, df, float(chdtrc(df, q)), groups
