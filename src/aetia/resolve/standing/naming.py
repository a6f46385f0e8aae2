"""Identifiers as a corpus keys them, keys as people write them, and what of a record may stand in a library's text."""

from __future__ import annotations

from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError

LONGEST = 500
"""Characters of a value that is written into a library; a longer one is no volume, no name and no DOI."""


def is_plain(text: str) -> bool:
    """Whether a text is short and holds no sign that steers a terminal or that a library's text cannot hold."""
    return len(text) <= LONGEST and text.isprintable()


def key_of(identifier: str | None) -> str | None:
    """The corpus's key of an identifier; None for what is none, as records of a corpus have some."""
    try:
        return identifier_key(identifier) if identifier else None
    except InputError:
        return None


def written(key: str) -> str:
    """A key as people write it: ``PMID 123``, ``PMC123``, ``doi:10.1/x``."""
    return f"PMID {key[5:]}" if key.startswith("pmid:") else key.removeprefix("pmc:").removeprefix("id:")
