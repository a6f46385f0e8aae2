"""CSL-JSON: the exchange form of references (citeproc's csl-data schema, version 1.0)."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from aetia.errors import InputError
from aetia.model.reference import Reference

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


def read_csl_json(text: str, where: str = "standard input") -> list[Reference]:
    """References from CSL-JSON text: one item, a list of items, or one item a line; also what `aetia cite parse` prints.

    Args:
        text: the JSON.
        where: its file, for messages.

    Raises:
        InputError: the text is not JSON, or an item lacks a title or holds an impossible value; names the item.
    """
    return [_reference(item, number, where) for number, item in enumerate(_items(text, where), 1)]


def _items(text: str, where: str) -> list[Any]:
    try:
        value = json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except ValueError as error:
            raise InputError(
                f"this is not JSON: {error}", where=where, remedy="Give CSL-JSON: one item, a list, or one a line"
            ) from None
    return value if isinstance(value, list) else [value]


def _reference(item: Any, number: int, where: str) -> Reference:
    if not isinstance(item, dict):
        raise InputError("an item is not a JSON object", where=f"{where}, item {number}", remedy="Give CSL-JSON items")
    if isinstance(item.get("csl"), dict):
        item = item["csl"]
    fields: dict[str, Any] = {"title": item.get("title")}
    if item.get("type"):
        fields["type"] = item["type"]
    fields["author"] = [{k: v for k, v in name.items() if k in _NAME_FIELDS} for name in item.get("author") or []]
    fields |= {ours: str(item[theirs]) for theirs, ours in _TEXTS.items() if item.get(theirs) not in (None, "")}
    fields["identifiers"] = {ours: item[theirs] for theirs, ours in _IDENTIFIERS.items() if item.get(theirs)}
    fields["issued"] = _issued(item.get("issued"))
    try:
        return Reference.model_validate({name: value for name, value in fields.items() if value not in (None, {}, [])})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{field}: {first['msg'].removeprefix('Value error, ')}",
            where=f"{where}, item {number}",
            remedy="Correct the item",
        ) from None


def _issued(issued: Any) -> str | None:
    if not isinstance(issued, dict):
        return str(issued) if issued else None
    parts = issued.get("date-parts") or []
    if parts and parts[0] and parts[0][0]:
        year, *rest = (int(part) for part in parts[0][:3])
        return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest)])
    found = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", str(issued.get("raw") or issued.get("literal") or ""))
    return found[0] if found else None
