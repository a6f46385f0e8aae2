"""A publication of a study in the forms in which it is compared, with what a corpus knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aetia.corpus.folding import words_of
from aetia.model.library import Library
from aetia.model.reference import Reference
from aetia.model.study import Study
from aetia.resolve.names import first_and_last_page, journal_name, page, same_journal
from aetia.resolve.versions.kinds import WorkKind, bare_title, kind_of, work_of
from aetia.resolve.versions.people import Overlap, Person, overlap, person
from aetia.resolve.versions.titles import Subjects, Title

VERSION_LINKS = {
    "UpdateIn": "has a newer version in",
    "UpdateOf": "is a newer version of",
    "RepublishedIn": "was published again as",
    "RepublishedFrom": "was published before as",
    "CorrectedandRepublishedIn": "was corrected and published again as",
    "CorrectedandRepublishedFrom": "was corrected and published before as",
    "RetractedandRepublishedIn": "was retracted and published again as",
    "RetractedandRepublishedFrom": "was retracted and published before as",
}
"""What PubMed says between versions of one work."""
NOTICE_LINKS = {
    "ErratumIn": "was corrected in",
    "ErratumFor": "corrects",
    "RetractionIn": "was retracted in",
    "RetractionOf": "retracts",
    "PartialRetractionIn": "was retracted in part in",
    "PartialRetractionOf": "retracts a part of",
    "ExpressionOfConcernIn": "has an expression of concern in",
    "ExpressionOfConcernFor": "is an expression of concern for",
    "CommentIn": "is commented on in",
    "CommentOn": "comments on",
}
"""What it says between a paper and notices on it."""
_SHINGLE = 3


@dataclass(frozen=True)
class Piece:
    """One reference of a study.

    Attributes:
        study: its study; number: its place among the references.
        reference: itself; record: what the corpus holds of it, where it is known there.
        title: without the words that say what sort of publication it is.
        original: its title in its own language, where PubMed has that beside an English one.
        kind: the sort.
        authors: in print order; whole: whether the list is not cut short.
    """

    study: Study
    number: int
    reference: Reference
    record: Mapping[str, Any] | None
    title: Title
    original: Title | None
    kind: WorkKind
    authors: tuple[Person, ...]
    whole: bool

    @property
    def year(self) -> int | None:
        """Of publication."""
        return self.reference.year

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """By kind: ``pmid``, ``pmcid``, ``doi``."""
        return dict(key.split(":", 1) for key in self.reference.identifiers.keys())  # noqa: SIM118 (a method, not a dictionary)

    @cached_property
    def known_identifiers(self) -> dict[str, str]:
        """Likewise, completed from the corpus."""
        record = self.record or {}
        more = {"pmid": record.get("pmid"), "pmcid": record.get("pmcid"), "doi": record.get("doi")}
        found = {kind: str(value) for kind, value in more.items() if value}
        if "doi" in found:
            found["doi"] = found["doi"].lower()
        return found | self.identifiers

    @cached_property
    def journals(self) -> tuple[str, ...]:
        """The names of the journal as compared."""
        names = (self.reference.container_title, self.reference.container_title_short)
        return tuple(dict.fromkeys(journal_name(name) for name in names if name))

    @cached_property
    def volume(self) -> str:
        """As compared."""
        return page(self.reference.volume or "")

    @cached_property
    def first_page(self) -> str:
        """As compared; the article's number where it has no pages."""
        return first_and_last_page(self.reference.page or self.reference.number)[0] or ""

    @cached_property
    def work(self) -> str | None:
        """What the DOIs of all versions of one work share, where the server numbers its versions."""
        return work_of(self.known_identifiers.get("doi"))

    @cached_property
    def language(self) -> str:
        """Of the text, folded to its first two letters; empty where it is not known."""
        told = self.reference.language or next(iter((self.record or {}).get("languages") or ()), "")
        return str(told)[:2].lower()

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """What the corpus links it to: the sort of the link, and the PMID."""
        found = (self.record or {}).get("links") or ()
        return tuple((str(link["type"]), str(link["pmid"])) for link in found if link.get("type") and link.get("pmid"))

    @cached_property
    def abstract(self) -> str:
        """The abstract's text; empty where there is none."""
        parts = (self.record or {}).get("abstract") or ()
        return " ".join(str(part.get("text") or "") for part in parts)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every three words in a row of the abstract."""
        words = words_of(self.abstract)
        return frozenset(" ".join(words[place : place + _SHINGLE]) for place in range(len(words) - _SHINGLE + 1))

    def overlap(self, other: Piece) -> Overlap:
        """How far the authors are the same."""
        return overlap(self.authors, other.authors, self.whole and other.whole)

    def same_journal(self, other: Piece) -> bool | None:
        """Whether the journals may be one; None where one of them is not known."""
        if not self.journals or not other.journals:
            return None
        return any(same_journal(mine, theirs) for mine in self.journals for theirs in other.journals)

    def shared_words(self, other: Piece) -> float:
        """Of the shorter abstract's threes of words, how many stand in the other; 0 where one has no abstract."""
        shorter = min(len(self.shingles), len(other.shingles))
        return len(self.shingles & other.shingles) / shorter if shorter >= 20 else 0.0

    def agreeing(self, other: Piece) -> tuple[list[str], list[str]]:
        """The kinds of identifiers that both have: those that agree, those that do not."""
        mine, theirs = self.known_identifiers, other.known_identifiers
        both = sorted(mine.keys() & theirs.keys())
        return [kind for kind in both if mine[kind] == theirs[kind]], [
            kind for kind in both if mine[kind] != theirs[kind]
        ]


def pieces_of(library: Library, records: Mapping[str, Mapping[str, Any]]) -> list[Piece]:
    """Every reference of a library, by study and then in file order.

    Args:
        library: whole.
        records: of a corpus, by the references' identifiers (``pmid:…``).
    """
    subjects = Subjects(library.concepts)
    return [
        _piece(study, number, reference, _record(reference, records), subjects)
        for study in library.studies.values()
        for number, reference in enumerate(study.references)
    ]


def _record(reference: Reference, records: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((records[key] for key in reference.identifiers.keys() if key in records), None)  # noqa: SIM118 (a method)


def _piece(
    study: Study, number: int, reference: Reference, record: Mapping[str, Any] | None, subjects: Subjects
) -> Piece:
    original = (record or {}).get("vernacular_title")
    authors = tuple(filter(lambda found: found[0], map(person, reference.author)))
    whole = reference.authors_complete
    if record and len(authors) < 2:
        authors, whole = _authors(record) or authors, True
    return Piece(
        study=study,
        number=number,
        reference=reference,
        record=record,
        title=subjects.read(bare_title(reference.title).strip("[]. ")),
        original=subjects.read(str(original)) if original else None,
        kind=kind_of(reference, record),
        authors=authors,
        whole=whole,
    )


def _authors(record: Mapping[str, Any]) -> tuple[Person, ...]:
    found = []
    for author in record.get("authors") or ():
        family = author.get("family") or author.get("collective") or ""
        given = author.get("initials") or author.get("given") or ""
        found.append((" ".join(words_of(family)), (words_of(given) or [""])[0][:1]))
    return tuple(name for name in found if name[0])
