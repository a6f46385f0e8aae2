"""Cells of tables: what spreadsheets made of numbers, dates and ranges of pages, undone where that is sure and else told."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from aetia.sources.partial_dates import partial_date
from aetia.sources.written_names import written_name

_WHOLE = re.compile(r"(\d{1,15})\.0+$")
_POWER = re.compile(r"(\d)(?:\.(\d{1,14}))?[eE]\+?(\d{1,2})$")
_DAYS = re.compile(r"\d{5}(?:\.\d+)?$")
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_MADE_DATE = re.compile(rf"(?:\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{1,2}}|\d{{1,2}}-{_MONTH}-\d{{2,4}})$", re.IGNORECASE)
_GUARD = re.compile(r"'+[=+\-@＝＋－＠|%]")
_LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_DAY_ZERO = datetime.date(1899, 12, 30)
"""The day that spreadsheets count from, for days after February 1900."""

Told = Callable[[str], None]


def plain_cell(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that keeps a spreadsheet from running it as a formula."""
    text = cell.strip()
    return text[1:] if _GUARD.match(text) else text


def whole_number(text: str, told: Told) -> str:
    """A number as people write it: ``2015.0`` is 2015, ``3.3193344E7`` is 33193344; one that lost digits is told and left out."""
    if found := _WHOLE.match(text):
        return found[1]
    if found := _POWER.match(text):
        digits, power = found[1] + (found[2] or ""), int(found[3])
        if len(digits) - 1 <= power <= 15 and len(digits) > 3:
            if len(digits.rstrip("0")) <= power - 2:
                told(f"the number {text} lost digits in a spreadsheet; it was left out")
                return ""
            return digits.ljust(power + 1, "0")
        told(f"the number {text} lost digits in a spreadsheet; it was left out")
        return ""
    return text


def ranged(text: str, told: Told) -> str:
    """Pages, a volume or an issue: one that a spreadsheet took for a date (``12-Mar``) cannot be known and is told."""
    if _MADE_DATE.match(text):
        told(f"a spreadsheet made the date {text} of a range of numbers; it was left out")
        return ""
    return whole_number(text, told)


def dated(text: str, told: Told) -> str:
    """A date or a year; a spreadsheet's number of days becomes the day that it stands for."""
    text = whole_number(text, told)
    if _DAYS.match(text) and 14_000 <= float(text) <= 80_000:
        day = _DAY_ZERO + datetime.timedelta(days=int(float(text)))
        told(f"the date {text} was read as a spreadsheet's number of days: {day.isoformat()}")
        return day.isoformat()
    if text and partial_date(text) is None:
        told(f"'{text[:40]}' is no date; it was left out")
        return ""
    return text


def people(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The people in a cell, and whether they are all; they are not where the list ends in *et al*.

    Parted by semicolons, line ends or bars; else by *and*; else, where every piece is a family name with initials, by commas. A
    list as Python prints it is one too.
    """
    parts = _parts(text)
    whole = True
    if parts and re.fullmatch(r"(?:and )?(?:et al\.?|others)", parts[-1].strip(), re.IGNORECASE):
        parts, whole = parts[:-1], False
    return [name for part in parts if (name := written_name(part))], whole


def _parts(text: str) -> list[str]:
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        return [(one or other).replace("\\'", "'") for one, other in _LISTED.findall(text)]
    for mark in (";", "\n", "|"):
        if mark in text:
            return [part.strip() for part in text.split(mark) if part.strip(" ,")]
    if " and " in text:
        return [part.strip() for part in text.split(" and ") if part.strip()]
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) > 1 and all(_is_person(piece) for piece in pieces):
        return pieces
    if len(pieces) > 3 and len(pieces) % 2 == 0 and all(_INITIALS.fullmatch(piece) for piece in pieces[1::2]):
        return [f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2], strict=True)]
    return [text] if text else []


def _is_person(piece: str) -> bool:
    """Whether a piece is a family name with initials behind it, or the end of a list of such."""
    if re.fullmatch(r"et al\.?", piece, re.IGNORECASE):
        return True
    family, blank, initials = piece.rpartition(" ")
    return bool(
        blank and family and _INITIALS.fullmatch(initials) and initials.replace(".", "").replace("-", "").isupper()
    )
