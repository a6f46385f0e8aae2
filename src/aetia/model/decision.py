"""Decisions: one row each, who, when, what and why. Kept for ever; a human "no" is never proposed again."""

from __future__ import annotations

from typing import Literal

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
    """A person said whether a printed citation is a given publication."""

    on: PartialDate
    by: NonEmpty
    study: Slug
    citation: NonEmpty
    candidate: NonEmpty
    decision: Literal["yes", "no"]
    note: str | None = None


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
