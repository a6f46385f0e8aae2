r"""BibTeX that we write, read again: by our own reader, and by the library that others use."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given
from hypothesis import strategies as st

from aetia.sources.bibtex import read_bibtex
from aetia.sources.bibtex_writer import bibtex_entry

ITEM: dict[str, Any] = {
    "type": "article-journal",
    "title": "Slate dust and palewrist: 5% more, a cohort of $10 {dusts}",
    "author": [
        {"family": "Doe", "given": "Jane B"},
        {"family": "van der Mühlen", "given": "Ö."},
        {"family": "Roe", "given": "R", "suffix": "Jr"},
        {"literal": "Dust and Others Study Group"},
    ],
    "container-title": "Journal of Made-up Things & Others",
    "container-title-short": "J Made Up",
    "issued": {"date-parts": [[2019, 3, 2]]},
    "volume": "12",
    "issue": "3",
    "page": "101-109",
    "PMID": "50000001",
    "PMCID": "PMC50000001",
    "DOI": "10.1000/abc_d(1)<2>",
    "URL": "https://made-up.example/a_b?c=%7B#d~e",
    "note": "Retracted. Notice of 2020-01-02: PMID 555, doi:10.5555/notice.",
}
hostile = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=12)
texts = st.lists(hostile, min_size=1, max_size=4).map(lambda words: " ".join(" ".join(words).split())).filter(bool)


def again(item: dict[str, Any]) -> dict[str, Any]:
    file = read_bibtex(io.BytesIO(bibtex_entry(item, "doe-2019").encode()))
    (record,) = file
    assert file.report.faults == []
    return record.item or {}


def test_an_item_comes_back_as_it_was() -> None:
    found = again(ITEM)
    assert found.pop("issued")["date-parts"] == ITEM["issued"]["date-parts"]
    assert found == {"id": "doe-2019", **{name: value for name, value in ITEM.items() if name != "issued"}}


@pytest.mark.parametrize("kind", ["book", "chapter", "paper-conference", "thesis", "report", "webpage"])
def test_the_kind_of_publication_and_its_publisher_come_back(kind: str) -> None:
    found = again({"type": kind, "title": "T", "publisher": "Made-up Press"})
    assert (found["type"], found["publisher"]) == (kind, "Made-up Press")


def test_a_list_of_authors_that_is_not_whole_says_so() -> None:
    item = {**ITEM, "custom": {"authors-complete": False}}
    assert "and {Dust and Others Study Group} and others}" in bibtex_entry(item, "k")
    assert again(item)["custom"] == {"authors-complete": False}


@given(texts)
@example("a -- b --- c `` '' ?` !` { \\ } }} { % $x$ $5 ~ ^ # & _ \"q\" \\textless <a> | @book{x,")
def test_any_text_comes_back_on_one_line(text: str) -> None:
    found = again({**ITEM, "title": text, "container-title": f"J {text}", "note": f"N {text}"})
    assert (found["title"], found["container-title"], found["note"]) == (text, f"J {text}", f"N {text}")
    same = ("DOI", "PMID", "PMCID", "URL", "author", "page")
    assert {name: found[name] for name in same} == {name: ITEM[name] for name in same}


@given(texts, texts)
@example("and", "others")
@example("de la Ö, Jr {x", "a\\")
def test_any_name_stays_one_person(family: str, given_name: str) -> None:
    names = [{"family": family, "given": given_name}, {"literal": family}, {"family": "Doe", "given": "J"}]
    assert again({**ITEM, "author": names})["author"] == names


def test_line_ends_and_blanks_in_a_value_begin_no_field() -> None:
    assert again({**ITEM, "title": "Slate\n},\n author = {X}\n\u2028dust"})["title"] == "Slate }, author = {X} dust"


@given(texts)
def test_other_programs_find_the_same_fields(text: str) -> None:
    library = parse_string(bibtex_entry({**ITEM, "title": text}, "doe-2019"))
    assert library.failed_blocks == []
    fields = library.entries[0].fields_dict
    assert (fields["doi"].value, fields["pages"].value) == ("10.1000/abc_d(1)<2>", "101--109")
    assert (fields["year"].value, fields["number"].value) == ("2019", "3")
