"""Identifiers: those that lead to another paper, to nothing any more, or to nothing in this corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.resolve.standing.made_up import compared, corpus, library, only, paper, study, told
from tests.sources.pubmed_xml.made_up import file

from aetia.corpus import add
from aetia.resolve.standing import another_paper

OTHER = paper(
    90000005,
    title="Sea salt in bakers' lungs",
    family="Omega",
    year=2003,
    volume="70",
    pages="5",
    journal=("Bread", "Bread"),
)


def test_an_identifier_of_another_paper_is_an_error_at_its_line_and_the_right_one_is_proposed(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(identifiers="pmid: 90000005"), OTHER, paper()), "other-paper")

    assert (fault.severity, fault.where) == ("error", "studies/slate-2019.yaml:9")
    assert fault.what == (
        "PMID 90000005 is another paper, “Sea salt in bakers' lungs” (Omega 2003): "
        "title, first author, year, volume, pages and journal differ"
    )
    assert fault.remedy.startswith(
        "Perhaps it is PMID 90000001, “Slate dust and the palewrist in quarries” (Alpha 2019; probability "
    )


def test_where_the_corpus_has_none_that_is_like_it_none_is_proposed(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(identifiers="pmid: 90000005"), OTHER), "other-paper")
    assert fault.remedy == "Look the paper up: this corpus has none that is like it"


def test_nothing_is_said_or_written_of_a_reference_by_the_record_of_another_paper(tmp_path: Path) -> None:
    retracted = paper(
        90000005,
        title="Sea salt in bakers' lungs",
        family="Omega",
        year=2003,
        links=[("RetractionIn", 90000009)],
        pmcid="PMC9",
    )
    found = compared(library(tmp_path, slate=study(identifiers="pmid: 90000005")), corpus(tmp_path, retracted))
    only(found.faults, "other-paper")
    assert found.changes == []


def test_each_identifier_is_looked_at_and_a_right_one_still_counts(tmp_path: Path) -> None:
    text = study(identifiers="pmid: 90000005, doi: 10.9999/slate")
    faults = told(tmp_path, text, OTHER, paper(doi="10.9999/slate", links=[("RetractionIn", 90000009)]))

    assert [fault.code for fault in faults] == ["retracted-reference", "other-paper"]
    assert faults[0].what.startswith("PMID 90000001 was retracted")
    assert faults[1].remedy == (
        "Its other identifier leads to PMID 90000001, “Slate dust and the palewrist in quarries” (Alpha 2019); "
        "look, and correct this one"
    )


def test_a_doi_of_another_paper_beside_a_right_pmid_is_found(tmp_path: Path) -> None:
    bare = "<ArticleIdList></ArticleIdList>"
    other = OTHER.replace(bare, '<ArticleIdList><ArticleId IdType="doi">10.9999/salt</ArticleId></ArticleIdList>')
    text = study(identifiers="pmid: 90000001, doi: 10.9999/salt")
    fault = only(told(tmp_path, text, paper(), other), "other-paper")
    assert "10.9999/salt is another paper" in fault.what


def test_the_notice_of_an_erratum_is_not_the_paper(tmp_path: Path) -> None:
    erratum = paper(90000005, title="Erratum: Slate dust and the palewrist in quarries", types=["Published Erratum"])
    fault = only(told(tmp_path, study(identifiers="pmid: 90000005"), erratum, paper()), "other-paper")
    assert "it is a notice about a paper" in fault.what
    assert "PMID 90000001" in fault.remedy


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Dust, slates and wrists: what quarrymen had"},
        {"family": "Beta"},
        {"year": 2020},
        {"title": "Schieferstaub und die blasse Hand"},
        {"volume": "", "issue": "", "pages": ""},
        {"journal": ("Another journal", "Another J"), "volume": "1", "pages": "1-2"},
    ],
)
def test_one_field_that_differs_makes_no_other_paper(tmp_path: Path, changed: dict[str, str]) -> None:
    faults = told(tmp_path, study(), paper(**changed))  # type: ignore[arg-type]
    assert "other-paper" not in {fault.code for fault in faults}


def test_a_deleted_pmid_is_told_with_the_file_that_deleted_it(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(), deleted=[90000001]), "deleted-record")
    assert fault.what == "PMID 90000001 was deleted from PubMed (pubmed26n0002.xml)"
    assert (fault.severity, fault.where) == ("warning", "studies/slate-2019.yaml:9")


def test_a_deleted_pmid_whose_paper_has_another_record_by_its_doi_was_merged(tmp_path: Path) -> None:
    text = study(identifiers="pmid: 90000001, doi: 10.9999/slate")
    faults = told(tmp_path, text, paper(), paper(90000003, doi="10.9999/slate"), deleted=[90000001])
    fault = next(fault for fault in faults if fault.code == "merged-record")
    assert "the paper is now PMID 90000003, which has the same DOI" in fault.what
    assert fault.remedy == "Write PMID 90000003 in its place, if it is the same"


def test_a_deleted_pmid_whose_paper_has_another_record_by_its_title_was_merged(tmp_path: Path) -> None:
    fault = only(told(tmp_path, study(), paper(), paper(90000003), deleted=[90000001]), "merged-record")
    assert "the paper is now PMID 90000003, whose title, authors and place agree" in fault.what


def test_what_happened_to_the_record_that_it_was_merged_into_counts(tmp_path: Path) -> None:
    text = study(identifiers="pmid: 90000001, doi: 10.9999/slate")
    new = paper(90000003, doi="10.9999/slate", links=[("RetractionIn", 90000009)])
    codes = {fault.code for fault in told(tmp_path, text, paper(), new, deleted=[90000001])}
    assert {"merged-record", "retracted-reference"} <= codes


def test_not_in_a_small_corpus_is_counted_and_no_fault(tmp_path: Path) -> None:
    root = library(
        tmp_path,
        slate=study(),
        salt=study(identifiers="doi: 10.9999/elsewhere"),
        bare=study(identifiers=""),
        gone=study(identifiers="pmid: 90000006"),
    )
    found = compared(root, corpus(tmp_path, paper(), deleted=[90000006]))

    assert [fault.code for fault in found.faults] == ["merged-record"]
    counts = found.plain()["corpus"]
    assert {name: counts[name] for name in counts if name != "address"} == {
        "records": 1, "looked_up": 3, "found": 1, "without_identifiers": 1, "not_in_corpus": 1, "deleted": 1,
    }  # fmt: skip
    assert counts["address"] == str(tmp_path / "corpus")


def test_a_pmid_that_came_back_after_its_deletion_is_not_deleted(tmp_path: Path) -> None:
    opened = corpus(tmp_path, deleted=[90000001])
    later = tmp_path / "pubmed26n0003.xml"
    later.write_bytes(file([paper()]))
    add(opened.store, [str(later)], search=False)
    assert compared(library(tmp_path, slate=study()), opened).faults == []


def test_an_identifier_in_any_spelling_leads_to_its_record(tmp_path: Path) -> None:
    text = study(identifiers="pmcid: PMC900, doi: https://doi.org/10.9999/SLATE", more="    note: as printed\n")
    found = compared(library(tmp_path, slate=text), corpus(tmp_path, paper(doi="10.9999/Slate", pmcid="PMC900")))
    assert found.counts.found == 1
    assert only(found.faults, "newly-known").what == "the corpus also knows pmid 90000001"


def test_a_record_whose_doi_is_none_is_used_for_the_rest(tmp_path: Path) -> None:
    assert told(tmp_path, study(identifiers="pmid: 90000001, doi: 10.9999/slate"), paper(doi="0.9999/slate")) == []


def test_in_a_large_corpus_without_a_citation_index_none_is_made_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(another_paper, "MOST_UNINDEXED", 1)
    opened = corpus(tmp_path, OTHER, paper())
    fault = only(compared(library(tmp_path, slate=study(identifiers="pmid: 90000005")), opened).faults, "other-paper")
    assert "'aetia resolve'" in fault.remedy
    assert not (opened.store.local / "citations").exists()


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("Slate dust and the palewrist", {"title": "Slate dust and palewrists in 2012", "year": 2012, "pages": "7"}),
        ("Slate dust and the palewrist in quarries", {"year": 2012, "volume": "5", "pages": "700-9"}),
    ],
)
def test_another_paper_of_nearly_that_title_is_another_paper(
    tmp_path: Path, title: str, record: dict[str, Any]
) -> None:
    assert "other-paper" in {fault.code for fault in told(tmp_path, study(title=f'"{title}"'), paper(**record))}


def test_title_and_first_author_are_enough_where_the_reference_says_no_more(tmp_path: Path) -> None:
    bare = study(identifiers="pmid: 90000005", place="", issued="2003")
    fault = only(told(tmp_path, bare, OTHER), "other-paper")
    assert fault.what.endswith("title and first author differ")
