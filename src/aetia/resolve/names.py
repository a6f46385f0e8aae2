"""The forms in which names of people and of journals, pages and numbers are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from aetia.corpus.folding import normal, words_of

_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "das",
        "do",
        "dos",
        "du",
        "la",
        "le",
        "les",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "ten",
        "ter",
        "st",
        "zu",
        "zur",
        "af",
        "av",
        "y",
    ]
)
_KEPT = 1 << 16
_PAGE = re.compile(r"([a-z]{0,3})0*(\d+)([a-z]{0,2})")
LINKING = frozenset(
    [
        "of",
        "the",
        "and",
        "in",
        "for",
        "on",
        "de",
        "la",
        "des",
        "du",
        "et",
        "der",
        "die",
        "fur",
        "und",
        "di",
        "e",
        "del",
        "y",
        "a",
        "an",
        "to",
        "le",
        "les",
        "en",
        "i",
        "og",
    ]
)
"""Words that names of journals are compared without."""


@lru_cache(maxsize=_KEPT)
def family_words(family: str) -> tuple[str, ...]:
    """The words of a family name without its particles: ``van den Berg`` is ``berg``; a name of particles alone stays whole.

    Args:
        family: as written, in any script.
    """
    words = words_of(family)
    return tuple(word for word in words if word not in _PARTICLES) or tuple(words)


@lru_cache(maxsize=_KEPT)
def family_key(family: str) -> str:
    """A family name in the form that is compared: :func:`family_words` with one blank between."""
    return " ".join(family_words(family))


@lru_cache(maxsize=_KEPT)
def initials(given: str) -> str:
    """The initials of given names, folded: ``Anna B.``, ``A. B.`` and ``AB`` are ``ab``."""
    bare = given.replace(".", "").replace("-", "")
    if bare.isupper() and len(bare) <= 4:
        return "".join(words_of(bare))
    return "".join(word[0] for word in words_of(given))


@lru_cache(maxsize=_KEPT)
def journal_name(name: str) -> str:
    """A journal's name without articles and linking words, and without the place that NLM puts behind it in brackets.

    ``The Journal of Hand Surgery (Edinburgh, Scotland)`` is ``journal hand surgery``.
    """
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", name.split(" : ")[0])
    return " ".join(word for word in words_of(bare) if word not in LINKING) or normal(name)


@lru_cache(maxsize=_KEPT)
def same_journal(one: str, other: str) -> bool:
    """Whether two names may be of one journal: equal, or one the other's abbreviation, word by word, or its initials.

    Args:
        one: as :func:`journal_name` gives it.
        other: likewise.
    """
    if one == other:
        return True
    short, long = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    if not short or not long:
        return False
    return _abbreviates(short, long) or _initials(short, long) or _misprinted(one, other)


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Whether each word is cut from the next one of the long name: ``arthritis res ther``, ``j am acad dermatol``, ``natl``."""
    if len(short) > len(long) or short[0][0] != long[0][0]:
        return False
    place = 0
    for word in short:
        while place < len(long) and not _cut_from(word, long[place]):
            place += 1
        if place == len(long):
            return False
        place += 1
    return len(long) - len(short) <= max(1, len(long) // 3)


def _cut_from(short: str, word: str) -> bool:
    if word.startswith(short):
        return True
    if short[0] != word[0] or len(short) < 3 or len(short) >= len(word):
        return False
    letters = iter(word)
    return short[-1] == word[-1] and all(letter in letters for letter in short)


def _misprinted(one: str, other: str) -> bool:
    """Whether two names of some length differ in a letter or two."""
    from rapidfuzz.distance import DamerauLevenshtein

    allowed = min(len(one), len(other)) // 8
    return (
        allowed > 0 and one[0] == other[0] and DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed
    )


def _initials(short: list[str], long: list[str]) -> bool:
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(word[0] for word in long)


@lru_cache(maxsize=_KEPT)
def first_and_last_page(pages: str | None) -> tuple[str | None, str | None]:
    """First and last page in the form that is compared; the last one in full.

    ``S12-5`` gives ``s12`` and ``s15``; ``0123-9`` ``123`` and ``129``; the number of an article, ``e0179``, is its first page.
    """
    if not pages:
        return None, None
    pieces = [piece for piece in re.split(r"[-–—‐‑−,;\s]+", pages.lower()) if any(map(str.isdigit, piece))]
    if not pieces:
        return None, None
    first = page(pieces[0])
    last = page(pieces[1]) if len(pieces) > 1 else None
    if first and last:
        last = _filled(first, last)
    return first, last


@lru_cache(maxsize=_KEPT)
def page(text: str) -> str:
    """One page, or a volume or issue, in the form that is compared: small letters, no leading zeros."""
    found = _PAGE.fullmatch(text.lower().strip(" ."))
    if found is None:
        return normal(text).replace(" ", "")
    return f"{found[1]}{found[2]}{found[3]}"


def _filled(first: str, last: str) -> str:
    one, two = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if one is None or two is None or len(two[2]) >= len(one[2]):
        return last
    return f"{one[1]}{one[2][: len(one[2]) - len(two[2])]}{two[2]}{two[3]}"
