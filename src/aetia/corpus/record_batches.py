"""Records of citation exports as Arrow batches with the columns of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from aetia.corpus.columns import corpus_schema
from aetia.corpus.record_keys import Keys

if TYPE_CHECKING:
    import pyarrow as pa

    from aetia.sources.record_file import SourceRecord

ROWS = 2_000
"""Rows in a batch."""


def record_batches(records: Iterable[SourceRecord]) -> Iterator[pa.RecordBatch]:
    """Records as batches of :func:`aetia.corpus.columns.corpus_schema`, each with its key and its year.

    Raises:
        InputError: reading the records does.
    """
    import pyarrow as pa

    keys = Keys()
    stream = iter(records)
    while held := list(islice(stream, ROWS)):
        yield pa.RecordBatch.from_pylist([_row(record, keys) for record in held], schema=corpus_schema())


def _row(record: SourceRecord, keys: Keys) -> dict[str, Any]:
    columns = {**record.columns, "key": keys.key(record)}
    date = columns.get("published") or columns.get("published_electronic")
    columns["year"] = int(date[:4]) if date else None
    return {name: complete(columns.get(name)) for name, complete in _completers().items()}


@cache
def _completers() -> dict[str, Callable[[Any], Any]]:
    return {field.name: _completer(field.type) for field in corpus_schema()}


def _completer(kind: pa.DataType) -> Callable[[Any], Any]:
    """Makes a value whole: a list is never null, at any depth, and a struct has all its fields."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        item = _completer(kind.value_type)
        return lambda value: [item(one) for one in value or ()]
    if pa.types.is_struct(kind):
        fields = {field.name: _completer(field.type) for field in kind}

        def whole(value: dict[str, Any] | None) -> dict[str, Any] | None:
            return None if value is None else {name: complete(value.get(name)) for name, complete in fields.items()}

        return whole
    return lambda value: value
