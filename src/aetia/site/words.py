"""The words of the site's interface, one catalogue a language."""

from __future__ import annotations

from aetia.words import Words, load_catalogue


def load_words(language: str) -> Words:
    """The site's catalogue of a language, or the English one where there is none.

    Raises:
        BuildError: the catalogue is not what it should be.
    """
    return load_catalogue(__package__, language)
