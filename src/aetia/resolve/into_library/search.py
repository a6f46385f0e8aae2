"""The papers of a library's citations, looked for before the library is locked, and remembered while it is."""

from __future__ import annotations

from typing import Any

from aetia.corpus import Corpus
from aetia.resolve.answering import records_of, unasked
from aetia.resolve.into_library.cited import Cited
from aetia.resolve.items import read_query
from aetia.resolve.lists import FAULTS
from aetia.resolve.match import Answer
from aetia.resolve.resolver import Resolver

_Asked = tuple[str, frozenset[str]]


def _asked(cited: Cited, refused: frozenset[str]) -> _Asked:
    return cited.reference.model_dump_json(), refused


class PaperSearch:
    """Answers to citations. Each is found out once.

    Args:
        resolver: to ask.
        corpus: for the records of what it finds.

    Attributes:
        is_closed: whether nothing new is looked for any more, so that a lock is never held through a long search.
    """

    def __init__(self, resolver: Resolver, corpus: Corpus) -> None:
        self.is_closed = False
        self._resolver = resolver
        self._corpus = corpus
        self._answers: dict[_Asked, Answer] = {}
        self._unsure: set[_Asked] = set()
        self._records: dict[str, dict[str, Any] | None] = {}

    def answer(self, cited: Cited, refused: frozenset[str]) -> Answer | None:
        """The answer to a citation, without the papers that a person refused; None where the search is closed.

        Args:
            cited: the reference; its identifiers, fields and print are all looked at.
            refused: keys of the papers that it is not.
        """
        asked = _asked(cited, refused)
        if asked not in self._answers:
            if self.is_closed:
                return None
            self._answers[asked] = self._found(asked, cited, refused)
        return self._answers[asked]

    def is_unsure(self, cited: Cited, refused: frozenset[str]) -> bool:
        """Whether the answer may only be so because something could not be asked; it may be another one next time."""
        return _asked(cited, refused) in self._unsure

    def _found(self, asked: _Asked, cited: Cited, refused: frozenset[str]) -> Answer:
        try:
            query = read_query(cited.reference)
            query.refused = refused
            answer = self._resolver.resolve(query)
        except FAULTS as error:
            self._unsure.add(asked)
            return Answer("unmatched", (), f"it cannot be resolved ({type(error).__name__}: {error})")
        missed = unasked(query, self._resolver.also) if answer.match is None and self._resolver.also else ()
        if not missed:
            return answer
        self._unsure.add(asked)
        return Answer(answer.outcome, answer.candidates, f"{answer.why}; {' and '.join(missed)} could not be asked")

    def records(self, keys: list[str]) -> dict[str, dict[str, Any]]:
        """The records of papers, by key; those that the corpus has not are left out."""
        missing = [key for key in keys if key not in self._records]
        if missing:
            found = records_of(self._corpus, missing)
            self._records.update({key: found.get(key) for key in missing})
        return {key: record for key in keys if (record := self._records[key]) is not None}
