"""Words and phrases as the index looks them up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aetia.corpus.guest_words import FROM, HOST, KIND
from aetia.corpus.index_fields import fact, index_schema
from aetia.corpus.query_near import ways

if TYPE_CHECKING:
    from tantivy import Query, Searcher

MOST_WORDS = 16_000
"""Words that one with ``*`` may stand for where each is looked up by itself."""
_HOST_AND_GUESTS = frozenset({HOST, *FROM})


class TextQueries:
    """Makes queries for words in text fields, one for each field that has all of them; fields that lack one cost time for nothing.

    Args:
        searcher: of the index.

    Attributes:
        in_titles: queries for the words that were looked up in the field which the title shares with others; they raise a record
            in the ranking if its title has them.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.in_titles: list[Query] = []

    def in_a_row(self, places: Sequence[str], patterns: Sequence[str]) -> list[Query]:
        """Words in a row.

        Args:
            places: text fields.
            patterns: one or more words, each perhaps with ``*``, as :func:`aetia.corpus.query_terms.patterns_of` gives them.

        Raises:
            ValueError: a word with ``*`` stands for too many.
        """
        if len(patterns) == 1:
            return self._one_word(places, patterns[0])
        plain = [pattern for pattern in patterns if "*" not in pattern]
        make = _phrase if len(plain) == len(patterns) else _starred_phrase
        return [make(place, patterns) for place in self._having(places, plain)]

    def near(self, places: Sequence[str], words: Sequence[str], near: int) -> list[Query]:
        """Words with at most some others among them, in any order.

        tantivy's own slop is right for two different words alone: of three it misses some ways in which they can stand, and the
        same word twice it finds once. So every way is looked up by itself there.

        Args:
            places: text fields.
            words: two or more.
            near: how many other words.
        """
        return [_without_guests(place, _near(place, words, near), words) for place in self._having(places, words)]

    def _one_word(self, places: Sequence[str], pattern: str) -> list[Query]:
        """A word alone; the words of titles and keywords are in the field of the abstract too."""
        if HOST in places:
            if not _HOST_AND_GUESTS.issubset(places):
                return self._in_host_alone(pattern)
            places = [place for place in places if place not in FROM]
            if "*" not in pattern:
                self.in_titles.append(_word("title", pattern))
        if "*" in pattern:
            return [_starred_word(place, pattern) for place in places]
        return [_word(place, pattern) for place in self._having(places, [pattern])]

    def _in_host_alone(self, pattern: str) -> list[Query]:
        """A word in the abstract, where those that only the title or the keywords have do not count."""
        words = self._words_like(pattern) if "*" in pattern else [pattern]
        return [_without_guests(HOST, _word(HOST, word), [word]) for word in words]

    def _words_like(self, pattern: str) -> list[str]:
        start, expression = pattern.partition("*")[0], re.compile(pattern.replace("*", ".*"))
        found = [word for word, _ in self._searcher.terms_with_prefix(HOST, start) if expression.fullmatch(word)]
        if len(found) > MOST_WORDS:
            raise ValueError(f"{len(found):,} words are like {pattern}")
        return found

    def _having(self, places: Sequence[str], words: Sequence[str]) -> Sequence[str]:
        """The fields that have all words; of one field there is nothing to choose."""
        if len(places) == 1:
            return places
        often = self._searcher.doc_freq
        return [place for place in places if all(often(place, word) for word in words)]


def _word(place: str, word: str) -> Query:
    from tantivy import Query

    return Query.term_query(index_schema(), place, word, index_option="freq")


def _without_guests(place: str, query: Query, words: Sequence[str]) -> Query:
    """What a query finds in a field where none of some words is a guest."""
    from tantivy import Occur, Query

    if place != HOST:
        return query
    guests = (Query.term_query(index_schema(), *fact(KIND, word), index_option="basic") for word in words)
    return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, guest) for guest in guests)])


def _near(place: str, words: Sequence[str], near: int) -> Query:
    from tantivy import Occur, Query

    schema = index_schema()
    if len(words) == 2 and words[0] != words[1]:
        orders = (list(words), list(reversed(words)))
        found = [Query.phrase_query(schema, place, [*order], slop=near) for order in orders]
    else:
        found = [Query.phrase_query(schema, place, [*way]) for way in ways(words, near)]
    return Query.boolean_query([(Occur.Should, query) for query in found])


def _starred_word(place: str, pattern: str) -> Query:
    """As a regular expression; nothing in a pattern but ``*`` means anything in one, as words are letters and digits."""
    from tantivy import Query

    return Query.regex_query(index_schema(), place, pattern.replace("*", ".*"))


def _phrase(place: str, words: Sequence[str]) -> Query:
    from tantivy import Query

    return Query.phrase_query(index_schema(), place, [*words])


def _starred_phrase(place: str, patterns: Sequence[str]) -> Query:
    from tantivy import Query

    return Query.regex_phrase_query(index_schema(), place, [pattern.replace("*", ".*") for pattern in patterns])
