"""The evidence map: what has been looked at, by suspected cause and by rung of the ladder of designs, and where the gaps are."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site.edition import LEVELS, Edition
from aetia.site.views.rungs import RUNGS, Rung
from aetia.site.views.tables import CauseRows, Choice, FindingRow, Mark, all_rows, marks_of, retracted_in


@dataclass(frozen=True)
class Cell:
    """A cause's findings on one rung: by direction, counted or not, and the retracted ones, which are in neither.

    On the rung ``beside`` nothing is counted: what counts for another disease does not count here.
    """

    rung: Rung
    marks: tuple[Mark, ...]
    retracted: int

    @property
    def is_gap(self) -> bool:
        """Whether there is nothing to show."""
        return not self.marks and not self.retracted


@dataclass(frozen=True)
class CauseCells:
    """A cause's line of the map; its cells are in the order of the rungs."""

    id: str
    title: str
    address: str
    level: Level
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class MapGroup:
    """Causes that stand below the same topic; `trail` names it, from the top, and is empty at the top itself."""

    id: str
    trail: tuple[str, ...]
    causes: tuple[CauseCells, ...]


@dataclass(frozen=True)
class MapView:
    """The whole map.

    Attributes:
        rungs: the columns.
        groups: the lines, in the order of the topic tree.
        causes: how many lines there are; `unseen`: how many of them have no study that is counted from before onset.
        choices: the levels that occur.
    """

    rungs: tuple[Rung, ...]
    groups: tuple[MapGroup, ...]
    causes: int
    unseen: int
    choices: tuple[Choice, ...]


def map_view(edition: Edition) -> MapView:
    """The map of every cause that is shown."""
    grouped: dict[tuple[str, ...], list[CauseCells]] = {}
    for cause in all_rows(edition):
        if cause.level is not None:
            grouped.setdefault(cause.trail, []).append(_line(cause, cause.level))
    groups = tuple(
        MapGroup(f"group-{number}", trail, tuple(lines)) for number, (trail, lines) in enumerate(grouped.items(), 1)
    )
    lines = [line for group in groups for line in group.causes]
    levels = {line.level for line in lines}
    names = tuple((level.value, edition.words(f"level.{level}")) for level in LEVELS if level in levels)
    unseen = sum(not any(mark.counted for mark in line.cells[0].marks) for line in lines)
    return MapView(RUNGS, groups, len(lines), unseen, (Choice("level", names),))


def _line(cause: CauseRows, level: Level) -> CauseCells:
    by_rung: dict[Rung, list[FindingRow]] = {rung: [] for rung in RUNGS}
    for row in cause.rows:
        by_rung[row.rung].append(row)
    cells = tuple(_cell(rung, rows) for rung, rows in by_rung.items())
    return CauseCells(cause.id, cause.title, cause.address, level, cells)


def _cell(rung: Rung, rows: list[FindingRow]) -> Cell:
    marks = marks_of(rows)
    if rung == "beside":
        marks = _uncounted(marks)
    return Cell(rung, marks, retracted_in(rows))


def _uncounted(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    numbers: dict[str, int] = {}
    for mark in marks:
        numbers[mark.direction] = numbers.get(mark.direction, 0) + mark.n
    return tuple(
        Mark(mark.direction, False, numbers.pop(mark.direction)) for mark in marks if mark.direction in numbers
    )
