"""The words of the figures, one catalogue a language, and how parts are joined into a list or a description."""

from __future__ import annotations

from collections.abc import Iterable

from aetia.words import Words, load_catalogue


def figure_words(language: str) -> Words:
    """The figures' catalogue of a language, or the English one where there is none.

    Raises:
        BuildError: the catalogue is not what it should be.
    """
    return load_catalogue(__package__, language)


ENGLISH = figure_words("en")
"""What figures are lettered with where nothing else is said."""


def listed(words: Words, parts: Iterable[str]) -> str:
    """Parts as a list, without those that are empty."""
    return words("text.comma").join(filter(None, parts))


def told(words: Words, sentences: Iterable[str]) -> str:
    """Sentences as a paragraph, without those that are empty."""
    return words("text.sentence").join(filter(None, sentences))


def capitalised(text: str) -> str:
    """A text with a capital as its first letter, for a title that begins with a name of the library."""
    return f"{text[:1].upper()}{text[1:]}"
