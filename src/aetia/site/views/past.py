"""What the answer was before, and what moved it."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict


@dataclass(frozen=True)
class MomentView:
    """A recorded verdict; `computed` is given where editors had chosen another level, `moved_by` is empty for the first."""

    date: str
    level: Level
    computed: Level | None
    rule: str
    version: str
    moved_by: str


def past_view(edition: Edition, verdict: TopicVerdict) -> tuple[MomentView, ...]:
    """Every recorded verdict, newest first."""
    moments = edition.explanation(verdict).history
    return tuple(
        MomentView(
            date=edition.words.date(moment.on),
            level=moment.level,
            computed=moment.computed if moment.computed is not moment.level else None,
            rule=moment.rule,
            version=moment.rules_version,
            moved_by=moment.moved_by,
        )
        for moment in reversed(moments)
    )
