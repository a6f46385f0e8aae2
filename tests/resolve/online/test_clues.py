"""What of a citation goes out, and in which languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.resolve import Query, read_query
from aetia.resolve.online.clues import LONGEST, Clues, Way, clues_of
from aetia.resolve.online.europepmc import described, identified
from aetia.resolve.online.pubmed import _printed, term_of
from aetia.sources.eutils import PrintedReference

PRINTED = (
    "van den Berg WB, Holick M. Epstein-Barr virus infection and primary scleroderma in the elderly of Nijmegen. "
    "The Journal of Hand Surgery. 2020;11(2):112-119."
)


def test_names_are_asked_for_as_they_are_printed() -> None:
    clues = clues_of(Query(PRINTED))
    assert (clues.author, clues.initials, clues.journal) == ("van den Berg", "WB", "The Journal of Hand Surgery")
    assert (clues.year, clues.volume, clues.first) == ("2020", "11", "112")


def test_given_fields_count_before_what_is_printed() -> None:
    given = {"text": PRINTED, "title": "Silica dust exposure of miners", "author": [{"family": "Rodnan"}], "year": 1967}
    clues = clues_of(read_query(given))
    assert (clues.author, clues.year, clues.words) == ("rodnan", "1967", ("silica", "dust", "exposure", "miners"))


def test_a_title_that_only_the_text_has_is_read_from_it() -> None:
    clues = clues_of(read_query({"text": PRINTED, "volume": "11"}))
    assert "scleroderma" in clues.words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Silica among 12345678 miners with dust", "silica miners dust"),  # no numbers, none that services leave out
        ("A test of progressive sclerosis of old age and silicosis", "test progressive sclerosis silicosis"),
        (
            "Randomised controlled trial of mycophenolate in haemorrhagic fever with systematic review and extracorporeal "
            "photopheresis for children",
            "mycophenolate fever extracorporeal photopheresis children",
        ),
        ("A randomised trial: systematic review of tumours", "randomised trial systematic review tumours"),
        ("The a an of", ""),
    ],
)
def test_the_words_of_a_title_that_are_likely_to_be_rare_and_spelled_in_one_way(title: str, words: str) -> None:
    assert clues_of(read_query({"title": title})).words == tuple(words.split())


@pytest.mark.parametrize(
    ("clues", "ways"),
    [
        (Clues(words=("a1234", "b1234", "c1234")), [Way(("a1234", "b1234", "c1234"))]),
        (Clues(words=("a1234", "b1234")), []),
        (Clues(words=("a1234", "b1234"), year="2020"), [Way(("a1234", "b1234"), year="2020")]),
        (Clues(words=("a1234",), author="Berg"), [Way(("a1234",), "Berg", "")]),
        (Clues(words=("a1234",), author="Berg", year="2020"), [Way(("a1234",), "Berg", "2020")]),
        (Clues(author="Berg", volume="11", first="112", year="2020"), [Way((), "Berg", "", "11", "112")]),
        (Clues(author="Berg", volume="11", year="2020"), [Way((), "Berg", "2020", "11")]),
        (Clues(author="Berg", volume="11"), []),
        (Clues(author="Berg", year="2020"), []),
        (Clues(), []),
    ],
)
def test_ways_are_narrow(clues: Clues, ways: list[Way]) -> None:
    assert clues.ways() == ways


FULL = Clues(
    text="whatever", words=("epstein", "scleroderma", "elderly"), author="van den Berg", initials="WB",
    journal="Front Immunol", year="2020", volume="11", first="112", pmids=("1",), pmcids=("PMC7",), dois=("10.1000/a(1)",),
)  # fmt: skip


def test_a_search_in_pubmeds_language() -> None:
    assert term_of(FULL) == (
        '"10.1000/a(1)"[doi]'
        " OR (epstein[ti] AND scleroderma[ti] AND elderly[ti] AND 2019:2021[dp])"
        " OR (scleroderma[ti] AND epstein[ti] AND elderly[ti] AND van den Berg[au])"
        " OR (van den Berg[au] AND 11[vi] AND 112[pg])"
    )
    assert term_of(Clues(text="nothing is known of it")) == ""


def test_queries_in_europe_pmcs_language() -> None:
    assert identified(FULL) == '(EXT_ID:1 AND SRC:MED) OR PMCID:PMC7 OR DOI:"10.1000/a(1)"'
    assert described(FULL) == (
        "(TITLE:epstein AND TITLE:scleroderma AND TITLE:elderly AND PUB_YEAR:[2019 TO 2021])"
        ' OR (TITLE:scleroderma AND TITLE:epstein AND TITLE:elderly AND AUTH:"van den Berg")'
        ' OR (AUTH:"van den Berg" AND VOLUME:"11" AND PUB_YEAR:[2019 TO 2021])'
    )
    assert identified(Clues()) == described(Clues()) == ""


def test_the_matcher_is_asked_where_it_has_a_journal_and_two_fields() -> None:
    assert _printed(FULL) == PrintedReference("Front Immunol", "2020", "11", "112", "van den Berg WB")
    assert _printed(Clues(journal="Lancet", year="1998", volume="351")) == PrintedReference(
        "Lancet", "1998", "351", "", ""
    )
    assert _printed(Clues(journal="Lancet", year="1998")) is None
    assert _printed(Clues(year="1998", volume="351", first="637")) is None


def test_identifiers_that_are_none_are_left_out() -> None:
    query = Query(
        "A text of some words", identifiers=("pmid:0", "doi:10.1", 'doi:10.1000/x"OR"', "pmid:12", "pmc:PMC7")
    )
    clues = clues_of(query)
    assert (clues.pmids, clues.dois, clues.pmcids) == (("12",), (), ("PMC7",))


@given(st.text(max_size=1_500))
def test_whatever_is_printed_what_goes_out_is_short_and_holds_no_address(text: str) -> None:
    clues = clues_of(Query(text))
    assert len(clues.text) <= LONGEST
    assert not re.search(r"https?://\S|\S@\S", clues.text)
    assert len(term_of(clues)) + len(described(clues)) + len(identified(clues)) < 3_000


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(WORDS, WORDS, WORDS, WORDS)
def test_no_field_can_change_the_form_of_a_search(author: str, volume: str, title: str, journal: str) -> None:
    given = {"author": [{"family": author}], "volume": volume, "title": f"silica dust {title}", "journal": journal}
    clues = clues_of(read_query(given))
    for query in (term_of(clues), described(clues)):
        assert query.count("(") == query.count(")")
        assert query.count('"') % 2 == 0
        assert (
            query.count("[") == query.count("]") == len(re.findall(r"\[(?:ti|au|dp|vi|pg|doi|\d{4} TO \d{4})\]", query))
        )
    printed = _printed(clues)
    assert printed is None or "|" not in printed.journal
