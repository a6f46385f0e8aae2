"""Pages and publications as JSON-LD, in schema.org's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.downloads.bibliography import entries_of
from aetia.site.downloads.scope import Scope
from aetia.site.edition import Edition
from aetia.site.structured_data import CONTEXT, data_set, page_of_cause, publication, verdict_description


def json_ld(scope: Scope) -> bytes:
    """One graph: the library where all of it is told, the pages of causes, and the publications that they cite."""
    graph = ",\n".join(_graph(scope))
    return f'{{"@context":"{CONTEXT}","@graph":[\n{graph}\n]}}\n'.encode()


def _graph(scope: Scope) -> Iterator[str]:
    edition = scope.edition
    if scope.topic is None:
        yield _text(data_set(edition, whole_files()))
    for topic in scope.topics():
        if topic.id in edition.by_topic:
            yield _text(_page(scope, topic))
    for study in scope.studies():
        yield from edition.once(("json-ld", study), partial(_publications, edition, study))


def _publications(edition: Edition, study: str) -> tuple[str, ...]:
    return tuple(_text(publication(entry)) for entry in entries_of(edition, study))


def whole_files() -> list[tuple[str, str]]:
    """Media types and addresses of the files that hold the whole library."""
    from aetia.site.downloads.formats import FORMATS

    return [(form.media_type, addresses.data(form.file)) for form in FORMATS.values()]


def _page(scope: Scope, topic: Topic) -> dict[str, Any]:
    edition = scope.edition
    page = page_of_cause(edition, topic, verdict_description(edition, topic, edition.by_topic[topic.id][0]))
    cited = [{"@id": f"#{entry.key}"} for entry in Scope(edition, topic.id).entries()]
    return page | ({"citation": cited} if cited else {})


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
