"""Which column of a table is what: guessed from its header and its cells, or said by the user."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aetia.errors import SynthesisError
from aetia.synthesis.column_names import (
    FAMILIES,
    FRACTION_PAIRS,
    NUMBERS,
    ROLES,
    WORDS,
    is_doubtful,
    is_high,
    is_interval,
    is_low,
    is_printed,
    measure_named,
    normal,
)
from aetia.synthesis.measures import MEASURES, RATIOS_ON_ONE_SCALE
from aetia.synthesis.plausible_cells import fits, number_or_none
from aetia.synthesis.printed_cells import as_interval, as_printed
from aetia.synthesis.tabular import MISSING, StudyTable

GIVEN_RATIOS = (*sorted(RATIOS_ON_ONE_SCALE), "ratio")
"""Ratios that may be given with their limits; ``ratio`` is one without a name."""
ADDITIVE = "additive"
"""Estimates on an additive scale that nobody named."""


@dataclass(frozen=True)
class Way:
    """One way to make an estimate of each line.

    Attributes:
        numbers: the roles that it takes.
        columns: the column of each, from 0.
        measure: what it makes.
    """

    numbers: tuple[str, ...]
    columns: Mapping[str, int]
    measure: str

    def has(self, row: Sequence[str]) -> bool:
        """Whether a line has all its cells."""
        return all(row[column].lower() not in MISSING for column in self.columns.values())


@dataclass(frozen=True)
class Layout:
    """How a table is understood.

    Attributes:
        way: how an estimate is made of a line.
        instead: other ways to the same measure, in order, for lines where that one lacks a cell.
        beside: the column of each other role that there is.
        guessed: roles that the user did not name.
        header: column names.
        notes: what else could be made, and of how many lines.
    """

    way: Way
    instead: tuple[Way, ...]
    beside: Mapping[str, int]
    guessed: tuple[str, ...]
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """Of the estimates: one of :data:`aetia.synthesis.measures.MEASURES`, a ratio that is printed only (HR, SIR, ``ratio``),
        or ``additive`` for given numbers of an unnamed measure."""
        return self.way.measure

    @property
    def names(self) -> dict[str, str]:
        """The column's name for each role."""
        ways = {role: column for way in reversed((self.way, *self.instead)) for role, column in way.columns.items()}
        columns = {**{role: ways[role] for role in self.way.columns}, **ways, **self.beside}
        return {role: self.header[column] for role, column in columns.items()}

    @property
    def sentence(self) -> str:
        """What was understood, in words."""
        shown = ", ".join(f"{role} = {name!r}" for role, name in self.names.items())
        ways = " or else ".join(", ".join(way.numbers) for way in (self.way, *self.instead))
        logs = " as logarithms" if self.way.numbers[0] == "y" and self.measure in GIVEN_RATIOS else ""
        made = "what each line says it is" if "measure" in self.beside else self.measure
        return f"{made} from {ways}{logs} ({shown})"

    def way_of(self, row: Sequence[str]) -> Way:
        """The way for a line: the first of which it has all cells."""
        return next((way for way in (self.way, *self.instead) if way.has(row)), self.way)


_GIVEN = ("given",)
_GROUPS = ("OR", "RR", "RD", "PETO")
_ANY_TABLE = (
    *_GROUPS, "AS", "PHI", "YUQ", "YUY", "RTET", "PBIT", "OR2D", "OR2DL", "OR2DN", "MPRD", "MPRR", "MPOR", "MPORC", "MPPETO",
)  # fmt: skip
_PLANS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("printed",), _GIVEN),
    (("ratio", "low", "high"), GIVEN_RATIOS),
    (("ratio", "interval"), GIVEN_RATIOS),
    (("a", "b", "c", "d"), _ANY_TABLE),
    (("a", "n1", "c", "n2"), _ANY_TABLE[:13]),
    (("fraction1", "fraction2"), _ANY_TABLE[:13]),
    (("x1", "t1", "x2", "t2"), ("IRR", "IRD", "IRSD")),
    (
        ("m1", "sd1", "n1", "m2", "sd2", "n2"),
        ("SMD", "MD", "ROM", "SMDH", "SMD1", "CVR", "VR", "D2OR", "D2ORL", "D2ORN"),
    ),
    (("o_e", "v_oe"), ("HR", "PETO")),
    (("y", "v"), _GIVEN),
    (("y", "se"), _GIVEN),
    (("y", "low", "high"), _GIVEN),
    (("y", "interval"), _GIVEN),
    (("r", "n"), ("ZCOR", "COR", "UCOR")),
    (("x", "n"), ("PLO", "PR", "PAS", "PFT", "PLN")),
    (("x", "t"), ("IRLN", "IR", "IRS", "IRFT")),
    (("alpha", "items", "n"), ("ABT", "ARAW", "AHW")),
    (("t_statistic", "n", "predictors"), ("ZPCOR", "PCOR")),
)
"""What estimates can be made from, in order of preference, and which measures that gives; the first is the default. ``given``:
whatever the numbers are called."""


