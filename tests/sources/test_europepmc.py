"""Europe PMC: its fields as references, and its pages to the end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.services import Call, Service, body, busy

from aetia.errors import PartialAnswer, ServiceError
from aetia.http import PoliteClient
from aetia.model.standing import Standing
from aetia.sources.europepmc import EuropePmc, reference, standing

RAW: dict[str, Any] = {
    "id": "33193344",
    "source": "MED",
    "pmid": "33193344",
    "pmcid": "PMC7649330",
    "doi": "10.3389/FIMMU.2020.556123",
    "title": "Epstein-Barr virus and <i>primary</i> Sj&#xf6;gren's syndrome.",
    "authorList": {
        "author": [
            {"fullName": "Xuan J", "firstName": "Jingxiu", "lastName": "Xuan", "initials": "J"},
            {"fullName": "Shi Y", "lastName": "Shi", "initials": "YH"},
            {"collectiveName": "EBV Study Group"},
            {},
        ]
    },
    "journalInfo": {
        "issue": "2",
        "volume": "11",
        "monthOfPublication": 10,
        "yearOfPublication": 2020,
        "printPublicationDate": "2020-10-01",
        "journal": {"title": "Frontiers in immunology", "medlineAbbreviation": "Front Immunol"},
    },
    "pubYear": "2020",
    "pageInfo": "556123",
    "language": "eng",
    "pubTypeList": {"pubType": ["Research Support", "Journal Article"]},
    "firstPublicationDate": "2020-10-29",
}


def test_the_fields_of_an_article() -> None:
    made = reference(RAW)
    assert made is not None
    assert made.plain() == {
        "title": "Epstein-Barr virus and primary Sjögren's syndrome",
        "author": [
            {"family": "Xuan", "given": "Jingxiu"},
            {"family": "Shi", "given": "YH"},
            {"literal": "EBV Study Group"},
        ],
        "container-title": "Frontiers in immunology",
        "container-title-short": "Front Immunol",
        "issued": "2020-10",
        "volume": "11",
        "issue": "2",
        "page": "556123",
        "language": "eng",
        "identifiers": {"pmid": "33193344", "pmcid": "PMC7649330", "doi": "10.3389/fimmu.2020.556123"},
    }


def test_other_kinds_of_publications() -> None:
    preprint = reference(
        {"id": "PPR1", "source": "PPR", "title": "T", "firstPublicationDate": "2021-03-05", "doi": "10.1101/2021"}
    )
    assert preprint is not None
    assert (preprint.type, preprint.issued) == ("article", "2021-03-05")
    book = reference(
        {"id": "1", "source": "MED", "title": "T", "bookOrReportDetails": {"publisher": "P"}, "pubYear": "1999"}
    )
    assert book is not None
    assert (book.type, book.publisher, book.issued) == ("book", "P", "1999")


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"doi": "not a doi"}, "doi", None),
        ({"pmid": "x"}, "pmid", None),
        ({"journalInfo": None}, "issued", "2020-10-29"),
        ({"journalInfo": {"yearOfPublication": 2020, "monthOfPublication": 0}}, "issued", "2020"),
        ({"authorList": None}, "author", []),
        ({"title": "Why...?"}, "title", "Why...?"),
        ({"title": "Wait..."}, "title", "Wait..."),
    ],
)
def test_odd_fields_do_not_cost_the_rest(change: dict[str, Any], field: str, value: Any) -> None:
    made = reference({**RAW, **change})
    assert made is not None
    assert getattr(made.identifiers if field in ("doi", "pmid") else made, field) == value
    assert made.title


def test_without_a_title_there_is_no_reference() -> None:
    assert reference({**RAW, "title": ""}) is None


def link(kind: str, number: str = "99", source: str = "MED") -> dict[str, Any]:
    return {"id": number, "source": source, "type": kind, "reference": "J Foo. 2021;1:2"}


@pytest.mark.parametrize(
    ("links", "state", "pmid"),
    [
        ([], Standing.CURRENT, None),
        ([link("Comment in"), link("Update of")], Standing.CURRENT, None),
        ([link("Erratum in", "5")], Standing.CORRECTED, "5"),
        ([link("Erratum in", "5"), link("Expression of concern in", "6")], Standing.CONCERN, "6"),
        ([link("Expression of concern in", "6"), link("Retraction in", "7")], Standing.RETRACTED, "7"),
        ([link("Retracted and republished in", "8"), link("Erratum in", "5")], Standing.REPLACED, "8"),
        ([link("Retraction of", "7")], Standing.CURRENT, None),
        ([link("Erratum for", "7")], Standing.CURRENT, None),
        ([link("Retraction in", "PPR7", "PPR")], Standing.RETRACTED, None),
        ([{"type": "Retraction in"}], Standing.RETRACTED, None),
    ],
)
def test_five_standings_are_told_apart(links: list[dict[str, Any]], state: Standing, pmid: str | None) -> None:
    found = standing({"commentCorrectionList": {"commentCorrection": links}})
    assert found.state is state
    assert (found.notice.pmid if found.notice else None) == pmid


def test_the_type_of_a_retracted_publication_counts_without_a_link() -> None:
    found = standing({"pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]}})
    assert found.state is Standing.RETRACTED
    made = reference({**RAW, "pubTypeList": {"pubType": ["Retracted Publication"]}})
    assert made is not None
    assert made.is_retracted
    assert standing({"pubTypeList": {"pubType": ["Retraction of Publication"]}}).state is Standing.CURRENT


class Shelf:
    """So many results, in pages."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, call: Call) -> None:
        start = 0 if call.params["cursorMark"] == "*" else int(call.params["cursorMark"])
        end = min(start + int(call.params["pageSize"]), self.count)
        results = [{"id": str(number), "source": "MED", "title": f"T{number}"} for number in range(start, end)]
        page = {"version": "6.9", "hitCount": self.count, "nextCursorMark": str(end), "resultList": {"result": results}}
        call.answer(json.dumps(page), Content_Type="application/json")


