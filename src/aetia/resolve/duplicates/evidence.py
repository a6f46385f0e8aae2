"""Two records weighed: each agreement and each conflict has points, which are all listed here.

The points are judged, not fitted: a title and a first author that agree make one publication unless something speaks against it; a
title alone does not. `validation/imports` says how often that is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from aetia.errors import MissingExtra
from aetia.resolve.duplicates.facts import Facts
from aetia.resolve.names import same_journal

if TYPE_CHECKING:
    from collections.abc import Callable

MERGE = 7.0
"""Points from which two records are one publication."""
PROPOSE = 4.5
"""Points from which a person is asked."""

EVIDENCE: dict[str, float] = {
    "same PMID": 8, "other PMID": -8, "same PMCID": 6, "other PMCID": -6, "same DOI": 6, "other DOI": -4,
    "same title": 5, "same title, of few words": 2, "nearly the same title": 4, "like title": 2.5, "title with another subtitle": 3,
    "rather like title": 0.5, "other title": -6, "another word in the title": -3,
    "same first author": 2, "first author among the others": 0.5, "other first author": -1, "other authors": -4, "same authors": 1,
    "same year": 1, "year beside": -0.5, "other year": -3,
    "same journal": 1, "other journal": -2, "same volume": 1, "other volume": -2, "same issue": 0.5, "other issue": -0.5,
    "same page": 2, "other page": -2.5,
}  # fmt: skip
"""What may be found between two records, and its points."""

Relation = Literal["same", "unsure", "version", "part", "notice", "abstract", "apart"]
"""What two records are to each other: one publication; perhaps one; versions of one; parts of one work; a paper and what is said
about it; a paper and its abstract at a meeting; two publications."""
_FEW_WORDS = 3
_SLIP = 75
"""How alike, in per cent, two words are that are one with a slip of the pen."""
_LIGHT = frozenset("a an the of in on at for to with and or by from as is are its their s".split())  # noqa: SIM905 (shorter)
_NOTICES = frozenset({"correction", "retraction", "concern"})
"""Notices that some databases list under the identifiers of the paper that they are about."""
_AUTHORS = 3
"""Authors on both sides from which the share of common ones tells something."""


class Pair(NamedTuple):
    """Two records, by their places, and what they are to each other.

    Attributes:
        one, other: places; the smaller first.
        relation: see :data:`Relation`.
        points: the sum of what was found.
        reasons: names in :data:`EVIDENCE`.
    """

    one: int
    other: int
    relation: Relation
    points: float
    reasons: tuple[str, ...]


class Judge:
    """Weighs pairs of records.

    Raises:
        MissingExtra: the extra ``corpus`` is not installed.
    """

    def __init__(self) -> None:
        try:
            from rapidfuzz.fuzz import ratio
        except ImportError:
            raise MissingExtra("corpus", "Finding duplicates") from None
        self._ratio: Callable[..., float] = ratio

    def pair(self, one: int, other: int, first: Facts, second: Facts) -> Pair:
        """What two records are to each other.

        Args:
            one: place of the first.
            other: place of the second.
            first: what is compared of the first.
            second: what is compared of the second.
        """
        likeness = self._likeness(first, second)
        if likeness == 0 and not _shares(first, second):
            return Pair(min(one, other), max(one, other), "apart", EVIDENCE["other title"], ("other title",))
        reasons = tuple(_reasons(first, second, likeness))
        points = sum(map(EVIDENCE.__getitem__, reasons))
        if points >= PROPOSE and 0.8 <= likeness < 1.0 and self._another_word(first.title.words, second.title.words):
            reasons = (*reasons, "another word in the title")
            points += EVIDENCE[reasons[-1]]
        return Pair(
            min(one, other), max(one, other), _relation(first, second, likeness, points, reasons), points, reasons
        )

    def _likeness(self, first: Facts, second: Facts) -> float:
        """How alike two titles are, from 0 to 1; below 0.7 it may say 0."""
        if first.title.text == second.title.text:
            return 1.0
        return float(self._ratio(first.title.text, second.title.text, score_cutoff=70)) / 100

    def _another_word(self, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
        """Whether each title has a word of weight for which the other has another one: no slip of the pen, no words written
        together, no subtitle more."""
        here = list((Counter(first) - Counter(second)).elements())
        there = list((Counter(second) - Counter(first)).elements())
        if "".join(here) == "".join(there):
            return False
        here, there = ([word for word in words if word not in _LIGHT] for words in (here, there))
        near = {word for word in here for like in there if self._ratio(word, like) >= _SLIP}
        met = {like for like in there for word in here if self._ratio(word, like) >= _SLIP}
        return bool(set(here) - near) and bool(set(there) - met)


def _shares(first: Facts, second: Facts) -> bool:
    """Whether two records with titles that are not alike have an identifier in common, or one title holds the other: without that,
    nothing else could make them one."""
    for one, other in (
        (first.pmid, second.pmid),
        (first.doi, second.doi),
        (first.pmcid, second.pmcid),
        (first.work, second.work),
    ):
        if one and one == other:
            return True
    return _tells_of(first, second)


def _reasons(first: Facts, second: Facts, likeness: float) -> Iterator[str]:
    for name, one, other in (
        ("PMID", first.pmid, second.pmid),
        ("PMCID", first.pmcid, second.pmcid),
        ("DOI", first.doi, second.doi),
        ("volume", first.volume, second.volume),
        ("issue", first.issue, second.issue),
    ):
        if one and other:
            yield f"same {name}" if one == other else f"other {name}"
    yield _title(first, second, likeness)
    yield from _people(first, second)
    if first.year and second.year:
        apart = abs(first.year - second.year)
        yield "same year" if apart == 0 else "year beside" if apart == 1 else "other year"
    if first.journals and second.journals:
        same = any(same_journal(one, other) for one in first.journals for other in second.journals)
        yield "same journal" if same else "other journal"
    if first.places and second.places:
        if first.places & second.places:
            yield "same page"
        elif len({place[0].isdigit() for place in first.places | second.places}) == 1:
            yield "other page"  # a page and the number of an electronic article are no conflict


def _title(first: Facts, second: Facts, likeness: float) -> str:
    short, long = sorted((first.title.words, second.title.words), key=len)
    few = len(short) <= _FEW_WORDS
    if likeness == 1.0:
        return "same title, of few words" if few else "same title"
    if likeness >= 0.95 and not few:
        return "nearly the same title"
    if likeness >= 0.9:
        return "like title"
    if len(short) > _FEW_WORDS + 1 and long[: len(short)] == short:
        return "title with another subtitle"
    return "rather like title" if likeness >= 0.8 else "other title"


def _people(first: Facts, second: Facts) -> Iterator[str]:
    if not (first.families and second.families):
        return
    common = first.families & second.families
    if first.first and second.first and (first.first <= second.first or second.first <= first.first):
        yield "same first author"
    elif first.first & second.families or second.first & first.families:
        yield "first author among the others"
    else:
        yield "other first author" if common else "other authors"
    most = max(len(first.families), len(second.families))
    if min(len(first.families), len(second.families)) >= _AUTHORS and len(common) >= 0.8 * most:
        yield "same authors"


def _relation(first: Facts, second: Facts, likeness: float, points: float, reasons: tuple[str, ...]) -> Relation:
    agreed = {"same PMID", "same DOI", "same PMCID"} & set(reasons)
    known = "same first author" in reasons or "same authors" in reasons
    kinds = {first.title.kind, second.title.kind}
    if len(kinds) > 1 and "same PMID" not in agreed and (not agreed or kinds & _NOTICES):
        return "notice" if likeness >= 0.75 or _tells_of(first, second) else "apart"
    if likeness >= 0.8 and (known or not (first.families and second.families)):
        if first.work and first.work == second.work and first.doi != second.doi:
            return "version"
        if None not in (first.preprint, second.preprint) and first.preprint != second.preprint and not agreed:
            return "version"
    if first.title.numbers != second.title.numbers and not agreed:
        return "part" if likeness >= 0.85 and known else "apart"
    if first.abstract != second.abstract and not agreed and likeness >= 0.9 and _elsewhere(reasons):
        return "abstract"
    if points >= MERGE:
        return "same"
    return "unsure" if points >= PROPOSE or agreed else "apart"


def _tells_of(first: Facts, second: Facts) -> bool:
    """Whether one title holds the other one whole."""
    short, long = sorted((first.title, second.title), key=lambda title: len(title.text))
    return len(short.words) > _FEW_WORDS and f" {short.text} " in f" {long.text} "


def _elsewhere(reasons: tuple[str, ...]) -> bool:
    return any(reason in reasons for reason in ("other page", "other volume", "other journal"))
