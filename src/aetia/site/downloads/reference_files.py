"""References in the formats of reference managers that the site itself does not offer, and what of them a format cannot hold."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.site.downloads.export import export
from aetia.sources.citation_writers import item_of_reference, not_held, written

REFERENCE_FORMATS = {"nbib": "nbib", "endnote-xml": "endnote-xml", "references-csv": "csv"}
"""Formats on the command line, and the writers of their names."""
_OFFERED = ("ris", "bibtex", "csl-json")


class ReferenceFile(NamedTuple):
    """A file of references, and how many of them lose what, by field."""

    content: bytes
    lost: Counter[str]


def export_references(library: Library, form: str, topic: str | None = None) -> ReferenceFile:
    """The references of a library, or of a topic, for a reference manager.

    They are those that the site offers, under the same names. A retracted publication says so in its note.

    Args:
        library: whole.
        form: ``ris``, ``bibtex`` or ``csl-json``, with the bytes of the site; or one of :data:`REFERENCE_FORMATS`.
        topic: only this topic, by its name or a former name; of one that groups others, all below it.

    Raises:
        InputError: there is no such format or topic, or the topic is a draft.
    """
    items: list[dict[str, Any]] = json.loads(export(library, "csl-json", topic))
    references = [_reference(library, item["id"]) for item in items]
    name = REFERENCE_FORMATS.get(form, form)
    if form in _OFFERED:
        content = export(library, form, topic)
    else:
        items = [_whole(reference, item) for reference, item in zip(references, items, strict=True)]
        content = written(name, items)
    as_theirs = [{**item, "note": reference.note} for reference, item in zip(references, items, strict=True)]
    return ReferenceFile(content, not_held(name, references, as_theirs))


def _reference(library: Library, key: str) -> Reference:
    study, _, number = key.partition("--")
    return library.studies[study].references[int(number or 1) - 1]


def _whole(reference: Reference, item: dict[str, Any]) -> dict[str, Any]:
    """The reference with every field under its own name, and what the site adds: its standing, in words."""
    added = {name: item[name] for name in ("note", "keyword", "status") if name in item}
    return item_of_reference(reference, item["id"]) | added
