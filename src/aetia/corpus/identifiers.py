"""Identifiers as people write them, as keys of a corpus."""

from __future__ import annotations

import re

from aetia.errors import InputError

_PMID = re.compile(r"(?:pmid:?\s*)?(\d{1,9})", re.IGNORECASE)
_PMCID = re.compile(r"(?:pmcid:?\s*|pmc:\s*)?(PMC\d{1,9})", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_OWN = re.compile(r"id:.+")


def identifier_key(text: str) -> str:
    """The key of an identifier: ``pmid:123``, ``pmc:PMC123``, ``doi:10.1/x`` (in small letters), ``id:x``.

    Args:
        text: such as ``31388315``, ``PMID: 31388315``, ``PMC2667297``, ``https://doi.org/10.1093/RAP/rky041``.

    Raises:
        InputError: it is none of these.
    """
    bare = text.strip()
    if match := _PMID.fullmatch(bare):
        return f"pmid:{int(match[1])}"
    if match := _PMCID.fullmatch(bare):
        return f"pmc:{match[1].upper()}"
    if match := _DOI.fullmatch(bare):
        return f"doi:{match[1].rstrip('.,;').lower()}"
    if _OWN.fullmatch(bare):
        return bare
    raise InputError(
        f"{text[:80]!r} is no identifier",
        remedy="Give a PMID, a PMCID such as PMC2667297, or a DOI such as 10.1093/rap/rky041",
    )
