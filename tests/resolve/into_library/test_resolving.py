"""Resolving a library: what is certain is filled in, what is not is asked, and what people wrote is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resolve.into_library.printed_library import (
    FINDINGS,
    library,
    outcome,
    reference,
    resolved,
    rows,
    said,
    snapshot,
    study,
)
from tests.resolve.small_corpus import (
    ABSENT_PRINTED,
    COPPER_PRINTED,
    MOSS,
    NETTLE_PRINTED,
    SLATE,
    SLATE_PRINTED,
    WINTER_PRINTED,
    make_corpus,
)

from aetia.errors import InputError, LibraryError
from aetia.library.check import check_library
from aetia.library.format import format_library
from aetia.resolve.into_library import answer_questions
from aetia.resolve.online import candidate_source
from aetia.resolve.paper import Paper, paper_of
from aetia.resolve.query import Query

SLATE_TITLE, COPPER_TITLE = (
    "Slate dust and palewrist: a cohort of quarry workers",
    "Copper rings and palewrist, a trial in two towns",
)
WINTER_TITLE, NETTLE_TITLE = "Palewrist in winter: a letter from the hills", "Nettle tea does not bring palewrist about"
FIELDS = """author: [{family: Smith, given: A}, {family: Second, given: B}]
container-title: J Palewrist Res
issued: 1999
volume: 12
page: 45-52"""

ABSENT_TITLE = "On the nature of granite boulders in the sea"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library with a reference that the corpus has, one that may be either of two, and one that it has not."""
    return library(
        tmp_path / "library",
        {
            "smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS),
            "doe-2003": study(WINTER_PRINTED, WINTER_TITLE, more="author: [{family: Doe, given: A}]\nissued: 2003"),
            "nobody-1950": study(ABSENT_PRINTED, ABSENT_TITLE, more="issued: 1950"),
        },
    )


def test_a_certain_paper_fills_in_what_is_missing_with_its_provenance_and_its_probability(
    root: Path, corpus: Path
) -> None:
    report = resolved(root, corpus)

    found = reference(root, "smith-1999")
    assert (found.identifiers.pmid, found.identifiers.doi) == ("501", "10.1234/slate")
    assert [name.family for name in found.author] == ["Smith", "Second", "Third"]
    assert found.cited_as is not None
    assert (found.cited_as.text, found.cited_as.page, found.cited_as.outcome) == (SLATE_PRINTED, "old-page", "matched")
    assert found.cited_as.probability is not None
    assert found.cited_as.probability > 0.9
    assert found.sources == ["corpus pmid:501: pmid, doi, author after 2"]
    assert outcome(report, "smith-1999").filled == ("pmid", "doi", "author after 2")


def test_what_stands_in_a_reference_is_never_overwritten_and_what_differs_is_told(tmp_path: Path, corpus: Path) -> None:
    mine = FIELDS.replace("page: 45-52", "page: 45-59\nidentifiers: {doi: 10.1000/mine}").replace(
        "J Pale", "Bulletin of Pale"
    )
    root = library(
        tmp_path / "library",
        {"smith-1999": study(SLATE_PRINTED, "Dust of slate", more=mine)},
        [said("smith-1999", SLATE_PRINTED, "pmid:501", "yes")],
    )

    report = resolved(root, corpus)

    found = reference(root, "smith-1999")
    assert (found.title, found.page, found.identifiers.doi) == ("Dust of slate", "45-59", "10.1000/mine")
    assert (found.container_title, found.volume, found.identifiers.pmid) == ("Bulletin of Palewrist Res", "12", "501")
    assert outcome(report, "smith-1999").differs == (
        ("title", "Dust of slate", SLATE["title"]),
        ("doi", "10.1000/mine", "10.1234/slate"),
        ("container-title", "Bulletin of Palewrist Res", "Journal of Palewrist Research"),
        ("page", "45-59", "45-52"),
    )


def test_an_uncertain_paper_becomes_a_question_for_each_candidate(root: Path, corpus: Path) -> None:
    report = resolved(root, corpus)

    assert outcome(report, "doe-2003").outcome == "ambiguous"
    asked = rows(root)
    assert [(row.study, row.candidate, row.decision, row.by, row.on) for row in asked] == [
        ("doe-2003", candidate, "open", "aetia", "2026-11-20") for candidate in ("pmid:502", "pmid:503")
    ]
    assert all(row.citation == WINTER_PRINTED for row in asked)
    assert "Annals of Cold. 2003;7:20-22" in str(asked[0].note)
    assert "the title is the same" in str(asked[0].note)
    found = reference(root, "doe-2003")
    assert found.cited_as is not None
    assert (found.cited_as.outcome, found.identifiers.keys()) == ("ambiguous", [])


