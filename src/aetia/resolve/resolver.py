"""Citations to papers, many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from aetia.corpus import Corpus
from aetia.model.reference import Reference
from aetia.resolve.candidates import by_words, find_many, parsed_keys, printed_keys
from aetia.resolve.evidence import Evidence, compare
from aetia.resolve.index import CitationIndex, Progress
from aetia.resolve.items import read_query
from aetia.resolve.match import THRESHOLD, Answer, judge
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query

_TOGETHER = 256
"""Citations whose keys are looked up at once."""
_SURE = 0.99
_WORDS_TOO = 12
"""Candidates of each way that are compared in the second round."""


MoreCandidates = Callable[[Query], Sequence[Paper]]


class Resolver:
    """Finds the papers of citations in an index.

    Args:
        index: of a corpus, or of any papers.
        threshold: probability from which a candidate is matched, 0 to 1.
        also: gives further candidates for a citation that the index alone does not decide, such as those that a service proposes;
            they are compared like all others, never trusted.
    """

    def __init__(self, index: CitationIndex, threshold: float = THRESHOLD, also: MoreCandidates | None = None) -> None:
        self.index = index
        self.threshold = threshold
        self.also = also

    @classmethod
    def of(
        cls, corpus: Corpus, threshold: float = THRESHOLD, *, jobs: int = 1, progress: Progress | None = None
    ) -> Resolver:
        """A resolver in a corpus, whose citation index is made where it has to be; see :meth:`CitationIndex.of_corpus`."""
        return cls(CitationIndex.of_corpus(corpus, jobs=jobs, progress=progress), threshold)

    def resolve(self, citation: str | Mapping[str, Any] | Reference | Query) -> Answer:
        """The answer to one citation, in any form that :func:`aetia.resolve.items.read_query` takes.

        Raises:
            InputError: nothing in it can be looked for.
        """
        return next(self.resolve_many([citation if isinstance(citation, Query) else read_query(citation)]))

    def resolve_many(self, queries: Iterable[Query]) -> Iterator[Answer]:
        """The answers to citations, in order; they are looked up together, which is faster than one by one."""
        waiting = iter(queries)
        while chunk := list(islice(waiting, _TOGETHER)):
            found = find_many(self.index, [printed_keys(query) for query in chunk])
            for query, numbers in zip(chunk, found, strict=True):
                yield self._at_once(query, numbers) or self._closely(query, numbers)

    def _at_once(self, query: Query, numbers: Sequence[int]) -> Answer | None:
        """The answer where one candidate agrees in everything and no other comes near; None where that is not so."""
        compared = self._compared(query, numbers[:3])
        clear = [pair for pair in compared if _agrees_in_all(pair[1])]
        if len(clear) != 1:
            return None
        answer = judge(compared, self.threshold)
        best = answer.match
        return answer if best is not None and best.probability >= _SURE and best.paper is clear[0][0] else None

    def _closely(self, query: Query, numbers: Sequence[int]) -> Answer:
        """The answer after the citation was parsed, and looked for by its fields and its rarest words."""
        if not query.words:
            return Answer("unmatched", (), "nothing of it can be read")
        parsed = find_many(self.index, [parsed_keys(query)])[0] if query.given is None else []
        near = by_words(self.index, query)
        wanted = list(dict.fromkeys([*numbers[:_WORDS_TOO], *parsed[:_WORDS_TOO], *near[:_WORDS_TOO]]))
        compared = self._compared(query, wanted, read=True)
        answer = judge(compared, self.threshold)
        if answer.match is not None or self.also is None:
            return answer
        known = {paper.key for paper, _ in compared}
        found = [paper for paper in self.also(query) if paper.key not in known]
        return judge([*compared, *((paper, compare(query, paper)) for paper in found)], self.threshold)

    def _compared(self, query: Query, numbers: Iterable[int], *, read: bool = False) -> list[tuple[Paper, Evidence]]:
        if read:
            query.fields  # noqa: B018 (parsed now, so that conflicts are seen)
        papers = (self.index.papers[number] for number in numbers)
        return [(paper, compare(query, paper)) for paper in papers]


def _agrees_in_all(evidence: Evidence) -> bool:
    agreed = {"author", "year", "volume", "pages"} & set(evidence.agreements)
    return (
        evidence.title is not None
        and evidence.title >= 0.98
        and evidence.title_words > 3
        and len(agreed) >= 3
        and not evidence.conflicts
    )
