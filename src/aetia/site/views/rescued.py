"""An old page as found, with its faults marked where they stand, and beside what the library says today."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from aetia.model.base import Text
from aetia.model.finding import Finding
from aetia.model.rescued import PageFault, PagePart, RescuedEntry, RescuedPageRecord
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.sources import shows_whole
from aetia.site.views.cause import OldView, old_view
from aetia.site.views.listing import CauseLine, Crumb, cause_line
from aetia.words import DEFAULT, Words

_HIDDEN_IN_EXCERPTS = frozenset({"prose", "navigation", "advertisement", "not-understood"})


UNREAD = "not-understood"
"""The kind of a note that rescue leaves where it could not read the page: no fault of the page, and never counted as one."""


@dataclass(frozen=True)
class FaultView:
    """A numbered fault of the page; `where` names the heading that it stands on."""

    number: int
    kind: str
    words: str
    what: str
    proposal: str
    where: str = ""


@dataclass(frozen=True)
class TodayView:
    """What the library says today of an entry's study; `is_draft`: its topic is not published yet."""

    study: str
    study_address: str
    cause: CauseLine | Crumb | None
    is_draft: bool
    statement: str
    old: OldView | None
    standing: Standing
    chip: str


@dataclass(frozen=True)
class EntryView:
    """An entry of the old page: its text with the faults marked, the faults, and what is said today."""

    number: int
    section: str
    text: Markup
    faults: tuple[FaultView, ...]
    today: TodayView | None
    kind: str


@dataclass(frozen=True)
class PartView:
    """A stretch of the old page. `text` is empty where it may not be shown; `words` then says how long it is."""

    kind: str
    level: int
    text: Markup
    words: int
    faults: tuple[FaultView, ...]
    entry: EntryView | None


@dataclass(frozen=True)
class RescuedView:
    """An old page.

    Attributes:
        faults: of the page as a whole; `part_faults`: of its headings, jump list and other parts that are no entries.
        fault_count: all of them with those of the entries; they are numbered from 1 to this.
        unread_count: places that the program could not read, which are no faults of the page.
    """

    record: RescuedPageRecord
    title: str
    whole: bool
    faults: tuple[FaultView, ...]
    part_faults: tuple[FaultView, ...]
    parts: tuple[PartView, ...]
    entries: tuple[EntryView, ...]
    fault_count: int
    unread_count: int
    study_count: int
    differing: int


def rescued_title(record: RescuedPageRecord) -> str:
    """What a rescued page is called."""
    return record.title or record.id


def shown_page(edition: Edition, record: RescuedPageRecord) -> RescuedView:
    """The page of a rescued page, made once an edition."""
    return edition.once(("rescued", record.id), lambda: rescued_view(edition, edition.library.rescued[record.id]))


def rescued_view(edition: Edition, record: RescuedPageRecord) -> RescuedView:
    """The page of a rescued page.

    A fault has one number: first those of the whole page and of its headings, which are told before all entries where the page
    stands beside the library, and then those of the entries, each in the order of the page.
    """
    whole = shows_whole(edition.library, record)
    numbering = _Numbering(edition.words)
    faults = numbering.of(record.faults)
    of_parts = [() if part.kind == "entry" else numbering.of(part.faults, _heading(part)) for part in record.parts]
    entries: dict[int, EntryView] = {}
    parts = []
    unplaced = list(faults)
    for part, own in zip(record.parts, of_parts, strict=True):
        index = part.entry if part.entry is not None and part.entry < len(record.entries) else None
        if part.kind == "entry" and index is not None and index not in entries:
            entries[index] = _entry(edition, record, index, numbering, part.faults)
            parts.append(PartView("entry", 0, Markup(""), 0, (), entries[index]))
        elif part.kind != "entry":
            hidden = not whole and part.kind in _HIDDEN_IN_EXCERPTS
            here = () if hidden else tuple(fault for fault in unplaced if fault.words and fault.words in part.text)
            unplaced = [fault for fault in unplaced if fault not in here]
            parts.append(_part(part, own, here, hidden=hidden))
    for index in range(len(record.entries)):
        if index not in entries:
            entries[index] = _entry(edition, record, index, numbering, [])
            parts.append(PartView("entry", 0, Markup(""), 0, (), entries[index]))
    ordered = tuple(entries[index] for index in sorted(entries))
    studies = {entry.today.study_address for entry in ordered if entry.today}
    compared = [entry.today.old for entry in ordered if entry.today and entry.today.old]
    holders: list[RescuedPageRecord | PagePart | RescuedEntry] = [record, *record.parts, *record.entries]
    differing = sum(not old.agrees for old in compared if old.is_compared)
    return RescuedView(
        record=record,
        title=rescued_title(record),
        whole=whole,
        faults=faults,
        part_faults=tuple(fault for own in of_parts for fault in own),
        parts=tuple(parts),
        entries=ordered,
        fault_count=numbering.last,
        unread_count=sum(fault.kind == UNREAD for holder in holders for fault in holder.faults),
        study_count=len(studies),
        differing=differing,
    )


