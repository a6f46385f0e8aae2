"""What a citation's words look like, one by one: the signs that the tagger weighs."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from aetia.rescue.dates import MONTHS
from aetia.rescue.draft import Draft
from aetia.rescue.journals import journal_words, known_journals

WORD_LIMIT = 400
_WORDS = re.compile(r"\S+")
_IDEOGRAPHS = re.compile(r"(?<=[，。、：；）》」』】])|(?=[（《「『【])")
_RUN_TOGETHER = re.compile(
    r"(?<=[^\W\d_][.,;:])(?=[^\W\d_a-zß-ÿ]|\d)|(?<=\))(?=[^\W\d_a-zß-ÿ])|(?<=\d;)(?=\w)|(?<=(?:19|20)\d\d,)(?=\d)|(?<=\d\),)(?=\d)"
)
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "ter"}
)
_EDGES = "\"'“”‘’„«»()[]{}<>.,;:!?*"
_OPENING = frozenset('"“„«‘([')
_QUOTES = frozenset("\"“„«‘'`")
_QUOTES_END = frozenset("\"”»’'")
_CLOSING = '.,;:?!)]"”»’'
_IN = frozenset({"in", "dans", "im"})
_EDITORS = frozenset(
    ["ed", "eds", "editor", "editors", "edited", "hrsg", "hg", "hgg", "dir", "dirs", "coord", "coords", "éd", "éds"]
)
_NEAR = 12
_JOURNAL_WORDS_LIMIT = 9
# The fields of a draft, and the letter of each in the tags; of those that overlap, the later ones win.
_LETTERS_OF_FIELDS = {
    "authors_printed": "A",
    "authors": "A",
    "title": "T",
    "journal": "J",
    "book_title": "B",
    "event": "B",
    "editors": "E",
    "place": "L",
    "publisher": "U",
    "date_printed": "D",
    "year": "D",
    "volume": "V",
    "issue": "V",
    "pages": "P",
    "doi": "W",
    "pmid": "W",
    "pmcid": "W",
    "url": "W",
}


@cache
def publishing_words() -> dict[str, str]:
    """Word, lower case → city or house."""
    listing = files("aetia.rescue").joinpath("words", "publishing.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in listing.splitlines() if line and not line.startswith("#")]
    return {word: kind for kind, words in reversed(rows) for word in words.split()}


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each word; words run together at a full stop or a bracket are parted, year and volume at a semicolon."""
    found = []
    for match in _WORDS.finditer(text):
        start, end = match.span()
        if end - start > 3 and "/" not in match[0]:
            for cut in (_RUN_TOGETHER if match[0].isascii() or match[0][0] < "\u3000" else _IDEOGRAPHS).finditer(
                text, start, end
            ):
                if start < cut.start() < end:
                    found.append((start, cut.start()))
                    start = cut.start()
        found.append((start, end))
        if len(found) >= WORD_LIMIT:
            break
    return found


@lru_cache(maxsize=20_000)
def signs_of(word: str) -> tuple[str, ...]:
    """What one word looks like, whatever stands around it."""
    core = word.strip(_EDGES)
    lower = core.casefold()
    shape = _shape(core)
    last = word[-1] if word[-1] in _CLOSING else "-" if word[-1] in "-–—" else ""
    if last and len(word) > 1 and word[-2] in _CLOSING:
        last = word[-2:]
    first = word[0] if word[0] in _OPENING else ""
    signs = [f"w={lower}", f"s={shape}", f"p={last}", f"sp={shape}{last}"]
    if first:
        signs.append(f"o={first}")
        signs.append(f"os={first}{shape}")
    if len(lower) > 4 and lower.isalpha():
        signs.append(f"x={lower[-3:]}")
    if lower in journal_words():
        signs.append("in-journals" if core[:1].isupper() else "in-journals-small")
    if lower.rstrip(".") in MONTHS:
        signs.append("month")
    if core[:1].isupper() and (kind := publishing_words().get(lower)) is not None:
        signs.append(kind)
        signs.append(f"{kind}{last}")
    if lower in _PARTICLES:
        signs.append("particle")
    return tuple(signs)


def _shape(core: str) -> str:
    if not core:
        return "-"
    if core.isdigit():
        if len(core) == 4 and core[:2] in {"18", "19", "20"}:
            return "year"
        return f"{min(len(core), 5)}d"
    if core.isalpha():
        if core.isupper():
            return f"{min(len(core), 4)}U"
        if core.islower():
            return "x" if len(core) == 1 else "xx" if len(core) < 4 else "xxx"
        return "Xx" if core[0].isupper() and core[1:].islower() else "xXx"
    digits = sum(letter.isdigit() for letter in core)
    if digits and any(letter in "-–—‐‑−" for letter in core):
        return "d-d" if digits >= len(core) - 2 else "xd-d"
    if digits:
        if "(" in core or ":" in core or ";" in core:
            return "d(:)"
        return "xd" if digits < len(core) - 1 else "d+"
    plain = core.replace(".", "").replace("-", "").replace("‐", "")
    if plain.isupper() and len(plain) <= 4:
        return "U.U"
    return "X-x" if core[0].isupper() else "x-x"


