"""What services give, as papers: kinds told apart, whole titles, both years, and nothing that is no publication."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.resolve.online.conftest import Ask
from tests.resolve.online.shelf import EBV, Shelf, crossref_item, epmc_item, results, works

from aetia.resolve import Paper, Query
from aetia.resolve.online import ServiceName

QUERY = "van den Berg J. Epstein-Barr virus infection and primary scleroderma in the elderly. Front Immunol. 2020;11(2):112-119."


def of_crossref(ask: Ask, shelf: Shelf, **change: Any) -> list[Paper]:
    """The papers of one work of Crossref's."""
    shelf.service.on("/crossref/works", works([{**crossref_item(EBV), **change}], 1))
    return list(ask("crossref")(Query(QUERY)))


def of_europe(ask: Ask, shelf: Shelf, **change: Any) -> list[Paper]:
    """The papers of one result of Europe PMC's."""
    shelf.service.on("/epmc/search", results([{**epmc_item(EBV), **change}], 1))
    return list(ask("europepmc")(Query(QUERY)))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "paper"),
        ({"type": "posted-content"}, "preprint"),
        ({"type": "book", "publisher": "P"}, "book"),
        ({"update-to": [{"DOI": "10.1000/x", "type": "correction"}]}, "erratum"),
        ({"update-to": [{"DOI": "10.1000/x", "type": "retraction"}]}, "retraction"),
        ({"update-to": [{"DOI": "10.1000/x", "type": "expression_of_concern"}]}, "concern"),
        ({"update-to": [{"DOI": "10.1000/x", "type": "new_version"}]}, "paper"),
        (
            {"update-to": [{"DOI": EBV.doi, "type": "retraction"}]},
            "paper",
        ),  # changed in place: it is what was retracted
        ({"title": ["Correction to: Epstein-Barr virus infection"]}, "erratum"),
    ],
)
def test_kinds_of_crossrefs_works(ask: Ask, shelf: Shelf, change: dict[str, Any], kind: str) -> None:
    assert [paper.kind for paper in of_crossref(ask, shelf, **change)] == [kind]


@pytest.mark.parametrize("kind", ["peer-review", "component", "journal-issue", "grant"])
def test_what_is_no_publication_is_left_out(ask: Ask, shelf: Shelf, kind: str) -> None:
    assert of_crossref(ask, shelf, type=kind) == []


def test_a_title_has_its_subtitle_and_its_own_language(ask: Ask, shelf: Shelf) -> None:
    [paper] = of_crossref(
        ask, shelf, title=["Silica"], subtitle=["A <i>cohort</i> study"], **{"original-title": ["Quarz"]}
    )
    assert paper.titles[0].startswith("silica a")
    assert paper.titles[1] == "quarz"
    [once] = of_crossref(ask, shelf, title=["Silica: a cohort study"], subtitle=["A cohort study"])
    assert once.titles == ("silica a cohort study",)


def test_years_of_print_and_of_the_electronic_article_are_both_compared(ask: Ask, shelf: Shelf) -> None:
    change = {
        "issued": {"date-parts": [[2019, 12]]},
        "published-print": {"date-parts": [[2020, 2]]},
        "published-online": {"date-parts": [[2019, 12, 3]]},
    }
    [paper] = of_crossref(ask, shelf, **change)
    assert set(paper.years) == {"2019", "2020"}
    [other] = of_europe(
        ask, shelf, journalInfo={**epmc_item(EBV)["journalInfo"]}, electronicPublicationDate="2019-12-03"
    )
    assert set(other.years) == {"2019", "2020"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "paper"),
        ({"source": "PPR", "id": "PPR1", "pmid": None}, "preprint"),
        ({"pubTypeList": {"pubType": ["Letter"]}}, "letter"),
        ({"pubTypeList": {"pubType": ["correction"]}}, "erratum"),
        ({"pubTypeList": {"pubType": ["Retraction of Publication"]}}, "retraction"),
        ({"pubTypeList": {"pubType": ["Retracted Publication"]}}, "paper"),
        ({"pubTypeList": {"pubType": "?"}}, "paper"),
    ],
)
def test_kinds_of_europe_pmcs_results(ask: Ask, shelf: Shelf, change: dict[str, Any], kind: str) -> None:
    assert [paper.kind for paper in of_europe(ask, shelf, **change)] == [kind]


def test_keys_are_pmid_else_doi_else_the_services_own(ask: Ask, shelf: Shelf) -> None:
    keys = [
        of_europe(ask, shelf, **change)[0].key
        for change in ({}, {"pmid": None}, {"pmid": None, "doi": None, "source": "PPR", "id": "PPR1"})
    ]
    assert keys == [f"pmid:{EBV.pmid}", f"doi:{EBV.doi}", "id:PPR:PPR1"]


def test_records_without_a_title_give_no_paper_and_are_no_failure(ask: Ask, shelf: Shelf) -> None:
    assert of_crossref(ask, shelf, title=[]) == []
    assert of_europe(ask, shelf, title=None) == []


def test_a_monstrous_record_is_cut(ask: Ask, shelf: Shelf) -> None:
    [paper] = of_crossref(
        ask,
        shelf,
        title=["x " * 1_000_000],
        author=[{"family": "y" * 3_000}] * 3_000,
        **{"container-title": ["(" + " " * 1_000_000]},
    )
    assert len(paper.packed()) < 60 * 2_000 + 10_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES: dict[str, list[str]] = {
    "crossref": [*crossref_item(EBV), "update-to", "updated-by", "subtitle", "original-title", "published-print"],
    "europepmc": [*epmc_item(EBV), "bookOrReportDetails", "commentCorrectionList", "electronicPublicationDate"],
}


@pytest.mark.parametrize("name", ["crossref", "europepmc"])
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_record_holds_the_run_goes_on(
    name: ServiceName, data: st.DataObject, shelf: Shelf, ask: Ask
) -> None:
    change = {data.draw(st.sampled_from(NAMES[name])): data.draw(JSON) for _ in range(2)}
    item = crossref_item(EBV) if name == "crossref" else epmc_item(EBV)
    body = works([{**item, **change}], 1) if name == "crossref" else results([{**item, **change}], 1)
    shelf.service.on("/crossref/works" if name == "crossref" else "/epmc/search", body)
    source = ask(name)
    for paper in source(Query(QUERY)):
        assert paper.packed()
        assert paper.key.startswith(("doi:", "pmid:", "id:"))
    [count] = source.summary()
    assert count.answered + count.failed == 1
