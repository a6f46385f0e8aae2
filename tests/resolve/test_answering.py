"""Answers to lists: in order, by one process or several, and as plain values."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from tests.resolve.small_corpus import (
    BOOK_PRINTED,
    COPPER_PRINTED,
    MOSS,
    NETTLE_PRINTED,
    SLATE_PRINTED,
    WINTER_PRINTED,
    make_corpus,
)

import aetia.corpus
from aetia.corpus import Corpus
from aetia.resolve.answering import TOGETHER, plain_resolved, records_of, resolve_list, shown_keys
from aetia.resolve.lists import Item, read_list
from aetia.resolve.query import Query
from aetia.resolve.resolver import Resolver


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with aetia.corpus.open(make_corpus(tmp_path_factory.mktemp("answering"))) as opened:
        yield opened


def answers(corpus: Corpus, *lines: str, jobs: int = 1) -> list[dict[str, Any]]:
    items = read_list(io.BytesIO("\n".join(lines).encode()))
    results = [resolved for chunk in resolve_list(corpus, items, jobs=jobs) for resolved in chunk]
    return [plain_resolved(one, records_of(corpus, shown_keys([one]))) for one in results]


def test_a_matched_citation_shows_its_paper_as_it_is_printed(corpus: Corpus) -> None:
    (answer,) = answers(corpus, SLATE_PRINTED)

    assert (answer["outcome"], answer["pmid"], answer["doi"], answer["key"]) == (
        "matched",
        "501",
        "10.1234/slate",
        "pmid:501",
    )
    assert answer["probability"] > 0.9
    assert answer["reasons"]
    best = answer["candidates"][0]
    assert (best["title"], best["journal"], best["year"], best["volume"], best["pages"], best["first_author"]) == (
        "Slate dust and palewrist: a cohort of quarry workers",
        "Journal of Palewrist Research",
        "1999",
        "12",
        "45-52",
        "Smith",
    )


def test_an_ambiguous_citation_has_its_candidates_and_names_none(corpus: Corpus) -> None:
    (answer,) = answers(corpus, WINTER_PRINTED)

    assert (answer["outcome"], answer["pmid"], answer["key"]) == ("ambiguous", None, None)
    assert {one["pmid"] for one in answer["candidates"]} == {"502", "503"}
    assert answer["why"]


def test_a_paper_without_a_pmid_is_known_by_its_key(corpus: Corpus) -> None:
    copper, moss = answers(corpus, COPPER_PRINTED, f"Young A. {MOSS['title']}. Reports from Nowhere 1988;2:7-9.")

    assert (copper["outcome"], copper["pmid"], copper["key"]) == ("matched", None, "doi:10.1234/copper")
    assert (moss["outcome"], moss["pmid"], moss["doi"]) == ("matched", None, None)
    assert moss["key"].startswith("id:")
    assert moss["candidates"][0]["own_id"] == "first-4"


def test_a_book_is_unmatched_and_said_to_be_one(corpus: Corpus) -> None:
    (answer,) = answers(corpus, BOOK_PRINTED)

    assert answer["outcome"] == "unmatched"
    assert answer["why"].endswith("it reads like a book")


def test_two_citations_in_one_line_are_never_matched_to_one_paper(corpus: Corpus) -> None:
    line = f"{SLATE_PRINTED} {NETTLE_PRINTED}"
    (answer,) = answers(corpus, line)

    assert (answer["outcome"], answer["pmid"]) == ("ambiguous", None)
    assert [one["pmid"] for one in answer["candidates"]] == ["501", "506"]
    assert "2 citations" in answer["why"]
    assert [line[begin:end] for begin, end in answer["spans"]["citations"]] == [SLATE_PRINTED, NETTLE_PRINTED]


@pytest.mark.parametrize("text", ["Smith", "Smith 1999 Lancet", "12", "[3]", "et al.", "...", "x" * 7_999])
def test_a_few_words_are_never_matched(corpus: Corpus, text: str) -> None:
    (answer,) = answers(corpus, text)

    assert answer["outcome"] in ("unmatched", "ambiguous")
    assert answer["why"]


def test_a_line_that_cannot_be_understood_is_an_unmatched_one_with_its_error(corpus: Corpus) -> None:
    first, broken, last = answers(corpus, '{"id": "a", "text": "Smith"}', '{"id"', '{"id": "c", "text": "Doe"}')

    assert (first["id"], last["id"]) == ("a", "c")
    assert "error" not in first
    assert (broken["id"], broken["line"], broken["outcome"], broken["candidates"]) == (2, 2, "unmatched", [])
    assert "no JSON" in broken["error"]


def test_several_processes_give_the_same_answers_in_the_same_order(corpus: Corpus) -> None:
    lines = [SLATE_PRINTED, WINTER_PRINTED, "Smith", NETTLE_PRINTED] * (TOGETHER // 2)

    alone, together = answers(corpus, *lines), answers(corpus, *lines, jobs=2)

    assert [one["id"] for one in alone] == list(range(1, len(lines) + 1))
    assert together == alone


def test_an_item_that_breaks_the_resolver_does_not_take_the_others_with_it(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Resolver.resolve_many

    def breaking(self: Resolver, queries: Any) -> Any:
        listed = list(queries)
        if any("poison" in query.printed for query in listed):
            raise RecursionError
        return whole(self, listed)

    monkeypatch.setattr(Resolver, "resolve_many", breaking)
    first, broken, last = answers(corpus, SLATE_PRINTED, "poison 1999", NETTLE_PRINTED)

    assert (first["pmid"], last["pmid"]) == ("501", "506")
    assert "RecursionError" in broken["error"]


def test_a_list_is_read_as_it_is_answered(corpus: Corpus) -> None:
    seen = 0

    def endless() -> Iterator[Item]:
        nonlocal seen
        while True:
            seen += 1
            yield Item(seen, seen, Query("Smith"))

    first = next(resolve_list(corpus, endless()))

    assert len(first) == seen == TOGETHER
