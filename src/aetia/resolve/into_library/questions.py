"""Questions to a person: one open row in ``decisions/matches.tsv`` for each candidate of an ambiguous citation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aetia.model.decision import MACHINE, MatchDecision
from aetia.model.reference import Reference
from aetia.resolve.into_library.answers import candidate_key
from aetia.resolve.into_library.cited import Cited, same_print
from aetia.resolve.into_library.filling import reference_in
from aetia.resolve.match import Answer, Candidate
from aetia.sources.citation_style import short_citation

_Question = tuple[str, str, str]


def questions(cited: Cited, answer: Answer, records: Mapping[str, dict[str, Any]], on: str) -> list[MatchDecision]:
    """The rows that ask which candidate a citation is.

    Args:
        cited: the citation.
        answer: that is ambiguous.
        records: of its candidates, by key.
        on: when they are asked.
    """
    return [
        MatchDecision(
            on=on,
            by=MACHINE,
            study=cited.study,
            citation=cited.citation,
            candidate=candidate.paper.key,
            decision="open",
            note=f"{candidate.probability:.2f}; {candidate_words(candidate, records)}; {', '.join(candidate.reasons)}",
        )
        for candidate in answer.candidates
    ]


def candidate_words(candidate: Candidate, records: Mapping[str, dict[str, Any]]) -> str:
    """A candidate as people print it."""
    return paper_words(reference_in(records.get(candidate.paper.key), candidate.paper.key), candidate)


def paper_words(reference: Reference, candidate: Candidate | None = None) -> str:
    """A paper as people print it; one that only its key tells, by its folded title."""
    if candidate is not None and reference.title == candidate.paper.key and candidate.paper.titles:
        reference = reference.model_copy(update={"title": candidate.paper.titles[0]})
    return short_citation(reference)


def with_questions(
    rows: Sequence[MatchDecision], asked: Iterable[MatchDecision], left_alone: Iterable[str]
) -> list[MatchDecision]:
    """The table of decisions with the questions of a run.

    Every decided row stays. A question that is asked again stays as it is, with its date and whatever a person wrote beside it; one
    that is not asked any more is settled, and goes.

    Args:
        rows: of the table.
        asked: the questions of this run.
        left_alone: studies that this run did not look at; their questions stay.
    """
    wanted = {_question(row): row for row in asked}
    left = set(left_alone)
    kept = [row for row in rows if row.decision != "open" or row.study in left or _question(row) in wanted]
    known = {_question(row) for row in kept if row.decision == "open"}
    return [*kept, *(row for question, row in wanted.items() if question not in known)]


def _question(row: MatchDecision) -> _Question:
    return row.study, same_print(row.citation), candidate_key(row.candidate)
