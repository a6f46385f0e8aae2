"""What the answer was before, and what moved it."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.base import Text
from aetia.model.verdict import Level
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict


@dataclass(frozen=True)
class MomentView:
    """A recorded verdict.

    Attributes:
        before: the level that it took the place of; None where the level stayed, and for the first.
        computed: the level by the rules, where editors had chosen another.
        moved_by: what changed it; empty for the first.
    """

    date: str
    level: Level
    before: Level | None
    computed: Level | None
    rule: str
    version: str
    moved_by: Text


def past_view(edition: Edition, verdict: TopicVerdict) -> tuple[MomentView, ...]:
    """Every recorded verdict, newest first."""
    moments = edition.explanation(verdict).history
    earlier = [None, *(moment.level for moment in moments)]
    return tuple(
        MomentView(
            date=edition.words.date(moment.on),
            level=moment.level,
            before=before if before is not moment.level else None,
            computed=moment.computed if moment.computed is not moment.level else None,
            rule=moment.rule,
            version=moment.rules_version,
            moved_by=edition.say(moment.moved_by),
        )
        for moment, before in reversed(list(zip(moments, earlier, strict=False)))
    )
