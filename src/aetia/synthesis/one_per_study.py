"""One row for each study, where a study has several: the most adjusted, then the longest follow-up, then the largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aetia.synthesis.study_rows import NotPooled, StudyRow

RULE = "most adjusted, then longest follow-up, then largest (smallest standard error)"
"""As :func:`aetia.synthesis.estimates.preference` chooses between the estimates of a finding; results play no part."""


def one_per_study(rows: Sequence[StudyRow]) -> tuple[list[StudyRow], list[NotPooled]]:
    """Choose one row for each study.

    Args:
        rows: those of one study have one cluster, or else one label.

    Returns:
        The chosen rows in their order, with the choice in *how*, and the others as not pooled.
    """
    studies: dict[str, list[StudyRow]] = {}
    for row in rows:
        studies.setdefault(row.cluster or row.label, []).append(row)
    chosen, rest = {}, []
    for study in studies.values():
        best = min(study, key=lambda row: (-row.adjusted, -row.follow_up, row.v))
        note = f"chosen from {len(study)} rows of this study: {RULE}" if len(study) > 1 else ""
        chosen[id(best)] = replace(best, how="; ".join(part for part in (best.how, note) if part))
        rest += [_stands_for(row, best) for row in study if row is not best]
    return [chosen[id(row)] for row in rows if id(row) in chosen], rest


def _stands_for(row: StudyRow, best: StudyRow) -> NotPooled:
    reason = f"its study counts once, by {best.label} ({best.where}): {RULE}"
    return NotPooled(row.label, row.where, reason, "", row.flag, None, row.group, row.cluster)
