"""From the tree of a search to what the index is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aetia.corpus.index_fields import PMID, index_schema
from aetia.corpus.mesh import MeshTree
from aetia.corpus.plain_identifiers import identifier_kind, plain_identifier
from aetia.corpus.query_dates import period_of
from aetia.corpus.query_terms import patterns_of
from aetia.corpus.query_tree import And, Between, Node, Not, Or, Term, leaves
from aetia.corpus.search_facts import facts_query, heading_queries, identifier_queries, name_queries, value_queries
from aetia.corpus.search_text import TextQueries
from aetia.corpus.stop_words import STOP_WORDS
from aetia.corpus.tags import ALL, Kind

if TYPE_CHECKING:
    from tantivy import Query, Searcher

_HAS_ABSTRACT = "hasabstract"
_UNWEIGHED = "affiliation"
"""A place where authors work says nothing of what a paper is about, so it finds records without moving them up."""
_WEIGHED = tuple(place for place in ALL.places if place != _UNWEIGHED)


class Plan:
    """What the index is asked for a search.

    Args:
        node: the tree of the search.
        searcher: of the index.
        tree: of MeSH, if there is one.

    Attributes:
        query: tantivy's.
        ranked: whether there is any word in it to rank by.
        notes: what was understood otherwise than a searcher may expect, in sentences for people.
    """

    def __init__(self, node: Node, searcher: Searcher, tree: MeshTree | None) -> None:
        self._texts, self._tree = TextQueries(searcher), tree
        self._notes: list[str] = []
        self.query = self._raised(self._one(node))
        self.ranked = any((leaf.tag or ALL).kind is Kind.TEXT for leaf in leaves(node, dropped=False))
        self.notes = tuple(dict.fromkeys(self._notes))

    def _one(self, node: Node) -> Query:
        from tantivy import Occur, Query

        match node:
            case And(parts):
                return Query.boolean_query([(Occur.Must, self._one(part)) for part in parts])
            case Not(kept, dropped):
                kept_parts = [
                    (Occur.Must, self._one(part)) for part in (kept.parts if isinstance(kept, And) else (kept,))
                ]
                in_titles = len(self._texts.in_titles)
                dropped_parts = [(Occur.MustNot, self._one(part)) for part in dropped]
                del self._texts.in_titles[in_titles:]
                return Query.boolean_query([*kept_parts, *dropped_parts])
            case _:
                return _any(self._choices(node))

    def _raised(self, query: Query) -> Query:
        """Records whose titles have words that were asked for go up."""
        from tantivy import Occur, Query

        wished = self._texts.in_titles
        return (
            Query.boolean_query([(Occur.Must, query), *((Occur.Should, each) for each in wished)]) if wished else query
        )

    def _choices(self, node: Node) -> list[Query]:
        """Queries of which any will do: a term is looked up in several fields, and OR only makes the list longer."""
        match node:
            case Or(parts):
                return [choice for part in parts for choice in self._choices(part)]
            case Between():
                return _ranges(node)
            case Term():
                return self._term(node)
            case _:
                return [self._one(node)]

    def _term(self, term: Term) -> list[Query]:
        tag = term.tag or ALL
        match tag.kind:
            case Kind.TEXT:
                return self._text(term)
            case Kind.NAME:
                return _unranked(name_queries(term, tag.places))
            case Kind.HEADING:
                return _unranked(heading_queries(term, tag.places[0], self._tree, self._notes, explode=tag.explode))
            case Kind.IDENTIFIER:
                return _unranked(identifier_queries(term, tag.places))
            case _:
                return _unranked(value_queries(term, tag.places, self._notes))

    def _text(self, term: Term) -> list[Query]:
        tag = term.tag or ALL
        if term.near is not None:
            return self._texts.near(tag.places, patterns_of(term.text), term.near)
        if term.tag is None and not term.quoted:
            return [self._words(term.text.split())]
        if term.text.lower() == _HAS_ABSTRACT:
            return _unranked([facts_query("sb", [_HAS_ABSTRACT])])
        return self._texts.in_a_row(tag.places, patterns_of(term.text))

    def _words(self, words: Sequence[str]) -> Query:
        """Words without a tag: each anywhere, all of them in the record."""
        from tantivy import Occur, Query

        wanted = [word for word in words if patterns_of(word)]
        telling = [word for word in wanted if word.lower() not in STOP_WORDS]
        if telling and len(telling) < len(wanted):
            left_out = dict.fromkeys(word for word in wanted if word not in telling)
            self._notes.append(f"left out as too common, as in PubMed: {', '.join(left_out)}")
        return Query.boolean_query([(Occur.Must, _any(self._word(word))) for word in telling or wanted])

    def _word(self, word: str) -> list[Query]:
        if word.lower() == _HAS_ABSTRACT:
            return _unranked([facts_query("sb", [_HAS_ABSTRACT])])
        kind = identifier_kind(word)
        named = _unranked([facts_query(kind, [plain_identifier(word)])]) if kind else []
        patterns = patterns_of(word)
        addresses = _unranked(self._texts.in_a_row([_UNWEIGHED], patterns))
        return [*named, *self._texts.in_a_row(_WEIGHED, patterns), *addresses]


def asks_for_headings(node: Node) -> bool:
    """Whether a search names a MeSH heading or a publication type, so that a tree is needed."""
    return any((leaf.tag or ALL).kind is Kind.HEADING for leaf in leaves(node))


def _ranges(between: Between) -> list[Query]:
    from tantivy import FieldType, Query

    schema = index_schema()
    if between.tag.kind is Kind.NUMBER:
        if between.low == between.high:
            return _unranked([facts_query("key", [f"pmid:{between.low}"])])
        return _unranked([Query.range_query(schema, PMID, FieldType.Unsigned, int(between.low), int(between.high))])
    low, high = period_of(between.low), period_of(between.high)
    assert low
    assert high
    return _unranked(
        [Query.range_query(schema, place, FieldType.Integer, low.first, high.last) for place in between.tag.places]
    )


def _unranked(queries: Sequence[Query]) -> list[Query]:
    """Queries that say yes or no and do not weigh in the ranking."""
    from tantivy import Query

    return [Query.const_score_query(query, 0.0) for query in queries]


def _any(queries: Sequence[Query]) -> Query:
    from tantivy import Occur, Query

    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
