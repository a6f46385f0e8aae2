"""What is proposed as one, in which sense, how surely; and what is told apart."""

from __future__ import annotations

from typing import Any

import pytest
from tests.resolve.versions.libraries import ALPHAS, library, reference, study

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.resolve.versions import Proposal, find_same

TITLE = "Silica dust and systemic sclerosis in miners of one valley"


def the_only(found: list[Proposal]) -> tuple[str, str]:
    assert len(found) == 1, found
    return found[0].kind, found[0].strength


def between(one: dict[str, Any], other: dict[str, Any], **fields: Any) -> list[Proposal]:
    return find_same(library(study("one", one, **fields), study("two", other, **fields)))


class FakeCorpus:
    """Records by identifier."""

    def __init__(self, records: dict[str, dict[str, Any]]) -> None:
        self.records = records

    def get(self, identifiers: list[str]) -> list[dict[str, Any] | None]:
        return [self.records.get(identifier) for identifier in identifiers]


def with_corpus(found: Library, records: dict[str, dict[str, Any]]) -> list[Proposal]:
    return find_same(found, FakeCorpus(records))  # type: ignore[arg-type]


# One publication under two entries.


def test_a_shared_identifier_makes_one_publication() -> None:
    assert the_only(between(reference(TITLE, pmid="7"), reference(TITLE.upper(), pmid="7", doi="10.1234/x"))) == (
        "publication",
        "certain",
    )


def test_title_author_year_and_place_make_one_publication() -> None:
    one = reference(TITLE, "Alpha A", "Arthritis Research & Therapy", 2010, volume="12", page="R1-R9")
    other = reference(f"{TITLE}.", "Alpha AB", "Arthritis Res Ther", 2010, volume="12", page="R1")

    assert the_only(between(one, other)) == ("publication", "certain")


def test_without_a_place_it_is_for_a_person() -> None:
    assert the_only(between(reference(TITLE, "Alpha A", year=2010), reference(TITLE, "Alpha A", year=2010))) == (
        "publication",
        "likely",
    )
    assert the_only(between(reference(TITLE), reference(TITLE))) == ("publication", "possible")


def test_one_identifier_that_agrees_and_one_that_does_not_are_for_a_person() -> None:
    found = between(reference(TITLE, pmid="7", doi="10.1234/x"), reference(TITLE, pmid="7", doi="10.1234/y"))

    assert the_only(found) == ("publication", "likely")
    assert "10.1234/y" in found[0].why


def test_an_identifier_that_was_mistyped_joins_nothing() -> None:
    one = reference(TITLE, "Alpha A", pmid="7")
    other = reference("Hair dyes and breast cancer among nurses", "Omega Z", pmid="7")

    found = between(one, other)

    assert the_only(found) == ("publication", "possible")
    assert "wrong identifier" in found[0].why


def test_a_short_title_alone_says_nothing() -> None:
    assert between(reference("Scleroderma"), reference("Scleroderma")) == []


def test_two_papers_that_begin_on_one_page_are_not_one() -> None:
    one = reference("A letter on dust", "Alpha A", "Lancet", 1999, volume="3", page="7", pmid="1")
    other = reference("A reader asks about solvents", "Omega Z", "Lancet", 1999, volume="3", page="7", pmid="2")

    assert between(one, other) == []


# Versions of one work.


@pytest.mark.parametrize(
    "doi",
    [
        "10.1101/2023.01.25.23285014",
        "10.21203/rs.3.rs-1234/v1",
        "10.2139/ssrn.4001",
        "10.20944/preprints202301.0001.v1",
    ],
)
def test_a_preprint_and_its_article(doi: str) -> None:
    one = reference(TITLE, ALPHAS, year=2022, doi=doi)
    other = reference(f"{TITLE}: a cohort study", ALPHAS, "Rheumatology", 2023, doi="10.1093/x")

    assert the_only(between(one, other)) == ("version", "likely")


def test_a_preprint_with_another_title_is_asked_about() -> None:
    one = reference("Silica dust and scleroderma in Welsh miners", ALPHAS, "medRxiv", 2022)
    other = reference("Silica dust, smoking and systemic sclerosis among miners", ALPHAS, "Rheumatology", 2023)

    assert the_only(between(one, other)) == ("version", "possible")


def test_years_later_it_is_another_work() -> None:
    one = reference(TITLE, ALPHAS, "medRxiv", 2015)

    assert between(one, reference(TITLE, ALPHAS, "Rheumatology", 2023)) == []


