"""What became of a publication: an editor hears it with the notice, its date, who says so, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resolve.standing.made_up import compared, corpus, library, only, paper, study, told

from aetia.corpus.standing import import_list

NOTICE = paper(
    90000009, title="Retraction of a paper on slate dust", family="Editor", year=2021, month="Mar", doi="10.9999/notice"
)


def test_a_paper_that_stands_as_it_did_is_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, study(), paper()) == []


def test_a_retracted_paper_that_the_library_holds_as_current_is_an_error_with_notice_date_and_remedy(
    tmp_path: Path,
) -> None:
    fault = only(told(tmp_path, study(), paper(links=[("RetractionIn", 90000009)]), NOTICE), "retracted-reference")

    assert (fault.severity, fault.where) == ("error", "studies/slate-2019.yaml:2")
    assert fault.what == (
        "PMID 90000001 was retracted; notice PMID 90000009, doi:10.9999/notice, 2021-03 (PubMed: J Made Up Med. 2021 Mar 4;14(1):2)"
    )
    assert "Run again with --apply" in fault.remedy
    assert (
        "{state: retracted, notice: {pmid: 90000009, doi: 10.9999/notice, date: 2021-03, source: PubMed}}"
        in fault.remedy
    )


@pytest.mark.parametrize(
    ("link", "code", "severity"),
    [
        ("RetractionIn", "retracted-reference", "error"),
        ("RetractedandRepublishedIn", "replaced-reference", "error"),
        ("ExpressionOfConcernIn", "concern-reference", "warning"),
        ("ErratumIn", "corrected-reference", "warning"),
        ("PartialRetractionIn", "corrected-reference", "warning"),
    ],
)
def test_the_five_states_are_never_confused(tmp_path: Path, link: str, code: str, severity: str) -> None:
    fault = only(told(tmp_path, study(), paper(links=[(link, 90000009)])), code)
    assert fault.severity == severity


def test_a_comment_or_an_update_is_no_change_of_standing(tmp_path: Path) -> None:
    assert told(tmp_path, study(), paper(links=[("CommentIn", 90000009), ("UpdateIn", 90000008)])) == []


def test_the_notice_alone_is_enough_where_the_papers_own_record_does_not_know_yet(tmp_path: Path) -> None:
    late = paper(90000009, title="Retraction of it", year=2022, links=[("RetractionOf", 90000001)])
    assert "2022" in only(told(tmp_path, study(), paper(), late), "retracted-reference").what


def test_a_notice_without_a_record_gets_its_date_from_the_citation(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(links=[("RetractionIn", None)])), "retracted-reference")
    assert "notice 2021-03-04 (PubMed: J Made Up Med. 2021 Mar 4;14(1):2)" in fault.what


def test_a_notice_that_has_a_doi_in_its_citation_alone_is_named_by_it(tmp_path: Path) -> None:
    record = paper(links=[("ErratumIn", None)], citation="J Made Up Med. 2021 Mar 4;14(1). doi: 10.9999/Erratum.")
    fault = only(told(tmp_path, study(), record), "corrected-reference")
    assert "notice: {doi: 10.9999/erratum, date: 2021-03-04, source: PubMed}" in fault.remedy


def test_a_notice_without_any_identifier_is_written_with_its_citation(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(links=[("ErratumIn", None)])), "corrected-reference")
    assert "note: J Made Up Med. 2021 Mar 4;14(1):2}" in fault.remedy


def test_a_paper_that_nlm_only_marks_as_retracted_is_told_too(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(types=["Retracted Publication"])), "retracted-reference")
    assert "no notice is named (PubMed: no notice is linked)" in fault.what


def test_a_replaced_paper_names_what_took_its_place(tmp_path: Path) -> None:
    new = paper(90000002, title="Slate dust and the palewrist in quarries, again", year=2020, doi="10.9999/new")
    fault = only(
        told(tmp_path, study(), paper(links=[("RetractedandRepublishedIn", 90000002)]), new), "replaced-reference"
    )

    assert "replaced by PMID 90000002, doi:10.9999/new" in fault.what
    assert "replaced_by: 10.9999/new" in fault.remedy


def test_a_replacement_under_the_same_doi_is_no_other_paper_in_the_remedy(tmp_path: Path) -> None:
    new = paper(90000002, title="Slate dust and the palewrist in quarries, again", year=2020, doi="10.9999/slate")
    old = paper(doi="10.9999/slate", links=[("RetractedandRepublishedIn", 90000002)])
    fault = only(
        told(tmp_path, study(identifiers="pmid: 90000001, doi: 10.9999/slate"), old, new), "replaced-reference"
    )
    assert "replaced_by" not in fault.remedy


def test_a_list_from_elsewhere_adds_and_says_who_it_is(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("doi,nature,RetractionDate,Reason\n10.9999/slate,Retraction,2022-05-06,+Error in Data;\n")
    opened = corpus(tmp_path, paper(doi="10.9999/slate"))
    import_list(opened, listed)

    text = study(identifiers="pmid: 90000001, doi: 10.9999/slate")
    fault = only(compared(library(tmp_path, slate=text), opened).faults, "retracted-reference")

    assert "notice 2022-05-06 (Retraction Watch: Error in Data)" in fault.what


def test_the_notice_is_that_of_the_state_and_not_of_an_earlier_correction(tmp_path: Path) -> None:
    record = paper(links=[("ErratumIn", 90000008), ("RetractionIn", None)])
    fault = only(told(tmp_path, study(), record), "retracted-reference")
    assert "90000008" not in fault.what + fault.remedy


def test_a_concern_on_record_is_not_weakened_by_a_correction(tmp_path: Path) -> None:
    concern = RETRACTED.replace("state: retracted", "state: expression-of-concern")
    assert told(tmp_path, study(more=concern), paper(links=[("ErratumIn", 90000008)])) == []


def test_what_is_said_under_a_doi_that_the_record_has_otherwise_is_not_said_of_the_paper(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("doi,nature,RetractionDate\n10.9999/wrong,Retraction,2022-05-06\n")
    opened = corpus(tmp_path, paper(doi="10.9999/slate"))
    import_list(opened, listed)
    text = study(identifiers="pmid: 90000001, doi: 10.9999/wrong")
    only(compared(library(tmp_path, slate=text), opened).faults, "other-metadata")


def test_a_list_is_heard_of_a_paper_that_the_corpus_does_not_have(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("doi,nature,RetractionDate\n10.9999/slate,Expression of concern,2022-05-06\n")
    opened = corpus(tmp_path, paper(90000077, title="Something else"))
    import_list(opened, listed)

    found = compared(library(tmp_path, slate=study(identifiers="doi: 10.9999/slate")), opened)

    fault = only(found.faults, "concern-reference")
    assert "Look at the notice, and write" in fault.remedy, "nobody saw that the DOI is this paper's"
    assert found.changes == []


RETRACTED = "    standing:\n      state: retracted\n      notice: {pmid: 90000009}\n"


def test_what_the_library_knows_already_is_no_fault(tmp_path: Path) -> None:
    whole = RETRACTED.replace("90000009", "90000009, doi: 10.9999/notice, date: 2021-03")
    assert told(tmp_path, study(more=whole), paper(links=[("RetractionIn", 90000009)]), NOTICE) == []


def test_what_is_new_of_a_notice_that_the_library_names_is_told(tmp_path: Path) -> None:
    fault = only(
        told(tmp_path, study(more=RETRACTED), paper(links=[("RetractionIn", 90000009)]), NOTICE), "newly-known"
    )
    assert "doi:10.9999/notice, 2021-03" in fault.what


@pytest.mark.parametrize("links", [[], [("ErratumIn", 90000008)]])
def test_a_corpus_that_knows_nothing_of_a_retraction_does_not_take_it_back(
    tmp_path: Path, links: list[tuple[str, int | None]]
) -> None:
    assert told(tmp_path, study(more=RETRACTED), paper(links=links)) == []


def test_where_library_and_corpus_tell_two_stories_a_person_decides(tmp_path: Path) -> None:
    fault = only(
        told(tmp_path, study(more=RETRACTED), paper(links=[("RetractedandRepublishedIn", 90000009)])), "other-standing"
    )
    assert "is 'retracted' here, and was retracted and replaced in the corpus" in fault.what
    assert fault.where == "studies/slate-2019.yaml:10"


def test_a_correction_on_record_does_not_hide_a_later_retraction(tmp_path: Path) -> None:
    corrected = RETRACTED.replace("state: retracted", "state: corrected").replace("90000009", "90000008")
    records = paper(links=[("ErratumIn", 90000008), ("RetractionIn", 90000009)]), NOTICE

    found = compared(library(tmp_path, slate=study(more=corrected)), corpus(tmp_path, *records))

    fault = only(found.faults, "retracted-reference")
    assert "here it is 'corrected'" in fault.what
    assert "Look at the notice, and write" in fault.remedy
    assert found.changes == [], "somebody wrote the standing, and nobody overwrites it"


@pytest.mark.parametrize(("on", "codes"), [("2020-01-02", ["read-before-notice"]), ("2021-04-01", []), ("2021", [])])
def test_a_finding_that_was_read_before_the_correction_is_to_be_read_again(
    tmp_path: Path, on: str, codes: list[str]
) -> None:
    corrected = (
        "    standing:\n      state: corrected\n      notice: {pmid: 90000009, doi: 10.9999/notice, date: 2021-03}\n"
    )
    text = study(more=corrected, finding=f"appraisal: {{by: editor-1, on: {on}}}")
    faults = told(tmp_path, text, paper(links=[("ErratumIn", 90000009)]), NOTICE)
    assert [fault.code for fault in faults] == codes
