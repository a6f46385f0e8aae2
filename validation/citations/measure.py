"""Readings beside what the citation says: right, wrong, missed, and how sure each figure is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from aetia.rescue.citations import Citation
from validation.citations import folding
from validation.citations.sets import Case

DRAWS = 1000


@dataclass
class Tally:
    """Counts of one field: ``right`` of ``wanted`` in the gold, ``given`` by the reader."""

    right: int = 0
    wanted: int = 0
    given: int = 0

    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.wanted + self.given)

    def recall(self) -> float:
        """The share of printed fields that were read whole and right."""
        return self.right / max(1, self.wanted)

    def precision(self) -> float:
        """The share of fields read that are right."""
        return self.right / max(1, self.given)


@dataclass
class Figures:
    """Tallies by field and group of one set."""

    by_group: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    citations: int = 0

    def add(self, case: Case, read: dict[str, str]) -> None:
        """Counts one reading."""
        self.citations += 1
        tallies = self.by_group[case.group]
        for name, wanted in case.gold.items():
            given = read.get(name, "")
            tally = tallies[name]
            tally.wanted += bool(wanted)
            tally.given += bool(given)
            tally.right += bool(wanted) and wanted == given

    def total(self, groups: Iterable[str] | None = None) -> dict[str, Tally]:
        """Tallies over some groups, or over all."""
        summed: dict[str, Tally] = defaultdict(Tally)
        for group in self.by_group if groups is None else groups:
            for name, tally in self.by_group[group].items():
                summed[name].right += tally.right
                summed[name].wanted += tally.wanted
                summed[name].given += tally.given
        return summed

    def intervals(self) -> dict[str, dict[str, tuple[float, float]]]:
        """The middle 95 % of F1, precision and recall by field, over groups drawn again with replacement."""
        draw = random.Random(1)
        groups = sorted(self.by_group)
        drawn: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for _ in range(DRAWS):
            for name, tally in self.total(draw.choices(groups, k=len(groups))).items():
                for measure in ("f1", "precision", "recall"):
                    drawn[name][measure].append(getattr(tally, measure)())
        low, high = int(0.025 * DRAWS), int(0.975 * DRAWS) - 1
        return {
            name: {measure: (sorted(values)[low], sorted(values)[high]) for measure, values in measures.items()}
            for name, measures in drawn.items()
        }


def folded(citation: Citation, *, volume_numbers: bool = False) -> dict[str, str]:
    """A reading, folded as the gold is.

    Args:
        citation: as read.
        volume_numbers: the gold holds the numbers of volume and issue together.
    """
    read = {
        name: folding.letters(value)
        for name in ("title", "journal", "volume", "issue", "book_title", "publisher", "place", "url")
        if (value := citation.get(name))
    }
    if volume_numbers:
        both = f"{citation.get('volume') or ''} {citation.get('issue') or ''}"
        read["volume"] = folding.numbers(both)
    if citation.number("year"):
        read["year"] = str(citation.number("year"))
    if pages := citation.get("pages"):
        read["first_page"] = folding.page_range(pages)[0]
        read["pages"] = "-".join(folding.page_range(pages))
    for name in ("authors", "editors"):
        if people := citation.names(name):
            joined = " ".join(people)
            read[name] = folding.editors(joined) if volume_numbers else folding.names(joined)
    if people := citation.names():
        read["first_author"] = folding.letters(people[0])
    if printed := citation.get("doi"):
        read["doi"] = folding.doi(printed)
    return read