def understand(
    table: StudyTable, *, measure: str | None = None, said: Mapping[str, str] | None = None, choosing: bool = False
) -> Layout:
    """Find out which column is what.

    A column is taken for a role if its name and its cells fit. Of several ways to make estimates the first in a fixed order
    is used that has a whole line; others to the same measure help out line by line.

    Args:
        table: as read.
        measure: the wanted effect measure; by default what the first way makes.
        said: column names for roles (see :data:`aetia.synthesis.column_names.ROLES`), which are not guessed then.
        choosing: whether to look for what chooses between several rows of a study: adjustment and follow-up.

    Raises:
        SynthesisError: an unknown measure, a role or a column that is not there, one column for two numbers, columns from which
            no estimate can be made, or a column that may hold ratios as well as differences; the message lists what was found.
    """
    wanted = _known_measure(measure, table)
    named = _said(table, said or {})
    beside = _beside(table, named)
    ask = _Ask(wanted, named, "measure" in beside)
    ways = list(_ways(table, ask))
    if not ways:
        raise _nothing(table, wanted, named)
    most = max(_said_roles(way, named) for way in ways)
    ways = [way for way in ways if _said_roles(way, named) == most]
    ways = [way for way in ways if any(way.has(row) for row in table.rows)] or ways
    first = ways[0]
    _refuse_doubt(table, first, ask)
    instead = _helpers(table, first, ways[1:])
    taken = {column for way in (first, *instead) for column in way.columns.values()}
    unused = {*(() if choosing else _CHOOSE), *(() if {*first.numbers} & _WITH_LIMITS else ("level",))} - {*named}
    beside = {role: c for role, c in beside.items() if role not in unused and (role in named or c not in taken)}
    beside = _with_label(table, beside, taken)
    used = dict.fromkeys((*first.columns, *(role for way in instead for role in way.columns), *beside))
    guessed = tuple(role for role in used if role not in named)
    return Layout(first, instead, beside, guessed, table.header, _others(table, ways, first, instead))


_CHOOSE = ("adjusted", "followup")
_WITH_LIMITS = frozenset({"printed", "low", "interval"})


def _helpers(table: StudyTable, first: Way, others: Sequence[Way]) -> tuple[Way, ...]:
    """The ways to the same measure that have lines which those before them lack."""
    found = [first]
    for way in others:
        again = way.numbers[0] == "y" and {*way.numbers} & {*first.numbers} & _WITH_LIMITS
        if way.measure != first.measure or again:
            continue
        if any(way.has(row) and not any(before.has(row) for before in found) for row in table.rows):
            found.append(way)
    return tuple(found[1:])


def _known_measure(measure: str | None, table: StudyTable) -> str | None:
    if measure is None:
        return None
    known = {name.casefold(): name for name in (*MEASURES, *GIVEN_RATIOS)}
    found = known.get(measure.casefold()) or measure_named(measure)
    if not found:
        raise SynthesisError(
            f"unknown effect measure {measure!r}", where=table.name, remedy=f"Use one of {', '.join(known.values())}"
        )
    return found


