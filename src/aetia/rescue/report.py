"""What a rescue did: recovered, not understood, looks wrong; and, for a newer state of a page, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from aetia.model.rescued import PageFault, RescuedPageRecord

_FIELDS = (
    "title",
    "finding",
    "authors",
    "journal",
    "year",
    "month",
    "day",
    "volume",
    "issue",
    "pages",
    "labels",
    "see_also",
)


@dataclass(slots=True)
class PageReport:
    """What became of one page.

    Args:
        page: its name in the library.
        source: where it came from.
        state: new, unchanged, changed (a newer state of a page that was there), or older (than the one that is there, which stays).
        record: the record as it now stands.
        studies: studies that were added.
        topics: topics that were added.
        known: studies that the library already had.
        added: titles that the newer state has and the older lacked.
        removed: titles that the newer state lacks; their studies stay.
        changed: title and what differs, for entries that both have.
    """

    page: str
    source: str
    state: Literal["new", "unchanged", "changed", "older"]
    record: RescuedPageRecord
    studies: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def study_count(self) -> int:
        """Entries of the page that are studies."""
        return sum(entry.kind == "study" for entry in self.record.entries)

    @property
    def fault_count(self) -> int:
        """Everything on the page that looks wrong."""
        record = self.record
        return (
            len(record.faults) + sum(len(p.faults) for p in record.parts) + sum(len(e.faults) for e in record.entries)
        )

    def to_json(self) -> dict[str, object]:
        """The report as plain values."""
        return {
            "page": self.page,
            "source": self.source,
            "state": self.state,
            "title": self.record.title,
            "entries": len(self.record.entries),
            "studies_on_page": self.study_count,
            "faults": self.fault_count,
            "studies_added": self.studies,
            "topics_added": self.topics,
            "studies_known": self.known,
            "added": self.added,
            "removed": self.removed,
            "changed": [{"title": title, "fields": fields} for title, fields in self.changed],
        }


@dataclass(slots=True)
class RescueReport:
    """What a rescue into a library did.

    Args:
        pages: a report for each page, in the order given.
        files: the library's files that changed.
    """

    pages: list[PageReport] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """The report as plain values."""
        return {"pages": [page.to_json() for page in self.pages], "files_changed": self.files}


def compare_entries(old: RescuedPageRecord, new: RescuedPageRecord, pairs: dict[int, int], report: PageReport) -> None:
    """Notes what a newer state of a page added, removed and changed.

    Args:
        old: the record that was there.
        new: the record of the newer state.
        pairs: index of a new entry → index of the old entry that it continues.
        report: where it is noted.
    """
    report.added = [entry.title or entry.printed[:80] for n, entry in enumerate(new.entries) if n not in pairs]
    kept = set(pairs.values())
    report.removed = [entry.title or entry.printed[:80] for n, entry in enumerate(old.entries) if n not in kept]
    for n, before in sorted(pairs.items()):
        was, now = old.entries[before], new.entries[n]
        differs = [name for name in _FIELDS if getattr(was, name) != getattr(now, name)]
        if was.section != now.section:
            differs.append("section")
        if differs:
            report.changed.append((now.title or now.printed[:80], differs))


def report_markdown(report: PageReport) -> str:
    """The report of one page for people, as Markdown."""
    record = report.record
    lines = [f"# Rescue of {_md(record.title or report.page)}", ""]
    lines += [
        f"- Page as found: `{record.file}`, {record.media_type}, read as {record.encoding}",
        f"- Digest: `{record.digest}`",
    ]
    if record.address:
        lines.append(f"- Address: <{record.address}>")
    if record.captured:
        lines.append(f"- Captured: {record.captured}")
    studies = report.study_count
    sections = sum(part.kind == "heading" for part in record.parts)
    lines += [
        "",
        "## Recovered",
        "",
        f"- {len(record.entries)} entries, {studies} of them studies",
        f"- {sections} headings under the title",
    ]
    lines += [f"- Notice: {_md(notice)}" for notice in record.notices]
    if not studies:
        lines.append("- No study was found on this page. It is kept as it is.")
    if report.state == "changed":
        lines += ["", "## Since the state before", ""]
        lines += [f"- Added: {_md(title)}" for title in report.added] + [
            f"- Removed: {_md(title)}" for title in report.removed
        ]
        lines += [f"- Changed: {_md(title)} ({', '.join(fields)})" for title, fields in report.changed]
        if not (report.added or report.removed or report.changed):
            lines.append("- No entry differs.")
    lines += ["", "## Looks wrong", ""]
    parts = [f for part in record.parts for f in part.faults if f.kind != "not-understood"]
    faults: list[tuple[int | None, PageFault]] = [(None, f) for f in [*record.faults, *parts]]
    faults += [(n, f) for n, entry in enumerate(record.entries, 1) for f in entry.faults]
    for number, fault in faults:
        where = f"Entry {number}: " if number else ""
        proposal = f" Perhaps: {_md(fault.proposal)}." if fault.proposal else ""
        lines.append(f"- {where}{_md(fault.what)}.{proposal}")
    if not faults:
        lines.append("- Nothing.")
    lines += ["", "## Not understood, kept as it stands", ""]
    unread = [part.text for part in record.parts if part.kind == "not-understood"]
    lines += [f"> {_md(text)}\n" for text in unread] or ["- Nothing."]
    return "\n".join(lines).rstrip() + "\n"


def _md(text: str) -> str:
    """Words that Markdown shows as they are, on one line."""
    flat = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in flat)
