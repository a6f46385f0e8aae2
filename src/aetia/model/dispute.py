"""A dispute: what others, or the authors themselves, published about a study after it appeared."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

from aetia.model.base import Localised, PartialDate, Record, Slug, TopicId
from aetia.model.identifiers import Identifiers

DisputeKind = Literal[
    "letter", "comment", "reply", "correction", "reanalysis", "expression-of-concern", "republication"
]
DisputeSide = Literal["supports", "questions", "corrects", "neither"]


class Dispute(Record):
    """One step of a dispute trail: a letter, a comment, the authors' reply, a correction, a reanalysis, a republication.

    `study` names the library's own record of it, where there is one; else `citation` or `identifiers` say what it is. `topics`
    limits it to findings in these topics; empty means the whole study. `answers` names the citation or the identifier of the
    step that it answers.
    """

    kind: DisputeKind
    on: PartialDate | None = None
    study: Slug | None = None
    citation: str | None = None
    identifiers: Identifiers = Identifiers()
    topics: list[TopicId] = []
    answers: str | None = None
    side: DisputeSide = "neither"
    says: Localised = {}

    INLINE: ClassVar[frozenset[str]] = frozenset({"identifiers", "topics"})

    @model_validator(mode="after")
    def _can_be_found(self) -> Dispute:
        if not (self.study or self.citation or self.identifiers.keys()):
            raise ValueError(
                "a step of a dispute has 'study', 'citation' or 'identifiers', so that a reader can find it"
            )
        return self
