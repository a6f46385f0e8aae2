"""Every format that is written is read back: what it can hold is held, and what it cannot hold is told."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.strategies import references

from aetia.errors import AetiaError, InputError
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.model.standing import Notice, Standing, StandingRecord
from aetia.sources.citation_files import form_of, open_form
from aetia.sources.citation_writers import (
    FIELDS,
    KEPT_HERE,
    WRITERS,
    differing,
    item_of_reference,
    not_held,
    read_again,
    written,
)

TYPES = (
    "article-journal",
    "article-newspaper",
    "article",
    "book",
    "chapter",
    "paper-conference",
    "report",
    "thesis",
    "webpage",
)
MISSING: dict[str, frozenset[str]] = {
    "ris": frozenset(),
    "csv": frozenset(),
    "csl-json": frozenset(),
    "endnote-xml": frozenset(),
    "bibtex": frozenset(),
    "nbib": frozenset({"publisher", "url", "number", "authors_complete", "type", "container_title", "volume", "issue"}),
}
"""Fields that a format has no place for, or (in nbib) none in some types of publications."""

words = st.text(st.characters(categories=("L", "N"), max_codepoint=0x24F), min_size=2, max_size=9)
lines = st.lists(
    st.one_of(words, st.sampled_from(["&", "50%", "a_b", "$5", "{x}", "<b", "#1", '"so"', "(n=3)", "–", "α"])),
    min_size=1,
    max_size=5,
).map(" ".join)
titles = st.tuples(words, lines).map(" ".join).filter(lambda text: not text.startswith("@"))
capitals = st.from_regex(r"[A-ZÄÖÉ][a-zäöéñ]{2,8}", fullmatch=True)
families = st.one_of(capitals, st.sampled_from(["van den Berg", "O'Neil", "Smith-Jones", "de la Cruz"]))
given_names = st.one_of(capitals, st.sampled_from(["J", "J. B.", "JB", "Jean-Paul", "I.", "V"]))
bodies = st.sampled_from(["WHO", "Dust and Slate Study Group", "Ministry of Dust, Malta", "Team JB", "Doe J"])
people = st.one_of(
    st.builds(Name, family=families, given=given_names, suffix=st.sampled_from([None, None, "Jr", "3rd"])),
    st.builds(Name, literal=bodies),
)
numbers = st.one_of(st.none(), st.integers(1, 999).map(str), st.sampled_from(["12A", "Suppl 1", "S3"]))


@st.composite
def plain(draw: st.DrawFn) -> Reference:
    """A publication such as people have in their lists, with whatever its texts hold."""
    year = draw(st.one_of(st.none(), st.integers(1900, 2030)))
    exact = draw(st.sampled_from(["", "-03", "-11-30"]))
    number = draw(st.one_of(st.none(), st.integers(1, 5_000)))
    return Reference(
        type=draw(st.sampled_from(TYPES)),
        title=draw(titles),
        author=(authors := draw(st.lists(people, max_size=4))),
        authors_complete=not authors or draw(st.booleans()),
        container_title=draw(st.one_of(st.none(), titles)),
        container_title_short=draw(st.one_of(st.none(), st.sampled_from(["J Dust", "Ann Mud"]))),
        issued=f"{year}{exact}" if year else None,
        volume=draw(numbers),
        issue=draw(numbers),
        page=draw(st.sampled_from([None, "7", "101-109", "e017", "S12-S15", "1-3, 7"])),
        number=draw(st.sampled_from([None, "e15709", "508"])),
        publisher=draw(st.one_of(st.none(), titles)),
        language=draw(st.sampled_from([None, "eng", "ger", "spa"])),
        url=draw(st.sampled_from([None, "https://dust.example/a_b?c=%7B#d~e"])),
        identifiers=Identifiers(
            pmid=str(number) if number and number % 2 else None,
            pmcid=f"PMC{number}" if number and number % 3 else None,
            doi=f"10.1000/dust({number})_x" if number and number % 5 else None,
        ),
        note=draw(st.one_of(st.none(), titles)),
    )


@pytest.mark.parametrize("form", WRITERS)
@given(one=plain())
@settings(max_examples=60)
def test_what_a_format_can_hold_comes_back(form: str, one: Reference) -> None:
    again = read_again(form, one)
    assert again is not None
    assert set(differing(one, again)) <= MISSING[form]


@pytest.mark.parametrize("form", WRITERS)
@given(one=references())
@example(Reference(title="ER  - \n\nTY  - BOOK"))
@example(Reference(title="x}},\n@book{y,"))
@example(Reference(title="</title></record><record>"))
@example(Reference(title="=cmd|'/c calc'!A0", note='"\n\n,'))
@example(Reference(title="PMID- 7\n\nPMID- 8"))
def test_anything_a_library_may_hold_stays_one_record(form: str, one: Reference) -> None:
    if not " ".join(one.title.split()).strip(" .{}"):
        return
    again = read_again(form, one)
    assert again is not None
    lost = not_held(form, [one])
    assert set(lost) - set(KEPT_HERE) == set(differing(one, again))


def test_what_is_the_librarys_own_is_told_for_every_format() -> None:
    one = Reference(
        title="Slate dust",
        sources=["https://dust.example"],
        standing=StandingRecord(state=Standing.RETRACTED, notice=Notice(pmid="7")),
    )
    for form in WRITERS:
        assert not_held(form, [one, Reference(title="Mud")]) == Counter({"standing": 1, "sources": 1})


def test_what_nbib_has_no_tag_for_is_told() -> None:
    one = Reference(title="Slate", publisher="P", url="https://dust.example", page="1", number="e2", language="English")
    assert not_held("nbib", [one]) == Counter({"publisher": 1, "url": 1, "number": 1})


def test_the_number_of_an_electronic_article_stands_where_nlm_has_it() -> None:
    again = read_again("nbib", Reference(title="Slate", number="e15709"))
    assert again
    assert again.page == "e15709"
    assert not_held("nbib", [Reference(title="Slate", number="e15709")]) == Counter()


def test_identifiers_are_never_cut_by_the_width_of_nbib() -> None:
    doi = "10.1000/" + "a-b.c_" * 40
    one = Reference(title="word " * 60, identifiers=Identifiers(doi=doi))
    text = written("nbib", [item_of_reference(one, "k")]).decode()
    assert f"LID - {doi} [doi]" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines() if doi[:20] not in line) <= 90
    assert read_again("nbib", one) == one.model_copy(update={"title": " ".join(one.title.split())})


def test_a_spreadsheet_is_given_no_formula() -> None:
    one = Reference(title="=HYPERLINK(1)", note="'-7 is guarded already", publisher="+1")
    text = written("csv", [item_of_reference(one, "k")]).decode()
    assert "'=HYPERLINK(1)" in text
    assert not differing(one, read_again("csv", one))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match=r"there is no format 'docx'\. Choose one of ris, nbib"):
        written("docx", [])


def test_no_field_of_a_reference_is_forgotten() -> None:
    assert {*FIELDS, *KEPT_HERE, "identifiers"} == set(Reference.model_fields)


REAL = {
    "ris": {"author"},
    "nbib": {"publisher", "url", "number", "author", "type", "container_title"},
    "bibtex": {"url"},
    "csl-json": set[str](),
    "endnote-xml": {"author"},
    "csv": {"author"},
}
"""What of real exports is lost: single names without a given one, addresses that are none, and what nbib has no tag for."""


@pytest.fixture(scope="module")
def exported(shared_data: Path) -> list[Reference]:
    """Up to 30 publications of every file of real exports."""
    found: list[Reference] = []
    for path in sorted((shared_data / "citation-exports").glob("*/*")):
        try:
            with path.open("rb") as stream:
                file = open_form(form_of(stream, path.name), path)
            references = (reference for record in file if (reference := record.reference()))
            found += islice(references, 30)
        except AetiaError:
            continue
    assert len(found) > 500
    return found


@pytest.mark.parametrize("form", WRITERS)
def test_records_of_real_exports_come_back(form: str, exported: list[Reference]) -> None:
    lost = not_held(form, exported)
    assert set(lost) <= REAL[form], lost
    assert lost["author"] < 10
