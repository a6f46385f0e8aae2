"""A CSL-JSON item as a RIS record, for reference managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aetia.sources.written_names import name_in_line

_TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP",
    "paper-conference": "CPAPER", "thesis": "THES", "report": "RPRT", "webpage": "ELEC", "dataset": "DATA", "patent": "PAT",
}  # fmt: skip
_TAGS = (
    ("TI", "title"), ("T2", "container-title"), ("J2", "container-title-short"), ("VL", "volume"), ("IS", "issue"),
    ("PB", "publisher"), ("DO", "DOI"), ("AN", "PMID"), ("C2", "PMCID"), ("C7", "number"), ("SN", "ISSN"),
    ("LA", "language"), ("AB", "abstract"), ("UR", "URL"), ("KW", "keyword"), ("N1", "note"),
)  # fmt: skip


def ris_record(item: dict[str, Any]) -> str:
    """An item in RIS, its last line `ER` and a blank line after it.

    A value stays on its line, since RIS knows no continuation. A list of authors that ``custom`` calls incomplete ends
    in *et al.* The PMID stands in `AN` beside the database's name, and the PMCID in `C2`;
    :func:`aetia.sources.ris.read_ris` finds both there.

    Args:
        item: CSL-JSON; variables that RIS has no tag for are left out.
    """
    return "".join(f"{tag}  - {' '.join(str(value).split())}\n" for tag, value in _lines(item)) + "ER  - \n\n"


def _lines(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "TY", _TYPES.get(item.get("type", ""), "GEN")
    for author in item.get("author") or []:
        yield "AU", name_in_line(author)
    if item.get("author") and (item.get("custom") or {}).get("authors-complete") is False:
        yield "AU", "et al."
    yield from _date(item.get("issued") or {})
    for tag, name in _TAGS:
        if item.get(name):
            yield tag, item[name]
    if item.get("PMID"):
        yield "DB", "PubMed"
    yield from _pages(str(item.get("page") or ""))


def _pages(pages: str) -> Iterator[tuple[str, str]]:
    """First and last page; what is no such range stands whole."""
    first, _, last = pages.partition("-")
    if first and last and first != last:
        yield "SP", first
        yield "EP", last
    elif pages:
        yield "SP", pages


def _date(issued: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parts = [int(part) for part in next(iter(issued.get("date-parts") or []), [])]
    if parts:
        yield "PY", str(parts[0])
        year, *rest = parts
        yield "DA", "/".join([f"{year:04}", *(f"{part:02}" for part in rest)]) + "/" * (3 - len(rest))
