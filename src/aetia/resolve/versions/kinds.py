"""What sort of publication a reference is to another one: a paper, a preprint, an abstract, or a notice about a paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from aetia.model.reference import Reference

WorkKind = Literal["paper", "preprint", "abstract", "erratum", "retraction", "concern", "reply"]

NOTICES: frozenset[WorkKind] = frozenset({"erratum", "retraction", "concern", "reply"})
_TYPES: dict[str, WorkKind] = {
    "Published Erratum": "erratum",
    "Retraction of Publication": "retraction",
    "Retraction Notice": "retraction",
    "Expression of Concern": "concern",
    "Meeting Abstract": "abstract",
    "Congress": "abstract",
    "Preprint": "preprint",
}
_TITLES: tuple[tuple[WorkKind, re.Pattern[str]], ...] = (
    (
        "erratum",
        re.compile(
            r"(?:published |publisher |author )?(?:(?:errat(?:um|a)|corrigend(?:um|a))\b|correction\b(?=\W*$|\s*[:.–—\[(]|\s+to\b))"
            r"\W*(?:(?:to|for)\b\W*)?"
        ),
    ),
    (
        "retraction",
        re.compile(
            r"(?:notice of )?retraction\b(?=\W*$|\s*[:.–—\[(]|\s+(?:note|notice|statement|to)\b|\s+of\s*[:\"“'‘])"
            r"(?: (?:note|notice|statement))?\W*(?:(?:to|of|for)\b\W*)?"
        ),
    ),
    ("concern", re.compile(r"(?:editorial )?expression of concern\b\W*(?:(?:for|to|regarding)\b\W*)?")),
    (
        "reply",
        re.compile(
            r"(?:(?:the )?authors?.{0,2} (?:reply|response)\b|in (?:reply|response)\b(?=\W*$|\s*[:.]|\s+to\s*[:\"“'‘])|"
            r"reply\b(?=\W*$|\s*[:.]|\s+to\b)|response\b(?=\s*[:.]\s|\s+to\s*[:\"“'‘]|\s+to\s+(?:comments?|letters?)\b)|re(?=\s*:)|"
            r"(?:comments?|commentary)(?=\s*:|\s+on\b)|letter to the editor (?=on\b|regarding\b|concerning\b)|"
            r"(?:letter|response) by .{1,80}? (?=regarding\b))"
            r"\W*(?:(?:to|on|regarding|concerning)\b\W*)?(?:(?:the )?article\b\W*)?"
        ),
    ),
)
_STRUCK = re.compile(r"(?:retracted(?: article| paper)?|withdrawn|removed)\s*[:\-–—]\s*", re.IGNORECASE)
"""What publishers put before the title of a paper that they retracted: it is still the paper."""
_ABSTRACT_NUMBER = re.compile(
    r"(?:abstract\s+(?:no\.?\s*)?)?(?:(?:SAT|FRI|THU|WED|SUN|MON|TUE|AB|OP|POS|PO|PS|LB|EP|SP|P|S|O|A|L)\.?\s?\d{1,5}(?:[.-]\d{1,3})?|0\d{3}|"
    r"\d{3,4}(?=\s*[.:]\s))\s*[.:\-–—]?\s+(?=\S)",
    re.IGNORECASE,
)
_PREPRINT_DOI = re.compile(
    r"10\.1101/(?:\d{6}$|20\d\d\.\d\d\.\d\d\.\d+)|10\.64898/|10\.21203/rs\.|10\.2139/ssrn\.|10\.20944/preprints|"
    r"10\.3121[9]/osf\.io|10\.3123[45]/osf\.io|10\.48550/arxiv|10\.26434/chemrxiv|10\.22541/au\.|10\.7287/peerj\.preprints|"
    r"10\.36227/techrxiv|10\.1590/scielopreprints|10\.32388/"
)
_PREPRINT_PLACE = re.compile(
    r"(?:med|bio|ar|chem|psy|osf|tech|soc)rxiv|research square|ssrn|preprints?(?:\.org)?$|peerj preprints|"
    r"authorea|scielo preprints",
    re.IGNORECASE,
)
_SUPPLEMENT = re.compile(r"\bsuppl", re.IGNORECASE)
_SUPPLEMENT_PAGE = re.compile(r"\s*(?:suppl\W*)?[sa]\d", re.IGNORECASE)


def kind_of(reference: Reference, record: Mapping[str, Any] | None) -> WorkKind:
    """The sort of a publication, from its title, its identifiers, its place in print, and what its record says."""
    title = reference.title.strip().lower()
    for kind, form in _TITLES:
        if form.match(title):
            return kind
    types = {str(entry.get("name")) for entry in (record or {}).get("publication_types") or ()}
    for name, kind in _TYPES.items():
        if name in types:
            return kind
    if _is_preprint(reference):
        return "preprint"
    return "abstract" if _is_abstract(reference) else "paper"


def bare_title(title: str) -> str:
    """A title without the words before it that say what its publication is: *Erratum:*, *RETRACTED:*, an abstract's number."""
    bare = _STRUCK.sub("", title.strip(), count=1)
    for _, form in _TITLES:
        found = form.match(bare.lower())
        if found and found.end() < len(bare):
            return bare[found.end() :].strip(" \"“”'‘’")
    number = _ABSTRACT_NUMBER.match(bare)
    return bare[number.end() :] if number else bare


def work_of(doi: str | None) -> str | None:
    """A DOI without the number of its version, where the server gives each version one: ``10.21203/rs.3.rs-12/v2``."""
    if not doi:
        return None
    found = re.fullmatch(
        r"(10\.21203/rs\.\d\.rs-\d+)/v\d+|(10\.20944/preprints[\d.]+?)\.v\d+|(10\.1101/[\d.]+)v\d+|"
        r"(10\.12688/(?:f1000|wellcomeopen|gates|hrbopen)\w*\.\d+)\.\d+|(10\.31219/osf\.io/\w+)_v\d+|(10\.48550/arxiv\.[\d.]+)v\d+",
        doi,
    )
    return next(filter(None, found.groups())) if found else None


def _is_preprint(reference: Reference) -> bool:
    place = reference.container_title or reference.container_title_short or ""
    doi = reference.identifiers.doi or ""
    return bool(
        _PREPRINT_DOI.match(doi)
        or _PREPRINT_PLACE.search(place)
        or (reference.type == "article" and not reference.volume)
    )


def _is_abstract(reference: Reference) -> bool:
    """An abstract's number before the title, or a page of a supplement of which no more than one is taken."""
    found = _ABSTRACT_NUMBER.match(reference.title.strip())
    if reference.type == "paper-conference" or (found and re.match(r"[A-Za-z]+\d{3}|0\d{3}", found[0])):
        return True
    page = reference.page or ""
    supplement = _SUPPLEMENT.search(f"{reference.volume or ''} {reference.issue or ''}") is not None
    return bool(supplement and (_SUPPLEMENT_PAGE.match(page) or (page and "-" not in page and "–" not in page)))
