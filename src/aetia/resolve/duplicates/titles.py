"""What a title says besides its words: that it is a notice about another paper, one part of several, or marked as withdrawn."""

from __future__ import annotations

import re
from typing import NamedTuple

from aetia.corpus.folding import words_of

_WITHDRAWN = re.compile(
    r"^\W*(?:retracted|withdrawn|removed|retracted (?:article|paper|chapter)|article (?:retracted|withdrawn))\W*[:\]\-–—]\s*"
    r"|\s*[\(\[](?:retracted|withdrawn)(?:[^()\[\]]|\([^()]*\))*[\)\]]\s*\.?\s*$",
    re.IGNORECASE,
)
"""Marks that publishers and databases put on a paper's own title when it is withdrawn; the paper is still the same."""
_SAYS = r"(?:\s*(?:on|to|by|from|of|for|regarding)\b|\s*[:.“\"‘']|\s*$)"
_KINDS = (
    (
        "correction",
        rf"(?:erratum|errata|corrigend(?:um|a)|addendum){_SAYS}|(?:author |publisher(?:'s)? )?corrections?(?:\s*[:.]|\s+to\b|\s*$)",
    ),
    (
        "retraction",
        rf"(?:partial )?retraction(?: note| notice)?(?:\s*[:.]|\s+(?:to|of|for|note|notice)\b|\s*$)"
        rf"|(?:notice|statement) of retraction{_SAYS}",
    ),
    ("concern", rf"(?:editorial )?expressions? of concern{_SAYS}"),
    (
        "reply",
        rf"(?:(?:the )?author(?:s|'s|s'|’s|s’)? )?(?:reply|response|respon(?:d|ds|se)){_SAYS}|in (?:reply|response){_SAYS}",
    ),
    (
        "comment",
        rf"(?:a |invited |editorial )?comment(?:s|ary)?{_SAYS}|re\s*:|letters?(?: to the editor)?\s*[:.]"
        r"|(?:editorial|discussion)\s*:",
    ),
)
_BEGINS = tuple((kind, re.compile(rf"\W*(?:{form})", re.IGNORECASE)) for kind, form in _KINDS)
_ENDS = (
    ("reply", re.compile(r"[\s.:\-–—(\[]+(?:(?:the )?author\S* )?(?:reply|response)\s*[)\].]*$", re.IGNORECASE)),
    (
        "comment",
        re.compile(r"[\s.:\-–—]*[\[(]\s*(?:letter|comment|editorial|comment letter)\s*[)\]]\.?$", re.IGNORECASE),
    ),
    ("correction", re.compile(r"[\s.:\-–—(\[]+(?:erratum|corrigendum|correction)\s*[)\].]*$", re.IGNORECASE)),
)
_PROTOCOL = re.compile(r"\bprotocol\b", re.IGNORECASE)
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10", "xi": "11",
    "xii": "12",
}  # fmt: skip
_SPELT = {
    "one": "1", "two": "2", "three": "3", "four": "4", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "1st": "1", "2nd": "2", "3rd": "3", "4th": "4",
}  # fmt: skip
_COUNTED = frozenset(
    {"part", "parts", "pt", "section", "chapter", "phase", "report", "paper", "study", "experiment", "series", "wave"}
)
"""What is counted: behind these a letter, a Roman numeral or a number in words tells which one."""


class Title(NamedTuple):
    """A title, taken apart.

    Attributes:
        text: its words in their plain form, without marks of withdrawal.
        words: the same, one by one.
        kind: ``correction``, ``retraction``, ``concern``, ``reply``, ``comment`` or ``protocol``; None for the paper itself.
        numbers: its numbers in a row, Roman and spelt ones included: ``Part II`` and ``part 2`` are alike, ``part 3`` is another.
    """

    text: str
    words: tuple[str, ...]
    kind: str | None
    numbers: str


def title_of(printed: str) -> Title:
    """A title, taken apart."""
    bare = _WITHDRAWN.sub(" ", printed[:2_000]).strip() or printed
    words = tuple(words_of(bare))
    return Title(" ".join(words), words, _kind(bare), _numbers(words))


def _kind(title: str) -> str | None:
    for kind, form in (*_BEGINS,):
        if form.match(title):
            return kind
    for kind, form in _ENDS:
        if form.search(title[-60:]):
            return kind
    return "protocol" if _PROTOCOL.search(title) else None


def _numbers(words: tuple[str, ...]) -> str:
    found = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if any(map(str.isdigit, word)) and word not in _SPELT:
            found.append("".join(filter(str.isdigit, word)))
        elif word in _ROMAN and (len(word) > 1 or before in _COUNTED or place in (0, len(words) - 1)):
            found.append(_ROMAN[word])
        elif word in _SPELT and (before in _COUNTED or after in _COUNTED):
            found.append(_SPELT[word])
        elif len(word) == 1 and before in ("part", "section") and word.isalpha():
            found.append(word)
    return "".join(found)
