"""All pairs of a library's studies that may be one, each in its most specific sense, without those that a person told apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.resolve.versions.answers import Answers, Pair, pair_of
from aetia.resolve.versions.blocks import group_pairs, piece_pairs
from aetia.resolve.versions.groups import Group, group_of
from aetia.resolve.versions.kinds import NOTICES
from aetia.resolve.versions.merge import obstacles
from aetia.resolve.versions.piece import Piece, pieces_of
from aetia.resolve.versions.proposal import Proposal, Verdict
from aetia.resolve.versions.same_population import same_population
from aetia.resolve.versions.same_publication import same_publication
from aetia.resolve.versions.same_work import same_work

if TYPE_CHECKING:
    from aetia.corpus import Corpus

_AT_ONCE = 2_000


def find_same(library: Library, corpus: Corpus | None = None) -> list[Proposal]:
    """Pairs of studies that may be one, the most specific and surest first; the same for any order of the files.

    Args:
        library: whole.
        corpus: what is known of its publications there (links between versions, registration numbers, abstracts) helps.

    Returns:
        Each pair once, in its most specific sense. Not among them: pairs that `reviewed_as` ties already, unless they are one
        publication; pairs that a person told apart in that sense; notices that the paper's trail or standing names.
    """
    answers = Answers(library)
    pieces = pieces_of(library, records_of(library, corpus) if corpus is not None else {})
    found: dict[Pair, list[Verdict]] = defaultdict(list)
    for one, other in piece_pairs(pieces):
        if one.study.id != other.study.id:
            found[pair_of(one.study.id, other.study.id)] += _compared(one, other)
    for one_group, other_group, verdict in _populations(library, pieces):
        found[pair_of(one_group.study.id, other_group.study.id)].append(verdict)
    chosen = (_proposal(pair, verdicts, answers) for pair, verdicts in found.items())
    return sorted(filter(None, chosen), key=lambda proposal: proposal.order)


def records_of(library: Library, corpus: Corpus) -> dict[str, Mapping[str, Any]]:
    """What a corpus holds of a library's publications, by the references' identifiers."""
    keys = sorted(library.identifiers())
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        found |= {key: record for key, record in zip(some, corpus.get(some), strict=True) if record}
    return found


def _populations(library: Library, pieces: list[Piece]) -> list[tuple[Group, Group, Verdict]]:
    by_study: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_study[piece.study.id].append(piece)
    groups = [group for study in library.studies.values() if (group := group_of(study, by_study[study.id]))]
    common = Counter(name for group in groups for name in group.cohorts)
    compared = (
        (one, other, same_population(one, other, common))
        for one, other in group_pairs(groups)
        if not are_tied(one.study, other.study)
    )
    return [(one, other, verdict) for one, other, verdict in compared if verdict]


def _compared(one: Piece, other: Piece) -> list[Verdict]:
    """What two publications of two studies are to each other, as far as a person or a run has something to do about it."""
    if {one.kind, other.kind} & NOTICES:
        notice, paper = (one, other) if one.kind in NOTICES else (other, one)
        verdicts = [] if _is_told(notice, paper.study) else [same_publication(one, other), same_work(one, other)]
    elif are_tied(one.study, other.study):
        verdicts = [same_publication(one, other)]
        verdicts = [
            v
            for v in verdicts
            if v and v.strength == "certain" and not obstacles(one.study, other.study, "publication")
        ]
    else:
        verdicts = [same_publication(one, other), same_work(one, other)]
    return [verdict for verdict in verdicts if verdict]


def are_tied(one: Study, other: Study) -> bool:
    """Whether two studies count as one population already."""
    return one.reviewed_as is not None and one.reviewed_as == other.reviewed_as


def _is_told(notice: Piece, paper: Study) -> bool:
    keys = set(notice.reference.identifiers.keys())
    for step in paper.disputes:
        if step.study == notice.study.id or keys & set(step.identifiers.keys()):
            return True
    told = (reference.standing.notice for reference in paper.references)
    named = {
        f"{kind}:{value}" for note in told if note for kind, value in (("pmid", note.pmid), ("doi", note.doi)) if value
    }
    return bool(keys & named)


def _proposal(pair: Pair, verdicts: list[Verdict], answers: Answers) -> Proposal | None:
    """The most specific sense that no person refused; where there is a population too, its signs are reasons as well."""
    left = sorted((verdict for verdict in verdicts if not answers.refuses(*pair, verdict.kind)), key=lambda v: v.rank)
    if not left:
        return None
    best = left[0]
    more = next((v for v in left if v.kind == "population" and v is not best), None)
    reasons = best.reasons + (tuple(r for r in more.reasons if r not in best.reasons) if more else ())
    yes: Literal["yes"] | None = "yes" if answers.affirms(*pair, best.kind) else None
    return Proposal(*pair, best.kind, best.strength, reasons, yes)
