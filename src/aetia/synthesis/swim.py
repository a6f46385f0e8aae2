"""Synthesis without pooling: directions counted by a sign test, never by significance, and what was not pooled and why.

Reported as SWiM asks (Campbell and others 2020): grouped by tier and stream, with the standardised metric (the direction), the
method (an exact binomial test, McKenzie & Brennan 2019) and its limits said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aetia.model.library import Library
from aetia.model.topic import Topic
from aetia.synthesis.counting import Counted
from aetia.synthesis.rows import NotCounted, Row, Tier

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
    """The directions of the studies of one tier and stream."""

    stream: str
    tier: Tier | None
    test: SignTest
    studies: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class WithoutPooling:
    """What a topic's studies say without a pool.

    Attributes:
        groups: by stream and tier, highest tier first.
        not_pooled: every finding without a place in the pool, with the reason.
        limits: what the method cannot say.
    """

    groups: tuple[DirectionGroup, ...]
    not_pooled: tuple[NotCounted, ...]
    limits: str = LIMITS


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

    A study with an estimate points where its value lies, whatever its limits; one without points where an editor said. The same
    population counts once in a group.

    Args:
        counted: see :func:`aetia.synthesis.counting.count`.
        library, topic, outcome: for the streams of findings that are not studies of people.
    """
    units: dict[tuple[str, Tier | None], dict[str, tuple[str, int]]] = defaultdict(dict)
    for row in (*counted.rows, *counted.high_risk):
        units["human", row.tier].setdefault(row.study, (row.label, _sign_of_row(row)))
    streams = {
        study.id: finding.stream for study, finding in library.findings(topic.id) if finding.outcome in (outcome, None)
    }
    taken = {name for group in units.values() for name in group}
    for other in counted.not_counted:
        if other.direction is None or other.study in taken or other.code in _OTHER_MATTERS:
            continue
        units[streams.get(other.study, "human"), other.tier].setdefault(
            other.study, (other.label, _SIGNS[other.direction])
        )
    order = sorted(units, key=lambda key: (key[0] != "human", key[0], -int(key[1]) if key[1] is not None else 9))
    groups = []
    for stream, tier in order:
        studies = tuple(units[stream, tier].values())
        groups.append(DirectionGroup(stream, tier, sign_test([sign for _, sign in studies]), studies))
    return WithoutPooling(tuple(groups), counted.not_counted)


# "Against" rules an increase out, and so points neither way.
_SIGNS = {"for": 1, "against": 0, "inverse": -1, "unclear": 0}
_OTHER_MATTERS = frozenset(
    {"retracted", "other-exposure", "other-question", "indirect", "not-appraised", "review", "counted-once"}
)


def _sign_of_row(row: Row) -> int:
    return 0 if row.y == 0 else 1 if row.y > 0 else -1
