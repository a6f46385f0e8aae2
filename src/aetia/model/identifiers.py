"""Identifiers of publications: PMID, PMCID and DOI, in one spelling each."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from aetia.model.base import Record

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+\Z")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def normalize_doi(text: str) -> str:
    """A DOI in lower case, without resolver address or label (DOIs are case-insensitive, DOI Handbook § 2.4).

    Raises:
        ValueError: the text is not a DOI.
    """
    doi = _DOI_PREFIX.sub("", text.strip(), count=1).strip().lower()
    if not _DOI.match(doi):
        raise ValueError(f"'{text}' is not a DOI; a DOI looks like 10.1186/s13075-020-02216-w")
    return doi


def normalize_pmid(value: object) -> str:
    """A PMID as digits without leading zeros.

    Raises:
        ValueError: the value is not a PMID.
    """
    text = str(value).strip()
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text):
        raise ValueError(f"'{value}' is not a PMID; a PMID is a number of at most nine digits")
    return text.lstrip("0")


def normalize_pmcid(value: object) -> str:
    """A PMCID with its letters: ``PMC3496812``.

    Raises:
        ValueError: the value is not a PMCID.
    """
    text = str(value).strip().upper()
    text = text if text.startswith("PMC") else f"PMC{text}"
    if not re.fullmatch(r"PMC[1-9][0-9]{0,9}", text):
        raise ValueError(f"'{value}' is not a PMCID; a PMCID looks like PMC3496812")
    return text


Doi = Annotated[str, BeforeValidator(lambda value: normalize_doi(str(value)))]
Pmid = Annotated[
    str, BeforeValidator(normalize_pmid), WithJsonSchema({"type": ["integer", "string"], "pattern": r"^\d{1,9}$"})
]
Pmcid = Annotated[str, BeforeValidator(normalize_pmcid)]


class Identifiers(Record):
    """The identifiers of one publication; absent means not known, never guessed."""

    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    doi: Doi | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset()

    def keys(self) -> list[str]:
        """Each identifier with its kind, for looking a publication up: ``["pmid:33193344", "doi:10.3389/…"]``."""
        pairs = (("pmid", self.pmid), ("pmcid", self.pmcid), ("doi", self.doi))
        return [f"{kind}:{value}" for kind, value in pairs if value]
