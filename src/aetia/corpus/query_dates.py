"""Dates in a search: years, months and days, as numbers that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")
_MONTHS, _DAYS = 12, 31
OPEN_END = "3000"
"""The year that stands for "until now" in PubMed's own ranges."""


@dataclass(frozen=True)
class Period:
    """A year, a month or a day.

    Attributes:
        text: in the searchers' way: ``2019/05``.
        first, last: its first and last day, as :func:`day_number` counts.
    """

    text: str
    first: int
    last: int


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days in order, every month with 31 of them: what dates are compared by. Record dates such as 31 February keep their place."""
    return (year * _MONTHS + month - 1) * _DAYS + day - 1


def day_of(date: str | None) -> int | None:
    """The number of a record's date: ``2019``, ``2019-07``, ``2019-07-02``. A month or day that is not known counts as first."""
    period = period_of(date) if date else None
    return period.first if period else None


def period_of(text: str) -> Period | None:
    """The period that a text names, or None: ``2019``, ``2019/05``, ``2019/5/31``, with hyphens too."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), found[2] and int(found[2]), found[3] and int(found[3])
    if (month and not 1 <= month <= _MONTHS) or (day and not 1 <= day <= _DAYS) or month == 0 or day == 0:
        return None
    parts = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]
    return Period(
        "/".join(parts), day_number(year, month or 1, day or 1), day_number(year, month or _MONTHS, day or _DAYS)
    )