def test_two_numbered_versions_of_one_preprint_are_certain() -> None:
    one = reference(TITLE, doi="10.21203/rs.3.rs-1234/v1")

    assert the_only(between(one, reference("Another title", doi="10.21203/rs.3.rs-1234/v2"))) == ("version", "certain")


def test_a_conference_abstract_and_its_paper() -> None:
    one = reference(f"SAT0687 {TITLE}", ALPHAS, "Ann Rheum Dis", 2018, volume="77", issue="Suppl 2", page="1190")

    assert the_only(between(one, reference(TITLE, ALPHAS, "Int J Epidemiol", 2018))) == ("version", "likely")


def test_what_pubmed_links_is_certain_whatever_the_titles_say() -> None:
    found = library(
        study("one", reference("An early look", "Omega Z", pmid="7")), study("two", reference(TITLE, ALPHAS, pmid="8"))
    )
    link = {"type": "UpdateIn", "source": None, "pmid": 8, "note": None}

    assert the_only(with_corpus(found, {"pmid:7": {"pmid": 7, "links": [link]}})) == ("version", "certain")


def test_a_republished_paper() -> None:
    one, other = reference(TITLE, ALPHAS, "Lancet", 2010, pmid="7"), reference(TITLE, ALPHAS, "Vaccine", 2011, pmid="8")

    assert the_only(between(one, other)) == ("version", "likely")


def test_a_translation() -> None:
    found = library(
        study("one", reference("Silicosis y esclerosis sistémica en mineros", ALPHAS, year=2010)),
        study("two", reference("[Silicosis and systemic sclerosis among miners]", ALPHAS, year=2010, pmid="8")),
    )
    record = {"pmid": 8, "vernacular_title": "Silicosis y esclerosis sistémica en mineros.", "languages": ["spa"]}

    assert the_only(with_corpus(found, {"pmid:8": record})) == ("version", "likely")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The lung in miners: part 1, methods", "The lung in miners: part 2, methods"),
        ("The lung in miners. I. The valley", "The lung in miners. The valley. II"),
        (
            "Silica and the risk of systemic sclerosis in miners",
            "Silica and the risk of systemic lupus erythematosus in miners",
        ),
        (
            "Silica and the risk of systemic sclerosis in miners",
            "Solvents and the risk of systemic sclerosis in miners",
        ),
        ("Antibodies to hepatitis B in patients of our clinic", "Antibodies to hepatitis C in patients of our clinic"),
        ("Antibodies to UL83 in patients of our clinic", "Antibodies to UL44 in patients of our clinic"),
        ("The risk of dermatitis in workers with dust", "The risk of nephropathy in workers with dust"),
        ("Dust and the health of women in the mills", "Dust and the health of men in the mills"),
    ],
)
def test_alike_titles_that_are_told_apart(one: str, other: str) -> None:
    early = reference(one, ALPHAS, "medRxiv", 2020)

    assert between(early, reference(other, ALPHAS, "Rheumatology", 2020)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("COVID-19 and scleroderma in one country", "SARS-CoV-2 and systemic sclerosis in one country"),
        ("Tumour and dust: associations in miners", "Tumor and dust: association in miners"),
    ],
)
def test_other_names_of_one_thing_are_one(one: str, other: str) -> None:
    early = reference(one, ALPHAS, "medRxiv", 2020)

    assert the_only(between(early, reference(other, ALPHAS, "Rheumatology", 2020))) == ("version", "likely")


# Notices.


@pytest.mark.parametrize(
    "before", ["Erratum: ", "Correction to: ", "Retraction Note: ", "Expression of Concern: ", "Reply to: "]
)
def test_a_notice_is_told_from_its_paper(before: str) -> None:
    found = between(reference(f"{before}{TITLE}", ALPHAS, "Lancet", 2011), reference(TITLE, ALPHAS, "Lancet", 2010))

    assert the_only(found) == ("notice", "likely")
    assert "'disputes' or 'standing' of 'two'" in found[0].why


def test_a_notice_that_stands_where_it_belongs_is_not_asked_about() -> None:
    paper = study("paper", reference(TITLE), disputes=[{"kind": "correction", "study": "notice"}])

    assert find_same(library(paper, study("notice", reference(f"Erratum: {TITLE}")))) == []


def test_a_paper_that_its_publisher_marks_as_retracted_is_still_the_paper() -> None:
    one, other = reference(f"RETRACTED: {TITLE}", "Alpha A", year=2010), reference(TITLE, "Alpha A", year=2010)

    assert the_only(between(one, other)) == ("publication", "likely")


