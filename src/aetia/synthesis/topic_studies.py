"""The studies of a library's topic, with those retracted told apart, for a meta-analysis outside a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aetia.errors import SynthesisError
from aetia.model.library import Library
from aetia.model.standing import Standing, StandingRecord
from aetia.model.study import Study
from aetia.synthesis.counting import count
from aetia.synthesis.rows import Row
from aetia.synthesis.study_rows import Flag, NotPooled, StudyRow, StudySet
from aetia.synthesis.verdict import outcomes_of


def studies_of_topic(library: Library, topic: str, outcome: str | None = None) -> StudySet:
    """The rows that the verdict counts, and those that it would count were they not retracted.

    Args:
        library: whole.
        topic: its identifier; it must have an exposure.
        outcome: a disease, by its concept's identifier; by default the first that the topic has a verdict for.

    Raises:
        SynthesisError: no such topic or outcome, or nothing in it that can be pooled.
    """
    here = library.topics.get(topic)
    if here is None:
        raise SynthesisError(f"there is no topic {topic!r}", remedy="Name one as in topics/, without .md")
    if not here.exposure:
        raise SynthesisError(f"{topic} groups other topics", remedy="Name one that has an exposure")
    outcomes = outcomes_of(library, here)
    chosen = outcome or outcomes[0]
    if chosen not in outcomes:
        raise SynthesisError(f"{topic} has no outcome {chosen!r}", remedy=f"Use one of {', '.join(outcomes)}")
    counted = count(library, here, chosen)
    retracted = {study.id for study, _ in library.findings(topic) if study.standing is Standing.RETRACTED}
    before = {row.key for row in counted.rows}
    rows = [_row(row, "concern" if row.concern else "") for row in counted.rows]
    if retracted:
        again = count(_as_if_current(library, retracted), here, chosen)
        rows += [_row(row, "retracted") for row in again.rows if row.study in retracted and row.key not in before]
    pooled = {row.where for row in rows}
    others = [
        NotPooled(other.label, other.study, other.reason, "", "retracted" if other.code == "retracted" else "")
        for other in counted.not_counted
        if not (other.code == "retracted" and other.study in pooled)
    ]
    if not rows:
        raise SynthesisError(
            f"{topic} has no study with a ratio to pool", remedy="See `aetia verdict` for what was not counted, and why"
        )
    return StudySet(
        title=f"{here.title} · {library.label(chosen)}",
        rows=tuple(rows),
        not_pooled=tuple(others),
        measure="ratio",
        understood=f"{len(rows)} studies of {topic} with a comparison group, as the verdict counts them",
        provenance={"topic": topic, "outcome": chosen, "rules": library.settings.rules},
        notes=tuple(counted.faults),
    )


def _row(row: Row, flag: Flag) -> StudyRow:
    by_review = f"one row for {row.k} studies, by review" if row.by_review else ""
    how = "; ".join(part for part in (row.chosen or f"{row.measure} with its interval as printed", by_review) if part)
    return StudyRow(
        label=row.label,
        where=row.study,
        measure=row.measure,
        y=row.y,
        v=row.se**2,
        how=how,
        assumption="OR, RR, HR, IRR and SIR are close to each other while the disease is rare",
        flag=flag,
        group=row.tier.name,
    )


def _as_if_current(library: Library, studies: Iterable[str]) -> Library:
    """The library as it would be were these studies not retracted."""
    changed = {name: _current(library.studies[name]) for name in studies}
    return replace(library, studies={**library.studies, **changed})


def _current(study: Study) -> Study:
    references = [
        reference.model_copy(update={"standing": StandingRecord()})
        if reference.standing.state is Standing.RETRACTED
        else reference
        for reference in study.references
    ]
    return study.model_copy(update={"references": references})
