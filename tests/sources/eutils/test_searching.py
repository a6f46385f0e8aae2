"""Searches that lose nothing: not to limits, not to throttling, not to errors that look like answers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from tests.services import Service, body, busy
from tests.sources.eutils.ncbi import Ncbi

from aetia.errors import BusyError, PartialAnswer, ServiceError
from aetia.http import PoliteClient
from aetia.sources.eutils import EUtils


def result(**fields: Any) -> str:
    return json.dumps({"esearchresult": fields})


def test_who_asks_is_told(ncbi: Ncbi, client: PoliteClient) -> None:
    ncbi.fill(1)
    EUtils(client, key="k3y", root=ncbi.root).identifiers("lupus")
    [call] = ncbi.service.calls
    assert call.params["tool"] == "aetia"
    assert call.params["email"] == "library@example.org"
    assert call.params["api_key"] == "k3y"


def test_the_key_sets_the_pace(ncbi: Ncbi, client: PoliteClient) -> None:
    EUtils(client, root=ncbi.root)
    assert client._hosts._paces[ncbi.service.place].per_second == 3
    with PoliteClient() as other:
        assert "k3y" not in repr(EUtils(other, key="k3y")._entrez)
        assert other._hosts._paces["eutils.ncbi.nlm.nih.gov:443"].per_second == 10


def test_a_search_tells_count_translation_and_warnings(service: Service, eutils: EUtils) -> None:
    answer = result(
        count="12",
        retmax="0",
        idlist=[],
        webenv="MCID_1",
        querykey="1",
        querytranslation='"lupus"[All Fields]',
        errorlist={"phrasesnotfound": ["qwzx"], "fieldsnotfound": ["foo"]},
        warninglist={"phrasesignored": ["of"], "quotedphrasesnotfound": ['"a b"'], "outputmessages": ["Careful."]},
    )
    service.on("/esearch.fcgi", answer)
    found = eutils.search("lupus qwzx")
    assert (found.count, found.translation) == (12, '"lupus"[All Fields]')
    assert found.warnings == (
        "not found: qwzx", "no field of this name: foo", "left out: of", 'not found as a phrase: "a b"', "Careful."
    )  # fmt: skip


def test_nothing_found_is_an_answer(eutils: EUtils) -> None:
    assert eutils.search("lupus").count == 0
    assert eutils.identifiers("lupus") == []


def test_a_long_term_is_posted(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(1)
    assert eutils.identifiers(" OR ".join(f"term{number}" for number in range(500))) == ["1"]
    assert ncbi.service.calls[0].method == "POST"


@pytest.mark.parametrize("count", [9_998, 9_999])
def test_what_fits_comes_in_one_request(ncbi: Ncbi, eutils: EUtils, count: int) -> None:
    ncbi.fill(count)
    assert len(eutils.identifiers("lupus")) == count
    assert len(ncbi.service.calls) == 1


def test_past_the_limit_every_record_comes_once(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(25_000, first=date(1960, 1, 1))
    found = eutils.identifiers("lupus")
    assert sorted(found, key=int) == [str(number) for number in range(1, 25_001)]
    assert len(ncbi.service.calls) < 40


def test_a_day_that_is_too_full_is_split_by_another_date(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.limit = 9_999
    ncbi.fill(12_000, every=1)
    for dates in ncbi.records.values():
        dates["EDAT"] = date(2001, 5, 5)
    assert len(eutils.identifiers("lupus")) == 12_000


def test_a_day_that_cannot_be_split_is_told_and_not_cut(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(10_500, every=0)
    with pytest.raises(PartialAnswer, match="9,999 of the 10,500 records of one day") as caught:
        eutils.identifiers("lupus")
    assert caught.value.promised == 10_500


def test_records_without_a_date_are_missed_aloud(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(10_050)
    ncbi.records["7"]["EDAT"] = date(2150, 1, 1)
    with pytest.raises(PartialAnswer, match="10,049 of the 10,050 identifiers"):
        eutils.identifiers("lupus")


def test_another_database_is_paged_through_its_history(ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(23_000)
    assert len(eutils.identifiers("lupus", db="pmc")) == 23_000
    starts = [call.params["retstart"] for call in ncbi.service.asked("/efetch.fcgi")]
    assert starts == ["0", "10000", "20000"]


def test_a_count_larger_than_what_is_given_is_told(service: Service, eutils: EUtils, waits: list[float]) -> None:
    service.on("/esearch.fcgi", result(count="10", idlist=["1", "2", "3", "3"]))
    with pytest.raises(PartialAnswer, match="gave 3 of 10 identifiers") as caught:
        eutils.identifiers("lupus")
    assert (caught.value.got, caught.value.promised) == (3, 10)
    assert len(waits) == 3  # it may have been a passing fault


def test_a_page_that_comes_twice_is_no_second_page(ncbi: Ncbi, eutils: EUtils, service: Service) -> None:
    ncbi.fill(20_000)
    page = "\n".join(str(number) for number in range(1, 10_001))
    service.on("/efetch.fcgi", page)
    with pytest.raises(PartialAnswer, match="10,000 of the 20,000"):
        eutils.identifiers("lupus", db="pmc")


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(),
        body('{"error":"API rate limit exceeded","count":"11"}', 429),
        body('{"error":"API rate limit exceeded","count":"11"}'),
        body("<html><title>NCBI/eutils - WWW Error 500</title></html>", 500),
        body("<html><title>Blocked</title></html>"),
        body(""),
        body('{"esearchresult":{"ERROR":"Search Backend failed: timeout"}}'),
        body('{"esearchresult":{"count":"3"}}'),
        body('{"esearchresult":{}}'),
        body("{}"),
        body("[]"),
        body('{"esearchresult":{"count":"x","idlist":[]}}'),
    ],
)
def test_a_bad_day_is_never_no_results(service: Service, ncbi: Ncbi, eutils: EUtils, bad_day: Any) -> None:
    ncbi.fill(3)
    service.on("/esearch.fcgi", bad_day, bad_day, ncbi.esearch)
    assert len(eutils.identifiers("lupus")) == 3
    service.on("/esearch.fcgi", bad_day)
    with pytest.raises(ServiceError):
        eutils.identifiers("lupus")


def test_a_wrong_key_is_told_at_once(service: Service, eutils: EUtils, waits: list[float]) -> None:
    service.on("/esearch.fcgi", '{"error":"API key invalid","api-key":"k3y"}')
    with pytest.raises(ServiceError, match=r"API key invalid.*Check the API key"):
        eutils.search("lupus")
    assert waits == []


def test_throttling_that_lasts_is_told_as_such(service: Service, eutils: EUtils) -> None:
    service.on("/esearch.fcgi", busy("0"))
    with pytest.raises(BusyError, match="NCBI asks for fewer requests"):
        eutils.identifiers("lupus")


def test_the_best_are_asked_for_by_relevance_in_one_request(service: Service, ncbi: Ncbi, eutils: EUtils) -> None:
    ncbi.fill(500)
    assert eutils.best("lupus", 5) == ["1", "2", "3", "4", "5"]
    [call] = service.calls
    assert (call.params["sort"], call.params["retmax"]) == ("relevance", "5")


def test_no_best_are_an_answer(service: Service, eutils: EUtils) -> None:
    service.on("/esearch.fcgi", result(count="0", idlist=[]))
    assert eutils.best("qwzx", 5) == []


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(),
        body("<html>oops</html>"),
        result(count="12", idlist=[]),
        result(count="1", idlist=["<b>1</b>"]),
        result(idlist=["1"]),
        '{"error":"API rate limit exceeded"}',
    ],
)
def test_a_bad_day_is_never_no_best(service: Service, eutils: EUtils, bad_day: Any) -> None:
    service.on("/esearch.fcgi", bad_day)
    with pytest.raises(ServiceError):
        eutils.best("lupus", 5)
