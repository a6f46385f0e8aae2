"""The single signs: registration numbers, cohorts, kinds, authors."""

from __future__ import annotations

import pytest

from aetia.model.reference import Reference
from aetia.resolve.versions.cohorts import cohorts_in
from aetia.resolve.versions.kinds import bare_title, kind_of, work_of
from aetia.resolve.versions.people import overlap
from aetia.resolve.versions.registrations import field_registrations, registrations_in, told_registrations


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("registered (NCT01234567)", "NCT01234567"),
        ("clinicaltrials.gov nct 01234567.", "NCT01234567"),
        ("ISRCTN 12345678", "ISRCTN12345678"),
        ("EudraCT number 2012-001234-56", "2012-001234-56"),
        ("UMIN000012345", "UMIN000012345"),
        ("ChiCTR-TRC-12345678", "CHICTR-TRC-12345678"),
        ("ChiCTR2000012345", "CHICTR2000012345"),
        ("DRKS00012345", "DRKS00012345"),
        ("ACTRN12612000123456", "ACTRN12612000123456"),
        ("CTRI/2019/03/012345", "CTRI/2019/03/012345"),
        ("IRCT20190101012345N1", "IRCT20190101012345N1"),
    ],
)
def test_a_registration_number_is_known_by_its_form(text: str, number: str) -> None:
    assert registrations_in(text) == {number}


@pytest.mark.parametrize(
    "text",
    [
        "NCT0123456",
        "NCT012345678",
        "NCT00000000",
        "CRD42020123456",
        "2012-001234-56",
        "GSE12345",
        "grant AR012345",
        "ISRCTN1234",
    ],
)
def test_what_has_another_form_is_none(text: str) -> None:
    assert registrations_in(text) == frozenset()


def test_an_abstract_with_many_numbers_tells_of_others() -> None:
    assert told_registrations(" ".join(f"NCT0000000{n}" for n in range(1, 6))) == frozenset()


def test_a_register_that_is_not_known_counts_as_it_is_written() -> None:
    assert field_registrations("Local register 2001/17") == field_registrations("local register 2001-17") != frozenset()
    assert field_registrations("not registered") == field_registrations(None) == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("an analysis of the EUSTAR cohort", {"eustar"}),
        ("the GENISOS study and a registry (SCOT)", {"genisos", "scot"}),
        ("Diet in the Nurses' Health Study", {"nurses health study"}),
        ("a retrospective cohort study of HIV patients in the UK cohort", set()),
        ("EUSTAR", set()),
    ],
)
def test_cohorts_by_the_word_beside_them(text: str, names: set[str]) -> None:
    assert cohorts_in(text) == names


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"title": "Dust", "identifiers": {"doi": "10.1101/2020.01.02.20012345"}}, "preprint"),
        ({"title": "Dust", "identifiers": {"doi": "10.1101/gr.1234"}, "container-title": "Genome Res"}, "paper"),
        ({"title": "Dust", "container-title": "Research Square"}, "preprint"),
        ({"title": "FRI0345 Dust in miners"}, "abstract"),
        ({"title": "0434 A meta-analysis of dust"}, "abstract"),
        ({"title": "Dust", "volume": "62 Suppl 10", "page": "S12"}, "abstract"),
        ({"title": "Dust", "volume": "62 Suppl 10", "page": "12-19"}, "paper"),
        ({"title": "Corrigendum to: Dust"}, "erratum"),
        ({"title": "Correction of squint in children"}, "paper"),
        ({"title": "Retraction of the eyelid in thyroid disease"}, "paper"),
        ({"title": "Retraction Note: Dust"}, "retraction"),
        ({"title": "Response to: Dust"}, "reply"),
        ({"title": "Response to treatment in scleroderma"}, "paper"),
        ({"title": "Comment on: Dust"}, "reply"),
        ({"title": 'Letter by Omega et al Regarding Article, "Dust"'}, "reply"),
        ({"title": "Response to comments on our paper on dust"}, "reply"),
        ({"title": "RETRACTED: Dust in miners"}, "paper"),
    ],
)
def test_kinds(values: dict[str, object], kind: str) -> None:
    assert kind_of(Reference.model_validate(values), None) == kind


def test_titles_are_compared_without_what_says_their_kind() -> None:
    assert bare_title("Erratum: Dust in miners") == "Dust in miners"
    assert bare_title('Response by Omega to Letter Regarding Article, "Dust in miners"') == "Dust in miners"
    assert bare_title("RETRACTED: Dust in miners") == "Dust in miners"
    assert bare_title("SAT0687 Dust in miners") == "Dust in miners"
    assert bare_title("5 years of dust in miners") == "5 years of dust in miners"


def test_versions_of_one_preprint_share_the_rest_of_their_doi() -> None:
    assert work_of("10.21203/rs.3.rs-12/v1") == work_of("10.21203/rs.3.rs-12/v2") == "10.21203/rs.3.rs-12"
    assert work_of("10.1093/rap/rky041") is None


def test_authors_are_people_once_each() -> None:
    mine, theirs = [("alpha", "a"), ("beta", "b"), ("beta", "b")], [("alpha", "a"), ("beta", "b")]

    found = overlap(mine, theirs, whole=True)

    assert (found.shared, found.first, found.last) == (2, True, True)
    assert found.share == pytest.approx(2 / 3)
    assert not overlap([("alpha", "a")], [("alpha", "z")], whole=True).shared
    assert overlap([("alpha", "")], [("alpha", "z")], whole=True).shared == 1
