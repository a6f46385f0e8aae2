"""Crossref: works as references, and notices told apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.services import Call, Service, body, busy

from aetia.errors import InputError, PartialAnswer, ServiceError
from aetia.http import PoliteClient
from aetia.model.standing import Standing
from aetia.sources.crossref import Crossref, Work, reference
from aetia.sources.crossref_notices import Update, standing, updates_by, updates_to

RAW: dict[str, Any] = {
    "DOI": "10.1016/S0140-6736(97)11096-0",
    "type": "journal-article",
    "title": ["Ileal-lymphoid-nodular hyperplasia, <i>non-specific</i> colitis &amp; pervasive developmental disorder"],
    "author": [
        {"given": "AJ", "family": "Wakefield", "sequence": "first", "affiliation": []},
        {"name": "A Study Group", "sequence": "additional"},
        {"sequence": "additional"},
    ],
    "container-title": ["The Lancet"],
    "short-container-title": ["Lancet"],
    "issued": {"date-parts": [[1998, 2]]},
    "volume": "351",
    "issue": "9103",
    "page": "637-641",
    "publisher": "Elsevier BV",
    "language": "en",
    "URL": "https://doi.org/10.1016/s0140-6736(97)11096-0",
    "updated-by": [
        {
            "DOI": "10.1016/S0140-6736(10)60175-4",
            "type": "retraction",
            "label": "Retraction",
            "source": "retraction-watch",
            "updated": {"date-parts": [[2010, 2, 6]], "date-time": "2010-02-06T00:00:00Z"},
        },
        {
            "DOI": "10.1016/s0140-6736(04)15715-2",
            "type": "partial_retraction",
            "source": "publisher",
            "updated": {"date-parts": [[2004, 3, 6]]},
        },
    ],
}
OWN = "10.1016/s0140-6736(97)11096-0"


def test_the_fields_of_an_article() -> None:
    made = reference(RAW)
    assert made is not None
    assert made.plain() == {
        "title": "Ileal-lymphoid-nodular hyperplasia, non-specific colitis & pervasive developmental disorder",
        "author": [{"family": "Wakefield", "given": "AJ"}, {"literal": "A Study Group"}],
        "container-title": "The Lancet",
        "container-title-short": "Lancet",
        "issued": "1998-02",
        "volume": "351",
        "issue": "9103",
        "page": "637-641",
        "publisher": "Elsevier BV",
        "language": "en",
        "url": "https://doi.org/10.1016/s0140-6736(97)11096-0",
        "identifiers": {"doi": OWN},
        "standing": {
            "state": "retracted",
            "notice": {
                "doi": "10.1016/s0140-6736(10)60175-4",
                "date": "2010-02-06",
                "source": "Crossref (retraction-watch)",
            },
        },
    }


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"issued": {"date-parts": [[None]]}}, "issued", None),
        ({"author": None}, "author", []),
        ({"type": "posted-content"}, "type", "article"),
        ({"type": "book-chapter"}, "type", "chapter"),
        ({"type": "peer-review"}, "type", "article"),
        ({"container-title": []}, "container_title", None),
        ({"page": None, "article-number": "e0127339"}, "number", "e0127339"),
    ],
)
def test_odd_fields_do_not_cost_the_rest(change: dict[str, Any], field: str, value: Any) -> None:
    made = reference({**RAW, **change})
    assert made is not None
    assert getattr(made, field) == value


def test_without_a_title_there_is_no_reference() -> None:
    assert reference({**RAW, "title": []}) is None


def test_notices_are_told_from_both_sides() -> None:
    assert [update.kind for update in updates_by(RAW)] == ["partial-retraction", "retraction"]
    notice = {
        "DOI": "10.1/notice",
        "update-to": [{"DOI": "10.1/A", "type": "erratum"}, {"DOI": "10.1/b", "type": "erratum"}, {"type": "erratum"}],
    }
    assert updates_to(notice) == ()  # a prefix of one digit is no DOI
    notice["update-to"] = [{"DOI": "10.1000/A", "type": "erratum", "updated": {"date-parts": [[2019]]}}]
    notice["DOI"] = "10.1000/notice"
    assert updates_to(notice) == (Update("erratum", "10.1000/a", "10.1000/notice", "2019", None),)
    assert updates_by(notice) == ()


def test_a_record_that_was_changed_in_place_names_itself() -> None:
    raw = {**RAW, "updated-by": None, "update-to": [{"DOI": RAW["DOI"], "type": "withdrawal"}]}
    [update] = updates_by(raw)
    assert (update.of, update.notice) == (OWN, OWN)
    made = reference(raw)
    assert made is not None
    assert made.is_retracted


def update(kind: str, date: str | None = "2020", notice: str = "10.1000/n") -> Update:
    return Update(kind, "10.1000/a", notice, date, "publisher")


@pytest.mark.parametrize(
    ("updates", "state"),
    [
        ([], Standing.CURRENT),
        (
            [update("new-version"), update("addendum"), update("clarification"), update("something-new")],
            Standing.CURRENT,
        ),
        ([update("correction")], Standing.CORRECTED),
        ([update("erratum"), update("expression-of-concern")], Standing.CONCERN),
        ([update("expression-of-concern", "2022"), update("retraction", "2019")], Standing.RETRACTED),
        ([update("withdrawal")], Standing.RETRACTED),
        ([update("removal", None)], Standing.RETRACTED),
        ([update("partial-retraction")], Standing.CORRECTED),
        ([update("retraction", "2019"), update("reinstatement", "2021")], Standing.CURRENT),
        (
            [update("retraction", "2019"), update("reinstatement", "2021"), update("correction", "2018")],
            Standing.CORRECTED,
        ),
        ([update("retraction", "2022"), update("reinstatement", "2021")], Standing.RETRACTED),
    ],
)
def test_standings_are_told_apart(updates: list[Update], state: Standing) -> None:
    assert standing(updates).state is state


def test_the_newest_of_the_weightiest_is_named() -> None:
    found = standing([update("retraction", "2019", "10.1000/old"), update("retraction", "2021-05", "10.1000/new")])
    assert found.notice is not None
    assert (found.notice.doi, found.notice.date) == ("10.1000/new", "2021-05")


def one(raw: Any) -> str:
    return json.dumps({"status": "ok", "message-type": "work", "message": raw})


def many(raws: list[Any], total: int, cursor: str | None = "c") -> str:
    message = {"items": raws, "total-results": total, "next-cursor": cursor}
    return json.dumps({"status": "ok", "message-type": "work-list", "message": message})


@pytest.fixture
def crossref(service: Service, client: PoliteClient, monkeypatch: pytest.MonkeyPatch) -> Crossref:
    monkeypatch.setattr("aetia.sources.crossref.PER_SECOND_WITH_CONTACT", 5_000)
    return Crossref(client, root=service.url("/"))


def test_a_work_by_its_doi(service: Service, crossref: Crossref) -> None:
    path = "/works/10.1016%2Fs0140-6736%2897%2911096-0"
    service.on(path, one(RAW))
    work = crossref.work("https://doi.org/10.1016/S0140-6736(97)11096-0")
    assert work is not None
    assert work.key == OWN
    assert work.raw == RAW
    assert len(work.updates) == 2
    assert service.calls[0].params == {"mailto": "library@example.org"}


def test_a_doi_that_crossref_does_not_know(service: Service, crossref: Crossref) -> None:
    service.on("/works/10.5281%2Fzenodo.1", body("Resource not found.", 404, Content_Type="text/plain"))
    assert crossref.work("10.5281/zenodo.1") is None
    service.on("/works/10.5281%2Fzenodo.1", body("<html>404 - gateway</html>", 404))
    with pytest.raises(ServiceError):
        crossref.work("10.5281/zenodo.1")
    with pytest.raises(InputError, match="not a DOI"):
        crossref.work("zenodo.1")


def test_a_search_goes_along_the_cursor(service: Service, crossref: Crossref) -> None:
    works = [{"DOI": f"10.1000/{number}", "title": [f"T{number}"]} for number in range(5)]
    service.on("/works", many(works[:2], 5), many(works[2:4], 5), many(works[4:], 5))
    found = list(crossref.search("a printed reference", filters={"type": "journal-article", "from-pub-date": "2020"}))
    assert [work.key for work in found] == [f"10.1000/{number}" for number in range(5)]
    assert all(isinstance(work, Work) for work in found)
    first = service.calls[0].params
    assert first["query.bibliographic"] == "a printed reference"
    assert first["filter"] == "from-pub-date:2020,type:journal-article"
    assert [call.params["cursor"] for call in service.calls] == ["*", "c", "c"]


def test_the_best_few(service: Service, crossref: Crossref) -> None:
    service.on("/works", many([{"DOI": f"10.1000/{number}"} for number in range(3)], 2_000_000))
    assert [work.reference for work in crossref.search("words", limit=3)] == [None, None, None]
    assert service.calls[0].params["rows"] == "3"


def test_a_search_for_nothing_is_refused(crossref: Crossref) -> None:
    with pytest.raises(InputError, match="words or filters"):
        crossref.search()


def test_a_cursor_that_goes_round_is_told(service: Service, crossref: Crossref) -> None:
    service.on("/works", many([{"DOI": "10.1000/1"}], 3))
    with pytest.raises(PartialAnswer, match="Crossref gave 1 of 3 results"):
        list(crossref.search("words"))


@pytest.mark.parametrize(
    "bad_day",
    [
        busy(),
        body("<html><title>502</title></html>"),
        body('{"status":"failed","message-type":"validation-failure","message":[{"message":"bad cursor"}]}'),
        body('{"status":"ok","message-type":"work-list","message":{}}'),
        body('{"status":"ok","message-type":"work-list","message":{"items":[{}],"total-results":1}}'),
        body('{"status":"ok","message-type":"work-list"}'),
        body("null"),
    ],
)
def test_a_bad_day_is_never_no_results(service: Service, crossref: Crossref, bad_day: Any) -> None:
    service.on("/works", bad_day, many([{"DOI": "10.1000/1"}], 1))
    assert len(list(crossref.search("words"))) == 1
    service.on("/works", bad_day)
    with pytest.raises(ServiceError):
        list(crossref.search("words"))


def test_notices_come_from_both_sides_each_once(service: Service, crossref: Crossref) -> None:
    own = {
        "DOI": "10.1000/a",
        "title": ["T"],
        "updated-by": [{"DOI": "10.1000/r", "type": "retraction", "source": "publisher"}],
    }
    notices = [
        {"DOI": "10.1000/r", "update-to": [{"DOI": "10.1000/A", "type": "retraction", "source": "publisher"}]},
        {
            "DOI": "10.1000/e",
            "update-to": [
                {"DOI": "10.1000/a", "type": "erratum", "updated": {"date-parts": [[2001]]}},
                {"DOI": "10.1000/other", "type": "erratum"},
            ],
        },
    ]
    service.on("/works/10.1000%2Fa", one(own))

    def reply(call: Call) -> None:
        assert call.params["filter"] == "updates:10.1000/a"
        call.answer(many(notices, 2))

    service.on("/works", reply)
    found = crossref.notices("10.1000/A")
    assert [(update.kind, update.notice) for update in found] == [("retraction", "10.1000/r"), ("erratum", "10.1000/e")]


def test_a_doi_that_is_not_there_has_no_notices(service: Service, crossref: Crossref) -> None:
    service.on("/works/10.1000%2Fx", body("Resource not found.", 404))
    assert crossref.notices("10.1000/x") == []


def test_the_pace_depends_on_a_contact(service: Service) -> None:
    with PoliteClient() as client:
        Crossref(client)
        assert client._hosts._paces["api.crossref.org:443"].per_second == 1
    with PoliteClient(contact="a@example.org") as client:
        Crossref(client)
        assert client._hosts._paces["api.crossref.org:443"].per_second == 3


def test_the_best_of_one_request(service: Service, crossref: Crossref) -> None:
    service.on("/works", many([{"DOI": f"10.1000/{number}"} for number in range(7)], 2_000_000))
    assert [work.key for work in crossref.best("a printed reference", 5)] == [f"10.1000/{n}" for n in range(5)]
    [call] = service.calls
    assert call.params["query.bibliographic"] == "a printed reference"
    assert call.params["rows"] == "5"
    assert "cursor" not in call.params
    service.on("/works", many([{"DOI": "10.1000/1"}], 3))  # fewer than promised will do
    assert len(crossref.best("words", 5)) == 1
    assert len(service.calls) == 2


def test_the_best_of_nothing_is_an_answer_and_a_page_that_lost_them_is_none(
    service: Service, crossref: Crossref
) -> None:
    service.on("/works", many([], 0))
    assert crossref.best("qwzx", 5) == []
    service.on("/works", many([], 12))
    with pytest.raises(PartialAnswer, match="0 of 12 results"):
        crossref.best("words", 5)
    with pytest.raises(InputError, match="needs words"):
        crossref.best("  ", 5)
