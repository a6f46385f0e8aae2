"""Dates put together all at once are those that are put together one by one."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.pubmed_xml.made_up import article, file

from aetia.sources.pubmed_xml import PubmedFile
from aetia.sources.pubmed_xml.dates import joined, joined_at_once

YEARS = st.sampled_from([None, "1998", "2019", "99é"])
MONTHS = st.sampled_from([None, "7", "07", "Jul", "september", "Sept", "12", "13", "Winter", "é", "100"])
DAYS = st.sampled_from([None, "1", "02", "31", "x", "123", "é"])


def read(*insides: str) -> list[dict[str, Any]]:
    content = file([article(pmid, inside=inside) for pmid, inside in enumerate(insides, 1)])
    return [row for batch in PubmedFile(io.BytesIO(content)) for row in batch.to_pylist()]


def texts(values: list[str | None]) -> pa.StringArray:
    return pa.array(values, pa.string())


@given(st.lists(st.tuples(YEARS, MONTHS, DAYS), max_size=20))
def test_dates_at_once_are_those_one_by_one_and_a_missing_one(parts: list[tuple[str | None, ...]]) -> None:
    year, month, day = (texts([part[place] for part in parts]) for place in range(3))
    found = joined_at_once(year, month, day)
    assert found is not None
    assert found.to_pylist() == [*joined(year, month, day).to_pylist(), None]


@pytest.mark.parametrize("year", ["99", "19999", "199é"])
def test_a_year_of_another_length_is_left_to_the_slower_way(year: str) -> None:
    assert joined_at_once(texts(["2019", year]), texts([None, "7"]), texts([None, None])) is None


def test_a_strange_year_of_one_record_changes_no_date_of_another() -> None:
    first, second = "<Year>2019</Year><Month>Jul</Month>", "<Year>19</Year><Month>2</Month>"
    assert [row["published"] for row in read(*map(issued, (first, second)))] == ["2019-07", "19-02"]


def test_a_part_that_one_of_two_dates_lacks_is_taken_from_the_other() -> None:
    dates = "<ArticleDate><Year>2019</Year></ArticleDate><ArticleDate><Year>2018</Year><Month>3</Month></ArticleDate>"
    assert [row["published_electronic"] for row in read(dates)] == ["2019-03"]


def test_a_date_within_a_date_is_not_mistaken_for_it() -> None:
    inner = "<PubDate><x><Year>1999</Year></x><Year>2019</Year></PubDate>"
    assert [row["published"] for row in read(issued(inner, whole=True))] == ["2019"]


def issued(date: str, *, whole: bool = False) -> str:
    inside = date if whole else f"<PubDate>{date}</PubDate>"
    return f"<Journal><JournalIssue>{inside}</JournalIssue></Journal>"
