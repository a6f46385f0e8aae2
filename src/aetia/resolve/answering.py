"""The answers to a list of citations, in order, by one process or several, and as plain values."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from aetia.corpus import Corpus
from aetia.resolve.index import Progress
from aetia.resolve.lists import FAULTS, Item
from aetia.resolve.match import THRESHOLD, Answer, Candidate
from aetia.resolve.model import shown
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
        parts: start and end of each citation, where the text holds several.
    """

    item: Item
    answer: Answer | None
    error: str = ""
    unasked: tuple[str, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()


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
    asked = [(item, item.query) for item in items if item.query is not None]
    try:
        parts = [_parts(query) for _, query in asked]
        queries = [part for (_, query), spans in zip(asked, parts, strict=True) for part in _queries(query, spans)]
        answers = resolver.resolve_many(queries)
        found = {
            id(item): _joined(item, spans, list(islice(answers, max(1, len(spans)))))
            for (item, _), spans in zip(asked, parts, strict=True)
        }
    except FAULTS:
        found = {id(item): _alone(resolver, item, query) for item, query in asked}
    results = (found.get(id(item)) or Resolved(item, None, item.error) for item in items)
    return [_with_unasked(_with_sort(resolved), resolver.also) for resolved in results]


_Spans = tuple[tuple[int, int], ...]


def _parts(query: Query) -> _Spans:
    """Where the citations of a text begin and end; nothing where it holds one."""
    if query.given is not None or not query.text:
        return ()
    from aetia.rescue.several import split_citations

    spans = split_citations(query.text)
    return tuple(spans) if len(spans) > 1 else ()


def _queries(query: Query, spans: _Spans) -> list[Query]:
    return [Query(query.text[begin:end]) for begin, end in spans] or [query]


def _joined(item: Item, spans: _Spans, answers: Sequence[Answer]) -> Resolved:
    """The answer to an item. One that holds several citations is never matched: it has no one paper."""
    if not spans:
        return Resolved(item, answers[0])
    best = {answer.candidates[0].paper.key: answer.candidates[0] for answer in answers if answer.candidates}
    why = f"it holds {len(spans)} citations; give each by itself"
    answer = Answer("ambiguous" if best else "unmatched", tuple(best.values()), why)
    return Resolved(item, answer, parts=spans)


def _alone(resolver: Resolver, item: Item, query: Query) -> Resolved:
    try:
        spans = _parts(query)
        return _joined(item, spans, [resolver.resolve(part) for part in _queries(query, spans)])
    except FAULTS as error:
        return Resolved(item, None, f"it cannot be resolved ({type(error).__name__}: {error})")


def _with_sort(resolved: Resolved) -> Resolved:
    """An unmatched citation also says what it reads like, where a corpus of articles is not the place for that."""
    answer, query = resolved.answer, resolved.item.query
    if answer is None or query is None or answer.outcome != "unmatched" or resolved.parts:
        return resolved
    sort = _SORTS.get(query.fields.kind)
    if sort is None:
        return resolved
    return replace(resolved, answer=Answer("unmatched", answer.candidates, f"{answer.why}; it reads like {sort}"))


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
    return replace(resolved, answer=Answer(answer.outcome, answer.candidates, why), unasked=missed)


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
    spans = {"spans": {"citations": [list(span) for span in resolved.parts]}} if resolved.parts else {}
    return {"id": item.id, **plain_answer(answer, records), **spans}


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
        "probability": shown(answer.probability),
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
        "probability": shown(candidate.probability),
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
