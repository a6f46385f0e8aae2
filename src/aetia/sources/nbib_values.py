"""Values of nbib that hold several things: headings with qualifiers, grants, substances, corrections."""

from __future__ import annotations

import re
from typing import Any

from aetia.sources.tagged import Fields

_PMID = re.compile(r"PMID: ?(\d{1,9})\b\.?")
_ACRONYM = re.compile(r"[A-Z]{1,5}_?")
_ABSTRACT_OF = re.compile(r"(?s)(Publisher|AAMC|AIDS|KIE|PIP|NASA|plain-language-summary)\s*:\s*(.*)")


def marked(text: str) -> tuple[str, str | None]:
    """A value and the mark in brackets at its end, if there is one: ``10.1000/x [doi]``."""
    value, opening, mark = text.removesuffix("]").rpartition("[")
    return (value.rstrip(), mark) if opening and text.endswith("]") and mark else (text, None)


def heading(text: str) -> dict[str, Any]:
    """A MeSH heading: ``Sequence Alignment/*methods``; an asterisk marks what the paper is mainly about.

    No descriptor and no qualifier has a slash in its name.
    """
    name, *qualifiers = text.split("/")
    return {
        "name": name.removeprefix("*"),
        "major": name.startswith("*"),
        "qualifiers": [_qualifier(part) for part in qualifiers],
    }


def _qualifier(text: str) -> dict[str, Any]:
    return {"name": text.removeprefix("*"), "major": text.startswith("*")}


def keyword(text: str, owner: str | None) -> dict[str, Any]:
    """A keyword, with who gave it."""
    return {"text": text.removeprefix("*"), "major": text.startswith("*"), "owner": owner}


def substance(text: str) -> dict[str, Any]:
    """``0 (Antibodies)``, ``EC 3.4.21.- (Serine Endopeptidases)``: a registry number and a name."""
    registry, opening, name = text.partition(" (")
    return (
        {"registry": registry, "name": name[:-1]}
        if opening and name.endswith(")")
        else {"registry": text, "name": None}
    )


def grant(text: str) -> dict[str, Any]:
    """``R01 AR123456/AR/NIAMS NIH HHS/United States``: number, acronym, agency, country.

    The number may hold slashes, the acronym may not be there; a text with less than three parts is kept whole as the number.
    """
    parts = text.split("/")
    if len(parts) < 3:
        return {"id": text, "acronym": None, "agency": None, "country": None}
    *number, agency, country = parts
    acronym = number.pop() if len(number) > 1 and _ACRONYM.fullmatch(number[-1]) else None
    return {"id": "/".join(number) or None, "acronym": acronym, "agency": agency or None, "country": country or None}


def databanks(texts: list[str]) -> list[dict[str, Any]]:
    """``ClinicalTrials.gov/NCT00000419``: accession numbers by data bank."""
    banks: dict[str, list[str]] = {}
    for text in texts:
        bank, slash, accession = text.partition("/")
        banks.setdefault(bank, []).extend([accession] if slash else [])
    return [{"name": bank, "accessions": accessions} for bank, accessions in banks.items()]


def link(text: str, kind: str) -> dict[str, Any]:
    """A comment or correction: ``Lancet. 2010 Feb 6;375(9713):445. PMID: 20137807``.

    Args:
        text: as printed.
        kind: its type, as PubMed's XML names it.
    """
    match = _PMID.search(text)
    source, note = marked(_PMID.sub("", text, count=1).strip())
    return {"type": kind, "source": source or None, "pmid": int(match[1]) if match else None, "note": note}


def other_abstracts(fields: Fields) -> dict[str, Any]:
    """Abstracts in other languages, each with the language and copyright line that follow it."""
    made: list[dict[str, Any]] = []
    for field in fields.each("OAB", "OABL", "OCI"):
        if field.tag == "OAB":
            match = _ABSTRACT_OF.fullmatch(field.value)
            made.append({"type": match[1] if match else None, "text": match[2] if match else field.value})
        elif made:
            made[-1].setdefault("language" if field.tag == "OABL" else "copyright", field.value)
        else:
            fields.give_back(field)
    return {"other_abstracts": made}
