"""From the cells of one line of a table to an estimate with its variance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from aetia.errors import SynthesisError
from aetia.synthesis.column_roles import ADDITIVE, GIVEN_RATIOS, Layout, Way
from aetia.synthesis.conversions import se_from_interval
from aetia.synthesis.effect_sizes import EffectSize, ZerosTo, effect_size, log_ratio_from_interval
from aetia.synthesis.measures import MEASURES
from aetia.synthesis.percentages import count_of
from aetia.synthesis.printed_cells import Printed, as_fraction, as_interval, as_printed
from aetia.synthesis.tabular import MISSING, Number, StudyTable, number

Four = tuple[float, float, float, float]
LARGEST = 1e50
"""As in :mod:`aetia.synthesis.pool`: estimates beyond it, and variances beyond it or below its inverse, are refused."""
_COUNTS = frozenset({"a", "b", "c", "d", "x", "x1", "x2", "n", "n1", "n2"})
_PARENTS = {"a": "n1", "c": "n2", "x": "n"}
_GIVEN = ("", "estimate and variance as given", "what was given is on an additive scale (a log ratio, a difference)")
_LOG_RANK = (
    "", "one step from observed less expected events and their variance (Yusuf and others 1985)",
    "a hazard ratio (or odds ratio) near 1",
)  # fmt: skip


@dataclass(frozen=True)
class LineEstimate:
    """An estimate of one line, with the four numbers behind it where there are such, for Mantel–Haenszel and Peto."""

    size: EffectSize
    table: Four | None = None


@dataclass(frozen=True)
class Line:
    """One line of a table, as it is understood."""

    table: StudyTable
    layout: Layout
    index: int
    where: str

    @property
    def way(self) -> Way:
        """How its estimate is made."""
        return self.layout.way_of(self.table.rows[self.index])

    def cell(self, role: str) -> str:
        """A cell as written; empty where no column has this role."""
        column = self.way.columns.get(role, self.layout.beside.get(role))
        return "" if column is None else self.table.rows[self.index][column]

    def number(self, role: str) -> Number:
        """The number in a cell.

        Raises:
            SynthesisError: an empty cell, or no number.
        """
        column = self.table.header[self.way.columns[role]]
        found = number(self.cell(role), self.table.decimal, where=self.where, column=column)
        if found is None:
            raise SynthesisError(
                f"column {column!r} is empty", where=self.where, remedy="Fill it in, or leave the study out"
            )
        return found


def estimate_of(line: Line, measure: str, zeros: ZerosTo = "zero") -> LineEstimate:
    """The estimate of a line.

    Args:
        line: see :class:`Line`.
        measure: what it is, or what is to be made.
        zeros: to which lines ½ is added, see :func:`aetia.synthesis.effect_sizes.effect_size`.

    Raises:
        SynthesisError: numbers that are missing or cannot be true; the message has the study, the line and the remedy.
    """
    misprint = line.cell("misprint")
    if misprint:
        raise SynthesisError(f"a misprint: {misprint}", where=line.where, remedy="Find the right numbers")
    _refuse_gaps(line)
    found = _made(line, measure, zeros)
    y, v = found.size.y, found.size.v
    if not (abs(y) <= LARGEST and 1 / LARGEST <= v <= LARGEST):
        raise SynthesisError(
            f"the estimate {y:g} or its variance {v:g} is beyond what can be computed with", where=line.where,
            remedy="Correct the numbers, or give them in another unit",
        )  # fmt: skip
    return found


def _made(line: Line, measure: str, zeros: ZerosTo) -> LineEstimate:
    numbers = line.way.numbers
    if numbers[0] in ("printed", "ratio") or numbers in (("y", "low", "high"), ("y", "interval")):
        return LineEstimate(_with_limits(line, measure))
    if numbers[0] == "y":
        return LineEstimate(_given(line, measure))
    if numbers[0] == "o_e":
        return LineEstimate(_log_rank(line, measure))
    return _computed(line, measure, zeros)


def _refuse_gaps(line: Line) -> None:
    """Name the empty cells of every way, where there are several and the line has none whole."""
    row, ways = line.table.rows[line.index], (line.layout.way, *line.layout.instead)
    if len(ways) == 1 or any(way.has(row) for way in ways):
        return
    gaps = dict.fromkeys(
        line.table.header[column] for way in ways for column in way.columns.values() if row[column].lower() in MISSING
    )  # fmt: skip
    empty = ", ".join(map(repr, gaps))
    raise SynthesisError(
        f"no estimate can be made: {empty} {'is' if len(gaps) == 1 else 'are'} empty", where=line.where,
        remedy="Fill in what one estimate takes, or leave the study out",
    )  # fmt: skip


def _with_limits(line: Line, measure: str) -> EffectSize:
    found = _printed(line)
    level = found.level or _level(line)
    if measure in GIVEN_RATIOS and line.way.numbers[0] != "y":
        return log_ratio_from_interval(found.low, found.high, found.value, level=level, where=line.where)
    error = se_from_interval(found.low, found.high, level=level, where=line.where)
    if found.value is None or not found.low <= found.value <= found.high:
        raise SynthesisError(
            f"the limits {found.low:g} to {found.high:g} do not hold the value {found.value:g}", where=line.where,
            remedy="Check the print, and whether value and limits stand on one scale",
        )  # fmt: skip
    note = ""
    if abs(found.value - (found.low + found.high) / 2) > 0.5 * error.se:
        note = "the value is far from the middle of its interval: a misprint, or an interval made in another way"
    return EffectSize(measure, found.value, error.se * error.se, note, error.source, error.assumption)


def _printed(line: Line) -> Printed:
    """Value and limits, from one cell or several."""
    numbers = line.way.numbers
    if numbers == ("printed",):
        found = as_printed(line.cell("printed"))
        if found is None:
            raise SynthesisError(
                f"{line.cell('printed')!r} is no estimate with its limits", where=line.where,
                remedy="Write it as 1.8 (0.9 to 3.6)",
            )  # fmt: skip
        return found
    value = line.number(numbers[0]).value
    if "interval" not in numbers:
        return Printed(value, line.number("low").value, line.number("high").value, None)
    limits = as_interval(line.cell("interval"))
    if limits is None:
        raise SynthesisError(
            f"{line.cell('interval')!r} is no interval", where=line.where, remedy="Write it as 0.9 to 3.6"
        )
    return replace(limits, value=value)


def _level(line: Line) -> float:
    cell = line.cell("level")
    found = number(cell, line.table.decimal, where=line.where, column="level") if cell else None
    if found is None:
        return 95.0
    return found.value * 100 if found.value < 1 else found.value


def _given(line: Line, measure: str) -> EffectSize:
    y = line.number("y").value
    role = "v" if "v" in line.way.numbers else "se"
    spread = line.number(role).value
    if spread <= 0:
        what = "variance" if role == "v" else "standard error"
        raise SynthesisError(
            f"the {what} is {spread:g}, not above 0", where=line.where, remedy="Give its interval, or leave it out"
        )
    return EffectSize(measure, y, spread if role == "v" else spread * spread, *_GIVEN)


def _log_rank(line: Line, measure: str) -> EffectSize:
    away, variance = line.number("o_e").value, line.number("v_oe").value
    if variance <= 0:
        raise SynthesisError(
            f"the variance of O − E is {variance:g}, not above 0",
            where=line.where,
            remedy="Correct it, or leave it out",
        )
    return EffectSize(measure, away / variance, 1 / variance, *_LOG_RANK)


def _computed(line: Line, measure: str, zeros: ZerosTo) -> LineEstimate:
    values = _values(line)
    if measure not in MEASURES or any(name not in values for name in MEASURES[measure].needs):
        raise SynthesisError(
            f"{measure} cannot be made from {', '.join(line.way.numbers)}", where=line.where,
            remedy="Give the estimate with its limits, or leave the study out",
        )  # fmt: skip
    size = effect_size(measure, values, where=line.where, to=zeros)
    names = ("a", "b", "c", "d") if "a" in values else ("x1", "x2", "t1", "t2")
    if not all(name in values for name in names):
        return LineEstimate(size)
    first, second, third, fourth = (values[name] for name in names)
    return LineEstimate(size, (first, second, third, fourth))


def _values(line: Line) -> dict[str, float]:
    """The numbers that a measure takes, by name."""
    if line.way.numbers[0] == "fraction1":
        one, other = _fraction(line, "fraction1"), _fraction(line, "fraction2")
        return _table({"a": one[0], "n1": one[1], "c": other[0], "n2": other[1]}, line.where)
    cells = {role: line.number(role) for role in line.way.numbers}
    values = {role: _count(role, cells, line.where) for role in cells}
    return _table(values, line.where) if "n1" in values and "a" in values else values


def _fraction(line: Line, role: str) -> tuple[float, float]:
    found = as_fraction(line.cell(role))
    if found is None:
        raise SynthesisError(
            f"{line.cell(role)!r} is not so many of so many", where=line.where, remedy="Write it as 38/119"
        )
    return found


def _table(values: Mapping[str, float], where: str) -> dict[str, float]:
    """Cells of a 2×2 table from events and sizes of groups."""
    for part, whole in (("a", "n1"), ("c", "n2")):
        if values[part] > values[whole]:
            raise SynthesisError(
                f"{values[part]:g} of {values[whole]:g}: a count is larger than its group",
                where=where,
                remedy="Correct it",
            )
    return {"a": values["a"], "b": values["n1"] - values["a"], "c": values["c"], "d": values["n2"] - values["c"]}


def _count(role: str, cells: Mapping[str, Number], where: str) -> float:
    """A count; a percentage of a group is turned into the one whole number that fits it."""
    found = cells[role]
    if not found.percent:
        if role in _COUNTS and not found.value.is_integer():
            raise SynthesisError(
                f"{role} is {found.value:g}, no whole number", where=where,
                remedy="Give the count (a percentage with its sign, 31.9%, will do)",
            )  # fmt: skip
        return found.value
    parent = cells.get(_PARENTS.get(role, ""))
    if parent is None:
        raise SynthesisError(f"{role} is {found.value:g} %, of nothing known", where=where, remedy="Give the count")
    return count_of(found, parent.value, where=where)


def direction_of_value(line: Line, measure: str) -> int | None:
    """Which way the value of a line points though it cannot be pooled: 1 more, −1 less, 0 neither, None where it has none."""
    role = line.way.numbers[0]
    if role not in ("ratio", "y"):
        return None
    try:
        value = line.number(role).value
    except SynthesisError:
        return None
    if role == "ratio" and measure in GIVEN_RATIOS:
        return None if value <= 0 else _sign(math.log(value))
    return _sign(value) if measure in (*GIVEN_RATIOS, ADDITIVE) or measure in MEASURES else None


def _sign(x: float) -> int:
    return 0 if x == 0 else 1 if x > 0 else -1
