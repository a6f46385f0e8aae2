"""Identifiers are kept in one spelling each, whatever people paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import identifiers

from aetia.model.identifiers import Identifiers, normalize_doi, normalize_pmcid, normalize_pmid


@pytest.mark.parametrize(
    "printed",
    [
        "10.1186/S13075-020-02216-W",
        "https://doi.org/10.1186/s13075-020-02216-w",
        "http://dx.doi.org/10.1186/s13075-020-02216-w",
        "doi: 10.1186/s13075-020-02216-w ",
        "DOI:10.1186/s13075-020-02216-w",
    ],
)
def test_a_doi_has_one_spelling(printed: str) -> None:
    assert normalize_doi(printed) == "10.1186/s13075-020-02216-w"


@pytest.mark.parametrize(
    "printed", ["", "10.1186", "11.1186/x", "10.1/x", "https://example.org/10.1186/x", "10.1186/a b"]
)
def test_what_is_no_doi_is_refused_with_an_example(printed: str) -> None:
    with pytest.raises(ValueError, match=r"is not a DOI; a DOI looks like 10\."):
        normalize_doi(printed)


@pytest.mark.parametrize(("printed", "pmid"), [("33193344", "33193344"), (" 007 ", "7"), (33193344, "33193344")])
def test_a_pmid_is_digits_without_leading_zeros(printed: object, pmid: str) -> None:
    assert normalize_pmid(printed) == pmid


@pytest.mark.parametrize("printed", ["", "0", "-1", "1.5", "PMC1", "1234567890", "1٢"])
def test_what_is_no_pmid_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="is not a PMID"):
        normalize_pmid(printed)


@pytest.mark.parametrize(
    ("printed", "pmcid"), [("PMC3496812", "PMC3496812"), ("pmc3496812", "PMC3496812"), (3496812, "PMC3496812")]
)
def test_a_pmcid_has_its_letters(printed: object, pmcid: str) -> None:
    assert normalize_pmcid(printed) == pmcid


@pytest.mark.parametrize("printed", ["", "PMC", "PMC0", "PMCx"])
def test_what_is_no_pmcid_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="is not a PMCID"):
        normalize_pmcid(printed)


def test_keys_name_each_identifier_with_its_kind() -> None:
    assert Identifiers(pmid="7", doi="10.1234/X").keys() == ["pmid:7", "doi:10.1234/x"]
    assert Identifiers().keys() == []


@given(identifiers())
def test_normal_spellings_stay_as_they_are(made: Identifiers) -> None:
    assert Identifiers.model_validate(made.plain()) == made
