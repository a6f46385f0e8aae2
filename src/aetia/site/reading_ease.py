"""How easy a Spanish text is to read: the perspicuity of Szigriszt Pazos, on the INFLESZ scale.

Szigriszt Pazos F. Sistemas predictivos de legibilidad del mensaje escrito: fórmula de perspicuidad. Thesis, Universidad Complutense
de Madrid, 1993: ease = 206.835 − 62.3 × syllables per word − words per sentence.

Barrio-Cantalejo IM, Simón-Lorda P, Melguizo M, et al. Validación de la Escala INFLESZ para evaluar la legibilidad de los textos
dirigidos a pacientes. An Sist Sanit Navar 2008;31:135-152: the five bands, and normal as the least that patients should be given.

Spanish writes its syllables: two vowels are apart if both are strong (a, e, o), or if the weak one (i, u) bears the accent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from aetia.site import readability

LIMIT = 55
"""The lowest ease at which an answer should read: from here on a text is *normal*."""

Band = Literal["very-hard", "somewhat-hard", "normal", "quite-easy", "very-easy"]
_BANDS: tuple[tuple[float, Band], ...] = ((40, "very-hard"), (55, "somewhat-hard"), (65, "normal"), (80, "quite-easy"))

_SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_VOWEL_Y = re.compile(r"y(?![aeiouáéíóúü])")
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_STRONG, _ACCENTED_WEAK = frozenset("aeoáéó"), frozenset("íú")


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """The number of syllables of a Spanish word, at least 1; a number counts as 1, a word with hyphens as its parts."""
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    spoken = _VOWEL_Y.sub("i", _SILENT_U.sub("", word.lower())).replace("h", "")
    return max(1, sum(map(_nuclei, _VOWELS.findall(spoken))))


def _nuclei(vowels: str) -> int:
    """The syllables that a run of vowels belongs to."""
    return 1 + sum(
        (one in _STRONG and other in _STRONG)
        or (one in _STRONG and other in _ACCENTED_WEAK)
        or (one in _ACCENTED_WEAK and other in _STRONG)
        for one, other in pairwise(vowels)
    )


def ease(text: str, names: Iterable[str] = ()) -> float:
    """The ease of a Spanish text, from 0 to 100 and to one decimal; 100 for a text without words.

    Args:
        text: plain text; a line end ends a sentence.
        names: names to set aside, as :func:`aetia.site.readability.grade` does.
    """
    words, sentences = readability.words_and_sentences(text, names)
    if not words:
        return 100.0
    raw = 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / sentences
    return round(min(100.0, max(0.0, raw)), 1)


def band(value: float) -> Band:
    """The band of the INFLESZ scale that an ease lies in."""
    return next((name for below, name in _BANDS if value < below), "very-easy")
