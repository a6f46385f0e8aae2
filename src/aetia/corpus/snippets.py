"""What to show of a record that was found: its title and the part of its abstract where the words of the search stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aetia.corpus.matching import Span, spans_in, wanted_by
from aetia.corpus.query import parse
from aetia.corpus.query_tree import Node

LENGTH = 240
"""Characters of a long text that are shown."""
_SHARE_BEFORE = 6
"""One part in so many stands before the first word that was found."""


@dataclass(frozen=True)
class Snippet:
    """A part of a record's text, exactly as it stands there.

    Attributes:
        place: ``title``, ``abstract``, ``keywords``, ``subject`` or ``vernacular``.
        text: the part.
        start: where it begins in the whole text; 0 if it is the whole.
        spans: where words of the search stand in the part, from left to right, not overlapping: begin and end.
    """

    place: str
    text: str
    start: int
    spans: tuple[Span, ...]


def snippets(record: Mapping[str, Any], query: str | Node, *, length: int = LENGTH) -> list[Snippet]:
    """The parts of a record where the words of a search stand.

    Args:
        record: with columns of :func:`aetia.corpus.columns.corpus_schema`; those that are missing are as if they were empty.
        query: the search, or its tree. Names, headings, dates and what stands behind NOT are not shown.
        length: characters of a long text; more where a phrase is longer.

    Returns:
        A snippet for each text with such a word, the title first; none where the search asks for facts alone.

    Raises:
        QueryError: the query cannot be understood.
    """
    wanted = wanted_by(parse(query) if isinstance(query, str) else query)
    found = ((place, text, spans_in(text, place, wanted)) for place, text in texts_of(record))
    return [_part(place, text, spans, length) for place, text, spans in found if spans]


def texts_of(record: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The texts of a record as the index has them, each with the name of its field."""
    yield from (("title", record[name]) for name in ("title",) if record.get(name))
    yield from (("vernacular", record[name]) for name in ("vernacular_title",) if record.get(name))
    sections = record.get("abstract") or ()
    abstract = " ".join(
        f"{part['label']}: {part['text']}" if part.get("label") else part["text"] or "" for part in sections
    )
    if abstract:
        yield "abstract", abstract
    yield from (("keywords", keyword["text"]) for keyword in record.get("keywords") or () if keyword["text"])
    yield from (("subject", heading["name"]) for heading in record.get("mesh") or () if heading["name"])


def _part(place: str, text: str, spans: Sequence[tuple[int, Span]], length: int) -> Snippet:
    start, end = _window(text, spans, length)
    inside = _apart(span for _, span in spans if start <= span[0] and span[1] <= end)
    return Snippet(place, text[start:end], start, tuple((first - start, last - start) for first, last in inside))


def _window(text: str, spans: Sequence[tuple[int, Span]], length: int) -> Span:
    """The part that shows most of what was wanted, whole words, the first of those that show as much."""
    if len(text) <= length:
        return 0, len(text)
    before = length // _SHARE_BEFORE
    (_, best), most = spans[0], (0, 0)
    for _, span in spans:
        shown = [number for number, (start, end) in spans if span[0] <= start and end <= span[0] + length - before]
        if (count := (len(set(shown)), len(shown))) > most:
            best, most = span, count
    start = _word_start(text, max(0, min(best[0] - before, len(text) - length)), best[0])
    return start, _word_end(text, start + length, best[1])


def _word_start(text: str, place: int, at_most: int) -> int:
    """The beginning of the first word from a place on, but not after another."""
    if place == 0:
        return 0
    blank = text.find(" ", place, at_most)
    return blank + 1 if blank >= 0 else at_most


def _word_end(text: str, place: int, at_least: int) -> int:
    """The end of the last word before a place, but not before another."""
    if place >= len(text):
        return len(text)
    blank = text.rfind(" ", at_least, place + 1)
    return blank if blank >= 0 else max(at_least, place)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or are equal, joined."""
    joined: list[Span] = []
    for first, last in spans:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
