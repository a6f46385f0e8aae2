"""Searching: a query in, the number of records and the first of them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aetia.corpus.index import SearchIndex
from aetia.corpus.index_fields import SORTED_TEXTS
from aetia.corpus.query import parse
from aetia.corpus.query_tree import Node
from aetia.corpus.search_plan import Plan, asks_for_headings
from aetia.errors import InputError, QueryError

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, Searcher

    _Result = tuple[int, list[tuple[Any, DocAddress]]]

RELEVANCE = "relevance"
NEWEST = "newest"
_SORTED_BY = {"date": "published", NEWEST: "created", "first-author": "first_author", "journal": "journal"}
SORTS = (RELEVANCE, *_SORTED_BY)
"""How hits can be sorted: by BM25, by date of publication, by date of entry, by first author, by journal."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found.

    Attributes:
        key: of the record.
        score: BM25, summed over the fields that a word was found in; None where hits are not sorted by it.
    """

    key: str
    score: float | None = None


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        count: how many records, exactly.
        hits: those that were asked for, in order.
        notes: what was understood otherwise than one may expect, or could not be done.
        tree: the search as it was understood; ``str`` writes it.
    """

    count: int
    hits: tuple[Hit, ...]
    notes: tuple[str, ...]
    tree: Node


def search(
    index: SearchIndex, query: str | Node, *, limit: int | None = 20, offset: int = 0, sort: str = RELEVANCE
) -> Found:
    """Search in PubMed's language (docs/methods/search.md).

    Args:
        index: where to look.
        query: the search, or its tree.
        limit: how many hits at most; None for all.
        offset: how many to pass over before.
        sort: one of :data:`SORTS`. Records alike in it keep one order as long as the index is not changed, so that pages fit
            together; those that lack what is sorted by come last. A search without a word to rank by is sorted by ``newest``.

    Raises:
        QueryError: the query cannot be understood, or words with ``*`` in a phrase stand for too many words.
        InputError: a number is below zero, or there is no such sort.
    """
    _check(limit, offset, sort)
    node = parse(query) if isinstance(query, str) else query
    try:
        plan = Plan(node, index.searcher, index.tree if asks_for_headings(node) else None)
        count, found = _look_up(index, plan, limit, offset, sort)
    except ValueError as error:
        raise QueryError(
            f"the index cannot answer this: {error}", query=str(node), at=0, remedy="Write more of the words with *"
        ) from error
    keys = index.keys_at([address for _, address in found])
    hits = (Hit(key, order if isinstance(order, float) else None) for key, (order, _) in zip(keys, found, strict=True))
    return Found(count, tuple(hits), plan.notes, node)


def found_keys(index: SearchIndex, query: str | Node) -> Iterator[str]:
    """The keys of all records that a search finds, in no particular order.

    Raises:
        QueryError: the query cannot be understood.
    """
    return (hit.key for hit in search(index, query, limit=None, sort=NEWEST).hits)


def _check(limit: int | None, offset: int, sort: str) -> None:
    if (limit is not None and limit < 0) or offset < 0:
        raise InputError("the number of hits and how many to pass over are 0 or more", remedy="Give numbers from 0 on")
    if sort not in SORTS:
        raise InputError(f"hits cannot be sorted by {sort!r}", remedy=f"Choose from: {', '.join(SORTS)}")


def _look_up(index: SearchIndex, plan: Plan, limit: int | None, offset: int, sort: str) -> _Result:
    """The count, and of each hit what it is sorted by and where it lies.

    tantivy makes room for as many hits as it is asked for, so it is never asked for more than there can be.
    """
    if limit is None:
        limit, _ = _ask(index.searcher, plan.query, limit=1)
    limit, offset = min(limit, len(index)), min(offset, len(index))
    if sort == RELEVANCE and not plan.ranked:
        sort = NEWEST
    options = {} if sort == RELEVANCE else _order(_SORTED_BY[sort])
    count, found = _ask(index.searcher, plan.query, limit=max(limit, 1), offset=offset, **options)
    return count, found[:limit]


def _order(field: str) -> dict[str, Any]:
    """Texts from A on, dates from the latest on."""
    from tantivy import Order

    return {"order_by_field": field, "order": Order.Asc if field in SORTED_TEXTS else Order.Desc}


def _ask(searcher: Searcher, query: Query, **options: Any) -> _Result:
    result = searcher.search(query, **options)
    return result.count, result.hits  # type: ignore[attr-defined]  # tantivy's types leave the count out
