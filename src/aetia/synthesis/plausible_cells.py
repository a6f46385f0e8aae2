"""Whether the cells of a column can be what its name promises: *r* beside *n* may be a correlation, or people with the event."""

from __future__ import annotations

from collections.abc import Callable

from aetia.errors import SynthesisError
from aetia.synthesis.column_names import WORDS, measure_named, normal
from aetia.synthesis.measures import MEASURES
from aetia.synthesis.printed_cells import as_fraction, as_interval, as_printed
from aetia.synthesis.tabular import MISSING, StudyTable, number

_SAMPLE = 2000


def fits(role: str, table: StudyTable, column: int) -> bool:
    """Whether most of the cells that are filled in can be read as this role; a misprint here and there is left to its line.

    Args:
        role: see :mod:`aetia.synthesis.column_names`.
        table, column: as read; the column from 0.
    """
    cells = [row[column] for row in table.rows[:_SAMPLE]]
    filled = [cell for cell in cells if cell.lower() not in MISSING]
    if not filled:
        # Its name alone speaks for it; each line will say that it is empty.
        return role not in ("measure", "level", "direction")
    if role == "r":
        return _are_correlations(filled, table.decimal)
    if role == "x" and normal(table.header[column]) in _MAY_BE_OTHERWISE:
        return all(_is_whole(cell, table.decimal) for cell in filled)
    if role in WORDS and role not in _READERS:
        return True
    reader, least = _READERS.get(role, (_is_number, 0.5))
    return sum(1 for cell in filled if reader(cell, table.decimal)) >= least * len(filled)


_MAY_BE_OTHERWISE = frozenset({"r", "cases"})


def number_or_none(cell: str, decimal: str) -> float | None:
    """The number in a cell; None where it holds none."""
    try:
        found = number(cell, decimal)
    except SynthesisError:
        return None
    return None if found is None else found.value


def _is_number(cell: str, decimal: str) -> bool:
    try:
        number(cell, decimal)
    except SynthesisError as error:
        # A number with a doubtful comma is one, and will be refused in its line.
        return "two ways" in error.what or "not finite" in error.what
    return True


def _are_correlations(cells: list[str], decimal: str) -> bool:
    """Whether nearly all are from −1 to 1, a misprint here and there aside; whole numbers beyond 1 are counts."""
    values = [value for cell in cells if (value := number_or_none(cell, decimal)) is not None]
    within = sum(1 for value in values if abs(value) <= 1)
    counts = within < len(values) and all(value.is_integer() for value in values)
    return bool(values) and not counts and within >= _NEARLY_ALL * len(cells)


_NEARLY_ALL = 0.8


def _is_whole(cell: str, decimal: str) -> bool:
    value = number_or_none(cell, decimal)
    return value is None or cell.endswith("%") or value.is_integer()


def _is_measure(cell: str, _decimal: str) -> bool:
    return cell.upper() in MEASURES or bool(measure_named(cell))


def _is_level(cell: str, decimal: str) -> bool:
    value = number_or_none(cell, decimal)
    return value is not None and (0.5 <= value < 1 or 50 <= value < 100)


def _is_direction(cell: str, _decimal: str) -> bool:
    return direction_of(cell) is not None


_UP = frozenset({"for", "positive", "up", "increase", "increased", "more", "higher", "harm", "harmful", "risk", "plus"})
_DOWN = frozenset({"inverse", "negative", "down", "decrease", "decreased", "less", "lower", "protective", "minus"})
_NEITHER = frozenset(
    {"against", "unclear", "none", "null", "neither", "mixed", "0", "nochange", "nodifference", "noeffect"}
)


def direction_of(cell: str) -> int | None:
    """The direction that a word or a sign gives: 1 more, −1 less, 0 neither; None if it gives none."""
    sign = {"+": 1, "↑": 1, "▲": 1, "-": -1, "−": -1, "–": -1, "↓": -1, "▼": -1, "=": 0, "↔": 0}.get(cell.strip())
    if sign is not None:
        return sign
    word = normal(cell)
    return 1 if word in _UP else -1 if word in _DOWN else 0 if word in _NEITHER else None


_READERS: dict[str, tuple[Callable[[str, str], bool], float]] = {
    "measure": (_is_measure, 0.5), "level": (_is_level, _NEARLY_ALL), "direction": (_is_direction, 0.5),
    "printed": (lambda cell, _: as_printed(cell) is not None, 0.5),
    "interval": (lambda cell, _: as_interval(cell) is not None, 0.5),
    "fraction1": (lambda cell, _: as_fraction(cell) is not None, 0.5),
    "fraction2": (lambda cell, _: as_fraction(cell) is not None, 0.5),
}  # fmt: skip
"""How a cell is read for a role, and the share of cells that must be."""
