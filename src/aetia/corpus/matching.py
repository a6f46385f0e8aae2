"""Where the words of a search stand in a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from aetia.corpus.folding import spans_of
from aetia.corpus.query_terms import patterns_of
from aetia.corpus.query_tree import Node, Term, leaves
from aetia.corpus.stop_words import STOP_WORDS
from aetia.corpus.tags import ALL, Kind

Span = tuple[int, int]


class Wanted:
    """Words that a search asks for in a text.

    Args:
        places: the text fields where they may stand.
        patterns: one word or a phrase, each word perhaps with ``*``.
        near: how many other words may stand among them, in any order; None for a phrase.
    """

    def __init__(self, places: Sequence[str], patterns: Sequence[str], near: int | None = None) -> None:
        self.places = frozenset(places)
        self._patterns = [re.compile(re.escape(pattern).replace(r"\*", ".*")) for pattern in patterns]
        self._words, self._near = Counter(patterns), near

    def spans(self, words: Sequence[tuple[str, int, int]]) -> Iterator[Span]:
        """Where they stand among words with their places, as :func:`aetia.corpus.folding.spans_of` gives them."""
        return self._phrases(words) if self._near is None else self._neighbours(words, self._near)

    def _phrases(self, words: Sequence[tuple[str, int, int]]) -> Iterator[Span]:
        length = len(self._patterns)
        for first in range(len(words) - length + 1):
            if all(pattern.fullmatch(words[first + place][0]) for place, pattern in enumerate(self._patterns)):
                yield words[first][1], words[first + length - 1][2]

    def _neighbours(self, words: Sequence[tuple[str, int, int]], near: int) -> Iterator[Span]:
        length = sum(self._words.values()) + near
        found: set[Span] = set()
        for first in range(len(words)):
            window = words[first : first + length]
            if window[0][0] in self._words and not self._words - Counter(word for word, _, _ in window):
                found |= {(start, end) for word, start, end in window if word in self._words}
        yield from sorted(found)


def wanted_by(node: Node) -> list[Wanted]:
    """The words and phrases that a search asks for in texts; not those behind NOT, and not names, headings and dates."""
    terms = (leaf for leaf in leaves(node, dropped=False) if isinstance(leaf, Term))
    return [wanted for term in terms if (term.tag or ALL).kind is Kind.TEXT for wanted in _of_term(term)]


def spans_in(text: str, place: str, wanted: Sequence[Wanted]) -> list[tuple[int, Span]]:
    """Where words stand in a text: the number of what was wanted, and the place, from left to right.

    Args:
        text: as written.
        place: the text field that it is.
        wanted: from :func:`wanted_by`.
    """
    words = spans_of(text)
    here = ((number, each) for number, each in enumerate(wanted) if place in each.places)
    return sorted(((number, span) for number, each in here for span in each.spans(words)), key=lambda found: found[1])


def _of_term(term: Term) -> Iterator[Wanted]:
    places = (term.tag or ALL).places
    if term.tag is not None or term.quoted:
        yield Wanted(places, patterns_of(term.text), term.near)
        return
    words = [word for word in term.text.split() if patterns_of(word)]
    telling = [word for word in words if word.lower() not in STOP_WORDS]
    yield from (Wanted(places, patterns_of(word)) for word in telling or words)
