"""Records that are one publication, together; and the pairs that a person may want to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from aetia.model.reference import Reference
from aetia.resolve.duplicates.blocking import candidate_pairs
from aetia.resolve.duplicates.evidence import MERGE, Judge, Pair
from aetia.resolve.duplicates.facts import Facts, facts_of

_IDENTIFIED = frozenset({"same PMID", "same PMCID", "same DOI"})
_RELATED = frozenset({"version", "part", "notice", "abstract"})

_NO_MATTER = {"standing", "cited_as", "sources", "note", "authors_complete", "language", "url"}
"""Fields in which equal records may differ."""


@dataclass
class Duplicates:
    """What was found among records.

    Attributes:
        groups: places of records that are one publication, two or more in each, in order.
        proposed: pairs that may be one.
        related: pairs that belong together and are not one: versions, parts, notices, abstracts.
    """

    groups: list[tuple[int, ...]] = field(default_factory=list)
    proposed: list[Pair] = field(default_factory=list)
    related: list[Pair] = field(default_factory=list)


def find_duplicates(references: Sequence[Reference], settled: int = 0) -> Duplicates:
    """Which references are one publication.

    Records that are equal in every field that tells of the publication are one whatever they hold. A group never holds two
    different PMIDs, nor two records of which one is about the other, or another version or part of it.

    Args:
        references: the same ones in the same order give the same groups.
        settled: how many of them, from the first, are known to be different publications: no group holds two of these.

    Raises:
        MissingExtra: the extra ``corpus`` is not installed.
    """
    judge = Judge()
    first = _first_of_equals(references, settled)
    alone = sorted(set(first))
    facts = [facts_of(references[place]) for place in alone]
    judged = [judge.pair(one, other, facts[one], facts[other]) for one, other in candidate_pairs(facts)]
    told = [pair for pair in judged if pair.relation != "apart"]
    told.sort(key=lambda pair: (-pair.points, pair.one, pair.other))
    clusters = _Clusters(facts, judge, {n for n, place in enumerate(alone) if place < settled})
    proposed = [pair for pair in told if pair.relation == "same" and not clusters.join(pair)]
    proposed += [pair for pair in told if pair.relation == "unsure"]
    found = Duplicates()
    members: defaultdict[int, list[int]] = defaultdict(list)
    place_of = {place: n for n, place in enumerate(alone)}
    for place, equal in enumerate(first):
        members[clusters.of(place_of[equal])].append(place)
    found.groups = sorted(tuple(group) for group in members.values() if len(group) > 1)
    found.proposed = _between(proposed, clusters, alone)
    found.related = _between([pair for pair in told if pair.relation in _RELATED], clusters, alone)
    return found


def _first_of_equals(references: Sequence[Reference], settled: int) -> list[int]:
    """For each record the place of the first one that is equal to it; for a settled one, its own."""
    places: dict[str, int] = {}
    first = [places.setdefault(_printed(reference), place) for place, reference in enumerate(references)]
    return [*range(settled), *first[settled:]]


def _printed(reference: Reference) -> str:
    return reference.model_dump_json(exclude=_NO_MATTER, exclude_defaults=True)


def _between(pairs: list[Pair], clusters: _Clusters, alone: list[int]) -> list[Pair]:
    """Pairs of records that are in two groups, one for each two groups, with the places that the caller knows."""
    seen: set[tuple[int, int]] = set()
    found = []
    for pair in pairs:
        one, other = clusters.of(pair.one), clusters.of(pair.other)
        if one != other and (min(one, other), max(one, other)) not in seen:
            seen.add((min(one, other), max(one, other)))
            found.append(pair._replace(one=alone[pair.one], other=alone[pair.other]))
    return found


class _Clusters:
    """Records joined into groups, but for those that must not be."""

    def __init__(self, facts: Sequence[Facts], judge: Judge, settled: Container[int]) -> None:
        self._facts, self._judge, self._settled = facts, judge, settled
        self._parent = list(range(len(facts)))
        self._members: dict[int, list[int]] = {}

    def of(self, place: int) -> int:
        """The group of a record, by one of its members."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, pair: Pair) -> bool:
        """Make two groups one; False if something in one must not stand beside something in the other."""
        one, other = self.of(pair.one), self.of(pair.other)
        if one == other:
            return True
        first, second = (self._members.get(place, [place]) for place in (one, other))
        if not self._may_join(first, second, pair):
            return False
        low, high = min(one, other), max(one, other)
        self._parent[high] = low
        self._members[low] = sorted([*first, *second])
        self._members.pop(high, None)
        return True

    def _may_join(self, first: list[int], second: list[int], pair: Pair) -> bool:
        """Whether two groups may be one: no two PMIDs, nothing that is related otherwise, and on the whole enough evidence,
        unless an identifier is the same."""
        pmids = {self._facts[place].pmid for place in (*first, *second)} - {None}
        if len(pmids) > 1 or sum(place in self._settled for place in (*first, *second)) > 1:
            return False
        if len(first) == len(second) == 1:
            return True
        points, count = 0.0, 0
        for one in first[:_LOOKED_AT]:
            for other in second[:_LOOKED_AT]:
                found = self._judge.pair(one, other, self._facts[one], self._facts[other])
                if found.relation in _RELATED:
                    return False
                points, count = points + found.points, count + 1
        return points >= MERGE * count or bool(_IDENTIFIED & set(pair.reasons))


_LOOKED_AT = 20
"""Members of each group that are compared before two groups are made one."""
