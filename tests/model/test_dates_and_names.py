"""Dates, identifiers of topics, and the short names of studies."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from aetia.model.base import PartialDate, Slug, TopicId
from aetia.model.reference import Name, Reference
from aetia.model.standing import Standing, StandingRecord
from aetia.model.study import Study
from aetia.model.topic import Topic

DATE = TypeAdapter[str](PartialDate)
SLUG = TypeAdapter[str](Slug)
TOPIC = TypeAdapter[str](TopicId)


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-23", "1996-02-29", "2000-02-29"])
def test_a_date_is_a_year_a_month_or_a_day(text: str) -> None:
    assert DATE.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-1",
        "2026-13",
        "2026-00",
        "2026-02-30",
        "1900-02-29",
        "0000",
        "2026-04-31",
        "2026-11-00",
        "2026-11-23T00:00",
        "2026\n",
        "٢٠٢٦-11",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DATE.validate_python(text)


@pytest.mark.parametrize(
    "text", ["../x", "a/../b", "/a", "a//b", "a/", "A", "a_b", "a b", "", "a/b.md", "a\n", ".hidden", "é"]
)
def test_a_topics_place_can_never_lead_out_of_the_library(text: str) -> None:
    with pytest.raises(ValidationError):
        TOPIC.validate_python(text)


@pytest.mark.parametrize("text", ["a/b", "..", "a--b", "-a", "a-", "A", "x" * 121, "a\n"])
def test_a_slug_is_letters_digits_and_single_hyphens(text: str) -> None:
    with pytest.raises(ValidationError):
        SLUG.validate_python(text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (Name(family="Prinz", given="Jörg C."), "Prinz JC"),
        (Name(family="Prinz", given="JC"), "Prinz JC"),
        (Name(family="Li", given="Xiao-Ming"), "Li XM"),
        (Name(family="King", given="M.L.", suffix="Jr"), "King ML Jr"),
        (Name(family="Plato"), "Plato"),
        (Name(literal="Example Study Group"), "Example Study Group"),
    ],
)
def test_a_name_in_short(name: Name, short: str) -> None:
    assert name.short == short


def test_a_name_is_in_parts_or_whole_and_never_both_or_neither() -> None:
    with pytest.raises(ValidationError, match="either 'family'"):
        Name()
    with pytest.raises(ValidationError, match="either 'family'"):
        Name(family="A", literal="B")


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        (Reference(title="T", author=[Name(family="Prinz", given="J")], issued="2009-05"), "Prinz 2009"),
        (Reference(title="T", author=[Name(literal="A Group")]), "A Group, year not known"),
        (Reference(title="A short title", issued="2001"), "A short title 2001"),
        (
            Reference(title="A title that goes on and on and on for ever"),
            "A title that goes on and on and on…, year not known",
        ),
    ],
)
def test_a_study_has_a_short_name_for_people(reference: Reference, label: str) -> None:
    assert Study(id="x", references=[reference]).label == label


def test_the_standing_of_a_study_is_the_worst_of_its_references() -> None:
    notice = {"notice": {"pmid": "1"}}
    states = [Standing.CURRENT, Standing.RETRACTED, Standing.CORRECTED]
    references = [
        Reference(
            title="T",
            standing=StandingRecord.model_validate({"state": state, **(notice if state != "current" else {})}),
        )
        for state in states
    ]

    assert Study(id="x", references=references).standing is Standing.RETRACTED
    assert not Study(id="x", references=references).reference.is_retracted


def test_a_changed_standing_names_its_notice() -> None:
    with pytest.raises(ValidationError, match="names its notice"):
        StandingRecord(state=Standing.RETRACTED)


def test_a_topic_knows_its_parent() -> None:
    assert Topic(id="a/b/c", title="T").parent == "a/b"
    assert Topic(id="a", title="T").parent is None


def test_a_reference_as_csl_json_leaves_out_what_is_not_known() -> None:
    reference = Reference.model_validate(
        {
            "title": "T",
            "container-title": "J",
            "issued": "2020-10",
            "volume": "007",
            "identifiers": {"doi": "10.1234/X"},
        }
    )

    assert reference.to_csl("key") == {
        "id": "key",
        "type": "article-journal",
        "title": "T",
        "container-title": "J",
        "volume": "007",
        "DOI": "10.1234/x",
        "issued": {"date-parts": [[2020, 10]]},
    }


def test_a_reader_is_sent_to_the_most_lasting_address() -> None:
    known = {
        "identifiers": {"doi": "10.1234/x", "pmid": "7", "pmcid": "PMC8"},
        "title": "T",
        "url": "https://example.org/",
    }

    assert Reference.model_validate(known).address() == "https://doi.org/10.1234/x"
    del known["identifiers"]["doi"]  # type: ignore[attr-defined]
    assert Reference.model_validate(known).address() == "https://pubmed.ncbi.nlm.nih.gov/7/"
    del known["identifiers"]["pmid"]  # type: ignore[attr-defined]
    assert Reference.model_validate(known).address() == "https://pmc.ncbi.nlm.nih.gov/articles/PMC8/"
    del known["identifiers"]
    assert Reference.model_validate(known).address() == "https://example.org/"
    assert Reference(title="T").address() is None
