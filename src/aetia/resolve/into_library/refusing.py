"""Answers that keep away from what a person refused."""

from __future__ import annotations

from collections.abc import Iterable

from aetia.resolve.candidates import by_words, find_many, parsed_keys, printed_keys
from aetia.resolve.evidence import compare
from aetia.resolve.into_library.answers import identities
from aetia.resolve.match import Answer, judge
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query
from aetia.resolve.resolver import Resolver


def resolved_without(resolver: Resolver, query: Query, refused: frozenset[str]) -> Answer:
    """The answer to a citation as if the corpus did not have some papers.

    What is left is compared anew, so that a second-best paper, hidden by the refused one before, is judged on its own.

    Args:
        resolver: to ask.
        query: the citation.
        refused: keys of the papers.
    """
    if not refused or not query.words:
        return resolver.resolve(query)
    rounds = find_many(resolver.index, [printed_keys(query), parsed_keys(query)])
    numbers = dict.fromkeys([*rounds[0], *rounds[1], *by_words(resolver.index, query)])
    found: dict[str, Paper] = {}
    _take(found, (resolver.index.papers[number] for number in numbers), refused)
    answer = judge([(paper, compare(query, paper)) for paper in found.values()], resolver.threshold)
    if answer.match is not None or resolver.also is None:
        return answer
    _take(found, resolver.also(query), refused)
    return judge([(paper, compare(query, paper)) for paper in found.values()], resolver.threshold)


def _take(found: dict[str, Paper], papers: Iterable[Paper], refused: frozenset[str]) -> None:
    for paper in papers:
        if not identities(paper) & refused:
            found.setdefault(paper.key, paper)
