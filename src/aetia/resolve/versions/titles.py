"""Titles: how alike two are, and what tells papers apart whose titles are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from aetia.corpus.folding import words_of
from aetia.corpus.stop_words import STOP_WORDS
from aetia.model.concept import Concept

_PART = re.compile(r"\b(?:part|paper|chapter|teil|partie|parte)\s+(\d+|[ivx]+|one|two|three|four|five|a|b|c)\b")
_ROMANS = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
_ROMAN_END = re.compile(r"\b(ii|iii|iv|v|vi|vii|viii|ix)$")
_CORONAVIRUS = re.compile(
    r"\b(?:covid 19|sars cov 2|sarscov2|sars cov2|severe acute respiratory syndrome coronavirus 2|"
    r"2019 ncov|coronavirus disease 2019)\b"
)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "a": "1", "b": "2", "c": "3"} | {
    roman: str(number) for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_DISEASE = re.compile(
    r"\w{3,}(?:itis|osis|oma|aemia|emia|opathy|paenia|penia)$|lupus|psoriasis|diabetes|asthma|sjogrens?|crohns?|arthritis|vasculitis|cancer"
)
_ALIKE = 0.7
"""Titles that are so alike differ in what they are about: where one of the words is a disease, the other is one as well."""
_SIDES = (
    {"women", "men", "female", "male", "females", "males"},
    {"children", "adults", "adolescents", "juvenile", "adult", "childhood", "pediatric", "paediatric"},
    {"igg", "igm", "iga"},
)
"""Words of which the one is the other's contrary or neighbour: a title that has another of them is another paper's."""


class Subjects:
    """The diseases and exposures that a library knows, for finding them in titles under any of their names."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        for concept in concepts.values():
            for name in [concept.label, *concept.synonyms, *concept.labels.values()]:
                folded = " ".join(words_of(name))
                if len(folded) >= 3:
                    self._names.setdefault(folded, (concept.kind, concept.id))
        self._longest = max((name.count(" ") + 1 for name in self._names), default=0)

    def read(self, text: str) -> Title:
        """A title with the names of known things in it as one word each."""
        words = _CORONAVIRUS.sub("covid", " ".join(words_of(text))).split()
        found: list[tuple[str, str]] = []
        plain: list[str] = []
        place = 0
        while place < len(words):
            for length in range(min(self._longest, len(words) - place), 0, -1):
                name = self._names.get(" ".join(words[place : place + length]))
                if name:
                    found.append(name)
                    plain.append(name[1])
                    place += length
                    break
            else:
                plain.append(words[place])
                place += 1
        return Title(" ".join(words), tuple(plain), tuple(found))


@dataclass(frozen=True)
class Title:
    """A title as it is compared.

    Attributes:
        text: its words, folded.
        words: the same with the name of each known disease or exposure as one word.
        subjects: these, each with its kind.
    """

    text: str
    words: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]

    @cached_property
    def squeezed(self) -> str:
        """Its letters and digits in a row."""
        return self.text.replace(" ", "")

    @cached_property
    def content(self) -> frozenset[str]:
        """Its words without those that say nothing."""
        return frozenset(word for word in self.words if word not in STOP_WORDS)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Of which part of a work it speaks, where it says so."""
        found = [*_PART.findall(self.text), *_ROMAN_END.findall(self.text)]
        return frozenset(_NUMBERS.get(number, number.lstrip("0")) for number in found)

    @cached_property
    def letters(self) -> frozenset[str]:
        """Its single letters, such as the *b* of *hepatitis B*; not those that an apostrophe parts."""
        return frozenset(word for word in self.words if len(word) == 1 and word not in "sti")

    def about(self, kind: str) -> frozenset[str]:
        """The known things of one kind in it."""
        return frozenset(name for sort, name in self.subjects if sort == kind)


def likeness(one: Title, other: Title) -> float:
    """How alike two titles are, from 0 to 1: twice the content words that both have, by all of them; spellings of one word are one.

    A title that is the beginning or the end of the other one counts as 0.9: subtitles come and go.
    """
    if one.squeezed == other.squeezed:
        return 1.0 if one.squeezed else 0.0
    mine, theirs = one.content, other.content
    if not mine or not theirs:
        return 0.0
    shared = len(mine & theirs) + len(_variants(mine - theirs, theirs - mine))
    alike = 2 * shared / (len(mine) + len(theirs))
    short, long = sorted((one.squeezed, other.squeezed), key=len)
    if len(short) >= 30 and (long.startswith(short) or long.endswith(short)):
        return max(alike, 0.9)
    return alike


def differing(one: Title, other: Title) -> tuple[frozenset[str], frozenset[str]]:
    """Content words that only the one has, and only the other, without spellings of one word."""
    mine, theirs = one.content - other.content, other.content - one.content
    pairs = _variants(mine, theirs)
    return mine - {a for a, _ in pairs}, theirs - {b for _, b in pairs}


def told_apart(one: Title, other: Title) -> str | None:
    """What in two titles says that they are of different works, in words; None where nothing does."""
    if _other_parts(one.parts, other.parts):
        return "they are different parts of a work"
    mine, theirs = differing(one, other)
    if not mine or not theirs:
        return None
    for kind, name in (("disease", "diseases"), ("exposure", "exposures")):
        here, there = one.about(kind), other.about(kind)
        if here and there and not here & there:
            return f"the titles are about different {name}"
    named = [any(map(_DISEASE.fullmatch, words)) for words in (mine, theirs)]
    if all(named) or (any(named) and likeness(one, other) >= _ALIKE):
        return "the titles are about different diseases"
    if _numbers(mine) and _numbers(theirs):
        return "the titles have different numbers"
    if one.letters - other.letters and other.letters - one.letters:
        return "the titles differ in a letter"
    if any(mine & side and theirs & side for side in _SIDES):
        return "the titles are about different groups"
    return None


def _other_parts(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both say which part they are and it is another one, or one says that it is the second or a later one."""
    later = any(part.isdigit() and int(part) > 1 for part in mine ^ theirs)
    return mine != theirs and (bool(mine and theirs) or later)


def _numbers(words: Iterable[str]) -> bool:
    return any(word in _ROMANS or any(map(str.isdigit, word)) for word in words)


def _variants(mine: frozenset[str], theirs: frozenset[str]) -> list[tuple[str, str]]:
    """Words of the one that are words of the other in another spelling or number: each is used once."""
    left = sorted(theirs)
    found = []
    for word in sorted(mine):
        match = next((other for other in left if _spelled_alike(word, other)), None)
        if match:
            left.remove(match)
            found.append((word, match))
    return found


def _spelled_alike(one: str, other: str) -> bool:
    """*tumour* and *tumor*, *association* and *associations*; never where a digit differs, nor in short words."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 3 or short[:3] != long[:3] or _numbers((one, other)):
        return False
    if long.startswith(short[:-1]) and len(short) >= 5 and len(long) - len(short) <= 2:
        return True
    return _plain(one) == _plain(other)


def _plain(word: str) -> str:
    """A word without what British and American spelling differ in, and without the *s* of many."""
    plain = re.sub(r"ae|oe", "e", word).replace("our", "or").replace("is", "iz")
    return plain.rstrip("s")
