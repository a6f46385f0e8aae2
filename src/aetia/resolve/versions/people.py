"""The authors of two papers side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aetia.corpus.folding import words_of
from aetia.model.reference import Name
from aetia.resolve.names import family_words

Person = tuple[str, str]
"""Family name without particles, and the first initial, folded; the initial is empty where it is not known."""


@dataclass(frozen=True)
class Overlap:
    """How far two lists of authors are the same.

    Attributes:
        known: whether both papers have authors at all.
        shared: how many people stand on both.
        share: of all people on either (Jaccard); where a list is cut short, of the people on the shorter one.
        first: whether the first authors are one; last: likewise, where both lists are whole.
    """

    known: bool
    shared: int
    share: float
    first: bool
    last: bool

    @property
    def agrees(self) -> bool:
        """Whether the papers are by the same people, as far as can be seen."""
        return (self.first and self.share >= 0.5) or self.share >= 0.6

    @property
    def is_team(self) -> bool:
        """Whether a team may be seen in it: two people at least, one of them at an end of a list, and two in five."""
        return self.shared >= 2 and (self.first or self.last) and self.share >= 0.4

    @property
    def contradicts(self) -> bool:
        """Whether both have authors and share none."""
        return self.known and not self.shared

    def words(self) -> str:
        """It in words."""
        ends = " and ".join(name for name, same in (("first", self.first), ("last", self.last)) if same)
        which = f", the {ends} among them" if ends else ""
        return f"{self.shared} shared author{'' if self.shared == 1 else 's'}{which}"


def person(name: Name) -> Person:
    """An author as compared."""
    if name.literal:
        return " ".join(words_of(name.literal)), ""
    given = words_of(name.given or "")
    return " ".join(family_words(name.family or "")), given[0][0] if given else ""


def overlap(mine: Sequence[Person], theirs: Sequence[Person], whole: bool) -> Overlap:
    """Compare two lists of authors in print order.

    Args:
        mine, theirs: the lists.
        whole: whether neither is cut short.
    """
    if not mine or not theirs:
        return Overlap(False, 0, 0.0, False, False)
    shared = _shared(mine, theirs)
    of = len(mine) + len(theirs) - shared if whole else min(len(mine), len(theirs))
    first = _one_person(mine[0], theirs[0])
    last = whole and len(mine) > 1 and len(theirs) > 1 and _one_person(mine[-1], theirs[-1])
    return Overlap(True, shared, shared / of, first, last)


def _shared(mine: Sequence[Person], theirs: Sequence[Person]) -> int:
    """How many people of the one list stand on the other; of two with one name, each once."""
    left = Counter(theirs)
    count = 0
    loose: list[Person] = []
    for name in mine:
        if left[name]:
            left[name] -= 1
            count += 1
        else:
            loose.append(name)
    rest = list(left.elements())
    for name in loose:
        match = next((other for other in rest if _one_person(name, other)), None)
        if match:
            rest.remove(match)
            count += 1
    return count


def _one_person(one: Person, other: Person) -> bool:
    return one[0] == other[0] and bool(one[0]) and (one[1] == other[1] or not one[1] or not other[1])
