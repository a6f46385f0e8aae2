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
from aetia.resolve.match import THRESHOLD, Answer, judge, named
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query

_TOGETHER = 256
"""Citations whose keys are looked up at once."""
_SURE = 0.95
"""Probability from which a match is not looked at again by other ways."""
_COMPARED = 12
"""Candidates of each way that are compared in the second round."""
_NEAR = 6
"""Papers of the same rare words that are compared."""
_RIVALS = 3
_ALIKE, _SHORT_TITLE = 0.85, 4


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
            answers = [self._at_once(query, papers) for query, papers in zip(chunk, found, strict=True)]
            left = [place for place, answer in enumerate(answers) if answer is None]
            parsed = find_many(self.index, [parsed_keys(chunk[place]) for place in left])
            for place, papers in zip(left, parsed, strict=True):
                answers[place] = self._closely(chunk[place], [*found[place]][:_COMPARED], [*papers][:_COMPARED])
            yield from (answer for answer in answers if answer is not None)

    def _at_once(self, query: Query, found: Mapping[int, float]) -> Answer | None:
        """The answer where the paper that has the most keys is surely the one; None where that is not so."""
        if not found:
            return None
        most = next(iter(found.values()))
        compared = self._compared(query, [number for number, keys in found.items() if keys > most / 2][:_RIVALS])
        answer = judge(compared, self.threshold)
        best = answer.match
        if best is None or best.probability < _SURE or not _is_plain(query, best.evidence):
            return None
        return answer

    def _closely(self, query: Query, printed: Sequence[int], parsed: Sequence[int]) -> Answer:
        """The answer after the citation was parsed: from the papers that its keys name, else also from those of its rarest words,
        else also from those that a service proposes."""
        if query.is_identifier:
            return named(self._compared(query, printed))
        if not query.words:
            return Answer("unmatched", (), "nothing of it can be read")
        wanted = list(dict.fromkeys([*printed, *parsed]))
        compared = self._compared(query, wanted)
        answer = judge(compared, self.threshold)
        if answer.match is not None and answer.probability >= _SURE:
            return answer
        near = [number for number in by_words(self.index, query)[:_NEAR] if number not in set(wanted)]
        compared += self._compared(query, near)
        answer = judge(compared, self.threshold)
        if answer.match is None and self.also is not None:
            compared += self._further(query, compared)
            answer = judge(compared, self.threshold)
        if not answer.candidates and not query.says_enough:
            return answer._replace(why="too little of it can be read to find a paper")
        return answer

    def _further(self, query: Query, compared: Sequence[tuple[Paper, Evidence]]) -> list[tuple[Paper, Evidence]]:
        """What others propose, compared; what the corpus has already is left out."""
        from aetia.resolve.online.same import same_publication

        proposed = self.also(query) if self.also is not None else ()
        new = [paper for paper in proposed if not any(same_publication(paper, ours) for ours, _ in compared)]
        return [(paper, compare(query, paper)) for paper in new if query.refused.isdisjoint(paper.identities)]

    def _compared(self, query: Query, numbers: Iterable[int]) -> list[tuple[Paper, Evidence]]:
        papers = [self.index.papers[number] for number in numbers]
        if query.refused:
            papers = [paper for paper in papers if query.refused.isdisjoint(paper.identities)]
        return [(paper, compare(query, paper)) for paper in papers]


def _is_plain(query: Query, evidence: Evidence) -> bool:
    """Whether a match needs no second look: the titles are alike, and, where nobody has read the text yet, so that nothing could
    conflict, the author, the page, and the year or the volume agree as well."""
    if evidence.title is None or evidence.title < _ALIKE or evidence.title_words < _SHORT_TITLE:
        return False
    place = evidence.pages == "same" and "same" in (evidence.year, evidence.volume)
    return query.read is not None or (evidence.author == "same" and place)
