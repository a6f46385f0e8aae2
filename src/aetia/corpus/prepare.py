"""Records made ready for the search index in other processes: only one may write it, and making ready is most of the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aetia.corpus.documents import documents_of
from aetia.corpus.store import Store

if TYPE_CHECKING:
    from aetia.corpus.documents import Document


@dataclass(frozen=True)
class Share:
    """Some records of a part, all in one row group, so that nothing else of the part has to be read.

    Attributes:
        part: its name.
        group: number of the row group.
        rows: in the group.
    """

    part: str
    group: int
    rows: tuple[int, ...]


def shares(store: Store, part: str, rows: Sequence[int]) -> list[Share]:
    """Rows of a part as shares of the work.

    Args:
        store: of the corpus.
        part: name of the part.
        rows: of the part, ascending.
    """
    import numpy as np
    import pyarrow.parquet as pq

    if not rows:
        return []
    with store.fs.open(store.part(part), "rb") as raw:
        metadata = pq.ParquetFile(raw).metadata
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(rows, ends[:-1])
    own = np.split(np.asarray(rows), cuts)
    return [
        Share(part, group, tuple((numbers - (end - size)).tolist()))
        for group, (numbers, end, size) in enumerate(zip(own, ends.tolist(), sizes, strict=True))
        if len(numbers)
    ]


def prepared(store: Store, share: Share) -> tuple[list[str], list[Document]]:
    """The keys of a share's records, and what the index takes for each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with store.fs.open(store.part(share.part), "rb") as raw:
        table = pq.ParquetFile(raw).read_row_group(share.group).take(pa.array(share.rows, pa.int64()))
    keys: list[str] = []
    documents: list[Document] = []
    for batch in table.to_batches(max_chunksize=2_000):
        keys += batch.column("key").to_pylist()
        documents += documents_of(batch)
    return keys, documents
