"""Every finding and every study as a row; the evidence map and the pages by year count these same rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from aetia.model.finding import Direction
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.views.findings import FindingView, finding_view
from aetia.site.views.listing import crumbs
from aetia.site.views.rungs import RUNGS, Rung, rung_of

MARKS: tuple[Direction, ...] = ("for", "against", "inverse", "unclear")
"""The directions in the order in which they are shown."""


@dataclass(frozen=True)
class FindingRow:
    """An appraised finding in a table.

    Attributes:
        finding: what it says; its direction is never None here, but ``unclear``.
        rung: where it stands on the ladder of designs; see :mod:`aetia.site.views.rungs`.
        first: whether it is the first of its topic on its rung, to which the evidence map leads.
        year: of the study's first publication, or empty.
        disease: the outcome's name, where it is not the library's own disease.
    """

    finding: FindingView
    direction: Direction
    rung: Rung
    first: bool
    year: str
    disease: str

    @property
    def is_retracted(self) -> bool:
        """Whether its study was retracted: then it is never counted, whatever it found."""
        return self.finding.standing is Standing.RETRACTED


@dataclass(frozen=True)
class CauseRows:
    """A topic's findings, the strongest designs first and the newest first among them; `level` is None for a grouping topic."""

    id: str
    title: str
    address: str
    trail: tuple[str, ...]
    level: Level | None
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class Mark:
    """Findings of one direction: how many, and whether they are counted."""

    direction: Direction
    counted: bool
    n: int


@dataclass(frozen=True)
class StudyRow:
    """A study in a table, with what its findings say; `causes` are identifiers and titles of the topics that it speaks to,
    `retracted` is how many findings are in no mark because it was retracted."""

    study: Study
    address: str
    year: str
    designs: tuple[str, ...]
    causes: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    retracted: int
    is_read: bool

    @property
    def cause_ids(self) -> tuple[str, ...]:
        """The identifiers of its topics."""
        return tuple(identifier for identifier, _ in self.causes)

    @property
    def cause_titles(self) -> tuple[str, ...]:
        """The titles of its topics."""
        return tuple(title for _, title in self.causes)

    @property
    def directions(self) -> tuple[str, ...]:
        """The directions of its findings, each once."""
        return tuple(dict.fromkeys(mark.direction for mark in self.marks))


@dataclass(frozen=True)
class Choice:
    """What a reader can ask of a table: the values of a field that occur in it, with their names."""

    field: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FindingsView:
    """The table of all findings."""

    causes: tuple[CauseRows, ...]
    total: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class StudiesView:
    """The table of all studies."""

    studies: tuple[StudyRow, ...]
    choices: tuple[Choice, ...]


def findings_view(edition: Edition) -> FindingsView:
    """The table of all findings that somebody has appraised, by topic in the order of the tree."""
    causes = tuple(cause for cause in all_rows(edition) if cause.rows)
    rows = [row for cause in causes for row in cause.rows]
    words = edition.words
    choices = (
        Choice("cause", tuple((cause.id, cause.title) for cause in causes)),
        Choice("rung", tuple((rung, words(f"rung.{rung}")) for rung in RUNGS if any(r.rung == rung for r in rows))),
        _named("design", ((row.finding.design_id, row.finding.design) for row in rows)),
        _directions(edition, {row.direction for row in rows}),
        _standings(edition, {row.finding.standing for row in rows}),
    )
    return FindingsView(causes, len(rows), choices)


def studies_view(edition: Edition) -> StudiesView:
    """The table of all studies, by identifier."""
    studies = study_rows(edition)
    words = edition.words
    choices = (
        _named("cause", (cause for row in studies for cause in row.causes)),
        _named("design", ((design, words(f"design.{design}")) for row in studies for design in row.designs)),
        _directions(edition, {mark.direction for row in studies for mark in row.marks}),
        _standings(edition, {row.study.standing for row in studies}),
    )
    return StudiesView(studies, choices)


