"""The Flesch-Kincaid grade: its formula, its syllables, and the names that it sets aside."""

from __future__ import annotations

import pytest

from aetia.site.readability import grade, shown, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("the", 1), ("cause", 1), ("through", 1), ("lived", 1), ("helped", 1), ("toes", 1), ("breathe", 1),
        ("people", 2), ("study", 2), ("studies", 2), ("wanted", 2), ("houses", 2), ("table", 2), ("being", 2), ("science", 2),
        ("disease", 2), ("patients", 2), ("lion", 2), ("doing", 2), ("causes", 2), ("others", 2), ("created", 3),
        ("evidence", 3), ("exposure", 3), ("possible", 3), ("area", 3), ("idea", 3), ("radio", 3), ("infection", 3),
        ("association", 5), ("epidemiology", 7), ("well-known", 2), ("2.81", 1), ("x", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spoken(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_grade_is_the_published_formula() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 - 15.59 = -1.45, and no grade is below 0.
    assert grade("The cat sat on the mat.") == 0
    # 4 words, 1 sentence, 15 syllables: 0.39 × 4 + 11.8 × 3.75 - 15.59 = 30.22.
    assert grade("Epidemiology considers medicine studies.") == 30.2


def test_names_count_as_one_short_word() -> None:
    text = "Systemic sclerosis is rare. Systemic Sclerosis is a disease."
    assert grade(text, ["systemic sclerosis"]) == grade("It is rare. It is a disease.")
    assert grade(text) > grade(text, ["systemic sclerosis"])


def test_a_longer_name_is_set_aside_before_a_shorter_one_inside_it() -> None:
    assert grade("Blue fever virus is old.", ["fever", "blue fever virus"]) == grade("It is old.")


def test_a_name_within_a_word_is_left_alone() -> None:
    assert grade("Feverishly.", ["fever"]) == grade("Feverishly.")


def test_a_line_end_ends_a_sentence_and_an_empty_text_has_no_grade() -> None:
    assert grade("One two three\nfour five six") == grade("One two three. Four five six.")
    assert grade("") == 0
    assert grade("— …") == 0


def test_a_printed_grade_is_rounded_up() -> None:
    assert (shown(0), shown(5.0), shown(5.1)) == (1, 5, 6)
