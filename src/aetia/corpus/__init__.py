"""A local copy of PubMed: build, update, search, look up, verify."""

from __future__ import annotations

from pathlib import Path

from aetia.corpus.build import AddReport, add, refresh
from aetia.corpus.columns import corpus_schema
from aetia.corpus.corpus import Corpus
from aetia.corpus.generations import current_address
from aetia.corpus.search import Found, Hit
from aetia.corpus.store import Entry, Rank, Store

__all__ = ["AddReport", "Corpus", "Entry", "Found", "Hit", "Rank", "Store", "add", "corpus_schema", "open", "refresh"]


def open(address: str | Path) -> Corpus:  # noqa: A001 (it is read as aetia.corpus.open)
    """Open a corpus to read it.

    Args:
        address: a folder, or any fsspec address; of its generations the one that counts now.

    Raises:
        CorpusError: there is none, or it has another format.
    """
    return Corpus(Store(current_address(str(address))))
