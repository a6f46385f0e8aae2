"""Small made-up records and what a search finds among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from aetia.corpus.columns import corpus_schema
from aetia.corpus.index import SearchIndex
from aetia.corpus.mesh import MeshTree
from aetia.corpus.mesh_file import MeshRow
from aetia.corpus.search import search

Record = Mapping[str, Any]

TREE = MeshTree(
    [
        MeshRow("C01", "Skin Diseases"),
        MeshRow("C01.100", "Scleroderma, Systemic"),
        MeshRow("C01.100.200", "Scleroderma, Limited"),
        MeshRow("C01.100.300", "Scleroderma, Diffuse"),
        MeshRow("C01.1000", "Acne"),
        MeshRow("C20", "Immune Diseases"),
        MeshRow("C20.050", "Scleroderma, Systemic"),
        MeshRow("C20.050.700", "CREST"),
        MeshRow("C20.060", "Graft vs Host Reaction"),
        MeshRow("C20.070", "Host vs Graft Reaction"),
        MeshRow("V03", "Study Characteristics"),
        MeshRow("V03.100", "Clinical Trial"),
        MeshRow("V03.100.100", "Randomized Controlled Trial"),
        MeshRow("", "Scleroderma, Systemic", "Systemic Sclerosis"),
    ]
)
"""A made-up corner of a tree: one heading stands in two places, and two differ in the order of their words alone."""


def heading(name: str, *qualifiers: str, major: bool = False) -> dict[str, Any]:
    """A MeSH heading of a record; ``*immunology`` is a qualifier that is a major topic."""
    listed = [{"name": each.lstrip("*"), "major": each.startswith("*")} for each in qualifiers]
    return {"name": name, "major": major, "qualifiers": listed}


def author(family: str, given: str, **more: Any) -> dict[str, Any]:
    """An author; the initials are those of the given names."""
    return {"family": family, "given": given, "initials": "".join(word[0] for word in given.split()), **more}


def record(pmid: int = 1, **columns: Any) -> dict[str, Any]:
    """A record; an abstract may be a plain text, authors and keywords plain names."""
    abstract = columns.get("abstract")
    if isinstance(abstract, str):
        columns["abstract"] = [{"text": abstract}]
    if "keywords" in columns:
        columns["keywords"] = [{"text": text} for text in columns["keywords"]]
    if "publication_types" in columns:
        columns["publication_types"] = [{"name": name} for name in columns["publication_types"]]
    return {"key": f"pmid:{pmid}", "pmid": pmid, **columns}


def batch_of(records: Iterable[Record]) -> pa.RecordBatch:
    """Records as a corpus holds them."""
    return pa.RecordBatch.from_pylist([dict(each) for each in records], schema=corpus_schema())


def index_of(*records: Record, tree: MeshTree | None = TREE) -> SearchIndex:
    """An index of some records in memory."""
    return SearchIndex.of([batch_of(records)], tree)


def found(index: SearchIndex, query: str) -> list[int]:
    """The PMIDs of all records that a search finds, sorted; also checks that the count is exact."""
    answer = search(index, query, limit=None)
    pmids = sorted(int(hit.key.removeprefix("pmid:")) for hit in answer.hits)
    assert answer.count == len(pmids) == len(set(pmids))
    return pmids


def finds(query: str, **columns: Any) -> bool:
    """Whether a search finds a record with these columns."""
    return found(index_of(record(1, **columns)), query) == [1]
