"""Identifiers, addresses and side remarks inside a citation: found, and blanked so that they cannot be taken for its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Old DOIs hold pages between angle brackets.
_DOI = r"10\.\d{4,9}/(?:[^\s\"<>]|<\d+::?[^\s<>]*>)+"
_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    (
        "doi",
        re.compile(
            (
                rf"(?:https?://)?(?:dx\.)?doi\.org/\s?(?P<v>{_DOI})|\bdoi\s*:?\s*(?:https?://"
                rf"(?:dx\.)?doi\.org/)?(?P<w>{_DOI})|(?<![\w/.])(?P<x>{_DOI})"
            ),
            re.IGNORECASE,
        ),
    ),
    ("pmcid", re.compile(r"(?:\bPMCID\s*:?\s*|(?<![\w/]))(?P<v>PMC\s?\d{5,9})\b", re.IGNORECASE)),
    (
        "pmid",
        re.compile(
            (
                r"\b(?:PMID|PubMed\s+ID|PubMed\s+PMID)\s*[:#]?\s*(?P<v>\d{4,9})\b|https?://(?:www\.)?"
                r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?P<w>\d{4,9})/?"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "accessed",
        re.compile(
            (
                r"[\[(]?\b(?:last\s+|date\s+)?(?:accessed|retrieved|consult(?:ed|é|ado)(?:\s+le)?|zugriff"
                r"(?:\s+am)?|abgerufen(?:\s+am)?|viewed|cited|visited|consultato)(?:\s+(?:on|am|le|el|"
                r"il))?\s*:?\s*(?P<v>(?:\w+\.?,?\s){0,3}(?:19|20)\d\d(?:[ -]\w{2,9}[ -]\d{1,2})?|"
                r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[A-Z]\w+ \d{1,2},? \d{4})[\])]?\.?"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "url",
        re.compile(
            (
                r"(?:(?:\bAvailable\s+(?:from|at|online)|\bRetrieved\s+from|\bURL|\bVerfügbar\s+unter|"
                r"\bDisponible\s+(?:en|sur))\s*:?\s*)?<?(?P<v>(?:https?|ftp)://[^\s<>\"“”]+|"
                r"www\.[^\s<>\"“”]+|(?<![@\w.-])(?:[a-z0-9-]+\.){1,4}(?:com|org|gov|edu|net|int|info|eu|uk|"
                r"de|fr|ch|at|nl)/[^\s<>\"“”]*)>?"
            ),
            re.IGNORECASE,
        ),
    ),
    ("issn", re.compile(r"\bISSN\s*:?\s*(?P<v>\d{4}-\d{3}[\dX])", re.IGNORECASE)),
    ("isbn", re.compile(r"\bISBN(?:-1[03])?\s*:?\s*(?P<v>[\d-]{9,17}[\dX])", re.IGNORECASE)),
    (
        "remark",
        re.compile(
            (
                r"\bE?pub(?:lished)?(?:\s+online)?\s+(?:ahead\s+of\s+print\s*|before\s+print\s*)?(?:(?:19|"
                r"20)\d\d\s+\w{3,9}\.?(?:\s+\d{1,2})?|\d{1,2}\s+\w{3,9}\s+(?:19|20)\d\d|(?:19|20)\d\d/\d\d?/\d\d?)[.,;]*|"
                r"(?:\bdoi:?\s*)?(?<!\S)[A-Z]?[\w.:()/-]{4,40}\s?\[pii\][;,.]?|\bPubMed\s+Central\b:?|"
                r"\bFree\s+(?:PMC\s+)?(?:article|full\s+text)\b\.?|\bNo\s+abstract\s+available\b\.?|\bOnline\s+ahead\s+of\s+print\b\.?|\[(?:doi|online|"
                r"Epub[^\]]{0,40}|e-?book|internet|abstract(?:\s\d+)?|review|letter|editorial|comment|"
                r"in\s+[A-Z]\w+|(?:article\s+in\s+)?(?:German|French|Spanish|Italian|Polish|Russian|"
                r"Japanese|Chinese|Danish|Dutch|Swedish|Portuguese)|PubMed|Medline|CrossRef|Google Scholar|"
                r"Free Full Text|Full Text|Article|PDF|ahead of print|see comments?|PMC free article)\]|\b"
                r"(?:Available\s+(?:from|at|online)|Information\s+available\s+from|Retrieved\s+from|"
                r"Verfügbar\s+unter|Disponible\s+(?:en|sur))\s*:?"
            ),
            re.IGNORECASE,
        ),
    ),
]
# A text without any of these words (lower case) holds no mark of the kind.
_NEEDED: dict[str, tuple[str, ...]] = {
    "doi": ("10.",),
    "pmcid": ("pmc",),
    "pmid": ("pmid", "pubmed"),
    "accessed": ("ccessed", "etrieved", "onsult", "ugriff", "bgerufen", "iewed", "cited", "isited"),
    "url": (
        "://",
        "www.",
        ".com/",
        ".org/",
        ".gov/",
        ".edu/",
        ".net/",
        ".int/",
        ".info/",
        ".eu/",
        ".uk/",
        ".de/",
        ".fr/",
        ".ch/",
        ".at/",
        ".nl/",
    ),
    "issn": ("issn",),
    "isbn": ("isbn",),
    "remark": ("pub", "[", "free ", "no abstract", "online ahead", "vailable", "etrieved", "erfügbar", "isponible"),
}
_LABEL = re.compile(r"\[(?:doi|pii)\]?[^\s]*$", re.IGNORECASE)
_TRAILING = ".,;:)]}>'\"”’"


@dataclass(frozen=True, slots=True)
class Mark:
    """One identifier, address or remark.

    Args:
        kind: doi, pmid, pmcid, url, accessed, issn, isbn or remark.
        value: its value, without the words around it.
        start: first character of the value.
        end: one past its last.
        outer: start and end of all that was blanked.
    """

    kind: str
    value: str
    start: int
    end: int
    outer: tuple[int, int]


def find_marks(text: str) -> tuple[list[Mark], str]:
    """Finds identifiers, addresses and remarks.

    Args:
        text: a citation.

    Returns:
        The marks in order of the text, and the text with each of them blanked, of the same length.
    """
    marks: list[Mark] = []
    masked = text
    lower = text.lower()
    for kind, pattern in _PATTERNS:
        if not any(word in lower for word in _NEEDED[kind]):
            continue
        for match in pattern.finditer(masked):
            name = next((group for group, value in match.groupdict().items() if value), None)
            start, end = match.span(name) if name else match.span()
            if kind in {"doi", "url"}:
                end = _trim(text, start, end)
            outer_end = max(end, match.end() if kind not in {"doi", "url"} else end)
            if kind == "url" and text[outer_end : outer_end + 1] == ">":
                outer_end += 1
            marks.append(Mark(kind, text[start:end], start, end, (match.start(), outer_end)))
        for mark in marks:
            begin, stop = mark.outer
            if masked[begin:stop].strip():
                masked = masked[:begin] + " " * (stop - begin) + masked[stop:]
    return sorted(marks, key=lambda mark: mark.start), masked


def _trim(text: str, start: int, end: int) -> int:
    """The end of an address without the punctuation that belongs to the sentence; closing brackets that are paired stay."""
    if (label := _LABEL.search(text, start, end)) is not None:
        end = label.start()
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        if text[end - 1] == "]" and text.count("[", start, end) >= text.count("]", start, end):
            break
        end -= 1
    return end
