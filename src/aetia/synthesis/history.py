"""What changed since a verdict was last recorded: the rows to append to ``decisions/verdicts.tsv``."""

from __future__ import annotations

from collections.abc import Iterable

from aetia.model.decision import VerdictChange
from aetia.model.library import Library
from aetia.synthesis.verdict import TopicVerdict


def changes_to_record(library: Library, verdicts: Iterable[TopicVerdict]) -> list[VerdictChange]:
    """One row for each verdict that differs from the last one recorded, dated with the library's ``as_of``.

    Args:
        library: with the verdicts recorded so far, in the order in which they were appended.
        verdicts: as computed now.

    Returns:
        Rows in the order of *verdicts*; empty when nothing changed, so that recording twice adds nothing. A verdict
        differs when its level, its computed level, its rule, the version of the rules or the digest of its inputs
        does.
    """
    last = {(change.topic, change.outcome): change for change in library.verdicts}
    found = []
    for verdict in verdicts:
        before = last.get((verdict.topic, verdict.outcome))
        now = VerdictChange(
            on=library.settings.as_of,
            topic=verdict.topic,
            outcome=verdict.outcome,
            level=verdict.level,
            computed=verdict.computed,
            rule=verdict.rule,
            rules_version=verdict.rules_version,
            inputs=verdict.digest,
            moved_by=None if before is None else _moved_by(before, verdict),
        )
        if before is None or _state(before) != _state(now):
            found.append(now)
    return found


def _state(change: VerdictChange) -> tuple[str, ...]:
    return change.level, change.computed, change.rule, change.rules_version, change.inputs


def _moved_by(before: VerdictChange, now: TopicVerdict) -> str:
    """What moved: the version of the rules, the evidence, or an override."""
    if before.rules_version != now.rules_version:
        return f"rules {before.rules_version} to {now.rules_version}"
    if before.inputs != now.digest:
        return "evidence"
    return "override" if now.override is not None else "override withdrawn"
