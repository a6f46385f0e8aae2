"""A CSL-JSON item as a reference."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import ValidationError

from aetia.model.reference import Reference, ReferenceType
from aetia.sources.csl_values import plain_text

_TEXTS = {
    "container-title": "container-title",
    "container-title-short": "container-title-short",
    "journalAbbreviation": "container-title-short",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "publisher": "publisher",
    "language": "language",
    "URL": "url",
    "note": "note",
}
_IDENTIFIERS = {"PMID": "pmid", "PMCID": "pmcid", "DOI": "doi"}
_NAME_FIELDS = ("family", "given", "suffix", "literal")
_TYPES = frozenset(get_args(ReferenceType))
_NEAREST = {
    "article-magazine": "article-newspaper",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "post": "webpage",
    "post-weblog": "webpage",
}


def reference_fields(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a reference that an item tells, not yet checked.

    Args:
        item: in the terms of citeproc's csl-data schema, version 1.0.

    Raises:
        TypeError, ValueError: a name or a date is not built as the schema has it.
    """
    fields: dict[str, Any] = {"title": item.get("title")}
    if item.get("type"):
        fields["type"] = item["type"]
    fields["author"] = [{k: v for k, v in name.items() if k in _NAME_FIELDS} for name in item.get("author") or []]
    fields |= {ours: str(item[theirs]) for theirs, ours in _TEXTS.items() if item.get(theirs) not in (None, "")}
    fields["identifiers"] = {ours: item[theirs] for theirs, ours in _IDENTIFIERS.items() if item.get(theirs)}
    fields["issued"] = _issued(item.get("issued"))
    return {name: value for name, value in fields.items() if value not in (None, {}, [])}


def _issued(issued: Any) -> str | None:
    if not isinstance(issued, dict):
        return str(issued) if issued else None
    parts = issued.get("date-parts") or []
    if parts and parts[0] and parts[0][0]:
        year, *rest = (int(part) for part in parts[0][:3])
        return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest)])
    found = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", str(issued.get("raw") or issued.get("literal") or ""))
    return found[0] if found else None


def reference_of(item: dict[str, Any]) -> Reference | None:
    """The publication that an item of a reader describes; None where it has no title.

    A type that a reference does not know becomes the nearest one, and what is no proper value of a field is left out.

    Args:
        item: as a reader of this folder gives it: texts, names and dates are built as the schema has them.
    """
    if not item.get("title"):
        return None
    fields = reference_fields(item)
    fields["title"] = plain_text(fields["title"])
    found = item.get("type") or "article-journal"
    fields["type"] = found if found in _TYPES else _NEAREST.get(found, "article")
    if not all_authors(item):
        fields["authors_complete"] = False
    while True:
        try:
            return Reference.model_validate(fields)
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]["loc"]
            if wrong[0] == "title" or not _without(fields, wrong):
                return None


def all_authors(item: dict[str, Any]) -> bool:
    """Whether the list of authors is whole, as far as a reader of this folder knows; CSL has no variable for it."""
    custom = item.get("custom")
    return not (isinstance(custom, dict) and custom.get("authors-complete") is False)


def _without(fields: dict[str, Any], place: tuple[int | str, ...]) -> bool:
    """Take out the value at a place, or the nearest one around it; whether there was one."""
    within: Any = fields
    for step in place[:2][:-1]:
        within = within[step]
    try:
        del within[place[:2][-1]]
    except (KeyError, IndexError):
        return False
    return True
