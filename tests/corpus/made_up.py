"""Small corpora made up for tests."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.sources.pubmed_xml.made_up import article, deletion, file

from aetia.corpus import Store
from aetia.corpus.current import Current

Revision = tuple[int, int, str]
"""PMID, version, date of revision."""


def write_file(
    folder: Path, number: int, records: Iterable[Revision], deleted: Iterable[int] = (), *, year: int = 26
) -> str:
    """A numbered file of NLM's kind; its path. Each title tells which file it is from."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        article(pmid, version=version, revised=revised, title=f"{pmid} of {number}")
        for pmid, version, revised in records
    ]
    gone = list(deleted)
    path = folder / f"pubmed{year}n{number:04}.xml.gz"
    path.write_bytes(gzip.compress(file([*parts, *([deletion(*gone)] if gone else [])]), mtime=0))
    return str(path)


def titles(store: Store) -> Mapping[str, str]:
    """The title of every current record by key."""
    from aetia.corpus.corpus import Corpus

    with Corpus(store) as corpus:
        return {row["key"]: row["title"] for batch in corpus.scan(["key", "title"]) for row in batch.to_pylist()}


def keys(store: Store) -> list[str]:
    """The keys of all current records."""
    current = Current(store.local / "current.sqlite")
    try:
        return [key for key, _, _ in current.all_keys()]
    finally:
        current.close()
