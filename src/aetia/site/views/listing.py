"""Causes in lists: by level, and as a tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import addresses
from aetia.site.answers import Answer, answer
from aetia.site.edition import FACTS, LEVELS, Edition


@dataclass(frozen=True)
class CauseLine:
    """A cause in a list: its title, its answer in one line, the titles of the topics above it."""

    title: str
    address: str
    level: Level
    answer: Answer
    trail: tuple[str, ...]


@dataclass(frozen=True)
class LevelGroup:
    """The causes that stand at one level."""

    level: Level
    causes: tuple[CauseLine, ...]


@dataclass(frozen=True)
class Node:
    """A topic in the tree; `level` is None for a grouping topic, and `address` is empty for a draft with topics below it."""

    title: str
    address: str
    level: Level | None
    children: tuple[Node, ...]


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the home page to here; `address` is empty for a draft, which has no page."""

    title: str
    address: str


def cause_line(edition: Edition, topic: Topic) -> CauseLine | None:
    """A cause's line; None for a grouping topic."""
    line: CauseLine | None = edition.fact("line", topic.id)
    return line


def _line(edition: Edition, identifier: str) -> CauseLine | None:
    topic = edition.library.topics[identifier]
    verdict = edition.headline(topic.id)
    if verdict is None:
        return None
    trail = tuple(crumb.title for crumb in crumbs(edition, topic))
    return CauseLine(topic.title, addresses.cause(topic.id), verdict.level, answer(edition, topic, verdict), trail)


FACTS["line"] = _line


def by_level(edition: Edition, topics: Iterable[Topic]) -> tuple[LevelGroup, ...]:
    """Causes by level, in the order in which levels are shown; a level without a cause is an empty group."""
    lines = [line for line in (cause_line(edition, topic) for topic in topics) if line]
    return tuple(LevelGroup(level, tuple(line for line in lines if line.level is level)) for level in LEVELS)


def tree(edition: Edition, parent: str | None) -> tuple[Node, ...]:
    """The topics below one, as a tree. A draft stands in it by its title alone, and only where a topic below it is shown."""
    nodes = []
    for topic in edition.library.children(parent):
        verdict, below = edition.headline(topic.id), tree(edition, topic.id)
        if edition.is_shown(topic) or below:
            nodes.append(Node(topic.title, _page(edition, topic), verdict.level if verdict else None, below))
    return tuple(nodes)


def crumbs(edition: Edition, topic: Topic) -> list[Crumb]:
    """The topics above one, from the top."""
    found: list[Crumb] = []
    here = edition.library.topics.get(topic.parent or "")
    while here is not None:
        found.append(Crumb(here.title, _page(edition, here)))
        here = edition.library.topics.get(here.parent or "")
    return found[::-1]


def _page(edition: Edition, topic: Topic) -> str:
    """The address of a topic's page; empty for a draft."""
    return addresses.cause(topic.id) if edition.is_shown(topic) else ""
