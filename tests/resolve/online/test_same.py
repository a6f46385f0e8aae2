"""One publication once: by PMID, else by DOI, else by title and place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.resolve import Paper
from aetia.resolve.online import each_once, same_publication

PUBMED = Paper(
    key="pmid:1",
    titles=("silica dust exposure",),
    families=("rodnan",),
    initials="g",
    journals=("ann intern med",),
    years=("1967",),
    volume="66",
    issue="2",
    first="323",
    last="334",
    doi="",
    pmcid="",
    kind="paper",
    language="",
)
CROSSREF = PUBMED._replace(key="doi:10.1000/a", doi="10.1000/a")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (PUBMED, True),
        (PUBMED._replace(titles=("another",), first="9"), True),  # one PMID
        (PUBMED._replace(key="pmid:2"), False),
        (CROSSREF, True),
        (CROSSREF._replace(titles=("errata",)), False),
        (CROSSREF._replace(titles=()), False),
        (CROSSREF._replace(first="335"), False),
        (CROSSREF._replace(first=""), False),
        (CROSSREF._replace(years=("1968",)), False),
        (CROSSREF._replace(years=("1968", "1967")), True),
        (CROSSREF._replace(volume="67"), False),
        (CROSSREF._replace(volume=""), True),
        (CROSSREF._replace(families=("benedek",)), False),
        (CROSSREF._replace(families=()), True),
    ],
)
def test_a_paper_beside_another(other: Paper, same: bool) -> None:
    assert same_publication(PUBMED, other) is same
    assert same_publication(other, PUBMED) is same


def test_papers_without_a_place_are_not_one_for_their_title() -> None:
    bare = PUBMED._replace(key="id:a", first="")
    assert not same_publication(bare, bare._replace(key="id:b"))


def test_dois_count_before_the_place() -> None:
    with_doi = PUBMED._replace(doi="10.1000/a")
    assert same_publication(with_doi, CROSSREF._replace(titles=("another",)))
    assert not same_publication(with_doi, CROSSREF._replace(key="doi:10.1000/b", doi="10.1000/b"))


def test_abstracts_of_one_meeting_may_share_a_doi_and_are_two_if_pubmed_says_so() -> None:
    assert not same_publication(PUBMED._replace(doi="10.1/x"), PUBMED._replace(key="pmid:2", doi="10.1/x"))


def test_the_paper_with_a_pmid_is_kept_at_the_place_of_the_first() -> None:
    other = PUBMED._replace(key="pmid:9", titles=("another",))
    assert each_once([CROSSREF, other, PUBMED]) == [PUBMED, other]
    assert each_once([PUBMED, CROSSREF]) == [PUBMED]


PAPERS = st.builds(
    lambda number, doi, first, year: PUBMED._replace(
        key=f"pmid:{number}" if number else f"doi:10.1000/{doi}",
        doi=f"10.1000/{doi}" if doi or not number else "",
        first=first,
        years=(year,),
    ),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["1967", "1968"]),
)


@given(st.lists(PAPERS, max_size=8))
def test_what_is_kept_is_each_once_and_of_what_was_given(papers: list[Paper]) -> None:
    kept = each_once(papers)
    assert set(kept) <= set(papers)
    assert len({paper.key for paper in kept}) == len(kept)
    assert all(any(same_publication(paper, one) for one in papers) for paper in kept)
    assert {paper.key for paper in papers if paper.key.startswith("pmid:")} <= {paper.key for paper in kept}
