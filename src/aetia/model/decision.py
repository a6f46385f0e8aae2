"""Decisions: one row each, who, when, what and why. Kept for ever; a human "no" is never proposed again."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationInfo, field_validator

from aetia.model.base import NonEmpty, PartialDate, Record, Slug, TopicId
from aetia.model.verdict import Level


class ScreeningDecision(Record):
    """A person included or excluded a candidate."""

    on: PartialDate
    by: NonEmpty
    topic: TopicId
    record: NonEmpty
    decision: Literal["include", "exclude", "maybe"]
    reason: str | None = None
    note: str | None = None


class MatchDecision(Record):
    """A person said whether a printed citation is a given publication, or ``open``: somebody is asked to say it.

    An open row is a question of `aetia resolve`; `note` then says what speaks for the candidate. Whoever answers it writes ``yes``
    or ``no`` in its place, and who said so. Answers are obeyed for ever; open rows are taken back when they are settled.
    """

    on: PartialDate
    by: NonEmpty
    study: Slug
    citation: NonEmpty
    candidate: NonEmpty
    decision: Literal["yes", "no", "open"]
    note: str | None = None


MACHINE = "aetia"
"""Who asks, and who joins what is certain; an answer is always a person's."""

SameKind = Literal["publication", "version", "population", "notice"]


class SameDecision(Record):
    """Whether two studies of the library are one: a question that waits, a person's answer, or what was joined unasked.

    `kind`: ``publication`` (one paper under two entries), ``version`` (preprint and article, abstract and paper, republication,
    translation), ``population`` (two papers of the same people), ``notice`` (one is a correction of, or a reply to, the other).
    `decision`: ``open`` waits for a person; ``yes`` and ``no`` are a person's, for ever; ``joined`` was certain.
    """

    on: PartialDate
    by: NonEmpty
    one: Slug
    other: Slug
    kind: SameKind
    decision: Literal["open", "yes", "no", "joined"]
    why: str | None = None

    @field_validator("decision")
    @classmethod
    def _answers_are_given_by_people(cls, decision: str, known: ValidationInfo) -> str:
        if decision in ("yes", "no") and known.data.get("by") == MACHINE:
            raise ValueError(f"'{decision}' is a person's answer: write in 'by' who gave it")
        return decision


class Search(Record):
    """A search that was run: the query as run and how far it reached."""

    on: PartialDate
    by: NonEmpty
    topic: TopicId | None = None
    source: NonEmpty
    query: str | None = None
    through: PartialDate | None = None
    found: int | None = None
    new: int | None = None
    note: str | None = None


class VerdictChange(Record):
    """A verdict at one moment; a row is appended when it changes."""

    on: PartialDate
    topic: TopicId
    outcome: Slug
    level: Level
    computed: Level
    rule: NonEmpty
    rules_version: NonEmpty
    inputs: NonEmpty
    moved_by: str | None = None


class VerdictInput(Record):
    """One thing that a recorded verdict rested on: a counted row, or a fact beside the rows.

    `inputs` is the digest in the row of `VerdictChange` that it belongs to. `item` is the study and its tier, such as
    ``boudigaard-2021 T3``, or the name of the fact; `value` is what it said then.
    """

    on: PartialDate
    topic: TopicId
    outcome: Slug
    inputs: NonEmpty
    item: NonEmpty
    value: NonEmpty
