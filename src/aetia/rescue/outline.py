"""What each unit of a page is, and the tree of its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aetia.rescue.blocks import Reading, fold_space
from aetia.rescue.entries import Entry, is_commentary, read_entry
from aetia.rescue.labels import find_see_also
from aetia.rescue.sentences import is_clause, split_sentences
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
    linked_share,
    plain_heading,
    styled_heading,
)
from aetia.rescue.titles import PageTitle, find_title
from aetia.rescue.units import Unit, make_units

ENTRY_STRENGTH = 1.0
_ANNOTATES = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:\w+\s+)?(?:source|study|article|paper|review|report|book|"
    r"authors?|trial|website|research(?:ers)?|piece|work|chapter|findings?|results?)\b|in "
    r"this\s|researchers\b|scientists\b|"
    r"an?\s+(?:group|team|study|review|analysis|survey|cohort)\b|(?:the )?teams?\b|we\s|"
    r"abstract\b|summary\b|authors?\b|findings?\b|results?\b|conclusions?\b|note:|comment:|"
    r"dieser?\s+(?:studie|artikel|arbeit)|die\s+(?:studie|autoren|arbeit)|"
    r"cette\s+étude|les\s+auteurs|este\s+(?:estudio|artículo)|los\s+autores|questo\s+studio|gli\s+autori)",
    re.IGNORECASE,
)
_SECTION_WIDE = re.compile(
    r"\b(?:these (?:references|studies|papers|sources)|this (?:page|section|handbook|site|list)|"
    r"the handbook|below|above|following (?:studies|references))\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:Nobody|No one|Most|Many|Some|All|Several|People|Patients|Researchers|Scientists|"
    r"Doctors|Here|For|If|When|While|Since|Although|As|To|After|Before|Please|Our|My|Your|Like|"
    r"Send|Click|Write|Thank|Welcome|Table|Kept|Last)\b"
)
_REPORT_TITLE = re.compile(
    r"\b(?:guidelines?|report|study|trial|handbook|manual|consensus|statement|review|"
    r"recommendations|bericht|leitlinie)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """One stretch of the page and what it is.

    Args:
        kind: title, heading, prose, entry, jump_list, notice, warning, navigation, standing_line, next_link, organisation,
            annotation (said of the entry before it), table_header, entry_number or not_understood.
        start: first character in the reading text.
        end: one past the last.
        section_path: headings above it.
        level: of a heading.
        entry: index of the entry it is or belongs to.
        items: start and end of each item of a jump list.
        see_also: pages that prose points to.
    """

    kind: str
    start: int
    end: int
    section_path: tuple[str, ...] = ()
    level: int = 0
    entry: int | None = None
    items: list[tuple[int, int]] = field(default_factory=list)
    see_also: list[tuple[int, int]] = field(default_factory=list)
    boxed: bool = False


@dataclass(slots=True)
class Outline:
    """A page taken apart.

    Args:
        title: the page's title, or None.
        parts: in the order of the text, all of it but white space between them.
        entries: in the order of the text.
    """

    title: PageTitle | None
    parts: list[Part]
    entries: list[Entry]


def outline(reading: Reading) -> Outline:
    """Takes a page apart.

    Args:
        reading: the page's text and blocks.

    Returns:
        Title, parts and entries. Every block belongs to one part.
    """
    units = make_units(reading)
    entries = [
        read_entry(reading.text, u) if u.kind not in {"heading", "header-row"} else Entry(u.start, u.end) for u in units
    ]
    for unit, entry in zip(units, entries, strict=True):
        if is_jump(unit) and "year" not in entry.fields:
            entry.strength, entry.fields = 0.0, {}
    _raise_by_company(reading.text, units, entries)
    title = find_title(reading, units, [entry.strength for entry in entries])
    builder = _Builder(reading, units, entries, title)
    return builder.build()


def _raise_by_company(text: str, units: list[Unit], entries: list[Entry]) -> None:
    """Lifts units that look like the entries around them: same kind of block, or the same shape of title and finding."""
    strong = [i for i, entry in enumerate(entries) if entry.strength >= ENTRY_STRENGTH]
    led = [i for i in strong if _bold_or_link_lead(units[i])]
    typed = len(led) >= 0.5 * len(strong)
    shaped = [
        i
        for i in strong
        if ("finding" in entries[i].fields and "authors_printed" not in entries[i].spans) or _title_leads(entries[i])
    ]
    for i, (unit, entry) in enumerate(zip(units, entries, strict=True)):
        if entry.strength >= ENTRY_STRENGTH or "title" not in entry.fields or unit.region != "main":
            continue
        if entry.strength >= 0.55:
            near = [
                j
                for j in range(max(0, i - 4), min(len(units), i + 5))
                if j != i and units[j].kind == unit.kind and units[j].level == unit.level
            ]
            if near and sum(entries[j].strength >= ENTRY_STRENGTH for j in near) >= 0.5 * len(near):
                entry.strength = ENTRY_STRENGTH
                continue
        if (
            len(shaped) >= 2
            and unit.kind in {"paragraph", "item", "cell"}
            and _titled(text, unit)
            and (not typed or _bold_or_link_lead(unit))
        ):
            entry.strength = ENTRY_STRENGTH


def _bold_or_link_lead(unit: Unit) -> bool:
    return any(r.kind in {"bold", "link"} and r.start <= unit.start + 20 and r.end - r.start >= 12 for r in unit.runs)


def _title_leads(entry: Entry) -> bool:
    return (
        "finding" in entry.spans
        and "title" in entry.spans
        and entry.spans["title"][0] < entry.spans["finding"][0]
        and not (entry.spans.get("authors", (1 << 60, 0))[0] < entry.spans["title"][0])
    )


def _titled(text: str, unit: Unit) -> bool:
    """True for a unit that begins with a phrase closed by a full stop, a sentence after it."""
    flat = text[unit.start : unit.end].replace("\n", " ")
    sentences = split_sentences(flat)
    if len(sentences) < 2:
        return False
    first = flat[slice(*sentences[0])]
    words = first.split()
    return (
        2 <= len(words) <= 40
        and not is_clause(first.rstrip("?"))
        and len(flat[sentences[1][0] :].split()) >= 6
        and not _GENERAL.match(first)
        and first[:1].isupper()
        and not STANDING.match(first)
        and not WARNING.match(first)
    )


class _Builder:
    """Goes through the units once, keeping the headings that are open."""

    def __init__(self, reading: Reading, units: list[Unit], entries: list[Entry], title: PageTitle | None) -> None:
        self.reading, self.units, self.read, self.title = reading, units, entries, title
        self.text = reading.text
        self.parts: list[Part] = []
        self.entries: list[Entry] = []
        self.open: list[tuple[int, str]] = []
        good = [i for i, e in enumerate(entries) if e.strength >= ENTRY_STRENGTH and units[i].region == "main"]
        self.first_entry = good[0] if good else len(units)
        self.last_entry = good[-1] if good else -1
        self.real_headings = sum(u.kind == "heading" for u in units)
        self.annotated = self._is_annotated(good)
        self.in_list = False
        self.footer = self._footer_start()
        self.gaps = self._usual_gap()
        self.menu = self._menu()

    def _menu(self) -> frozenset[int]:
        """Units of a menu: four or more short phrases in a row before the first entry, in cells or all links."""
        if self.reading.form == "text":
            return frozenset()
        found: set[int] = set()
        run: list[int] = []
        for i, unit in enumerate([*self.units[: self.first_entry], None]):
            words = self._words(unit) if unit is not None else ""
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

    def _words(self, unit: Unit) -> str:
        return fold_space(self.text[unit.start : unit.end])

    def _is_annotated(self, good: list[int]) -> bool:
        """True when the paragraph after an entry speaks of it: most entries have one, and hardly any section is prose alone."""
        bare = [i for i in good if "finding" not in self.read[i].fields]
        if not bare:
            return False
        followed = [
            i for i in bare if self._prose_at(i + 1) and not _SECTION_WIDE.search(self._words(self.units[i + 1])[:160])
        ]
        cues = sum(bool(_ANNOTATES.match(self._words(self.units[i + 1]))) for i in followed)
        lonely = 0
        since_heading, seen = False, True
        for i in range(good[0], len(self.units)):
            if self.units[i].kind == "heading":
                lonely += since_heading and not seen
                since_heading, seen = False, False
            elif self.read[i].strength >= ENTRY_STRENGTH:
                seen = True
            elif self._prose_at(i):
                since_heading = True
        return len(followed) >= 0.6 * len(bare) and (lonely <= 0.25 * len(good) or cues >= 0.7 * len(followed))

    def _prose_at(self, i: int) -> bool:
        if (
            i >= len(self.units)
            or self.units[i].kind not in {"paragraph", "cell", "definition"}
            or self.read[i].strength >= ENTRY_STRENGTH
        ):
            return False
        words = self._words(self.units[i])
        told = is_clause(words) or (len(words.split()) >= 10 and bool(re.search(r"[.!?]\W*$", words)))
        return len(words.split()) >= 8 and told and not WARNING.match(words)

    def _footer_start(self) -> int:
        """The first unit after the last entry that speaks of the organisation."""
        for i in range(max(self.last_entry + 1, len(self.units) // 3), len(self.units)):
            words = self._words(self.units[i])
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
        words = self._words(unit)
        if self.title is not None and self.title.unit == i:
            self._add("title", unit)
            self.open = [(0, self.title.words)]
            return i + 1
        jump = self._jump_list(i)
        if jump > i:
            return jump
        if i >= self.footer:
            self._add("next_link" if NEXT.match(words) and len(words) < 160 else "organisation", unit)
            return i + 1
        if unit.region == "footer" or unit.region == "navigation":
            self._add("organisation" if unit.region == "footer" else "navigation", unit)
            return i + 1
        if (
            NEXT.match(words)
            and len(words) < 160
            and len(words.split()) > 1
            and entry.strength < ENTRY_STRENGTH
            and i > self.first_entry
        ):
            self._add("next_link", unit)
            return i + 1
        if i in self.menu or (is_navigation(words) and entry.strength < ENTRY_STRENGTH):
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
        if self._list_heading(i, words) or self._heading(i, words):
            return i + 1
        if entry.strength >= ENTRY_STRENGTH and unit.region == "main":
            return self._entry(i)
        if self._bold_lead(i):
            return self._entry(i)
        return self._running(i, words)

    def _notice(self, unit: Unit, words: str, i: int) -> bool:
        early = i < max(4, self.first_entry) or unit.boxed
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
        if unit.kind == "heading":
            if is_navigation(words) or JUMP_LEAD.match(words):
                self._add("navigation", unit)
            elif not re.search(r"[^\W\d_]{2}|(?:19|20)\d\d", words):
                self._add("entry_number", unit)
            else:
                self._open(unit, words if unit.marker != "underline" else words.rstrip("=-_~*# "), unit.level)
            return True
        if self.read[i].strength >= ENTRY_STRENGTH or unit.kind in {"row", "flat-row", "pair", "item"}:
            return False
        if self.reading.form == "html":
            if not styled_heading(self.reading, unit) or linked_share(unit) > 0.5 or unit.region != "main":
                return False
            if is_navigation(words) or not self._leads_somewhere(i) or len(words) < 3:
                return False
            self._open(unit, words, 7)
            return True
        return self._text_heading(i, words)

    def _list_heading(self, i: int, words: str) -> bool:
        """Takes a list item that a deeper list follows as the heading of that list."""
        unit = self.units[i]
        if self._numbered_heading(i, words):
            return True
        if unit.kind != "item":
            while self.open and self.open[-1][0] > 7 and unit.kind != "taken":
                self.open.pop()
            return False
        while self.open and self.open[-1][0] > 7 and self.open[-1][0] >= 8 + unit.level - 1:
            self.open.pop()
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        if (
            following is None
            or following.kind != "item"
            or following.level <= unit.level
            or self.read[i].strength >= ENTRY_STRENGTH
        ):
            return False
        if not plain_heading(words.rstrip(":")) or linked_share(unit) > 0.7:
            return False
        self._open(unit, words.rstrip(" :"), 7 + unit.level)
        return True

    def _numbered_heading(self, i: int, words: str) -> bool:
        """Takes a numbered short line of a text page as a heading, where what follows is not the next number of a list."""
        unit = self.units[i]
        if (
            self.reading.form != "text"
            or not re.fullmatch(r"\d{1,2}[.)]|[A-Z][.)]", unit.marker)
            or self.read[i].strength >= ENTRY_STRENGTH
        ):
            return False
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        if (
            following is None
            or unit.lines != 1
            or not plain_heading(words)
            or i + 1 >= self.footer
            or (unit.gap == 0 and i > 0)
        ):
            return False
        same = following.kind == "item" and re.fullmatch(r"\d{1,2}[.)]", following.marker) and following.gap == 0
        if same and self.read[i + 1].strength < ENTRY_STRENGTH:
            return False
        self._open(unit, words, 2)
        return True

    def _text_heading(self, i: int, words: str) -> bool:
        unit = self.units[i]
        if unit.lines != 1 or not plain_heading(self.text[unit.start : unit.end]) or (unit.gap == 0 and i > 0):
            return False
        before = self.parts[-1] if self.parts else None
        if (
            before is not None and self.text[before.end - 1] == ":" and before.kind in {"prose", "entry"}
        ) or self.in_list:
            self.in_list = self.in_list or not any(words.casefold() == item.casefold() for item in self._jump_items())
            if self.in_list:
                return False
        following = self.units[i + 1] if i + 1 < len(self.units) else None
        if following is None or following.gap > max(1, self.gaps) or i + 1 >= self.footer:
            return False
        if (STANDING.match(words) and ":" in words) or (
            self.first_entry == len(self.units) and i > 0 and len(words) > 80
        ):
            return False
        level = 2 if words.isupper() or not self._has_capitals() else 3
        self._open(unit, words, level)
        return True

    def _has_capitals(self) -> bool:
        """True when the page sets some of its headings in capitals: the others stand below them."""
        return any(
            u.lines == 1
            and u.gap
            and plain_heading(self.text[u.start : u.end])
            and self._words(u).isupper()
            and len(self._words(u)) > 3
            for j, u in enumerate(self.units)
            if self.read[j].strength < ENTRY_STRENGTH and (self.title is None or self.title.unit != j)
        )

    def _jump_items(self) -> list[str]:
        return [self.text[a:b] for part in self.parts if part.kind == "jump_list" for a, b in part.items]

    def _leads_somewhere(self, i: int) -> bool:
        following = next((j for j in range(i + 1, len(self.units)) if self.units[j].region == "main"), None)
        return (
            following is not None
            and following < self.footer
            and self.units[following].end - self.units[following].start > 25
        )

    def _open(self, unit: Unit, words: str, level: int) -> None:
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        self.open.append((level, words))
        self.parts.append(Part("heading", unit.start, unit.end, self._path(), level))
        self.in_list = False

    def _jump_list(self, i: int) -> int:
        """Takes a jump list that begins here; returns where it ends, or ``i``."""
        if self.reading.form == "html":
            stop = i
            while (
                stop < len(self.units)
                and is_jump(self.units[stop])
                and self.read[stop].strength < ENTRY_STRENGTH
                and self.units[stop].kind != "heading"
            ):
                stop += 1
            links = [r for u in self.units[i:stop] for r in u.runs if r.kind == "link"]
            if len(links) >= 2:
                for unit in self.units[i:stop]:
                    self._add("jump_list", unit, items=[(r.start, r.end) for r in unit.runs if r.kind == "link"])
                return stop
            mixed = [r for r in self.units[i].runs if r.kind == "link"]
            inside = [r for r in mixed if r.value.startswith("#") and len(r.value) > 1]
            if len(inside) >= 2 and linked_share(self.units[i]) > 0.5 and self.read[i].strength < ENTRY_STRENGTH:
                self._add("jump_list", self.units[i], items=[(r.start, r.end) for r in inside])
                return i + 1
            return i
        if i >= self.first_entry or (self.title is not None and self.title.unit is not None and i < self.title.unit):
            return i
        return self._text_jump_list(i)

    def _text_jump_list(self, i: int) -> int:
        stop = i
        while stop < len(self.units) and stop < self.first_entry and self._jump_unit(stop):
            stop += 1
        lines = sum(self.units[j].lines for j in range(i, stop))
        several = any(self.units[j].lines > 1 or self.units[j].marker for j in range(i, stop))
        while (
            stop > i
            and self.units[stop - 1].lines == 1
            and not self.units[stop - 1].marker
            and self.units[stop - 1].gap
        ):
            stop -= 1
        lines = sum(self.units[j].lines for j in range(i, stop))
        if lines < 2 or not several or stop == i:
            return i
        for unit in self.units[i:stop]:
            items, at = [], unit.start
            for raw in self.text[unit.start : unit.end].split("\n"):
                if raw.strip():
                    first = at + len(raw) - len(raw.lstrip())
                    items.append((first, first + len(raw.strip())))
                at += len(raw) + 1
            self._add("jump_list", unit, items=items)
        return stop

    def _jump_unit(self, i: int) -> bool:
        unit = self.units[i]
        if (
            unit.kind not in {"paragraph", "item"}
            or self.read[i].strength >= ENTRY_STRENGTH
            or (self.title and self.title.unit == i)
        ):
            return False
        pieces = [piece.strip() for piece in self.text[unit.start : unit.end].split("\n") if piece.strip()]
        return all(
            len(p) <= 75 and not re.search(r"[.;,?!:]$", p) and not is_navigation(p) and not STANDING.match(p)
            for p in pieces
        )

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
        following = i + 1
        quoted = following < len(self.units) and "blockquote" in self.units[following].names
        quoted = quoted and self.read[following].strength < ENTRY_STRENGTH
        if "finding" in entry.fields or not (quoted or self._prose_at(following)):
            return self._annotations(i, following, index)
        words = self._words(self.units[following])
        if not (quoted or self.annotated or (_ANNOTATES.match(words) and not _SECTION_WIDE.search(words[:200]))):
            return following
        found = self.units[following]
        entry.put(self.text, "finding", found.start, found.end, 0.75)
        see = find_see_also(self.text[found.start : found.end].replace("\n", " "))
        if see is not None and see.items and "see_also" not in entry.fields:
            entry.fields["see_also"] = [self.text[found.start + a : found.start + b] for a, b in see.items]
            entry.spans["see_also"] = (found.start + see.items[0][0], found.start + see.items[-1][1])
            entry.put(self.text, "finding", found.start, found.start + see.start, 0.75)
        self._add("annotation", found, entry=index)
        return self._annotations(i, following + 1, index)

    def _annotations(self, i: int, at: int, index: int) -> int:
        """Keeps with an entry what else is said of it: a list of criteria, a comment, a closing note."""
        if at < len(self.units) and is_commentary(self._words(self.units[at])) and self.read[at].strength < 1.6:
            self._add("annotation", self.units[at], entry=index)
            at += 1
        if not self.annotated or at == i + 1:
            return at
        while (
            at < min(len(self.units), self.footer)
            and self.units[at].kind in {"item", "paragraph"}
            and self.read[at].strength < ENTRY_STRENGTH
        ):
            words = self._words(self.units[at])
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

    def _lost_heading(self, unit: Unit) -> bool:
        """True when more blank lines than usual stand before a unit and no heading follows them, on a page with headings."""
        return (
            self.reading.form == "text"
            and unit.gap > max(1, self.gaps)
            and len(self.open) > 1
            and bool(self.parts)
            and self.parts[-1].kind != "heading"
        )

    def _bold_lead(self, i: int) -> bool:
        """True for a bold phrase closed by a full stop that names a document, a sentence on it in the next paragraph."""
        unit, entry = self.units[i], self.read[i]
        words = self._words(unit)
        covered = max((r.end - r.start for r in unit.runs if r.kind == "bold"), default=0)
        if (
            covered < 0.85 * (unit.end - unit.start)
            or not words.endswith(".")
            or len(words.split()) < 4
            or not _REPORT_TITLE.search(words)
        ):
            return False
        if not self._prose_at(i + 1) and not (
            i + 1 < len(self.units) and len(self._words(self.units[i + 1]).split()) > 8
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
        if self._lost_heading(unit) and i > self.first_entry:
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
        if re.search(r"[:.]\s*$", words) and len(words.split()) >= 4:
            self._add("prose", unit)
            return i + 1
        self._add("not_understood", unit)
        return i + 1

    def _link(self, i: int, words: str) -> int:
        """A link to another page, kept as an entry that is no study."""
        unit, entry = self.units[i], self.read[i]
        several = sum(r.kind == "link" for r in unit.runs) > 2
        if (self.reading.form == "html" and (i > self.last_entry or several)) or unit.region != "main":
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
