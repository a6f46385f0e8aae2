"""The citations that readings are measured on, each with what it says by field, and which third it belongs to."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.citations import folding

FOLDER = Path("data") / "reference-strings"
PARTS = ("fit", "choose", "report")
_TEI = "{http://www.tei-c.org/ns/1.0}"
_KEYS_OF_ANYSTYLE = {
    "title": "title",
    "journal": "journal",
    "container-title": "book_title",
    "date": "year",
    "volume": "volume",
    "pages": "pages",
    "author": "authors",
    "editor": "editors",
    "publisher": "publisher",
    "location": "place",
    "doi": "doi",
    "url": "url",
}


@dataclass(frozen=True)
class Case:
    """One printed citation and what it says.

    Args:
        text: as printed.
        group: what stands or falls together when figures are drawn again: the article it was printed in, where that is known.
        part: fit, choose or report.
        gold: folded value by field; a field that the set does not know is absent, one that is known not to be printed is empty.
    """

    text: str
    group: str
    part: str
    gold: dict[str, str]


def part_of(group: str) -> str:
    """fit (40 %), choose (30 %) or report (30 %), by a hash of the article, so that an article is never in two parts."""
    place = int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 10
    return "fit" if place < 4 else "choose" if place < 7 else "report"


def jats(shared: Path, *, punctuated: bool) -> Iterator[Case]:
    """References of open-access articles; ``punctuated`` are as printed, the others are bare fields with blanks between."""
    for record in _records(shared / FOLDER / "jats_citations_pmid.jsonl.gz"):
        if record["punctuated"] is not punctuated:
            continue
        gold = {
            "title": folding.letters(record["article_title"] or ""),
            "journal": folding.letters(record["source"] or ""),
            "year": folding.year(record["year"] or ""),
            "volume": folding.letters(record["volume"] or ""),
            "first_page": folding.page_range(record["fpage"] or "")[0],
            "authors": folding.names(" ".join(record["authors"] or [])),
        }
        if record["issue"]:
            gold["issue"] = folding.letters(record["issue"])
        if record["lpage"] and record["fpage"]:
            gold["pages"] = "-".join(folding.page_range(f"{record['fpage']}-{record['lpage']}"))
        known = {name: value for name, value in gold.items() if value}
        yield Case(record["text"], record["pmcid"], part_of(record["pmcid"]), known)


def pdf_strings(shared: Path) -> Iterator[Case]:
    """References as taken out of PDFs, with line breaks and words cut at hyphens. Articles are not named: each DOI is a group."""
    for record in _records(shared / FOLDER / "pmc1943_reference_doi_pmid.jsonl.gz"):
        gold = {
            "title": folding.letters(record.get("atitle") or ""),
            "journal": folding.letters(record.get("jtitle") or ""),
            "volume": folding.letters(record.get("volume") or ""),
            "first_page": folding.page_range(record.get("firstPage") or "")[0],
            "first_author": folding.letters(record.get("firstAuthor") or ""),
        }
        known = {name: value for name, value in gold.items() if value}
        yield Case(record["reference"], record["doi"], part_of(record["doi"].casefold()), known)


def anystyle(shared: Path, name: str) -> Iterator[Case]:
    """Hand-labelled references of many fields and languages, books and web pages among them; each string is a group."""
    with gzip.open(shared / FOLDER / f"anystyle_{name}.xml.gz", "rb") as stream:
        tree = ET.fromstring(stream.read())
    for sequence in tree.iter("sequence"):
        pieces = [(piece.tag, " ".join((piece.text or "").split())) for piece in sequence]
        text = " ".join(words for _, words in pieces)
        gold = dict.fromkeys(_KEYS_OF_ANYSTYLE.values(), "")
        for tag, words in pieces:
            field = _KEYS_OF_ANYSTYLE.get(tag)
            if field is not None and not gold[field]:
                gold[field] = _folded(field, words)
        yield Case(text, text, part_of(text), gold)


def biorxiv(shared: Path) -> Iterator[Case]:
    """References with misprinted DOIs, hand-marked; each string is a group."""
    tree = ET.parse(shared / FOLDER / "grobid_bioRxiv-ids.references.tei.xml")
    for entry in tree.iter(f"{_TEI}bibl"):
        text = " ".join("".join(entry.itertext()).split())
        gold: dict[str, str] = {}
        for piece in entry:
            words = "".join(piece.itertext())
            field = {
                ("title", "a"): "title",
                ("title", "j"): "journal",
                ("date", ""): "year",
                ("biblScope", "volume"): "volume",
                ("biblScope", "page"): "pages",
                ("author", ""): "authors",
                ("idno", "DOI"): "doi",
            }.get((piece.tag.removeprefix(_TEI), piece.get("level") or piece.get("unit") or piece.get("type") or ""))
            if field is not None and field not in gold:
                gold[field] = _folded(field, words)
        if "volume" in gold:
            gold["volume"] = folding.letters(gold["volume"])
        yield Case(text, text, part_of(text), {name: value for name, value in gold.items() if value})


def _folded(field: str, words: str) -> str:
    if field == "year":
        return folding.year(words)
    if field == "volume":
        return folding.numbers(words)
    if field == "pages":
        return "-".join(folding.page_range(re.sub(r"^\D{0,6}?(?=\b[a-z]?\d)", "", words, flags=re.IGNORECASE)))
    if field in {"authors", "editors"}:
        return folding.editors(words)
    if field == "url":
        return (
            "" if "doi.org/" in words else folding.letters(re.sub(r"(?i)^\s*(?:url|link|available)\b\s*:?", "", words))
        )
    if field == "doi":
        return folding.doi(words)
    if field == "book_title":
        return folding.letters(re.sub(r"(?i)^(?:in|dans|en|im)\b\s*:?\s*", "", words))
    return folding.letters(words)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
