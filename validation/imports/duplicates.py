"""Groups of records beside groups that something else than the evidence makes: hidden identifiers, or how copies came about."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.resolve.duplicates import find_duplicates


class Share(NamedTuple):
    """A share with its 95 % interval after Wilson."""

    right: int
    of: int

    def __str__(self) -> str:
        if not self.of:
            return "–"
        low, high = wilson(self.right, self.of)
        return f"{self.right / self.of:.4f} ({low:.4f} to {high:.4f}; {self.right:,} of {self.of:,})"


class Score(NamedTuple):
    """How groups agree.

    Attributes:
        records: that have a label.
        precision: of pairs that are put together, those that belong together.
        recall: of pairs that belong together, those that are put together.
        sensitivity: of records that repeat an earlier one, those that are found to.
        specificity: of records that do not, those that are not found to.
        wrong: pairs that were put together and have different labels; missed: the other way round.
    """

    records: int
    precision: Share
    recall: Share
    sensitivity: Share
    specificity: Share
    wrong: list[tuple[int, int]]
    missed: list[tuple[int, int]]


def wilson(right: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The interval of a share after Wilson (1927)."""
    share, square = right / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def without_identifiers(references: Sequence[Reference]) -> list[Reference]:
    """The same records without identifiers and addresses, which might hold some."""
    return [one.model_copy(update={"identifiers": Identifiers(), "url": None}) for one in references]


def labels_of(references: Sequence[Reference]) -> list[int | None]:
    """For each record a number that it shares with those that an identifier ties it to; None for one without any."""
    parent = list(range(len(references)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, reference in enumerate(references):
        for key in list(reference.identifiers.keys()):
            one, other = root(first.setdefault(key, place)), root(place)
            parent[max(one, other)] = min(one, other)
    return [root(n) if list(one.identifiers.keys()) else None for n, one in enumerate(references)]


def scored(references: Sequence[Reference], labels: Sequence[int | None]) -> Score:
    """How the groups that are found agree with labels; records without a label take part and are not counted."""
    found = find_duplicates(references).groups
    true, made = defaultdict(list), [[place for place in group if labels[place] is not None] for group in found]
    for place, label in enumerate(labels):
        if label is not None:
            true[label].append(place)
    wanted = {pair for group in true.values() for pair in combinations(group, 2)}
    given = {pair for group in made for pair in combinations(group, 2)}
    repeats = {place for group in true.values() for place in group[1:]}
    told = {place for group in made for place in group[1:]}
    labelled = {place for place, label in enumerate(labels) if label is not None}
    both = len(wanted & given)
    return Score(
        len(labelled),
        Share(both, len(given)),
        Share(both, len(wanted)),
        Share(len(repeats & told), len(repeats)),
        Share(len(labelled - repeats - told), len(labelled - repeats)),
        sorted(given - wanted),
        sorted(wanted - given),
    )


def with_copies(references: Sequence[Reference], seed: int) -> tuple[list[Reference], list[int | None]]:
    """Each record and a copy of it as another database might have it, with labels: the copies are known by how they were made.

    Args:
        references: different publications.
        seed: of the changes.
    """
    draw = random.Random(seed)
    made = [(one, n) for n, one in enumerate(references)] + [(_copy(one, draw), n) for n, one in enumerate(references)]
    draw.shuffle(made)
    return [one for one, _ in made], [label for _, label in made]


def _copy(one: Reference, draw: random.Random) -> Reference:
    """A copy with some of the changes that databases make, each as often as it says."""
    changes: dict[str, object] = {}
    if draw.random() < 0.3:
        changes["title"] = _slip(one.title, draw)
    if draw.random() < 0.3:
        changes["title"] = str(changes.get("title", one.title)).upper()
    if draw.random() < 0.2 and ": " in one.title:
        changes["title"] = one.title.split(": ")[0]
    if draw.random() < 0.5:
        changes["author"] = [_initials(name) for name in one.author]
    elif draw.random() < 0.2:
        changes["author"] = one.author[:1]
    elif draw.random() < 0.1:
        changes["author"] = []
    if one.container_title_short and draw.random() < 0.5:
        changes["container_title"] = one.container_title_short
    if one.year and draw.random() < 0.15:
        changes["issued"] = str(one.year + draw.choice((-1, 1)))
    for name, often in (("volume", 0.1), ("issue", 0.3), ("page", 0.2), ("container_title", 0.1)):
        if draw.random() < often:
            changes[name] = None
    return one.model_copy(update=changes)


def _slip(title: str, draw: random.Random) -> str:
    """A letter left out, doubled or exchanged with its neighbour."""
    place = draw.randrange(max(1, len(title) - 1))
    kind = draw.randrange(3)
    if kind == 0:
        return title[:place] + title[place + 1 :] or title
    if kind == 1:
        return title[:place] + title[place] + title[place:]
    return title[:place] + title[place + 1 : place + 2] + title[place] + title[place + 2 :]


def _initials(name: Name) -> Name:
    if not name.family or not name.given:
        return name
    return name.model_copy(update={"given": "".join(part[0] for part in name.given.replace("-", " ").split())})
