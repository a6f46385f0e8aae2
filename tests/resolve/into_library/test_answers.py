"""A person's yes and no are kept, and obeyed for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resolve.into_library.printed_library import (
    library,
    outcome,
    reference,
    resolved,
    rows,
    said,
    snapshot,
    study,
)
from tests.resolve.into_library.test_resolving import FIELDS, NETTLE_TITLE, SLATE_TITLE, WINTER_TITLE
from tests.resolve.small_corpus import NETTLE_PRINTED, PAPERS, SLATE, SLATE_PRINTED, WINTER_PRINTED, grow, make_corpus

from aetia.errors import InputError
from aetia.resolve.into_library import answer_questions


@pytest.fixture
def asked(tmp_path: Path, corpus: Path) -> Path:
    """A library in which it was asked which of two papers a citation is."""
    root = library(tmp_path / "library", {"doe-2003": study(WINTER_PRINTED, WINTER_TITLE)})
    resolved(root, corpus)
    assert [row.decision for row in rows(root)] == ["open", "open"]
    return root


def edit(root: Path, old: str, new: str) -> None:
    """What a person does in an editor: the first place alone."""
    file = root / "decisions/matches.tsv"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_yes_in_the_table_is_the_paper_whatever_its_probability(asked: Path, corpus: Path) -> None:
    edit(asked, "pmid:502\topen", "pmid:502\tyes")

    report = resolved(asked, corpus)

    found = reference(asked, "doe-2003")
    assert found.identifiers.pmid == "502"
    assert found.cited_as is not None
    assert (found.cited_as.outcome, found.cited_as.probability) == ("matched", None)
    assert [(row.candidate, row.decision) for row in rows(asked)] == [("pmid:502", "yes")]
    assert outcome(report, "doe-2003").by == "a person"
    before = snapshot(asked)
    assert resolved(asked, corpus).files == []
    assert snapshot(asked) == before


def test_a_no_strikes_a_candidate_and_what_is_left_is_judged_anew(asked: Path, corpus: Path) -> None:
    edit(asked, "pmid:502\topen", "pmid:502\tno")

    report = resolved(asked, corpus)

    shown = [one["key"] for one in outcome(report, "doe-2003").candidates]
    assert "pmid:502" not in shown
    assert reference(asked, "doe-2003").identifiers.pmid in (None, "503")
    assert ("pmid:502", "no") in [(row.candidate, row.decision) for row in rows(asked)]


def test_when_every_candidate_is_refused_the_citation_is_unmatched(asked: Path, corpus: Path) -> None:
    edit(asked, "pmid:502\topen", "pmid:502\tno")
    edit(asked, "pmid:503\topen", "pmid:503\tno")

    report = resolved(asked, corpus)

    assert outcome(report, "doe-2003").outcome == "unmatched"
    assert {row.decision for row in rows(asked)} == {"no"}


def test_a_no_is_obeyed_when_the_corpus_grows(tmp_path: Path) -> None:
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)},
        [said("smith-1999", SLATE_PRINTED, "doi:10.1234/SLATE", "no")],
    )
    corpus = make_corpus(tmp_path, [paper for paper in PAPERS if paper is not SLATE])
    resolved(root, corpus)

    grow(corpus, [SLATE], "second")
    report = resolved(root, corpus)

    assert outcome(report, "smith-1999").outcome == "unmatched"
    assert [(row.candidate, row.decision) for row in rows(root)] == [("doi:10.1234/SLATE", "no")]


def test_a_no_to_a_certain_paper_is_obeyed_from_the_beginning(tmp_path: Path, corpus: Path) -> None:
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)},
        [said("smith-1999", SLATE_PRINTED, "501", "no")],
    )

    report = resolved(root, corpus)

    assert outcome(report, "smith-1999").outcome == "unmatched"
    assert reference(root, "smith-1999").identifiers.keys() == []


def test_a_no_to_what_was_matched_takes_back_what_was_filled_in_and_nothing_else(tmp_path: Path, corpus: Path) -> None:
    root = library(tmp_path / "library", {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)})
    before = (root / "studies/smith-1999.yaml").read_text()
    resolved(root, corpus)
    assert reference(root, "smith-1999").identifiers.pmid == "501"

    answer_questions(root, [("smith-1999", "501", "no")], by="anna")
    report = resolved(root, corpus)

    assert outcome(report, "smith-1999").refused == "pmid:501"
    found = reference(root, "smith-1999")
    assert (found.identifiers.keys(), found.sources) == ([], [])
    assert (found.volume, found.page) == ("12", "45-52")
    after = (root / "studies/smith-1999.yaml").read_text()
    assert after == before.replace("outcome: unresolved", "outcome: unmatched").replace(
        "    container", "    authors_complete: no\n    container"
    )
    again = snapshot(root)
    assert resolved(root, corpus).files == []
    assert snapshot(root) == again


def test_a_yes_to_another_paper_takes_the_place_of_a_match(tmp_path: Path, corpus: Path) -> None:
    root = library(tmp_path / "library", {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more="issued: 1999")})
    resolved(root, corpus)

    answer_questions(root, [("smith-1999", "pmid:506", "yes")], by="anna")
    resolved(root, corpus)

    found = reference(root, "smith-1999")
    assert (found.identifiers.pmid, found.identifiers.doi, found.volume) == ("506", None, "29")
    assert resolved(root, corpus).files == []


def test_a_yes_to_a_paper_that_the_corpus_has_not_gives_the_identifier_alone(asked: Path, corpus: Path) -> None:
    answer_questions(asked, [("doe-2003", "PMID: 777", "yes")], by="anna", on="2026-11-28")

    resolved(asked, corpus)

    found = reference(asked, "doe-2003")
    assert found.identifiers.keys() == ["pmid:777"]
    assert found.sources == ["decision pmid:777: pmid"]
    assert resolved(asked, corpus).files == []


def test_an_answer_is_about_the_print_whatever_its_study_is_called(tmp_path: Path, corpus: Path) -> None:
    root = library(
        tmp_path / "library",
        {"renamed-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)},
        [said("smith-1999", SLATE_PRINTED.replace(". ", ".  "), "pmid:501", "no")],
    )

    assert outcome(resolved(root, corpus), "renamed-1999").outcome == "unmatched"


def test_an_answer_outlives_a_correction_of_the_print(tmp_path: Path, corpus: Path) -> None:
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)},
        [said("smith-1999", SLATE_PRINTED.replace("dust", "dsut"), "pmid:501", "no")],
    )

    assert outcome(resolved(root, corpus), "smith-1999").outcome == "unmatched"


def test_an_answer_on_one_reference_says_nothing_of_another_one_of_the_study(tmp_path: Path, corpus: Path) -> None:
    below = f"  - title: {WINTER_TITLE!r}\n    cited_as: {{text: {WINTER_PRINTED!r}}}\n"
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS, below=below)},
        [said("smith-1999", WINTER_PRINTED, "pmid:501", "no")],
    )

    resolved(root, corpus)

    assert reference(root, "smith-1999").identifiers.pmid == "501"


def test_the_last_answer_counts(tmp_path: Path, corpus: Path) -> None:
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)},
        [
            said("smith-1999", SLATE_PRINTED, "pmid:501", "no", on="2026-01-01"),
            said("smith-1999", SLATE_PRINTED, "pmid:501", "yes", on="2026-02-01"),
        ],
    )

    resolved(root, corpus)

    assert reference(root, "smith-1999").identifiers.pmid == "501"


def test_words_that_a_person_writes_beside_a_question_stay(asked: Path, corpus: Path) -> None:
    file = asked / "decisions/matches.tsv"
    file.write_text(file.read_text().replace("the title is the same", "the title is the same (anna asks the author)"))
    before = file.read_bytes()

    resolved(asked, corpus)

    assert file.read_bytes() == before


def test_an_answer_names_who_gave_it_and_when(asked: Path) -> None:
    (row,) = answer_questions(asked, [("doe-2003", "502", "yes")], by="anna", on="2026-11-28")

    assert (row.by, row.on, row.decision, row.candidate) == ("anna", "2026-11-28", "yes", "pmid:502")
    assert row.note
    assert ("open", "pmid:503") in [(other.decision, other.candidate) for other in rows(asked)]


def test_who_changes_their_mind_is_believed(asked: Path, corpus: Path) -> None:
    for answer in ("yes", "no", "yes"):
        answer_questions(asked, [("doe-2003", "502", answer)], by="anna", on="2026-11-28")

    resolved(asked, corpus)

    assert reference(asked, "doe-2003").identifiers.pmid == "502"
    assert [(row.candidate, row.decision) for row in rows(asked)] == [("pmid:502", "yes")]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("gone", "502", "yes"), "no study 'gone'"),
        (("doe-2003", "502", "perhaps"), "'perhaps' is no answer"),
        (("doe-2003", "that one", "yes"), "no identifier"),
    ],
)
def test_an_answer_that_cannot_be_written_down_changes_nothing(
    asked: Path, answer: tuple[str, str, str], words: str
) -> None:
    before = snapshot(asked)

    with pytest.raises(InputError, match=words):
        answer_questions(asked, [("doe-2003", "503", "no"), answer], by="anna")

    assert snapshot(asked) == before


def test_of_several_references_it_must_be_clear_which_one_is_meant(tmp_path: Path, corpus: Path) -> None:
    below = f"  - title: {NETTLE_TITLE!r}\n    cited_as: {{text: {NETTLE_PRINTED!r}}}\n"
    root = library(tmp_path / "library", {"two": study(SLATE_PRINTED, SLATE_TITLE, below=below)})

    with pytest.raises(InputError, match="has 2 references"):
        answer_questions(root, [("two", "777", "yes")], by="anna")

    resolved(root, corpus)
    (row,) = answer_questions(root, [("two", "506", "no")], by="anna")
    assert row.citation == NETTLE_PRINTED


def test_a_candidate_in_the_table_that_is_no_identifier_is_told_and_nothing_is_filled(
    asked: Path, corpus: Path
) -> None:
    edit(asked, "pmid:502\topen", "the first one\tyes")

    report = resolved(asked, corpus)

    assert "no identifier" in outcome(report, "doe-2003").why
    assert reference(asked, "doe-2003").identifiers.keys() == []
