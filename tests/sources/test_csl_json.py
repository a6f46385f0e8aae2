"""CSL-JSON in, references out."""

from __future__ import annotations

import json

import pytest

from aetia.errors import InputError
from aetia.sources.csl_json import read_csl_json

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
