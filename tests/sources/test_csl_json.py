"""CSL-JSON in, references out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.exports import is_read_or_refused, read, read_text, spoilt, titles, what
from tests.strategies import choice, dates, identifiers

from aetia.errors import InputError
from aetia.model.reference import Name, Reference, ReferenceType
from aetia.sources.csl_columns import item_of
from aetia.sources.csl_json import read_csl_file, read_csl_json
from aetia.sources.csl_reference import reference_of
from aetia.sources.csl_values import LISTS, NAMES, TEXTS

ITEM = {
    "id": "x",
    "type": "article-journal",
    "title": "Serious infections in people with systemic sclerosis: a national US study",
    "author": [{"family": "Doe", "given": "Jane"}, {"literal": "A Study Group"}],
    "container-title": "Arthritis Research & Therapy",
    "issued": {"date-parts": [[2020, 6, 29]]},
    "volume": 22,
    "issue": "1",
    "number": "163",
    "DOI": "10.1186/S13075-020-02216-W",
    "PMID": "32600412",
}


def test_an_item_becomes_a_reference_and_back_the_same_item() -> None:
    (reference,) = read_csl_json(json.dumps(ITEM))
    assert reference.issued == "2020-06-29"
    assert reference.identifiers.doi == "10.1186/s13075-020-02216-w"
    back = reference.to_csl("x")
    assert back["issued"] == ITEM["issued"]
    assert back["author"] == ITEM["author"]
    assert back["volume"] == "22"


@pytest.mark.parametrize("text", [json.dumps([ITEM, ITEM]), json.dumps(ITEM) + "\n" + json.dumps(ITEM) + "\n"])
def test_a_list_and_one_item_a_line_read_the_same(text: str) -> None:
    first, second = read_csl_json(text)
    assert first == second


def test_a_year_and_a_raw_date_are_partial_dates() -> None:
    year, raw = read_csl_json(
        json.dumps([{"title": "A", "issued": {"date-parts": [[2009]]}}, {"title": "B", "issued": {"raw": "2011-03"}}])
    )
    assert (year.issued, raw.issued) == ("2009", "2011-03")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[3]", "not a JSON object"),
        ('[{"title": "A"}, {"type": "article-journal"}]', "item 2"),
        ('{"title": "A", "DOI": "nothing"}', "not a DOI"),
        ('{"title": "A", "issued": {"date-parts": [[2020, 14]]}}', "no month 14"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_csl_json(text)


def test_what_citation_parsing_prints_can_be_formatted() -> None:
    (reference,) = read_csl_json(json.dumps({"citation": "as printed", "csl": ITEM, "confidence": {}}))
    assert reference.title == ITEM["title"]


def test_a_file_gives_columns_and_references() -> None:
    ((article, chapter), report) = read(read_csl_file, "csl_json/array.json")
    columns = article.columns
    expected = {
        "title": "A made-up cohort", "doi": "10.1000/made.1", "pmid": 90000001, "pmcid": "PMC9000001", "published": "2019-11-12",
        "pages": "123-129", "volume": "7", "languages": ["eng"], "owner": "Nowhere",
    }  # fmt: skip
    assert {name: columns[name] for name in expected} == expected
    assert [word["text"] for word in columns["keywords"]] == ["invention", "made-up disease"]
    assert columns["authors"][0]["family"] == "van der Maker"
    assert chapter.columns["book"]["authors"][0]["family"] == "Editor"
    assert chapter.columns["published"] == "2015-10"
    assert report.unknown == {"accessed": 1}
    reference = article.reference()
    assert reference is not None
    assert (reference.title, reference.issued) == ("A made-up cohort", "2019-11-12")


@pytest.mark.parametrize(
    ("name", "expected", "faults"),
    [
        ("one-item-a-line.jsonl", ["First made-up title", "Second made-up title"], []),
        (
            "broken-line.jsonl",
            ["First made-up title", "Third made-up title"],
            ["line 2: an item that is not closed was passed over"],
        ),
        (
            "broken-item.json",
            ["First made-up title", "Third made-up title"],
            ["line 2: the item is no JSON (Expecting value)"],
        ),
    ],
)
def test_items_are_read_one_by_one(name: str, expected: list[str], faults: list[str]) -> None:
    records, report = read(read_csl_file, f"csl_json/{name}")
    assert titles(records) == expected
    assert what(report) == faults


def test_crossrefs_answer_is_understood() -> None:
    ((record,), report) = read(read_csl_file, "csl_json/crossref-answer.json")
    columns = record.columns
    assert (columns["title"], columns["journal"]) == ("A made-up title", "Annals of Nothing")
    assert columns["abstract"] == [{"text": "We made it up."}]
    assert columns["authors"][0]["orcid"] == "0000-0002-1825-0097"
    assert columns["authors"][0]["affiliations"] == ["University of Nowhere"]
    assert report.unknown == {"container-title": 1, "is-referenced-by-count": 1}
    reference = record.reference()
    assert reference is not None
    assert reference.type == "article-journal"


def test_values_of_the_wrong_type_are_told() -> None:
    ((record,), report) = read(read_csl_file, "csl_json/wrong-types.json")
    assert record.columns["title"] == "5"
    assert what(report) == [
        "line 1: 'abc' is not a PMID; a PMID is a number of at most nine digits",
        "line 1: the variable issued has no proper value",
        "line 1: the variable DOI has no proper value",
        "line 1: the variable volume has no proper value",
    ]


def test_an_array_of_any_size_is_read_item_by_item() -> None:
    items = [{"id": str(number), "title": f"Title {number}", "abstract": "x" * 2_000} for number in range(3_000)]
    for text in (json.dumps(items), json.dumps(items, indent=0), "\n".join(map(json.dumps, items))):
        file = read_csl_file(io.BytesIO(text.encode()))
        assert sum(record.columns["title"] == f"Title {number}" for number, record in enumerate(file)) == 3_000


def test_an_item_without_an_end_is_passed_over() -> None:
    text = '[\n  {"title": "First"},\n  {"title": "Second", "author": [{"family": "Doe"]\n  ,\n  {"title": "Third"}\n]'
    records, report = read_text(read_csl_file, text)
    assert titles(records) == ["First", "Third"]
    assert [(fault.line, fault.lost) for fault in report.faults] == [(3, True)]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1, 2]", '{"name": "a package", "version": "1"}', "TY  - JOUR", '"title"', "[[]]"]
)
def test_a_file_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no record in the format CSL-JSON|it is empty"):
        read_text(read_csl_file, text)


_WORDS = st.text(st.sampled_from("abé:ß-'. "), min_size=1, max_size=12).filter(
    lambda text: text == " ".join(text.split()) != ""
)
_NAMES = st.one_of(
    st.builds(Name, family=_WORDS, given=st.one_of(st.none(), _WORDS), suffix=st.none()),
    st.builds(Name, literal=_WORDS),
)
_REFERENCES = st.builds(
    Reference,
    type=choice(ReferenceType),
    title=_WORDS.filter(lambda title: not title.endswith(".")),
    author=st.lists(_NAMES, max_size=3),
    container_title=_WORDS,
    container_title_short=st.one_of(st.none(), _WORDS),
    issued=st.one_of(st.none(), dates()),
    volume=st.one_of(st.none(), st.sampled_from(["7", "007", "Suppl 1"])),
    issue=st.one_of(st.none(), _WORDS),
    page=st.one_of(st.none(), st.sampled_from(["14-20", "1.10", "e017"])),
    publisher=st.one_of(st.none(), _WORDS),
    language=st.one_of(st.none(), st.sampled_from(["en", "pt-BR"])),
    url=st.one_of(st.none(), _WORDS),
    identifiers=identifiers(),
)


@given(st.lists(_REFERENCES, min_size=1, max_size=4), st.sampled_from([None, 0, 2]))
def test_what_is_written_is_read_back(references: list[Reference], indent: int | None) -> None:
    text = json.dumps(
        [reference.to_csl(f"item-{number}") for number, reference in enumerate(references)], indent=indent
    )
    records, report = read_text(read_csl_file, text)
    assert [record.reference() for record in records] == references
    assert not report.faults


@given(st.lists(_REFERENCES, min_size=1, max_size=4))
def test_columns_give_back_the_reference(references: list[Reference]) -> None:
    """As far as columns go: no address is a column of its own, and only books have a publisher."""
    lines = "\n".join(json.dumps(reference.to_csl("x")) for reference in references)
    records, _ = read_text(read_csl_file, lines)
    for record, reference in zip(records, references, strict=True):
        back = reference_of(item_of(record.columns))
        assert back is not None
        assert back.author == reference.author
        assert back.identifiers == reference.identifiers
        assert (back.title, back.issued, back.volume) == (reference.title, reference.issued, reference.volume)


_PARTS = st.sampled_from(["family", "date-parts", "raw", "name", "x"])
_AWKWARD = st.sampled_from(["10.1000/x", "2019-13", "\ud800"])
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), _AWKWARD),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(_PARTS, inside, max_size=3)),
    max_leaves=6,
)
_VARIABLES = st.sampled_from(
    [*TEXTS, *LISTS, *NAMES, "issued", "custom", "csl", "items", "message", "journalAbbreviation", "other"]
)


@given(st.lists(st.dictionaries(_VARIABLES, _JSON, max_size=6), max_size=3))
def test_any_json_is_read_or_refused(items: list[dict[str, object]]) -> None:
    is_read_or_refused(read_csl_file, json.dumps(items).encode())


@given(spoilt("csl_json"))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    is_read_or_refused(read_csl_file, content)


def test_real_items_are_read_as_the_strict_reader_reads_them(shared_data: Path) -> None:
    path = shared_data / "scleroderma-infection" / "records.csl.jsonl"
    strict = read_csl_json(path.read_text(encoding="utf-8").replace(', "given": ""', ""))
    assert [record.reference() for record in read_csl_file(path)] == strict
