"""Verdicts as data: one file a cause, and one of all, with every number, rule and reason."""

from __future__ import annotations

import json
from typing import Any

from aetia.site import addresses
from aetia.site.edition import Edition


def verdict_files(edition: Edition) -> dict[str, bytes]:
    """The files by name. Each is what ``aetia verdict --json`` prints of the topics that are shown, with title, date and licence of
    the edition."""
    by_topic = {
        topic: [{**verdict.to_json(), **edition.explanation(verdict).to_json()} for verdict in verdicts]
        for topic, verdicts in edition.by_topic.items()
    }
    contents = {addresses.verdict(topic): _file(edition, verdicts) for topic, verdicts in by_topic.items()}
    contents[addresses.VERDICTS] = _file(edition, [verdict for verdicts in by_topic.values() for verdict in verdicts])
    return contents


def _file(edition: Edition, topics: list[dict[str, Any]]) -> bytes:
    settings = edition.library.settings
    data = {
        "title": settings.title,
        "as_of": settings.as_of,
        "licence": settings.licence,
        "rules": settings.rules,
        "topics": topics,
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
