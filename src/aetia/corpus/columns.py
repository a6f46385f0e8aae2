"""The columns of a corpus: one row a record, whatever format it came in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from aetia.sources.pubmed_xml import record_schema

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Version of the columns; a part keeps the one that it was written by."""


@cache
def corpus_schema() -> pa.Schema:
    """The columns of a part, each with its meaning in its metadata under ``doc``.

    ``key`` names the record: ``pmid:123``, else ``doi:10.1/x`` (in small letters), else ``id:`` and the source's own
    identifier. The others are those of a PubMed record; another source fills those that it knows.
    """
    import pyarrow as pa

    key = pa.field(
        "key",
        pa.string(),
        nullable=False,
        metadata={"doc": "`pmid:123`, else `doi:10.1/x`, else `id:` and the source's own"},
    )
    return pa.schema([key, *record_schema()])
