"""Several records of one publication as one: nothing that any of them has is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import references

from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.model.standing import Standing
from aetia.resolve.duplicates import Conflict, merged


def test_the_copy_with_a_pmid_counts_first_and_the_others_fill_it_up() -> None:
    one = Reference(
        title="Slate dust", volume="12", issued="2019", identifiers=Identifiers(doi="10.1000/a"), note="From WoS"
    )
    two = Reference(
        title="Slate dust!", issued="2019-03", author=[Name(family="Doe")], identifiers=Identifiers(pmid="7")
    )
    found = merged([one, two])
    assert found.reference == Reference(
        title="Slate dust!",
        volume="12",
        issued="2019-03",
        author=[Name(family="Doe")],
        identifiers=Identifiers(pmid="7", doi="10.1000/a"),
        note="From WoS",
    )
    assert found.conflicts == ()


def test_where_copies_differ_is_told() -> None:
    one = Reference(
        title="Slate", volume="12", page="101-109", container_title="Journal of Dust", identifiers=Identifiers(pmid="7")
    )
    two = Reference(title="Slate", volume="13", page="101-9", container_title="J Dust", issued="2018")
    assert merged([two, one]).conflicts == (Conflict("volume", "12", "13"),)
    dated = merged([one.model_copy(update={"issued": "2019-03"}), two])
    assert Conflict("issued", "2019-03", "2018") in dated.conflicts


def test_a_whole_list_of_authors_counts_before_one_that_is_not() -> None:
    short = Reference(title="S", author=[Name(family="Doe")], authors_complete=False, identifiers=Identifiers(pmid="7"))
    whole = Reference(title="S", author=[Name(family="Doe"), Name(family="Roe")])
    assert merged([short, whole]).reference.author == whole.author
    assert merged([short, whole]).reference.authors_complete


@given(st.lists(references(), min_size=1, max_size=4))
def test_every_field_that_any_copy_has_is_there(copies: list[Reference]) -> None:
    found = merged(copies).reference
    for copy in copies:
        for name, value in copy.plain().items():
            if value and name not in ("authors_complete", "standing", "type"):
                assert name in found.plain(), name
        for kind, value in copy.identifiers.plain().items():
            assert getattr(found.identifiers, kind), (kind, value)
        if copy.note:
            assert copy.note in (found.note or "")
    worst = max((list(Standing).index(copy.standing.state) for copy in copies), default=0)
    assert list(Standing).index(found.standing.state) == worst


@given(references().filter(lambda one: all(one.plain().values()) and len(set(one.sources)) == len(one.sources)))
def test_one_copy_stays_as_it_is(one: Reference) -> None:
    assert merged([one]).reference.plain() == one.plain()
    assert merged([one, one]).reference.plain() == one.plain()


@pytest.mark.parametrize("name", ["title", "volume", "page"])
def test_case_and_accents_are_no_conflict(name: str) -> None:
    one, two = (Reference(**{"title": "T", name: text}) for text in ("Été 1-2", "ÉTÉ 1–2"))
    assert merged([one, two]).conflicts == ()
