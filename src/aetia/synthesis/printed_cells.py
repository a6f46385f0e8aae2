"""What papers print in one cell: an estimate with its limits, an interval, so many of so many."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"([+\-\u2212]?(?:\d+(?:[.,]\d+)*|[.,]\d+))"
_LEVEL = r"(?:(\d{2}(?:[.,]\d+)?)\s*%\s*)?(?:(?:ci|cl|cri|confidence interval)\s*[:=,]?\s*)?"
_BETWEEN = r"\s*(?:-|\u2212|–|—|to|;|,|/|bis|\.\.|…)\s*"
_PRINTED = re.compile(rf"{_NUMBER}\s*[\[(;,]?\s*{_LEVEL}[\[(]?\s*{_NUMBER}{_BETWEEN}{_NUMBER}\s*[\])]*", re.IGNORECASE)
_INTERVAL = re.compile(rf"[\[(]?\s*{_LEVEL}{_NUMBER}{_BETWEEN}{_NUMBER}\s*[\])]?", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)\s*(?:/|of|von)\s*(\d+)(?:\s*\(\s*[\d.,]+\s*%?\s*\))?", re.IGNORECASE)
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Printed:
    """Numbers as printed in one cell; *value* None for an interval alone, *level* in per cent, None where none is said."""

    value: float | None
    low: float
    high: float
    level: float | None


def as_printed(cell: str) -> Printed | None:
    """An estimate with its limits, such as ``1.8 (0.9 to 3.6)`` or ``2,1 [95 % CI 1,2; 3,7]``.

    Returns:
        None where the cell holds no such thing, or numbers that may be read in two ways.
    """
    found = _PRINTED.fullmatch(cell.strip())
    if found is None:
        return None
    value, level, low, high = found.groups()
    numbers = _numbers((value, low, high))
    return None if numbers is None else Printed(numbers[0], numbers[1], numbers[2], _level(level))


def as_interval(cell: str) -> Printed | None:
    """Two limits, such as ``0.9 to 3.6`` or ``[0.9; 3.6]``; None where the cell holds no such thing."""
    found = _INTERVAL.fullmatch(cell.strip())
    if found is None:
        return None
    level, low, high = found.groups()
    numbers = _numbers((low, high))
    return None if numbers is None else Printed(None, numbers[0], numbers[1], _level(level))


def as_fraction(cell: str) -> tuple[float, float] | None:
    """So many of so many, such as ``38/119`` or ``38/119 (31.9%)``; None where the cell holds no such thing."""
    found = _FRACTION.fullmatch(cell.strip())
    return None if found is None else (float(found[1]), float(found[2]))


def _level(text: str | None) -> float | None:
    return None if text is None else float(text.replace(",", "."))


def _numbers(texts: tuple[str, ...]) -> list[float] | None:
    """The numbers of one cell, which share their decimal sign; None if that is not clear from any of them."""
    plain = [text.replace("\u2212", "-") for text in texts]
    bare = [text.lstrip("+-") for text in plain]
    if any(text.count(".") + text.count(",") > 1 for text in bare):
        return None
    marks = {mark for text in bare for mark in ".," if mark in text}
    if len(marks) > 1:
        return None
    marked = [text for text in bare if "." in text or "," in text]
    if marks == {","} and all(_DOUBTFUL.fullmatch(text) for text in marked):
        return None
    return [float(text.replace(",", ".")) for text in plain]
