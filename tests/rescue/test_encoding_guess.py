"""Guessing the encoding of a page that declares none."""

from __future__ import annotations

import pytest

from aetia.rescue.encoding_guess import guess_encoding
from aetia.rescue.pages import decode_page

WESTERN = (
    "Ménière’s disease – a review",
    "Håkansson and Lindqvist found 12–14 cases",
    "Sjögren’s syndrome, pages 301–309",
    "Müller H, Grün K: Über die Häufigkeit der Krankheit",
    "Étude de l’exposition à la silice chez les mineurs",
    "La esclerosis sistémica en España: ¿qué causa la enfermedad?",
    "São Paulo: infecção e doença",
    "café",
)
POLISH = (
    "<html lang=pl>Przyczyny choroby: zakażenie. Źródła są różne, a ludzie chorują częściej niż myślano. Łódź, Kraków."
)
RUSSIAN = "Причины болезни: инфекция. Исследование показало, что люди болеют чаще. Москва."


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize("times", [1, 10])
def test_western_words_are_windows_1252_however_few_they_are(text: str, times: int) -> None:
    page = "<html><body>" + f"<p>{text}</p>\n" * times + "</body></html>"
    assert decode_page(page.encode("cp1252")).text == page


@pytest.mark.parametrize("text", WESTERN[:5])
def test_the_same_words_from_an_old_macintosh_are_told_apart(text: str) -> None:
    page = f"<html><body><p>{text}</p>\n<p>{text} again</p></body></html>"
    assert decode_page(page.encode("mac_roman")).text == page


def test_a_page_that_says_its_language_is_read_in_it() -> None:
    assert decode_page((POLISH * 2).encode("cp1250")).text == POLISH * 2


def test_another_alphabet_is_left_to_statistics() -> None:
    assert guess_encoding((RUSSIAN * 3).encode("cp1251")) == "cp1251"
