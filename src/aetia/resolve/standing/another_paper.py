"""Whether the record that an identifier leads to is plainly another paper, and which papers may be meant instead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aetia.corpus import Corpus
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Reference
from aetia.resolve.evidence import SAME_TITLE, Evidence
from aetia.resolve.paper import Paper
from aetia.resolve.standing.naming import written
from aetia.sources.csl_columns import item_of
from aetia.sources.csl_reference import reference_of

if TYPE_CHECKING:
    from aetia.resolve.match import Answer, Candidate
    from aetia.resolve.resolver import Resolver

_OTHER_TITLE = 0.6
"""Likeness below which two titles are two titles, and not one that was changed."""
_FIELDS = ("author", "year", "volume", "pages", "journal")
_NOTICES = frozenset({"erratum", "retraction", "concern"})
MOST_UNINDEXED = 250_000
"""Records of a corpus whose citation index is made on the way; that of a larger one takes long, and is made by its own command."""
_SHOWN = 3


def why_another(evidence: Evidence, paper: Paper) -> str:
    """Why a record is plainly of another paper than the reference whose identifier led to it; empty where it may be the same.

    One field that differs is not enough: titles are translated, authors' names change, and a year may be that of print or of the
    electronic article.
    """
    if paper.kind in _NOTICES and evidence.kind == "other":
        return "it is a notice about a paper, not the paper"
    others = [name for name in _FIELDS if getattr(evidence, name) == "other"]
    if evidence.title is not None and evidence.title < _OTHER_TITLE:
        if evidence.author == "other" or len(others) > 1:
            return _differ(["title", *others])
        agreed = set(evidence.agreements) - {"identifier"}
        return "" if agreed or evidence.author == "listed" else "the title is another one, and nothing else agrees"
    if {"year", "volume", "pages"} <= set(others):
        return _differ(["year", "volume", "pages"])
    unlike = evidence.title is not None and evidence.title < SAME_TITLE
    return _differ(["title", *others]) if unlike and "year" in others and len(others) > 1 else ""


def _differ(fields: list[str]) -> str:
    names = ["first author" if field == "author" else field for field in fields]
    return f"{', '.join(names[:-1])} and {names[-1]} differ"


def is_certain(evidence: Evidence) -> bool:
    """Whether a record that an identifier led to is the reference's beyond doubt, so that what it says may be written down.

    The title agrees and at most one other field does not, or, where it was changed or translated, nearly all the rest agrees.
    """
    agreed = set(evidence.agreements) - {"identifier"}
    others = [name for name in _FIELDS if getattr(evidence, name) == "other"]
    if evidence.kind == "other":
        return False
    if evidence.title is not None and evidence.title >= SAME_TITLE:
        return len(others) <= 1
    return len(agreed) > 2 and bool(agreed & {"volume", "pages"}) and not others


class Proposals:
    """Which papers a reference may mean, by what it says beside its identifiers. They are shown, never written.

    Args:
        corpus: opened; its citation index is made when the first reference is asked for, unless that would take long.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    @cached_property
    def _resolver(self) -> Resolver | None:
        from aetia.resolve.index import CitationIndex
        from aetia.resolve.resolver import Resolver

        made = CitationIndex.is_made(self._corpus)
        return Resolver.of(self._corpus) if made or len(self._corpus) <= MOST_UNINDEXED else None

    def _answer(self, reference: Reference) -> Answer | None:
        bare = reference.model_copy(update={"identifiers": Identifiers(), "cited_as": None})
        return self._resolver.resolve(bare) if self._resolver else None

    def same(self, reference: Reference) -> Candidate | None:
        """The one paper that agrees with what a reference says beside its identifiers; None where none, or more than one, does."""
        answer = self._answer(reference)
        return answer.match if answer else None

    def words(self, reference: Reference) -> str:
        """What to do about a wrong identifier: the papers that may be meant, best first."""
        answer = self._answer(reference)
        if answer is None:
            return "Look the paper up; the citation index that proposals come from is made by 'aetia resolve'"
        if not answer.candidates:
            return "Look the paper up: this corpus has none that is like it"
        shown = answer.candidates[:_SHOWN]
        records = self._corpus.get([each.paper.key for each in shown])
        named = [
            f"{described(record)[:-1]}; probability {each.probability:.2f})"
            for each, record in zip(shown, records, strict=True)
            if record
        ]
        return f"Perhaps it is {' or '.join(named)}; look, and correct the identifier"


def described(record: Mapping[str, Any]) -> str:
    """A record for people: ``PMID 123, “Slate dust” (Alpha 2019)``."""
    reference = reference_of(item_of(dict(record)))
    who = " ".join(filter(None, (reference.first_author, str(reference.year or "")))) if reference else ""
    title = f"“{reference.title}”" if reference else "without a title"
    return f"{written(record['key'])}, {title} ({who or 'nobody is named'})"
