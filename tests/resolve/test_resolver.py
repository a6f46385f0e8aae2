"""Citations resolved: matched, ambiguous, unmatched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.resolve.papers import paper

from aetia.resolve import Answer, CitationIndex, Paper, Query, Resolver, read_query
from aetia.resolve.model import probabilities, shown

DUST = paper()
FROGS = paper(
    "pmid:102", "On the frogs of Borneo and their songs at night", authors=[{"family": "Doe", "initials": "J"}],
    journal="Frog Letters", journal_iso=None, journal_medline=None, published="2011", published_electronic=None, year=2011,
    volume="5", issue=None, pages="1-9", doi="10.1234/frogs", pmcid=None,
)  # fmt: skip
ERRATUM = paper(
    "pmid:103", "Erratum: Quartz dust and stiff hands in stonemasons of two valleys", volume="13", pages="88", year=1999,
    published="1999", published_electronic=None, doi=None, pmcid=None,
)  # fmt: skip
REPLY = paper(
    "pmid:104",
    "Reply",
    volume="14",
    pages="90-91",
    year=2000,
    published="2000",
    published_electronic=None,
    doi=None,
    pmcid=None,
)
SECOND = paper(
    "pmid:105", "Quartz dust and stiff hands in stonemasons of two valleys. Part II", volume="15", pages="200-210", year=2001,
    published="2001", published_electronic=None, doi=None, pmcid=None,
)  # fmt: skip
PAPERS = [DUST, FROGS, ERRATUM, REPLY, SECOND]
TITLE = "Quartz dust and stiff hands in stonemasons of two valleys"
FAITHFUL = f"van der Steen AB, Müller C, García López D. {TITLE}. J Quarry Med 1998;12(3):123-9."


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(CitationIndex.of_papers(PAPERS))


def key(answer: Answer) -> str | None:
    return answer.match.paper.key if answer.match else None


@pytest.mark.parametrize(
    "text",
    [
        FAITHFUL,
        f"1. Van der Steen, A. B., Müller, C., & García López, D. (1998). {TITLE}. Journal of Quarry Medicine, 12(3), 123–129. "
        "https://doi.org/10.1234/quarry.12",
        "STEEN (1998) QUARTZ DUST AND STIFF HANDS IN STONEMASONS OF TWO VALLEYS, J QUARRY MED 12: 123",
        f"{TITLE}. van der Steen AB et al. J Quarry Med. 1998 May;12(3):123-9. PMID: 101",
        "van der Steen AB, Muller C: Qartz dust and stiff hands in stone-\nmasons of two valleys. J Quarry Med 12, 123-129 (1998)",
        f"van der Steen AB et al. {TITLE}. J Quarry Med 1997 Dec 20 [Epub ahead of print].",
        "van der Steen AB, Müller C. J Quarry Med 1998;12:123.",
        "Quartz dust & stiff hands in stonemasons of two valleys — Steen, 1998, vol 3 no 12, p. 123",
        "12(3):123-9 J Quarry Med 1998 van der Steen AB Quartz dust and stiff hands in stonemasons of two valleys",
    ],
)  # fmt: skip
def test_one_paper_in_many_hands_is_matched(resolver: Resolver, text: str) -> None:
    answer = resolver.resolve(text)
    assert key(answer) == "pmid:101", answer
    assert answer.probability >= 0.9
    assert answer.candidates[0].reasons


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Steen 1998",
        "Quartz dust",
        "J Quarry Med 1998",
        "ibid.",
        "Harrow B. Principles of Boulder Medicine. 3rd ed. New York: Boulder Press; 1999.",
        "Quarry Society. Dust and you. https://example.org/dust (accessed 3 May 2010).",
        "Nobody N. A paper that no corpus has, about granite and gneiss. J Quarry Med 1998;12(3):140-9.",
        "王伟. 石英粉尘与手部僵硬. 采石医学杂志 1998;12:500.",
    ],
)
def test_what_the_corpus_has_not_or_says_too_little_is_not_matched(resolver: Resolver, text: str) -> None:
    answer = resolver.resolve(text)
    assert answer.match is None
    assert answer.why


def test_the_second_part_is_not_the_first(resolver: Resolver) -> None:
    second = "van der Steen AB. Quartz dust and stiff hands in stonemasons of two valleys. Part II. J Quarry Med 2001;15:200-10."
    assert key(resolver.resolve(second)) == "pmid:105"


def test_an_erratum_is_not_the_paper_and_the_paper_not_its_erratum() -> None:
    alone = Resolver(CitationIndex.of_papers([ERRATUM]))
    assert alone.resolve(FAITHFUL).match is None
    only_paper = Resolver(CitationIndex.of_papers([DUST]))
    printed = "Erratum: Quartz dust and stiff hands in stonemasons of two valleys. J Quarry Med 1999;13:88."
    assert only_paper.resolve(printed).match is None


def test_a_short_title_alone_matches_nothing(resolver: Resolver) -> None:
    assert resolver.resolve("Someone S. Reply. Another Journal 2010;1:1.").match is None


def test_a_pmid_of_another_paper_does_not_lead_to_it(resolver: Resolver) -> None:
    answer = resolver.resolve(
        "Doe J. On the frogs of Borneo and their songs at night. Frog Letters 2011;5:1-9. PMID: 101"
    )
    assert key(answer) == "pmid:102"
    absent = resolver.resolve("Nobody N. Granite and gneiss under the sea. Sea J 1950;1:1. PMID: 101")
    assert absent.match is None


@pytest.mark.parametrize(
    "text", ["PMID: 101", "doi:10.1234/QUARRY.12.", "https://doi.org/10.1234/quarry.12", "PMC77001"]
)
def test_an_identifier_alone_names_its_paper(resolver: Resolver, text: str) -> None:
    assert key(resolver.resolve(text)) == "pmid:101"
    assert resolver.resolve("PMID: 999").why == "no paper in the corpus has this identifier"


def test_identifiers_of_two_papers_are_a_question(resolver: Resolver) -> None:
    answer = resolver.resolve("PMID: 102 doi:10.1234/quarry.12")
    assert answer.outcome == "ambiguous"
    assert {candidate.paper.key for candidate in answer.candidates} == {"pmid:101", "pmid:102"}


def test_a_doi_with_author_and_year_is_enough_and_with_another_title_is_not(resolver: Resolver) -> None:
    assert key(resolver.resolve("van der Steen AB et al. (1998) J Quarry Med doi:10.1234/quarry.12")) == "pmid:101"
    other = "van der Steen AB (1998) Lime burners and the colour of their teeth in winter. doi:10.1234/quarry.12"
    assert resolver.resolve(other).match is None


def test_what_a_person_refused_is_left_out() -> None:
    twin = paper("pmid:999", doi=None, pmcid=None)
    resolver = Resolver(CitationIndex.of_papers([DUST, twin]))
    assert key(resolver.resolve(Query(FAITHFUL, refused=frozenset({"pmid:999"})))) == "pmid:101"
    assert key(resolver.resolve(Query(FAITHFUL, refused=frozenset({"doi:10.1234/quarry.12"})))) == "pmid:999"
    both = Query(FAITHFUL, refused=frozenset({"pmid:999", "pmid:101"}))
    assert resolver.resolve(both).outcome == "unmatched"


def test_too_little_is_called_so(resolver: Resolver) -> None:
    assert resolver.resolve("Doe J. Brain 2003.").why == "too little of it can be read to find a paper"


@pytest.mark.parametrize("text", ["Smith", "Available from http://example.org/x. Accessed 3 May 1998.", "J Quarry Med"])
def test_what_is_next_to_nothing_is_no_question(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text).outcome == "unmatched"


def test_two_papers_that_fit_alike_are_a_question() -> None:
    twin = paper("pmid:999", doi=None, pmcid=None)
    answer = Resolver(CitationIndex.of_papers([DUST, twin])).resolve(FAITHFUL)
    assert answer.outcome == "ambiguous"
    assert {candidate.paper.key for candidate in answer.candidates} == {"pmid:101", "pmid:999"}
    assert answer.why == "more than one paper fits it"


def test_fields_are_resolved_like_text(resolver: Resolver) -> None:
    item = {"title": "Quartz dust and stiff hands in stonemasons of two valleys", "authors": ["van der Steen AB"],
            "source": "J Quarry Med", "year": "1998", "volume": "12", "fpage": "123"}  # fmt: skip
    assert key(resolver.resolve(item)) == "pmid:101"
    assert key(resolver.resolve(item | {"year": "1999", "volume": ""})) == "pmid:101"


def test_many_are_answered_in_order_and_as_each_alone(resolver: Resolver) -> None:
    texts = [FAITHFUL, "", "Doe J. On the frogs of Borneo and their songs at night. Frog Letters 2011;5:1-9."] * 200
    together = list(resolver.resolve_many(Query(text) for text in texts))
    alone = {text: resolver.resolve(text) for text in set(texts)}
    assert together == [alone[text] for text in texts]


def test_the_threshold_is_a_setting() -> None:
    index = CitationIndex.of_papers(PAPERS)
    text = "Stean A. Qartz dust and stif hands in stonemasons of two vallies. 1999"
    easy, strict = Resolver(index, 0.1).resolve(text), Resolver(index, 0.9999).resolve(text)
    assert easy.candidates == strict.candidates
    assert (easy.outcome, strict.outcome) == ("matched", "ambiguous")
    assert "below" in strict.why or "more than one" in strict.why


def test_further_candidates_are_asked_for_only_where_the_corpus_does_not_decide() -> None:
    asked: list[str] = []

    def also(query: Query) -> list[Paper]:
        asked.append(query.printed)
        return [FROGS, DUST]

    resolver = Resolver(CitationIndex.of_papers([DUST]), also=also)
    assert key(resolver.resolve(FAITHFUL)) == "pmid:101"
    assert asked == []
    frogs = "Doe J. On the frogs of Borneo and their songs at night. Frog Letters 2011;5:1-9."
    assert key(resolver.resolve(frogs)) == "pmid:102"
    assert asked == [frogs]


def test_what_a_service_proposes_is_compared_like_everything_else() -> None:
    resolver = Resolver(CitationIndex.of_papers([]), also=lambda _: [FROGS])
    assert resolver.resolve(FAITHFUL).match is None


@given(st.lists(st.floats(-30, 30), max_size=6))
def test_probabilities_and_that_of_none_sum_to_one(scores: list[float]) -> None:
    found = probabilities(scores)
    assert all(0 <= chance <= 1 for chance in found)
    assert sum(found) <= 1 + 1e-12
    assert sorted(found) == [chance for _, chance in sorted(zip(scores, found, strict=True))]


def test_a_probability_is_never_shown_as_a_certainty_that_it_is_not() -> None:
    assert [shown(0.99999), shown(1.0), shown(0.5), shown(0.9996, 3)] == [0.9999, 1.0, 0.5, 0.999]


@settings(max_examples=150)
@given(st.text(max_size=300) | st.text("0123456789 ():;-.,abcSTEN\n", max_size=120))
def test_any_text_has_an_answer_and_noise_is_never_matched(text: str) -> None:
    answer = Resolver(CitationIndex.of_papers(PAPERS)).resolve(text)
    assert answer.match is None


@settings(max_examples=100)
@given(st.data())
def test_slips_lead_to_the_paper_or_to_nothing_never_to_another(data: st.DataObject) -> None:
    letters = list(FAITHFUL)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(letters) - 1))
        letters[at] = data.draw(st.sampled_from(["", " ", "x", letters[at] * 2, letters[at].swapcase()]))
    answer = Resolver(CitationIndex.of_papers(PAPERS)).resolve("".join(letters))
    assert key(answer) in ("pmid:101", None)


def test_an_answer_is_the_same_whatever_the_order_of_the_papers() -> None:
    items: list[Any] = [
        FAITHFUL,
        "Steen. Quartz dust and stiff hands in stonemasons",
        read_query({"title": "Reply", "year": "2000"}),
    ]
    one, other = (Resolver(CitationIndex.of_papers(papers)) for papers in (PAPERS, PAPERS[::-1]))
    for item in items:
        assert one.resolve(item) == other.resolve(item)
