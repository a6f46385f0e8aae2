"""What is known of a page as a whole before it is gone through: where its entries begin and end, how headings are set."""

from __future__ import annotations

import re
from functools import cached_property

from aetia.rescue.blocks import Reading, fold_space
from aetia.rescue.entry import Entry
from aetia.rescue.parts import ENTRY_STRENGTH
from aetia.rescue.sentences import is_clause
from aetia.rescue.signs import NEXT, ORGANISATION, STANDING, WARNING, is_plain, linked_share, plain_heading
from aetia.rescue.titles import PageTitle
from aetia.rescue.units import Unit

ANNOTATES = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:\w+\s+)?(?:source|study|article|paper|review|report|book|"
    r"authors?|trial|website|research(?:ers)?|piece|work|chapter|findings?|results?)\b|in "
    r"this\s|researchers\b|scientists\b|"
    r"an?\s+(?:group|team|study|review|analysis|survey|cohort)\b|(?:the )?teams?\b|we\s|"
    r"abstract\b|summary\b|authors?\b|findings?\b|results?\b|conclusions?\b|note:|comment:|"
    r"dieser?\s+(?:studie|artikel|arbeit)|die\s+(?:studie|autoren|arbeit)|"
    r"cette\s+étude|les\s+auteurs|este\s+(?:estudio|artículo)|los\s+autores|questo\s+studio|gli\s+autori)",
    re.IGNORECASE,
)
SECTION_WIDE = re.compile(
    r"\b(?:these (?:references|studies|papers|sources)|this (?:page|section|handbook|site|list)|"
    r"the handbook|below|above|following (?:studies|references))\b",
    re.IGNORECASE,
)


