"""Which records are one publication, and which are not however alike they look."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.resolve.duplicates import find_duplicates

PAPER: dict[str, Any] = {
    "title": "Slate dust and palewrist: a cohort of 4,012 quarry workers",
    "author": [
        Name(family="Doe", given="Jane B"),
        Name(family="Roe", given="Richard"),
        Name(family="van den Berg", given="A"),
    ],
    "container_title": "Journal of Dust Research",
    "issued": "2019-03",
    "volume": "12",
    "issue": "3",
    "page": "101-109",
    "identifiers": {"pmid": "50000001", "doi": "10.1000/dust.1"},
}


def paper(**changes: Any) -> Reference:
    """The paper with some fields changed; None takes one away."""
    return Reference(**{name: value for name, value in (PAPER | changes).items() if value is not None})


BARE = paper(identifiers=None)


def relation(one: Reference, other: Reference) -> str:
    """What two records are found to be to each other."""
    found = find_duplicates([one, other])
    if found.groups:
        return "same"
    return next((pair.relation for pair in (*found.proposed, *found.related)), "apart")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "SLATE DUST AND PALEWRIST - A COHORT OF 4012 QUARRY WORKERS."},
        {"title": "Slate dust and palewrist: a chohort of 4,012 quarry worker"},
        {"title": "RETRACTED: Slate dust and palewrist: a cohort of 4,012 quarry workers"},
        {"title": "Slate dust and pale wrist: a cohort of 4,012 quarry workers"},
        {
            "author": [
                Name(family="Doe", given="J.B."),
                Name(family="Roe", given="R."),
                Name(family="Berg", given="A. van den"),
            ]
        },
        {"author": [Name(literal="Doe Jane")]},
        {"author": None},
        {"container_title": "J Dust Res"},
        {"container_title": None, "volume": None, "issue": None, "page": None},
        {"issued": "2018-12"},
        {"page": "101-9"},
        {"page": None, "number": "e101"},
        {"issue": "Suppl 1"},
        {"type": "paper-conference"},
    ],
)
def test_one_paper_as_databases_differ_on_it(changes: dict[str, Any]) -> None:
    assert relation(BARE, paper(identifiers=None, **changes)) == "same"
    assert (
        relation(paper(identifiers={"doi": "10.1000/dust.1"}), paper(identifiers={"pmid": "50000001"}, **changes))
        == "same"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Erratum: Slate dust and palewrist: a cohort of 4,012 quarry workers", "page": "300"}, "notice"),
        ({"title": "Slate dust and palewrist: a cohort of 4,012 quarry workers - reply", "page": "110"}, "notice"),
        ({"title": "Comment on: Slate dust and palewrist: a cohort of 4,012 quarry workers"}, "notice"),
        ({"title": "Slate dust and palewrist: study protocol for a cohort of 4,012 quarry workers"}, "notice"),
        ({"title": "Slate dust and palewrist: a cohort of 4,013 quarry workers"}, "part"),
        ({"container_title": "medRxiv", "volume": None, "issue": None, "page": None}, "version"),
        ({"identifiers": {"doi": "10.1101/2019.01.02.19000001"}, "container_title": None, "volume": None}, "version"),
        ({"container_title": "Ann Dust", "volume": "71", "issue": "Suppl 3", "page": "S512"}, "abstract"),
        ({"title": "Slate dust and palewrist: a cohort of 4,012 female workers", "page": "110-119"}, "apart"),
        ({"issued": "2009", "volume": "2", "page": "7-9", "container_title": "Annals of Mud"}, "apart"),
        ({"author": [Name(family="Poe", given="E")], "page": "7-9", "volume": "3"}, "apart"),
    ],
)
def test_what_is_never_merged(changes: dict[str, Any], expected: str) -> None:
    found = relation(BARE, paper(**({"identifiers": None} | changes)))
    assert found != "same"
    assert found == expected or expected == "apart"


@pytest.mark.parametrize("kind", ["Erratum", "Retraction notice", "Expression of concern"])
def test_a_notice_stays_apart_even_where_a_database_gives_it_the_papers_doi(kind: str) -> None:
    notice = paper(title=f"{kind}: {PAPER['title']}", identifiers={"doi": "10.1000/dust.1"})
    assert relation(paper(), notice) == "notice"


def test_two_versions_of_a_review_are_told_as_such() -> None:
    one, two = (paper(identifiers={"doi": f"10.1002/14651858.cd001{v}"}) for v in ("", ".pub2"))
    assert relation(one, two) == "version"


def test_a_title_alone_is_proposed_and_not_merged() -> None:
    one = Reference(title="Slate dust and palewrist in quarry workers")
    other = Reference(title="Slate dust and palewrist in quarry workers", issued="2019")
    found = find_duplicates([one, other])
    assert (found.groups, [pair.reasons for pair in found.proposed]) == ([], [("same title",)])


def test_titles_of_few_words_need_more() -> None:
    editorials = [Reference(title="Editorial", issued="2019", container_title="J Dust", page=str(n)) for n in range(3)]
    assert find_duplicates(editorials).groups == []
    same = [*editorials, editorials[0].model_copy(update={"volume": "12", "author": [Name(family="Doe")]})]
    assert find_duplicates(same).groups == []
    assert find_duplicates([*editorials, editorials[1].model_copy()]).groups == [(1, 3)]


def test_two_pmids_are_never_in_one_group() -> None:
    linked = [
        paper(identifiers={"pmid": "50000001"}),
        paper(identifiers=None),
        paper(identifiers={"pmid": "50000002"}),
    ]
    found = find_duplicates(linked)
    assert found.groups == [(0, 1)]
    assert [pair.other for pair in found.proposed] == [2]


def test_an_identifier_may_stand_in_the_address() -> None:
    one = Reference(title="Slate", url="https://doi.org/10.1000/DUST.1")
    other = Reference(title="Slate.", identifiers=Identifiers(doi="10.1000/dust.1"))
    assert relation(one, other) == "same"


def test_what_is_settled_is_never_joined() -> None:
    refs = [BARE, BARE.model_copy(), BARE.model_copy()]
    assert find_duplicates(refs).groups == [(0, 1, 2)]
    assert find_duplicates(refs, settled=2).groups == [(0, 2)]


def test_reasons_name_what_speaks_for_and_against() -> None:
    found = find_duplicates([paper(identifiers=None, volume="13", page=None, author=None), BARE])
    assert found.groups == []
    (pair,) = found.proposed
    assert (pair.points, pair.reasons) == (
        5.5,
        ("other volume", "same issue", "same title", "same year", "same journal"),
    )


@given(st.permutations(range(12)))
@settings(max_examples=30)
def test_groups_do_not_hang_on_the_order(order: list[int]) -> None:
    silicosis = {"title": "Slate and silicosis in the quarries of Malta", "issued": "2001"}
    copies = [
        paper(identifiers=None), paper(), paper(container_title="J Dust Res"),
        paper(title="Mud in miners of the north", identifiers=None),
        paper(title="Mud in miners of the north", identifiers=None, page="101-9"),
        paper(title="Erratum: Mud in miners of the north", identifiers=None),
        Reference(title="Editorial"), Reference(**silicosis),
        paper(title=f"{PAPER['title']}. Part II", identifiers=None), paper(container_title="bioRxiv", identifiers=None),
        Reference(**silicosis, author=PAPER["author"][:1], volume="3"), Reference(**silicosis, author=PAPER["author"][:1]),
    ]  # fmt: skip
    found = find_duplicates([copies[place] for place in order]).groups
    groups = {frozenset(order[place] for place in group) for group in found}
    assert groups == {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({10, 11})}


def test_work_grows_with_the_records_and_not_with_their_pairs() -> None:
    draw = random.Random(7)
    words = [f"word{n}" for n in range(3_000)]

    def many(count: int) -> list[Reference]:
        made = []
        for n in range(count):
            title = "A randomised controlled trial of " + " ".join(draw.choices(words, k=7))
            author = [Name(family=f"Name{draw.randrange(400)}", given="J")]
            made.append(
                Reference(title=title, author=author, issued=str(2000 + n % 20), volume=str(n % 60), page=str(n % 900))
            )
        return made

    times = []
    for count in (1_000, 4_000):
        records = many(count)
        started = time.perf_counter()
        assert len(find_duplicates(records).groups) == 0
        times.append(time.perf_counter() - started)
    assert times[1] < 12 * times[0] + 1
