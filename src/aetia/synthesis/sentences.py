"""Sentences that the synthesis says of a library: English text that knows how it was made, so that other languages can say it.

Their words stand in the catalogue `words/` beside this file; those of the rules stand in the rules' own files, and their
translations in the catalogue of the other language, by version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from aetia.words import DEFAULT, Words, load_catalogue


class Sentence(str):
    """A sentence in English, with the key of its words and the values that stand in it; these may be sentences too."""

    key: str
    values: Mapping[str, object]

    def __new__(cls, text: str, key: str = "", values: Mapping[str, object] | None = None) -> Self:
        """A sentence from its text; without a key it cannot be said in another language."""
        made = super().__new__(cls, text)
        made.key, made.values = key, values or {}
        return made


def sentence_words(language: str) -> Words:
    """The catalogue of the synthesis in a language, or the English one where there is none.

    Raises:
        BuildError: the catalogue is not what it should be.
    """
    return load_catalogue(__package__, language)


def say(key: str, **values: object) -> Sentence:
    """A sentence by the key of its words."""
    return Sentence(sentence_words(DEFAULT)(key, **values), key, values)


def said_in(words: Words, text: str) -> str | None:
    """A sentence in the language of a catalogue; None for a text that cannot be said in it."""
    if words.language == DEFAULT:
        return str(text)
    if not isinstance(text, Sentence) or not words.has(text.key):
        return None
    return words(text.key, **{name: _value(words, value) for name, value in text.values.items()})


def _value(words: Words, value: object) -> object:
    found = said_in(words, value) if isinstance(value, str) else None
    return value if found is None else found
