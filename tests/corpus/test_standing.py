"""Standing: both sides of NLM's links, other lists, and who says what."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.pubmed_xml.made_up import article, file

from aetia.corpus import Corpus, Store, add
from aetia.corpus.standing import StandingOf, import_list, standing_of
from aetia.errors import InputError
from aetia.model.standing import Standing


def link(kind: str, pmid: int | None = None, source: str = "J. 2020;1:1") -> str:
    other = f'<PMID Version="1">{pmid}</PMID>' if pmid else ""
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}">'
        f"<RefSource>{source}</RefSource>{other}</CommentsCorrections></CommentsCorrectionsList>"
    )


def corpus_of(tmp_path: Path, *records: str) -> Corpus:
    path = tmp_path / "records.xml"
    path.write_bytes(file(records))
    store = Store(str(tmp_path / "corpus"))
    add(store, [str(path)], search=False)
    return Corpus(store)


def one(corpus: Corpus, identifier: str) -> StandingOf:
    with corpus:
        (found,) = standing_of(corpus, [identifier])
    return found


@pytest.mark.parametrize(
    ("inside", "back", "state"),
    [
        ("RetractionIn", "RetractionOf", Standing.RETRACTED),
        ("ExpressionOfConcernIn", "ExpressionOfConcernFor", Standing.CONCERN),
        ("ErratumIn", "ErratumFor", Standing.CORRECTED),
        ("PartialRetractionIn", "PartialRetractionOf", Standing.CORRECTED),
        ("CorrectedandRepublishedIn", "CorrectedandRepublishedFrom", Standing.CORRECTED),
        ("RetractedandRepublishedIn", "RetractedandRepublishedFrom", Standing.REPLACED),
    ],
)
def test_either_side_of_a_link_is_enough_and_both_are_one_statement(
    tmp_path: Path, inside: str, back: str, state: Standing
) -> None:
    paper, notice = article(1, citation=link(inside, 2)), article(2, citation=link(back, 1))
    for number, records in enumerate(((paper, article(2)), (article(1), notice), (paper, notice))):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = one(corpus_of(folder, *records), "1")
        assert found.state is state
        (statement,) = found.statements
        assert (statement.by, statement.type, statement.notice) == ("PubMed", inside, "pmid:2")


def test_a_notice_knows_what_it_is_a_notice_of_and_is_not_retracted_itself(tmp_path: Path) -> None:
    found = one(corpus_of(tmp_path, article(1), article(2, citation=link("RetractionOf", 1))), "2")
    assert found.state is Standing.CURRENT
    assert found.notice_of == (("pmid:1", "RetractionOf"),)


def test_an_erratum_or_a_comment_never_makes_a_retraction(tmp_path: Path) -> None:
    found = one(corpus_of(tmp_path, article(1, citation=link("CommentIn", 2) + link("ErratumIn", 3))), "1")
    assert found.state is Standing.CORRECTED
    assert [statement.type for statement in found.statements] == ["ErratumIn"]


def test_the_severest_statement_counts_and_a_replacement_is_not_called_a_retraction(tmp_path: Path) -> None:
    severe = article(1, citation=link("ErratumIn", 2) + link("ExpressionOfConcernIn", 3) + link("RetractionIn", 4))
    replaced = article(5, citation=link("RetractedandRepublishedIn", 6) + link("ErratumIn", 7))
    corpus = corpus_of(tmp_path, severe, replaced)
    assert one(corpus, "1").state is Standing.RETRACTED
    assert one(corpus, "5").state is Standing.REPLACED


def test_a_notice_has_its_date(tmp_path: Path) -> None:
    dated = "<Journal><JournalIssue><PubDate><Year>2021</Year><Month>Oct</Month></PubDate></JournalIssue></Journal>"
    found = one(corpus_of(tmp_path, article(1, citation=link("RetractionIn", 2)), article(2, inside=dated)), "1")
    assert found.statements[0].date == "2021-10"


def test_a_retracted_type_without_a_link_is_told(tmp_path: Path) -> None:
    marked = '<PublicationTypeList><PublicationType UI="D016441">Retracted Publication</PublicationType></PublicationTypeList>'
    found = one(corpus_of(tmp_path, article(1, inside=marked)), "1")
    assert found.state is Standing.RETRACTED
    assert found.statements[0].note == "no notice is linked"


def test_a_link_that_a_newer_version_of_the_record_dropped_no_longer_counts(tmp_path: Path) -> None:
    old, new = article(1, citation=link("RetractionIn", 2)), article(1, version=2)
    assert one(corpus_of(tmp_path, old, new), "1").state is Standing.CURRENT


CSV = (
    "Record ID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,RetractionDOI,RetractionPubMedID,Reason\n"
    "1,10.1000/a,1,Retraction,11/24/2023 0:00,10.1000/notice,0,+Error in Data;\n"
    "2,10.1000/B,0,Expression of concern,2022-01-05,unavailable,77,\n"
    "3,,3,Retraction;Reinstatement,1/2/2020 0:00,,,\n"
    "4,,,Retraction,,,,\n"
    "5,10.1000/c,0,Correction,,,,\n"
)


def test_another_list_only_adds_and_says_who_it_is(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(CSV)
    data = '<ArticleIdList><ArticleId IdType="doi">10.1000/B</ArticleId></ArticleIdList>'
    corpus = corpus_of(tmp_path, article(1, citation=link("ErratumIn", 9)), article(2, data=data))
    assert import_list(corpus, listed) == 5
    first = one(corpus, "1")
    assert first.state is Standing.RETRACTED
    assert [(statement.by, statement.state.value) for statement in first.statements] == [
        ("Retraction Watch", "retracted"), ("PubMed", "corrected"),
    ]  # fmt: skip
    assert (first.statements[0].date, first.statements[0].notice, first.statements[0].note) == (
        "2023-11-24",
        "doi:10.1000/notice",
        "Error in Data",
    )
    assert one(corpus, "2").state is Standing.CONCERN
    elsewhere = one(corpus, "doi:10.1000/c")
    assert (elsewhere.key, elsewhere.state) == (None, Standing.CORRECTED)


def test_a_list_without_the_needed_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no column for the paper"):
        import_list(corpus_of(tmp_path, article(1)), tmp_path / "list.csv")
