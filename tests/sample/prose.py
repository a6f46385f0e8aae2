"""Sentences and numbers of a text, brought to one form so that two texts can be compared."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aetia.model.library import Library

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"\d+(?:[.,\s]\d+)*")

SHORTEST = 5
"""Words from which on a sentence is taken to be somebody's own."""


def sentences(text: str) -> set[str]:
    """The sentences of a text as lower-case words, those of fewer than `SHORTEST` words left out."""
    found = (" ".join(re.findall(r"\w+", part.lower())) for part in _SENTENCE_END.split(text))
    return {sentence for sentence in found if len(sentence.split()) >= SHORTEST}


def numbers(text: str) -> set[str]:
    """The numbers of a text as printed, with dots for decimal points and nothing else between digits."""
    return {re.sub(r"[,\s]+(?=\d{3}\b)", "", number).rstrip(".,") for number in _NUMBER.findall(text)}


def strings(value: Any) -> Iterator[str]:
    """Every string and number inside a JSON value, as text."""
    if isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def written_by_editors(library: Library) -> Iterator[tuple[str, str]]:
    """Everything in a library that its editors wrote, each with the place where it stands."""
    for topic in library.topics.values():
        yield topic.id, topic.body
        yield topic.id, "\n".join([*topic.key_points, *topic.settle])
        yield topic.id, "\n".join(answer.text["en"] for answer in topic.answer)
        yield topic.id, "\n".join(override.why for override in topic.overrides)
        if topic.safety:
            yield topic.id, topic.safety.text["en"]
        if topic.fredricks_relman:
            yield topic.id, "\n".join(strings(topic.fredricks_relman.model_dump()))
    for study in library.studies.values():
        yield study.id, "\n".join(filter(None, [study.note, *(reference.note for reference in study.references)]))
        for finding in study.findings:
            yield study.id, finding.statement.get("en", "")
            yield study.id, "\n".join(finding.viewpoints.values())
            yield study.id, finding.risk_of_bias.why or ""
            if finding.as_found:
                yield study.id, f"{finding.as_found.text or ''}\n{finding.as_found.note.get('en', '')}"
    for page in library.pages.values():
        yield page.id, page.body


def read_text(path: Path) -> str:
    """A file of the development data as text."""
    return path.read_text(encoding="utf-8")


def read_gzip(path: Path) -> str:
    """A packed file of the development data as text."""
    return gzip.decompress(path.read_bytes()).decode("utf-8")
