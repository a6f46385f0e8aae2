"""A library whole, as it stands in memory: what everybody above reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from aetia.model.base import Language, NonEmpty, PartialDate, Record, Slug, YesNo, digest_of_words
from aetia.model.concept import Concept
from aetia.model.decision import MatchDecision, SameDecision, ScreeningDecision, Search, VerdictChange, VerdictInput
from aetia.model.finding import Finding
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic

FORMAT = 1
"""The version of the library format that this release writes."""


class Organisation(Record):
    """Who keeps the library."""

    name: NonEmpty
    address: str | None = None
    charity_status: str | None = None
    contact: str | None = None
    website: str | None = None
    donation: str | None = None


class Private(Record):
    """What is kept in the library but not published."""

    screeners: YesNo = True
    stories: YesNo = False
    rescued_pages: YesNo = True


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""A colour as six hexadecimal digits: ``#17455c``."""

LogoFile = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.(svg|png)$", max_length=100)]
"""A picture in the library's folder `theme/`."""


class Looks(Record):
    """An organisation's own looks: the colour of bars and links, and a picture in the folder `theme/` before the title."""

    accent: Colour | None = None
    logo: LogoFile | None = None


class SettingsTranslation(Record):
    """The library's name in another language: the table ``[translations.es]`` of the settings."""

    title: NonEmpty
    description: str | None = None


class Settings(Record):
    """The library's `aetia.toml`."""

    format: int = Field(ge=1)
    title: NonEmpty
    disease: Slug
    description: str | None = None
    languages: list[Language] = ["en"]
    base_url: str | None = None
    licence: str = "CC-BY-4.0"
    as_of: PartialDate
    rules: str = "2026-3"
    corpus: str | None = None
    organisation: Organisation | None = None
    private: Private = Private()
    looks: Looks | None = None
    translations: dict[Language, SettingsTranslation] = {}

    INLINE: ClassVar[frozenset[str]] = frozenset({"languages"})

    @property
    def language(self) -> str:
        """The language that prose without a language mark is written in."""
        return self.languages[0]


class PageTranslation(Record):
    """A page of prose in another language: the file beside it, ``NAME.es.md``. `of` is the digest of the original's words."""

    language: Language = Field(exclude=True)
    of: str | None = None
    title: NonEmpty
    body: str = Field(default="", exclude=True)


class Page(Record):
    """A page of prose: about, disclaimer, privacy …"""

    id: Slug = Field(exclude=True)
    title: NonEmpty
    order: int = 0
    body: str = Field(default="", exclude=True)
    translations: dict[Language, PageTranslation] = Field(default={}, exclude=True)

    @property
    def words(self) -> str:
        """The digest of the words that a translation translates: ``sha256:`` and 64 hexadecimal digits."""
        return digest_of_words(self, PageTranslation)


class Story(Record):
    """A personal story, shown only with recorded consent."""

    id: Slug = Field(exclude=True)
    title: NonEmpty
    name: str | None = None
    told: PartialDate | None = None
    consent: Literal["given", "withdrawn"]
    consent_on: PartialDate
    body: str = Field(default="", exclude=True)


@dataclass
class Library:
    """Everything a library folder holds, by identifier, each in sorted order."""

    root: Path
    settings: Settings
    concepts: dict[str, Concept] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    rescued: dict[str, RescuedPageRecord] = field(default_factory=dict)
    screening: list[ScreeningDecision] = field(default_factory=list)
    matches: list[MatchDecision] = field(default_factory=list)
    same: list[SameDecision] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    verdicts: list[VerdictChange] = field(default_factory=list)
    verdict_inputs: list[VerdictInput] = field(default_factory=list)

    @cached_property
    def _by_topic(self) -> dict[str, list[tuple[Study, Finding]]]:
        table: dict[str, list[tuple[Study, Finding]]] = defaultdict(list)
        for study in self.studies.values():
            for finding in study.findings:
                table[finding.topic].append((study, finding))
        return table

    @cached_property
    def _children(self) -> dict[str | None, list[Topic]]:
        table: dict[str | None, list[Topic]] = defaultdict(list)
        for topic in self.topics.values():
            table[topic.parent].append(topic)
        return {parent: sorted(topics, key=lambda t: (t.order, t.id)) for parent, topics in table.items()}

    @cached_property
    def _by_identifier(self) -> dict[str, str]:
        return {
            key: study.id
            for study in self.studies.values()
            for reference in study.references
            for key in reference.identifiers.keys()  # noqa: SIM118 - a record, not a mapping
        }

    @cached_property
    def joined(self) -> dict[str, str]:
        """Studies by the names of entries that were joined with them; names that another study has today are not former."""
        found: dict[str, str] = {}
        for study in self.studies.values():
            for alias in study.aliases:
                if alias not in self.studies:
                    found.setdefault(alias, study.id)
        return found

    def identifiers(self) -> dict[str, str]:
        """The studies by the identifiers of their publications."""
        return self._by_identifier

    def study_of(self, keys: Iterable[str]) -> str | None:
        """The study that has a publication with one of some identifiers, such as ``pmid:33193344``; None where there is none."""
        return next((self._by_identifier[key] for key in keys if key in self._by_identifier), None)

    def findings(self, topic: str) -> list[tuple[Study, Finding]]:
        """Studies with their findings in one topic, by study and then in file order."""
        return self._by_topic.get(topic, [])

    def with_studies(self, changed: Mapping[str, Study]) -> Library:
        """The library as if some of its studies were others; `changed` holds these by the identifiers of those."""
        other = replace(self, studies={**self.studies, **changed})
        other._with_topics_of(self, changed)
        return other

    def _with_topics_of(self, library: Library, changed: Mapping[str, Study]) -> None:
        """Take over which study speaks to which topic: of thousands of studies one or two are others."""
        table = dict(library._by_topic)
        old = (library.studies[name] for name in changed if name in library.studies)
        for topic in {finding.topic for study in (*old, *changed.values()) for finding in study.findings}:
            names = {study.id for study, _ in table.get(topic, ())} | set(changed)
            studies = [self.studies[name] for name in sorted(names)]
            table[topic] = [(study, finding) for study in studies for finding in study.findings_in(topic)]
        self.__dict__["_by_topic"] = table

    def children(self, topic: str | None) -> list[Topic]:
        """The topics directly below one (None: the top), by `order`, then by identifier."""
        return self._children.get(topic, [])

    def walk(self, topic: str | None = None) -> Iterator[Topic]:
        """Every topic below one, depth first, each before its children."""
        stack = list(reversed(self.children(topic)))
        while stack:
            here = stack.pop()
            yield here
            stack.extend(reversed(self.children(here.id)))

    def in_language(self, language: str) -> Library:
        """The library with the words that it has in a language; see :mod:`aetia.model.translation`."""
        from aetia.model.translation import in_language

        return in_language(self, language)

    def label(self, concept: str) -> str:
        """A concept's label, or its identifier where the library does not know it."""
        return self.concepts[concept].label if concept in self.concepts else concept
