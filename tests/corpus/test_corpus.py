"""Asking a corpus: records by identifier, columns, SQL, counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.pubmed_xml.made_up import article, file

import aetia.corpus
from aetia.corpus import Corpus, Store, add, corpus_schema
from aetia.corpus.identifiers import identifier_key
from aetia.errors import InputError

IDS = '<ArticleIdList><ArticleId IdType="doi">10.1000/Abc</ArticleId><ArticleId IdType="pmc">PMC7</ArticleId></ArticleIdList>'


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    path = tmp_path / "some.xml"
    journal = (
        "<Journal><JournalIssue><PubDate><Year>{}</Year></PubDate></JournalIssue>"
        "<ISOAbbreviation>J</ISOAbbreviation></Journal><Language>eng</Language>"
    )
    records = [
        article(n, title=f"Title {n}", inside=journal.format(2000 + n % 2), data=IDS if n == 33 else "")
        for n in range(1, 71)
    ]
    path.write_bytes(file(records))
    store = Store(str(tmp_path / "corpus"))
    add(store, [str(path)], search=False)
    with aetia.corpus.open(store.address) as opened:
        yield opened


def test_records_come_by_any_identifier_in_the_order_asked(corpus: Corpus) -> None:
    found = corpus.get(["33", "PMID: 70", "https://doi.org/10.1000/ABC", "pmc7", "1", "33", "9999"])
    assert [record and record["pmid"] for record in found] == [33, 70, 33, 33, 1, 33, None]


def test_a_record_has_every_column_with_the_values_of_its_part(corpus: Corpus) -> None:
    (record,) = corpus.get(["33"])
    assert record is not None
    assert list(record) == corpus_schema().names
    (row,) = [row for batch in corpus.scan() for row in batch.to_pylist() if row["pmid"] == 33]
    assert record == row


@pytest.mark.parametrize(
    ("written", "key"),
    [("00123", "pmid:123"), ("pmid:5", "pmid:5"), ("PMC12", "pmc:PMC12"), ("pmcid: pmc12", "pmc:PMC12"),
    ("doi:10.1000/A.b", "doi:10.1000/a.b"),
     ("http://dx.doi.org/10.1000/x.", "doi:10.1000/x"), ("id:own", "id:own")],
)  # fmt: skip
def test_identifiers_are_known_however_they_are_written(written: str, key: str) -> None:
    assert identifier_key(written) == key


@pytest.mark.parametrize("written", ["", "abc", "12 34", "10.x/1", "PMC", "pmid:"])
def test_what_is_no_identifier_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="is no identifier"):
        identifier_key(written)


def test_columns_are_scanned_as_arrow_batches(corpus: Corpus) -> None:
    batches = list(corpus.scan(["key", "year"]))
    assert batches[0].schema.names == ["key", "year"]
    assert sum(batch.num_rows for batch in batches) == len(corpus) == 70
    with pytest.raises(InputError, match=r"no column 'yeer'.*year"):
        list(corpus.scan(["yeer"]))


def test_sql_sees_the_current_records(corpus: Corpus) -> None:
    rows = corpus.sql(
        "SELECT year, count(*) FROM records WHERE pmid > $above GROUP BY year ORDER BY year", above=10
    ).fetchall()
    assert rows == [(2000, 30), (2001, 30)]
    with pytest.raises(InputError, match="cannot be run"):
        corpus.sql("SELEC 1").fetchall()


def test_counts_by_year_journal_and_language(corpus: Corpus) -> None:
    stats = corpus.stats()
    assert (stats.records, stats.parts) == (70, 1)
    assert stats.years == (("2000", 35), ("2001", 35))
    assert stats.journals == ()  # no title and no abbreviation of NLM's
    assert stats.languages == (("eng", 70),)
    assert stats.statuses == (("MEDLINE", 70),)


def test_an_empty_corpus_answers(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "empty"))
    store.create()
    with Corpus(store) as corpus:
        assert (len(corpus), corpus.get(["1"]), list(corpus.scan())) == (0, [None], [])
        assert corpus.sql("SELECT count(*) FROM records").fetchall() == [(0,)]