# Two papers of one population.

SKIN, LUNG = "Skin thickness and age at onset", "Lung function over five years"


def people(one: dict[str, Any], other: dict[str, Any]) -> list[Proposal]:
    """Of two papers with nothing in common but what is given."""
    defaults = {"authors": "Alpha A, Beta B"}, {"authors": "Omega Z, Psi Y"}
    made: list[Study] = []
    for name, title, given, default in zip(("one", "two"), (SKIN, LUNG), (one, other), defaults, strict=True):
        given = {**default, **given}
        told = reference(given.pop("title", title), given.pop("authors"), year=2010)
        made.append(study(name, told, **given))
    return find_same(library(*made))


def test_one_registration_number_with_another_sign() -> None:
    one = {"registration": "NCT00004786", "population": {"cases": 40, "controls": 80}}

    assert the_only(people(one, {**one, "registration": "nct 00004786"})) == ("population", "likely")


def test_a_registration_number_in_both_fields_is_asked_about_even_alone() -> None:
    assert the_only(people({"registration": "ISRCTN12345678"}, {"registration": "ISRCTN 12345678"})) == (
        "population",
        "possible",
    )


def test_authors_with_equal_counts() -> None:
    counts = {"population": {"cases": 119, "controls": 65}}

    assert the_only(people({"authors": ALPHAS, **counts}, {"authors": ALPHAS, **counts})) == ("population", "likely")


def test_a_cohort_with_equal_counts() -> None:
    one = {"title": f"{SKIN} in the GENISOS cohort", "population": {"n": 218}}

    assert the_only(people(one, {"title": f"{LUNG}: the GENISOS study", "population": {"n": 218}})) == (
        "population",
        "likely",
    )


@pytest.mark.parametrize(
    "sign",
    [
        {"authors": ALPHAS},
        {"population": {"cases": 119, "controls": 65}},
        {"population": {"where": "Pavia"}},
        {"title": "Health in the GENISOS cohort"},
        {"authors": ALPHAS, "population": {"cases": 10, "controls": 5}},
    ],
)
def test_one_sign_alone_is_no_question(sign: dict[str, Any]) -> None:
    other = {**sign, "title": "Work and years lost in the GENISOS cohort"} if "title" in sign else sign

    assert people(sign, other) == []


def test_equal_counts_of_other_diseases_are_other_people() -> None:
    counts = {"authors": ALPHAS, "population": {"cases": 119, "controls": 65}}

    assert people({"title": "Teeth in scleroderma", **counts}, {"title": "Teeth in lupus", **counts}) == []


def test_a_review_has_no_population() -> None:
    one = {"registration": "NCT00004786", "design": "meta-analysis", "authors": ALPHAS}

    assert people(one, {**one, "design": "case-control"}) == []


def test_what_is_tied_already_is_not_asked_about() -> None:
    one = {"registration": "NCT00004786", "authors": ALPHAS, "reviewed_as": "miners"}

    assert people(one, one) == []


def test_registration_numbers_of_the_record_count() -> None:
    found = library(study("one", reference(SKIN, ALPHAS, pmid="7")), study("two", reference(LUNG, ALPHAS, pmid="8")))
    bank = {"databanks": [{"name": "ClinicalTrials.gov", "accessions": ["NCT00004786"]}]}

    assert the_only(with_corpus(found, {"pmid:7": {"pmid": 7, **bank}, "pmid:8": {"pmid": 8, **bank}})) == (
        "population",
        "likely",
    )


# The list as a whole.


def test_the_order_of_the_files_does_not_matter() -> None:
    studies = [
        study("a", reference(TITLE, ALPHAS, "medRxiv", 2022)),
        study("b", reference(TITLE, ALPHAS, "Rheumatology", 2023, pmid="7")),
        study("c", reference(TITLE, pmid="7")),
        study("d", reference(LUNG, "Omega Z"), registration="NCT00004786"),
        study("e", reference(SKIN, "Psi Y"), registration="NCT00004786"),
    ]
    forward, backward = library(*studies), library(*studies)
    backward.studies = dict(reversed(backward.studies.items()))

    assert find_same(forward) == find_same(backward)
    assert len(find_same(forward)) >= 3


def test_each_pair_is_told_once_in_its_most_specific_sense() -> None:
    one = reference(TITLE, ALPHAS, "Lancet", 2010, pmid="7")

    found = between(one, one, registration="NCT00004786")

    assert the_only(found) == ("publication", "certain")
    assert "registered as NCT00004786" in found[0].why
