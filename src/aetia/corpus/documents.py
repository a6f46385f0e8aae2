"""From records to what the index takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aetia.corpus.facts import facts_of, first_authors, journal_names
from aetia.corpus.folding import fold
from aetia.corpus.guest_words import KIND, guest_words
from aetia.corpus.index_fields import FACTS, KEY, PMID
from aetia.corpus.query_dates import day_of
from aetia.corpus.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

_day = lru_cache(maxsize=1 << 16)(day_of)
_known = lru_cache(maxsize=1 << 16)(fold)
Texts = Iterable[tuple[int, str | None]]
Document = dict[str, Any]
GUESTS = "guests"


def documents_of(batch: pa.RecordBatch) -> list[Document]:
    """What the index is given for each record: by field a value, or a list of different values; a field without any is left out.

    Under :data:`GUESTS` stand the words that the field of the abstract is host to (:mod:`aetia.corpus.guest_words`).

    Args:
        batch: records with at least ``key``.
    """
    rows = Rows(batch)
    found: list[dict[str, dict[Any, None]]] = [{} for _ in range(len(rows))]
    for field, pairs in _many(rows):
        for row, value in pairs:
            if value is not None and value != "":
                found[row].setdefault(field, {})[value] = None
    for each in found:
        if guests := guest_words(each):
            each[GUESTS] = dict.fromkeys(guests)
            each.setdefault(FACTS, {}).update(dict.fromkeys(f"{KIND}:{word}" for word in guests))
    documents: list[Document] = [{field: list(values) for field, values in each.items()} for each in found]
    for field, pairs in _one(rows):
        for row, value in pairs:
            if value is not None and value != "":
                documents[row].setdefault(field, value)
    return documents


def pmid_of(key: str) -> int | None:
    """The PMID in the key of a record; None if it is not from PubMed."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "pmid" and number.isdigit() else None


def _many(rows: Rows) -> Iterator[tuple[str, Iterable[tuple[int, Any]]]]:
    """The fields that may have several values."""
    yield FACTS, facts_of(rows)
    for field, make in _LONG_TEXTS.items():
        yield field, ((row, fold(text)) for row, text in make(rows) if text)
    for field, make in _SHORT_TEXTS.items():
        yield field, ((row, _known(text)) for row, text in make(rows) if text)
    for column in ("published", "published_electronic"):
        yield "appeared", ((row, _day(date)) for row, date in rows.values(column))


def _one(rows: Rows) -> Iterator[tuple[str, Iterable[tuple[int, Any]]]]:
    """The fields that have one value; where a field comes twice, the first one counts.

    A PMID stands in a column of numbers; any other key is kept as it is. What has an electronic date alone is sorted by it.
    """
    keys = list(rows.values("key"))
    yield PMID, ((row, pmid_of(key)) for row, key in keys)
    yield KEY, ((row, key.encode()) for row, key in keys if pmid_of(key) is None)
    yield "first_author", first_authors(rows)
    yield "journal", journal_names(rows)
    history = list(rows.items("history", "status", "date"))
    for field, statuses, columns in _DATES:
        for status in statuses:
            yield field, ((row, _day(date)) for row, kind, date in history if kind == status)
        for column in columns:
            yield field, ((row, _day(date)) for row, date in rows.values(column))


_DATES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("published", (), ("published", "published_electronic")),
    ("electronic", (), ("published_electronic",)),
    ("entered", ("pubmed", "entrez"), ()),
    ("created", ("entrez",), ("created",)),
    ("indexed", ("medline",), ()),
    ("revised", (), ("revised",)),
    ("completed", (), ("completed",)),
)
"""Columns of dates: statuses in the history of a record, and columns of its own."""


def _titles(rows: Rows) -> Texts:
    """The title of the paper, and of the book that it is a chapter of."""
    for column in ("title", "book.title", "book.collection"):
        yield from rows.values(column)


def _abstracts(rows: Rows) -> Texts:
    """The abstract as one text, labels before its sections; those in other languages or for other readers a text each."""
    texts: dict[tuple[Any, ...], list[str]] = {}
    for row, label, text in rows.items("abstract", "label", "text"):
        texts.setdefault((row,), []).append(f"{label}: {text}" if label else text or "")
    for row, kind, language, label, text in rows.items("other_abstracts", "type", "language", "label", "text"):
        texts.setdefault((row, kind, language), []).append(f"{label}: {text}" if label else text or "")
    return ((key[0], " ".join(sections)) for key, sections in texts.items())


def _subjects(rows: Rows) -> Texts:
    """What people at NLM or elsewhere said that the paper is about."""
    for column in ("mesh", "publication_types", "chemicals", "supplementary_mesh"):
        yield from rows.items(column, "name")
    yield from rows.inner_items("mesh", (), "qualifiers", ("name",))
    yield from rows.items("gene_symbols")
    yield from (
        (row, f"{bank} {number}") for row, bank, number in rows.inner_items("databanks", ("name",), "accessions")
    )
    yield from (
        (row, " ".join(filter(None, names))) for row, *names in rows.items("subjects", "given", "family", "initials")
    )
    yield from _groups(rows)
    yield from rows.items("notes", "text")


def _names(rows: Rows) -> Texts:
    """Authors, so that *John Smith* and *Smith J* are phrases of their names, and the journal in words."""
    for row, *names, group in rows.items("authors", "given", "family", "initials", "collective"):
        yield row, group or " ".join(filter(None, names))
    for column in ("journal", "journal_iso"):
        yield from rows.values(column)


def _affiliations(rows: Rows) -> Texts:
    """Where the authors and the named investigators work, each address once."""
    yield from rows.values("affiliation")
    for column in ("authors", "investigators"):
        yield from rows.inner_items(column, (), "affiliations")


def _groups(rows: Rows) -> Texts:
    return rows.items("authors", "collective")


_LONG_TEXTS: dict[str, Callable[[Rows], Texts]] = {
    "title": _titles,
    "abstract": _abstracts,
    "vernacular": lambda rows: rows.values("vernacular_title"),
    "affiliation": _affiliations,
}
_SHORT_TEXTS: dict[str, Callable[[Rows], Texts]] = {
    "keywords": lambda rows: rows.items("keywords", "text"),
    "subject": _subjects,
    "names": _names,
    "corporate": _groups,
}
"""Texts of which many come again and again, so that their plain form is kept."""
