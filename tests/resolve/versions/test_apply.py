"""What is joined, what is tied, what is asked, and that nothing is lost by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.resolve.versions.libraries import ALPHAS, files, finding, ids, reference, study, write

from aetia.errors import LibraryError
from aetia.library import read_library, read_with_faults
from aetia.library.check.run import check_library
from aetia.library.tables import read_table
from aetia.model.decision import SameDecision
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.resolve.versions import Outcome, apply_same, find_same, give_answer

TITLE = "Silica dust and systemic sclerosis in miners of one valley"
ARTICLE = reference(TITLE, ALPHAS, "Rheumatology", 2023, doi="10.1093/x")
PREPRINT = reference(TITLE, ALPHAS, "medRxiv", 2022, doi="10.1101/2022.01.01.22000001")
TODAY = "2026-11-30"


def apply(root: Path) -> Outcome:
    return apply_same(root, on=TODAY)


def twice(root: Path, name: str = "pmid", value: str = "7", **fields: Any) -> Path:
    """A library with one publication under two entries, `longer` and `one`."""
    told = reference(TITLE, ALPHAS, "Rheumatology", 2023, **{name: value})
    fuller = {**told, "identifiers": {name: value, "doi": "10.1093/x"}}
    return write(root, study("one", told), study("longer", fuller, **fields))


def rows(root: Path) -> list[tuple[str, str, str, str]]:
    return [(row.one, row.other, row.kind, row.decision) for row in read_library(root).same]


# Joining.


def test_one_publication_under_two_entries_becomes_one_study(tmp_path: Path) -> None:
    outcome = apply(twice(tmp_path, findings=[finding()]))

    only = read_library(tmp_path).studies["longer"]
    assert ids(tmp_path) == ["longer"]
    assert only.aliases == ["one"]
    assert [each.identifiers.keys() for each in only.references] == [["pmid:7", "doi:10.1093/x"]]
    assert [(done.one, done.other) for done in outcome.joined] == [("longer", "one")]
    assert rows(tmp_path) == [("longer", "one", "publication", "joined")]
    assert [fault for fault in check_library(tmp_path) if fault.severity == "error"] == []


def test_likely_versions_wait_for_a_person(tmp_path: Path) -> None:
    write(tmp_path, study("article", ARTICLE), study("preprint", PREPRINT))

    apply(tmp_path)

    assert ids(tmp_path) == ["article", "preprint"]
    assert rows(tmp_path) == [("article", "preprint", "version", "open")]


def test_a_yes_makes_one_study_with_the_article_of_record_first(tmp_path: Path) -> None:
    write(tmp_path, study("a-preprint", PREPRINT, findings=[finding()]), study("the-article", ARTICLE))
    apply(tmp_path)

    give_answer(tmp_path, "the-article", "a-preprint", "version", yes=True, by="anna", on=TODAY)
    apply(tmp_path)

    only = read_library(tmp_path).studies["the-article"]
    assert ids(tmp_path) == ["the-article"]
    assert [each.container_title for each in only.references] == ["Rheumatology", "medRxiv"]
    assert len(only.findings) == 1
    assert rows(tmp_path) == [("a-preprint", "the-article", "version", "yes")]


def test_an_answer_may_be_typed_into_the_table(tmp_path: Path) -> None:
    write(tmp_path, study("article", ARTICLE), study("preprint", PREPRINT))
    apply(tmp_path)
    table = tmp_path / "decisions/same.tsv"
    table.write_text(table.read_text("utf-8").replace("\taetia\t", "\tanna\t").replace("\topen\t", "\tyes\t"), "utf-8")

    apply(tmp_path)

    assert ids(tmp_path) == ["article"]


def test_an_answer_without_a_person_is_refused() -> None:
    text = "on\tby\tone\tother\tkind\tdecision\twhy\n2026-11-30\taetia\ta\tb\tversion\tyes\t\n"

    found, faults = read_table(SameDecision, text, "decisions/same.tsv")

    assert found == []
    assert "a person's answer" in faults[0].what


def test_what_both_appraised_is_tied_and_not_joined(tmp_path: Path) -> None:
    write(
        tmp_path,
        study("one", reference(TITLE, pmid="7"), findings=[finding()]),
        study("two", reference(TITLE, pmid="7"), findings=[finding(direction="unclear")]),
    )

    outcome = apply(tmp_path)

    studies = read_library(tmp_path).studies
    assert {one.reviewed_as for one in studies.values()} == {"one"}
    assert "both have appraised findings in 'silica'" in outcome.tied[0].why
    assert outcome.joined == []


def test_what_was_tied_is_joined_once_nothing_contradicts(tmp_path: Path) -> None:
    one, two = (
        study(name, reference(TITLE, pmid="7"), design=design) for name, design in (("one", "cohort"), ("two", "trial"))
    )
    apply(write(tmp_path, one, two))
    assert ids(tmp_path) == ["one", "two"]
    second = read_library(tmp_path).studies["two"].model_copy(update={"design": "cohort"})
    write(tmp_path, second)

    apply(tmp_path)

    (only,) = read_library(tmp_path).studies.values()
    assert (only.design, only.reviewed_as) == ("cohort", None)
    assert [fault for fault in check_library(tmp_path) if fault.code == "lone-population"] == []


def test_the_same_finding_at_both_entries_is_one_finding(tmp_path: Path) -> None:
    apply(twice(tmp_path, findings=[finding()]))
    write(tmp_path, study("third", reference(TITLE, pmid="7"), findings=[finding()]))

    apply(tmp_path)

    assert len(read_library(tmp_path).studies["longer"].findings) == 1


def test_a_retracted_first_version_does_not_take_its_republication_with_it(tmp_path: Path) -> None:
    retracted = {**PREPRINT, "standing": {"state": "retracted", "notice": {"source": "the journal"}}}
    write(tmp_path, study("article", ARTICLE), study("first", retracted))
    give_answer(tmp_path, "article", "first", "version", yes=True, by="anna", on=TODAY)

    outcome = apply(tmp_path)

    assert ids(tmp_path) == ["article", "first"]
    assert len(outcome.tied) == 1
    assert {one.reviewed_as for one in read_library(tmp_path).studies.values()} == {"article"}


def test_a_retraction_known_at_one_entry_holds_for_the_publication(tmp_path: Path) -> None:
    retracted = {**reference(TITLE, pmid="7"), "standing": {"state": "retracted", "notice": {"pmid": "9"}}}
    write(tmp_path, study("one", reference(TITLE, pmid="7"), findings=[finding()]), study("two", retracted))

    apply(tmp_path)

    (only,) = read_library(tmp_path).studies.values()
    assert only.standing is Standing.RETRACTED
    assert len(only.findings) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"design": "cohort"}, {"design": "case-control"}),
        ({"team": "a"}, {"team": "b"}),
        ({"population": {"cases": 7}}, {"population": {"cases": 8}}),
    ],
)
def test_entries_that_contradict_each_other_are_not_joined(
    tmp_path: Path, one: dict[str, Any], other: dict[str, Any]
) -> None:
    write(tmp_path, study("one", reference(TITLE, pmid="7"), **one), study("two", reference(TITLE, pmid="7"), **other))

    assert apply(tmp_path).joined == []
    assert ids(tmp_path) == ["one", "two"]


def test_what_one_entry_knows_and_the_other_does_not_is_kept(tmp_path: Path) -> None:
    write(
        tmp_path,
        study("one", reference(TITLE, pmid="7"), design="cohort", note="Read it.", population={"cases": 7}),
        study("two", reference(TITLE, pmid="7"), team="miners", note="Read it again.", population={"where": "Wales"}),
    )

    apply(tmp_path)

    only = read_library(tmp_path).studies["one"]
    assert (only.design, only.team, only.note) == ("cohort", "miners", "Read it. Read it again.")
    assert only.population is not None
    assert (only.population.cases, only.population.where) == (7, "Wales")


def test_two_printed_citations_of_one_publication_are_both_kept(tmp_path: Path) -> None:
    printed = [
        {**reference(TITLE, pmid="7"), "cited_as": {"text": f"Alpha. {TITLE}. {how}"}} for how in ("2023", "in print")
    ]
    write(tmp_path, study("one", printed[0]), study("two", printed[1]))

    apply(tmp_path)

    only = read_library(tmp_path).studies["one"]
    assert {each.cited_as.text[-8:] for each in only.references if each.cited_as} == {"ey. 2023", "in print"}
    assert [each.identifiers.keys() for each in only.references] == [["pmid:7"], []]
    assert [fault for fault in check_library(tmp_path) if fault.severity == "error"] == []


# Tying.


def two_papers(root: Path, **fields: Any) -> Path:
    one, other = reference("Skin and age", "Alpha A", year=2010), reference("Lung and years", "Omega Z", year=2012)
    return write(
        root,
        study("lung", other, registration="NCT00004786", **fields),
        study("skin", one, registration="NCT00004786"),
    )


def test_one_population_is_only_asked_about(tmp_path: Path) -> None:
    apply(two_papers(tmp_path))

    assert rows(tmp_path) == [("lung", "skin", "population", "open")]
    assert {one.reviewed_as for one in read_library(tmp_path).studies.values()} == {None}


def test_a_yes_to_one_population_makes_it_count_once(tmp_path: Path) -> None:
    two_papers(tmp_path)
    give_answer(tmp_path, "skin", "lung", "population", yes=True, by="anna", on=TODAY)

    apply(tmp_path)

    names = {one.reviewed_as for one in read_library(tmp_path).studies.values()}
    assert len(names) == 1
    assert names != {None}
    assert ids(tmp_path) == ["lung", "skin"]
    assert find_same(read_library(tmp_path)) == []


def test_a_tie_joins_the_population_that_is_there_already(tmp_path: Path) -> None:
    two_papers(tmp_path, reviewed_as="miners")
    give_answer(tmp_path, "skin", "lung", "population", yes=True, by="anna", on=TODAY)

    apply(tmp_path)

    assert {one.reviewed_as for one in read_library(tmp_path).studies.values()} == {"miners"}


# A no.


@pytest.mark.parametrize("kind", ["publication", "version", "population"])
def test_a_no_is_never_asked_again(tmp_path: Path, kind: Any) -> None:
    write(tmp_path, study("one", reference(TITLE)), study("two", reference(TITLE)))
    give_answer(tmp_path, "two", "one", kind, yes=False, by="anna", on=TODAY, why="other miners")

    assert find_same(read_library(tmp_path)) == []
    apply(tmp_path)
    assert rows(tmp_path) == [("one", "two", kind, "no")]


def test_a_no_holds_against_what_is_certain(tmp_path: Path) -> None:
    give_answer(twice(tmp_path), "one", "longer", "publication", yes=False, by="anna", on=TODAY)

    assert apply(tmp_path).joined == []


def test_a_no_to_one_publication_leaves_the_question_of_versions(tmp_path: Path) -> None:
    write(tmp_path, study("one", ARTICLE), study("two", PREPRINT))
    give_answer(tmp_path, "one", "two", "publication", yes=False, by="anna", on=TODAY)

    assert [found.kind for found in find_same(read_library(tmp_path))] == ["version"]


def test_a_no_holds_when_a_third_entry_would_bring_the_two_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        study("a", reference(TITLE, pmid="1")),
        study("b", {**reference(TITLE), "identifiers": {"pmid": "1", "doi": "10.1234/b"}}),
        study("c", reference(TITLE, doi="10.1234/b")),
    )
    give_answer(tmp_path, "a", "c", "publication", yes=False, by="anna", on=TODAY)

    outcome = apply(tmp_path)

    assert len(ids(tmp_path)) == 2
    assert "'a' and 'c' apart" in outcome.left[0]


def test_a_no_holds_for_an_entry_that_was_joined_meanwhile(tmp_path: Path) -> None:
    twice(tmp_path)
    write(tmp_path, study("third", reference(TITLE)))
    give_answer(tmp_path, "one", "third", "publication", yes=False, by="anna", on=TODAY)

    apply(tmp_path)
    again = apply(tmp_path)

    assert ids(tmp_path) == ["longer", "third"]
    assert again.asked == []


def test_what_somebody_took_back_is_asked_and_not_done_again(tmp_path: Path) -> None:
    before = files(twice(tmp_path))
    apply(tmp_path)
    for name in ("studies/one.yaml", "studies/longer.yaml"):
        (tmp_path / name).write_text(before[name], "utf-8")

    outcome = apply(tmp_path)

    assert ids(tmp_path) == ["longer", "one"]
    assert ("longer", "one", "publication", "open") in rows(tmp_path)
    assert outcome.joined == []


def test_an_answer_about_a_study_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="there is no study 'nobody'"):
        give_answer(twice(tmp_path), "one", "nobody", "version", yes=True, by="anna", on=TODAY)


# Notices.


def test_a_notice_goes_into_the_trail_of_its_paper_once_a_person_says_so(tmp_path: Path) -> None:
    notice = reference(f"Erratum: {TITLE}", ALPHAS, "Rheumatology", 2024)
    write(tmp_path, study("notice", notice, design="notice"), study("paper", ARTICLE))
    assert apply(tmp_path).joined == []
    give_answer(tmp_path, "notice", "paper", "notice", yes=True, by="anna", on=TODAY)

    apply(tmp_path)

    step = read_library(tmp_path).studies["paper"].disputes[0]
    assert (step.kind, step.study, step.on) == ("correction", "notice", "2024")
    assert ids(tmp_path) == ["notice", "paper"]


# What named the lost entry.


def test_everything_that_named_the_lost_entry_names_the_study_that_has_it(tmp_path: Path) -> None:
    twice(tmp_path)
    review = finding(design="meta-analysis", includes=[{"study": "one"}, {"study": "longer"}])
    write(
        tmp_path,
        study("review", reference("A review of dust"), design="meta-analysis", findings=[review]),
        study("critic", reference("A critic of dust"), disputes=[{"kind": "letter", "study": "one"}]),
        texts={
            "pages/about.md": "---\ntitle: About\n---\n\nSee [it](../studies/one.yaml), not studies/one-2.yaml.\n",
            "topics/dust.md": "---\ntitle: Dust\npremise_refuted:\n  why:\n    en: No.\n  study: one\n---\n",
            "decisions/matches.tsv": "on\tby\tstudy\tcitation\tcandidate\tdecision\tnote\n"
            "2026-01-01\tanna\tone\tAlpha\tpmid:7\tyes\t\n",
        },
    )

    apply(tmp_path)

    found = read_library(tmp_path)
    assert found.topics["dust"].premise_refuted is not None
    assert found.topics["dust"].premise_refuted.study == "longer"
    assert found.studies["critic"].disputes[0].study == "longer"
    assert [each.study for each in found.studies["review"].findings[0].includes] == ["longer"]
    assert found.matches[0].study == "longer"
    assert "(../studies/longer.yaml), not studies/one-2.yaml" in found.pages["about"].body


def test_a_translation_that_was_up_to_date_stays_so(tmp_path: Path) -> None:
    twice(tmp_path)
    about = "---\ntitle: About\n---\n\nSee [it](../studies/one.yaml).\n"
    write(tmp_path, texts={"pages/about.md": about})
    words = read_library(tmp_path).pages["about"].words
    spanish = f"---\nof: {words}\ntitle: Sobre\n---\n\nMira [esto](../studies/one.yaml).\n"
    write(tmp_path, texts={"pages/about.es.md": spanish})

    apply(tmp_path)

    page = read_library(tmp_path).pages["about"]
    assert page.translations["es"].of == page.words != words
    assert "longer.yaml" in page.translations["es"].body


def test_a_step_about_the_entry_itself_names_the_publication(tmp_path: Path) -> None:
    step = {"kind": "republication", "study": "the-article"}
    write(tmp_path, study("a-preprint", PREPRINT, disputes=[step]), study("the-article", ARTICLE))
    give_answer(tmp_path, "a-preprint", "the-article", "version", yes=True, by="anna", on=TODAY)

    apply(tmp_path)

    told = read_library(tmp_path).studies["the-article"].disputes[0]
    assert (told.study, told.identifiers.doi) == (None, "10.1093/x")


def test_comments_of_both_files_are_kept(tmp_path: Path) -> None:
    twice(tmp_path, findings=[finding()])
    file = tmp_path / "studies/one.yaml"
    file.write_text(
        f"# the first\nreferences:\n  # look again\n{file.read_text('utf-8').split(chr(10), 1)[1]}", "utf-8"
    )

    apply(tmp_path)

    text = (tmp_path / "studies/longer.yaml").read_text("utf-8")
    assert "# the first" in text
    assert "# look again" in text
    assert read_with_faults(tmp_path).faults == []


# Laws.


def test_questions_are_about_the_library_as_it_is_afterwards(tmp_path: Path) -> None:
    bare = reference(TITLE, pmid="7")
    write(
        tmp_path,
        study("a", bare),
        study("b", {**bare, **reference(TITLE, ALPHAS, "Rheumatology", 2023), "identifiers": {"pmid": "7"}}),
        study("preprint", PREPRINT),
    )

    first, again = apply(tmp_path), apply(tmp_path)

    assert "3 shared authors" in first.asked[0].why
    assert (again.asked, again.files) == (first.asked, [])


def test_doing_it_twice_is_doing_it_once(tmp_path: Path) -> None:
    twice(tmp_path)
    write(tmp_path, study("article", ARTICLE), study("preprint", PREPRINT), study("third", reference(TITLE, pmid="7")))
    apply(tmp_path)
    before = files(tmp_path)

    again = apply_same(tmp_path, on="2027-01-01")

    assert again.files == []
    assert files(tmp_path) == before


def test_a_question_goes_when_nobody_need_answer_it_any_more(tmp_path: Path) -> None:
    write(tmp_path, study("one", reference(TITLE)), study("two", reference(TITLE)))
    apply(tmp_path)
    write(tmp_path, study("two", reference("Something else altogether")))

    apply(tmp_path)

    assert rows(tmp_path) == []


def test_a_library_that_cannot_be_read_whole_is_left_alone(tmp_path: Path) -> None:
    twice(tmp_path)
    (tmp_path / "studies/broken.yaml").write_text("references: [", "utf-8")
    before = files(tmp_path)

    with pytest.raises(LibraryError):
        apply(tmp_path)

    assert files(tmp_path) == before


def test_the_written_files_are_in_canonical_form(tmp_path: Path) -> None:
    apply(twice(tmp_path, findings=[finding()]))

    assert [fault for fault in check_library(tmp_path) if fault.code == "not-canonical"] == []


def test_three_entries_become_one(tmp_path: Path) -> None:
    def told(name: str, **ids: str) -> Study:
        return study(name, {**reference(TITLE), "identifiers": ids})

    write(tmp_path, told("a", pmid="1"), told("b", pmid="1", doi="10.1234/b"), told("c", doi="10.1234/b", pmcid="PMC7"))

    apply(tmp_path)

    (only,) = read_library(tmp_path).studies.values()
    assert sorted([only.id, *only.aliases]) == ["a", "b", "c"]
    assert only.reference.identifiers.keys() == ["pmid:1", "pmcid:PMC7", "doi:10.1234/b"]


def test_where_no_library_is_nothing_is_written(tmp_path: Path) -> None:
    nowhere = tmp_path / "typo"
    with pytest.raises(LibraryError, match="there is no library here"):
        apply(nowhere)
    with pytest.raises(LibraryError, match="there is no library here"):
        give_answer(nowhere, "one", "two", "version", yes=False, by="editor", on=TODAY)
    assert not nowhere.exists()
