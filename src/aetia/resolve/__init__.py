"""Every citation to its paper, or an honest no.

::

    import aetia.corpus
    import aetia.resolve

    with aetia.corpus.open("pubmed") as corpus:
        resolver = aetia.resolve.Resolver.of(corpus)
        answer = resolver.resolve("Holick MF (2007) Vitamin D deficiency. N Engl J Med 357, 266–281.")
        answer.outcome, answer.probability, answer.candidates[0].reasons
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aetia.resolve.answering import resolve_list
    from aetia.resolve.index import CitationIndex
    from aetia.resolve.into_library import answer_questions, resolve_library
    from aetia.resolve.items import read_query
    from aetia.resolve.lists import read_list
    from aetia.resolve.match import Answer, Candidate
    from aetia.resolve.paper import Paper
    from aetia.resolve.query import Fields, Query
    from aetia.resolve.resolver import Resolver

_HOMES = {
    "CitationIndex": "index",
    "answer_questions": "into_library",
    "read_list": "lists",
    "resolve_library": "into_library",
    "resolve_list": "answering",
    "read_query": "items",
    "Answer": "match",
    "Candidate": "match",
    "Paper": "paper",
    "Fields": "query",
    "Query": "query",
    "Resolver": "resolver",
}
__all__ = [
    "Answer",
    "Candidate",
    "CitationIndex",
    "Fields",
    "Paper",
    "Query",
    "Resolver",
    "answer_questions",
    "read_list",
    "read_query",
    "resolve_library",
    "resolve_list",
]


def __getattr__(name: str) -> Any:
    """Imports a public name from its file when it is first used, so that a command that compares nothing stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"aetia.resolve.{_HOMES[name]}"), name)
