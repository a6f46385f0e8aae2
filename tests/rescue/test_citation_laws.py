"""What holds for every text that is read as a citation."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from aetia.model.reference import Reference
from aetia.rescue.blocks import fold_space
from aetia.rescue.citations import parse_citation
from aetia.rescue.mending import mend
from aetia.rescue.several import split_citations
from aetia.sources.citation_style import short_citation

# Pieces of citations, and of what stands around them, in any order.
PIECES = st.sampled_from(
    [
        "Aberer E", "de la Cruz, M. A.", "et al.", "&", "and", "(1996)", "1996;24(3):85-87", "Vol. 12", "no. 3", "pp. 1-9", "In:",
        "eds.", "Success and failure in treatment", "A question?", "“Quoted title”", "Infection.", "N Engl J Med", "New York:",
        "Springer", "doi:", "10.1016/j.", "jad.2008.", "10.1016/S0016-5107(74)73914-1", "PMID: 123456", "http://example.org/a?b=c",
        "[3]", "12.", "\n", "-\n", "…", "()", "(", "]", "–", "\u00ad", "\u200b", "舒仁輝，《東都》", "Иванов", "ISBN 0-19-853453-1",
        "Accessed 12 May 2003", ";", ",", ".",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=24).map(" ".join),
    st.lists(PIECES, max_size=24).map("".join),
)


@given(TEXTS)
@settings(max_examples=300)
def test_every_span_holds_the_field_as_printed(text: str) -> None:
    citation = parse_citation(text)
    assert set(citation.fields) == set(citation.spans) == set(citation.confidence)
    for name, (start, end) in citation.spans.items():
        assert 0 <= start < end <= len(text)
        printed, _ = mend(text[start:end])
        value = citation.fields[name]
        if name == "year":
            assert str(value) in printed
        elif isinstance(value, list):
            assert all(_letters(person) in _letters(printed) for person in value)
        elif isinstance(value, str):
            assert _letters(value) == _letters(printed), name
    for start, end in citation.rest:
        assert 0 <= start <= end <= len(text)


@given(TEXTS)
def test_every_confidence_is_a_share(text: str) -> None:
    assert all(0 < share < 1.0001 for share in parse_citation(text).confidence.values())


@given(TEXTS)
def test_the_same_text_is_read_the_same_way_twice(text: str) -> None:
    assert parse_citation(text) == parse_citation(text)


@given(TEXTS)
def test_splitting_keeps_every_letter_in_order(text: str) -> None:
    spans = split_citations(text)
    assert all(a < b for a, b in spans) or not text
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert _letters("".join(text[a:b] for a, b in spans)) in _letters(text)


@given(TEXTS)
def test_a_mended_line_points_back_to_its_characters(text: str) -> None:
    line, places = mend(text)
    assert "\n" not in line
    if places is None:
        assert len(line) == len(text)
    else:
        assert len(places) == len(line)
        assert all(a < b for a, b in itertools.pairwise(places))
        assert all(text[place] == letter or text[place].isspace() for place, letter in zip(places, line, strict=True))


FAMILIES = st.sampled_from(
    ["Aberer", "Breier", "Müller", "O'Brien", "de Kort", "Van der Berg", "Nguyen", "García-Saenz", "Stanek", "Olsen"]
)
GIVEN = st.text("ABCDEGHJKLMNPRSTW", min_size=1, max_size=2)
TITLES = st.sampled_from(
    [
        "Silica dust and systemic sclerosis in miners",
        "Solvents at work: a case-control study in two regions",
        "Does exposure to welding fumes matter? A cohort of 12,000 men",
        "Vitamin D and the skin, 1990 to 2005",
        "Epidemiology of morphea in children under 16 years",
    ]
)  # fmt: skip
JOURNALS = st.sampled_from(
    ["Lancet", "J Rheumatol", "Arch Dermatol", "Occup Environ Med", "Br J Dermatol", "Am J Epidemiol"]
)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    """A made-up article with all that the short form prints."""
    first = draw(st.integers(1, 1800))
    return Reference.model_validate(
        {
            "title": draw(TITLES),
            "author": [{"family": draw(FAMILIES), "given": draw(GIVEN)} for _ in range(draw(st.integers(1, 3)))],
            "container-title": draw(JOURNALS),
            "issued": str(draw(st.integers(1950, 2025))),
            "volume": str(draw(st.integers(1, 400))),
            "issue": draw(st.one_of(st.none(), st.integers(1, 24).map(str))),
            "page": f"{first}-{first + draw(st.integers(1, 30))}",
        }
    )


@given(references())
@settings(max_examples=200)
def test_our_own_short_form_is_read_back_whole(reference: Reference) -> None:
    read = parse_citation(short_citation(reference))
    assert read.get("title") == reference.title
    assert read.get("journal") == reference.container_title
    assert str(read.number("year")) == reference.issued
    assert (read.get("volume"), read.get("issue"), read.get("pages")) == (
        reference.volume,
        reference.issue,
        reference.page,
    )
    assert read.names() == [name.short for name in reference.author]


def _letters(text: str) -> str:
    return "".join(letter for letter in fold_space(text).casefold() if letter.isalnum())
