"""Searches made up at random find what looking through every record finds."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.corpus.naive_search import matches
from tests.corpus.searching import TREE, author, found, heading, index_of, record

from aetia.corpus.query import parse
from aetia.corpus.query_tree import And, Between, Node, Not, Or, Term
from aetia.corpus.tags import tag_of

WORDS = [
    "virus",
    "viral",
    "viruses",
    "IL-6",
    "il",
    "6",
    "Sjögren",
    "sjogren",
    "TNF-β",
    "beta",
    "of",
    "the",
    "skin",
    "trial",
]
HEADINGS = ["Skin Diseases", "Scleroderma, Systemic", "Scleroderma, Limited", "CREST", "Acne", "Trial"]
QUALIFIERS = ["immunology", "drug therapy"]
TYPES = ["Clinical Trial", "Randomized Controlled Trial", "Review"]
PEOPLE = [
    ("Smith", "John Alan"),
    ("Smith", "Jane"),
    ("Smithson", "John"),
    ("van Berg", "Anna"),
    ("Berg", "Anna"),
    ("Virus", "Il"),
]
YEARS = ["2018", "2019", "2019-05", "2019-05-30", "2020-12-31"]

_texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
_headings = st.builds(
    lambda name, qualifiers, major: heading(name, *qualifiers, major=major),
    st.sampled_from(HEADINGS),
    st.lists(
        st.builds(lambda star, name: star + name, st.sampled_from(["", "*"]), st.sampled_from(QUALIFIERS)), max_size=2
    ),
    st.booleans(),
)
_people = st.builds(
    lambda name, where: author(*name, affiliations=where), st.sampled_from(PEOPLE), st.lists(_texts, max_size=2)
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A record with some of the columns."""
    columns = {
        "title": _texts,
        "abstract": st.lists(
            st.fixed_dictionaries({"label": st.sampled_from([None, "SKIN"]), "text": _texts}), max_size=2
        ),
        "keywords": st.lists(_texts.filter(bool), max_size=2),
        "mesh": st.lists(_headings, max_size=3),
        "publication_types": st.lists(st.sampled_from(TYPES), max_size=2),
        "languages": st.lists(st.sampled_from(["eng", "ger"]), max_size=1),
        "authors": st.lists(_people, max_size=2),
        "published": st.sampled_from([None, *YEARS]),
        "published_electronic": st.sampled_from([None, *YEARS]),
        "revised": st.sampled_from([None, *YEARS]),
    }
    return {name: draw(values) for name, values in columns.items() if draw(st.integers(0, 3))}


def _term(texts: st.SearchStrategy[str], *tags: str | None) -> st.SearchStrategy[Node]:
    return st.builds(
        lambda text, tag, quoted: Term(text, tag_of(tag) if tag else None, quoted),
        texts,
        st.sampled_from(tags),
        st.booleans(),
    )


_phrases = st.lists(st.sampled_from([*WORDS, "vir*", "sj*ren", "il-6*"]), min_size=1, max_size=3).map(" ".join)
_names = st.sampled_from(
    [
        "smith",
        "smith j",
        "smith ja",
        "john smith",
        "smith john",
        "berg a",
        "van berg",
        "anna van berg",
        "smith x",
        "jane",
    ]
)
_mesh = st.sampled_from(
    [*HEADINGS, "systemic scleroderma", "skin diseases/immunology", "acne/drug therapy", "CREST/immunology"]
)
_between = st.builds(
    lambda ends, tag: Between(min(ends), max(ends), tag),
    st.tuples(st.sampled_from(["2018", "2019/05", "2019/05/30"]), st.sampled_from(["2019/06", "2020", "3000"])),
    st.sampled_from([tag_of("dp"), tag_of("lr")]),
)
_near = st.builds(
    lambda words, tag, near: Term(" ".join(words), tag_of(tag), True, near),
    st.lists(st.sampled_from(["virus", "skin", "beta", "6", "il"]), min_size=2, max_size=3),
    st.sampled_from(["ti", "ab", "tiab"]),
    st.integers(0, 3),
)
_leaves = st.one_of(
    _term(_phrases, None, "all", "ti", "ab", "tiab", "tw", "ot", "ad"),
    _term(_names, "au"),
    _term(_mesh, "mh", "majr", "mh:noexp"),
    _term(st.sampled_from(TYPES), "pt"),
    _term(st.sampled_from(QUALIFIERS), "sh"),
    _term(st.sampled_from(["eng", "English", "German"]), "la"),
    _between,
    _near,
)
_searches: st.SearchStrategy[Node] = st.recursive(
    _leaves,
    lambda parts: (
        st.builds(And, st.lists(parts, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(parts, min_size=2, max_size=3).map(tuple))
        | st.builds(Not, parts, st.lists(parts, min_size=1, max_size=2).map(tuple))
    ),
    max_leaves=5,
)


@settings(max_examples=60, phases=[Phase.generate])
@given(st.lists(records(), min_size=1, max_size=8), st.lists(_searches, min_size=20, max_size=20), st.booleans())
def test_a_search_finds_what_looking_through_every_record_finds(
    columns: list[dict[str, Any]], searches: list[Node], with_tree: bool
) -> None:
    tree = TREE if with_tree else None
    listed = [record(number, **each) for number, each in enumerate(columns, start=1)]
    index = index_of(*listed, tree=tree)
    for query in map(str, searches):
        node = parse(query)
        assert found(index, query) == [each["pmid"] for each in listed if matches(node, each, tree)], query
