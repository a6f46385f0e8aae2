"""What was found in a citation export: counts, faults with their lines, and what could not be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST_FAULTS = 1_000
"""Faults that a report lists; the others are counted."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a file.

    Attributes:
        what: and what was done about it.
        line: where, from 1; None where there is no telling.
        lost: whether something could not be read at all.
    """

    what: str
    line: int | None
    lost: bool = False

    def __str__(self) -> str:
        return self.what if self.line is None else f"line {self.line:,}: {self.what}"


@dataclass
class Report:
    """What was found in a file.

    Attributes:
        records: read.
        unknown: what no column tells (a tag, a field, a variable), by name, with how often it occurs.
        faults: what was wrong, the first :data:`MOST_FAULTS`; more_faults: how many there were besides.
        complete: whether the file was read to its end.
    """

    records: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    complete: bool = True

    def fault(self, what: str, line: int | None, *, lost: bool = False) -> None:
        """Add a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(what, line, lost))
        else:
            self.more_faults += 1
