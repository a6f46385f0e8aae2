"""What services give as papers, in the form in which the corpus's records are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aetia.model.reference import Reference
from aetia.resolve.paper import COLUMNS, Paper, paper_of
from aetia.sources.csl_columns import Extra, columns_of
from aetia.sources.csl_values import regular_item

MOST = 5
"""Papers of one service for one citation."""
_LONGEST = 2_000
"""Characters of one field that are compared: an answer may hold anything, and comparing takes longer than reading."""
_LISTED = 60


def paper_of_reference(reference: Reference, key: str, more: Mapping[str, Any]) -> Paper:
    """The paper that a service's reference describes, made into columns as for a corpus.

    Args:
        reference: as the service's reader made it.
        key: of the paper.
        more: columns that a reference has no field for.
    """
    item = reference.to_csl(key)
    del item["id"]
    columns = columns_of(regular_item(item).item, Extra()).values
    return paper_of_columns({**columns, **more, "key": key})


def paper_of_columns(columns: Mapping[str, Any]) -> Paper:
    """The paper of a record in a corpus's columns, its texts cut to a length that can be compared.

    Args:
        columns: with its ``key``.
    """
    return paper_of({name: _cut(columns[name]) for name in COLUMNS if name in columns})


def publication_types(names: Iterable[str]) -> list[dict[str, str]]:
    """Types of publications as a corpus has them."""
    return [{"name": name} for name in dict.fromkeys(names)]


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        # JSON may hold half a surrogate pair, which no file and no terminal takes.
        return value[:_LONGEST].encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_cut(one) for one in value[:_LISTED]]
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    return value
