"""What a record knows beside standing: fields that the library lacks, and fields that it has otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resolve.standing.made_up import compared, corpus, library, only, paper, study, told


def test_a_paper_that_was_ahead_of_print_got_its_volume_and_pages(tmp_path: Path) -> None:
    early = study(place="    container-title: Journal of Made-up Medicine\n")
    fault = only(told(tmp_path, early, paper(doi="10.9999/slate", pmcid="PMC900")), "newly-known")
    assert fault.what == "the corpus also knows volume 12, issue 3, page 100-109, pmcid PMC900, doi 10.9999/slate"
    assert (fault.severity, fault.where) == ("warning", "studies/slate-2019.yaml:2")


def test_authors_date_and_journal_that_are_absent_are_known(tmp_path: Path) -> None:
    bare = "references:\n  - title: Slate dust and the palewrist in quarries\n    identifiers: {pmid: 90000001}\ndesign: cohort\n"
    fault = only(told(tmp_path, bare, paper(month="Feb")), "newly-known")
    assert fault.what == (
        "the corpus also knows author Alpha AB, container-title Journal of made-up medicine, container-title-short J Made Up Med, "
        "issued 2019-02, volume 12, issue 3, page 100-109"
    )


@pytest.mark.parametrize(
    ("library_says", "record_says"),
    [
        ({"title": "Slate Dust and the Palewrist in Quarries."}, {}),
        ({"place": "    container-title-short: J Made Up Med\n    volume: 012\n    issue: 3\n    page: 100-9\n"}, {}),
        ({"issued": "2019-06-07"}, {"month": "Jul"}),
        ({"family": "Älpha"}, {}),
        (
            {"place": "    volume: 12\n    issue: 3 (Suppl 1)\n    number: 100\n    container-title: J Made Up Med\n"},
            {},
        ),
    ],
)
def test_a_difference_of_form_is_none(
    tmp_path: Path, library_says: dict[str, str], record_says: dict[str, str]
) -> None:
    assert told(tmp_path, study(**library_says), paper(**record_says)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record_says", "what", "line"),
    [
        ({"title": "Slate dust and palewrists"},
         "title is 'Slate dust and the palewrist in quarries' here and 'Slate dust and palewrists' in PMID 90000001", 2),
        ({"family": "Beta"}, "author is 'Alpha' here and 'Beta AB' in PMID 90000001", 3),
        ({"year": 2020}, "issued is '2019' here and '2020' in PMID 90000001", 4),
        ({"journal": ("Salt", "Salt")}, "container-title is 'Journal of Made-up Medicine' here and 'Salt' in PMID 90000001", 5),
        ({"volume": "13"}, "volume is '12' here and '13' in PMID 90000001", 6),
        ({"issue": "4"}, "issue is '3' here and '4' in PMID 90000001", 7),
        ({"pages": "200-9"}, "page is '100-109' here and '200-209' in PMID 90000001", 8),
    ],
)  # fmt: skip
def test_a_field_that_both_have_otherwise_is_shown_at_its_line_and_left_to_a_person(
    tmp_path: Path, record_says: dict[str, str], what: str, line: int
) -> None:
    found = compared(library(tmp_path, slate=study()), corpus(tmp_path, paper(**record_says)))  # type: ignore[arg-type]
    fault = only(found.faults, "other-metadata")
    assert (fault.what, fault.line, fault.severity) == (what, line, "warning")
    assert found.changes == []


def test_another_doi_in_the_record_is_shown(tmp_path: Path) -> None:
    fault = only(
        told(tmp_path, study(identifiers="pmid: 90000001, doi: 10.9999/old"), paper(doi="10.9999/new")),
        "other-metadata",
    )
    assert fault.what == "doi is '10.9999/old' here and '10.9999/new' in PMID 90000001"


def test_nothing_is_written_from_a_record_that_may_be_another_paper(tmp_path: Path) -> None:
    """Neither title nor anything but the first author agrees: too little to write by, too much to call it another paper."""
    text = study(title="Palewrist", place="", issued="2019")
    record = paper(
        title="Something about quarries in the north", year=2018, pmcid="PMC900", links=[("RetractionIn", 90000009)]
    )
    found = compared(library(tmp_path, slate=text), corpus(tmp_path, record))
    assert found.changes == []
    assert "retracted-reference" in {fault.code for fault in found.faults}, "it is told all the same"


def test_nothing_is_written_where_two_fields_speak_against_a_record_of_the_same_title(tmp_path: Path) -> None:
    record = paper(family="Omega", volume="70", pmcid="PMC900")
    found = compared(library(tmp_path, slate=study()), corpus(tmp_path, record))
    assert [fault.code for fault in found.faults] == ["other-metadata", "other-metadata"]
    assert found.changes == []


def test_a_hostile_record_writes_no_sign_that_a_library_cannot_hold(tmp_path: Path) -> None:
    record = paper(
        pages="100\u202e9", volume="1" * 900, doi="10.9999/\u202eslate", pmcid="PMC900\u202e",
        links=[("ErratumIn", None)], citation="J Made Up Med\u202e. 2021;1. doi: 10.9999/\u202enotice",
    )  # fmt: skip
    text = study(place="")
    found = compared(library(tmp_path, slate=text), corpus(tmp_path, record))
    assert {change.field for change in found.changes} == {
        "references[0].container-title", "references[0].container-title-short", "references[0].issue",
        "references[0].standing.state", "references[0].standing.notice.date", "references[0].standing.notice.source",
    }  # fmt: skip
