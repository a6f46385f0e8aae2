"""Operating characteristics: how often the rules reach each level on simulated topics. The design is explained in the README."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from aetia.model.verdict import Level
from aetia.synthesis import Context, Row, RuleBook, Tier
from aetia.synthesis.grading import grade
from aetia.synthesis.inputs import Inputs

SEED = 20261
HETEROGENEITY = 0.03
_Z = 1.959963984540054


@dataclass(frozen=True)
class Scenario:
    """A kind of topic.

    Attributes:
        name: in words.
        true: the true ratio; bias: the factor by which every T2 study is off.
        before, after: numbers of T3 and T2 studies.
        se_before, se_after: range of the standard errors of log ratios, drawn evenly.
        published: per cent of each level as printed with the rules; empty where nothing was printed.
        heterogeneity: standard deviation of the true log ratios.
        large: so many of the T3 studies are large (standard error 0.04 to 0.12); the others then are small (0.2 to 0.6).
        small_say_more: what is added to the log ratio of a study that is not large, times its standard error.
    """

    name: str
    true: float
    before: int
    after: int
    bias: float
    se_before: tuple[float, float]
    se_after: tuple[float, float]
    published: dict[Level, int] = field(hash=False, default_factory=dict)
    heterogeneity: float = HETEROGENEITY
    large: int = 0
    small_say_more: float = 0.0


_BEFORE, _AFTER, _PRECISE = (0.12, 0.4), (0.15, 0.5), (0.05, 0.1)
_LARGE, _SMALL = (0.04, 0.12), (0.2, 0.6)

SCENARIOS = (
    Scenario("true 1.0, six T2", 1.0, 0, 6, 1.0, _BEFORE, _AFTER, {Level.NOT_ENOUGH: 99}),
    Scenario(
        "true 1.0, three T3 and six T2", 1.0, 3, 6, 1.0, _BEFORE, _AFTER,
        {Level.NOT_ENOUGH: 50, Level.AGAINST: 45, Level.POSSIBLE: 4},
    ),
    Scenario(
        "true 1.0, six T2 biased by 1.35", 1.0, 0, 6, 1.35, _BEFORE, _AFTER,
        {Level.NOT_ENOUGH: 61, Level.POSSIBLE: 32, Level.LIKELY: 7},
    ),
    Scenario(
        "true 2, three T3 and six T2", 2.0, 3, 6, 1.0, _BEFORE, _AFTER, {Level.ESTABLISHED: 47, Level.LIKELY: 53}
    ),
    Scenario("true 2, six T2", 2.0, 0, 6, 1.0, _BEFORE, _AFTER, {Level.LIKELY: 86}),
    Scenario("true 1.0, five precise T3", 1.0, 5, 0, 1.0, _PRECISE, _AFTER, {Level.AGAINST: 98}),
    Scenario("true 1.0 on average, varied, two T3", 1.0, 2, 0, 1.0, _BEFORE, _AFTER, heterogeneity=0.3),
    Scenario("true 1.0 on average, varied, three T3 and six T2", 1.0, 3, 6, 1.0, _BEFORE, _AFTER, heterogeneity=0.3),
    Scenario("true 1.0 on average, varied, six T2 biased by 1.35", 1.0, 0, 6, 1.35, _BEFORE, _AFTER, heterogeneity=0.3),
    Scenario("true 1.0, two large and ten small T3 that say more", 1.0, 12, 0, 1.0, _SMALL, _AFTER, large=2, small_say_more=1.5),
    Scenario("true 1.0, two large and 18 small T3 that say more", 1.0, 20, 0, 1.0, _SMALL, _AFTER, large=2, small_say_more=1.0),
    Scenario("true 1.5, two large and 18 small T3", 1.5, 20, 0, 1.0, _SMALL, _AFTER, large=2),
    Scenario(
        "true 1.5 on average, varied, two large and 18 small T3", 1.5, 20, 0, 1.0, _SMALL, _AFTER, heterogeneity=0.3, large=2
    ),
)  # fmt: skip


def simulate(scenario: Scenario, topics: int, book: RuleBook) -> list[Inputs]:
    """Topics of one kind; the same for the same number, on every machine."""
    import numpy as np

    random = np.random.default_rng([SEED, SCENARIOS.index(scenario)])
    found = []
    for _ in range(topics):
        rows = []
        for tier, number, (low, high), bias in (
            (Tier.T3, scenario.before, scenario.se_before, 1.0),
            (Tier.T2, scenario.after, scenario.se_after, scenario.bias),
        ):
            for index in range(number):
                is_large = tier is Tier.T3 and index < scenario.large
                se = float(random.uniform(*_LARGE) if is_large else random.uniform(low, high))
                more = 0.0 if is_large else scenario.small_say_more * se
                y = (
                    math.log(scenario.true * bias)
                    + more
                    + float(random.normal(0.0, math.hypot(se, scenario.heterogeneity)))
                )
                name = f"{tier.name}-{index}"
                limits = math.exp(y - _Z * se), math.exp(y + _Z * se)
                rows.append(Row(name, name, tier, y, se, math.exp(y), *limits, "OR"))
        found.append(Inputs(rows, Context(), book))
    return found


def levels(topics: list[Inputs], book: RuleBook) -> list[Level]:
    """The level of each topic by a book; pools are shared with other books of the same interval rules."""
    same = all(topic.book.thresholds["hartung_knapp_from"] == book.thresholds["hartung_knapp_from"] for topic in topics)
    return [
        grade(Inputs(topic.rows, topic.context, book, topic.cache if same else None), fragility=False).level
        for topic in topics
    ]


def percentages(found: list[Level]) -> dict[Level, float]:
    """Per cent of each level, the most frequent first."""
    counts = Counter(found)
    return {level: 100 * number / len(found) for level, number in sorted(counts.items(), key=lambda item: -item[1])}


def beyond_chance(percent: float, published: float, topics: int) -> bool:
    """Whether two rounded percentages, each from so many topics, differ by more than three standard errors of their difference."""
    middle = (percent + published) / 200
    error = 100 * math.sqrt(2 * max(middle * (1 - middle), 0.001) / topics)
    return abs(percent - published) > 3 * error + 0.5
