"""RIS in, from any database, whole or not."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from tests.sources.exports import is_read_or_refused, read, read_text, spoilt, titles, what

from aetia.errors import InputError
from aetia.model.reference import Name
from aetia.sources.bibtex import read_bibtex
from aetia.sources.record_file import SourceRecord
from aetia.sources.ris import read_ris


@pytest.fixture(scope="module")
def databases() -> list[SourceRecord]:
    """One record each of Scopus, Embase, Ovid, Web of Science, and a chapter."""
    return read(read_ris, "ris/databases.ris")[0]


def test_pubmeds_number_is_found_where_each_database_puts_it(databases: list[SourceRecord]) -> None:
    assert [record.columns.get("pmid") for record in databases[:3]] == [90000001, 90000002, 90000003]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("U1  - 90000001[pmid]", "pmid", 90000001),
        ("U1  - PMC9000001 [PMCID]", "pmcid", "PMC9000001"),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/90000001/", "pmid", 90000001),
        ("L2  - https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9000001", "pmcid", "PMC9000001"),
        ("N1  - PMID: 90000001", "pmid", 90000001),
        ("N1  - Erratum in: Made Up J. 2020. PMID: 90000001", "pmid", None),
        ("AN  - 90000001", "pmid", None),
        ("DO  - https://doi.org/10.1000/Made", "doi", "10.1000/made"),
        ("M3  - doi: 10.1000/made", "doi", "10.1000/made"),
        ("UR  - http://dx.doi.org/10.1000%2Fmade", "doi", None),
        ("L3  - 10.1000/made", "doi", "10.1000/made"),
        ("ET  - 2020/09/15", "published_electronic", "2020-09-15"),
        ("SN  - 1234-567X, 8765-4321", "issn", "1234-567X"),
        ("LA  - German", "languages", ["ger"]),
        ("SP  - 219840", "pages", "219840"),
        ("PY  - 2013/02/15/received", "published", "2013-02-15"),
        ("Y1  - 2015/october", "published", "2015-10"),
        ("PY  - 03/04/2019", "published", "2019"),
        ("PY  - 99", "published", None),
    ],
)
def test_a_field_becomes_a_column(line: str, column: str, value: object) -> None:
    ((record,), _) = read_text(read_ris, f"TY  - JOUR\nTI  - A made-up title\n{line}\nER  - \n")
    assert record.columns.get(column) == value


def test_an_address_of_several_records_names_none() -> None:
    text = "TY  - JOUR\nTI  - A\nUR  - https://pubmed.ncbi.nlm.nih.gov/1\nL2  - https://pubmed.ncbi.nlm.nih.gov/2\nER  - \n"
    ((record,), _) = read_text(read_ris, text)
    assert "pmid" not in record.columns


def test_a_journal_article_has_its_columns(databases: list[SourceRecord]) -> None:
    columns = databases[0].columns
    expected = {
        "journal": "Journal of Invention", "journal_iso": "J. Invent.", "volume": "7", "issue": "2", "pages": "123-129",
        "pages_printed": "123-9", "issn": "1234-5678", "owner": "Scopus",
    }  # fmt: skip
    assert {name: columns[name] for name in expected} == expected
    assert columns["affiliation"] == "University of Nowhere, Nowhere; Second Institute, Nowhere"
    assert [word["text"] for word in columns["keywords"]] == ["invention", "made-up disease"]
    assert columns["identifiers"][1] == {"type": "id", "value": "made-1", "place": "other"}


def test_names_are_read_as_each_database_writes_them(databases: list[SourceRecord]) -> None:
    reference = databases[1].reference()
    assert reference is not None
    assert reference.author == [Name(family="Doe", given="J.A."), Name(family="García López", given="M.")]
    web_of_science = databases[3].reference()
    assert web_of_science is not None
    assert web_of_science.author == [Name(family="Doe", given="J"), Name(literal="Made-up Study Group")]


def test_month_and_day_stand_apart_from_the_year_in_web_of_science(databases: list[SourceRecord]) -> None:
    assert databases[3].columns["published"] == "2016-04-21"
    assert databases[3].columns["pages"] == "106558"
    assert databases[3].own_id == "WOS:000900000000004"


def test_a_chapter_has_its_book_and_editors(databases: list[SourceRecord]) -> None:
    columns = databases[4].columns
    book = columns["book"]
    assert columns["kind"] == "book"
    assert (book["title"], book["publisher"], book["edition"], book["isbn"]) == (
        "The Book of Nothing", "Nowhere Press", "2nd", ["978-0-00-000000-2"],
    )  # fmt: skip
    assert [one["family"] for one in book["authors"]] == ["Editor"]
    assert columns["authors"][1]["suffix"] == "Jr."
    reference = databases[4].reference()
    assert reference is not None
    assert (reference.type, reference.publisher, reference.issued) == ("chapter", "Nowhere Press", "2015-10-01")


@pytest.mark.parametrize(
    ("name", "expected", "faults"),
    [
        (
            "missing-er",
            ["First made-up title", "Second made-up title", "Third made-up title"],
            [
                "line 4: the record before this one has no ER; it was read all the same",
                "line 8: the last record has no ER; it was read all the same",
            ],
        ),
        ("missing-ty", ["A made-up title"], ["line 1: the record has no TY; it was read all the same"]),
        (
            "loose-tags",
            ["A made-up title"],
            ["line 1: the tag TY is not written as RIS has it; it and others like it were read all the same"],
        ),
        ("empty-record", ["A made-up title"], ["line 1: a record with nothing in it was passed over"] * 2),
        ("utf-16", ["Über Erfundenes"], []),
        (
            "windows-1252",
            ["Café made up – an erratum"],
            ["line 2: the line is no UTF-8; this one and others like it were read as Windows-1252"],
        ),
        ("carriage-returns", ["A made-up title"], []),
    ],
)
def test_flawed_files_are_read_and_the_flaw_is_told(name: str, expected: list[str], faults: list[str]) -> None:
    records, report = read(read_ris, f"ris/{name}.ris")
    assert titles(records) == expected
    assert [re.sub(r"line 4: a rec", "line 1: a rec", line) for line in what(report)] == faults


def test_values_go_on_over_lines_without_a_tag() -> None:
    ((record,), _) = read(read_ris, "ris/values-over-lines.ris")
    assert record.columns["title"] == "A made-up title that goes on"
    assert record.columns["abstract"] == [{"text": "First line. Second line. Third line, after an empty one."}]
    assert [word["text"] for word in record.columns["keywords"]] == ["invention", "made-up disease", "nothing"]


def test_what_no_column_can_hold_is_counted_and_what_is_wrong_is_kept_as_such() -> None:
    ((record,), report) = read(read_ris, "ris/bad-values.ris")
    assert report.unknown == {"C8": 2, "PY": 1, "language": 1}
    assert [(one["value"], one["valid"]) for one in record.columns["identifiers"]] == [
        ("nothing", False),
        ("12", False),
    ]
    assert what(report) == ["line 1: 'nothing' is not a DOI; a DOI looks like 10.1186/s13075-020-02216-w"]


def test_text_between_records_is_counted() -> None:
    _, report = read(read_ris, "ris/databases.ris")
    assert report.unknown == {"text between records": 2}


@pytest.mark.parametrize(
    "text", ["", "A letter.\n", "PMID- 1\nTI  - A title\n", "@article{a, title={b}}", "AB  - a tag alone\n"]
)
def test_what_is_no_ris_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no record in the format RIS|it is empty"):
        read_text(read_ris, text)


def test_a_long_file_of_something_else_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.sources.ris.MOST_LINES_BEFORE", 10)
    with pytest.raises(InputError):
        read_text(read_ris, "nothing\n" * 20 + "TY  - JOUR\nTI  - A title\nER  - \n")


def _files(shared_data: Path) -> list[Path]:
    folder = shared_data / "citation-exports"
    texts = ("pubmed_endnote.txt", "web_of_science.txt", "ris_issue_992.txt", "ris_issue_1099.txt")
    return sorted(
        [*folder.glob("*/*.ris"), *folder.glob("*/*.ris.gz"), *(folder / "asreview" / name for name in texts)]
    )


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig", "replace")


def test_real_files_of_every_database_give_every_record(shared_data: Path) -> None:
    files = _files(shared_data)
    assert len(files) > 45
    odd = {"RisImporterCorrupted.ris", "RisImporterTest1.ris", "baseline_tag_and_field_definitions.ris"}
    for path in files:
        file = read_ris(path)
        count = len(list(file))
        passed_over = sum(fault.lost for fault in file.report.faults)
        if path.name not in odd:
            assert count + passed_over == len(re.findall(r"(?m)^TY  -", _text(path))), path.name


def test_the_records_with_most_flaws_are_read_too(shared_data: Path) -> None:
    folder = shared_data / "citation-exports"
    assert titles(list(read_ris(folder / "jabref/RisImporterCorrupted.ris"))) == [
        "Editorial: Open Source and Empirical Software Engineering"
    ]
    every_tag = list(read_ris(folder / "asreview/baseline_tag_and_field_definitions.ris"))
    assert titles(every_tag)[0] == "Title"


def test_sound_files_give_the_titles_that_rispy_gives(shared_data: Path) -> None:
    rispy = pytest.importorskip("rispy")
    for name in ("asreview/scopus.ris", "litsearchr/scopus.ris", "revtools/avian_ecology_bibliography.ris"):
        path = shared_data / "citation-exports" / name
        theirs = rispy.loads(path.read_text(encoding="utf-8-sig"))
        assert titles(list(read_ris(path))) == [" ".join(item["title"].split()) for item in theirs]


def test_the_same_library_as_ris_and_as_bibtex_gives_the_same_records(shared_data: Path) -> None:
    folder = shared_data / "curated-bibliography"
    ris, bibtex = (
        list(read_ris(folder / "Zotero-v2.2-385.ris.gz")),
        list(read_bibtex(folder / "Zotero-v2.2-385.bib.gz")),
    )
    assert len(ris) == len(bibtex) == 385
    for one, other in zip(ris, bibtex, strict=True):
        for column in ("title", "kind", "published", "volume", "issue"):
            assert _plain(one.columns.get(column)) == _plain(other.columns.get(column))
        if "doi" in one.columns:
            assert one.columns["doi"] == other.columns["doi"]


def _plain(text: str | None) -> str | None:
    """A text whatever its kind of quotation marks and dashes."""
    return text and text.translate(str.maketrans("’‘“”–", "''\"\"-"))


@given(spoilt("ris"))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    is_read_or_refused(read_ris, content)


def test_a_tag_without_a_blank_behind_its_hyphen_is_one() -> None:
    records, report = read_text(read_ris, "TY  -JOUR\nTI  -Slate dust\nAU -Doe, J\nAB  - of A\nIL  -2 and B\nER  -\n")
    assert titles(records) == ["Slate dust"]
    assert records[0].item["author"] == [{"family": "Doe", "given": "J"}]
    assert records[0].columns["abstract"] == [{"text": "of A IL -2 and B"}]
    assert [fault.line for fault in report.faults] == [1]
