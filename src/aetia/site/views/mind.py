"""What would change our mind: the single changes in the world that would move the answer, and what editors say would settle it."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site import numbers
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.changes import Change, ChangeKind

_KINDS: tuple[ChangeKind, ...] = ("new-study", "recorded", "study-leaves")
"""In the order in which a reader meets them: what research could bring before what could fall away."""
_LEAVING = 3
"""Studies named among those whose leaving would move the answer."""


@dataclass(frozen=True)
class ChangeView:
    """A change in words, and the level that it leads to."""

    text: str
    level: Level


@dataclass(frozen=True)
class MindView:
    """What would change the answer: the nearest change of each kind to each level; `leaving` more studies would move it by falling
    away. `settle` are the editor's own points."""

    changes: tuple[ChangeView, ...]
    leaving: int
    settle: tuple[str, ...]


def mind_view(edition: Edition, verdict: TopicVerdict) -> MindView:
    """The box of a verdict."""
    explanation = edition.explanation(verdict)
    changes = explanation.would_change_our_mind
    shown = [change for kind in _KINDS for change in _of_kind([c for c in changes if c.kind == kind])]
    return MindView(
        changes=tuple(ChangeView(_words(edition, change), change.level) for change in shown),
        leaving=max(0, sum(change.kind == "study-leaves" for change in changes) - _LEAVING),
        settle=tuple(edition.library.topics[verdict.topic].settle) if explanation.editors_settle else (),
    )


def _of_kind(changes: list[Change]) -> list[Change]:
    """The changes of one kind worth telling: of new studies, for each time of measurement and each level, the nearest."""
    if changes and changes[0].kind == "study-leaves":
        return changes[:_LEAVING]
    nearest: dict[tuple[str | None, str | None, Level], Change] = {}
    for change in changes:
        nearest.setdefault((change.tier, change.fact, change.level), change)
    return list(nearest.values())


def _words(edition: Edition, change: Change) -> str:
    words = edition.words
    if change.kind == "study-leaves":
        return words("mind.study-leaves", label=change.label)
    if change.kind == "recorded":
        return words(f"mind.{change.fact}")
    assert change.ratio is not None  # a new study has a ratio
    assert change.low is not None
    assert change.high is not None
    size = "none" if change.ratio == 1 else "more" if change.ratio > 1 else "less"
    limits = {
        "ratio": numbers.ratio(change.ratio, words),
        "low": numbers.ratio(change.low, words),
        "high": numbers.ratio(change.high, words),
    }
    return words(f"mind.new_{change.tier}_{size}", **limits)
