"""Words get tags: by signs that are looked up, and weights that were fitted."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.rescue.confidence import LEAST, MOST, confidence_of
from aetia.rescue.layout import read_layout
from aetia.rescue.name_lists import split_names
from aetia.rescue.plain import fits_surely
from aetia.rescue.second_reading import second_reading, stretches_of
from aetia.rescue.signs_of_words import WORD_LIMIT, words_of
from aetia.rescue.tagger import TAGS, load_weights, tag

COMMALESS = (
    "Hilty M Burke C Pedro H Cardenas P Bush A Bossley C Disordered microbial communities in asthmatic airways. PLoS One (2010) "
    "5(1):e8578."
)


def test_a_list_of_names_without_commas_ends_where_the_title_begins() -> None:
    draft = read_layout(COMMALESS, (), finding=False)
    read = second_reading(draft, tag(draft))
    assert read.values["authors"] == ["Hilty M", "Burke C", "Pedro H", "Cardenas P", "Bush A", "Bossley C"]
    assert COMMALESS[slice(*read.spans["title"])] == "Disordered microbial communities in asthmatic airways"
    assert not fits_surely(draft)


def test_every_word_has_one_tag_and_a_share() -> None:
    tagging = tag(read_layout(COMMALESS, (), finding=False))
    assert len(tagging.words) == len(tagging.tags) == len(tagging.sure)
    assert set(tagging.tags) <= set(TAGS)
    assert all(0 < share <= 1.000001 for share in tagging.sure)


def test_stretches_cover_the_words_in_order() -> None:
    tagging = tag(read_layout(COMMALESS, (), finding=False))
    stretches = stretches_of(tagging)
    assert [s.tag for s in stretches] == ["A", "T", "J", "D", "V"]
    assert all(left.end <= right.start for left, right in itertools.pairwise(stretches))
    assert all(s.sure <= s.mean <= 1.000001 for s in stretches)


@given(st.text(max_size=400))
def test_words_are_in_order_and_without_blanks(text: str) -> None:
    words = words_of(text)
    assert len(words) <= WORD_LIMIT + 1
    assert all(start < end and not text[start:end].isspace() for start, end in words)
    assert "".join(text[a:b] for a, b in words) == "".join(text.split()) or len(words) >= WORD_LIMIT


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Infection.1996;24:85-87", ["Infection.", "1996;", "24:85-87"]),
        ("N.Engl.J.Med.", ["N.", "Engl.", "J.", "Med."]),
        ("http://example.org/A.B", ["http://example.org/A.B"]),
        ("e.g. 12.5 mg", ["e.g.", "12.5", "mg"]),
    ],
)
def test_words_that_were_run_together_are_parted(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in words_of(text)] == parts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In S. Adian and A. Nerode, editors,", ["S. Adian", "A. Nerode"]),
        ("(Eds.) Roitblat, H. & Keys, S. (Ed.)", ["Roitblat, H.", "Keys, S."]),
        (
            "edited by Graham Burchell, Colin Gordon, and Peter Miller",
            ["Graham Burchell", "Colin Gordon", "Peter Miller"],
        ),
        ("Smith J Jones KL O'Brien P et al.", ["Smith J", "Jones KL", "O'Brien P"]),
        ("Duncan A. Meek J. H. Clemence M..", ["Duncan A.", "Meek J. H.", "Clemence M."]),
        ("12 ;;", []),
    ],
)
def test_a_stretch_of_names_is_parted_into_names(text: str, names: list[str]) -> None:
    assert [text[a:b] for a, b in split_names(text, 0, len(text))] == names


def test_confidence_never_falls_as_the_raw_value_rises() -> None:
    for name in ("title", "journal", "authors", "publisher", "place", "pages"):
        for sign in ("sure", "same", "other"):
            shares = [confidence_of(name, sign, raw / 100) for raw in range(101)]
            known = [share for share in shares if share is not None]
            assert known == sorted(known), (name, sign)
            assert all(0 < share < 1 for share in known)
    assert 0 < LEAST < MOST < 1


def test_a_field_that_was_never_measured_has_no_measured_confidence() -> None:
    assert confidence_of("series", "other", 0.9) is None


def test_weights_name_known_tags_and_say_where_they_come_from() -> None:
    weights = load_weights()
    assert weights.table.shape[1] == len(TAGS) == len(weights.steps) == len(weights.first)
    assert max(row for rows in weights.rows.values() for row in rows.values()) < len(weights.table)
