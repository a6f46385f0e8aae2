"""Rescued pages → a library: topics, studies with unresolved citations, the pages as found, and a report for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from aetia.errors import LibraryError, RescueError
from aetia.library import Writer, read_library, writing
from aetia.library.layout import RESCUED, is_library, rescued_file
from aetia.model.library import Library
from aetia.model.rescued import RescuedEntry, RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.rescue.read import RescuedPage
from aetia.rescue.record import page_digest, page_record, slug_of
from aetia.rescue.report import PageReport, RescueReport, compare_entries, report_markdown
from aetia.rescue.study_draft import CITED_KINDS, as_found, study_draft, study_key, study_name
from aetia.rescue.topics_draft import section_ids, topic_drafts

TEXT_LIMIT = 3_000_000


def rescue_into(pages: Sequence[RescuedPage], root: Path) -> RescueReport:
    """Writes rescued pages into a library. All of it lands together, or none.

    The same page a second time changes nothing. A newer state of a page (same address, or same file name) replaces its record and
    keeps the page as it was found before beside it; new studies and topics are added, and what stands in the library already is
    not touched, because people may have worked on it.

    Args:
        pages: the pages.
        root: the library's folder.

    Returns:
        What was added, changed and removed, a page at a time.

    Raises:
        LibraryError: there is no library at ``root``, or it cannot be read.
        LockedError: somebody else is writing it.
        RescueError: a page's text is too large for a record.
    """
    report = RescueReport()
    if not is_library(Path(root)):
        raise LibraryError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    with writing(Path(root), "aetia rescue") as writer:
        shelf = _Shelf(read_library(Path(root)), writer)
        for page in pages:
            report.pages.append(shelf.place(page))
    report.files = writer.changed
    return report


class _Shelf:
    """The library while pages are put into it."""

    def __init__(self, library: Library, writer: Writer) -> None:
        self.library = library
        self.writer = writer
        self.topics: dict[str, Topic] = dict(library.topics)
        self.studies: dict[str, Study] = dict(library.studies)
        self.records: dict[str, RescuedPageRecord] = dict(library.rescued)
        self.placed: set[str] = set()
        self.by_key: dict[str, str] = {}
        for study in library.studies.values():
            self._index(study)

    def _index(self, study: Study) -> None:
        for reference in study.references:
            for key in [*reference.identifiers.keys(), f"title:{study_key(reference.title)}"]:
                self.by_key.setdefault(key, study.id)

    def place(self, page: RescuedPage) -> PageReport:
        """Puts one page on the shelf."""
        if len(page.reading.text) > TEXT_LIMIT:
            raise RescueError(
                f"more than {TEXT_LIMIT:,} characters of text, too many for one record",
                where=page.source,
                remedy="Split the page",
            )
        slug = self._slug(page)
        old = self.records.get(slug)
        digest = page_digest(page.page.data)
        if old is not None and old.digest == digest:
            self.placed.add(slug)
            return PageReport(slug, page.source, "unchanged", old)
        if old is not None and old.captured and page.captured and page.captured < old.captured:
            self.placed.add(slug)
            return PageReport(slug, page.source, "older", old)
        suffix = ".html" if page.page.form == "html" else ".txt"
        record = page_record(page, slug, f"{slug}{suffix}")
        report = PageReport(slug, page.source, "changed" if old else "new", record)
        if old is not None:
            self._keep_before(old)
            pairs = _pairs(old, record)
            compare_entries(old, record, pairs, report)
            record.publish, record.permission = old.publish, old.permission
            for new_index, old_index in pairs.items():
                record.entries[new_index].study = old.entries[old_index].study
                record.entries[new_index].topic = old.entries[old_index].topic
        self._add_topics_and_studies(page, record, report)
        self._write(page, record, report)
        return report

    def _slug(self, page: RescuedPage) -> str:
        """The name of a page: that of the record with its address, or one made from its file name."""
        if page.address:
            for record in self.records.values():
                if record.address == page.address:
                    return record.id
        stem = re.sub(r"^https?://(?:www\.)?", "", page.source)
        stem = re.sub(r"\.(?:html?|txt|php|asp|xhtml|shtml)$", "", stem.split("?")[0].rstrip("/"), flags=re.IGNORECASE)
        base = slug_of(re.split(r"[\\/]", stem)[-1]) or slug_of(stem) or "page"
        name, number = base, 2
        while name in self.placed or (page.address and name in self.records):
            name, number = f"{base}-{number}", number + 1
        return name

    def _keep_before(self, old: RescuedPageRecord) -> None:
        """Keeps the page as it was found before, under a name with its digest."""
        before = self.library.root / RESCUED / old.file
        if before.is_file() and not before.is_symlink():
            stem, dot, suffix = old.file.rpartition(".")
            self.writer.file(f"{RESCUED}/{stem}-{old.digest[7:15]}{dot}{suffix}", before.read_bytes())

    def _add_topics_and_studies(self, page: RescuedPage, record: RescuedPageRecord, report: PageReport) -> None:
        cited = [n for n, entry in enumerate(record.entries) if entry.kind in CITED_KINDS and entry.title]
        if not cited:
            return
        ids = section_ids(page, record)
        for topic in topic_drafts(page, ids):
            if topic.id not in self.topics:
                self.topics[topic.id] = topic
                report.topics.append(topic.id)
                self.writer.topic(topic)
        touched: dict[str, Study] = {}
        for n in cited:
            entry = record.entries[n]
            topic_id = entry.topic if entry.topic in self.topics else ids[tuple(entry.section)]
            entry.topic = topic_id
            study = self._study_of(entry, record.id, str(topic_id), report)
            entry.study = study.id
            if study is not self.library.studies.get(study.id):
                touched[study.id] = study
        for study in touched.values():
            self.writer.study(study)

    def _study_of(self, entry: RescuedEntry, page: str, topic: str, report: PageReport) -> Study:
        """The study of an entry.

        An entry that continues one of an earlier state keeps its study as it is: people may have moved and appraised its
        findings. A study known from elsewhere gets this page's words where they are new. Else a new study is made.
        """
        if entry.study in self.studies:
            report.known.append(str(entry.study))
            return self.studies[str(entry.study)]
        keys = [f"{kind}:{value}" for kind in ("pmid", "doi", "pmcid") if (value := getattr(entry, kind))]
        keys.append(f"title:{study_key(entry.title or '')}")
        known = next((self.by_key[key] for key in keys if key in self.by_key), None)
        if known is None:
            return self._new_study(entry, page, topic, report)
        study = self.studies[known]
        report.known.append(known)
        names = {page, f"{RESCUED}/{page}"}
        said = any(
            f.as_found and f.as_found.page.removesuffix(".yaml") in names and f.topic == topic for f in study.findings
        )
        told = any(f.topic == topic and f.as_found for f in study.findings)
        if said or told:
            return study
        study = study.model_copy(update={"findings": [*study.findings, as_found(entry, page, topic)]})
        study.model_fields_set.add("findings")
        self.studies[known] = study
        return study

    def _new_study(self, entry: RescuedEntry, page: str, topic: str, report: PageReport) -> Study:
        base = study_name(entry)
        name, number = base, 2
        while name in self.studies:
            name, number = f"{base}-{number}", number + 1
        study = study_draft(entry, name, page, topic)
        self.studies[name] = study
        self._index(study)
        report.studies.append(name)
        return study

    def _write(self, page: RescuedPage, record: RescuedPageRecord, report: PageReport) -> None:
        for entry in record.entries:
            entry.model_fields_set.update({"study", "topic"})
        self.records[record.id] = record
        self.placed.add(record.id)
        self.writer.file(f"{RESCUED}/{record.file}", page.page.data)
        self.writer.rescued(record)
        self.writer.file(rescued_file(record.id).removesuffix(".yaml") + ".md", report_markdown(report))


def _pairs(old: RescuedPageRecord, new: RescuedPageRecord) -> dict[int, int]:
    """Which entry of a newer state continues which older one: by identifier, by title, then by most of the title's words."""
    from difflib import SequenceMatcher

    free = dict(enumerate(old.entries))
    pairs: dict[int, int] = {}

    def take(n: int, key: int | None) -> None:
        if key is not None:
            pairs[n] = key
            del free[key]

    def identity(entry: RescuedEntry) -> tuple[str, str, str]:
        return study_key(entry.title or entry.printed), entry.volume or "", entry.pages or ""

    for n, entry in enumerate(new.entries):
        take(n, next((k for k, was in free.items() if identity(was) == identity(entry)), None))
    for n, entry in enumerate(new.entries):
        if n in pairs:
            continue
        keys = {entry.doi, entry.pmid} - {None}
        title = study_key(entry.title or entry.printed)
        take(
            n,
            next(
                (
                    k
                    for k, was in free.items()
                    if keys & ({was.doi, was.pmid} - {None}) or study_key(was.title or was.printed) == title
                ),
                None,
            ),
        )
    for n, entry in enumerate(new.entries):
        if n in pairs or len(free) > 400:
            continue
        title = study_key(entry.title or entry.printed)
        near = [
            (SequenceMatcher(None, title, study_key(was.title or was.printed)).ratio(), -k) for k, was in free.items()
        ]
        best = max(near, default=(0.0, 0))
        take(n, -best[1] if best[0] >= 0.85 else None)
    return pairs
