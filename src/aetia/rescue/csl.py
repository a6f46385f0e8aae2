"""A read citation as CSL-JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aetia.rescue.citations import Citation

_TYPES = {
    "article": "article-journal",
    "chapter": "chapter",
    "book": "book",
    "thesis": "thesis",
    "report": "report",
    "webpage": "webpage",
    "paper-conference": "paper-conference",
}
_PLAIN = {
    "title": "title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
    "issn": "ISSN",
    "isbn": "ISBN",
    "publisher": "publisher",
    "place": "publisher-place",
    "edition": "edition",
    "series": "collection-title",
    "event": "event-title",
}
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?[\s-]?){1,5}$")
_CORPORATE = re.compile(
    r"\b(?:of|and|for|International|Society|Association|Council|Department|Organi[sz]ation|"
    r"Program|Press|Group|Committee|Anon)\b"
)


def csl_name(printed: str) -> dict[str, str]:
    """One printed name in CSL's parts: ``family`` and ``given``, or ``literal`` where the name cannot be parted surely."""
    if _CORPORATE.search(printed):
        return {"literal": printed}
    if "," in printed:
        family, _, given = printed.partition(",")
        return {"family": family.strip(), "given": given.strip()} if given.strip() else {"family": family.strip()}
    words = printed.split()
    if len(words) == 1:
        return {"family": printed}
    tail = [
        i
        for i, word in enumerate(words)
        if i and all(len(part) <= 1 or (part.isupper() and len(part) <= 4) for part in re.findall(r"[^\W\d_]+", word))
    ]
    if tail and tail[-1] == len(words) - 1:
        first = tail[-1]
        while first - 1 in tail:
            first -= 1
        return {"family": " ".join(words[:first]), "given": " ".join(words[first:])}
    if _INITIALS.match(words[0]) or len(words) <= 4:
        cut = next((i for i, word in enumerate(words) if i and word[0].islower()), len(words) - 1)
        return {"family": " ".join(words[cut:]), "given": " ".join(words[:cut])}
    return {"literal": printed}


def csl_item(citation: Citation) -> dict[str, object]:
    """A citation as one CSL-JSON item.

    Args:
        citation: as read.

    Returns:
        The item without ``id``; fields that are not printed are absent. The confidence of each field stands in ``custom``.
    """
    item: dict[str, object] = {
        "type": _TYPES.get(citation.kind, "article-journal" if citation.get("journal") else "document")
    }
    for name, key in _PLAIN.items():
        value = citation.get(name)
        if value:
            item[key] = value
    container = citation.get("journal") or citation.get("book_title")
    if container:
        item["container-title"] = container
    for name, key in (("authors", "author"), ("editors", "editor")):
        names = citation.names(name)
        if names:
            item[key] = [csl_name(printed) for printed in names]
    year = citation.number("year")
    if year is not None:
        parts = [year]
        month, day = citation.number("month"), citation.number("day")
        if month is not None:
            parts.append(month)
            if day is not None:
                parts.append(day)
        item["issued"] = {"date-parts": [parts]}
    if citation.get("accessed"):
        item["accessed"] = {"raw": citation.get("accessed")}
    return item
