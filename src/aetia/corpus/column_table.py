"""The columns of a corpus as a table of the documentation, written from the schema itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aetia.corpus.columns import corpus_schema

if TYPE_CHECKING:
    import pyarrow as pa

_PLACE = re.compile(r"(<!-- corpus columns: begin -->\n).*?(<!-- corpus columns: end -->)", re.DOTALL)


def column_table() -> str:
    """Every column with its type and meaning, as Markdown."""
    rows = ["| column | type | meaning |", "|---|---|---|"]
    for field in corpus_schema():
        meaning = (field.metadata or {})[b"doc"].decode()
        rows.append(f"| `{field.name}` | {_shown(field.type)} | {meaning} |")
    return "\n".join(rows) + "\n"


def put_columns_into(page: str) -> str:
    """A page of documentation with the table in its place."""
    return _PLACE.sub(lambda match: match[1] + column_table() + match[2], page)


def _shown(kind: pa.DataType) -> str:
    """An Arrow type in words: a list of structs is *list of (id, name)*."""
    import pyarrow.types as types

    if types.is_list(kind):
        return f"list of {_shown(kind.value_type)}"
    if types.is_struct(kind):
        return f"({', '.join(_part(field) for field in kind)})"
    return "text" if types.is_string(kind) else "yes or no" if types.is_boolean(kind) else "number"


def _part(field: pa.Field) -> str:
    shown = _shown(field.type)
    return field.name if shown == "text" else f"{field.name}: {shown}"
