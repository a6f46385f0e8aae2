"""The papers that a citation may mean: found by keys that agree exactly, and, where these do not decide, by rare words.

Two rounds. The first asks for what the print shows without being parsed: identifiers, the beginning and end of a title wherever it
stands, volume and page and year wherever they stand. The second asks with the parsed fields, and for papers that share the rarest
words with the citation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from aetia.resolve.keys import EDGE, edge_text, hashed, place_texts, title_texts, whole_title_text, word_text
from aetia.resolve.query import Fields, Query

if TYPE_CHECKING:
    from aetia.resolve.index import CitationIndex

MOST = 24
"""Candidates that are compared in a round."""
_EACH = 200
"""Papers that are taken for one key; a key of more tells too little to be one's only trace."""
_NUMBERS = 14
_APART = 4
"""How far a page may stand behind its volume, counted in numbers."""
_WINDOWS = 60
_RARE_WORDS = 8
_WORD_PAPERS = 1_000
"""Papers that the rare words may have together; or one in :data:`_ONE_IN` of a corpus, if that is more."""
_ONE_IN = 2_000
_ONE_WORD = 10
"""The rarest word may have so many times more."""


def printed_keys(query: Query) -> list[int]:
    """Keys that the print shows, without being parsed."""
    if query.given is not None:
        return [hashed(text) for text in (*query.identifiers, *_telling_texts(query.given))]
    texts = (*query.identifiers, *_text_places(query), *_windows(query.words))
    return [hashed(text) for text in dict.fromkeys(texts)]


def parsed_keys(query: Query) -> list[int]:
    """Keys of the fields, given or parsed."""
    return [hashed(text) for text in dict.fromkeys(_field_texts(query))]


def _telling_texts(fields: Fields) -> Iterable[str]:
    """The few keys by which most papers whose fields are known are found."""
    if fields.title:
        yield whole_title_text(fields.title)
    if fields.first and fields.families:
        if fields.volume:
            yield f"F {fields.families[0]} {fields.volume} {fields.first}"
        elif fields.year:
            yield f"A {fields.families[0]} {fields.year} {fields.first}"


def _field_texts(query: Query) -> Iterable[str]:
    fields = query.fields
    words = fields.title.split()
    if words:
        yield from title_texts(words)
    pages = [fields.first] if fields.first else []
    volumes = list(dict.fromkeys([fields.volume, fields.issue, ""]))
    years = [fields.year] if fields.year else []
    authors = fields.families[:1] or ("",)
    yield from place_texts(authors, fields.journals, years, [(volume, page) for page in pages for volume in volumes])
    if not pages:
        yield from place_texts(authors, fields.journals, years, [])


def _text_places(query: Query) -> Iterable[str]:
    numbers = query.numbers[-_NUMBERS:]
    pairs = {
        (volume, page)
        for place, volume in enumerate(numbers)
        for page in numbers[place + 1 : place + _APART]
        if volume != page
    }
    authors = [word for word in query.words[:6] if len(word) > 2 and word.isalpha()][:2]
    return place_texts(authors, (), query.years[:3], pairs)


def _windows(words: Sequence[str]) -> Iterable[str]:
    """What may be the beginning, or the end, of a title."""
    for place in range(min(len(words) - EDGE + 1, _WINDOWS)):
        yield edge_text(list(words[place : place + EDGE]))


def find_many(index: CitationIndex, keys: Sequence[Sequence[int]]) -> list[dict[int, float]]:
    """The papers that have the most of the keys, best first, at most :data:`MOST`, for each of many citations.

    A key counts 1, and a little more the fewer papers have it.

    Args:
        index: to look in.
        keys: of each citation.

    Returns:
        For each citation the papers' numbers, with how much of the keys they have.
    """
    import numpy as np

    flat = np.array([key for each in keys for key in each], np.uint64)
    first, after = index.postings.find(flat)
    firsts, afters = first.tolist(), after.tolist()
    papers = index.postings.papers
    found, place = [], 0
    for each in keys:
        counts: dict[int, float] = {}
        for at in range(place, place + len(each)):
            begin, end = firsts[at], afters[at]
            if begin == end:
                continue
            share = 1.0 + 1.0 / (end - begin)
            for number in papers[begin : min(end, begin + _EACH)].tolist():
                counts[number] = counts.get(number, 0.0) + share
        place += len(each)
        best = sorted(counts.items(), key=_most_first)[:MOST] if len(counts) > 1 else counts
        found.append(dict(best))
    return found


def _most_first(item: tuple[int, float]) -> tuple[float, int]:
    return -item[1], item[0]


def by_words(index: CitationIndex, query: Query) -> list[int]:
    """The papers whose titles share the rarest words with a citation, best first, at most :data:`MOST`."""
    import numpy as np

    words = query.fields.title.split() or query.words
    wanted = [word for word in dict.fromkeys(words) if len(word) > 2 and not word.isdigit()]
    if not wanted:
        return []
    first, after = index.postings.find(np.array([hashed(word_text(word)) for word in wanted], np.uint64))
    spans = sorted(
        (end - begin, begin, end) for begin, end in zip(first.tolist(), after.tolist(), strict=True) if end > begin
    )
    rare = _within_budget(spans, max(_WORD_PAPERS, len(index) // _ONE_IN))
    if not rare:
        return []
    total = len(index) + 1
    papers = np.concatenate([index.postings.papers[begin:end] for _, begin, end in rare])
    weights = np.repeat([math.log(total / count) for count, _, _ in rare], [count for count, _, _ in rare])
    distinct, place = np.unique(papers, return_inverse=True)
    sums = np.bincount(place, weights)
    some = np.argpartition(-sums, MOST)[:MOST] if len(sums) > MOST else np.arange(len(sums))
    best = some[np.lexsort((distinct[some], -sums[some]))]
    return [int(number) for number in distinct[best]]


def _within_budget(spans: Sequence[tuple[int, int, int]], papers: int) -> list[tuple[int, int, int]]:
    """The rarest words whose papers together are not too many; beyond, a word tells too little for the time it takes."""
    kept: list[tuple[int, int, int]] = []
    left = papers
    for span in spans[:_RARE_WORDS]:
        if span[0] > (left if kept else _ONE_WORD * papers):
            break
        kept.append(span)
        left -= span[0]
    return kept
