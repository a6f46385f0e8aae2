"""What each unit of a page is, and the tree of its headings."""

from __future__ import annotations

import re

from aetia.rescue.belongings import stands_with
from aetia.rescue.blocks import Reading
from aetia.rescue.company import raise_by_company
from aetia.rescue.entries import read_entry
from aetia.rescue.entry import Entry
from aetia.rescue.headings import LISTED, TAGGED, Headings
from aetia.rescue.jump_lists import find_jump_list
from aetia.rescue.labels import find_see_also, finding_lead
from aetia.rescue.marks import find_marks
from aetia.rescue.parts import ENTRY_STRENGTH, Outline, Part
from aetia.rescue.records import join_records
from aetia.rescue.remarks import is_commentary
from aetia.rescue.sentences import is_clause
from aetia.rescue.signs import (
    IMPORTANT,
    JUMP_LEAD,
    NEXT,
    ORGANISATION,
    RETIREMENT,
    STANDING,
    WARNING,
    is_jump,
    is_navigation,
    is_next,
    linked_share,
    styled_heading,
)
from aetia.rescue.survey import ANNOTATES, SECTION_WIDE, Survey
from aetia.rescue.titles import find_title
from aetia.rescue.units import Unit, make_units

_REPORT_TITLE = re.compile(
    r"\b(?:guidelines?|report|study|trial|handbook|manual|consensus|statement|review|"
    r"recommendations|bericht|leitlinie)\b",
    re.IGNORECASE,
)


def outline(reading: Reading) -> Outline:
    """Takes a page apart.

    Args:
        reading: the page's text and blocks.

    Returns:
        Title, parts and entries. Every block belongs to one part.
    """
    units = join_records(reading, make_units(reading))
    entries = [
        read_entry(reading.text, u) if u.kind not in {"heading", "header-row"} else Entry(u.start, u.end) for u in units
    ]
    for unit, entry in zip(units, entries, strict=True):
        words = reading.text[unit.start : unit.end]
        furniture = ((len(words) < 120 and NEXT.match(words)) or ORGANISATION.search(words)) and not {
            "volume",
            "journal",
        } & entry.fields.keys()
        if (is_jump(unit) or furniture) and "year" not in entry.fields:
            entry.strength, entry.fields = 0.0, {}
    raise_by_company(reading.text, units, entries)
    title = find_title(reading, units, [entry.strength for entry in entries])
    return _Builder(Survey(reading, units, entries, title)).build()


