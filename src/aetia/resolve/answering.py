"""The answers to a list of citations, in order, by one process or several, and as plain values."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from aetia.corpus import Corpus
from aetia.resolve.index import Progress
from aetia.resolve.lists import FAULTS, Item
from aetia.resolve.match import THRESHOLD, Answer, Candidate
from aetia.resolve.paper import Paper
from aetia.resolve.query import Query
from aetia.resolve.resolver import MoreCandidates, Resolver

TOGETHER = 256
"""Citations that are answered together."""
_AHEAD = 3
_SORTS = {
    "book": "a book",
    "chapter": "a chapter of a book",
    "thesis": "a thesis",
    "report": "a report",
    "webpage": "a web page",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """An item with its answer.

    Args:
        item: of the list.
        answer: None where there is none.
        error: why not.
        unasked: services that gave no answer about it, so that a paper may be there that nobody told of.
    """

    item: Item
    answer: Answer | None
    error: str = ""
    unasked: tuple[str, ...] = ()


def resolve_list(
    corpus: Corpus,
    items: Iterable[Item],
    *,
    threshold: float = THRESHOLD,
    jobs: int = 1,
    also: MoreCandidates | None = None,
    progress: Progress | None = None,
) -> Iterator[list[Resolved]]:
    """The answers to a list of citations, in order, some hundred together.

    Args:
        corpus: to look in; its citation index is made where it has to be.
        items: of :func:`aetia.resolve.lists.read_list`.
        threshold: probability from which a candidate is matched, 0 to 1.
        jobs: processes; 0 for one a processor. With `also` the answers come from this one.
        also: gives further candidates; see :class:`aetia.resolve.Resolver`.
        progress: is told how far the index is.
    """
    from aetia.parallel import executor

    resolver = Resolver.of(corpus, threshold, jobs=jobs, progress=progress)
    resolver.also = also
    chunks = _chunks(items)
    with executor(1 if also else jobs) as pool:
        if pool is None:
            yield from (answered(resolver, chunk) for chunk in chunks)
            return
        work = partial(_answered_there, corpus.store.address, threshold)
        waiting: deque[Any] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > _AHEAD * (jobs or 4):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, TOGETHER)):
        yield chunk


def _answered_there(address: str, threshold: float, items: Sequence[Item]) -> list[Resolved]:
    """What :func:`answered` gives, in another process, which opens the index for itself."""
    return answered(_resolver_at(address, threshold), items)


@lru_cache(maxsize=1)
def _resolver_at(address: str, threshold: float) -> Resolver:
    from aetia.corpus import Store

    return Resolver.of(Corpus(Store(address)), threshold)


def answered(resolver: Resolver, items: Sequence[Item]) -> list[Resolved]:
    """The answers to a few items. One that cannot be answered does not take the others with it.

    Args:
        resolver: to ask.
        items: as they were read.
    """
    asked = [item for item in items if item.query is not None]
    try:
        answers = list(resolver.resolve_many(item.query for item in asked if item.query is not None))
        found = {id(item): Resolved(item, answer) for item, answer in zip(asked, answers, strict=True)}
    except FAULTS:
        found = {id(item): _alone(resolver, item) for item in asked}
    results = (found.get(id(item)) or Resolved(item, None, item.error) for item in items)
    return [_with_unasked(_with_sort(resolved), resolver.also) for resolved in results]


def _alone(resolver: Resolver, item: Item) -> Resolved:
    if item.query is None:
        return Resolved(item, None, item.error)
    try:
        return Resolved(item, resolver.resolve(item.query))
    except FAULTS as error:
        return Resolved(item, None, f"it cannot be resolved ({type(error).__name__}: {error})")


def _with_sort(resolved: Resolved) -> Resolved:
    """An unmatched citation also says what it reads like, where a corpus of articles is not the place for that."""
    answer, query = resolved.answer, resolved.item.query
    if answer is None or query is None or answer.outcome != "unmatched":
        return resolved
    sort = _SORTS.get(query.fields.kind)
    if sort is None:
        return resolved
    return Resolved(resolved.item, Answer("unmatched", answer.candidates, f"{answer.why}; it reads like {sort}"))


def unasked(query: Query, also: MoreCandidates | None) -> tuple[str, ...]:
    """The services that gave no answer about a citation.

    Args:
        query: the same object that was resolved.
        also: what the resolver asked for further candidates.
    """
    from aetia.resolve.online import CandidateSource

    return also.could_not_ask(query) if isinstance(also, CandidateSource) else ()


def _with_unasked(resolved: Resolved, also: MoreCandidates | None) -> Resolved:
    answer, query = resolved.answer, resolved.item.query
    if also is None or answer is None or query is None or answer.outcome == "matched":
        return resolved
    missed = unasked(query, also)
    if not missed:
        return resolved
    why = f"{answer.why}; {' and '.join(missed)} could not be asked"
    return Resolved(resolved.item, Answer(answer.outcome, answer.candidates, why), unasked=missed)


def shown_keys(results: Iterable[Resolved]) -> list[str]:
    """The keys of the papers that answers show, each once."""
    answers = (resolved.answer for resolved in results)
    return list(dict.fromkeys(one.paper.key for answer in answers if answer for one in answer.candidates))


def records_of(corpus: Corpus, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The records of papers, by key; those of papers that are not from the corpus are left out."""
    ours = [key for key in keys if key.startswith(("pmid:", "pmc:", "doi:", "id:"))]
    found = zip(ours, corpus.get(ours), strict=True)
    return {key: record for key, record in found if record is not None}


