"""PubMed's tagged format in, columns out."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from tests.sources.exports import DATA, is_read_or_refused, read, read_text, spoilt, titles, what

from aetia.corpus.record_batches import record_batches
from aetia.errors import InputError
from aetia.model.reference import Name
from aetia.sources.nbib import TAGS, read_nbib
from aetia.sources.pubmed_xml import PubmedFile

NOT_IN_THE_FORMAT = {
    "version", "cited_medium", "authors_complete", "journal_iso", "history", "identifiers", "affiliation", "other_abstracts",
    "publication_types", "mesh", "supplementary_mesh", "chemicals", "links", "abstract", "authors", "investigators",
}  # fmt: skip
"""Columns that are compared apart, since nbib does not tell all of them: codes of headings, whether a name is valid …"""


def _from_xml(name: str) -> dict[str, Any]:
    (batch,) = PubmedFile(DATA / name)
    (row,) = batch.to_pylist()
    return dict(row)


def _from_nbib(name: str) -> dict[str, Any]:
    (batch,) = record_batches(read_nbib(DATA / name))
    (row,) = batch.to_pylist()
    return dict(row)


def test_a_record_gives_the_columns_that_its_xml_gives() -> None:
    xml, nbib = _from_xml("nbib/whole-record.xml"), _from_nbib("nbib/whole-record.nbib")
    assert nbib.pop("key") == "pmid:90000001"
    assert {name: nbib[name] for name in xml if name not in NOT_IN_THE_FORMAT} == {
        name: value for name, value in xml.items() if name not in NOT_IN_THE_FORMAT
    }


def test_headings_have_their_qualifiers_and_what_the_paper_is_mainly_about() -> None:
    xml, nbib = _from_xml("nbib/whole-record.xml"), _from_nbib("nbib/whole-record.nbib")

    def plain(headings: list[dict[str, Any]]) -> list[Any]:
        return [
            (one["name"], one["major"], [(of["name"], of["major"]) for of in one["qualifiers"]]) for one in headings
        ]

    assert plain(nbib["mesh"]) == plain(xml["mesh"])
    assert plain(nbib["mesh"])[1] == ("Herpesvirus 4, Human", True, [("genetics", False), ("immunology", True)])
    for column in ("publication_types", "supplementary_mesh", "chemicals"):
        assert [one["name"] for one in nbib[column]] == [one["name"] for one in xml[column]]
    assert [one["registry"] for one in nbib["chemicals"]] == ["0", "EC 3.4.21.-"]


def test_people_have_their_parts_places_and_orcid() -> None:
    xml, nbib = _from_xml("nbib/whole-record.xml"), _from_nbib("nbib/whole-record.nbib")

    def plain(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "valid": None} for one in people]

    assert plain(nbib["authors"]) == plain(xml["authors"])
    assert plain(nbib["investigators"]) == plain(xml["investigators"])
    assert nbib["authors"][0]["orcid"] == "0000-0002-1825-0097"
    assert (nbib["authors"][1]["initials"], nbib["authors"][1]["suffix"]) == ("JE", "Jr")


def test_corrections_have_the_types_of_xml_and_the_other_records_pmid() -> None:
    xml, nbib = _from_xml("nbib/whole-record.xml"), _from_nbib("nbib/whole-record.nbib")
    assert nbib["links"] == xml["links"]
    assert (nbib["links"][1]["type"], nbib["links"][1]["pmid"]) == ("RetractionIn", 90000009)


def test_the_history_and_every_identifier_are_kept() -> None:
    nbib = _from_nbib("nbib/whole-record.nbib")
    assert [(one["status"], one["date"], one["time"]) for one in nbib["history"]] == [
        ("pmc-release", "2021-05-01", None),
        ("pubmed", "2020-09-16", "06:00"),
        ("medline", "2021-03-08", "06:00"),
        ("entrez", "2020-09-15", "12:05"),
        ("received", "2020-01-02", "00:00"),
        ("aheadofprint", "2020-09-15", None),
    ]
    assert [(one["type"], one["value"], one["place"]) for one in nbib["identifiers"]] == [
        ("pii", "S1234-5678(20)30001-1", "elocation"),
        ("doi", "10.1000/made.up.2020.1", "elocation"),
        ("doi", "10.1000/made.up.2020.1", "article-ids"),
        ("mid", "NIHMS900001", "article-ids"),
        ("NLM", "NIHMS900001", "other"),
    ]
    (other,) = nbib["other_abstracts"]
    assert (other["type"], other["language"], other["text"]) == ("Publisher", "spa", "Texto inventado.")
    assert other["copyright"] == "Copyright (c) 2020 Nadie."


def test_nothing_in_a_whole_record_is_left() -> None:
    _, report = read(read_nbib, "nbib/whole-record.nbib")
    assert not report.unknown
    assert not report.faults


def test_a_record_is_a_reference() -> None:
    ((record,), _) = read(read_nbib, "nbib/whole-record.nbib")
    reference = record.reference()
    assert reference is not None
    assert (
        reference.title == "Made-up infection before the onset of made-up disease: a case-control study in one county"
    )
    assert reference.author[1] == Name(family="Ware", given="John E", suffix="Jr")
    assert reference.author[3] == Name(literal="Made-up Study Group")
    assert (reference.issued, reference.page, reference.identifiers.pmid) == ("2020-11", "123-129", "90000001")
    assert (reference.container_title, reference.container_title_short) == ("The made-up journal", "Made Up J")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("windows-line-ends", ["First made-up title goes on.", "Second made-up title."]),
        ("byte-order-mark", ["A made-up title."]),
        ("no-blank-line-between-records", ["First made-up title.", "Second made-up title."]),
        ("only-pmid-begins-a-record", ["A made-up title."]),
        ("affiliation-before-the-names", ["A made-up title of 2009."]),
    ],
)
def test_files_of_all_makes_are_read(name: str, expected: list[str]) -> None:
    records, report = read(read_nbib, f"nbib/{name}.nbib")
    assert titles(records) == expected
    assert not report.unknown
    assert not report.faults


def test_a_doi_that_was_broken_over_lines_is_whole_again() -> None:
    ((record,), _) = read(read_nbib, "nbib/wrapped-doi.nbib")
    assert record.columns["doi"] == "10.1000/a-very-long-made-up-identifier-that-was-broken-over-lines"
    assert record.columns["identifiers"][2] == {"type": "doi", "value": "10.1000/another", "place": "article-ids"}


def test_what_no_column_can_hold_is_counted() -> None:
    _, report = read(read_nbib, "nbib/unknown-tags.nbib")
    assert report.unknown == {"XYZ": 2, "DP": 1, "text without a tag": 1}


def test_a_place_before_the_names_is_the_first_authors() -> None:
    ((record,), _) = read(read_nbib, "nbib/affiliation-before-the-names.nbib")
    assert record.columns["affiliation"] == "University of Nowhere."
    assert [(one["family"], one["initials"]) for one in record.columns["authors"]] == [("Doe", "JA"), ("Maker", "P")]


def test_a_chapter_has_its_book() -> None:
    ((record,), report) = read(read_nbib, "nbib/chapter-of-a-book.nbib")
    book = record.columns["book"]
    assert record.columns["kind"] == "book"
    assert (book["title"], book["publisher"], book["place"], book["isbn"]) == (
        "The Book of Nothing", "Nowhere Press", "Nowhere", ["9780000000002"],
    )  # fmt: skip
    assert book["authors"][0]["family"] == "Editor"
    assert not report.unknown
    reference = record.reference()
    assert reference is not None
    assert (reference.type, reference.container_title) == ("chapter", "The Book of Nothing")


def test_a_bad_number_does_not_stop_the_others() -> None:
    records, report = read_text(read_nbib, "PMID- many\nTI  - First.\n\nPMID- 2\nTI  - Second.\n")
    assert titles(records) == ["First.", "Second."]
    assert what(report) == ["line 1: 'many' is not a PMID; a PMID is a number of at most nine digits"]


@pytest.mark.parametrize(
    "text", ["", "Some letter.\nPMID is a number.", "TY  - JOUR\nTI  - A title\nER  - \n", "<html></html>"]
)
def test_what_is_no_nbib_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no record in the format nbib|it is empty"):
        read_text(read_nbib, text)


def test_a_record_beyond_all_measure_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.sources.tagged.LARGEST_RECORD", 1_000)
    large = "PMID- 1\nTI  - Large.\n" + "OT  - word\n" * 100
    records, report = read_text(read_nbib, f"{large}\nPMID- 2\nTI  - Small.\n")
    assert titles(records) == ["Small."]
    assert what(report) == ["line 1: a record that is far too large was passed over"]


def test_a_line_beyond_all_measure_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.sources.text_blocks.LONGEST_LINE", 100_000)
    records, report = read_text(read_nbib, f"PMID- 1\nAB  - {'long ' * 100_000}\nTI  - A title.\n")
    assert titles(records) == ["A title."]
    assert [fault.line for fault in report.faults] == [2]


def test_a_gzip_file_that_is_cut_off_gives_what_it_has() -> None:
    import random

    numbers = random.Random(1)
    text = "".join(f"PMID- {number}\nTI  - {numbers.random()}.\n\n" for number in range(1, 5_000))
    records, report = read_text(read_nbib, gzip.compress(text.encode())[:-20_000])
    assert 100 < len(records) < 4_999
    assert not report.complete
    assert what(report) == ["the gzip file is cut off"]


def _naive(path: Path) -> list[int]:
    """The PMIDs of a file, as far as lines tell them."""
    return [int(number) for number in re.findall(r"(?m)^PMID *- *(\d+)", path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "name",
    [
        "biopython-medline/pubmed_result1.txt", "biopython-medline/pubmed_result2.txt", "biopython-medline/pubmed_result3.txt",
        "synthesisr/PubMed_example.txt", "synthesisr/res_synth_methods.txt", "jabref/NbibImporterTest.nbib",
        "jabref/MedlinePlainImporterTestCompleteEntry.txt", "jabref/MedlinePlainImporterStringOutOfBounds.txt",
        "jabref/MedlinePlainImporterTestMultipleEntries.txt",
    ],
)  # fmt: skip
def test_real_files_give_every_record(shared_data: Path, name: str) -> None:
    path = shared_data / "citation-exports" / name
    records = list(read_nbib(path))
    assert [record.columns["pmid"] for record in records if "pmid" in record.columns] == _naive(path)


def test_real_records_are_kept_whole(shared_data: Path) -> None:
    file = read_nbib(shared_data / "citation-exports/synthesisr/PubMed_example.txt")
    table = pa.Table.from_batches(record_batches(file))
    assert table["doi"].null_count == 0
    assert not file.report.unknown
    assert not file.report.faults


def test_every_tag_is_two_to_four_letters() -> None:
    assert all(re.fullmatch("[A-Z]{2,4}", tag) for tag in TAGS)


@given(spoilt("nbib"))
def test_no_content_breaks_the_reader(content: bytes) -> None:
    is_read_or_refused(read_nbib, content)
