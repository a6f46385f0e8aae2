"""Services as a source of candidates: found by them, decided by the scorer, and every failure told."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.resolve.online.conftest import Ask
from tests.resolve.online.shelf import BOOK, EBV, OLD, OTHER_EBV, VITAMIN_D, Publication, Shelf, article_set
from tests.services import Call, body, busy, hung_up

from aetia.errors import InputError
from aetia.resolve import CitationIndex, Query, Resolver, read_query
from aetia.resolve.online import SERVICES, CandidateSource, ServiceName, candidate_source

PRINTED = {
    VITAMIN_D.pmid: "Holick MF. Vitamin D deficiency. N Engl J Med. 2007;357(3):266-281.",
    EBV.pmid: "van den Berg J, Xuan J. Epstein-Barr virus infection and primary scleroderma in the elderly. "
    "Front Immunol. 2020;11(2):112-119.",
    OLD.pmid: "Rodnan GP, Benedek T. Silica dust exposure among miners with progressive systemic sclerosis. "
    "Ann Intern Med. 1967;66(2):323-334.",
    BOOK.doi: "Haustein U. Occupational solvents and connective tissue fibrosis of welders. Arbeitsmed Akt. 1998;9(1):21-30.",
}


def resolver(source: CandidateSource | None) -> Resolver:
    """A resolver whose corpus is empty."""
    return Resolver(CitationIndex.of_papers([]), also=source)


def matched(source: CandidateSource, printed: str) -> str | None:
    """The key of the paper that a citation is matched to."""
    match = resolver(source).resolve(printed).match
    return match.paper.key if match else None


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("one", [VITAMIN_D, EBV])
def test_each_service_alone_gives_the_paper_that_the_scorer_matches(
    ask: Ask, name: ServiceName, one: Publication
) -> None:
    key = f"doi:{one.doi.lower()}" if name == "crossref" else f"pmid:{one.pmid}"
    assert matched(ask(name), PRINTED[one.pmid]) == key


def test_without_services_the_same_citations_are_unmatched(shelf: Shelf) -> None:
    assert [resolver(None).resolve(text).outcome for text in PRINTED.values()] == ["unmatched"] * 4
    assert shelf.service.calls == []


def test_together_they_find_what_one_alone_does_not_have(ask: Ask) -> None:
    source = ask()
    assert matched(source, PRINTED[OLD.pmid]) == f"pmid:{OLD.pmid}"  # Crossref does not have it
    assert matched(source, PRINTED[BOOK.doi]) == f"doi:{BOOK.doi}"  # only Crossref has it
    counts = [(count.asked, count.answered, count.failed) for count in source.summary()]
    assert counts == [(2, 2, 0)] * 3


def test_fields_are_asked_with_as_well_as_text(ask: Ask) -> None:
    fields = {"title": EBV.title, "author": [{"family": "van den Berg", "given": "J"}], "year": "2020", "volume": "11"}
    for name in SERVICES:
        found = resolver(ask(name)).resolve(fields)
        assert found.match is not None, name
        assert found.match.paper.doi == EBV.doi


def test_papers_have_the_form_of_the_corpuss_own(ask: Ask) -> None:
    query = read_query(PRINTED[EBV.pmid])
    [pubmed] = [paper for paper in ask("pubmed")(query) if paper.key == f"pmid:{EBV.pmid}"]
    assert pubmed.families == ("berg", "xuan")
    assert (pubmed.volume, pubmed.issue, pubmed.first, pubmed.last, pubmed.years) == (
        "11",
        "2",
        "112",
        "119",
        ("2020",),
    )
    assert pubmed.doi == EBV.doi
    [europe] = [paper for paper in ask("europepmc")(query) if paper.key == f"pmid:{EBV.pmid}"]
    assert europe == pubmed
    [crossref] = [paper for paper in ask("crossref")(query) if paper.doi == EBV.doi]
    assert crossref._replace(key=pubmed.key) == pubmed


# A service's word is not believed.


def test_another_paper_that_the_matcher_calls_a_match_is_not_matched(ask: Ask, shelf: Shelf) -> None:
    shelf.publications = [OTHER_EBV, VITAMIN_D]
    shelf.matched = OTHER_EBV.pmid
    source = ask("pubmed")
    papers = source(read_query(PRINTED[EBV.pmid]))
    assert [paper.key for paper in papers] == [f"pmid:{OTHER_EBV.pmid}"]  # it was proposed
    answer = resolver(source).resolve(PRINTED[EBV.pmid])
    assert answer.outcome != "matched"


def test_the_best_of_crossref_is_not_matched_for_its_score(ask: Ask, shelf: Shelf) -> None:
    shelf.publications = [OTHER_EBV, VITAMIN_D, BOOK]
    assert matched(ask("crossref"), PRINTED[EBV.pmid]) is None


def test_the_right_paper_wins_over_the_matchers_wrong_one(ask: Ask, shelf: Shelf) -> None:
    shelf.matched = OTHER_EBV.pmid
    assert matched(ask("pubmed"), PRINTED[EBV.pmid]) == f"pmid:{EBV.pmid}"


def test_records_that_were_not_asked_for_are_not_taken(ask: Ask, shelf: Shelf) -> None:
    shelf.service.on("/ncbi/efetch.fcgi", article_set([EBV, VITAMIN_D]))
    papers = ask("pubmed")(read_query(PRINTED[EBV.pmid]))
    assert f"pmid:{VITAMIN_D.pmid}" not in {paper.key for paper in papers}
    assert f"pmid:{EBV.pmid}" in {paper.key for paper in papers}


# One publication comes once.


def test_one_publication_from_three_services_comes_once(ask: Ask) -> None:
    papers = ask("crossref", "europepmc", "pubmed")(read_query(PRINTED[VITAMIN_D.pmid]))
    same = [paper for paper in papers if "vitamin d deficiency" in paper.titles]
    assert [paper.key for paper in same] == [f"pmid:{VITAMIN_D.pmid}"]


def test_one_publication_without_a_common_identifier_comes_once_and_is_matched(ask: Ask, shelf: Shelf) -> None:
    only_doi = replace(OLD, doi="10.7326/0003-4819-66-2-323")
    with_doi = [one for one in shelf.publications if one is not OLD]

    def works_with_doi(call: Call) -> None:
        shelf.publications = [*with_doi, only_doi]
        shelf._works(call)
        shelf.publications = [*with_doi, OLD]

    shelf.service.on("/crossref/works", works_with_doi)
    source = ask("crossref", "pubmed")
    assert matched(source, PRINTED[OLD.pmid]) == f"pmid:{OLD.pmid}"


# Bad days.

BAD_DAYS: dict[str, Any] = {
    "429": busy(),
    "503 with a time": busy("0", 503),
    "500": body("", 500),
    "403": body("go away", 403),
    "an error page with status 200": body("<html><title>Maintenance</title></html>"),
    "nothing": body(""),
    "garbage": body(b"\x00\xff\xfe garbage"),
    "half a document": body('{"status":"ok","message-type":"work-list","message":{"items":['),
    "JSON of another kind": body('{"a": [1, 2, 3]}'),
    "hung up": hung_up,
}
PATHS: dict[ServiceName, tuple[str, ...]] = {
    "pubmed": ("/ncbi/ecitmatch.cgi", "/ncbi/esearch.fcgi", "/ncbi/efetch.fcgi"),
    "crossref": ("/crossref/works",),
    "europepmc": ("/epmc/search",),
}
FOLDERS: dict[ServiceName, str] = {"pubmed": "ncbi", "crossref": "crossref", "europepmc": "epmc"}


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_bad_day_of_one_service_is_told_and_the_others_go_on(
    ask: Ask, shelf: Shelf, told: list[str], name: ServiceName, day: str
) -> None:
    for path in PATHS[name]:
        shelf.service.on(path, BAD_DAYS[day])
    source = ask()
    query = read_query(PRINTED[EBV.pmid])
    [answer] = resolver(source).resolve_many([query])
    assert answer.match is not None  # the others have it
    assert answer.match.paper.doi == EBV.doi
    counts = dict(zip(SERVICES, source.summary(), strict=True))
    assert (counts[name].asked, counts[name].answered, counts[name].failed) == (1, 0, 1)
    assert [(count.answered, count.failed) for other, count in counts.items() if other != name] == [(1, 0)] * 2
    assert source.could_not_ask(query) == (counts[name].service,)
    [line] = told
    assert line.startswith(f"{counts[name].service} could not be asked about 'van den Berg J")
    assert "could not be asked about 1, of which nothing is known" in str(counts[name])
    assert len(shelf.asked(FOLDERS[name])) <= 3


@pytest.mark.parametrize("name", SERVICES)
def test_no_papers_are_an_answer_and_no_failure(ask: Ask, shelf: Shelf, told: list[str], name: ServiceName) -> None:
    shelf.publications = []
    source = ask(name)
    query = read_query(PRINTED[EBV.pmid])
    shelf.service.on(
        "/crossref/works", '{"status":"ok","message-type":"work-list","message":{"items":[],"total-results":0}}'
    )
    assert source(query) == []
    [count] = source.summary()
    assert (count.answered, count.failed) == (1, 0)
    assert (source.could_not_ask(query), told) == ((), [])


def test_a_failure_that_passes_is_tried_again(ask: Ask, shelf: Shelf) -> None:
    for path, reply in (("/crossref/works", shelf._works), ("/epmc/search", shelf._search)):
        shelf.service.on(path, busy("0"), reply)
    source = ask("crossref", "europepmc")
    assert matched(source, PRINTED[EBV.pmid]) == f"pmid:{EBV.pmid}"
    assert [count.failed for count in source.summary()] == [0, 0]


def test_a_matcher_that_fails_does_not_cost_what_the_search_finds(ask: Ask, shelf: Shelf, told: list[str]) -> None:
    shelf.service.on("/ncbi/ecitmatch.cgi", "<html>oops</html>")
    source = ask("pubmed")
    assert matched(source, PRINTED[EBV.pmid]) == f"pmid:{EBV.pmid}"
    [count] = source.summary()
    assert (count.answered, count.failed) == (0, 1)  # not in full
    assert told[0].startswith("PubMed answered only in part")
    assert len(shelf.service.calls) == 3


def test_a_service_that_fails_again_and_again_is_left_out(ask: Ask, shelf: Shelf, told: list[str]) -> None:
    shelf.service.on("/crossref/works", body("", 500))
    source = ask("crossref", "europepmc")
    queries = [read_query(f"{text} {number}") for number in range(2) for text in PRINTED.values()]
    list(resolver(source).resolve_many(queries))
    crossref, europe = source.summary()
    assert (crossref.asked, crossref.answered, crossref.failed) == (8, 0, 8)
    assert crossref.left_out.startswith("3 citations in a row got no answer")
    assert (europe.failed, europe.left_out) == (0, "")
    assert len(shelf.asked("crossref")) == 6  # three citations, each tried twice
    assert len(told) == 4
    assert told[-1].startswith("Crossref is left out for the rest of the run")
    assert all(source.could_not_ask(query) == ("Crossref",) for query in queries)


def test_failures_that_are_not_in_a_row_leave_nobody_out(ask: Ask, shelf: Shelf) -> None:
    source = ask("europepmc")
    for number in range(8):
        shelf.service.on("/epmc/search", shelf._search if number % 3 == 2 else body("", 500))
        source(read_query(f"{PRINTED[EBV.pmid]} {number}"))
    [count] = source.summary()
    assert (count.answered, count.failed, count.left_out) == (2, 6, "")


def test_a_service_that_asks_for_an_hour_is_left_out_at_once(ask: Ask, shelf: Shelf, told: list[str]) -> None:
    shelf.service.on("/crossref/works", busy("3600"))
    source = ask("crossref")
    for text in PRINTED.values():
        source(read_query(text))
    [count] = source.summary()
    assert (count.failed, count.left_out) == (4, "it asks to wait 3,600 seconds")
    assert len(shelf.service.calls) == 1
    assert len(told) == 2


def test_what_comes_of_a_service_in_part_is_not_taken_for_all(ask: Ask, shelf: Shelf) -> None:
    shelf.service.on("/epmc/search", '{"hitCount": 7, "resultList": {"result": []}}')
    source = ask("europepmc")
    source(read_query(PRINTED[EBV.pmid]))
    assert source.summary()[0].failed == 1


@pytest.mark.parametrize("given", [[], [VITAMIN_D]])
def test_a_pubmed_that_lost_the_records_it_named_gave_no_answer(
    ask: Ask, shelf: Shelf, given: list[Publication]
) -> None:
    shelf.service.on("/ncbi/efetch.fcgi", article_set(given))
    source = ask("pubmed")
    assert source(read_query(PRINTED[EBV.pmid])) == []
    assert source.summary()[0].failed == 1


# Polite, bounded, private.


@pytest.mark.parametrize("name", SERVICES)
def test_a_citation_costs_a_service_three_requests_at_most_and_gives_five_papers(
    ask: Ask, shelf: Shelf, name: ServiceName
) -> None:
    shelf.publications = [
        replace(EBV, pmid=str(100 + number), doi=f"10.1000/{number}", pages=f"{number + 1}-{number + 9}")
        for number in range(12)
    ]
    shelf.open()
    text = f"{PRINTED[EBV.pmid]} PMID: 107. doi:10.1000/3"
    papers = ask(name)(Query(text))
    assert len(papers) == 5
    assert 2 <= len(shelf.service.calls) <= 3
    assert ({"pmid:107", "doi:10.1000/3"} & {paper.key for paper in papers}) or name == "europepmc"


def test_answers_are_remembered_and_failures_are_not(ask: Ask, shelf: Shelf, tmp_path: Path) -> None:
    memory = tmp_path / "answers.sqlite"
    shelf.service.on("/epmc/search", body("", 500))
    first = ask(cache=memory)
    assert matched(first, PRINTED[EBV.pmid]) == f"pmid:{EBV.pmid}"
    first.close()
    shelf.open()
    shelf.service.calls.clear()
    assert matched(ask(cache=memory), PRINTED[EBV.pmid]) == f"pmid:{EBV.pmid}"
    assert [call.path for call in shelf.service.calls] == ["/epmc/search"]


def test_the_same_citation_is_asked_about_once_in_a_run(ask: Ask, shelf: Shelf) -> None:
    source = ask()
    first = source(read_query(PRINTED[EBV.pmid]))
    calls = len(shelf.service.calls)
    assert source(read_query(PRINTED[EBV.pmid])) == first
    assert len(shelf.service.calls) == calls
    assert [(count.asked, count.answered) for count in source.summary()] == [(2, 2)] * 3


def test_what_failed_is_asked_about_again(ask: Ask, shelf: Shelf) -> None:
    shelf.service.on("/epmc/search", body("", 500))
    source = ask("europepmc")
    assert source(read_query(PRINTED[EBV.pmid])) == []
    shelf.open()
    assert [paper.key for paper in source(read_query(PRINTED[EBV.pmid]))] == [f"pmid:{EBV.pmid}"]


def test_who_asks_is_told_and_the_address_is_not_remembered(ask: Ask, shelf: Shelf, tmp_path: Path) -> None:
    ask(email="library@example.org", cache=tmp_path / "m")(read_query(PRINTED[EBV.pmid]))
    assert {call.params.get("email") or call.params.get("mailto") for call in shelf.service.calls} == {
        "library@example.org"
    }
    assert all(call.headers["user-agent"].startswith("aetia/") for call in shelf.service.calls)
    assert b"library@example.org" not in (tmp_path / "m").read_bytes()


def test_nothing_but_the_citation_is_sent(ask: Ask, shelf: Shelf) -> None:
    text = f"{PRINTED[EBV.pmid]} https://intranet.example.org/?token=s3cret jane.doe@example.org"
    ask()(read_query(text + " and so on" * 500))
    sent = " ".join(value for call in shelf.service.calls for value in (*call.params.values(), *call.form.values()))
    assert "s3cret" not in sent
    assert "jane.doe" not in sent
    assert max(len(value) for call in shelf.service.calls for value in call.params.values()) <= 600


def test_a_private_address_is_not_asked_unless_it_was_allowed(shelf: Shelf) -> None:
    with candidate_source(["crossref"], roots=shelf.roots) as source:
        assert source(read_query(PRINTED[EBV.pmid])) == []
    assert source.summary()[0].failed == 1
    assert shelf.service.calls == []


def test_nothing_is_asked_before_there_is_a_citation(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with candidate_source(SERVICES) as source:
        assert [count.asked for count in source.summary()] == [0, 0, 0]
    resolver(None).resolve(PRINTED[EBV.pmid])


def test_a_citation_that_the_corpus_decides_is_sent_to_nobody(ask: Ask, shelf: Shelf) -> None:
    papers = [paper for paper in ask("pubmed")(read_query(PRINTED[EBV.pmid])) if paper.key == f"pmid:{EBV.pmid}"]
    shelf.service.calls.clear()
    source = ask()
    answer = Resolver(CitationIndex.of_papers(papers), also=source).resolve(PRINTED[EBV.pmid])
    assert answer.outcome == "matched"
    assert shelf.service.calls == []


def test_what_gives_nothing_to_ask_with_is_passed_over(ask: Ask, shelf: Shelf) -> None:
    source = ask()
    assert source(Query("Ibid.")) == []
    assert [(count.asked, count.passed_over) for count in source.summary()] == [(0, 1)] * 3
    assert str(source.summary()[0]) == (
        "PubMed: asked about 0 citations, answered 0; 1 citation gave nothing to ask with"
    )
    assert shelf.service.calls == []


def test_a_printed_identifier_is_asked_for_by_itself(ask: Ask, shelf: Shelf) -> None:
    source = ask()
    assert {paper.key for paper in source(Query(f"PMID {EBV.pmid}"))} == {f"pmid:{EBV.pmid}"}
    assert {paper.key for paper in source(Query(f"doi:{BOOK.doi}"))} == {f"doi:{BOOK.doi}"}


def test_a_printed_pmid_that_never_was_is_no_failure(ask: Ask, shelf: Shelf) -> None:
    source = ask("pubmed", "europepmc")
    assert source(Query("PMID 99999999")) == []
    assert [count.answered for count in source.summary()] == [1, 1]


@pytest.mark.parametrize(
    ("names", "roots", "said"),
    [
        (["scholar"], None, "no service 'scholar'"),
        ([], None, "no service is named"),
        (["pubmed"], {"scholar": "https://example.org"}, "no service 'scholar'"),
    ],
)
def test_wrong_names_are_refused(names: list[Any], roots: dict[str, str] | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        candidate_source(names, roots=roots)


def test_a_wrong_contact_is_refused_and_leaves_no_open_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no email address"):
        candidate_source(["pubmed"], email="nobody", cache=tmp_path / "m")


def test_a_service_named_twice_is_asked_once(ask: Ask) -> None:
    assert [count.service for count in ask("crossref", "crossref").summary()] == ["Crossref"]
