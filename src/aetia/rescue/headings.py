"""Which units are headings, and which heading stands below which: by tag, by size and weight of type, by number, by place."""

from __future__ import annotations

import re
from functools import cached_property

from aetia.rescue.marks import find_marks
from aetia.rescue.signs import (
    STANDING,
    is_navigation,
    linked_share,
    plain_heading,
    styled_heading,
)
from aetia.rescue.survey import Survey
from aetia.rescue.units import Unit

TAGGED = 10
STYLED = 70
LISTED = 200
_DEPTH = re.compile(r"\W*(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\)?\s+\S")


class Headings:
    """Finds the headings of a page.

    Args:
        survey: the page.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.units, self.reading = survey.units, survey.reading

    def level_of(self, i: int) -> int | None:
        """The rank of a heading set apart by its type or its place in a table; None where a unit is no such heading."""
        unit, words = self.units[i], self.survey.words(i)
        if self.survey.strong(i) or unit.kind in {"row", "flat-row", "pair", "item"} or unit.region != "main":
            return None
        if is_navigation(words) or len(words) < 3 or linked_share(unit) > 0.5:
            return None
        if styled_heading(self.reading, unit) or self._italic(i) or self._leads_row(i):
            return self._styled_level(i) if self._leads_somewhere(i) else None
        return None

    def tagged_level(self, i: int) -> int:
        """The rank of a heading that the page marks as one."""
        return TAGGED * self.units[i].level + self._depth(self.survey.words(i)) - 1

    def listed_level(self, i: int) -> int | None:
        """The rank of a list item that is the heading of a deeper list; None where it is none."""
        unit, words = self.units[i], self.survey.words(i)
        if unit.kind != "item" or self.survey.strong(i):
            return None
        styled = styled_heading(self.reading, unit)
        following = i + 1
        while (
            following < min(len(self.units), i + 4)
            and self.units[following].kind == "item"
            and self.units[following].level == unit.level
            and self.units[following].continues
            and not self.survey.strong(following)
        ):
            following += 1
        if following >= len(self.units) or (following > i + 1 and not styled):
            return None
        below = self.units[following]
        inside = below.kind == "item" and (below.level > unit.level or (styled and below.continues))
        led = self.reading.form == "text" and len(words.split()) <= 8 and self.survey.strong(following)
        inside = inside or (led and below.kind == "item")
        if not inside or linked_share(unit) > 0.7 or not (styled or plain_heading(words.rstrip(":"))):
            return None
        return LISTED + TAGGED * unit.level

    def numbered_line(self, i: int) -> bool:
        """True for a numbered short line of a text page, where what follows is not the next number of a list."""
        unit, survey = self.units[i], self.survey
        if self.reading.form != "text" or not re.fullmatch(r"\d{1,2}[.)]|[A-Z][.)]", unit.marker) or survey.strong(i):
            return False
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        if (
            following is None
            or unit.lines != 1
            or not plain_heading(survey.words(i))
            or i + 1 >= survey.footer
            or (unit.gap == 0 and i > 0)
        ):
            return False
        same = following.kind == "item" and re.fullmatch(r"\d{1,2}[.)]", following.marker) and following.gap == 0
        return not (same and not survey.strong(i + 1))

    def plain_level(self, i: int) -> int | None:
        """The rank of a line that nothing but its place sets apart; None where it is no heading."""
        unit, survey = self.units[i], self.survey
        words = survey.words(i)
        if (
            unit.kind in {"row", "flat-row", "pair"}
            or (unit.kind == "item" and self.reading.form == "html")
            or survey.strong(i)
        ):
            return None
        if unit.kind == "item" or unit.lines != 1 or (unit.gap == 0 and i > 0 and self.reading.form == "text"):
            return None
        if not plain_heading(survey.text[unit.start : unit.end]) or linked_share(unit) > 0.5 or is_navigation(words):
            return None
        if not find_marks(words)[1].strip(" .:"):
            return None
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        if following is None or following.gap > max(1, survey.gaps, unit.gap) or i + 1 >= survey.footer:
            return None
        if (STANDING.match(words) and ":" in words) or (
            survey.first_entry == len(self.units) and i > 0 and len(words) > 80
        ):
            return None
        level = 2 if words.isupper() or not survey.has_capitals else 3
        line = survey.text.rfind("\n", 0, unit.start) + 1
        indent = min(unit.start - line, 6) if self.reading.form == "text" else 0
        return TAGGED * level + self._depth(words) - 1 + indent

    def _depth(self, words: str) -> int:
        """How deep the number of a heading is (*2.1* is 2), on a page that numbers its headings so; else 1."""
        match = _DEPTH.match(words)
        return match["number"].count(".") + 1 if match and self._numbered else 1

    @cached_property
    def _numbered(self) -> bool:
        deep = {
            match["number"].rstrip(".")
            for i, unit in enumerate(self.units)
            if not self.survey.strong(i)
            and unit.end - unit.start <= 110
            and (match := _DEPTH.match(self.survey.words(i)))
            and "." in match["number"]
        }
        return len(deep) >= 2

    def _leads_somewhere(self, i: int) -> bool:
        """True where text or another heading with text below it follows."""
        for j in range(i + 1, min(len(self.units), self.survey.footer)):
            unit = self.units[j]
            if unit.region != "main":
                continue
            if unit.end - unit.start > 25 or self.survey.strong(j):
                return True
            if not (styled_heading(self.reading, unit) or unit.kind == "heading" or unit.cell is not None):
                return False
        return False

    def _italic(self, i: int) -> bool:
        """True for a short phrase in italics from end to end with entries right behind it, on a page with several such."""
        return i in self._italic_units

    @cached_property
    def _italic_units(self) -> frozenset[int]:
        found = [
            i
            for i, unit in enumerate(self.units[:-1])
            if unit.kind in {"paragraph", "cell"}
            and not self.survey.strong(i)
            and not self.survey.is_title(i)
            and plain_heading(self.survey.text[unit.start : unit.end].strip())
            and unit.end - unit.start <= 70
            and any(r.kind == "italic" and r.end - r.start >= 0.9 * (unit.end - unit.start) for r in unit.runs)
            and self.survey.strong(i + 1)
        ]
        return frozenset(found if len(found) >= 2 else [])

    def _leads_row(self, i: int) -> bool:
        """True for a cell that is alone in its row above entries, or stands beside entries in theirs."""
        unit = self.units[i]
        if unit.cell is None or unit.kind not in {"cell", "paragraph"} or not plain_heading(self.survey.words(i)):
            return False
        if (
            len(self.survey.words(i)) > 80
            or i < 1
            or unit.continues
            or re.fullmatch(r"\W*\d+\W*", self.survey.words(i))
        ):
            return False
        row = unit.cell[:2]
        mates = [
            j
            for j in range(max(0, i - 3), min(len(self.units), i + 60))
            if j != i and (cell := self.units[j].cell) is not None and cell[:2] == row
        ]
        if mates:
            column = unit.cell[2]
            beside = [j for j in mates if (cell := self.units[j].cell) is not None and cell[2] > column and j > i]
            return len(beside) == len(mates) and any(self.survey.strong(j) for j in beside)
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        return (
            following is not None
            and following.cell is not None
            and following.cell[0] == unit.cell[0]
            and following.cell[1] > row[1]
        )

    def _styled_level(self, i: int) -> int:
        """Larger type stands above smaller, bold above plain, and what is numbered *1.1* below *1.*"""
        ranks = self._ranks
        return STYLED + 10 * ranks.index(self._prominence(self.units[i])) + self._depth(self.survey.words(i)) - 1

    @cached_property
    def _ranks(self) -> list[tuple[int, int]]:
        return sorted({self._prominence(unit) for unit in self.units}, reverse=True)

    def _prominence(self, unit: Unit) -> tuple[int, int]:
        whole = [r for r in unit.runs if r.end - r.start >= 0.9 * (unit.end - unit.start)]
        size = max((int(r.value or 4) for r in whole if r.kind == "large"), default=3)
        return size, int(any(r.kind in {"bold", "large"} for r in whole))