class Survey:
    """A page's units, their readings as entries, and what they tell together.

    Args:
        reading: the page.
        units: its units.
        entries: each unit read as an entry.
        title: the page's title, or None.
    """

    def __init__(self, reading: Reading, units: list[Unit], entries: list[Entry], title: PageTitle | None) -> None:
        self.reading, self.units, self.entries, self.title = reading, units, entries, title
        self.text = reading.text
        good = [i for i, e in enumerate(entries) if e.strength >= ENTRY_STRENGTH and units[i].region == "main"]
        self.first_entry = good[0] if good else len(units)
        self.last_entry = good[-1] if good else -1
        self.plain = is_plain(reading, units, title.unit if title else None)
        self.told_before = self._is_told_before(good)
        self.annotated = not self.told_before and self._is_annotated(good)
        self.footer = self._footer_start()
        self.gaps = self._usual_gap()
        self.menu = self._menu()

    def words(self, i: int) -> str:
        """The text of a unit, white space folded."""
        return fold_space(self.text[self.units[i].start : self.units[i].end])

    def strong(self, i: int) -> bool:
        """True for a unit that reads as an entry."""
        return self.entries[i].strength >= ENTRY_STRENGTH

    def is_title(self, i: int) -> bool:
        """True for the unit that prints the title."""
        return self.title is not None and self.title.unit == i

    def prose_at(self, i: int) -> bool:
        """True where a paragraph of running text stands that is no entry."""
        if i >= len(self.units) or self.units[i].kind not in {"paragraph", "cell", "definition"} or self.strong(i):
            return False
        words = self.words(i)
        told = is_clause(words) or (len(words.split()) >= 10 and bool(re.search(r"[.!?]\W*$", words)))
        return len(words.split()) >= 8 and told and not WARNING.match(words)

    def remark_at(self, i: int) -> bool:
        """True where a sentence stands, long or short, that can be said of the entry before it."""
        if self.prose_at(i):
            return True
        if (
            i >= len(self.units)
            or self.units[i].kind != "paragraph"
            or self.strong(i)
            or self.units[i].region != "main"
        ):
            return False
        words = self.words(i)
        closed = bool(re.search(r"[.!?][\"”»)\]]*$", words)) and len(words.split()) >= 3
        return closed and not (STANDING.match(words) or WARNING.match(words) or linked_share(self.units[i]) > 0.5)

    @cached_property
    def has_capitals(self) -> bool:
        """True when a page of text sets some of its headings in capitals: the others stand below them."""
        return any(
            unit.lines == 1
            and unit.gap
            and plain_heading(self.text[unit.start : unit.end])
            and self.words(j).isupper()
            and len(self.words(j)) > 3
            for j, unit in enumerate(self.units)
            if not self.strong(j) and not self.is_title(j)
        )

    def _menu(self) -> frozenset[int]:
        """Units of a menu: four or more short phrases in a row before the first entry, in cells or all links."""
        if self.reading.form == "text":
            return frozenset()
        found: set[int] = set()
        run: list[int] = []
        for i, unit in enumerate([*self.units[: self.first_entry], None]):
            words = self.words(i) if unit is not None else ""
            short = (
                unit is not None
                and unit.kind in {"cell", "item", "paragraph"}
                and len(words) <= 40
                and not re.search(r"[.:;]$", words)
            )
            if (
                short
                and unit is not None
                and (unit.kind == "cell" or linked_share(unit) > 0.7)
                and not (self.title and self.title.unit == i)
            ):
                run.append(i)
                continue
            if len(run) >= 4:
                found.update(run)
            run = []
        return frozenset(found)

    def _usual_gap(self) -> int:
        gaps = sorted(u.gap for u in self.units if u.gap)
        return gaps[len(gaps) // 2] if gaps else 1

    def says(self, i: int) -> bool:
        """True for a sentence in a paragraph or set as a heading."""
        if not 0 <= i < len(self.units) or self.is_title(i):
            return False
        words = self.words(i)
        heads = self.units[i].kind == "heading" and not self.strong(i)
        return self.remark_at(i) or (heads and len(words.split()) >= 3 and bool(re.search(r"[.!]$", words)))

    def _is_told_before(self, good: list[int]) -> bool:
        """True when each entry stands below the sentence about it: also those that are not the first under their heading."""
        bare = [i for i in good if "finding" not in self.entries[i].fields]
        inner = [i for i in bare if (i >= 2 and self.strong(i - 2)) or (i >= 1 and self.strong(i - 1))]
        told = [i for i in inner if self.says(i - 1)]
        first = [i for i in bare if i not in inner]
        return (
            len(told) >= max(2, 0.6 * len(inner))
            and sum(self.says(i - 1) for i in first) >= 0.6 * len(first)
            and bool(first)
        )

    def _is_annotated(self, good: list[int]) -> bool:
        """True when the paragraph after an entry speaks of it: most entries have one, and hardly any section is prose alone."""
        bare = [i for i in good if "finding" not in self.entries[i].fields]
        if not bare:
            return False
        followed = [i for i in bare if self.remark_at(i + 1) and not SECTION_WIDE.search(self.words(i + 1)[:160])]
        cues = sum(bool(ANNOTATES.match(self.words(i + 1))) for i in followed)
        lonely = 0
        since_heading, seen = False, True
        for i in range(good[0], len(self.units)):
            if self.units[i].kind == "heading":
                lonely += since_heading and not seen
                since_heading, seen = False, False
            elif self.entries[i].strength >= ENTRY_STRENGTH:
                seen = True
            elif self.prose_at(i):
                since_heading = True
        return len(followed) >= 0.6 * len(bare) and (lonely <= 0.25 * len(good) or cues >= 0.7 * len(followed))

    def _footer_start(self) -> int:
        """The first unit after the last entry that speaks of the organisation."""
        for i in range(max(self.last_entry + 1, len(self.units) // 3), len(self.units)):
            words = self.words(i)
            if (NEXT.match(words) and len(words) < 120) or self.units[i].kind == "heading":
                continue
            if self.reading.form == "text" and re.match(
                r"--? ?\n", self.text[self.units[i].start : self.units[i].start + 4]
            ):
                return i
            if len(ORGANISATION.findall(words)) >= (1 if i >= len(self.units) - 6 else 2) and (
                self.last_entry >= 0 or i > len(self.units) * 0.8
            ):
                return i
        return len(self.units)
