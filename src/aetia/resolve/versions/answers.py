"""What people decided about two studies: a row of `decisions/same.tsv`, obeyed for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from aetia.errors import LibraryError
from aetia.library import layout, read_library, writing
from aetia.library.tables import table_text
from aetia.model.decision import MACHINE, SameDecision, SameKind
from aetia.model.library import Library

Pair = tuple[str, str]
_NO_TO = {
    "publication": frozenset({"publication"}),
    "version": frozenset({"publication", "version"}),
    "population": frozenset({"publication", "version", "population"}),
    "notice": frozenset({"notice"}),
}
"""What a *no* to a kind is a *no* to as well: papers of different people are no versions of each other."""


def pair_of(one: str, other: str) -> Pair:
    """Two names in order."""
    return (one, other) if one <= other else (other, one)


class Answers:
    """The rows of a library on which studies are one, by pair; names of joined entries lead to the study that has them.

    The last answer of a person counts.
    """

    def __init__(self, library: Library) -> None:
        self._joined = library.joined
        self._last: dict[Pair, dict[SameKind, SameDecision]] = defaultdict(dict)
        self._undone: set[Pair] = set()
        for row in sorted(library.same, key=lambda row: row.on):
            pair = self.today(row.one, row.other)
            if row.decision in ("yes", "no"):
                self._last[pair][row.kind] = row
            elif row.decision == "joined" and _stand_apart(library, row):
                self._undone.add(pair)
        self._refused: dict[str, set[str]] = defaultdict(set)
        for pair, rows in self._last.items():
            if any(row.decision == "no" for row in rows.values()):
                self._refused[pair[0]].add(pair[1])
                self._refused[pair[1]].add(pair[0])

    def today(self, one: str, other: str) -> Pair:
        """A pair by the names that its studies have today."""
        return pair_of(self._joined.get(one, one), self._joined.get(other, other))

    def refuses(self, one: str, other: str, kind: SameKind) -> SameDecision | None:
        """The row by which a person said that two studies are not one in this sense."""
        rows = self._last.get(pair_of(one, other), {}).values()
        return next((row for row in rows if row.decision == "no" and kind in _NO_TO[row.kind]), None)

    def refused_of(self, study: str) -> set[str]:
        """The studies that a person told apart from a study in any sense."""
        return self._refused.get(study, set())

    def affirms(self, one: str, other: str, kind: SameKind) -> bool:
        """Whether a person said that two studies are one in this sense."""
        row = self._last.get(pair_of(one, other), {}).get(kind)
        return row is not None and row.decision == "yes"

    def was_undone(self, one: str, other: str) -> bool:
        """Whether the two were joined or tied once and stand apart today: somebody took that back."""
        return pair_of(one, other) in self._undone

    def affirmed(self) -> list[SameDecision]:
        """The rows in which a person said yes, and has not taken it back, by pair."""
        found = [
            row
            for pair, rows in self._last.items()
            for row in rows.values()
            if row.decision == "yes" and not self.refuses(*pair, row.kind) and pair[0] != pair[1]
        ]
        return sorted(found, key=lambda row: (row.one, row.other, row.kind))


def _stand_apart(library: Library, row: SameDecision) -> bool:
    """Whether two studies that were made one are two today, and not one population either."""
    one, other = library.studies.get(row.one), library.studies.get(row.other)
    return one is not None and other is not None and (one.reviewed_as is None or one.reviewed_as != other.reviewed_as)


def give_answer(
    root: Path, one: str, other: str, kind: SameKind, *, yes: bool, by: str, on: str, why: str | None = None
) -> SameDecision:
    """Write a person's answer into `decisions/same.tsv`; the question that waited for it goes.

    Args:
        root: the library's folder.
        one, other: studies, also by the names of entries that were joined with them.
        kind: in which sense.
        yes: the answer.
        by: who gives it.
        on: today.
        why: in words.

    Returns:
        The row.

    Raises:
        LibraryError: the library has no such study, or cannot be read, or the two are one study already.
        LockedError: somebody else is writing it.
    """
    check_is_library(root)
    with writing(root, "aetia library same") as writer:
        library = read_library(root)
        for name in (one, other):
            if name not in library.studies and name not in library.joined:
                raise LibraryError(
                    f"there is no study '{name}'", where=str(root / layout.STUDIES), remedy="Name two of its studies"
                )
        pair = pair_of(library.joined.get(one, one), library.joined.get(other, other))
        if pair[0] == pair[1]:
            raise LibraryError(
                f"'{one}' and '{other}' are one study already, '{pair[0]}'",
                where=str(root / layout.study_file(pair[0])),
                remedy="Take the file back from the library's history first if they should stand apart",
            )
        row = SameDecision(
            on=on, by=by, one=pair[0], other=pair[1], kind=kind, decision="yes" if yes else "no", why=why
        )
        rows = without_questions(library, {(pair, kind)})
        writer.file(layout.SAME, table_text(SameDecision, [*rows, row]))
    return row


def without_questions(library: Library, answered: Iterable[tuple[Pair, SameKind]]) -> list[SameDecision]:
    """The rows of a library but for some questions that wait."""
    gone = set(answered)
    return [
        row for row in library.same if row.decision != "open" or (pair_of(row.one, row.other), row.kind) not in gone
    ]


def question(one: str, other: str, kind: SameKind, why: str, on: str) -> SameDecision:
    """A question that waits for a person."""
    return SameDecision(on=on, by=MACHINE, one=one, other=other, kind=kind, decision="open", why=why)


def check_is_library(root: Path) -> None:
    """Before the lock is taken, which is a file: nothing is written where no library is.

    Raises:
        LibraryError: there is none.
    """
    if not layout.is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
