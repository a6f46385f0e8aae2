"""What a download is about: the whole library, or one topic; of a topic that groups others, all that stand below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aetia.model.topic import Topic
from aetia.site.downloads.bibliography import Entry, entries_of
from aetia.site.edition import Edition


@dataclass(frozen=True)
class Scope:
    """A part of what the site publishes; drafts are in none.

    Attributes:
        edition: in the library's own language.
        topic: its name; None for the whole library.
    """

    edition: Edition
    topic: str | None = None

    @property
    def title(self) -> str:
        """The title of the topic, or of the library."""
        library = self.edition.library
        return library.settings.title if self.topic is None else library.topics[self.topic].title

    def topics(self) -> list[Topic]:
        """The topics that are shown, in the order of the tree."""
        edition = self.edition
        if self.topic is None:
            return list(edition.topics())
        here = edition.library.topics[self.topic]
        if here.exposure:
            return [here]
        return [here, *(topic for topic in edition.library.walk(here.id) if edition.is_shown(topic))]

    def findings(self) -> Iterator[tuple[str, int]]:
        """Every finding by its study and its place in it, by topic and study."""
        for topic in self.topics():
            studies = {study.id: study for study, _ in self.edition.library.findings(topic.id)}
            for study in studies.values():
                for number, finding in enumerate(study.findings):
                    if finding.topic == topic.id:
                        yield study.id, number

    def studies(self) -> list[str]:
        """Every study of the library, or those with a finding in the topic, by identifier."""
        library = self.edition.library
        if self.topic is None:
            return list(library.studies)
        return sorted({study.id for topic in self.topics() for study, _ in library.findings(topic.id)})

    def entries(self) -> list[Entry]:
        """The publications of the studies."""
        return [entry for study in self.studies() for entry in entries_of(self.edition, study)]