def _said(table: StudyTable, said: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for role, column in said.items():
        if role not in ROLES and role not in _special_roles():
            raise SynthesisError(
                f"there is no role {role!r}", where=table.name, remedy=f"Use one of {', '.join(ROLES)}"
            )
        if column not in table.header:
            raise SynthesisError(
                f"there is no column {column!r}", where=table.name, remedy=f"Columns: {', '.join(table.header)}"
            )
        columns[role] = table.header.index(column)
    numbers = {role: place for role, place in columns.items() if role not in WORDS}
    for role, place in numbers.items():
        twin = next((other for other, there in numbers.items() if there == place and other != role), None)
        if twin is not None:
            raise SynthesisError(
                f"the column {table.header[place]!r} cannot be {role} and {twin}", where=table.name,
                remedy="Name another column for one of them",
            )  # fmt: skip
    return columns


def _special_roles() -> frozenset[str]:
    return frozenset(name for measure in MEASURES.values() for name in measure.needs)


def _said_roles(way: Way, named: Mapping[str, int]) -> int:
    """How many of the numbers of a way the user named; a way that leaves such a number aside is not what was meant."""
    return sum(1 for role in way.numbers if role in named)


@dataclass(frozen=True)
class _Ask:
    """What is asked of a table: the wanted measure, the columns that the user named, and whether a column names the measure of
    each line."""

    wanted: str | None
    named: Mapping[str, int]
    by_line: bool


def _ways(table: StudyTable, ask: _Ask) -> Iterator[Way]:
    """Every way that the columns allow, in order of preference; all to the wanted measure if there is one."""
    first = ""
    for numbers, measures in _plans(ask.wanted):
        columns = _columns(table, numbers, ask.named)
        if columns is None:
            continue
        made = _measure(table, numbers, measures, columns, ask, first)
        if made is not None:
            first = first or made
            yield Way(numbers, columns, made)


def _plans(wanted: str | None) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield from _PLANS
    needs = MEASURES[wanted].needs if wanted in MEASURES else ()
    if needs and not any(set(numbers) == set(needs) for numbers, _ in _PLANS):
        yield needs, (wanted or "",)


def _columns(table: StudyTable, numbers: tuple[str, ...], named: Mapping[str, int]) -> dict[str, int] | None:
    """A column for each role, or None; a family of names goes before single ones."""
    plain = [normal(cell) for cell in table.header]
    for family in FAMILIES:
        if set(family) == set(numbers) and all(name in plain for name in family.values()) and not named:
            return {role: plain.index(family[role]) for role in numbers}
    if numbers == ("fraction1", "fraction2") and not set(numbers) & set(named):
        return _fractions(table, plain)
    taken = {column for role, column in named.items() if role not in WORDS}
    found: dict[str, int] = {}
    for role in numbers:
        column = named.get(role)
        if column is None:
            free = (c for c in _candidates(role, table.header, plain) if c not in taken)
            column = next((c for c in free if fits(role, table, c)), None)
        if column is None:
            return None
        found[role] = column
        taken.add(column)
    return found


def _candidates(role: str, header: Sequence[str], plain: Sequence[str]) -> Iterator[int]:
    patterns: dict[str, Callable[[str], bool]] = {
        "printed": is_printed, "interval": is_interval, "low": is_low, "high": is_high,
    }  # fmt: skip
    if role in patterns:
        yield from (column for column, name in enumerate(header) if patterns[role](name))
        return
    yield from (plain.index(word) for word in NUMBERS.get(role, (role,)) if word in plain)


def _fractions(table: StudyTable, plain: Sequence[str]) -> dict[str, int] | None:
    for pair in FRACTION_PAIRS:
        if all(word in plain for word in pair):
            one, other = (plain.index(word) for word in pair)
            if fits("fraction1", table, one) and fits("fraction2", table, other):
                return {"fraction1": one, "fraction2": other}
    return None


def _measure(
    table: StudyTable,
    numbers: tuple[str, ...],
    measures: tuple[str, ...],
    columns: Mapping[str, int],
    ask: _Ask,
    first: str,
) -> str | None:
    """The measure that a plan makes, or None where it is not the one wanted."""
    if measures not in (GIVEN_RATIOS, _GIVEN):
        if ask.wanted is not None:
            return ask.wanted if ask.wanted in measures else None
        # A later way goes to the measure of the first one where it can.
        return first if first in measures else measures[0]
    head = table.header[columns[numbers[0]]]
    called = "" if numbers[0] in ask.named else measure_named(head)
    if ask.wanted is not None:
        other = called not in ("", "ratio", ask.wanted) and not (ask.wanted == "ratio" and called in GIVEN_RATIOS)
        ratio = ask.wanted in GIVEN_RATIOS or ask.by_line
        return None if other or (measures == GIVEN_RATIOS and not ratio) else ask.wanted
    if measures == GIVEN_RATIOS:
        if called not in (*GIVEN_RATIOS, "") or (_is_open(head, numbers[0], ask) and _tells_difference(table, columns)):
            return None
        return called or "ratio"
    if numbers[0] == "printed" and not called:
        return ADDITIVE if _tells_difference(table, columns) else "ratio"
    return called or ADDITIVE


def _is_open(head: str, role: str, ask: _Ask) -> bool:
    """Whether a column may hold ratios as well as differences, as far as its name and the user tell."""
    if ask.wanted is not None or ask.by_line or (role == "ratio" and role in ask.named) or measure_named(head):
        return False
    return role == "printed" or (role == "ratio" and is_doubtful(head))


def _tells_difference(table: StudyTable, columns: Mapping[str, int]) -> bool:
    """Whether a number of 0 or below shows that these cannot be ratios."""
    for row in table.rows:
        for column in columns.values():
            cell = row[column]
            found = as_printed(cell) or as_interval(cell)
            numbers = [found.low, found.high] if found is not None else [number_or_none(cell, table.decimal)]
            if any(x is not None and x <= 0 for x in numbers):
                return True
    return False


def _refuse_doubt(table: StudyTable, way: Way, ask: _Ask) -> None:
    role = way.numbers[0]
    name = table.header[way.columns[role]]
    if way.measure == "ratio" and _is_open(name, role, ask):
        raise SynthesisError(
            f"{name!r} may hold ratios as well as differences", where=table.name,
            remedy="Say which with --measure: OR, RR, HR or ratio, or else MD, SMD or RD",
        )  # fmt: skip


def _beside(table: StudyTable, named: Mapping[str, int]) -> dict[str, int]:
    plain = [normal(cell) for cell in table.header]
    found = {role: column for role, column in named.items() if role in WORDS}
    for role, known in WORDS.items():
        if role in found or role == "label":
            continue
        places = (plain.index(word) for word in known if word in plain)
        column = next((place for place in places if fits(role, table, place)), None)
        if column is not None:
            found[role] = column
    return found


def _with_label(table: StudyTable, beside: dict[str, int], taken: set[int]) -> dict[str, int]:
    """The label first: a known name, one of words rather than of numbers; else the first column of words, all different."""
    if "label" in beside:
        return {"label": beside.pop("label"), **beside}
    plain = [normal(cell) for cell in table.header]
    places = [plain.index(word) for word in WORDS["label"] if word in plain and plain.index(word) not in taken]
    places.sort(key=lambda place: all(row[place].isdecimal() for row in table.rows))
    if not places:
        others = set(range(len(plain))) - taken - set(beside.values())
        places = [place for place in sorted(others) if _names_lines([row[place] for row in table.rows])]
    return {"label": places[0], **beside} if places else beside


def _names_lines(cells: Sequence[str]) -> bool:
    return all(any(letter.isalpha() for letter in cell) for cell in cells) and len(set(cells)) == len(cells)


def _others(table: StudyTable, ways: Sequence[Way], first: Way, instead: Sequence[Way]) -> tuple[str, ...]:
    """What else could be made of lines that are left without an estimate."""
    left = [row for row in table.rows if not any(way.has(row) for way in (first, *instead))]
    notes = []
    for way in ways:
        lines = sum(1 for row in left if way.has(row))
        if lines and way.measure != first.measure:
            notes.append(
                f"{lines} of {len(table.rows)} lines have no {first.measure} but {', '.join(way.numbers)}: "
                f"pool them with --measure {way.measure}"
            )
            break
    return tuple(notes)


def _nothing(table: StudyTable, wanted: str | None, named: Mapping[str, int]) -> SynthesisError:
    """Why no estimate can be made: which columns were understood, and which have a known name and cells that do not fit it."""
    plain = [normal(cell) for cell in table.header]
    found = dict(named)
    misfits: dict[int, str] = {}
    for role in (*NUMBERS, "printed", "interval", "low", "high", *WORDS):
        if role in found:
            continue
        known = (
            [plain.index(word) for word in WORDS[role] if word in plain]
            if role in WORDS
            else [*_candidates(role, table.header, plain)]
        )
        free = [column for column in known if column not in found.values()]
        fitting = next((column for column in free if fits(role, table, column)), None)
        if fitting is not None:
            found[role] = fitting
        elif free and role not in WORDS:
            misfits.setdefault(free[0], role)
    shown = ", ".join(f"{role} = {table.header[column]!r}" for role, column in found.items()) or "none"
    odd = ", ".join(f"{table.header[c]!r} as {role}" for c, role in misfits.items() if c not in found.values())
    wish = f"{wanted} cannot be made" if wanted else "no estimate can be made"
    return SynthesisError(
        f"{wish} from these columns (understood: {shown}{'; cells do not fit: ' + odd if odd else ''})", where=table.name,
        remedy=f"Say which column is what, such as --column {_needs(wanted)[0]}=NAME; needed are {' '.join(_listed(wanted))}",
    )  # fmt: skip


def _needs(wanted: str | None) -> tuple[str, ...]:
    if wanted in MEASURES:
        return MEASURES[wanted].needs
    return ("ratio", "low", "high")


def _listed(wanted: str | None) -> list[str]:
    if wanted in MEASURES and wanted not in _GROUPS:
        return [", ".join(MEASURES[wanted].needs), "(or y with se)"]
    ways = ["ratio, low, high;", "or a, n1, c, n2;", "or a, b, c, d;", "or y, se"]
    return ways if wanted in (*_GROUPS[:2], *GIVEN_RATIOS, None) else ways[1:]