def test_a_paper_that_the_corpus_has_not_leaves_its_reference_as_it_is_but_for_the_outcome(
    root: Path, corpus: Path
) -> None:
    before = (root / "studies/nobody-1950.yaml").read_text()

    report = resolved(root, corpus)

    assert outcome(report, "nobody-1950").outcome == "unmatched"
    assert outcome(report, "nobody-1950").why
    assert (root / "studies/nobody-1950.yaml").read_text() == before.replace("unresolved", "unmatched")


def test_running_again_changes_no_byte(root: Path, corpus: Path) -> None:
    resolved(root, corpus)
    before = snapshot(root)

    again = resolved(root, corpus)

    assert snapshot(root) == before
    assert again.files == []
    assert again.settled > 0


def test_what_a_run_writes_is_sound_and_in_canonical_form(root: Path, corpus: Path) -> None:
    known = {fault.code for fault in check_library(root)}

    resolved(root, corpus)

    assert {fault.code for fault in check_library(root)} <= known
    assert format_library(root, write=False).changed == []


def test_comments_of_people_stay(tmp_path: Path, corpus: Path) -> None:
    text = study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS).replace(
        "issued: 1999", "issued: 1999  # the year on the cover"
    )
    root = library(tmp_path / "library", {"smith-1999": text})

    resolved(root, corpus)

    assert "issued: 1999  # the year on the cover" in (root / "studies/smith-1999.yaml").read_text()


def test_a_reference_that_nobody_printed_is_resolved_by_its_fields_and_keeps_them_as_its_print(
    tmp_path: Path, corpus: Path
) -> None:
    lines = "".join(f"    {line}\n" for line in FIELDS.splitlines())
    root = library(tmp_path / "library", {"smith-1999": f"references:\n  - title: '{SLATE_TITLE}'\n{lines}{FINDINGS}"})

    resolved(root, corpus)

    found = reference(root, "smith-1999")
    assert found.identifiers.pmid == "501"
    assert found.cited_as is not None
    assert found.cited_as.text == f"Smith A, Second B. {SLATE_TITLE}. J Palewrist Res. 1999;12:45-52."
    assert len(found.author) == 2


def test_references_with_identifiers_that_nobody_asked_about_are_left_alone(tmp_path: Path, corpus: Path) -> None:
    root = library(tmp_path / "library", {})
    before = snapshot(root)

    report = resolved(root, corpus)

    assert snapshot(root) == before
    assert (report.references, report.settled) == ([], 2)


def test_a_dry_run_says_the_same_and_writes_nothing(root: Path, corpus: Path) -> None:
    before = snapshot(root)

    told = resolved(root, corpus, dry_run=True)

    assert snapshot(root) == before
    done = resolved(root, corpus)
    assert [one.plain() for one in told.references] == [one.plain() for one in done.references]
    assert told.files == done.files


def test_one_study_alone_can_be_resolved_and_the_questions_of_others_stay(root: Path, corpus: Path) -> None:
    resolved(root, corpus, studies=["doe-2003"])
    asked = rows(root)

    report = resolved(root, corpus, studies=["smith-1999"])

    assert [one.study for one in report.references] == ["smith-1999"]
    assert rows(root) == asked
    assert len(asked) == 2


def test_the_date_of_a_question_is_the_librarys_or_the_one_that_is_given(root: Path, corpus: Path) -> None:
    resolved(root, corpus, on="2026-11-29")

    assert {row.on for row in rows(root)} == {"2026-11-29"}


def test_one_paper_in_two_studies_is_pointed_out(tmp_path: Path, corpus: Path) -> None:
    text = study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS)
    root = library(tmp_path / "library", {"smith-1999": text, "smith-1999-again": text})

    report = resolved(root, corpus)

    assert report.same == [("pmid:501", ["smith-1999", "smith-1999-again"])]