class _Builder:
    """Goes through the units once, keeping the headings that are open."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.headings = Headings(survey)
        self.reading, self.units, self.read, self.title = survey.reading, survey.units, survey.entries, survey.title
        self.text = survey.text
        self.parts: list[Part] = []
        self.entries: list[Entry] = []
        self.open: list[tuple[int, str]] = []
        self.in_list = False

    def build(self) -> Outline:
        """Reads every unit."""
        if self.title is not None:
            self.open = [(0, self.title.words)]
        i = 0
        while i < len(self.units):
            i = self._step(i)
        return Outline(self.title, self.parts, self.entries)

    def _path(self) -> tuple[str, ...]:
        return tuple(words for _, words in self.open)

    def _add(self, kind: str, unit: Unit, **more: object) -> Part:
        part = Part(kind, unit.start, unit.end, self._path(), boxed=unit.boxed)
        for name, value in more.items():
            setattr(part, name, value)
        self.parts.append(part)
        return part

    def _step(self, i: int) -> int:
        """Places one unit, or several that belong together; returns the number of the next."""
        unit, entry = self.units[i], self.read[i]
        words = self.survey.words(i)
        if self.title is not None and self.title.unit == i:
            self._add("title", unit)
            self.open = [(0, self.title.words)]
            return i + 1
        jump = self._jump_list(i)
        if jump > i:
            return jump
        if i >= self.survey.footer:
            self._add("next_link" if is_next(unit, words) else "organisation", unit)
            return i + 1
        if unit.region == "footer" or unit.region == "navigation":
            self._add("organisation" if unit.region == "footer" else "navigation", unit)
            return i + 1
        leads_on = is_next(unit, words) and (NEXT.match(words) or i > self.survey.last_entry)
        if leads_on and entry.strength < ENTRY_STRENGTH and i > self.survey.first_entry:
            self._add("next_link", unit)
            return i + 1
        if i in self.survey.menu or (is_navigation(words) and entry.strength < ENTRY_STRENGTH):
            self._add("navigation", unit)
            return i + 1
        if entry.strength < ENTRY_STRENGTH and self._notice(unit, words, i):
            return i + 1
        if unit.kind == "header-row":
            self._add("table_header", unit)
            return i + 1
        before_title = (
            self.reading.form == "html"
            and self.title is not None
            and self.title.unit is not None
            and i < self.title.unit
        )
        if (
            before_title
            and entry.strength < ENTRY_STRENGTH
            and (linked_share(unit) > 0.5 or styled_heading(self.reading, unit))
        ):
            self._add("navigation", unit)
            return i + 1
        if self._heading(i, words):
            return i + 1
        if entry.strength >= ENTRY_STRENGTH and unit.region == "main":
            return self._entry(i)
        if self._bold_lead(i):
            return self._entry(i)
        return self._running(i, words)

    def _notice(self, unit: Unit, words: str, i: int) -> bool:
        early = i < max(4, self.survey.first_entry) or unit.boxed
        if RETIREMENT.search(words) and (i <= 3 or (unit.boxed and i < 6)) and len(words) < 600:
            self._add("notice", unit)
        elif WARNING.match(words):
            self._add("warning", unit)
        elif (STANDING.match(words) and early and len(words) < 200) or unit.region == "header":
            self._add("standing_line", unit)
        else:
            return False
        return True

    def _heading(self, i: int, words: str) -> bool:
        """Takes a unit as a heading when it is one, and opens its section."""
        unit = self.units[i]
        if self.headings.numbered_line(i):
            self._open(unit, f"{unit.marker} {words}", 2 * TAGGED)
            return True
        self._leave_lists(unit)
        listed = self.headings.listed_level(i)
        if listed is not None:
            self._open(unit, words.rstrip(" :"), listed)
            return True
        if unit.kind == "heading" and self.survey.told_before and self.survey.says(i) and self.survey.strong(i + 1):
            self._add("prose", unit)
            return True
        if unit.kind == "heading":
            if is_navigation(words) or JUMP_LEAD.match(words):
                self._add("navigation", unit)
            elif not re.search(r"[^\W\d_]{2}|(?:19|20)\d\d", words):
                self._add("entry_number", unit)
            else:
                printed = words if unit.marker != "underline" else words.rstrip("=-_~*# ")
                self._open(unit, printed, self.headings.tagged_level(i))
            return True
        level: int | None = self.headings.level_of(i) if self.reading.form == "html" or unit.cell is not None else None
        if level is None and self.survey.plain:
            level = self.headings.plain_level(i)
            if level is not None and self._within_list(words):
                return False
        if level is None:
            return False
        self._open(unit, words.strip("=*#_~- ") if self.survey.plain else words, level)
        return True

    def _leave_lists(self, unit: Unit) -> None:
        """Closes the sections of lists that a unit does not stand in."""
        if unit.kind == "taken":
            return
        while self.open and self.open[-1][0] >= LISTED:
            if unit.kind == "item" and (self.open[-1][0] < LISTED + TAGGED * unit.level or unit.continues):
                break
            self.open.pop()

    def _within_list(self, words: str) -> bool:
        """True for a short line in a list that a sentence ending in a colon has begun."""
        before = self.parts[-1] if self.parts else None
        if (
            before is not None and self.text[before.end - 1] == ":" and before.kind in {"prose", "entry"}
        ) or self.in_list:
            self.in_list = self.in_list or not any(words.casefold() == item.casefold() for item in self._jump_items())
        return self.in_list

    def _jump_items(self) -> list[str]:
        return [self.text[a:b] for part in self.parts if part.kind == "jump_list" for a, b in part.items]

    def _open(self, unit: Unit, words: str, level: int) -> None:
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        self.open.append((level, words))
        self.parts.append(Part("heading", unit.start, unit.end, self._path(), level))
        self.in_list = False

    def _jump_list(self, i: int) -> int:
        """Takes a jump list that begins here; returns where it ends, or ``i``."""
        stop, items = find_jump_list(self.survey, i)
        for unit, inside in zip(self.units[i:stop], items, strict=True):
            self._add("jump_list", unit, items=inside)
        return stop

    def _entry(self, i: int) -> int:
        """Takes a unit as an entry, with the paragraph after it where that is its finding."""
        unit, entry = self.units[i], self.read[i]
        if self._lost_heading(unit):
            del self.open[1:]
        entry.section_path = self._path()
        index = len(self.entries)
        self.entries.append(entry)
        self._add("entry", unit, entry=index)
        self.in_list = False
        self._year_beside(i, entry, index)
        following = i + 1
        beside = stands_with(self.survey, i, following)
        if "finding" not in entry.fields and not beside and self._told_before(i, entry, index):
            return self._annotations(i, following, index)
        told = beside or (self.survey.remark_at if self.survey.annotated else self.survey.prose_at)(following)
        if "finding" in entry.fields or not told:
            return self._annotations(i, following, index)
        words = self.survey.words(following)
        if not (beside or self.survey.annotated or (ANNOTATES.match(words) and not SECTION_WIDE.search(words[:200]))):
            return following
        found = self.units[following]
        lead = finding_lead(self.text[found.start : found.end].replace("\n", " "))
        entry.put(self.text, "finding", found.start + lead, found.end, 0.75)
        see = find_see_also(self.text[found.start : found.end].replace("\n", " "))
        if see is not None and see.items and "see_also" not in entry.fields:
            entry.fields["see_also"] = [self.text[found.start + a : found.start + b] for a, b in see.items]
            entry.spans["see_also"] = (found.start + see.items[0][0], found.start + see.items[-1][1])
            entry.put(self.text, "finding", found.start + lead, found.start + see.start, 0.75)
        self._add("annotation", found, entry=index)
        return self._annotations(i, following + 1, index)

    def _year_beside(self, i: int, entry: Entry, index: int) -> None:
        """Takes the year that stands alone in the cell before an entry."""
        before = self.units[i - 1] if i else None
        part = self.parts[-2] if len(self.parts) > 1 else None
        cell = self.units[i].cell
        if before is None or part is None or before.cell is None or cell is None or part.start != before.start:
            return
        year = re.fullmatch(r"\W*((?:19|20)\d\d)\W*", self.survey.words(i - 1))
        if year is None or before.cell[:2] != cell[:2] or "year" in entry.fields or part.kind in {"heading", "entry"}:
            return
        entry.fields["year"], entry.confidence["year"] = int(year[1]), 0.85
        entry.spans["year"] = (before.start, before.end)
        part.kind, part.entry = "annotation", index

    def _told_before(self, i: int, entry: Entry, index: int) -> bool:
        """Takes the sentence before an entry as its finding: in the cell before it, or where the page sets all findings so."""
        unit, before = self.units[i], self.units[i - 1] if i else None
        part = self.parts[-2] if len(self.parts) > 1 else None
        if before is None or part is None or part.kind != "prose" or part.start != before.start:
            return False
        row = unit.cell is not None and before.cell is not None and before.cell[:2] == unit.cell[:2]
        beside = row and unit.cell is not None and before.cell is not None and before.cell[2] < unit.cell[2]
        if not (beside or (self.survey.told_before and self.survey.says(i - 1))):
            return False
        entry.put(self.text, "finding", before.start, before.end, 0.75)
        part.kind, part.entry = "annotation", index
        return True

    def _annotations(self, i: int, at: int, index: int) -> int:
        """Keeps with an entry what else is said of it: a list of criteria, a comment, a closing note."""
        if at < len(self.units) and self._only_marks(at, index):
            self._add("annotation", self.units[at], entry=index)
            at += 1
        if at < len(self.units) and is_commentary(self.survey.words(at)) and self.read[at].strength < 1.6:
            self._add("annotation", self.units[at], entry=index)
            at += 1
        if not self.survey.annotated or at == i + 1:
            return at
        while (
            at < min(len(self.units), self.survey.footer)
            and self.units[at].kind in {"item", "paragraph"}
            and self.read[at].strength < ENTRY_STRENGTH
        ):
            words = self.survey.words(at)
            if (
                is_navigation(words)
                or styled_heading(self.reading, self.units[at])
                or NEXT.match(words)
                or (self.reading.form == "text" and len(words) < 100)
            ):
                break
            self._add("annotation", self.units[at], entry=index)
            at += 1
        return at

    def _only_marks(self, i: int, index: int) -> bool:
        """Takes the identifiers of a unit that holds nothing else, such as *PMID: 123*, for the entry before it."""
        unit, entry = self.units[i], self.entries[index]
        marks, rest = find_marks(self.text[unit.start : unit.end])
        if (
            rest.strip(" .,;:[]()\n")
            or unit.region != "main"
            or not any(m.kind in {"doi", "pmid", "pmcid"} for m in marks)
        ):
            return False
        for mark in marks:
            if mark.kind in {"doi", "pmid", "pmcid"} and mark.kind not in entry.fields:
                entry.fields[mark.kind], entry.confidence[mark.kind] = mark.value, 0.8
                entry.spans[mark.kind] = (unit.start + mark.start, unit.start + mark.end)
        return True

    def _lost_heading(self, unit: Unit) -> bool:
        """True when more blank lines than usual stand before a unit and no heading follows them, on a page with headings."""
        return (
            self.reading.form == "text"
            and unit.gap > max(1, self.survey.gaps)
            and len(self.open) > 1
            and bool(self.parts)
            and self.parts[-1].kind != "heading"
        )

    def _bold_lead(self, i: int) -> bool:
        """True for a bold phrase closed by a full stop that names a document, a sentence on it in the next paragraph."""
        unit, entry = self.units[i], self.read[i]
        words = self.survey.words(i)
        covered = max((r.end - r.start for r in unit.runs if r.kind == "bold"), default=0)
        if (
            covered < 0.85 * (unit.end - unit.start)
            or not words.endswith(".")
            or len(words.split()) < 4
            or not _REPORT_TITLE.search(words)
        ):
            return False
        if not self.survey.prose_at(i + 1) and not (
            i + 1 < len(self.units) and len(self.survey.words(i + 1).split()) > 8
        ):
            return False
        entry.fields.setdefault("labels", [])
        entry.put(self.text, "title", unit.start, unit.end, 0.5)
        entry.fields["title"] = words.rstrip(".")
        following = self.units[i + 1]
        entry.put(self.text, "finding", following.start, following.end, 0.4)
        entry.strength, entry.publication = ENTRY_STRENGTH, "report"
        self.parts.append(Part("annotation", following.start, following.end, self._path(), entry=len(self.entries)))
        self.units[i + 1].kind = "taken"
        return True

    def _running(self, i: int, words: str) -> int:
        """Prose, a list of links, or what is not understood."""
        unit = self.units[i]
        if unit.kind == "taken":
            return i + 1
        if self._lost_heading(unit) and i > self.survey.first_entry:
            del self.open[1:]
        share = linked_share(unit)
        if (share > 0.8 and len(words.split()) < 14) or (self.in_list and len(words) < 110):
            return self._link(i, words)
        if (
            IMPORTANT.match(words)
            or (is_clause(words) and len(words.split()) >= 5)
            or (len(words.split()) >= 12 and re.search(r"[.:?!]\W*$", words))
        ):
            part = self._add("prose", unit)
            found = find_see_also(self.text[unit.start : unit.end].replace("\n", " "))
            if found is not None and found.items:
                part.see_also = [(unit.start + a, unit.start + b) for a, b in found.items]
            return i + 1
        headed = bool(self.parts) and self.parts[-1].kind in {"heading", "title"}
        if re.search(r"[:.!?]\s*$", words) and len(words.split()) >= (2 if headed else 4):
            self._add("prose", unit)
            return i + 1
        self._add("not_understood", unit)
        return i + 1

    def _link(self, i: int, words: str) -> int:
        """A link to another page, kept as an entry that is no study."""
        unit, entry = self.units[i], self.read[i]
        several = sum(r.kind == "link" for r in unit.runs) > 2
        if (self.reading.form == "html" and (i > self.survey.last_entry or several)) or unit.region != "main":
            self._add("navigation", unit)
            return i + 1
        entry.fields = {"title": words, "labels": []}
        entry.spans = {"title": (unit.start, unit.end)}
        entry.confidence = {"title": 0.5}
        entry.kind, entry.publication, entry.strength = "internal_link", "link", 0.5
        entry.rest = []
        entry.section_path = self._path()
        link = next((r for r in unit.runs if r.kind == "link"), None)
        if link is not None:
            entry.fields["url"], entry.spans["url"], entry.confidence["url"] = link.value, (link.start, link.end), 0.9
        self.entries.append(entry)
        self._add("entry", unit, entry=len(self.entries) - 1)
        return i + 1
