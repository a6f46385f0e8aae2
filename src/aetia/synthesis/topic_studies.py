"""The studies of a library's topic, with those retracted told apart, for a meta-analysis outside a verdict."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from aetia.errors import SynthesisError
from aetia.model.library import Library
from aetia.model.standing import Standing, StandingRecord
from aetia.model.study import Study
from aetia.synthesis.converted_rows import Target, converted
from aetia.synthesis.counting import count
from aetia.synthesis.measures import MEASURES
from aetia.synthesis.rows import Row
from aetia.synthesis.study_rows import Flag, NotPooled, StudyRow, StudySet
from aetia.synthesis.swim import without_pooling
from aetia.synthesis.verdict import outcomes_of


def studies_of_topic(
    library: Library, topic: str, outcome: str | None = None, *, target: Target | None = None
) -> StudySet:
    """The rows that the verdict counts, and those that it would count were they not retracted.

    Args:
        library: whole.
        topic: its identifier; it must have an exposure.
        outcome: a disease, by its concept's identifier; by default the first that the topic has a verdict for.
        target: a measure to convert the estimates to, see :func:`aetia.synthesis.converted_rows.converted`.

    Returns:
        The studies; there may be none to pool. The directions of all of them are in ``directions`` in any case.

    Raises:
        SynthesisError: no such topic or outcome, or a conversion that lacks its baseline risk.
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
    twice = Counter(row.study for row in counted.rows)
    rows = [_row(row, "concern" if row.concern else "", library, twice[row.study] > 1) for row in counted.rows]
    if retracted:
        again = count(_as_if_current(library, retracted), here, chosen)
        rows += [
            _row(row, "retracted", library, False)
            for row in again.rows
            if row.study in retracted and row.key not in before
        ]
    pooled = {row.where for row in rows}
    others = [
        NotPooled(other.label, other.study, other.reason, "", "retracted" if other.code == "retracted" else "")
        for other in counted.not_counted
        if not (other.code == "retracted" and other.study in pooled)
    ]
    if target is not None:
        rows, left = converted(rows, target)
        others += left
    measures = {row.measure for row in rows}
    lines = f"{len(rows) or 'no'} {'row' if len(rows) == 1 else 'rows'}"
    return StudySet(
        title=f"{here.title} · {library.label(chosen)}",
        rows=tuple(rows),
        not_pooled=tuple(others),
        measure=measures.pop() if len(measures) == 1 else "ratio",
        understood=f"{lines} of {topic} with a comparison group and a ratio, as the verdict counts them",
        provenance={
            "topic": topic,
            "outcome": chosen,
            "rules": library.settings.rules,
            "as_of": str(library.settings.as_of) if library.settings.as_of else None,
            "studies": {row.where: _digest(library, row.where) for row in rows},
        },
        notes=tuple(counted.faults),
        directions=without_pooling(counted, library, here, chosen),
    )


def _row(row: Row, flag: Flag, library: Library, twice: bool) -> StudyRow:
    """A counted row; *twice* where a review has one for each tier, so that its name alone would not tell them apart."""
    computed = "computed from" in row.chosen
    source = _FROM_COUNTS[row.measure] if computed and row.measure in _FROM_COUNTS else _FROM_INTERVAL
    by_review = f"one row for {row.k} studies, by review" if row.by_review else ""
    how = "; ".join(part for part in (source[0], row.chosen, by_review) if part)
    label = f"{row.label} ({row.tier.name})" if twice else row.label
    return StudyRow(
        label=label,
        where=row.study,
        measure=row.measure,
        y=row.y,
        v=row.se**2,
        how=how,
        assumption=source[1],
        flag=flag,
        group=row.tier.name,
        year=library.studies[row.study].reference.year if row.study in library.studies else None,
        source=source[0],
    )


_FROM_INTERVAL = ("Cochrane Handbook, section 6.3", "an interval made on the log scale with the normal distribution")
_FROM_COUNTS = {name: (MEASURES[name].source, MEASURES[name].assumption) for name in ("OR", "RR")}


def _digest(library: Library, study: str) -> str | None:
    """The digest of a study's file, where the library was read from a folder."""
    file = library.root / "studies" / f"{study}.yaml"
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}" if file.is_file() else None


def _as_if_current(library: Library, studies: Iterable[str]) -> Library:
    """The library as it would be were these studies not retracted."""
    changed = {name: _current(library.studies[name]) for name in studies}
    return library.with_studies(changed)


def _current(study: Study) -> Study:
    references = [
        reference.model_copy(update={"standing": StandingRecord()})
        if reference.standing.state is Standing.RETRACTED
        else reference
        for reference in study.references
    ]
    return study.model_copy(update={"references": references})
