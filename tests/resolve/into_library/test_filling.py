"""Laws of filling a reference from a record, for any reference and any record."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.strategies import references

from aetia.library.records import yaml_record_text
from aetia.model.reference import Name, PrintedCitation, Reference
from aetia.resolve.into_library.cited import Cited
from aetia.resolve.into_library.filling import emptied, filled, filled_from

KEYS = st.sampled_from(["pmid:501", "doi:10.1234/slate", "id:e52b22f06c6ce7d9"])
OWN = {"cited_as", "sources"}
CUT = Reference(
    title="Slate",
    author=[Name(family="Smith", given="A")],
    cited_as=PrintedCitation(text="Smith A, et al. Slate.", page="old-page"),
)
WHOLE = Reference(title="Slate", author=[Name(family="Smith", given="Anna"), Name(family="Doe")], volume="7")


def cited(reference: Reference) -> Cited:
    return Cited("a-study", 0, reference)


@example(CUT, WHOLE, "pmid:501")
@settings(max_examples=60)
@given(references(), references(), KEYS)
def test_nothing_that_stood_there_is_another_thing_afterwards(mine: Reference, paper: Reference, key: str) -> None:
    done = filled(cited(mine), paper, key, 0.95).reference

    for name in set(Reference.model_fields) - OWN - {"author", "authors_complete", "identifiers"}:
        before = getattr(mine, name)
        assert before in (None, "") or getattr(done, name) == before, name
    assert done.author[: len(mine.author)] == mine.author
    assert set(mine.identifiers.keys()) <= set(done.identifiers.keys())
    assert done.cited_as is not None
    assert mine.cited_as is None or (done.cited_as.text, done.cited_as.page) == (mine.cited_as.text, mine.cited_as.page)
    assert [line for line in mine.sources if filled_from(Reference(title="x", sources=[line])) is None] == done.sources[
        :-1
    ]


@example(CUT, WHOLE, "pmid:501")
@settings(max_examples=60)
@given(references(), references(), KEYS)
def test_filling_again_changes_nothing_but_its_provenance(mine: Reference, paper: Reference, key: str) -> None:
    once = filled(cited(mine), paper, key, 0.95).reference

    twice = filled(cited(once), paper, key, 0.95)

    assert twice.fields == ()
    assert twice.reference.model_copy(update={"sources": []}) == once.model_copy(update={"sources": []})


@example(CUT, WHOLE, "pmid:501")
@settings(max_examples=60)
@given(references(), references(), KEYS)
def test_what_is_taken_back_is_what_was_filled_in(mine: Reference, paper: Reference, key: str) -> None:
    done = filled(cited(mine), paper, key, 0.95).reference

    back = emptied(cited(done), paper)

    for name in set(Reference.model_fields) - OWN - {"authors_complete"}:
        assert (getattr(back, name) or None) == (getattr(mine, name) or None), name
    assert back.cited_as is not None
    assert back.cited_as.outcome == "unresolved"
    assert filled_from(back) is None


@settings(max_examples=60)
@given(references(), references(), KEYS)
def test_provenance_names_the_record_and_can_be_read_again(mine: Reference, paper: Reference, key: str) -> None:
    done = filled(cited(mine), paper, key, None, "online").reference

    assert filled_from(done) == key
    assert done.cited_as is not None
    assert done.cited_as.probability is None
    assert yaml_record_text(done)
