"""Two studies made one: every reference, finding and identifier of both is in it, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aetia.model.decision import SameKind
from aetia.model.finding import Finding
from aetia.model.reference import Reference
from aetia.model.standing import Standing
from aetia.model.study import Population, Study
from aetia.resolve.versions.kinds import NOTICES, kind_of
from aetia.resolve.versions.references import is_same_reference, unite, without_taken

_RANKS = {"paper": 0, "preprint": 1, "abstract": 2}
_OUT = frozenset({Standing.RETRACTED, Standing.CONCERN, Standing.REPLACED})


@dataclass(frozen=True)
class Merged:
    """Two studies made one.

    Attributes:
        study: the one, under the survivor's name.
        references: for each reference of the lost study its place in the one; findings: likewise.
    """

    study: Study
    references: list[int] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)


def survivor(one: Study, other: Study) -> tuple[Study, Study]:
    """Which study the other is joined to: that of the article of record, the one that more was appraised of, the fuller."""
    first, second = sorted((one, other), key=_rank)
    return first, second


def _rank(study: Study) -> tuple[int, int, int, int, str]:
    reference = study.reference
    kind = kind_of(reference, None)
    appraised = sum(finding.is_appraised for finding in study.findings)
    known = len(reference.identifiers.keys()) + len(reference.plain())
    return _RANKS.get(kind, 3), -appraised, -known, len(study.id), study.id


def obstacles(one: Study, other: Study, kind: SameKind = "version") -> list[str]:
    """Why two studies cannot be made one without a person: what the one says and the other contradicts; empty where nothing does.

    Two appraised findings on one topic and outcome are never put into one study unasked: which of them speaks for the population is
    a judgement. Nor are a version that was retracted and one that was not: the whole study would pass for retracted. Of one
    publication, what is known of its standing at one entry holds for both.
    """
    found = []
    mine, theirs = _subjects(one.findings), _subjects(other.findings)
    both = sorted(subject for subject in mine.keys() & theirs.keys() if _differ(mine[subject], theirs[subject]))
    if both:
        found.append(f"both have appraised findings in '{both[0][0]}'")
    out = [{reference.standing.state for reference in study.references} & _OUT for study in (one, other)]
    if out[0] != out[1] and kind != "publication":
        found.append("one of them is retracted, replaced, or under an expression of concern, and the other is not")
    for name in ("design", "team", "registration", "reviewed_as"):
        here, there = getattr(one, name), getattr(other, name)
        if here and there and here != there:
            found.append(f"'{name}' is '{here}' in one and '{there}' in the other")
    found += _clashes(one.population, other.population)
    kinds = {kind_of(study.reference, None) for study in (one, other)} & NOTICES
    return found + [f"one of them is a notice ({kind})" for kind in sorted(kinds)]


def _subjects(findings: Iterable[Finding]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for finding in findings:
        if finding.is_appraised:
            found.setdefault((finding.topic, str(finding.outcome)), []).append(finding.plain())
    return found


def _differ(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> bool:
    """Whether each of two lists of findings has one that the other has not."""
    return any(each not in theirs for each in mine) and any(each not in mine for each in theirs)


def _clashes(one: Population | None, other: Population | None) -> Iterator[str]:
    if one is None or other is None:
        return
    for name in type(one).model_fields:
        here, there = getattr(one, name), getattr(other, name)
        if here is not None and there is not None and here != there:
            yield f"the population's '{name}' is '{here}' in one and '{there}' in the other"


def merge(first: Study, second: Study, kept_elsewhere: frozenset[str] = frozenset()) -> Merged:
    """The first study with all that the second has; call `obstacles` before.

    References of one publication become one where that loses nothing; else the second one's stays a reference of its own, without
    the identifiers that the first one's has.

    Args:
        first: the survivor.
        second: the entry that goes; its name becomes an alias.
        kept_elsewhere: printed citations that stand in records of rescued pages, and so need not be kept twice.
    """
    references, places = _references(first.references, second.references, kept_elsewhere)
    findings, finding_places = _findings(first.findings, second.findings)
    values = {
        "references": references,
        "design": first.design or second.design,
        "population": _population(first.population, second.population),
        "team": first.team or second.team,
        "reviewed_as": first.reviewed_as or second.reviewed_as,
        "registration": first.registration or second.registration,
        "aliases": sorted({*first.aliases, second.id, *second.aliases} - {first.id}),
        "note": _note(first.note, second.note),
        "disputes": [*first.disputes, *(step for step in second.disputes if step not in first.disputes)],
        "findings": findings,
    }
    kept = {name: value for name, value in values.items() if value not in (None, [])}
    return Merged(first.model_copy(update=kept), places, finding_places)


def _references(
    first: list[Reference], second: list[Reference], kept_elsewhere: frozenset[str]
) -> tuple[list[Reference], list[int]]:
    found, places = list(first), []
    for reference in second:
        twin = next((n for n, mine in enumerate(found[: len(first)]) if is_same_reference(mine, reference)), None)
        united = unite(found[twin], reference, kept_elsewhere) if twin is not None else None
        if twin is not None and united is not None:
            found[twin] = united
            places.append(twin)
        else:
            places.append(len(found))
            found.append(without_taken(reference, found))
    return found, places


def _findings(first: list[Finding], second: list[Finding]) -> tuple[list[Finding], list[int]]:
    found, places = list(first), []
    plain = [finding.plain() for finding in first]
    for finding in second:
        same = next((n for n, mine in enumerate(plain) if mine == finding.plain()), None)
        places.append(len(found) if same is None else same)
        if same is None:
            found.append(finding)
    return found, places


def _population(one: Population | None, other: Population | None) -> Population | None:
    if one is None or other is None:
        return one or other
    values = other.model_dump(exclude_none=True) | one.model_dump(exclude_none=True)
    return one.model_copy(update={name: getattr(one, name) or getattr(other, name) for name in values})


def _note(one: str | None, other: str | None) -> str | None:
    if not one or not other or other in one:
        return one or other
    return other if one in other else f"{one} {other}"
