"""Identifiers inside other texts: addresses, notes, fields for anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;]")
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/[^\s\"<>?#]+)", re.IGNORECASE)
_PMID_ADDRESS = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,9})\b", re.IGNORECASE)
_PMCID_ADDRESS = re.compile(r"ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC\d{1,9})\b", re.IGNORECASE)
_LABELLED = re.compile(r"\b(\w{1,100})\s{0,20}\[\s{0,20}(pmid|pmcid|doi|pii)\s{0,20}\]", re.IGNORECASE)
_NOTED = re.compile(r"^[^\S\n]*(PMCID|PMID)\s*:\s*(?:PMC)?(\d{1,9})\b", re.IGNORECASE | re.MULTILINE)


def doi_in(text: str) -> str | None:
    """The DOI that a text is, or that a resolver's address in it ends with; a full stop after it is not part of it."""
    if match := _DOI_ADDRESS.search(text):
        return unquote(match[1])
    match = _DOI.fullmatch(re.sub(r"^doi:?\s*", "", text.strip(), flags=re.IGNORECASE).rstrip(".,;"))
    return match[0] if match else None


def pmid_address(texts: Iterable[str]) -> str | None:
    """The PMID that addresses of PubMed among some texts name; None if they name several."""
    return _only(_PMID_ADDRESS, texts)


def pmcid_address(texts: Iterable[str]) -> str | None:
    """The PMCID that addresses of PubMed Central among some texts name; None if they name several."""
    return _only(_PMCID_ADDRESS, texts)


def _only(form: re.Pattern[str], texts: Iterable[str]) -> str | None:
    found = {match[1].upper() for text in texts for match in form.finditer(text)}
    return found.pop() if len(found) == 1 else None


def labelled(text: str) -> dict[str, str]:
    """Identifiers with their kind in brackets, in small letters: ``26957754[pmid]``, ``PMC9359172 [PMCID]``."""
    return {kind.lower(): value for value, kind in _LABELLED.findall(text)}


def noted(text: str) -> dict[str, str]:
    """Identifiers that a line of a note begins with: ``PMID: 26957754``. Elsewhere in a note they may be another paper's."""
    return {kind.lower(): number for kind, number in _NOTED.findall(text)}
