"""Records: as many as were promised, or an error that says how many of how many."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.services import Service, body, busy
from tests.sources.eutils.ncbi import Ncbi, article_set

from aetia.errors import InputError, PartialAnswer, ServiceError
from aetia.sources.eutils import Batch, EUtils
from aetia.sources.eutils.fetching import records_in
from aetia.sources.pubmed_xml import PubmedFile


def pmids(batches: list[Batch]) -> list[str]:
    return [pmid for batch in batches for pmid in batch.got]


def test_records_come_in_batches_that_can_be_read(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(450)
    batches = list(eutils.fetch([str(number) for number in range(1, 451)]))
    assert [len(batch.got) for batch in batches] == [200, 200, 50]
    assert ncbi.service.calls[0].method == "GET"
    titles = [title for batch in batches for part in PubmedFile(batch.stream()) for title in part["title"].to_pylist()]
    assert titles == [f"T {number}" for number in range(1, 451)]


def test_many_identifiers_are_posted(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(500, start=30_000_000)
    assert len(pmids(list(eutils.fetch(list(ncbi.records), batch=500)))) == 500
    assert ncbi.service.calls[0].method == "POST"


def test_doubles_and_leading_zeros_are_fetched_once(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(3)
    assert pmids(list(eutils.fetch(["1", "01", "2", "1"]))) == ["1", "2"]


def test_what_is_no_pmid_is_refused(eutils: EUtils) -> None:
    with pytest.raises(InputError, match="not a PMID"):
        list(eutils.fetch(["PMC123"]))


def test_fewer_records_than_promised_are_told_with_their_names(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(300)
    ncbi.gone = {"7", "250"}
    came: list[Batch] = []
    with pytest.raises(PartialAnswer, match="gave 298 of 300 records; missing: 7, 250") as caught:
        came.extend(eutils.fetch([str(number) for number in range(1, 301)]))
    assert caught.value.missing == ("7", "250")
    assert len(pmids(came)) == 298  # what there is was given first


def test_a_record_that_was_dropped_under_load_comes_the_second_time(
    ncbi: Ncbi, eutils: EUtils, service: Service
) -> None:
    ncbi.fill(5)
    service.on("/efetch.fcgi", article_set(["1", "2", "4", "5"]), ncbi.efetch)
    batches = list(eutils.fetch(["1", "2", "3", "4", "5"]))
    assert [batch.got for batch in batches] == [("1", "2", "4", "5"), ("3",)]


def test_missing_records_may_be_allowed(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(3)
    ncbi.gone = {"2"}
    [batch] = eutils.fetch(["1", "2", "3"], allow_missing=True)
    assert (batch.got, batch.missing) == (("1", "3"), ("2",))
    [nothing] = eutils.fetch(["2"], allow_missing=True)
    assert nothing.missing == ("2",)


def test_a_whole_batch_that_is_missing_is_a_failure_whatever_is_allowed(
    ncbi: Ncbi, eutils: EUtils, service: Service
) -> None:
    service.on("/efetch.fcgi", article_set([]))
    with pytest.raises(PartialAnswer, match="0 of 50"):
        list(eutils.fetch([str(number) for number in range(1, 51)], allow_missing=True))


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(),
        body("<html><title>Error</title></html>"),
        body(""),
        body(article_set(["1", "2"])[:-8]),
        body("<eFetchResult><ERROR>Empty result - nothing to do</ERROR></eFetchResult>"),
        body("<OtherSet></OtherSet>"),
        body("Error: cannot retrieve"),
    ],
    ids=["429", "page", "empty", "cut", "error", "other", "text"],
)
def test_a_bad_day_is_never_no_records(service: Service, ncbi: Ncbi, eutils: EUtils, bad_day: Any) -> None:
    ncbi.fill(2)
    service.on("/efetch.fcgi", bad_day, ncbi.efetch)
    assert pmids(list(eutils.fetch(["1", "2"], allow_missing=True))) == ["1", "2"]
    service.on("/efetch.fcgi", bad_day)
    with pytest.raises(ServiceError):
        list(eutils.fetch(["1", "2"], allow_missing=True))


def test_a_refused_question_is_told_with_its_words(service: Service, eutils: EUtils) -> None:
    service.on("/efetch.fcgi", body("Error: wrong parameter", 400))
    with pytest.raises(ServiceError, match="wrong parameter"):
        list(eutils.fetch(["1"]))


def test_a_search_is_fetched_from_its_history(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(410)
    batches = list(eutils.fetch_history(eutils.search("lupus").history))
    assert pmids(batches) == [str(number) for number in range(1, 411)]


def test_a_posted_set_is_fetched(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(5)
    posted = eutils.post(["1", "2", "x9", "2"])
    assert (posted.count, posted.invalid) == (2, ("x9",))
    assert pmids(list(eutils.fetch_history(posted))) == ["1", "2"]


def test_a_history_that_gives_less_is_told(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(250)
    found = eutils.search("lupus").history
    ncbi.gone = {"3"}
    with pytest.raises(PartialAnswer, match="gave 199 of 200 records"):
        list(eutils.fetch_history(found))


def test_a_history_that_gives_the_same_page_twice_is_told(ncbi: Ncbi, eutils: EUtils, service: Service) -> None:
    ncbi.fill(400)
    found = eutils.search("lupus").history
    service.on("/efetch.fcgi", article_set([str(number) for number in range(1, 201)]))
    with pytest.raises(PartialAnswer, match="200 of 400 records, some of them twice"):
        list(eutils.fetch_history(found))


def test_a_history_past_the_limit_is_refused_before_anything_is_lost(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(10_001)
    with pytest.raises(PartialAnswer, match="9,999 of the 10,001"):
        list(eutils.fetch_history(eutils.search("lupus").history))


def test_a_history_that_ncbi_forgot_is_told_at_once(
    ncbi: Ncbi, eutils: EUtils, service: Service, waits: list[float]
) -> None:
    ncbi.fill(2)
    found = eutils.search("lupus").history
    service.on("/efetch.fcgi", "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>")
    with pytest.raises(ServiceError, match="Search again"):
        list(eutils.fetch_history(found))
    assert waits == []


@settings(max_examples=50)
@given(st.lists(st.integers(1, 10**8).map(str), unique=True, max_size=30))
def test_the_records_of_a_document_are_counted_without_those_that_they_cite(numbers: list[str]) -> None:
    assert list(records_in(article_set(numbers).encode())) == numbers


def test_books_are_records_too() -> None:
    book = b"<PubmedBookArticle><BookDocument><PMID Version='1'>20301295</PMID></BookDocument></PubmedBookArticle>"
    assert records_in(book) == ("20301295",)


def test_a_few_come_from_one_request_and_what_is_missing_is_told(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(3)
    batch = eutils.fetch_few(["1", "03", "9"])
    assert (batch.got, batch.missing) == (("1", "3"), ("9",))
    assert eutils.fetch_few(["9"]).missing == ("9",)
    assert len(ncbi.service.calls) == 2


@pytest.mark.parametrize("pmids", [[], [str(number) for number in range(1, 12)], ["x"]])
def test_what_are_not_a_few_are_refused(eutils: EUtils, pmids: list[str]) -> None:
    with pytest.raises(InputError):
        eutils.fetch_few(pmids)
