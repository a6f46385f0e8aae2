"""One edition of a library: what every page of a build is made from, read and computed once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from markupsafe import Markup

from aetia.library import layout
from aetia.model.base import Localised, Text, text_in
from aetia.model.library import Library, Page
from aetia.model.reference import Reference
from aetia.model.rescued import RescuedEntry, RescuedPageRecord
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import addresses
from aetia.site.language import Alternate, foreign, language_mark, marked
from aetia.site.memory import Memory
from aetia.site.sources import Sources
from aetia.site.theme import Theme
from aetia.synthesis import Explanation, RuleBook, TopicVerdict, explain
from aetia.synthesis.sentences import said_in, sentence_words
from aetia.words import DEFAULT, Words, native_name

T = TypeVar("T")

LEVELS = (Level.ESTABLISHED, Level.LIKELY, Level.POSSIBLE, Level.NOT_ENOUGH, Level.AGAINST, Level.NOT_ASSESSED)
"""The levels in the order in which a reader is shown them."""


Assess = Callable[[str], Sequence[TopicVerdict]]
"""From a topic to its verdicts, the headline first; none for a grouping topic."""


@dataclass(frozen=True)
class BrokenFile:
    """A file that could not be used, and was left out; `topics` are those that it names."""

    file: str
    topics: frozenset[str]


@dataclass(frozen=True)
class Edition:
    """A library in one language: with its verdicts, its rules, its public sources and the words to show them in.

    Attributes:
        library: as it notes what is read of it, see :mod:`aetia.site.traced`; with the words that it has in the edition's language.
        assess: gives the verdicts of a topic.
        theme: the library's own looks.
        prefix: where its pages stand: nothing for the library's own language, ``es/`` for Spanish beside it.
        broken: files of the library that were left out of this edition.
        memory: what was made before, and for which parts of the library; shared by the editions of a site.
    """

    library: Library
    assess: Assess
    rules: RuleBook
    sources: Sources
    words: Words
    theme: Theme = field(default_factory=Theme)
    prefix: str = ""
    memory: Memory = field(default_factory=Memory)
    broken: tuple[BrokenFile, ...] = ()

    def __post_init__(self) -> None:
        if self.prefix:
            vars(self)["_original"] = self.library
            vars(self)["library"] = self.library.in_language(self.language)

    @property
    def original(self) -> Library:
        """The library in its own language: for what all editions share."""
        found: Library = vars(self).get("_original", self.library)
        return found

    @property
    def language(self) -> str:
        """The language that this edition is for; its words may be others, where there is no catalogue of it."""
        return self.prefix.strip("/") or self.library.settings.language

    @cached_property
    def alternates(self) -> tuple[Alternate, ...]:
        """Every edition of the site, the library's own language first."""
        own, *others = dict.fromkeys(self.library.settings.languages)
        return tuple(
            Alternate(language, native_name(language), "" if language == own else f"{language}/")
            for language in (own, *others)
        )

    def alternate_link(self, here: str, other: Alternate) -> str:
        """A link from a page of this edition to the same page of another."""
        return addresses.link(self.place(here), f"{other.prefix}{here}")

    @cached_property
    def by_topic(self) -> Mapping[str, Sequence[TopicVerdict]]:
        """The verdicts of each topic that is shown, the headline first."""
        return _ByTopic(self)

    @cached_property
    def page_of(self) -> Mapping[str, str]:
        """The address of the page that shows each library file, for links in editors' prose."""
        return _PageOf(self)

    def page_address(self, page: str) -> str:
        """The address of a page of prose; the page on weighing stands together with the rules."""
        return addresses.WEIGHING if page == addresses.WEIGHING.strip("/") else addresses.page(page)

    def is_shown(self, topic: Topic) -> bool:
        """Whether a topic is published: it is no draft. One that stands below a draft is shown without a page above it."""
        return not topic.draft

    def topics(self) -> Iterator[Topic]:
        """The topics that are shown, in the order of the tree."""
        return (topic for topic in self.library.walk() if self.is_shown(topic))

    def children(self, topic: str | None) -> list[Topic]:
        """The topics shown directly below one; in the place of a draft stand those below it."""
        found: list[Topic] = []
        for child in self.library.children(topic):
            found += [child] if self.is_shown(child) else self.children(child.id)
        return found

    @cached_property
    def drafts(self) -> list[Topic]:
        """The topics that are not shown, in the order of the tree."""
        return [topic for topic in self.library.walk() if topic.draft]

    def shown_below(self, draft: Topic) -> list[Topic]:
        """The topics that are shown although a draft stands above them, in the order of the tree."""
        return [topic for topic in self.library.walk(draft.id) if self.is_shown(topic)]

    def place(self, address: str) -> str:
        """Where in the site an address of this edition is: a page in its language's folder, a file where all editions share it."""
        return f"{self.prefix}{address}" if addresses.is_page(address) else address

    def once(self, key: tuple[str, ...], make: Callable[[], T], given: object = "") -> T:
        """What several pages of this edition share, made once, and again for something else that is given."""
        return self.memory.recall((self.prefix, *key), make, given)

    def forget(self, key: tuple[str, ...]) -> None:
        """Let go of what was made once and is large."""
        self.memory.forget((self.prefix, *key))

    def shared(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What pages of all editions share, made once."""
        return self.memory.recall(key, make)

    def fact(self, kind: str, *about: str) -> Any:
        """A fact by its kind, one of `FACTS`: what uses it depends on its value alone."""
        name = f"fact:{json.dumps([self.prefix, kind, *about])}"
        return self.memory.fact(name, lambda: self.find_out(kind, *about))

    def find_out(self, kind: str, *about: str) -> Any:
        """A fact, computed now."""
        return FACTS[kind](self, *about)

    def headline(self, topic: str) -> TopicVerdict | None:
        """The verdict that a topic's page begins with: for the library's disease; None for a grouping topic."""
        found = self.by_topic.get(topic)
        return found[0] if found else None

    def verdict(self, topic: str, outcome: str) -> TopicVerdict:
        """The verdict of a topic that is shown, for one of its outcomes. What is made of a verdict asks for it here, so that it is
        made again when the verdict changes."""
        return next(verdict for verdict in self.by_topic[topic] if verdict.outcome == outcome)

    def explanation(self, verdict: TopicVerdict) -> Explanation:
        """Everything that stands beside a verdict; computed once."""
        key = "explanation", verdict.topic, verdict.outcome
        return self.shared(key, lambda: explain(self.original, verdict))

    def text(self, localised: Localised) -> Text:
        """A sentence in the edition's language, else in the library's, else in any; it knows which."""
        bare = self.language.partition("-")[0]
        return text_in(localised, (self.language, bare, self.words.language, self.library.settings.language))

    def text_in(self, localised: Localised) -> tuple[str, str]:
        """A sentence as of :meth:`text`, and its language; both are empty where nobody wrote it."""
        found = self.text(localised)
        return str(found), found.language

    def own(self, text: str | None) -> Text:
        """An editor's words in a field that has no other languages: they are in the library's own."""
        return Text(text or "", self.library.settings.language)

    def say(self, sentence: str) -> Text:
        """What the synthesis says, in the language of the page, else in English."""
        found = said_in(sentence_words(self.words.tag), sentence)
        return Text(sentence, DEFAULT) if found is None else Text(found, self.words.tag)

    def lang(self, text: str) -> Markup:
        """Attributes for an element that holds a text alone: its language, where that is not the page's."""
        return language_mark(text, self.words, self.language)

    def said(self, text: str) -> Markup:
        """A text as HTML, in a span that says its language where that is not the page's."""
        return marked(text, self.words, self.language)

    def quoted(self, text: str, reference: Reference | None = None) -> Markup:
        """A quotation or a title as HTML, in the language of its publication, or else the library's: never translated."""
        known = reference.language if reference else None
        return foreign(text, known or self.library.settings.language, self.words)

    def is_stale(self, record: Topic | Page) -> bool:
        """Whether the edition shows a translation of words that have changed since."""
        found = record.translations.get(self.language) if self.prefix else None
        if found is None or not found.of:
            return False
        kind = self.original.topics if isinstance(record, Topic) else self.original.pages
        return record.id in kind and found.of != kind[record.id].words

    def disease(self, concept: str) -> str:
        """A disease's name as it stands inside a sentence: small where the editors' own questions or synonyms write it small."""
        label = self.library.label(concept)
        small = _like(label, label[:1].lower() + label[1:])
        return small if any(small in text for text in self._written) else label

    def name(self, concept: str) -> str:
        """A concept's name as it stands on its own, with a capital."""
        label = self.library.label(concept)
        return _like(label, label[:1].upper() + label[1:])

    @property
    def _written(self) -> list[str]:
        return cast("list[str]", self.fact("written"))

    @property
    def names(self) -> list[str]:
        """Names of diseases and exposures, which the reading grade sets aside."""
        return cast("list[str]", self.fact("names"))

    def entry(self, page: str, study: str) -> RescuedEntry | None:
        """The entry of an old page that speaks of a study."""
        entries = self.library.rescued[page].entries if page in self.library.rescued else []
        return next((entry for entry in reversed(entries) if entry.study == study), None)

    def rescued_page(self, name: str) -> RescuedPageRecord | None:
        """The rescued page that a finding names: ``infection``, ``rescued/infection`` or ``rescued/infection.yaml``."""
        return self.library.rescued.get(
            name.removeprefix("rescued/").rpartition(".")[0] or name.removeprefix("rescued/")
        )

    def last_search(self, topic: str | None) -> str | None:
        """The date of the newest search of a topic, or (None) of any."""
        found = [s.through or s.on for s in self.library.searches if topic is None or s.topic in (None, topic)]
        return max(found, default=None)


def _like(text: str, changed: str) -> str:
    """A text's other spelling, with its language."""
    return Text(changed, text.language) if isinstance(text, Text) else changed


class _ByTopic(Mapping[str, Sequence[TopicVerdict]]):
    """Assesses a topic when it is asked for, so that a build which concerns one topic assesses one."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def __getitem__(self, topic: str) -> Sequence[TopicVerdict]:
        here = self._edition.library.topics.get(topic)
        found = self._edition.assess(topic) if here and here.exposure and self._edition.is_shown(here) else ()
        if not found:
            raise KeyError(topic)
        return found

    def __iter__(self) -> Iterator[str]:
        return (topic.id for topic in self._edition.library.walk() if topic.id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _PageOf(Mapping[str, str]):
    """Looks for the one file that is asked for, so that a page depends on those that it links alone."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def __getitem__(self, file: str) -> str:
        library, edition = self._edition.library, self._edition
        rest = file.partition("/")[2]
        name = rest.rpartition(".")[0]
        if file == layout.topic_file(name) and name in library.topics and edition.is_shown(library.topics[name]):
            return addresses.cause(name)
        if file == layout.study_file(name) and name in library.studies:
            return addresses.study(name)
        if file == layout.page_file(name) and name in library.pages:
            return edition.page_address(name)
        if file == layout.rescued_file(name) and name in library.rescued:
            return addresses.rescued(name)
        raise KeyError(file)

    def __iter__(self) -> Iterator[str]:
        library = self._edition.library
        files = [
            *map(layout.topic_file, library.topics),
            *map(layout.study_file, library.studies),
            *map(layout.page_file, library.pages),
            *map(layout.rescued_file, library.rescued),
        ]
        return (file for file in files if file in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _written(edition: Edition) -> list[str]:
    """Where editors wrote names inside sentences: questions, and synonyms."""
    library = edition.library
    questions = [topic.question for topic in library.topics.values() if topic.question]
    return [*questions, *(synonym for concept in library.concepts.values() for synonym in concept.synonyms)]


def _names(edition: Edition) -> list[str]:
    return [name for concept in edition.library.concepts.values() for name in (concept.label, *concept.synonyms)]


FACTS: dict[str, Callable[..., Any]] = {"written": _written, "names": _names}
"""What stands between the library and many pages, by kind; a module adds its own. Each takes the edition, and what it is about."""
