"""A citation in the forms in which people give it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import InputError
from aetia.model.reference import Reference
from aetia.resolve import read_query
from aetia.resolve.query import Query

CSL = {
    "title": "Quartz dust and stiff hands",
    "author": [{"family": "van der Steen", "given": "Anna B."}, {"family": "Müller", "given": "C"}],
    "container-title": "Journal of Quarry Medicine",
    "issued": {"date-parts": [[1998, 5]]},
    "volume": "12",
    "issue": 3,
    "page": "123-9",
    "DOI": "https://doi.org/10.1234/Quarry.12",
}
FLAT = {
    "article_title": "Quartz dust and stiff hands",
    "authors": ["van der Steen AB", "Müller C"],
    "source": "Journal of Quarry Medicine",
    "year": "1998",
    "volume": "12",
    "issue": "3",
    "fpage": "123",
    "lpage": "129",
    "doi": "10.1234/quarry.12",
}


@pytest.mark.parametrize("item", [CSL, FLAT, {"csl": CSL, "id": "x"}, {"id": "x", **FLAT}])
def test_fields_are_read_in_every_form(item: dict[str, Any]) -> None:
    query = read_query(item)
    assert query.given is not None
    assert query.given.title == "quartz dust and stiff hands"
    assert query.given.families == ("steen", "muller")
    assert query.given.initials == "ab"
    assert query.given.journals == ("journal quarry medicine",)
    assert (query.given.year, query.given.volume, query.given.issue) == ("1998", "12", "3")
    assert (query.given.first, query.given.last) == ("123", "129")
    assert query.identifiers == ("doi:10.1234/quarry.12",)


def test_text_alone_is_a_citation() -> None:
    query = read_query({"id": "7", "text": "Steen A. Quartz dust. 1998."})
    assert query.given is None
    assert query.text == "Steen A. Quartz dust. 1998."
    assert read_query("Steen A. Quartz dust. 1998.").words == query.words


def test_the_answer_that_a_list_carries_is_not_looked_at() -> None:
    query = read_query({"id": "7", "text": "Steen A. Quartz dust. 1998.", "pmid": "501"})
    assert query.identifiers == ()


def test_a_reference_of_a_library_is_a_citation() -> None:
    reference = Reference.model_validate(
        {"title": "Quartz dust", "issued": "1998-05", "page": "123-129", "identifiers": {"pmid": "501"},
         "cited_as": {"text": "Steen, Quartz dust, 1998"}}
    )  # fmt: skip
    query = read_query(reference)
    assert query.text == "Steen, Quartz dust, 1998"
    assert query.given is not None
    assert query.given.first == "123"
    assert query.identifiers == ("pmid:501",)


@pytest.mark.parametrize("item", [{}, {"id": "1"}, {"text": "  "}, {"title": ""}, {"author": []}])
def test_an_item_in_which_nothing_can_be_looked_for_is_told(item: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="no text, no title"):
        read_query(item)


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("Steen A. Dust. doi:10.1234/Quarry.12.", ("doi:10.1234/quarry.12",)),
        ("(https://doi.org/10.1016/S0140-6736(05)12345-6).", ("doi:10.1016/s0140-6736(05)12345-6",)),
        ("see [10.1234/abc]; PMID: 01234", ("doi:10.1234/abc", "pmid:1234")),
        ("PubMed PMID: 31388315; PMCID: PMC6654321.", ("pmid:31388315", "pmc:PMC6654321")),
        ("https://pubmed.ncbi.nlm.nih.gov/31388315/", ("pmid:31388315",)),
        ("J Med 2010;12:1234567-8", ()),
    ],
)
def test_identifiers_are_found_in_the_text(text: str, identifiers: tuple[str, ...]) -> None:
    assert Query(text).identifiers == identifiers


def test_a_word_that_was_broken_at_the_end_of_a_line_is_one_word() -> None:
    assert "characterization" in Query("Cloning and char-\nacterization of X").words


def test_links_and_identifiers_are_no_words() -> None:
    assert Query("Dust. doi:10.1234/quarry.12 https://example.org/a-b").words == ["dust"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["title", "author", "issued", "page", "DOI", "PMID", "text", "csl", "volume", "authors", "source", "fpage", "year"]
)


@given(st.dictionaries(names, json_values, max_size=6))
def test_any_object_is_read_or_refused_in_words(item: dict[str, Any]) -> None:
    try:
        query = read_query(item)
    except InputError:
        return
    assert all(map(str.isdigit, query.years))
    assert all(number == number.lower() for number in query.numbers)
    assert all(":" in key for key in query.identifiers)
