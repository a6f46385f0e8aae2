"""One edition of a library: what every page of a build is made from, read and computed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from aetia.library import layout
from aetia.model.base import Localised
from aetia.model.library import Library
from aetia.model.rescued import RescuedEntry, RescuedPageRecord
from aetia.model.topic import Topic
from aetia.model.verdict import Level
from aetia.site import addresses
from aetia.site.sources import Sources
from aetia.synthesis import Explanation, RuleBook, TopicVerdict, explain
from aetia.words import Words

T = TypeVar("T")

LEVELS = (Level.ESTABLISHED, Level.LIKELY, Level.POSSIBLE, Level.NOT_ENOUGH, Level.AGAINST, Level.NOT_ASSESSED)
"""The levels in the order in which a reader is shown them."""


@dataclass(frozen=True)
class Edition:
    """A library in one language: with its verdicts, its rules, its public sources and the words to show them in.

    `prefix` is where its pages stand: nothing for the library's own language, ``es/`` for Spanish beside it.
    """

    library: Library
    verdicts: tuple[TopicVerdict, ...]
    rules: RuleBook
    sources: Sources
    words: Words
    prefix: str = ""

    @cached_property
    def by_topic(self) -> dict[str, list[TopicVerdict]]:
        """The verdicts of each topic that is shown, the headline first."""
        table: dict[str, list[TopicVerdict]] = defaultdict(list)
        for verdict in self.verdicts:
            if self.is_shown(self.library.topics[verdict.topic]):
                table[verdict.topic].append(verdict)
        return dict(table)

    @cached_property
    def page_of(self) -> dict[str, str]:
        """The address of the page that shows each library file, for links in editors' prose."""
        pages = {
            layout.topic_file(t.id): addresses.cause(t.id) for t in self.library.topics.values() if self.is_shown(t)
        }
        pages |= {layout.study_file(study): addresses.study(study) for study in self.library.studies}
        pages |= {layout.page_file(page): self.page_address(page) for page in self.library.pages}
        pages |= {layout.rescued_file(page): addresses.rescued(page) for page in self.library.rescued}
        return pages

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

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What several pages of this edition share, made once."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    @cached_property
    def _made(self) -> dict[tuple[str, ...], object]:
        return {}

    def headline(self, topic: str) -> TopicVerdict | None:
        """The verdict that a topic's page begins with: for the library's disease; None for a grouping topic."""
        found = self.by_topic.get(topic)
        return found[0] if found else None

    def explanation(self, verdict: TopicVerdict) -> Explanation:
        """Everything that stands beside a verdict; computed once."""
        key = verdict.topic, verdict.outcome
        if key not in self._explanations:
            self._explanations[key] = explain(self.library, verdict)
        return self._explanations[key]

    @cached_property
    def _explanations(self) -> dict[tuple[str, str], Explanation]:
        return {}

    def text(self, localised: Localised) -> str:
        """A sentence in the site's language, else in the library's, else in any."""
        for language in (self.words.language, self.library.settings.language, *sorted(localised)):
            if language in localised:
                return localised[language]
        return ""

    def disease(self, concept: str) -> str:
        """A disease's name as it stands inside a sentence: small where the editors' own questions or synonyms write it small."""
        label = self.library.label(concept)
        small = label[:1].lower() + label[1:]
        return small if any(small in text for text in self._written) else label

    def name(self, concept: str) -> str:
        """A concept's name as it stands on its own, with a capital."""
        label = self.library.label(concept)
        return label[:1].upper() + label[1:]

    @cached_property
    def _written(self) -> list[str]:
        questions = [topic.question for topic in self.library.topics.values() if topic.question]
        return [*questions, *(synonym for concept in self.library.concepts.values() for synonym in concept.synonyms)]

    @cached_property
    def names(self) -> list[str]:
        """Names of diseases and exposures, which the reading grade sets aside."""
        return [name for concept in self.library.concepts.values() for name in (concept.label, *concept.synonyms)]

    @cached_property
    def entries(self) -> dict[tuple[str, str], RescuedEntry]:
        """Entries of old pages, by page and study."""
        return {
            (page.id, entry.study): entry
            for page in self.library.rescued.values()
            for entry in page.entries
            if entry.study
        }

    def rescued_page(self, name: str) -> RescuedPageRecord | None:
        """The rescued page that a finding names: ``infection``, ``rescued/infection`` or ``rescued/infection.yaml``."""
        return self.library.rescued.get(
            name.removeprefix("rescued/").rpartition(".")[0] or name.removeprefix("rescued/")
        )

    def last_search(self, topic: str | None) -> str | None:
        """The date of the newest search of a topic, or (None) of any."""
        found = [s.through or s.on for s in self.library.searches if topic is None or s.topic in (None, topic)]
        return max(found, default=None)
