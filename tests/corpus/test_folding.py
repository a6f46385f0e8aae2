"""Texts become words in one way, in the index and in a search."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from aetia.corpus.folding import fold, normal, spans_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CO₂ and CO2", "co2 and co2"),
        ("Sjögren's syndrome", "sjogren s syndrome"),
        ("e\u0301tat", "etat"),
        ("TNF-α", "tnf alpha"),
        ("ΔF508", "deltaf508"),
        ("5 µm, 5 μm", "5 mum 5 mum"),
        ("ﬁbrosis", "fibrosis"),
        ("Ærø, Łódź, Straße", "aero lodz strasse"),
        ("IL‐6 and IL-6", "il 6 and il 6"),
        ("10⁻³", "10 3"),
        ("p = 0.05", "p 0 05"),
        ("Humira® Enbrel™", "humira enbrel"),
        ("CD4+ T_cells", "cd4 t cells"),
        ("soft\u00adhyphen", "softhyphen"),
        ("İSTANBUL", "istanbul"),
        ("٣ cases", "3 cases"),
        ("系统性硬化症", "系统性硬化症"),
        ("—…—", ""),
    ],
)
def test_a_text_has_these_words(text: str, words: str) -> None:
    assert normal(text) == words


@given(st.text())
def test_each_word_can_be_traced_to_the_text_as_written(text: str) -> None:
    spans = spans_of(text)
    assert [word for word, _, _ in spans] == words_of(text)
    for word, start, end in spans:
        assert word in fold(text[start:end])
    assert all(first[1] <= second[1] for first, second in pairwise(spans))


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_tantivy_parts_folded_texts_as_we_do() -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    assigned = (
        chr(number)
        for number in range(sys.maxunicode + 1)
        if unicodedata.category(chr(number)) not in ("Cn", "Co", "Cs")
    )
    text = " ".join(f"a{character}b {character}" for character in assigned)
    assert analyzer.analyze(fold(text)) == words_of(text)
