"""All causes at a glance: one line each, by level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import addresses
from aetia.site.answers import flag_words
from aetia.site.edition import LEVELS, Edition
from aetia.site.views.steadiness import pool_text


@dataclass(frozen=True)
class GlanceLine:
    """A cause: where it stands, its pooled ratio (empty where nothing is pooled), the studies that count and those of them that
    measured the exposure before onset, and its flags by their short names."""

    title: str
    address: str
    level: Level
    ratio: str
    studies: int
    before: int
    flags: tuple[str, ...]


def glance_lines(edition: Edition, topics: Iterable[Topic]) -> tuple[GlanceLine, ...]:
    """The causes among some topics, by level as readers are shown it, then by the studies that count."""
    lines = []
    for topic in topics:
        verdict = edition.headline(topic.id)
        if verdict is None:
            continue
        before = verdict.pools.get("T3")
        lines.append(
            GlanceLine(
                title=topic.title,
                address=addresses.cause(topic.id),
                level=verdict.level,
                ratio=pool_text(edition, verdict.pool),
                studies=verdict.pool.k if verdict.pool else 0,
                before=before.k if before else 0,
                flags=tuple(flag.name for flag in flag_words(edition, verdict)),
            )
        )
    return tuple(sorted(lines, key=lambda line: (LEVELS.index(line.level), -line.studies, line.title)))
