"""The language of searches."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.corpus.query_strategies import NODES, PIECES

from aetia.corpus.query import DEEPEST, parse
from aetia.corpus.query_tree import And, Between, Node, Not, Or, Term, leaves
from aetia.corpus.tags import TAGS, tag_of
from aetia.errors import QueryError


def term(text: str, tag: str | None = None, *, quoted: bool = False, near: int | None = None) -> Term:
    return Term(text, tag_of(tag) if tag else None, quoted, near)


def between(low: str, high: str, tag: str) -> Between:
    found = tag_of(tag)
    assert found
    return Between(low, high, found)


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        ("virus", "virus"),
        ("epstein  barr\nvirus", "epstein barr virus"),
        ("a1 or b1 and c1", "(a1 OR b1) AND c1"),
        ("a1 OR (b1 AND c1)", "a1 OR (b1 AND c1)"),
        ("((virus))", "virus"),
        ("a1 AND b1 AND c1", "a1 AND b1 AND c1"),
        ("a1 NOT b1 NOT c1", "a1 NOT b1 NOT c1"),
        ("a1 AND NOT b1", "a1 NOT b1"),
        ("a1[ti] b1[ti]", "a1[ti] AND b1[ti]"),
        ('a1 "b1 c1" d1', 'a1 AND "b1 c1" AND d1'),
        ("virus [Title/Abstract]", "virus[tiab]"),
        ("virus[TIAB]", "virus[tiab]"),
        ("asthma[MeSH Terms:noexp]", "asthma[mh:noexp]"),
        ("scleroderma, systemic/immunology[mh]", "scleroderma, systemic/immunology[mh]"),
        ("“epstein barr”[ti]", '"epstein barr"[ti]'),
        ('"hip pain"[Title:~3]', '"hip pain"[ti:~3]'),
        ("2019[dp]", "2019[dp]"),
        ("2019-5-1[Date - Publication]", "2019/05/01[dp]"),
        ("2015:2026[dp]", "2015:2026[dp]"),
        ("2019/05:2020/12/31[dp]", "2019/05:2020/12/31[dp]"),
        ('("2015/01/01"[PDAT] : "3000"[PDAT])', "2015/01/01:3000[dp]"),
        ("2015[dp]:2020[dp]", "2015:2020[dp]"),
        ("00123[uid]", "123[pmid]"),
        ("123 456,789", "123[pmid] OR 456[pmid] OR 789[pmid]"),
        ("100:200[pmid]", "100:200[pmid]"),
        ("benzo(a)pyrene", "benzo AND a AND pyrene"),
        ('"benzo[a]pyrene"[tiab]', '"benzo[a]pyrene"[tiab]'),
    ],
)
def test_a_search_is_read_as(query: str, printed: str) -> None:
    assert str(parse(query)) == printed


def test_what_is_searched_for_is_a_tree() -> None:
    tree = parse('systemic sclerosis[mh] AND (EBV[tiab] OR "epstein barr"[ti]) AND 2015:2026[dp] NOT review[pt]')
    wanted = And(
        (
            term("systemic sclerosis", "mh"),
            Or((term("EBV", "tiab"), term("epstein barr", "ti", quoted=True))),
            between("2015", "2026", "dp"),
        )
    )
    assert tree == Not(wanted, (term("review", "pt"),))


def test_each_term_knows_its_place_in_the_query() -> None:
    query = 'virus AND "epstein barr"[ti] OR 2019[dp]'
    assert [query[leaf.at :].split()[0] for leaf in leaves(parse(query))] == ["virus", '"epstein', "2019[dp]"]


@pytest.mark.parametrize(
    ("query", "at", "words"),
    [
        ("", 0, "the search is empty"),
        ("   ", 3, "the search is empty"),
        ("virus AND", 9, "something is missing at the end"),
        ("AND virus", 0, "AND has nothing before it"),
        ("virus OR NOT bacteria", 9, "OR NOT would find nearly everything"),
        ("(virus OR bacteria", 0, "not closed"),
        ("virus)", 5, "was not opened"),
        ("virus AND ()", 11, "nothing to look up before this parenthesis"),
        ('virus "epstein', 6, "no partner"),
        ("virus[ti", 5, "not closed"),
        ("virus ti]", 8, "was not opened"),
        ("[ti]", 0, "no words before it"),
        ("virus[ti][ab]", 9, "behind a word or a phrase"),
        ("virus[tiabb]", 6, "there is no tag [tiabb]"),
        ("virus[cois]", 6, "cannot be searched"),
        ("v*[ti]", 1, "at least 2 letters or digits stand before *"),
        ("virus* v*", 8, "at least 2 letters or digits stand before *"),
        ("il-*[ti]", 3, "at least 2 letters or digits stand before *"),
        ("---[ti]", 0, "nothing to look up"),
        ("2019/13[dp]", 0, "is no date"),
        ("2020:2019[dp]", 0, "ends (2019) before it begins (2020)"),
        ("2015[dp]:2020[edat]", 9, "the same tag on both sides"),
        ("last 5 years[dp]", 0, "from no particular day"),
        ("PMC123[pmid]", 0, "is no PMID"),
        ("200:100[pmid]", 0, "before it begins"),
        ("#1 AND virus", 0, "earlier searches are not kept"),
        ("virus[au:~3]", 6, "cannot ask for words near each other"),
        ("virus[ti:~3]", 0, "cannot be near itself"),
        ('"vir* pain"[ti:~3]', 4, "cannot have *"),
        ('"a b"[ti:~1001]', 0, "at most 1,000 words"),
        ('"a b c d e"[ti:~20]', 0, "in more than 2,000 ways"),
        ("nonsense[sb]", 0, "there is no subset"),
        ("/immunology[mh]", 0, "missing beside /"),
        ("(" * (DEEPEST + 1) + "x", DEEPEST, "too many parentheses"),
        ("a1 AND b1 OR " * 2_000 + "c1", 0, "change too often"),
    ],
)
def test_a_fault_is_told_with_its_place_and_a_remedy(query: str, at: int, words: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert (raised.value.at, raised.value.exit_code) == (at, 2)
    assert words in raised.value.what
    assert raised.value.remedy


def test_an_unknown_tag_is_told_with_those_that_look_like_it() -> None:
    with pytest.raises(QueryError, match=r"Did you mean \[tiab\] Title/Abstract"):
        parse("virus[tiabb]")


def test_a_message_points_at_the_character_in_its_line() -> None:
    with pytest.raises(QueryError) as raised:
        parse("virus\nOR pain[xx]")
    assert str(raised.value).startswith("line 2, character 9: there is no tag [xx]. ")
    assert str(raised.value).endswith("\n    OR pain[xx]\n            ^")


def test_a_long_line_is_cut_around_the_fault() -> None:
    with pytest.raises(QueryError) as raised:
        parse("virus OR " * 50 + "pain[xx]" + " OR virus" * 50)
    line, caret = raised.value.pointer().splitlines()
    assert len(line) < 140
    assert line[caret.index("^") :].startswith("xx]")


def test_every_tag_is_understood_by_every_name_in_any_case() -> None:
    for tag in TAGS:
        assert {tag_of(name) for name in (tag.name, tag.title, tag.title.upper(), f" {tag.name} ", *tag.spellings)} == {
            tag
        }


@given(NODES)
@example(Not(term("a1"), (Not(term("b1"), (term("c1"),)),)))
@example(And((And((term("a1"), term("b1"))), term("c1"))))
def test_a_printed_search_is_read_as_the_same_tree(node: Node) -> None:
    assert parse(str(node)) == node


@given(PIECES | st.text())
def test_no_text_is_too_odd(query: str) -> None:
    fault: QueryError | None = None
    try:
        tree = parse(query)
    except QueryError as error:
        fault = error
    if fault is None:
        assert parse(str(tree)) == tree
    else:
        assert 0 <= fault.at <= len(query)
        assert fault.remedy
        assert "^" in str(fault)


def test_a_very_long_search_is_no_deeper_than_a_short_one() -> None:
    tree = parse(" OR ".join(f"virus{number}[tiab]" for number in range(5_000)))
    assert isinstance(tree, Or)
    assert len(tree.parts) == 5_000
    assert parse(" NOT ".join(["virus"] * 3_000)) == Not(term("virus"), (term("virus"),) * 2_999)
    with pytest.raises(QueryError):
        parse("(" * 100_000)
