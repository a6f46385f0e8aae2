"""Laws of making two studies one: whatever they hold, all of it is in the one, and splitting it again finds all of both."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from tests.resolve.versions.libraries import reference
from tests.strategies import findings, references, studies

from aetia.corpus.folding import words_of
from aetia.model.reference import Reference
from aetia.model.standing import StandingRecord
from aetia.model.study import Study
from aetia.resolve.versions.merge import merge, obstacles, survivor
from aetia.resolve.versions.references import unite

FEW = settings(max_examples=20, deadline=None, phases=[Phase.generate])
AGREEING = ("design", "team", "registration", "reviewed_as", "population")


def current() -> st.SearchStrategy[Reference]:
    """References that were neither retracted nor corrected."""
    return references().map(lambda told: told.model_copy(update={"standing": StandingRecord()}))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Study, Study]:
    """Two studies that contradict each other in nothing; some of the second one's references and findings are the first one's."""
    one = draw(studies())
    one = one.model_copy(update={"references": draw(st.lists(current(), min_size=1, max_size=2))})
    told = draw(st.lists(st.one_of(st.sampled_from(one.references), current()), min_size=1, max_size=2))
    said = draw(st.lists(st.one_of(*map(st.just, one.findings), findings()), max_size=2))
    agreeing = {name: draw(st.sampled_from([None, getattr(one, name)])) for name in AGREEING}
    other = Study(
        id=f"{one.id}-other", references=told, findings=said, note=draw(st.sampled_from([None, one.note, "Read."]))
    )
    other = other.model_copy(update=agreeing)
    assume(not obstacles(one, other))
    return one, other


def identifiers(study: Study) -> set[str]:
    return {key for each in study.references for key in each.identifiers.keys()}  # noqa: SIM118 (a method)


def said(study: Study) -> list[dict[str, Any]]:
    return [each.plain() for each in study.findings]


@FEW
@given(pairs())
def test_all_of_both_is_in_the_one_and_splitting_it_finds_all_again(pair: tuple[Study, Study]) -> None:
    first, second = survivor(*pair)

    merged = merge(first, second)

    one = merged.study
    assert one.id == first.id
    assert set(one.aliases) == {second.id, *first.aliases, *second.aliases} - {first.id}
    assert identifiers(one) == identifiers(first) | identifiers(second)
    again = [one.references[place] for place in merged.references]
    assert list(map(squeezed, again)) == list(map(squeezed, second.references))
    assert list(map(squeezed, one.references[: len(first.references)])) == list(map(squeezed, first.references))
    for old, new in zip(
        [*first.references, *second.references], [*one.references[: len(first.references)], *again], strict=True
    ):
        assert kept_of(old) <= kept_of(new)
    assert said(one)[: len(first.findings)] == said(first)
    assert [one.findings[place].plain() for place in merged.findings] == said(second)
    for name in AGREEING:
        assert (getattr(one, name) or None) == (getattr(first, name) or getattr(second, name) or None)
    assert all(note in (one.note or "") for note in (first.note or "", second.note or ""))


def squeezed(reference: Reference) -> str:
    return "".join(words_of(reference.title))


def kept_of(told: Reference) -> set[tuple[str, str]]:
    """What of a reference nothing else says, and so must not be lost."""
    found = {("note", told.note), ("url", told.url), ("publisher", told.publisher), ("language", told.language)}
    found |= {("source", source) for source in told.sources}
    found |= {("printed", told.cited_as.text)} if told.cited_as else set()
    return {(name, value) for name, value in found if value}


@FEW
@given(references())
def test_a_reference_united_with_itself_is_itself(one: Reference) -> None:
    assert unite(one, one) == one


@FEW
@given(pairs())
def test_who_survives_does_not_depend_on_the_order_and_merging_again_adds_nothing(pair: tuple[Study, Study]) -> None:
    first, second = survivor(*pair)
    once = merge(first, second).study

    again = merge(once, second).study

    assert survivor(*reversed(pair)) == (first, second)
    assert said(again) == said(once)
    assert identifiers(again) == identifiers(once)


def test_the_fuller_form_of_each_field_is_kept() -> None:
    one = Reference.model_validate(reference("Dust in miners", "Alpha A", "Lancet", 2010, page="44"))
    other = Reference.model_validate(
        reference("Dust in Miners.", "Alpha AB, Beta B", "Lancet", "2010-03", page="44-51", pmid="7")
    )

    united = unite(one, other)

    assert united is not None
    assert (united.title, united.issued, united.page) == ("Dust in miners", "2010-03", "44-51")
    assert united.identifiers.keys() == ["pmid:7"]


def test_references_that_differ_in_what_they_say_stay_two() -> None:
    one = Reference.model_validate(reference("Dust in miners", journal="Lancet", year=2010))

    for other in (
        reference("Dust in miners", journal="Vaccine", year=2010),
        reference("Dust in miners", journal="Lancet", year=2011),
        reference("Dust in miners", journal="Lancet", year=2010, note="Read the supplement."),
    ):
        united = unite(one.model_copy(update={"note": "Mine."}), Reference.model_validate(other))
        assert united is None
