"""Searches made up at random."""

from __future__ import annotations

from hypothesis import strategies as st

from aetia.corpus.query_tree import And, Between, Node, Not, Or, Term
from aetia.corpus.tags import TAGS, Kind, Tag

_LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäβ0123456789'-,./"), min_size=1, max_size=8)
_PLAIN = frozenset({Kind.TEXT, Kind.VALUE, Kind.NAME, Kind.IDENTIFIER})


def _is_word(text: str) -> bool:
    return text.upper() not in ("AND", "OR", "NOT") and text[0].isalnum() and not text.isdigit()


WORDS = _LETTERS.filter(_is_word)
_TAGS = [tag for tag in TAGS if tag.kind in _PLAIN and tag.name != "sb"]
_DATED = [tag for tag in TAGS if tag.kind is Kind.DATE]
_YEARS = st.integers(1900, 2100).map(str)
_MONTHS = st.builds("{}/{:02}".format, _YEARS, st.integers(1, 12))
_DAYS = st.builds("{}/{:02}".format, _MONTHS, st.integers(1, 31))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A term of any kind of tag but headings and subsets, whose texts cannot be just any."""
    text = " ".join(draw(st.lists(WORDS, min_size=1, max_size=4)))
    tag: Tag | None = draw(st.sampled_from([None, *_TAGS]))
    quoted = draw(st.booleans())
    near = draw(st.integers(0, 5)) if tag and tag.near and quoted and len(text.split()) == 2 else None
    return Term(text, tag, quoted, near)


@st.composite
def ranges(draw: st.DrawFn) -> Between:
    """A range of dates that does not end before it begins."""
    low, high = draw(_YEARS | _MONTHS | _DAYS), draw(_YEARS | _MONTHS | _DAYS)
    if low.split("/") > high.split("/"):
        low, high = high, low
    return Between(low, high if low[: len(high)] != high else low, draw(st.sampled_from(_DATED)))


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return (
        st.builds(And, several)
        | st.builds(Or, several)
        | st.builds(Not, parts, st.lists(parts, min_size=1, max_size=3).map(tuple))
    )


NODES: st.SearchStrategy[Node] = st.recursive(terms() | ranges(), _joined, max_leaves=12)
"""Any search."""

_PIECES = """virus | virus* | a* | * | and | OR | NOT | AND | ( | ) | [ | ] | [ti] | [mh] | [dp] | [pmid] | [sb] | [xx] | " | “ | :
2019 | 2019:2020 | 3000 | [tiab:~3] | [au:~3] | / | a/b | #1 | , | ä | last 5 years | "a b c" | 123"""
PIECES = st.lists(st.sampled_from(["\n", *_PIECES.replace("\n", " | ").split(" | ")]), max_size=14).map(" ".join)
"""Pieces of searches in any order, most of which are no search."""
