"""Citations with a tag for each word, to fit the tagger on: from labels, or from fields found again in the print."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from aetia.rescue.signs_of_words import words_of
from validation.citations import sets

TAGS_OF_ANYSTYLE = {
    "author": "A",
    "title": "T",
    "journal": "J",
    "container-title": "B",
    "editor": "E",
    "date": "D",
    "volume": "V",
    "pages": "P",
    "location": "L",
    "publisher": "U",
    "url": "W",
    "doi": "W",
    "isbn": "W",
    "citation-number": "C",
}
Tagged = tuple[str, str]


def anystyle(shared: Path, name: str, part: str) -> Iterator[Tagged]:
    """Text and one tag a word; labels that have no tag here are N."""
    with gzip.open(shared / sets.FOLDER / f"anystyle_{name}.xml.gz", "rb") as stream:
        tree = ET.fromstring(stream.read())
    for sequence in tree.iter("sequence"):
        pieces = [(TAGS_OF_ANYSTYLE.get(p.tag, "N"), " ".join((p.text or "").split())) for p in sequence]
        pieces = [(tag, words) for tag, words in pieces if words]
        text = " ".join(words for _, words in pieces)
        if sets.part_of(text) != part or not text:
            continue
        ends, at = [], 0
        for tag, words in pieces:
            at += len(words) + 1
            ends.append((at, tag))
        yield text, "".join(next(tag for end, tag in ends if start < end) for start, _ in words_of(text))


def articles(shared: Path, part: str, *, punctuated: bool) -> Iterator[Tagged]:
    """References of open-access articles whose fields are all found in their text, in the order of print."""
    for record in _records(shared / sets.FOLDER / "jats_citations_pmid.jsonl.gz"):
        if record["punctuated"] is not punctuated or sets.part_of(record["pmcid"]) != part:
            continue
        spans = _Finder(record["text"])
        names = record["authors"] or []
        if names and (first := spans.find(names[0], 0)) and (last := spans.find(names[-1], first[0])):
            spans.mark("A", (first[0], last[1]))
        if not spans.mark("T", spans.find(record["article_title"], 0)):
            continue
        if not spans.mark("J", spans.find(record["source"], spans.end_of("T"))) or not spans.adjoin():
            continue
        yield record["text"], spans.tags(record)


def pdf_strings(shared: Path, part: str) -> Iterator[Tagged]:
    """References out of PDFs; what stands before the title is its authors, where the first author is known to stand there."""
    for record in _records(shared / sets.FOLDER / "pmc1943_reference_doi_pmid.jsonl.gz"):
        if sets.part_of(record["doi"].casefold()) != part or not record.get("firstAuthor"):
            continue
        text = re.sub(r"(?<=[a-z])[-\xad]\s*\n\s*(?=[a-z])", "", record["reference"]).replace("\n", " ")
        spans = _Finder(text)
        title = spans.find(record.get("atitle") or "", 0)
        author = spans.find(record["firstAuthor"], 0)
        if title is None or author is None or author[0] > title[0] or title[0] < 3:
            continue
        spans.mark("A", (author[0], title[0]))
        spans.mark("T", title)
        if not spans.mark("J", spans.find(record.get("jtitle") or "", title[1])) or not spans.adjoin():
            continue
        yield text, spans.tags({"volume": record.get("volume"), "fpage": record.get("firstPage")})


def rearranged(
    cases: Iterable[Tagged], orders: tuple[str, ...] = ("TAJ", "TJA", "JAT", "TJ", "JTA")
) -> Iterator[Tagged]:
    """The same citations in the orders of old hand-typed lists: title first, source first, without names.

    The source is all that is printed from the journal on; each part is closed with a full stop.
    """
    for number, (text, tags) in enumerate(cases):
        words = words_of(text)
        if not re.fullmatch(r"A+D*T+J+[DVPNW]*", tags):
            continue
        cuts = [tags.index(tag) for tag in "ATJ"]
        pieces = {
            tag: ([text[a:b] for a, b in words[first:last]], tags[first:last])
            for tag, first, last in zip("ATJ", cuts, [*cuts[1:], len(tags)], strict=True)
        }
        made: list[str] = []
        made_tags = ""
        for tag in orders[number % len(orders)]:
            piece, piece_tags = pieces[tag]
            last = piece[-1].rstrip(",;:") + ("" if piece[-1][-1] in ".?!" else ".")
            made += [*piece[:-1], last]
            made_tags += piece_tags
        line = " ".join(made)
        if len(words_of(line)) == len(made_tags):
            yield line, made_tags


class _Finder:
    """Finds folded values in a text, and keeps where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        pairs = [
            (letter, place)
            for place, char in enumerate(text)
            for letter in unicodedata.normalize("NFKD", char).casefold()
            if letter.isalnum()
        ]
        self.letters = "".join(letter for letter, _ in pairs)
        self.places = [place for _, place in pairs]
        self.spans: dict[str, tuple[int, int]] = {}

    def find(self, value: str | None, start: int) -> tuple[int, int] | None:
        """Where a value stands at or after a place, or None."""
        from validation.citations.folding import letters

        wanted = letters(value or "")
        begin = next((i for i, place in enumerate(self.places) if place >= start), len(self.places))
        at = self.letters.find(wanted, begin) if wanted else -1
        return (self.places[at], self.places[at + len(wanted) - 1] + 1) if at >= 0 else None

    def mark(self, tag: str, span: tuple[int, int] | None) -> bool:
        """Keeps a span, where there is one."""
        if span is not None:
            self.spans[tag] = span
        return span is not None

    def adjoin(self) -> bool:
        """True where no word stands between title and journal: a title that was cut short teaches what is wrong."""
        return not re.search(r"[^\W\d_]{2}", self.text[self.spans["T"][1] : self.spans["J"][0]])

    def end_of(self, tag: str) -> int:
        """Where a kept span ends."""
        return self.spans[tag][1]

    def tags(self, record: dict[str, Any]) -> str:
        """One tag a word: names, title and journal by their spans, the rest by what the record says."""
        tags: list[str] = []
        journal_end = self.end_of("J")
        for start, end in words_of(self.text):
            word = self.text[start:end]
            tag = next(
                (t for t in "TJA" if t in self.spans and start < self.spans[t][1] and self.spans[t][0] < end), ""
            )
            if tag in {"", "A"} and re.fullmatch(r"\W*(?:1[89]|20)\d\d[a-z]?\W*", word):
                tag = "D"
            elif not tag:
                tag = self._other(word, start, tags, record, journal_end)
            tags.append(tag)
        return "".join(tags)

    def _other(self, word: str, start: int, tags: list[str], record: dict[str, Any], journal_end: int) -> str:
        before = tags[-1] if tags else "N"
        if re.search(r"10\.\d{4}|doi|https?:|pubmed|pmid|pmc\d", word, re.IGNORECASE) or (
            before == "W" and start > journal_end
        ):
            return "W"
        if before == "A" and (re.match(r"(?i)et\b|al\b|and\b|&|…|\.\.\.|others", word) or not word.strip(".,;:&")):
            return "A"
        if start < journal_end:
            return before if not any(c.isalnum() for c in word) else "N"
        volume, page = str(record.get("volume") or "~"), str(record.get("fpage") or "~")
        found = re.findall(r"\w+", word)
        if volume in found and "V" not in tags:
            return "V"
        if page in found or (before == "P" and re.match(r"\W*\w?\d+\W*$", word)):
            return "P"
        if before == "V" and re.search(r"\d|suppl|pt\b|no\b|\(|\)", word, re.IGNORECASE):
            return "V"
        if "year" in record and re.search(r"(?:1[89]|20)\d\d", word):
            return "V" if volume in found else "D"
        return before if before in "VPD" and not any(c.isalnum() for c in word) else "N"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
