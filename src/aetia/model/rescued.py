"""A rescued page: what an old page said, part by part, as the record beside the page itself keeps it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from aetia.model.base import Language, NonEmpty, PartialDate, Record, Slug, TopicId
from aetia.model.identifiers import Doi, Pmcid, Pmid

PartKind = Literal[
    "title", "heading", "prose", "entry", "jump-list", "notice", "breadcrumb", "navigation", "next-link", "organisation",
    "advertisement", "not-understood",
]  # fmt: skip
EntryKind = Literal["study", "internal_link", "news", "advertisement", "definition", "report", "web page", "book"]
Span = Annotated[list[int], Field(min_length=2, max_length=2)]


class PageFault(Record):
    """Something that looks wrong on an old page.

    `kind` is a short stable name (``misspelt-journal``, ``no-year``, …); `words` are the page's own; `proposal` is what the
    words may have meant.
    """

    kind: Slug
    words: str | None = None
    what: NonEmpty
    proposal: str | None = None


class RescuedEntry(Record):
    """One entry of an old page: what is printed of one study, in fields, and where it went in the library."""

    kind: EntryKind = "study"
    section: list[str] = []
    printed: NonEmpty
    title: str | None = None
    finding: str | None = None
    authors: list[str] = []
    journal: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    doi: Doi | None = None
    url: str | None = None
    source_label: str | None = None
    see_also: list[str] = []
    labels: list[str] = []
    spans: dict[str, Span] = {}
    faults: list[PageFault] = []
    study: Slug | None = None
    topic: TopicId | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset({"section", "authors", "see_also", "labels", "spans"})


class PagePart(Record):
    """A stretch of the page's reading text, in order. Together the parts hold every word of it."""

    kind: PartKind
    text: str
    level: int | None = None
    entry: int | None = None
    faults: list[PageFault] = []


class PageOrganisation(Record):
    """Whose page it was, as printed."""

    name: str | None = None
    charity_status: str | None = None
    address: list[str] = []
    contact: str | None = None
    links: list[str] = []


class NextLink(Record):
    """A printed link to the next page."""

    printed: NonEmpty
    target: str | None = None


class RescuedPageRecord(Record):
    """An old page as rescued. The page itself lies beside the record in `file`, byte for byte.

    `publish` says how much of it the site may show: ``excerpts`` (the default, design: rights) or ``whole``, where
    `permission` records who allowed it.
    """

    id: Slug = Field(exclude=True)
    title: str | None = None
    file: NonEmpty
    address: str | None = None
    captured: str | None = None
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    media_type: str
    encoding: str
    language: Language | None = None
    page_date: PartialDate | None = None
    publish: Literal["excerpts", "whole"] = "excerpts"
    permission: str | None = None
    notices: list[str] = []
    jump_list: list[str] = []
    next_link: NextLink | None = None
    organisation: PageOrganisation | None = None
    faults: list[PageFault] = []
    parts: list[PagePart] = []
    entries: list[RescuedEntry] = []

    INLINE: ClassVar[frozenset[str]] = frozenset()
