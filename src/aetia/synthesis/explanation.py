"""Everything beside a verdict that helps a reader to judge it, computed only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aetia.model.library import Library
from aetia.synthesis.changes import Change
from aetia.synthesis.context import context_of
from aetia.synthesis.contradictions import Contradictions, contradictions
from aetia.synthesis.counting import count
from aetia.synthesis.disputes import Trail, trails
from aetia.synthesis.history import Moment, changed_since_override, history_of
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.panels import PanelRow, bradford_hill, fredricks_relman
from aetia.synthesis.printing import plain
from aetia.synthesis.rules.book import load_rules
from aetia.synthesis.scenarios import IfResolved, WithAndWithout, if_resolved, with_and_without
from aetia.synthesis.streams import Stream, streams
from aetia.synthesis.study_units import Units, study_units
from aetia.synthesis.threshold_moves import ThresholdMove, threshold_moves
from aetia.synthesis.verdict import TopicVerdict
from aetia.synthesis.weaknesses import Weakness, weaknesses


@dataclass(frozen=True)
class Explanation:
    """What stands beside a verdict.

    Attributes:
        topic, outcome: whose verdict it is.
        would_change_our_mind: the single changes in the world that would move the computed level, nearest first.
        editors_settle: what the topic's editor says would settle it.
        threshold_moves: the level with each threshold moved by a tenth and a fifth.
        with_and_without: the verdict with and without flagged studies, both always.
        if_resolved: the level if each study without a clear answer turns out to give one.
        streams: human, animal and laboratory findings, apart.
        units: populations, reviews, and what reviews share.
        contradictions: findings that disagree, and what differs between them.
        disputes: what followed the studies.
        weaknesses: where the verdict is fragile.
        bradford_hill, fredricks_relman: panels, never scores; the second is None for an exposure that is no infection.
        history: every recorded verdict, oldest first.
        changed_since_override: what changed since the editor's override was made, where it needs another look.
    """

    topic: str
    outcome: str
    would_change_our_mind: tuple[Change, ...]
    editors_settle: tuple[str, ...]
    threshold_moves: tuple[ThresholdMove, ...]
    with_and_without: tuple[WithAndWithout, ...]
    if_resolved: tuple[IfResolved, ...]
    streams: tuple[Stream, ...]
    units: Units
    contradictions: Contradictions
    disputes: tuple[Trail, ...]
    weaknesses: tuple[Weakness, ...]
    bradford_hill: tuple[PanelRow, ...]
    fredricks_relman: tuple[PanelRow, ...] | None
    history: tuple[Moment, ...]
    changed_since_override: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values without topic and outcome, to be joined with those of the verdict; no name is in both."""
        data = dict(plain(self))
        del data["topic"], data["outcome"]
        return data


def explain(library: Library, verdict: TopicVerdict) -> Explanation:
    """Everything beside a verdict.

    Args:
        library: the one that the verdict was computed from.
        verdict: of :func:`aetia.synthesis.verdict.assess`.
    """
    topic = library.topics[verdict.topic]
    counted = count(library, topic, verdict.outcome)
    context = context_of(library, topic, verdict.outcome, counted)
    inputs = Inputs(verdict.rows, context, load_rules(verdict.rules_version))
    by_stream = streams(library, topic.id, verdict.outcome)
    return Explanation(
        topic=verdict.topic,
        outcome=verdict.outcome,
        would_change_our_mind=mind_changers(verdict),
        editors_settle=tuple(topic.settle) if verdict.outcome == library.settings.disease else (),
        threshold_moves=threshold_moves(inputs, verdict.computed),
        with_and_without=with_and_without(library, topic, verdict.outcome, inputs),
        if_resolved=if_resolved(inputs, verdict.not_counted, verdict.computed),
        streams=by_stream,
        units=study_units(library, topic.id, verdict.outcome),
        contradictions=contradictions(library, topic.id, verdict.outcome, counted),
        disputes=trails(library, topic.id, verdict.outcome),
        weaknesses=weaknesses(verdict, by_stream),
        bradford_hill=bradford_hill(library, verdict),
        fredricks_relman=fredricks_relman(library, topic, verdict),
        history=history_of(library, verdict.topic, verdict.outcome),
        changed_since_override=changed_since_override(library, verdict),
    )


def explain_all(library: Library, verdicts: Iterable[TopicVerdict]) -> list[Explanation]:
    """The explanation of each verdict, in their order."""
    return [explain(library, verdict) for verdict in verdicts]


def mind_changers(verdict: TopicVerdict) -> tuple[Change, ...]:
    """The changes of a verdict that something in the world could bring; thresholds are the rules' own matter."""
    return tuple(change for change in verdict.changes if change.kind != "threshold")
