"""Synthesis without pooling: directions counted by a sign test, never by significance, and what was not pooled and why.

Reported as SWiM asks (Campbell and others 2020): grouped by tier and stream, with the standardised metric (the direction), the
method (an exact binomial test, McKenzie & Brennan 2019) and its limits said.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aetia.model.estimate import Estimate
from aetia.model.finding import Finding
from aetia.model.library import Library
from aetia.model.tier import Tier, tier_of
from aetia.model.topic import Topic
from aetia.synthesis.counting import Counted
from aetia.synthesis.measures import ONE_GROUP
from aetia.synthesis.rows import NotCounted, Row
from aetia.synthesis.study_rows import Flag, NotPooled, StudyRow

SOURCE = "McKenzie & Brennan 2019 (exact binomial test, Clopper–Pearson limits); Campbell and others 2020 (SWiM)"
LIMITS = (
    "The sign test asks whether more studies point one way than chance would bring. It says nothing of how large an effect is, "
    "weighs a small study like a large one, and takes studies as independent."
)


@dataclass(frozen=True)
class SignTest:
    """An exact two-sided binomial test of as many studies above as below (McKenzie & Brennan 2019).

    Attributes:
        above, below: studies whose estimate, or given direction, points to more and to less disease.
        level: studies that point neither way.
        share: of those with a direction, above.
        low, high: Clopper–Pearson 95 % limits of the share; None without a direction.
        p: None without a direction.
    """

    above: int
    below: int
    level: int
    share: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True)
class DirectionGroup:
    """The directions of the studies of one tier and stream, or of one subgroup of a table.

    Attributes:
        stream: human, animal or laboratory; empty for a table.
        tier: of studies of people, where there is one.
        test: of studies with a comparison group; without one (T1, T0) directions are counted and not tested.
        studies: label and direction (1, −1, 0) of each.
        name: of the subgroup of a table.
    """

    stream: str
    tier: Tier | None
    test: SignTest
    studies: tuple[tuple[str, int], ...]
    name: str = ""


@dataclass(frozen=True)
class WithoutPooling:
    """What a topic's studies, or those of a table, say without a pool.

    Attributes:
        groups: by stream and tier, highest tier first; or by subgroup.
        not_pooled: every finding of a topic without a place in the pool, with the reason; empty for a table, whose studies
            list their own.
        limits: what the method cannot say.
        source: of the method.
        refusal: why there is none; empty if there is.
    """

    groups: tuple[DirectionGroup, ...]
    not_pooled: tuple[NotCounted, ...]
    limits: str = LIMITS
    source: str = SOURCE
    refusal: str = ""


def sign_test(directions: Sequence[int]) -> SignTest:
    """The sign test of directions, each above 0, below 0, or 0 for neither."""
    from scipy.special import bdtr, betaincinv

    above, below = sum(1 for d in directions if d > 0), sum(1 for d in directions if d < 0)
    n = above + below
    if n == 0:
        return SignTest(0, 0, len(directions), None, None, None, None)
    p = min(1.0, 2 * float(bdtr(min(above, below), n, 0.5)))
    low = float(betaincinv(above, below + 1, 0.025)) if above else 0.0
    high = float(betaincinv(above + 1, below, 0.975)) if below else 1.0
    return SignTest(above, below, len(directions) - n, above / n, low, high, p)


def without_pooling(counted: Counted, library: Library, topic: Topic, outcome: str) -> WithoutPooling:
    """The synthesis without pooling of one topic and outcome.

    A study with an estimate points where its value lies, whatever its limits, also where it gives no ratio or no interval to
    pool; one without points where an editor said. The same population counts once, in the group of what speaks for it.

    Args:
        counted: see :func:`aetia.synthesis.counting.count`.
        library, topic, outcome: for the values of findings that are not pooled, and for which studies are one population.
    """
    units: dict[tuple[str, Tier | None], dict[str, tuple[str, int]]] = defaultdict(dict)
    for rows, note in ((counted.rows, ""), (counted.high_risk, " (high risk of bias)")):
        for row in rows:
            units["human", row.tier].setdefault(_population(library, row.study), (_name(row) + note, _sign(row.y)))
    taken = {name for group in units.values() for name in group}
    findings = _findings(library, topic, outcome)
    for other in counted.not_counted:
        name = _population(library, other.study)
        if name in taken or other.code in _OTHER_MATTERS:
            continue
        sign = _direction(other, findings.get(other.study, ()))
        if sign is None:
            continue
        stream = other.code if other.code in ("animal", "laboratory") else "human"
        units[stream, other.tier].setdefault(name, (other.label, sign))
    order = sorted(units, key=lambda key: (key[0] != "human", key[0], -int(key[1]) if key[1] is not None else 9))
    groups = []
    for stream, tier in order:
        studies = tuple(units[stream, tier].values())
        test = sign_test([sign for _, sign in studies])
        if tier in (Tier.T0, Tier.T1):
            # Without a comparison group a direction is what a report suggests, not what it found.
            test = replace(test, share=None, low=None, high=None, p=None)
        groups.append(DirectionGroup(stream, tier, test, studies))
    return WithoutPooling(tuple(groups), counted.not_counted)


def directions_of_rows(
    rows: Iterable[StudyRow], not_pooled: Iterable[NotPooled], without: Sequence[Flag] = ("retracted",)
) -> WithoutPooling:
    """The synthesis without pooling of a table: by subgroup where it has such, each study once.

    A study points where its values lie: several rows of it where their common-effect mean does, a line that cannot be pooled
    where its value or its word says.

    Args:
        rows, not_pooled: of the table.
        without: flags whose studies are left out.
    """
    kept = [row for row in rows if row.flag not in without]
    alone = sorted({row.measure for row in kept} & ONE_GROUP)
    if alone:
        return WithoutPooling(
            (), (), refusal=f"{', '.join(alone)}: estimates of one group point neither to more nor to less"
        )
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    labels: dict[tuple[str, str], str] = {}
    for row in kept:
        name = row.cluster or row.where
        sums[row.group][name] += row.y / row.v
        labels.setdefault((row.group, name), row.label)
    for other in not_pooled:
        name = other.cluster or other.where
        if other.direction is None or other.flag in without or (other.group, name) in labels:
            continue
        sums[other.group][name] = float(other.direction)
        labels[other.group, name] = other.label
    groups = []
    for group, found in sums.items():
        studies = tuple((labels[group, name], _sign(total)) for name, total in found.items())
        groups.append(DirectionGroup("", None, sign_test([sign for _, sign in studies]), studies, group))
    return WithoutPooling(tuple(groups), (), refusal="" if groups else "no study has a direction")


# "Against" rules an increase out, and so points neither way.
_SIGNS = {"for": 1, "against": 0, "inverse": -1, "unclear": 0}
_OTHER_MATTERS = frozenset(
    {"retracted", "other-exposure", "other-question", "indirect", "not-appraised", "review", "counted-once"}
)
_POINTS = frozenset({"RD", "MD", "SMD", "r", "beta"})


def _population(library: Library, study: str) -> str:
    known = library.studies.get(study)
    return (known.reviewed_as if known is not None else None) or study


def _name(row: Row) -> str:
    return f"{row.label} (one line for {row.k} studies, by review)" if row.by_review else row.label


def _findings(library: Library, topic: Topic, outcome: str) -> Mapping[str, Sequence[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for study, finding in library.findings(topic.id):
        if finding.outcome in (outcome, None) and finding.exposure == topic.exposure:
            found[study.id].append(finding)
    return found


def _direction(other: NotCounted, findings: Sequence[Finding]) -> int | None:
    """By the value of the first estimate that has one, else as an editor said; numbers that cannot be true say nothing."""
    if other.code != "unusable":
        mine = [finding for finding in findings if _is_of(other, finding)]
        signs = (_sign_of(estimate) for finding in mine for estimate in finding.estimates)
        found = next((sign for sign in signs if sign is not None), None)
        if found is not None:
            return found
    return None if other.direction is None else _SIGNS[other.direction]


def _is_of(other: NotCounted, finding: Finding) -> bool:
    """Whether a finding is the one that was not counted: a study may have others, on another question or in animals."""
    design = finding.design or other.design
    stream = next((name for name in ("animal", "laboratory") if name in (design, finding.stream)), "human")
    asked = finding.question == "exposure-to-disease" and finding.directness == "direct"
    return asked and (other.code if other.code in ("animal", "laboratory") else "human") == stream and (
        other.tier is None or tier_of(finding, design) == other.tier
    )  # fmt: skip


def _sign_of(estimate: Estimate) -> int | None:
    if estimate.misprint or estimate.faults() or estimate.value is None:
        return None
    if estimate.is_ratio:
        return _sign(math.log(estimate.value)) if estimate.value > 0 else None
    return _sign(estimate.value) if estimate.measure in _POINTS else None


def _sign(y: float) -> int:
    return 0 if abs(y) < _NOISE else 1 if y > 0 else -1


_NOISE = 1e-12
