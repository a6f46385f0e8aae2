"""A topic: a node of the tree of suspected causes; usually one exposure."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from aetia.model.base import Language, NonEmpty, PartialDate, Record, Slug, TopicId, Written, YesNo, digest_of_words
from aetia.model.verdict import Level

OverrideReason = Literal[
    "design-misread", "exposure-error", "confounding", "reverse-causation", "dependence-between-studies",
    "premise-refuted", "expert-panel", "other",
]  # fmt: skip


class Answer(Record):
    """The editor's one plain sentence after the computed answer; shown only while the level is the one it was written for."""

    for_level: Level
    text: Written


class Guideline(Record):
    """A guideline that a reader should know before acting."""

    title: NonEmpty
    url: str | None = None


class Safety(Record):
    """What this page does not mean. Needed for drugs, vaccines, devices, metals and treatable infections."""

    text: Written
    guideline: Guideline | None = None
    reviewed_by: str | None = None
    reviewed_on: PartialDate | None = None


class Override(Record):
    """An editor's level in place of the computed one, with the reason. Both stay on the page.

    `inputs` is the digest of the verdict's inputs when the override was made; when they change, it needs another look.
    """

    outcome: Slug | None = None
    level: Level
    reason: OverrideReason
    why: NonEmpty
    citation: str | None = None
    by: NonEmpty
    second: str | None = None
    on: PartialDate
    inputs: str | None = None


class PremiseRefuted(Record):
    """The suspected cause was shown not to be what it was taken for."""

    why: Written
    study: Slug


class Guidelines(Record):
    """The seven molecular guidelines of Fredricks and Relman (1996), each with the words that speak to it."""

    present_in_most_cases: str | None = None
    fewer_in_controls: str | None = None
    falls_with_recovery: str | None = None
    precedes_disease: str | None = None
    fits_known_biology: str | None = None
    found_in_tissue: str | None = None
    reproducible: str | None = None


class Strategy(Record):
    """A topic's search, written once, run against every new record."""

    query: NonEmpty
    note: str | None = None


class TopicTranslation(Record):
    """A topic's words in another language: the file beside it, ``NAME.es.md``, with the prose below the fields.

    What is not given stays in the library's language, and is marked so. `of` is the digest of the original's words, as
    `aetia check` prints it: when they change, the page says that the translation may be behind.
    """

    language: Language = Field(exclude=True)
    of: str | None = None
    title: NonEmpty
    question: str | None = None
    key_points: list[str] = []
    settle: list[str] = []
    fredricks_relman: Guidelines | None = None
    body: str = Field(default="", exclude=True)


class Topic(Record):
    """One topic: the front matter of its Markdown file, and the prose below it.

    A topic without `exposure` groups its children and has no verdict. `outcomes` are the diseases that it has a verdict row
    for; empty means every outcome found in its findings, the library's disease first.
    """

    id: TopicId = Field(exclude=True)
    title: NonEmpty
    question: str | None = None
    exposure: Slug | None = None
    outcomes: list[Slug] = []
    order: int = 0
    aliases: list[TopicId] = []
    see_also: list[TopicId] = []
    next: TopicId | None = None
    strategy: Strategy | None = None
    answer: list[Answer] = []
    key_points: list[str] = []
    settle: list[str] = []
    safety: Safety | None = None
    premise_refuted: PremiseRefuted | None = None
    fredricks_relman: Guidelines | None = None
    overrides: list[Override] = []
    draft: YesNo = False
    body: str = Field(default="", exclude=True)
    translations: dict[Language, TopicTranslation] = Field(default={}, exclude=True)

    INLINE: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _asks_something(self) -> Topic:
        if self.exposure and not self.question:
            raise ValueError("a topic with an exposure asks a question, such as 'Does silica dust cause scleroderma?'")
        return self

    @property
    def words(self) -> str:
        """The digest of the words that a translation translates: ``sha256:`` and 64 hexadecimal digits."""
        return digest_of_words(self, TopicTranslation)

    @property
    def parent(self) -> str | None:
        """The identifier of the topic above, or None at the top."""
        return self.id.rpartition("/")[0] or None