@pytest.fixture
def epmc(service: Service, client: PoliteClient, monkeypatch: pytest.MonkeyPatch) -> EuropePmc:
    monkeypatch.setattr("aetia.sources.europepmc.PER_SECOND", 5_000)
    return EuropePmc(client, root=service.url("/"))


def test_all_pages_come(service: Service, epmc: EuropePmc) -> None:
    service.on("/search", Shelf(450))
    found = list(epmc.search("scleroderma"))
    assert [result.key for result in found] == [f"MED:{number}" for number in range(450)]
    assert found[0].reference is not None
    assert found[0].raw["title"] == "T0"
    assert [call.params["cursorMark"] for call in service.calls] == ["*", "200", "400"]
    assert service.calls[0].params["email"] == "library@example.org"


def test_a_limit_asks_for_no_more_than_it_needs(service: Service, epmc: EuropePmc) -> None:
    service.on("/search", Shelf(450))
    assert len(list(epmc.search("scleroderma", limit=3))) == 3
    assert [call.params["pageSize"] for call in service.calls] == ["3"]


def test_no_results_are_an_answer(service: Service, epmc: EuropePmc) -> None:
    service.on("/search", Shelf(0))
    assert list(epmc.search("qwzx")) == []
    assert epmc.count("qwzx") == 0


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(),
        body("<html><title>EBI maintenance</title></html>"),
        body("", 503),
        body('{"version":"6.9"}'),
        body('{"hitCount":5,"resultList":null}'),
        body('{"hitCount":5,"resultList":{"result":[{"id":"1"}]}}'),
        body("[]"),
    ],
)
def test_a_bad_day_is_never_no_results(service: Service, epmc: EuropePmc, bad_day: Any) -> None:
    service.on("/search", bad_day, Shelf(2))
    assert len(list(epmc.search("x"))) == 2
    service.on("/search", bad_day)
    with pytest.raises(ServiceError):
        list(epmc.search("x"))


def test_an_error_in_words_is_told_at_once(service: Service, epmc: EuropePmc, waits: list[float]) -> None:
    service.on("/search", '{"errCode":404,"errMsg":"Invalid query"}')
    with pytest.raises(ServiceError, match="Invalid query"):
        epmc.count("((")
    assert waits == []


def test_a_page_that_repeats_itself_ends_in_an_error(service: Service, epmc: EuropePmc) -> None:
    page = {
        "hitCount": 5,
        "nextCursorMark": "AoE",
        "resultList": {"result": [{"id": "1", "source": "MED", "title": "T"}]},
    }
    service.on("/search", json.dumps(page))
    with pytest.raises(PartialAnswer, match="Europe PMC gave 1 of 5 results"):
        list(epmc.search("x"))
    assert len(service.calls) == 2


def test_the_best_of_one_request(service: Service, epmc: EuropePmc) -> None:
    service.on("/search", Shelf(450))
    assert [found.key for found in epmc.best("scleroderma", 5)] == [f"MED:{number}" for number in range(5)]
    assert [call.params["pageSize"] for call in service.calls] == ["5"]
    service.on("/search", Shelf(0))
    assert epmc.best("qwzx", 5) == []


def test_a_page_that_lost_its_results_is_no_answer(service: Service, epmc: EuropePmc) -> None:
    service.on("/search", '{"hitCount":5,"resultList":{"result":[]}}')
    with pytest.raises(PartialAnswer, match="0 of 5 results"):
        epmc.best("x", 5)