def all_rows(edition: Edition) -> tuple[CauseRows, ...]:
    """The findings of every topic that is shown, in the order of the tree; those of a topic are made once."""
    return tuple(
        edition.once(("explore", "rows", topic.id), partial(_cause, edition, topic)) for topic in edition.topics()
    )


def study_rows(edition: Edition) -> tuple[StudyRow, ...]:
    """Every study, by identifier."""
    found: dict[str, list[tuple[CauseRows, FindingRow]]] = {}
    for cause in all_rows(edition):
        for row in cause.rows:
            found.setdefault(row.finding.study, []).append((cause, row))
    return tuple(_study(study, found.get(study.id, [])) for study in edition.library.studies.values())


def marks_of(rows: Iterable[FindingRow], counted: bool | None = None) -> tuple[Mark, ...]:
    """Findings by direction, those that are counted first; retracted ones are left out.

    Args:
        counted: take these only: those that are counted, or those that are not.
    """
    table: dict[tuple[bool, Direction], int] = {}
    for row in rows:
        if not row.is_retracted and counted in (None, row.finding.counted):
            key = row.finding.counted, row.direction
            table[key] = table.get(key, 0) + 1
    order = ((is_counted, direction) for is_counted in (True, False) for direction in MARKS)
    return tuple(Mark(key[1], key[0], table[key]) for key in order if key in table)


def retracted_in(rows: Iterable[FindingRow]) -> int:
    """How many findings are of retracted studies."""
    return sum(row.is_retracted for row in rows)


def year_of(study: Study) -> str:
    """The year of a study's first reference; empty where it is not known."""
    year = (study.reference.issued or "").partition("-")[0]
    return year if year.isdigit() else ""


def _cause(edition: Edition, topic: Topic) -> CauseRows:
    verdict = edition.headline(topic.id)
    disease = verdict.outcome if verdict else edition.library.settings.disease
    found = []
    for study, finding in edition.library.findings(topic.id):
        if finding.is_appraised:
            rung = rung_of(topic, study, finding, disease)
            other = edition.name(finding.outcome) if finding.outcome and finding.outcome != disease else ""
            found.append((rung, year_of(study), finding_view(edition, topic, study, finding), other))
    found.sort(key=lambda item: (RUNGS.index(item[0]), -int(item[1] or 0), item[2].label, item[2].study))
    seen: set[Rung] = set()
    rows = []
    for rung, year, view, other in found:
        rows.append(FindingRow(view, view.direction or "unclear", rung, rung not in seen, year, other))
        seen.add(rung)
    trail = tuple(crumb.title for crumb in crumbs(edition, topic))
    level = verdict.level if verdict else None
    return CauseRows(topic.id, topic.title, addresses.cause(topic.id), trail, level, tuple(rows))


def _study(study: Study, found: list[tuple[CauseRows, FindingRow]]) -> StudyRow:
    designs = dict.fromkeys(row.finding.design_id for _, row in found if row.finding.design_id)
    if study.design:
        designs.setdefault(study.design)
    return StudyRow(
        study=study,
        address=addresses.study(study.id),
        year=year_of(study),
        designs=tuple(designs),
        causes=tuple(dict.fromkeys((cause.id, cause.title) for cause, _ in found)),
        marks=marks_of(row for _, row in found),
        retracted=retracted_in(row for _, row in found),
        is_read=any(finding.is_appraised for finding in study.findings),
    )


def _named(field: str, pairs: Iterable[tuple[str, str]]) -> Choice:
    """The values of a field by their names; values without a name are left out."""
    return Choice(field, tuple(sorted({pair for pair in pairs if all(pair)}, key=lambda pair: (pair[1], pair[0]))))


def _directions(edition: Edition, found: set[Direction]) -> Choice:
    return Choice("direction", tuple((d, edition.words(f"direction.{d}")) for d in MARKS if d in found))


def _standings(edition: Edition, found: set[Standing]) -> Choice:
    return Choice("standing", tuple((s.value, edition.words(f"standing.{s}")) for s in Standing if s in found))
