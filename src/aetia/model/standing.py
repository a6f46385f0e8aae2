"""The standing of a publication: five states that are never confused with each other."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import model_validator

from aetia.model.base import PartialDate, Record
from aetia.model.identifiers import Doi, Pmid


class Standing(StrEnum):
    """Where a publication stands, from best to worst."""

    CURRENT = "current"
    CORRECTED = "corrected"
    REPLACED = "retracted-and-replaced"
    CONCERN = "expression-of-concern"
    RETRACTED = "retracted"


class Notice(Record):
    """The notice that changed a publication's standing, and who said so."""

    pmid: Pmid | None = None
    doi: Doi | None = None
    date: PartialDate | None = None
    source: str | None = None
    note: str | None = None


class StandingRecord(Record):
    """A publication's standing with the notice that it rests on.

    A standing other than ``current`` names its notice, so that a reader can look it up.
    """

    state: Standing = Standing.CURRENT
    notice: Notice | None = None
    replaced_by: Doi | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset({"notice"})

    @model_validator(mode="after")
    def _notice_is_named(self) -> StandingRecord:
        if self.state is not Standing.CURRENT and self.notice is None:
            raise ValueError(f"a standing of '{self.state}' names its notice (PMID, DOI, or a source in words)")
        return self
