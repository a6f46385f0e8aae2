"""Flat references, as lists made from articles have them, are read like CSL-JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from aetia.sources.csl_json import read_csl_file
from aetia.sources.flat_reference import flat_to_csl, is_flat

FLAT: dict[str, Any] = {
    "pmid": "101",
    "doi": "10.1234/Quarry.12",
    "article_title": "Quartz dust and stiff hands",
    "source": "J Quarry Med",
    "year": "1998b",
    "volume": "12",
    "issue": None,
    "fpage": "123",
    "lpage": "129",
    "authors": ["van der Steen AB", "Müller C", 7],
    "from": "somewhere",
}


def test_every_field_has_its_name_in_csl() -> None:
    item, strange = flat_to_csl(FLAT)
    assert item == {
        "type": "article-journal",
        "title": "Quartz dust and stiff hands",
        "container-title": "J Quarry Med",
        "volume": "12",
        "DOI": "10.1234/Quarry.12",
        "PMID": "101",
        "page": "123-129",
        "issued": {"date-parts": [[1998]]},
        "author": [{"family": "van der Steen", "given": "AB"}, {"family": "Müller", "given": "C"}],
    }
    assert strange == ["from"]


@pytest.mark.parametrize("item", [{"title": "x", "source": "PubMed"}, {"PMID": "1"}, {}])
def test_what_may_be_csl_stays_csl(item: dict[str, Any]) -> None:
    assert not is_flat(item)


def test_a_file_of_them_is_read_and_what_is_not_known_is_counted() -> None:
    lines = [json.dumps(FLAT), json.dumps({"title": "A CSL item", "PMID": "102"})]
    file = read_csl_file(io.BytesIO("\n".join(lines).encode()))
    records = list(file)
    assert [record.columns["title"] for record in records] == ["Quartz dust and stiff hands", "A CSL item"]
    assert records[0].columns["pages"] == "123-129"
    assert file.report.unknown["from"] == 1
