"""Identifiers as they are looked up in the index: letter by letter, small, without an address before them."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"(?:https?://)?(?:(?:dx\.)?doi\.org/|orcid\.org/)|(?:doi|pmcid|pmc|pii|orcid):\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMCID = re.compile(r"pmc\d+")


def plain_identifier(text: str) -> str:
    """``10.1093/rap/rky041`` for ``https://doi.org/10.1093/RAP/rky041``; blanks are left out."""
    bare = "".join(text.split())
    before = _BEFORE.match(bare)
    return (bare[before.end() :] if before else bare).lower()


def identifier_kind(text: str) -> str | None:
    """The kind of fact that a word is, if it looks like an identifier: ``id`` for a DOI, ``pmc`` for a PMCID."""
    plain = plain_identifier(text)
    if _DOI.fullmatch(plain):
        return "id"
    return "pmc" if _PMCID.fullmatch(plain) else None
