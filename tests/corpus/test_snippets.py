"""What is shown of a record that was found."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus.searching import found, heading, index_of, record

from aetia.corpus.snippets import LENGTH, Snippet, snippets, texts_of


def marked(snippet: Snippet) -> str:
    """A snippet with its spans in brackets."""
    text, at = "", 0
    for start, end in snippet.spans:
        text += f"{snippet.text[at:start]}[{snippet.text[start:end]}]"
        at = end
    return text + snippet.text[at:]


def shown(query: str, **columns: Any) -> dict[str, str]:
    return {snippet.place: marked(snippet) for snippet in snippets(record(1, **columns), query)}


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("virus", "The Epstein–Barr [virus] & Sjögren’s"),
        ('"epstein barr"', "The [Epstein–Barr] virus & Sjögren’s"),
        ("sjogren*[ti] OR vir*[ti]", "The Epstein–Barr [virus] & [Sjögren]’s"),
        ('"virus epstein"[ti:~1]', "The [Epstein]–Barr [virus] & Sjögren’s"),
        ("barr virus[ti] OR epstein barr[ti]", "The [Epstein–Barr virus] & Sjögren’s"),
        ("the virus", "The Epstein–Barr [virus] & Sjögren’s"),
        ("virus NOT barr", "The Epstein–Barr [virus] & Sjögren’s"),
    ],
)
def test_words_are_marked_in_the_text_as_written(query: str, title: str) -> None:
    assert shown(query, title="The Epstein–Barr virus & Sjögren’s") == {"title": title}


def test_only_texts_that_a_tag_names_are_shown() -> None:
    paper: dict[str, Any] = {
        "title": "Virus",
        "abstract": "A virus.",
        "keywords": ["dust", "virus"],
        "mesh": [heading("Virus Diseases")],
    }
    assert shown("virus[ab]", **paper) == {"abstract": "A [virus]."}
    assert set(shown("virus[tiab]", **paper)) == {"title", "abstract", "keywords"}
    assert set(shown("virus", **paper)) == {"title", "abstract", "keywords", "subject"}


@pytest.mark.parametrize("query", ["2019[dp]", "virus[mh]", "smith[au]", "all[sb]", "bacteria", "all[sb] NOT virus"])
def test_where_no_word_was_asked_for_or_found_nothing_is_shown(query: str) -> None:
    assert shown(query, title="Virus", published="2019") == {}


def test_of_a_long_text_the_part_with_most_of_the_words_is_shown() -> None:
    filler = "nothing was seen here " * 30
    (snippet,) = snippets(
        record(1, abstract=f"A virus. {filler}Then a virus was found in dust. {filler}"), "virus dust"
    )
    assert "[virus] was found in [dust]" in marked(snippet)
    assert len(snippet.text) <= LENGTH
    assert not snippet.text.startswith(" ")
    assert not snippet.text.endswith(" ")


def test_an_accent_of_its_own_belongs_to_its_word() -> None:
    assert shown("ete", title="L'e\u0301te\u0301 dernier") == {"title": "L'[e\u0301te\u0301] dernier"}


def test_the_texts_of_a_record_are_those_of_the_index() -> None:
    paper: dict[str, Any] = {"abstract": [{"label": "METHODS", "text": "Dust"}, {"label": None, "text": "virus"}]}
    assert list(texts_of(paper)) == [("abstract", "METHODS: Dust virus")]
    assert found(index_of(record(1, **paper)), "methods dust virus[ab]") == [1]


_TEXTS = st.text(st.sampled_from("ab äβ-₂.é\u0301"), max_size=400)
_QUERIES = st.sampled_from(["ab a", "ab*", '"a b"', '"a b a b a b"[ab]', "beta OR a-b", '"a b"[tiab:~2]', "aa* NOT b"])


@given(_TEXTS, _TEXTS, _QUERIES, st.integers(0, 300))
def test_a_snippet_is_a_part_of_the_text_with_its_spans_in_order(
    title: str, abstract: str, query: str, length: int
) -> None:
    texts = {"title": title, "abstract": abstract}
    for snippet in snippets(record(1, **texts), query, length=length):
        whole = texts[snippet.place]
        assert whole[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        assert snippet.spans
        ends = [0, *(place for span in snippet.spans for place in span), len(snippet.text)]
        assert ends == sorted(ends)


@given(
    st.lists(st.sampled_from(["virus", "dust", "skin", "TNF-β", "of"]), min_size=1, max_size=60).map(" ".join),
    st.sampled_from(["virus", "tnf*", '"dust skin"']),
)
def test_what_is_found_is_shown(title: str, query: str) -> None:
    paper = record(1, title=title)
    assert bool(snippets(paper, query)) is bool(found(index_of(paper), query))
