"""Whom a study looked at, in the forms in which it is compared: numbers of people, place, period, registration, cohort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aetia.corpus.folding import words_of
from aetia.model.study import Study
from aetia.model.tier import is_review
from aetia.resolve.versions.cohorts import cohorts_in
from aetia.resolve.versions.kinds import NOTICES
from aetia.resolve.versions.people import Person
from aetia.resolve.versions.piece import Piece
from aetia.resolve.versions.registrations import field_registrations, registrations_in, told_registrations

_NUMBER = r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{2,7})"
_CASES = re.compile(
    rf"{_NUMBER}\s+(?:[\w-]+\s+){{0,3}}?(?:patients|cases|(?:subjects|women|men|adults|children) with)\b"
)
_CONTROLS = re.compile(rf"{_NUMBER}\s+(?:[\w-]+\s+){{0,4}}?(?:controls|healthy|comparison subjects)\b")
_NO_POPULATION = frozenset({"opinion", "notice", "ecological"})
_LONGEST = 20_000
SMALLEST = 20
"""People below which an equal number is chance."""


@dataclass(frozen=True)
class Group:
    """The people of a study.

    Attributes:
        study: itself; pieces: its references.
        registrations: numbers that it is registered under, by its own field or its record's data banks.
        told: those that its titles and abstracts tell.
        cohorts: names.
        cases, controls, n: numbers of people.
        place, period: folded.
    """

    study: Study
    pieces: tuple[Piece, ...]
    registrations: frozenset[str]
    told: frozenset[str]
    cohorts: frozenset[str]
    cases: int | None
    controls: int | None
    n: int | None
    place: str
    period: str

    @property
    def numbers(self) -> frozenset[str]:
        """Every registration number."""
        return self.registrations | self.told

    @property
    def authors(self) -> Sequence[tuple[Person, ...]]:
        """The lists of authors of its papers."""
        return [piece.authors for piece in self.pieces if piece.authors]

    @property
    def diseases(self) -> frozenset[str]:
        """The known diseases that its titles are about."""
        return frozenset(name for piece in self.pieces for name in piece.title.about("disease"))


def group_of(study: Study, pieces: Sequence[Piece]) -> Group | None:
    """The people of a study; None for a review, an opinion or a notice, which have none of their own."""
    own = [piece for piece in pieces if piece.kind not in NOTICES]
    designs = {finding.design or study.design for finding in study.findings} or {study.design}
    if not own or all(is_review(design) or design in _NO_POPULATION for design in designs):
        return None
    people = study.population
    cases, controls = (people.cases, people.controls) if people else (None, None)
    texts = [text[:_LONGEST] for piece in own for text in (piece.reference.title, piece.abstract) if text]
    if not cases and not controls and not (people and people.n):
        cases, controls = _sizes(study) or _told_sizes(texts)
    banks = " ".join(number for piece in own for number in _banks(piece))
    about = " ".join(filter(None, (people.who, people.where) if people else ()))
    return Group(
        study=study,
        pieces=tuple(own),
        registrations=field_registrations(study.registration) | registrations_in(banks),
        told=frozenset().union(*map(told_registrations, texts)),
        cohorts=frozenset().union(*map(cohorts_in, (*texts, about))),
        cases=cases,
        controls=controls,
        n=people.n if people else None,
        place=" ".join(words_of(people.where or "")) if people else "",
        period=" ".join(words_of(people.period or "")) if people else "",
    )


def _banks(piece: Piece) -> list[str]:
    """The numbers in the record's list of data banks, each with the name of its bank; those of sequences have other forms."""
    banks = (piece.record or {}).get("databanks") or ()
    return [f"{bank.get('name') or ''} {number}" for bank in banks for number in bank.get("accessions") or ()]


def _sizes(study: Study) -> tuple[int | None, int | None] | None:
    """The sizes of the two groups that its counts compare, where all of them compare the same."""
    sizes = {
        (int(estimate.counts[1]), int(estimate.counts[3]))
        for finding in study.findings
        for estimate in finding.estimates
        if estimate.counts and not estimate.by_review
    }
    return next(iter(sizes)) if len(sizes) == 1 else None


def _told_sizes(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """Cases and controls as an abstract or a title gives them: the first of each, where both are told."""
    text = " ".join(texts)
    cases, controls = _CASES.search(text), _CONTROLS.search(text)
    if not cases or not controls or cases.span(1) == controls.span(1):
        return None, None
    return int(cases[1].replace(",", "")), int(controls[1].replace(",", ""))
