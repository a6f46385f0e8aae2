"""Quotations: whether their words stand in the paper's abstract, letter by letter, and if not, what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from aetia.model.finding import Quotation

SECTIONS = frozenset({"abstract", "title"})
"""Where the corpus can be asked; the text of a paper is not in it."""
_LIKE = 60.0
"""Likeness (0 to 100) below which nothing in the abstract is like a quotation."""
_MOST_COMPARED = 20_000
_DIFFERENCES = 3
_PIECE = 60


@dataclass(frozen=True)
class Nearest:
    """The words of an abstract that are most like a quotation.

    Args:
        text: the words.
        differences: the first few, in words.
    """

    text: str
    differences: tuple[str, ...]


def texts_of(record: Mapping[str, Any], section: str) -> list[str]:
    """The texts of a record that a quotation may be taken from, white space folded; none where the record has no abstract.

    Args:
        record: its columns.
        section: of :data:`SECTIONS`.
    """
    if section == "title":
        return [_folded(text) for text in (record["title"], record["vernacular_title"]) if text]
    versions: dict[tuple[str, str], list[Mapping[str, Any]]] = {("", ""): list(record["abstract"])}
    for part in record["other_abstracts"]:
        versions.setdefault((part["type"] or "", part["language"] or ""), []).append(part)
    return list(dict.fromkeys(text for parts in versions.values() for text in _joined(parts) if text))


def _joined(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The sections of an abstract in one text: without their labels, and with them as PubMed prints them."""
    yield _folded(" ".join(part["text"] or "" for part in parts))
    if any(part["label"] for part in parts):
        yield _folded(
            " ".join(
                f"{part['label']}: {part['text'] or ''}" if part["label"] else part["text"] or "" for part in parts
            )
        )


def stands_in(quotation: Quotation, texts: Sequence[str]) -> bool:
    """Whether the words of a quotation stand in one of some texts; only white space may differ."""
    words = _folded(quotation.text)
    return any(_has(text, words) for text in texts)


def _has(text: str, words: str) -> bool:
    """Whether words stand in a text and neither begin nor end in the middle of one of its words or numbers."""
    place = text.find(words)
    while place >= 0:
        if not (_cuts(text, place) or _cuts(text, place + len(words))):
            return True
        place = text.find(words, place + 1)
    return False


def _cuts(text: str, place: int) -> bool:
    """Whether a place in a text lies inside a word or a number."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before.isalnum() and after.isalnum():
        return True
    around = text[max(0, place - 2) : place + 2]
    return bool(re.search(r"\d[.,]\d", around)) and (before.isdigit() or after.isdigit())


def nearest(quotation: Quotation, texts: Sequence[str]) -> Nearest | None:
    """The words that are most like a quotation; None where nothing is like it."""
    from rapidfuzz import fuzz

    words = _folded(quotation.text)[:_MOST_COMPARED]
    best: tuple[float, str] = (0.0, "")
    for text in texts:
        found = fuzz.partial_ratio_alignment(words.lower(), text[:_MOST_COMPARED].lower())
        if found is not None and found.score > best[0]:
            best = found.score, _whole_words(text, found.dest_start, found.dest_end)
    score, text = best
    text = _within(words, text)
    return Nearest(text, tuple(_differences(words, text))) if score >= _LIKE else None


def _within(one: str, other: str) -> str:
    """Of the second text, the words from the first to the last that the first text has too, or has otherwise."""
    mine, theirs = one.split(), other.split()
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    begin = blocks[0][4] if blocks and blocks[0][0] == "insert" else 0
    end = blocks[-1][3] if len(blocks) > 1 and blocks[-1][0] == "insert" else len(theirs)
    return " ".join(theirs[begin:end])


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip()


def _differences(one: str, other: str) -> Iterator[str]:
    """The first few differences between two texts, word by word."""
    mine, theirs = one.split(), other.split()
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    for kind, first, last, begin, end in changed[:_DIFFERENCES]:
        here, there = _piece(mine[first:last]), _piece(theirs[begin:end])
        if kind == "insert":
            yield f"'{there}' is left out"
        elif kind == "delete":
            yield f"'{here}' is not there"
        else:
            yield f"'{here}' is '{there}' there"
    if len(changed) > _DIFFERENCES:
        yield f"{len(changed) - _DIFFERENCES} more"


def _piece(words: Sequence[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _PIECE else f"{text[:_PIECE]}…"


def _folded(text: str) -> str:
    return " ".join(text.split())