def signs_in_place(draft: Draft, words: list[tuple[int, int]]) -> list[list[str]]:
    """What stands around each word: the first reading's field, quotation marks, brackets, known journals, how far on it is."""
    letters = _letters(draft, words)
    books = _book_signs(draft.text, words)
    kind = "".join(sorted({letter for letter in letters if letter in "VPJBWUL"}))
    journals = _known_names(draft.text, words)
    found = []
    quoted = depth = ends = 0
    dated = False
    last = len(words) - 1
    for number, (start, end) in enumerate(words):
        word = draft.text[start:end]
        letter = letters[number]
        before = letters[number - 1] if number else "^"
        if word[0] in _QUOTES or word[:2] == "``":
            quoted = 1
        depth += word.count("(") + word.count("[")
        far = min(7, 8 * number // (last + 1))
        signs = [
            f"c={letter}",
            f"cc={before}{letter}",
            f"cn={letter}{letters[number + 1] if number < last else '$'}",
            f"far={far}",
            f"q={quoted}{min(depth, 1)}",
            f"qc={quoted}{letter}",
            f"kind={kind}",
            f"b={books[number]}",
            f"bc={books[number]}{letter}",
            f"after={min(ends, 5)}{'d' if dated else ''}",
            f"j={journals[number]}",
            f"jc={journals[number]}{letter}",
        ]
        if number < 3:
            signs.append(f"at={number}")
        if number > last - 3:
            signs.append(f"left={last - number}")
        found.append(signs)
        if quoted and any(letter in _QUOTES_END for letter in word[-2:]):
            quoted = 2
        elif quoted == 2:
            quoted = 0
        depth = max(0, depth - word.count(")") - word.count("]"))
        if word[-1] in ".?!" and len(word) > 3:
            ends += 1
        dated = dated or letter == "D"
    return found


def _book_signs(text: str, words: list[tuple[int, int]]) -> list[str]:
    """For each word: how far behind *In* it stands, and whether editors are named before or after it."""
    cores = [text[start:end].strip(_EDGES).casefold() for start, end in words]
    editors = [number for number, core in enumerate(cores) if core in _EDITORS]
    first, last = (editors[0], editors[-1]) if editors else (-1, -1)
    found = []
    since = 9
    for number, core in enumerate(cores):
        since = min(9, since + 1)
        if core in _IN and number and (text[words[number - 1][1] - 1] in _CLOSING or text[words[number][0]] == "I"):
            since = 0
        place = "-" if first < 0 else "<" if number < first else ">" if number > last else "="
        near = place if first < 0 or place != "<" or first - number <= _NEAR else "-"
        found.append(f"{min(since, 8)}{near}")
    return found


def _letters(draft: Draft, words: list[tuple[int, int]]) -> list[str]:
    """For each word, the field that the first reading put it in; what was found there and not used is in small letters."""
    spans = [(first, last, "w") for mark in draft.marks for first, last in (mark.outer,)]
    spans += [(date.start, date.end, "d") for date in draft.dates]
    spans += [(locator.start, locator.end, "v") for locator in draft.locators]
    spans += [(*draft.spans[name], letter) for name, letter in _LETTERS_OF_FIELDS.items() if name in draft.spans]
    letters = ["-"] * len(words)
    starts = [start for start, _ in words]
    for first, last, letter in spans:
        for number in range(_first_at(words, first), len(words)):
            if starts[number] >= last:
                break
            letters[number] = letter
    return letters


def _first_at(words: list[tuple[int, int]], place: int) -> int:
    """The number of the first word that ends after a place."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        if words[middle][1] > place:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in known_journals() if name)


def _known_names(text: str, words: list[tuple[int, int]]) -> list[str]:
    """For each word, whether it begins (B) or goes on with (I) the name of a known journal; longer names first."""
    folded = [_folded(text[start:end]) for start, end in words]
    known, firsts = known_journals(), _first_words()
    marks = ["-"] * len(words)
    number = 0
    while number < len(words):
        if folded[number] not in firsts or not text[words[number][0]].isupper():
            number += 1
            continue
        for length in range(min(_JOURNAL_WORDS_LIMIT, len(words) - number), 0, -1):
            if " ".join(filter(None, folded[number : number + length])) in known:
                marks[number] = f"B{min(length, 3)}"
                for inner in range(number + 1, number + length):
                    marks[inner] = "I"
                number += length - 1
                break
        number += 1
    return marks


def _folded(word: str) -> str:
    return "and" if word == "&" else "".join(letter for letter in word.casefold() if letter.isalpha())
