"""JSON Schemas of a library's files, made from the records themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from aetia.errors import InputError
from aetia.model.base import Record
from aetia.model.concept import Concept
from aetia.model.decision import MatchDecision, SameDecision, ScreeningDecision, Search, VerdictChange, VerdictInput
from aetia.model.library import FORMAT, Page, PageTranslation, Settings, Story
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic, TopicTranslation

_FROM_PLACE = ("id", "language", "body", "translations")
"""Fields that a file's place or its prose or a file beside it says; they are not written among the fields."""

KINDS: dict[str, type[Record]] = {
    "settings": Settings,
    "topic": Topic,
    "study": Study,
    "topic-translation": TopicTranslation,
    "page": Page,
    "page-translation": PageTranslation,
    "story": Story,
    "rescued": RescuedPageRecord,
    "screening": ScreeningDecision,
    "match": MatchDecision,
    "same": SameDecision,
    "search": Search,
    "verdict": VerdictChange,
    "verdict-input": VerdictInput,
}


def schemas(kind: str | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of each kind of library file, or of one.

    Args:
        kind: ``settings``, ``concepts``, ``topic``, ``topic-translation``, ``study``, ``page``, ``page-translation``,
            ``story``, ``rescued``, or a row of a table of decisions: ``screening``, ``match``, ``same``, ``search``,
            ``verdict``, ``verdict-input``. All by default.

    Raises:
        InputError: there is no such kind; names those that there are.
    """
    if kind is None:
        return {name: schemas(name) for name in ("concepts", *KINDS)}
    if kind == "concepts":
        return _titled(kind, TypeAdapter(list[Concept]).json_schema())
    if kind not in KINDS:
        raise InputError(
            f"there is no kind of library file named '{kind}'", remedy=f"Use one of: concepts, {', '.join(KINDS)}"
        )
    schema = KINDS[kind].model_json_schema(by_alias=True)
    for name in _FROM_PLACE:
        if KINDS[kind].model_fields.get(name) is not None and KINDS[kind].model_fields[name].exclude:
            schema["properties"].pop(name, None)
            schema["required"] = [field for field in schema.get("required", []) if field != name]
    return _titled(kind, schema)


def _titled(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"aetia library, format {FORMAT}: {kind}",
    }
    return head | {key: _as_written(value) for key, value in schema.items() if key != "title"}


def _as_written(schema: Any) -> Any:
    """The schema of a value as other YAML readers see it: to them the volume ``11``, which is text here, is a number."""
    if isinstance(schema, list):
        return [_as_written(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _as_written(value) for key, value in schema.items()}
    if schema.get("type") == "string" and "enum" not in schema and "const" not in schema:
        changed["type"] = ["string", "number"]
    return changed


def write_schemas(folder: Path) -> list[Path]:
    """Write one ``<kind>.schema.json`` a kind into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, schema in schemas().items():
        file = folder / f"{kind}.schema.json"
        file.write_text(json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        written.append(file)
    return written
