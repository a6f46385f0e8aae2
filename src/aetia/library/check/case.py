"""What a check is given: a library as read, and short ways to walk it and to name a fault's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from aetia.library import layout
from aetia.library.check.codes import CHECKING
from aetia.library.faults import Fault
from aetia.library.read import Reading
from aetia.model.finding import Design, Finding
from aetia.model.library import Library
from aetia.model.study import Study

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A finding where it stands: study, number in the study's list (from 0)."""

    study: Study
    number: int
    finding: Finding

    @property
    def file(self) -> str:
        """The study's file."""
        return layout.study_file(self.study.id)

    @property
    def path(self) -> Path:
        """The finding's path in that file."""
        return ("findings", self.number)

    @property
    def design(self) -> Design | None:
        """The finding's own design, or else its study's."""
        return self.finding.design or self.study.design


@dataclass(frozen=True)
class Case:
    """A library as read."""

    reading: Reading
    library: Library

    @cached_property
    def findings(self) -> list[Place]:
        """Every finding, by study and then in file order."""
        return [
            Place(study, number, finding)
            for study in self.library.studies.values()
            for number, finding in enumerate(study.findings)
        ]

    @cached_property
    def unread(self) -> frozenset[str]:
        """Files that are here and cannot be read, or were never published: what stands in them is not known, and so not missed."""
        return frozenset(fault.file for fault in self.reading.faults) | self.left_out

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Files that a restored library lacks because they were kept private, as its report says."""
        try:
            report = json.loads((self.library.root / layout.RESTORED).read_text(encoding="utf-8"))
            return frozenset(str(item["file"]) for item in report["left_out"])
        except (OSError, ValueError, KeyError, TypeError):
            return frozenset()

    def has_topic(self, topic: str) -> bool:
        """Whether a topic has a file, readable or not."""
        return topic in self.library.topics or layout.topic_file(topic) in self.unread

    def has_study(self, study: str) -> bool:
        """Whether a study has a file, readable or not."""
        return study in self.library.studies or layout.study_file(study) in self.unread

    @cached_property
    def concept_numbers(self) -> dict[str, int]:
        """The place of each concept in its file."""
        text = self.reading.texts.get(layout.CONCEPTS)
        items = text.value if text and isinstance(text.value, list) else []
        names = {number: item.get("id") for number, item in enumerate(items) if isinstance(item, dict)}
        return {name: number for number, name in names.items() if isinstance(name, str)}

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Topics by their former names."""
        return {alias: topic.id for topic in self.library.topics.values() for alias in topic.aliases}

    def fault(self, code: str, file: str, path: Path, what: str, remedy: str) -> Fault:
        """A fault at a path of a file; its severity is the code's."""
        return Fault(file, self.reading.line(file, *path), code, what, remedy, CHECKING[code])


Check = Callable[[Case], Iterator[Fault]]
