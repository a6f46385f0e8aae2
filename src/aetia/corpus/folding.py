"""From text to the words that are searched: one way of writing for what readers take for one word.

A character becomes its plain form wherever it stands, so that a place in the folded text can be traced to the text as written:
compatible forms are one (CO₂ is CO2, ﬁ is fi), accents go (Sjögren is sjogren), Greek letters get their names (TNF-α is tnf alpha),
letters are small. What is neither letter nor digit parts words, hyphens and apostrophes too: IL-6 is the words *il* and *6*.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
}
"""Letters that Unicode does not take apart."""
_PARTING = frozenset("™℠®©ʼˈʹʺ")
"""Signs that Unicode counts as letters or as made of letters, but that end a word."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+")
_BLANKS = {number: " " for number in range(128) if not chr(number).isalnum()}


class _Folded(dict[str, str]):
    """The plain form of each character, found once."""

    def __missing__(self, character: str) -> str:
        self[character] = plain = _plain_form(character)
        return plain


_FOLDED = _Folded()


def fold(text: str) -> str:
    """A text in its plain form; the form of a text is the forms of its characters in a row."""
    small = text.lower()
    if small.isascii():
        return small
    return _NOT_ASCII.sub(lambda found: "".join(map(_FOLDED.__getitem__, found[0])), small)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """A text in its plain form, and for each of its characters the place in the text as written."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = fold(character)
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    return words_of_folded(fold(text))


def words_of_folded(text: str) -> list[str]:
    """The words of a text that is in its plain form already: what is no letter there is plain ASCII."""
    return text.translate(_BLANKS).split()


def spans_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, each with the places in the text as written where it begins and ends."""
    folded, places = fold_with_places(text)
    found = []
    for match in _WORD.finditer(folded):
        first, last = places[match.start()], places[match.end() - 1]
        found.append((match[0], first, _after_marks(text, last + 1)))
    return found


def normal(text: str) -> str:
    """The words of a text with one blank between: how names, headings and titles of journals are compared."""
    return " ".join(words_of(text))


def _after_marks(text: str, place: int) -> int:
    """The place after the accents that stand there as characters of their own."""
    while place < len(text) and unicodedata.category(text[place])[0] == "M":
        place += 1
    return place


def _plain_form(character: str) -> str:
    if character in _PARTING:
        return " "
    return "".join(
        " " if part in _PARTING else _plain_letter(part) for part in unicodedata.normalize("NFKD", character).lower()
    )


def _plain_letter(part: str) -> str:
    """One character that has been taken apart: a letter, a digit, nothing, or a blank."""
    if part.isascii():
        return part
    if part in _LETTERS:
        return _LETTERS[part]
    kind = unicodedata.category(part)
    if kind[0] == "M" or kind == "Cf":
        return ""
    if "α" <= part <= "ω":
        return unicodedata.name(part).rpartition(" ")[2].lower().replace("lamda", "lambda")
    if kind == "Nd":
        return str(unicodedata.decimal(part))
    return part if kind[0] in "LN" else " "
