"""A study: one independent population, told in one or more references. The unit that is counted."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from aetia.model.base import Record, Slug
from aetia.model.dispute import Dispute
from aetia.model.estimate import Count
from aetia.model.finding import Design, Finding
from aetia.model.reference import Reference
from aetia.model.standing import Standing


class Population(Record):
    """Whom a study looked at. Numbers are people unless `unit` says otherwise."""

    who: str | None = None
    where: str | None = None
    period: str | None = None
    n: Count | None = None
    cases: Count | None = None
    controls: Count | None = None
    unit: str | None = None


class Study(Record):
    """One study. The file's name is its `id`, such as ``xuan-2020``.

    `reviewed_as` ties studies of one population together: those that share it count once. `team` is the same for groups
    that are not independent of each other. `aliases` are names of entries that were joined with this one. `disputes` are the
    letters, replies and corrections that the study drew, oldest first.
    """

    id: Slug = Field(exclude=True)
    references: Annotated[list[Reference], Field(min_length=1)]
    design: Design | None = None
    population: Population | None = None
    team: str | None = None
    reviewed_as: Slug | None = None
    registration: str | None = None
    aliases: list[Slug] = []
    note: str | None = None
    disputes: list[Dispute] = []
    findings: list[Finding] = []

    INLINE: ClassVar[frozenset[str]] = frozenset()

    @property
    def reference(self) -> Reference:
        """The reference that the study is known by: the first."""
        return self.references[0]

    @property
    def label(self) -> str:
        """Short name for people: ``Prinz 2009``; a study without authors or year says so."""
        name = self.reference.first_author
        if name is None:
            title = self.reference.title
            name = title if len(title) <= 40 else title[:37].rsplit(" ", 1)[0] + "…"
        year = self.reference.year
        return f"{name} {year}" if year else f"{name}, year not known"

    @property
    def standing(self) -> Standing:
        """The worst standing among the study's references; a replaced paper counts as its replacement."""
        order = list(Standing)
        return max((reference.standing.state for reference in self.references), key=order.index)

    def findings_in(self, topic: str) -> list[Finding]:
        """The study's findings in one topic, in file order."""
        return [finding for finding in self.findings if finding.topic == topic]
