"""How hard a text is to read: the Flesch-Kincaid grade.

Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy enlisted personnel. Research Branch
Report 8-75, 1975: grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59.

Syllables are counted by English spelling, which errs by a few per cent on running text. Names of diseases and exposures are set
aside: the reader came with them, and nobody can write them shorter. Each is taken as one word of one syllable.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

LIMIT = 8
"""The highest grade at which an answer should read."""
LONGEST = 20
"""The most words that a sentence of an answer should have."""

_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"”’)]|$)")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT = re.compile(r"[^laeiouy]e$|[^aeiouytd]ed$|(?<!s)(?<!z)(?<!x)(?<!c)(?<!g)(?<!sh)(?<!ch)(?<![aeiouy])es$")
"""A final e that is not spoken: cause, lived, times; but not table, wanted, houses."""
_APART = re.compile(
    r"(?<![cts])ia|[cts]iat|(?<![tscg])io|iu|eo(?!pl)|(?<=r)ea(?=t[eio])|(?<=[aeiou]r)ea$|(?<=[aeiou]d)ea$"
    r"|(?<![qg])u[ao]|scien|clien|quie|[cr]iet|diet|dient|[aeiouy]ing|sm$"
)
"""Two vowels that are spoken apart (radio, area, science, being), and the syllable without a vowel letter (mechanism)."""


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """The number of spoken syllables of an English word, at least 1; a number counts as 1, a word with hyphens as its parts."""
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    letters = re.sub(r"[^a-zà-öø-ÿ]", "", word.lower())
    if not letters:
        return 1
    count = len(_VOWELS.findall(letters))
    if count > 1 and _SILENT.search(letters):
        count -= 1
    return max(1, count + len(_APART.findall(letters)))


def grade(text: str, names: Iterable[str] = ()) -> float:
    """The Flesch-Kincaid grade of an English text, to one decimal.

    Args:
        text: plain text; a line end ends a sentence.
        names: names to set aside, in any case; longer ones are set aside first.

    Returns:
        The grade, at least 0; 0 for a text without words.
    """
    words, sentences = words_and_sentences(text, names)
    if not words:
        return 0.0
    raw = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(0.0, round(raw, 1))


def words_and_sentences(text: str, names: Iterable[str] = ()) -> tuple[list[str], int]:
    """The words of a text, names set aside as in :func:`grade`, and the number of its sentences."""
    text = _without_names(text, names)
    return _WORD.findall(text), len(_sentences(text))


def longest_sentence(text: str, names: Iterable[str] = ()) -> str:
    """The sentence with the most words, names set aside as in :func:`grade`; empty for a text without words."""
    return max(_sentences(_without_names(text, names)), key=length, default="")


def length(sentence: str) -> int:
    """The number of words of a sentence."""
    return len(_WORD.findall(sentence))


def _without_names(text: str, names: Iterable[str]) -> str:
    pattern = _any_of(tuple(names))
    return pattern.sub("it", text) if pattern else text


@lru_cache(maxsize=16)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds names as whole words, a longer one before a shorter one inside it; None for no names."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name)):
        letter = name[0].lower() if len(name[0].lower()) == 1 else name[0]
        by_letter.setdefault(letter, []).append(re.escape(name[1:]))
    if not by_letter:
        return None
    # By first letter, so that most places of a text are passed over after one look.
    any_name = "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return re.compile(rf"(?<!\w)(?:{any_name})(?!\w)", re.IGNORECASE)


def _sentences(text: str) -> list[str]:
    parts = (part.strip() for line in text.splitlines() for part in _SENTENCE_END.split(line))
    return [part for part in parts if _WORD.search(part)]


def shown(value: float) -> int:
    """A grade as a page prints it: rounded up, so that no page claims to be easier than it is."""
    return max(1, math.ceil(value))
