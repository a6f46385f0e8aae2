"""A CSL-JSON item as an nbib record, PubMed's tagged format."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from aetia.sources.languages import language_code
from aetia.sources.nbib import CSL_TYPES

_BOOKS = ("book", "chapter")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXTS = (("VI", "volume"), ("IP", "issue"), ("TA", "container-title-short"), ("GN", "note"))
_WIDTH = 80


def nbib_record(item: dict[str, Any]) -> str:
    """An item in nbib, with a blank line after it; :func:`aetia.sources.nbib.read_nbib` reads the same values back.

    A title is closed with a full stop, as PubMed closes it, and a language becomes NLM's code of it. A record without a PMID begins
    with its owner, who is not NLM.

    Args:
        item: CSL-JSON; variables that nbib has no tag for are left out.
    """
    return "".join(_field(tag, value) for tag, value in _fields(item)) + "\n"


def _field(tag: str, value: object) -> str:
    """A field; where it is long it goes on over lines that begin with six blanks, cut at blanks alone: no number is parted."""
    lines = textwrap.wrap(str(value), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"{tag:<4}- " + "\n      ".join(lines) + "\n" if lines else ""


def _fields(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    kind = item.get("type", "")
    yield ("PMID", item["PMID"]) if item.get("PMID") else ("OWN", "NOTNLM")
    yield from _titles(item, kind)
    if item.get("DOI"):
        yield "LID", f"{item['DOI']} [doi]"
    for author in item.get("author") or []:
        yield from _author(author)
    yield from _dates(item.get("issued") or {})
    for tag, name in _TEXTS:
        if item.get(name):
            yield tag, item[name]
    if pages := item.get("page") or item.get("number"):
        yield "PG", pages  # as NLM does where an article has a number in the place of pages
    if item.get("publisher") and kind in _BOOKS:
        yield "PB", item["publisher"]
    if item.get("language"):
        yield "LA", language_code(item["language"]) or item["language"]
    if kind not in _BOOKS:
        yield "PT", next((name for name, csl in CSL_TYPES.items() if csl == kind), "Journal Article")
    if item.get("PMCID"):
        yield "PMC", item["PMCID"]


def _titles(item: dict[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    title = str(item.get("title") or "")
    closed = title if title.endswith(("?", "!", ".")) else f"{title}."
    container = item.get("container-title")
    if kind == "book":
        yield "BTI", title
    else:
        yield "TI", closed
    if container and kind != "book":
        yield ("BTI" if kind == "chapter" else "JT"), container


def _author(author: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The full name, and the short one that PubMed prints beside it."""
    if author.get("literal"):
        yield "CN", author["literal"]
        return
    family, given, suffix = (author.get(part) or "" for part in ("family", "given", "suffix"))
    yield "FAU", f"{family}, {' '.join(filter(None, (given, suffix)))}".rstrip()
    initials = "".join(part[0] for part in given.replace("-", " ").split() if part[0].isalpha()).upper()
    if initials:
        yield "AU", " ".join(filter(None, (family, initials, suffix)))


def _dates(issued: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parts = [int(part) for part in next(iter(issued.get("date-parts") or []), [])]
    if parts:
        month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
        yield "DP", " ".join([f"{parts[0]:04}", *month, *(str(day) for day in parts[2:])])
