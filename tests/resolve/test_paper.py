"""A record of a corpus as a paper that a citation may mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.resolve.papers import paper

from aetia.resolve.keys import hashed, keys_of
from aetia.resolve.paper import Paper, paper_of, unpacked

text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


def test_a_paper_has_every_spelling_and_both_years() -> None:
    found = paper()
    assert found.families == ("steen", "muller", "garcia lopez")
    assert found.journals == ("j quarry med", "journal quarry medicine")
    assert found.years == ("1998", "1997")
    assert (found.volume, found.issue, found.first, found.last) == ("12", "3", "123", "129")


def test_the_number_of_an_article_stands_for_pages_that_it_has_not() -> None:
    numbered = paper(pages=None, identifiers=[{"type": "pii", "value": "E0179", "place": "elocation", "valid": True}])
    assert numbered.first == "e179"


def test_a_title_in_another_language_is_a_title_too() -> None:
    translated = paper(title="Dust and hands", vernacular_title="Staub und Hände", languages=["ger"])
    assert translated.titles == ("dust and hands", "staub und hande")
    assert translated.language == "ger"


@pytest.mark.parametrize(
    ("title", "types", "kind"),
    [
        ("Erratum to: Quartz dust", [], "erratum"),
        ("Quartz dust", ["Published Erratum"], "erratum"),
        ("Retraction: Quartz dust", [], "retraction"),
        ("Reply to Weiss", [], "comment"),
        ("Response of the skin to dust", [], "paper"),
        ("Comment on quartz", ["Journal Article"], "comment"),
        ("Quartz dust", ["Journal Article"], "paper"),
        ("Quartz dust", ["Preprint"], "preprint"),
    ],
)
def test_a_notice_or_a_comment_is_told_from_a_paper(title: str, types: list[str], kind: str) -> None:
    assert paper(title=title, publication_types=[{"id": "", "name": name} for name in types]).kind == kind


def test_a_record_with_nothing_but_its_key_is_a_paper() -> None:
    bare = paper_of({"key": "pmid:1"})
    assert unpacked(bare.packed()) == bare
    assert hashed("pmid:1") in keys_of(bare)


words = st.lists(text.filter(bool), max_size=4).map(tuple)


@given(
    st.builds(
        Paper, text.filter(bool), words, words, text, words, words, text, text, text, text, text, text, text, text
    )
)
def test_packing_loses_nothing(made: Paper) -> None:
    assert unpacked(made.packed()) == made
