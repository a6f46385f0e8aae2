"""Identifiers as a corpus keys them, and keys as people write them."""

from __future__ import annotations

from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError


def key_of(identifier: str | None) -> str | None:
    """The corpus's key of an identifier; None for what is none, as records of a corpus have some."""
    try:
        return identifier_key(identifier) if identifier else None
    except InputError:
        return None


def written(key: str) -> str:
    """A key as people write it: ``PMID 123``, ``PMC123``, ``doi:10.1/x``."""
    return f"PMID {key[5:]}" if key.startswith("pmid:") else key.removeprefix("pmc:").removeprefix("id:")
