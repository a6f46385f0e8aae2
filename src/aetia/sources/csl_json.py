"""CSL-JSON: the exchange form of references (citeproc's csl-data schema, version 1.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.sources.csl_columns import Extra, columns_of
from aetia.sources.csl_reference import reference_fields
from aetia.sources.csl_values import regular_item
from aetia.sources.flat_reference import flat_to_csl, is_flat
from aetia.sources.json_items import json_items
from aetia.sources.record_file import RecordFile, SourceRecord
from aetia.sources.report import Report

_TELLING = frozenset({"title", "author", "container-title", "DOI", "PMID", "PMCID", "ISBN", "abstract"})
"""Variables of which a reference has at least one."""


def read_csl_file(source: Path | str | BinaryIO) -> RecordFile:
    """The records of a CSL-JSON file of any size: a list of items, one item a line, or a service's answer that holds a list.

    Crossref's names of types and its lists of titles are understood, and flat references (:mod:`aetia.sources.flat_reference`).
    What no column can hold is counted in the report, by variable.

    Args:
        source: a path, or a stream of bytes.

    Returns:
        The file: iterate over it, then see its report.

    Raises:
        InputError: while iterating: nothing in it is CSL-JSON.
    """
    return RecordFile(source, "CSL-JSON", _read)


def _read(blocks: Iterator[bytes], report: Report) -> Iterator[SourceRecord]:
    for value, line in json_items(blocks, report):
        for raw in _unwrapped(value):
            if is_flat(raw):
                raw, strange = flat_to_csl(raw)
                report.unknown.update(strange)
            item, wrong, left = regular_item(raw)
            if not _TELLING & item.keys():
                report.unknown["item that is no reference"] += 1
                continue
            columns = columns_of(item, Extra())
            report.unknown.update(columns.left + left)
            for what in columns.faults + [f"the variable {name} has no proper value" for name in wrong]:
                report.fault(what, line)
            yield SourceRecord(line, columns.values, item, item.get("id"))


def _unwrapped(value: Any) -> list[dict[str, Any]]:
    """The items in an object: itself, or those that a service (Zotero, Crossref) or `aetia cite parse` put into it."""
    if isinstance(value.get("csl"), dict):
        return [value["csl"]]
    within = value.get("message", value)
    items = within.get("items") if isinstance(within, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else [value]


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
    try:
        return Reference.model_validate(reference_fields(item))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{field}: {first['msg'].removeprefix('Value error, ')}",
            where=f"{where}, item {number}",
            remedy="Correct the item",
        ) from None
