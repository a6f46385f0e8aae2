"""Which way studies point when nothing is pooled: counts by design and kind of work, with a sign test."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.site import numbers
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.counting import count
from aetia.synthesis.swim import DirectionGroup, without_pooling

_FEWEST = 2
"""Fewer directions say no more than the findings themselves."""


@dataclass(frozen=True)
class DirectionsView:
    """Studies of one design and kind of work: how many point to more disease, to less, neither way; and how sure that is."""

    name: str
    above: int
    below: int
    level: int
    share: str
    p: str


def directions_view(edition: Edition, verdict: TopicVerdict) -> tuple[DirectionsView, ...]:
    """The directions of a verdict's studies; empty where fewer than two studies point anywhere."""
    topic = edition.library.topics[verdict.topic]
    counted = count(edition.library, topic, verdict.outcome)
    groups = without_pooling(counted, edition.library, topic, verdict.outcome).groups
    shown = [group for group in groups if group.studies]
    if sum(len(group.studies) for group in shown) < _FEWEST:
        return ()
    return tuple(_view(edition, group) for group in shown)


def _view(edition: Edition, group: DirectionGroup) -> DirectionsView:
    words, test = edition.words, group.test
    tier = words(f"tier.{group.tier.name}") if group.tier is not None else words("tier.none")
    share = p = ""
    if test.share is not None and test.low is not None and test.high is not None and test.p is not None:
        low, high = (numbers.percent(limit, words) for limit in (test.low, test.high))
        limits = words("number.interval", low=low, high=high)
        share = words("disagree.ratio", ratio=numbers.percent(test.share, words), limits=limits)
        p = numbers.p_value(test.p, words)
    name = tier if group.stream == "human" else words(f"stream.{group.stream}")
    return DirectionsView(name, test.above, test.below, test.level, share, p)
