"""The ease of Spanish texts: its formula, its syllables, its bands, and the names that it sets aside."""

from __future__ import annotations

import pytest

from aetia.site.reading_ease import band, ease, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("sol", 1), ("bien", 1), ("buey", 1), ("y", 1), ("muy", 1), ("que", 1), ("gue", 1), ("rey", 1),
        ("casa", 2), ("causa", 2), ("país", 2), ("guerra", 2), ("queso", 2), ("leer", 2), ("día", 2), ("rubia", 2), ("hoy", 1),
        ("cigüeña", 3), ("vergüenza", 3), ("ahora", 3), ("búho", 2), ("poeta", 3), ("estudio", 3), ("estudios", 3), ("virus", 2),
        ("sílice", 3), ("ciudad", 2), ("oeste", 3), ("caótico", 4), ("vehículo", 4), ("limpiáis", 2), ("enfermedad", 4),
        ("exposición", 4), ("esclerodermia", 5), ("prohibir", 2), ("mayo", 2), ("ayuda", 3), ("arguye", 3), ("yodo", 2),
        ("quizá", 2), ("riesgo", 2), ("aéreo", 4), ("reír", 2), ("ahí", 2), ("casos-control", 4), ("2,81", 1), ("x", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spanish_writes_them(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_ease_is_the_published_formula() -> None:
    # 4 words, 1 sentence, 7 syllables: 206.835 - 62.3 × 1.75 - 4 = 93.81.
    assert ease("La casa tiene puertas.") == pytest.approx(206.835 - 62.3 * 7 / 4 - 4, abs=0.05)
    # 6 words in 2 sentences, 10 syllables.
    assert ease("No lo sabemos. Hay pocos datos.") == pytest.approx(206.835 - 62.3 * 10 / 6 - 3, abs=0.05)
    assert ease("") == 100


def test_the_ease_stays_on_its_scale() -> None:
    assert ease("Electroencefalográficamente incontrovertibilísimamente.") == 0
    assert ease("Yo no. Tú sí.") == 100


def test_names_count_as_one_short_word() -> None:
    text = "Hay más casos de esclerosis sistémica."
    assert ease(text, ["esclerosis sistémica"]) > ease(text)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (0, "very-hard"),
        (39.9, "very-hard"),
        (40, "somewhat-hard"),
        (55, "normal"),
        (65, "quite-easy"),
        (80, "very-easy"),
        (100, "very-easy"),
    ],
)
def test_the_bands_are_those_of_the_inflesz_scale(value: float, name: str) -> None:
    assert band(value) == name
