"""The corpus on the command line: what a librarian types, what it prints, and what its exit code says."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.corpus.made_up import write_file
from tests.sources.pubmed_xml.made_up import article, deletion, file

from aetia.cli.corpus_export import COLUMNS, written
from aetia.cli.main import main

JOURNAL = "<Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue><Title>J</Title></Journal>"
RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J. 2021;2:9</RefSource>'
    '<PMID Version="1">9</PMID></CommentsCorrections></CommentsCorrectionsList>'
)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Path:
    """A corpus of three records, of which one is retracted and one is deleted again."""
    place = tmp_path / "corpus"
    monkeypatch.setenv("AETIA_CORPUS", str(place))
    records = [
        article(1, title="Slate dust and palewrist: a cohort.", inside=JOURNAL),
        article(2, title="Slate dust again.", inside=JOURNAL, citation=RETRACTED),
        article(3, title="A record that goes."),
    ]
    first, second = tmp_path / "pubmed26n0001.xml.gz", tmp_path / "pubmed26n0002.xml.gz"
    first.write_bytes(gzip.compress(file(records)))
    second.write_bytes(gzip.compress(file([deletion(3)])))
    assert main(["corpus", "add", str(first), str(second)]) == 0
    assert "2 files added, 0 known before, 0 failed; 2 records in" in capfd.readouterr().err
    return place


def answers(capfd: pytest.CaptureFixture[str], *line: str, code: int = 0) -> list[Any]:
    assert main(["corpus", *line, "--json"]) == code
    printed = capfd.readouterr().out
    try:
        return [json.loads(printed)]
    except json.JSONDecodeError:
        return [json.loads(each) for each in printed.splitlines()]


def test_records_are_had_by_any_identifier_and_missing_ones_are_named(
    corpus: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "get", "pmid:1", "3"]) == 1

    shown = capfd.readouterr()
    assert "Slate dust and palewrist: a cohort." in shown.out
    assert "3" in shown.err
    (record,) = answers(capfd, "get", "1")
    assert (record["pmid"], record["title"]) == (1, "Slate dust and palewrist: a cohort.")


def test_a_search_counts_exactly_and_shows_where_its_words_stand(
    corpus: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "search", '"slate dust"[ti] AND palew*[tiab]', "--snippets"]) == 0

    shown = capfd.readouterr()
    assert "1 record found" in shown.err
    assert "Slate dust" in shown.out
    assert main(["corpus", "search", "slate", "--ids"]) == 0
    assert sorted(capfd.readouterr().out.split()) == ["pmid:1", "pmid:2"]


def test_a_query_that_cannot_be_read_says_where(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "search", "slate AND (dust"]) == 2

    assert "(" in capfd.readouterr().err


def test_the_standing_of_a_retracted_paper_comes_with_the_word_it_rests_on(
    corpus: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    retracted, sound = answers(capfd, "standing", "2", "1")

    assert (retracted["state"], sound["state"]) == ("retracted", "current")
    assert main(["corpus", "standing", "2"]) == 0
    assert "J. 2021;2:9" in capfd.readouterr().out
    assert main(["corpus", "standing", "3"]) == 1


def test_the_corpus_is_counted_and_verified(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (counts,) = answers(capfd, "stats")
    assert counts["records"] == 2
    (checked,) = answers(capfd, "verify")
    assert checked["faults"] == []


def test_a_fault_is_told_repaired_and_gone_and_the_tree_of_headings_stays(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tree = tmp_path / "mesh.tsv"
    tree.write_text("C01\tDisease\nC01.100\tPalewrist\n")
    assert main(["corpus", "mesh", str(tree)]) == 0
    assert "2 headings in the tree" in capfd.readouterr().err
    (part,) = (corpus / "parts").glob("*0002*.parquet")
    part.write_bytes(b"PAR1")

    assert main(["corpus", "verify"]) == 1
    assert part.stem in capfd.readouterr().err
    assert main(["corpus", "verify", "--repair"]) == 0
    capfd.readouterr()
    # The damaged part is gone, and with it the deletion that it held; its file brings it back.
    assert main(["corpus", "add", str(tmp_path / "pubmed26n0002.xml.gz")]) == 0
    capfd.readouterr()
    assert answers(capfd, "verify")[0]["faults"] == []
    (counts,) = answers(capfd, "stats")
    assert counts["records"] == 2
    assert main(["corpus", "search", "disease[mh]"]) == 0
    assert "no MeSH tree" not in capfd.readouterr().err


def test_a_bad_file_does_not_keep_good_ones_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AETIA_CORPUS", str(tmp_path / "corpus"))
    good = write_file(tmp_path, 1, [(1, 1, "2024-01-01")])
    bad = tmp_path / "pubmed26n0002.xml"
    bad.write_text("<html>503</html>")

    assert main(["corpus", "add", str(bad), good]) == 1

    assert "pubmed26n0002.xml" in capfd.readouterr().err
    assert main(["corpus", "get", "1"]) == 0


def test_no_corpus_is_said_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AETIA_CORPUS", str(tmp_path / "nothing"))

    assert main(["corpus", "search", "slate"]) != 0
    assert "aetia corpus add" in capfd.readouterr().err


def test_drop_old_is_for_swaps(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "update", "--drop-old"]) == 2
    assert "--swap" in capfd.readouterr().err


def test_hits_are_written_for_other_programs(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "search", "slate", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert {(row["key"], row["year"]) for row in rows} == {("pmid:1", "2019"), ("pmid:2", "2019")}

    assert main(["corpus", "search", "slate", "--format", "csl"]) == 0
    items = json.loads(capfd.readouterr().out)
    assert {item["PMID"] for item in items} == {"1", "2"}

    assert main(["corpus", "search", "nothing", "--format", "csl"]) == 0
    assert json.loads(capfd.readouterr().out) == []

    assert main(["corpus", "search", "slate", "--format", "ris", "--limit", "1"]) == 0
    shown = capfd.readouterr()
    assert shown.out.count("ER  - \n") == 1
    assert "2 records found; 1 written" in shown.err


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    record: dict[str, Any] = {**dict.fromkeys(COLUMNS), "key": "pmid:1", "title": '=HYPERLINK("x")', "authors": []}

    (_, row) = written([record], "csv")
    assert "'=HYPERLINK" in row
