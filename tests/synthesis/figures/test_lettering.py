"""Text: cleaned, measured from above, cut and wrapped to fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aetia.synthesis.figures.lettering import clean, cut, reads_leftward, text_width, wrap
from aetia.synthesis.figures.numerals import coordinate, difference_text, percent_text, ratio_text
from aetia.synthesis.figures.words import ENGLISH


def test_control_characters_and_turned_directions_are_taken_out() -> None:
    assert clean("a\x00b\u202ec\n  d\ud800\ufffe", "(no name)") == "abc d"
    assert clean(" \x07 ", "(no name)") == "(no name)"


def test_the_longest_texts_are_shortened_before_any_work() -> None:
    assert len(clean("x" * 10**6, "(no name)")) == 2000


def test_texts_with_letters_of_leftward_scripts_are_known_from_others() -> None:
    assert [reads_leftward(text) for text in ("עברית", "Rot 2010, العربية", "Rot 2010", "−1.5", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@given(st.text(), st.floats(20, 400), st.booleans())
def test_a_cut_text_fits(text: str, width: float, bold: bool) -> None:
    shown = cut(text, width, 13, bold=bold)
    assert text_width(shown, 13, bold=bold) <= width
    assert shown == text or shown.endswith("…")


@given(st.text(), st.floats(40, 400), st.integers(1, 4))
def test_wrapped_lines_fit_and_lose_nothing_without_saying_so(text: str, width: float, most: int) -> None:
    lines = wrap(text, width, 13, most)
    assert len(lines) <= most
    assert all(text_width(line, 13) <= width for line in lines)
    assert " ".join(lines) == " ".join(text.split()) or any(line.endswith("…") for line in lines)


def test_ratios_are_printed_with_as_many_digits_as_help() -> None:
    printed = [ratio_text(x, ENGLISH) for x in (1e-9, 0.0123, 0.3, 2.805, 9.996, 17.52, 99.96, 1234.5, 1e9)]
    assert printed == ["<0.001", "0.012", "0.30", "2.81", "10.0", "17.5", "100", "1,234", ">1,000,000"]


def test_differences_have_a_true_minus_and_no_negative_nought() -> None:
    assert [difference_text(x, ENGLISH) for x in (-1.5, -0.001, 0.0, 12.34)] == ["−1.50", "0.00", "0.00", "12.3"]


def test_shares_and_places_are_short() -> None:
    assert [percent_text(x, ENGLISH) for x in (0.352781, 0.0, 0.0004, 1.0)] == ["35.3 %", "0.0 %", "<0.1 %", "100.0 %"]
    assert [coordinate(x) for x in (1.0, 1.239, -0.001, 0.1 + 0.2)] == ["1", "1.24", "0", "0.3"]