def plain_resolved(resolved: Resolved, records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An answer as plain values; where there is none, what an unmatched citation has, with the error.

    Args:
        resolved: it.
        records: of the papers that it shows, by key; see :func:`records_of`.
    """
    item, answer = resolved.item, resolved.answer
    if answer is None:
        nothing = Answer("unmatched", (), resolved.error)
        return {"id": item.id, "line": item.line, "error": resolved.error, **plain_answer(nothing, {})}
    return {"id": item.id, **plain_answer(answer, records)}


def plain_answer(answer: Answer, records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An answer as plain values, with its papers as they are printed where their records are known.

    Args:
        answer: it.
        records: of its papers, by key.
    """
    candidates = [plain_candidate(one, records.get(one.paper.key, {})) for one in answer.candidates]
    match = candidates[0] if answer.outcome == "matched" else {}
    return {
        "outcome": answer.outcome,
        "pmid": match.get("pmid"),
        "doi": match.get("doi"),
        "key": match.get("key"),
        "probability": round(answer.probability, 4),
        "why": answer.why,
        "reasons": match.get("reasons", []),
        "candidates": candidates,
    }


def plain_candidate(candidate: Candidate, record: Mapping[str, Any]) -> dict[str, Any]:
    """A candidate as plain values.

    Args:
        candidate: it.
        record: of its paper; empty where it is not known, and then the paper's folded words stand for it.
    """
    paper = candidate.paper
    authors = record.get("authors") or [{}]
    return {
        "pmid": _pmid(paper, record),
        "doi": paper.doi or None,
        "pmcid": paper.pmcid or None,
        "key": paper.key,
        "own_id": _own_id(record),
        "probability": round(candidate.probability, 4),
        "reasons": list(candidate.reasons),
        "title": record.get("title") or record.get("vernacular_title") or next(iter(paper.titles), None),
        "journal": record.get("journal_iso") or record.get("journal") or next(iter(paper.journals), None),
        "year": _year(paper, record),
        "volume": record.get("volume") or paper.volume or None,
        "pages": record.get("pages") or paper.first or None,
        "first_author": authors[0].get("family") or authors[0].get("collective") or next(iter(paper.families), None),
    }


def _pmid(paper: Paper, record: Mapping[str, Any]) -> str | None:
    if paper.key.startswith("pmid:"):
        return paper.key.removeprefix("pmid:")
    return str(record["pmid"]) if record.get("pmid") else None


def _own_id(record: Mapping[str, Any]) -> str | None:
    """What the source calls a record that came with an identifier of its own."""
    identifiers = record.get("identifiers") or ()
    return next((str(one["value"]) for one in identifiers if one.get("type") == "id" and one.get("value")), None)


def _year(paper: Paper, record: Mapping[str, Any]) -> str | None:
    printed = str(record.get("published") or record.get("year") or "")[:4]
    return printed or next(iter(paper.years), None)