class _Numbering:
    def __init__(self, words: Words) -> None:
        self.last = 0
        self._words = words

    def of(self, faults: list[PageFault], where: str = "") -> tuple[FaultView, ...]:
        found = []
        for fault in faults:
            if fault.kind == UNREAD:
                continue
            self.last += 1
            kind, what = self._words.known("fault_kind", fault.kind), Text(fault.what, DEFAULT)
            found.append(
                FaultView(self.last, kind, fault.words or "", what, Text(fault.proposal or "", DEFAULT), where)
            )
        return tuple(found)


def _heading(part: PagePart) -> str:
    """The words of a heading, to say where its faults stand; empty for any other part."""
    return part.text if part.kind in ("title", "heading") else ""


def _entry(
    edition: Edition, record: RescuedPageRecord, index: int, numbering: _Numbering, more: list[PageFault]
) -> EntryView:
    entry = record.entries[index]
    faults = numbering.of([*entry.faults, *(fault for fault in more if fault not in entry.faults)])
    return EntryView(
        index + 1,
        " › ".join(name for name in entry.section if name != record.title),
        marked(entry.printed, faults),
        faults,
        _today(edition, entry, record.id),
        entry.kind,
    )


def _part(part: PagePart, faults: tuple[FaultView, ...], of_page: tuple[FaultView, ...], *, hidden: bool) -> PartView:
    """A part with its own faults; faults of the whole page whose words stand in it first are marked here and told at the top."""
    text = Markup("") if hidden else marked(part.text, (*faults, *of_page))
    return PartView(part.kind, part.level or 0, text, len(part.text.split()), faults, None)


def marked(text: str, faults: tuple[FaultView, ...]) -> Markup:
    """A text with each fault's words marked and linked to the fault; words inside those of another fault are not marked again."""
    places: list[tuple[int, int, int]] = []
    for fault in faults:
        start = text.find(fault.words) if fault.words else -1
        end = start + len(fault.words)
        if start >= 0 and all(end <= a or start >= b for a, b, _ in places):
            places.append((start, end, fault.number))
    out, at = [], 0
    for start, end, number in sorted(places):
        out.append(escape(text[at:start]))
        out.append(
            Markup('<mark>{}</mark><a class="fn" href="#fault-{}">{}</a>').format(text[start:end], number, number)
        )
        at = end
    return Markup("").join([*out, escape(text[at:])])


def _today(edition: Edition, entry: RescuedEntry, page: str) -> TodayView | None:
    study = edition.library.studies.get(entry.study or "")
    if study is None:
        return None
    finding = _finding(study, entry, page)
    topic = edition.library.topics.get(finding.topic if finding else entry.topic or "")
    shown = topic if topic and edition.is_shown(topic) else None
    return TodayView(
        study=study.label,
        study_address=addresses.study(study.id),
        cause=(cause_line(edition, shown) or Crumb(shown.title, addresses.cause(shown.id))) if shown else None,
        is_draft=topic is not None and shown is None,
        statement=edition.text(finding.statement) if finding else "",
        old=old_view(edition, study, finding) if finding and finding.as_found else None,
        standing=study.standing,
        chip="" if study.standing is Standing.CURRENT else edition.words(f"standing_chip.{study.standing}"),
    )


def _finding(study: Study, entry: RescuedEntry, page: str) -> Finding | None:
    """The finding that an entry became: the one that names this page, else one in its topic, else the first."""
    named = [f for f in study.findings if f.as_found and page in f.as_found.page]
    in_topic = [f for f in study.findings if f.topic == entry.topic]
    return next(iter([*named, *in_topic, *study.findings]), None)
