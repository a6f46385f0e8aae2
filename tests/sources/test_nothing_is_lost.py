"""Every value of a file is in a column, or is counted as unknown: none is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from tests.sources.exports import Reader, read_text

from aetia.sources.bibtex import read_bibtex
from aetia.sources.csl_json import read_csl_file
from aetia.sources.csl_values import LISTS, NAMES, TEXTS
from aetia.sources.nbib import TAGS as NBIB_TAGS
from aetia.sources.nbib import read_nbib
from aetia.sources.ris import TAGS as RIS_TAGS
from aetia.sources.ris import read_ris

RIS_TYPES = ("JOUR", "BOOK", "CHAP", "THES", "RPRT", "CONF", "ELEC", "GEN", "PAT")
BIBTEX_TYPES = (
    "article",
    "book",
    "incollection",
    "inproceedings",
    "phdthesis",
    "techreport",
    "online",
    "misc",
    "other",
)
BIBTEX_FIELDS = (
    "address", "annote", "abstract", "affiliation", "archiveprefix", "author_keywords", "booktitle", "chapter",
    "crossref", "date", "day", "document_type", "doi", "edition", "editor", "eid", "eprint", "eprinttype",
    "howpublished", "institution", "isbn", "issn", "issue", "journal", "journaltitle", "keywords", "language",
    "location", "month", "note", "number", "organization", "pages", "pmcid", "pmid", "publisher", "school", "series",
    "shortjournal", "source", "subtitle", "title", "type", "url", "volume", "year", "strange",
)  # fmt: skip
CSL_TYPES = ("article-journal", "book", "chapter", "thesis", "report", "webpage", "dataset")
CSL_VARIABLES = (
    *sorted(set(TEXTS) - {"type"}), *LISTS, *NAMES, "journalAbbreviation", "issued", "accessed", "event-title", "custom", "strange",
)  # fmt: skip


def _value(number: int) -> str:
    """A value that no other field has, and that is no number, date or name in particular."""
    return f"value{number:03}made"


def _lost(reader: Reader, text: str, values: Iterable[str]) -> list[str]:
    """Values that are not in the columns, if more are missing than were counted or told."""
    ((record,), report) = read_text(reader, text)
    kept = json.dumps(record.columns, ensure_ascii=False)
    missing = [value for value in values if value not in kept]
    return missing if sum(report.unknown.values()) + len(report.faults) < len(missing) else []


@pytest.mark.parametrize("kind", RIS_TYPES)
def test_of_ris(kind: str) -> None:
    tags = sorted(RIS_TAGS - {"TY", "ER"})
    lines = [f"{tag}  - {_value(number)}" for number, tag in enumerate(tags)]
    text = "\n".join([f"TY  - {kind}", *lines, "ER  - "])
    assert not _lost(read_ris, text, map(_value, range(len(tags))))


@pytest.mark.parametrize("tag", sorted(RIS_TAGS - {"TY", "ER"}))
@pytest.mark.parametrize("kind", ["JOUR", "BOOK", "CHAP"])
def test_of_a_tag_of_ris_that_is_there_twice(kind: str, tag: str) -> None:
    text = f"TY  - {kind}\n{tag}  - {_value(1)}\n{tag}  - {_value(2)}\nER  - \n"
    assert not _lost(read_ris, text, map(_value, (1, 2)))


def test_of_nbib() -> None:
    tags = sorted(NBIB_TAGS - {"PMID", "SO"})
    lines = [f"{tag:<4}- {_value(number)}" for number, tag in enumerate(tags)]
    for title in ([], ["BTI - A book"]):
        text = "\n".join(["PMID- 1", *title, *lines])
        assert not _lost(read_nbib, text, map(_value, range(len(tags))))


@pytest.mark.parametrize("tag", sorted(NBIB_TAGS - {"PMID", "SO"}))
def test_of_a_tag_of_nbib_that_is_there_twice(tag: str) -> None:
    text = f"PMID- 1\n{tag:<4}- {_value(1)}\n{tag:<4}- {_value(2)}\n"
    assert not _lost(read_nbib, text, map(_value, (1, 2)))


@pytest.mark.parametrize("kind", BIBTEX_TYPES)
def test_of_bibtex(kind: str) -> None:
    for fields in (BIBTEX_FIELDS, tuple(field for field in BIBTEX_FIELDS if field != "date")):
        body = ", ".join(f"{field} = {{{_value(number)}}}" for number, field in enumerate(fields))
        assert not _lost(read_bibtex, f"@{kind}{{key, {body}}}", map(_value, range(len(fields))))


@pytest.mark.parametrize("field", BIBTEX_FIELDS)
@pytest.mark.parametrize("kind", ["article", "book", "incollection"])
def test_of_a_field_of_bibtex_that_is_there_twice(kind: str, field: str) -> None:
    text = f"@{kind}{{key, author = {{Doe}}, {field} = {{{_value(1)}}}, {field} = {{{_value(2)}}}}}"
    assert not _lost(read_bibtex, text, map(_value, (1, 2)))


@pytest.mark.parametrize("kind", CSL_TYPES)
def test_of_csl_json(kind: str) -> None:
    item = {variable: _value(number) for number, variable in enumerate(CSL_VARIABLES)}
    assert not _lost(read_csl_file, json.dumps({**item, "type": kind}), item.values())
    lists = {variable: [_value(number), _value(number + 500)] for number, variable in enumerate(CSL_VARIABLES)}
    del lists["issued"]
    values = [value for pair in lists.values() for value in pair]
    assert not _lost(read_csl_file, json.dumps({**lists, "type": kind}), values)
