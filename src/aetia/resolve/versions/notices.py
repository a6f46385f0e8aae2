"""A notice written into the trail of the paper that it is about, once a person said that it belongs there."""

from __future__ import annotations

from aetia.model.dispute import Dispute, DisputeKind
from aetia.model.study import Study
from aetia.resolve.versions.kinds import NOTICES, WorkKind, kind_of

_STEPS: dict[WorkKind, DisputeKind] = {
    "erratum": "correction",
    "concern": "expression-of-concern",
    "reply": "comment",
}


def notice_and_paper(one: Study, other: Study) -> tuple[Study, Study] | None:
    """Of two studies the notice, then the paper; None where it is not one of each."""
    kinds = [kind_of(study.reference, None) in NOTICES or study.design == "notice" for study in (one, other)]
    if kinds[0] == kinds[1]:
        return None
    return (one, other) if kinds[0] else (other, one)


def with_step(paper: Study, notice: Study) -> Study | None:
    """The paper with the notice as a step of its trail; None for a retraction, which is a standing and no step."""
    kind = _STEPS.get(kind_of(notice.reference, None))
    if kind is None:
        return None
    if any(step.study == notice.id for step in paper.disputes):
        return paper
    dated = {"on": notice.reference.issued} if notice.reference.issued else {}
    step = Dispute(kind=kind, study=notice.id, side="corrects" if kind == "correction" else "neither", **dated)
    return paper.model_copy(update={"disputes": [*paper.disputes, step]})