def test_a_paper_without_identifiers_is_matched_by_its_words(tmp_path: Path, corpus: Path) -> None:
    printed = f"Young A, Second B, Third C. {MOSS['title']}. Reports from Nowhere 1988;2:7-9."
    root = library(tmp_path / "library", {"young-1988": study(printed, str(MOSS["title"]))})

    resolved(root, corpus)
    before = snapshot(root)
    again = resolved(root, corpus)

    found = reference(root, "young-1988")
    assert (found.volume, found.page, found.issued) == ("2", "7-9", "1988")
    assert found.sources[0].startswith("corpus id:")
    assert (snapshot(root), again.files) == (before, [])


def test_a_corpus_that_grew_answers_what_it_could_not_answer_before(tmp_path: Path) -> None:
    from tests.resolve.small_corpus import NETTLE, PAPERS, grow

    corpus = make_corpus(tmp_path, [paper for paper in PAPERS if paper is not NETTLE])
    root = library(tmp_path / "library", {"weiss-2016": study(NETTLE_PRINTED, NETTLE_TITLE)})
    assert outcome(resolved(root, corpus), "weiss-2016").outcome == "unmatched"

    grow(corpus, [NETTLE], "second")
    resolved(root, corpus)

    assert reference(root, "weiss-2016").identifiers.pmid == "506"


def test_what_somebody_changes_while_papers_are_looked_for_is_left_to_the_next_run(
    root: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aetia.resolve.into_library import run
    from aetia.resolve.into_library.plan import Plan

    edited = study(COPPER_PRINTED, COPPER_TITLE)
    plans = []

    def planning(*arguments: object) -> Plan:
        plans.append(Plan(*arguments))  # type: ignore[arg-type]
        if len(plans) == 1:
            (root / "studies/smith-1999.yaml").write_text(edited)
        return plans[-1]

    monkeypatch.setattr(run, "Plan", planning)
    report = resolved(root, corpus)

    assert outcome(report, "smith-1999").outcome == "changed"
    assert (root / "studies/smith-1999.yaml").read_text() == edited
    assert len(rows(root)) == 2


def test_a_study_that_is_not_there_and_a_folder_that_is_no_library_are_refused(
    root: Path, corpus: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no study 'gone'"):
        resolved(root, corpus, studies=["gone"])
    with pytest.raises(LibraryError, match="no library"):
        resolved(tmp_path, corpus)


def a_service(query: Query) -> list[Paper]:
    """What a service may propose: one right paper, and one that has nothing to do with the citation."""
    record = {
        "key": "pmid:900",
        "title": ABSENT_TITLE,
        "authors": [{"family": "Nobody", "initials": "N"}],
        "year": "1950",
    }
    place = {"journal": "Proceedings of the Sea", "volume": "1", "pages": "1-2", "doi": "10.1234/sea"}
    return [paper_of({**record, **place}), paper_of({**record, "key": "pmid:901", "title": "Something else entirely"})]


def test_a_paper_that_only_a_service_knows_gives_its_identifiers_and_says_where_it_was_found(
    root: Path, corpus: Path
) -> None:
    report = resolved(root, corpus, also=a_service)

    found = reference(root, "nobody-1950")
    assert (outcome(report, "nobody-1950").outcome, outcome(report, "nobody-1950").by) == ("matched", "online")
    assert (found.identifiers.pmid, found.identifiers.doi) == ("900", "10.1234/sea")
    assert found.sources == ["online pmid:900: pmid, doi"]
    assert resolved(root, corpus, also=a_service).files == []


def test_a_no_holds_for_what_services_propose_too(root: Path, corpus: Path) -> None:
    answer_questions(root, [("nobody-1950", "pmid:900", "no")], by="anna")

    report = resolved(root, corpus, also=a_service)

    assert outcome(report, "nobody-1950").key is None
    assert "pmid:900" not in [one["key"] for one in outcome(report, "nobody-1950").candidates]


def test_a_service_that_does_not_answer_leaves_the_outcome_open(root: Path, corpus: Path) -> None:
    before = (root / "studies/nobody-1950.yaml").read_bytes()
    with candidate_source(["crossref"], roots={"crossref": "http://127.0.0.1:9/"}, allow_private=True) as silent:
        report = resolved(root, corpus, also=silent)

    assert outcome(report, "nobody-1950").unsure
    assert "Crossref could not be asked" in outcome(report, "nobody-1950").why
    assert (root / "studies/nobody-1950.yaml").read_bytes() == before
