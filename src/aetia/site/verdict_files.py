"""Verdicts as data: one file a cause, and one of all, with every number, rule and reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.page import DataFile


def verdict_files(edition: Edition) -> Iterator[DataFile]:
    """The files. Each is what ``aetia verdict --json`` prints of the topics that are shown, with title, date and licence of the
    edition."""
    for topic in edition.by_topic:
        yield DataFile(addresses.verdict(topic), partial(_one, edition, topic))
    yield DataFile(addresses.VERDICTS, partial(_all, edition))


def _one(edition: Edition, topic: str) -> bytes:
    return _file(edition, _told(edition, topic))


def _all(edition: Edition) -> bytes:
    return _file(edition, ",".join(filter(None, (_told(edition, topic) for topic in edition.by_topic))))


def _told(edition: Edition, topic: str) -> str:
    """The verdicts of a topic as JSON, without the brackets of a list; made once, as two files hold it."""
    return edition.shared(("told", topic), lambda: _text(edition, topic))


def _text(edition: Edition, topic: str) -> str:
    verdicts = [{**v.to_json(), **edition.explanation(v).to_json()} for v in edition.by_topic[topic]]
    return json.dumps(verdicts, ensure_ascii=False, separators=(",", ":"))[1:-1]


def _file(edition: Edition, topics: str) -> bytes:
    settings = edition.library.settings
    head = {
        "title": settings.title,
        "as_of": settings.as_of,
        "licence": settings.licence,
        "rules": settings.rules,
    }
    return f'{json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]},"topics":[{topics}]}}\n'.encode()
