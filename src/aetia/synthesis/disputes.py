"""Dispute trails: what was published about a study after it appeared, in order, tied to its findings."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.base import Localised
from aetia.model.dispute import Dispute
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.standing import Standing
from aetia.model.study import Study


@dataclass(frozen=True)
class Step:
    """One publication in a trail.

    Attributes:
        kind: letter, comment, reply, correction, reanalysis, expression-of-concern, retraction, republication.
        on: when it was published, as far as it is known.
        words: how it is named: its citation, the label of the library's own study, or its identifier.
        study: the library's own record of it, where there is one.
        address: where a reader finds it, where that is known.
        answers: the step that it answers, as recorded.
        side: supports, questions, corrects, neither.
        says: what it says, by language.
    """

    kind: str
    on: str | None
    words: str
    study: str | None
    address: str | None
    answers: str | None
    side: str
    says: Localised


@dataclass(frozen=True)
class Trail:
    """Everything that followed a study, oldest first; what has no date comes last."""

    study: str
    label: str
    steps: tuple[Step, ...]


def trails(library: Library, topic: str, outcome: str) -> tuple[Trail, ...]:
    """The dispute trails of the studies with findings in a topic on an outcome, by study.

    A trail holds the steps that the study records for this topic or for all, and the notices in the standing of its references.

    Args:
        library: whole.
        topic, outcome: identifiers.
    """
    found = {study.id: study for study, finding in library.findings(topic) if finding.outcome == outcome}
    made = (Trail(study.id, study.label, _steps(library, study, topic)) for study in found.values())
    return tuple(trail for trail in made if trail.steps)


def trail_of(library: Library, study: Study) -> Trail:
    """Everything that followed one study, whichever of its findings it concerns; without steps where nothing did."""
    return Trail(study.id, study.label, _steps(library, study, None))


def _steps(library: Library, study: Study, topic: str | None) -> tuple[Step, ...]:
    """The steps that concern a topic, or (None) any."""
    steps = [
        _step(library, each) for each in study.disputes if topic is None or not each.topics or topic in each.topics
    ]
    for reference in study.references:
        notice = _notice(reference)
        if notice is not None and not any(_same(notice, step) for step in steps):
            steps.append(notice)
    order = sorted(enumerate(steps), key=lambda entry: (entry[1].on is None, entry[1].on or "", entry[0]))
    return tuple(step for _, step in order)


def _step(library: Library, dispute: Dispute) -> Step:
    name = dispute.study or library.study_of(dispute.identifiers.keys())
    study = library.studies.get(name) if name else None
    identifiers = dispute.identifiers
    words = dispute.citation or (study.label if study else "; ".join(identifiers.keys()) or dispute.study or "")
    address = study.reference.address() if study else None
    return Step(
        kind=dispute.kind,
        on=dispute.on or (study.reference.issued if study else None),
        words=words,
        study=study.id if study else None,
        address=Reference(title=words, identifiers=identifiers).address() or address,
        answers=dispute.answers,
        side=dispute.side,
        says=dispute.says,
    )


_NOTICES = {
    Standing.CORRECTED: "correction",
    Standing.CONCERN: "expression-of-concern",
    Standing.RETRACTED: "retraction",
    Standing.REPLACED: "retraction",
}


def _notice(reference: Reference) -> Step | None:
    notice = reference.standing.notice
    if reference.standing.state not in _NOTICES or notice is None:
        return None
    identifiers = {"pmid": notice.pmid, "doi": notice.doi}
    known = {name: value for name, value in identifiers.items() if value}
    words = notice.source or "; ".join(f"{name}:{value}" for name, value in known.items()) or "notice"
    address = Reference.model_validate({"title": words, "identifiers": known}).address()
    return Step(
        kind=_NOTICES[reference.standing.state],
        on=notice.date,
        words=words,
        study=None,
        address=address,
        answers=None,
        side="corrects",
        says={},
    )


def _same(one: Step, other: Step) -> bool:
    """Whether a notice is already recorded as a step: the same kind at the same address."""
    return one.kind == other.kind and one.address is not None and one.address == other.address
