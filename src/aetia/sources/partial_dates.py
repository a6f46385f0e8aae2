"""Dates in exports, as exact as they are known."""

from __future__ import annotations

import re
from calendar import monthrange

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_MONTH = r"(?P<month>(?:0?[1-9]|1[0-2])(?!\d)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)"
_DAY = r"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?!\d))"
_NAMED = _MONTH.replace(r"(?:0?[1-9]|1[0-2])(?!\d)|", "")
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"^(?P<year>1[5-9]\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"^{_YEAR}(?!\d)(?:[\s/.,-]+{_MONTH}(?:[\s/.,-]+{_DAY}(?![a-z]))?)?",
        rf"^{_NAMED}(?:[\s/-]+{_DAY})?(?:[\s,/-]+[a-z]{{3,9}}\.?)?[\s,/-]+{_YEAR}(?!\d)",
        rf"^{_DAY}[\s.]+{_NAMED}[\s,]+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}(?!\d)",
    )
)
_LONGEST = 100
"""Characters of a text that may hold a date."""
_IN_WORDS = re.compile(
    r"[A-Za-z]{3,}.*[A-Za-z]{3,}|spring|summer|autumn|fall|winter|quart|\d{4}\s*-\s*\d{4}", re.IGNORECASE
)


def partial_date(text: str) -> str | None:
    """The first date in a text: ``2019``, ``2019-07`` or ``2019-07-02``; None without a year from 1500 on.

    Args:
        text: such as ``2019/07/02/received``, ``2019 Jul 2``, ``1998 Dec-1999 Jan``, ``AUG 2022``, ``2 July 2019``, ``20190702``.
            Months are numbers or English. A date of numbers alone that begins with a day or a month (``03/04/2019``) tells its
            year only, since nobody can know which of the two comes first.
    """
    for form in _FORMS:
        if match := form.search(text.strip()[:_LONGEST]):
            parts = match.groupdict()
            return whole_date(match["year"], parts.get("month"), parts.get("day"))
    return None


def whole_date(year: str | int, month: str | int | None = None, day: str | int | None = None) -> str:
    """A partial date from its parts; a part that cannot be is left out, with those after it.

    Args:
        year: from 1 to 9999.
        month: a number, or a name or its first three letters in English.
        day: a number.
    """
    known = _month(month)
    if known is None:
        return f"{int(year):04}"
    number = _number(day)
    if not 1 <= number <= monthrange(int(year), known)[1]:
        return f"{int(year):04}-{known:02}"
    return f"{int(year):04}-{known:02}-{number:02}"


def _month(month: str | int | None) -> int | None:
    number = _number(month) or _MONTHS.get(str(month or "").strip().lower()[:3], 0)
    return number if 1 <= number <= 12 else None


def _number(part: str | int | None) -> int:
    text = str(part or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 2 else 0


def in_words(text: str) -> bool:
    """Whether a date says more than a partial date holds: a season, a span of months or years."""
    return bool(_IN_WORDS.search(text[:_LONGEST]))
