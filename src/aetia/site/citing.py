"""How to cite a page: as it stood on the edition's date, at its stable address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.absolute import absolute
from aetia.site.edition import Edition
from aetia.site.page import DataFile
from aetia.sources.bibtex_writer import bibtex_entry
from aetia.sources.ris_writer import ris_record

RIS, BIBTEX, CSL = "cite.ris", "cite.bib", "cite.json"
FILES = (("RIS", RIS), ("BibTeX", BIBTEX), ("CSL-JSON", CSL))
"""The formats, and their files beside the page."""


def page_item(edition: Edition, topic: Topic) -> dict[str, Any]:
    """The page of a topic in CSL-JSON: a web page by the library's organisation, issued on the edition's date."""
    settings, words = edition.library.settings, edition.words
    organisation = settings.organisation
    address = absolute(settings, edition.place(addresses.cause(topic.id)))
    return {
        "id": f"{topic.id.replace('/', '-')}-{settings.as_of}",
        "type": "webpage",
        "title": topic.question or topic.title,
        "author": [{"literal": organisation.name if organisation else settings.title}],
        "container-title": settings.title,
        "issued": {"date-parts": [[int(part) for part in settings.as_of.split("-")]]},
        "language": edition.language,
        "version": settings.as_of,
        "note": words("cite.note", date=words.date(settings.as_of), rules=settings.rules),
        **({"URL": address} if address else {}),
    }


def citing_files(edition: Edition) -> Iterator[DataFile]:
    """The citation of every cause's page, one file a format."""
    for topic in edition.by_topic:
        for _, file in FILES:
            make = partial(_file, edition, topic, file)
            yield DataFile(addresses.topic_data(topic, file), make)


def _file(edition: Edition, topic: str, file: str) -> bytes:
    item = page_item(edition, edition.library.topics[topic])
    if file == RIS:
        return ris_record(item).encode()
    if file == BIBTEX:
        return bibtex_entry(item, item["id"]).encode()
    return json.dumps([item], ensure_ascii=False, indent=1).encode() + b"\n"
