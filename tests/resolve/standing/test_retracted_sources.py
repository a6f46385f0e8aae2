"""Studies that cite or pool a retracted one are pointed out, whether corpus, list or library knows of the retraction."""

from __future__ import annotations

from pathlib import Path

from tests.resolve.standing.made_up import compared, corpus, library, only, paper, study, told

from aetia.corpus.standing import import_list

GONE = paper(
    90000007, title="Everything comes from slate", year=2004, doi="10.9999/gone", links=[("RetractionIn", 90000009)]
)


def test_a_study_that_cites_a_retracted_one_is_a_warning_with_the_notice(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(cites=[90000007, 90000002]), GONE), "cites-retracted")

    assert (fault.severity, fault.where) == ("warning", "studies/slate-2019.yaml:2")
    assert fault.what == (
        "Alpha 2019 cites PMID 90000007, “Everything comes from slate” (was retracted in 2021-03-04; "
        "notice PMID 90000009, 2021-03-04 (PubMed: J Made Up Med. 2021 Mar 4;14(1):2))"
    )
    assert "Look what the study rests on it" in fault.remedy


def test_one_that_was_published_after_the_notice_is_told_as_that(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(issued="2023"), paper(year=2023, cites=[90000007]), GONE), "cites-retracted")
    assert fault.what.endswith(", after that notice")


def test_a_review_that_cites_one_may_have_pooled_it(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(design="meta-analysis"), paper(cites=[90000007]), GONE), "cites-retracted")
    assert fault.remedy.startswith("Look whether the review pooled it")


def test_a_paper_that_is_cited_by_its_doi_alone_is_found(tmp_path: Path) -> None:
    only(told(tmp_path, study(), paper(cites=["10.9999/GONE"]), GONE), "cites-retracted")


def test_a_retracted_paper_of_which_the_corpus_has_only_the_notice_is_found(tmp_path: Path) -> None:
    notice = paper(90000009, title="Retraction of it", links=[("RetractionOf", 90000007)])
    fault = only(told(tmp_path, study(), paper(cites=[90000007]), notice), "cites-retracted")
    assert "“Cited in print”" in fault.what


def test_a_list_from_elsewhere_knows_of_a_cited_one(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("pmid,nature,RetractionDate\n90000008,Retraction,2022-05-06\n")
    opened = corpus(tmp_path, paper(cites=[90000008]))
    import_list(opened, listed)
    fault = only(compared(library(tmp_path, slate=study()), opened).faults, "cites-retracted")
    assert "Retraction Watch" in fault.what


def test_the_library_knows_of_a_cited_one(tmp_path: Path) -> None:
    known = study(
        title="Everything comes from slate", issued="2004", identifiers="doi: 10.9999/gone", place="",
        more="    standing:\n      state: retracted\n      notice: {doi: 10.9999/notice, date: 2010}\n",
    )  # fmt: skip
    quiet = paper(90000007, title="Everything comes from slate", year=2004, doi="10.9999/gone")
    root = library(tmp_path, slate=study(), gone=known)
    faults = compared(root, corpus(tmp_path, paper(cites=[90000007]), quiet)).faults
    (fault,) = [fault for fault in faults if fault.code == "cites-retracted"]
    assert fault.file == "studies/slate.yaml"
    assert "cites PMID 90000007, Alpha 2004 (was retracted in 2010)" in fault.what


def test_a_correction_or_a_concern_of_what_is_cited_is_no_fault(tmp_path: Path) -> None:
    cited = paper(90000007, links=[("ErratumIn", 90000009), ("ExpressionOfConcernIn", 90000008)])
    assert told(tmp_path, study(), paper(cites=[90000007]), cited) == []


def test_a_notice_may_cite_the_paper_that_it_is_about(tmp_path: Path) -> None:
    notice = paper(cites=[90000007], links=[("RetractionOf", 90000007)])
    assert told(tmp_path, study(), notice, GONE) == []


def test_a_paper_that_lists_itself_is_retracted_and_cites_nothing(tmp_path: Path) -> None:
    only(told(tmp_path, study(), paper(cites=[90000001], links=[("RetractionIn", 90000009)])), "retracted-reference")


def test_a_review_that_pooled_one_is_pointed_out_once_at_its_line(tmp_path: Path) -> None:
    pooled = "estimates:\n  - {measure: OR, value: 2, low: 1, high: 4, k: 9, by_review: yes}\nincludes:\n  - citation: Sand 1999\n"
    pooled += "  - identifiers: {doi: 10.9999/gone}\n"
    text = study(design="meta-analysis", finding=pooled)
    fault = only(told(tmp_path, text, paper(cites=[90000007]), GONE), "pools-retracted")

    assert (fault.severity, fault.where) == ("warning", "studies/slate-2019.yaml:19")
    assert fault.what.startswith(
        "Alpha 2019 pooled PMID 90000007, “Everything comes from slate” (was retracted in 2021-03-04"
    )
    assert "without it" in fault.remedy


def test_a_review_that_pooled_a_study_of_the_library_is_pointed_out(tmp_path: Path) -> None:
    review = study(design="meta-analysis", finding="includes:\n  - study: gone\n")
    gone = study(title="Everything comes from slate", issued="2004", identifiers="pmid: 90000007", place="")
    root = library(tmp_path, slate=review, gone=gone)
    faults = compared(root, corpus(tmp_path, paper(), GONE)).faults
    assert {fault.code for fault in faults} == {"pools-retracted", "retracted-reference", "newly-known"}


def test_a_review_that_pooled_what_the_library_knows_to_be_retracted_needs_no_record_of_it(tmp_path: Path) -> None:
    gone = study(
        identifiers="", title="Everything comes from slate", issued="2004",
        more="    standing:\n      state: retracted\n      notice: {source: A newspaper, date: 2010-02}\n",
    )  # fmt: skip
    root = library(tmp_path, slate=study(design="meta-analysis", finding="includes:\n  - study: gone\n"), gone=gone)
    fault = only(compared(root, corpus(tmp_path, paper())).faults, "pools-retracted")
    assert fault.what == "Alpha 2019 pooled Alpha 2004 (was retracted in 2010-02)"
