"""The columns of a batch of records as plain Python values, each with the number of its row.

Only the leaves that are asked for are read, and only the rows that have any: most records have no grants, no data banks and no
named investigators.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


class Rows:
    """A batch, to be read by column.

    Args:
        batch: records with columns of :func:`aetia.corpus.columns.corpus_schema`; one that is missing is as if it were empty.
    """

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._names = frozenset(batch.schema.names)

    def __len__(self) -> int:
        return int(self._batch.num_rows)

    def values(self, name: str) -> Iterator[tuple[int, Any]]:
        """The rows that have a value in a column, and the value.

        Args:
            name: of the column; ``book.title`` is a field of the column ``book``.
        """
        column = self._column(name)
        if column is None or column.null_count == len(column):
            return iter(())
        return ((row, value) for row, value in enumerate(column.to_pylist()) if value is not None)

    def items(self, name: str, *fields: str) -> Iterator[Any]:
        """The items of a column of lists, as tuples: the row, and the fields that are asked for; of plain items the item itself.

        Args:
            name: of the column; ``book.authors`` is a field of the column ``book``.
            fields: of its items.
        """
        column = self._column(name)
        if column is None:
            return iter(())
        items = column.flatten()
        return zip(_owners(column), *_leaves(items, fields), strict=True)

    def inner_items(
        self, name: str, fields: tuple[str, ...], inner: str, inner_fields: tuple[str, ...] = ()
    ) -> Iterator[Any]:
        """The items of lists within a column's items, as tuples: the row, fields of the outer item, fields of the inner one.

        Args:
            name: of the column.
            fields: of its items.
            inner: the field that holds lists.
            inner_fields: of their items; none for plain items.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self._column(name)
        if column is None or not len(column.flatten()):
            return iter(())
        outer = column.flatten()
        lists = pc.struct_field(outer, inner)
        owners = _owners(lists)
        rows = _owners(column)
        outer = outer.take(pa.array(owners, pa.int64()))
        columns = _leaves(outer, fields) if fields else []
        return zip([rows[owner] for owner in owners], *columns, *_leaves(lists.flatten(), inner_fields), strict=True)

    def lengths(self, name: str) -> Iterator[tuple[int, int]]:
        """The rows that have any item in a column of lists, and how many."""
        import pyarrow.compute as pc

        column = self._column(name)
        counts = [] if column is None else pc.list_value_length(column).to_pylist()
        return ((row, count) for row, count in enumerate(counts) if count)

    def _column(self, name: str) -> pa.Array | None:
        import pyarrow.compute as pc

        outer, _, inner = name.partition(".")
        if outer not in self._names:
            return None
        column = self._batch.column(outer)
        return pc.struct_field(column, inner) if inner else column


def _owners(lists: pa.Array) -> list[int]:
    """For each item of lists the number of its list."""
    import numpy as np
    import pyarrow.compute as pc

    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    owners: list[int] = np.repeat(np.arange(len(lists)), counts).tolist()
    return owners


def _leaves(items: pa.Array, fields: tuple[str, ...]) -> list[list[Any]]:
    """The fields of items as Python lists; without a field, the items themselves."""
    import pyarrow.compute as pc

    if not fields:
        return [items.to_pylist()]
    return [pc.struct_field(items, field).to_pylist() for field in fields]
