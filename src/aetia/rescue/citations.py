"""A printed citation → its fields, each with its place in the text and how sure the reading is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from aetia.errors import InputError
from aetia.rescue.blocks import Run, fold_space
from aetia.rescue.confidence import LEAST, MOST, confidence_of
from aetia.rescue.draft import Draft
from aetia.rescue.layout import read_layout
from aetia.rescue.mending import mend, number_in_front
from aetia.rescue.plain import read_plain
from aetia.rescue.several import split_citations

CITATION_LIMIT = 100_000
READ_LIMIT = 2_000
"""Characters that are read for fields. Of 27,000 printed citations few are longer than 500, and some patterns take time with the
square of it."""

_LETTERS = re.compile(r"[^\W\d_]{2}")
_SPACES = re.compile(r"[\n\r\t\xa0]")
_PAGE_PARTS = re.compile(r"^\s*([A-Za-z]*)(\d+)([A-Za-z]?)\s*[-–—‐‑−]{1,2}\s*([A-Za-z]*)(\d+)([A-Za-z]?)\s*$")


@dataclass(slots=True)
class Citation:
    """One printed citation, read.

    Fields hold what is printed, white space folded; what is not printed is absent. ``spans`` and ``confidence`` have the same keys.

    Args:
        text: the citation as given.
        fields: plain values: ``authors`` and ``editors`` are lists of names as printed; ``year``, ``month`` and ``day``
            are numbers; all else is text: title, journal, volume, issue, pages, doi, pmid, pmcid, url, accessed, issn,
            isbn, publisher, place, book_title, series, edition, finding, source_label, authors_printed, date_printed.
        spans: start and end of each field in ``text``.
        confidence: 0 to 1 for each field: how well the piece looks like what it is taken for.
        proposals: readings of what looks misprinted, beside the print, by field.
        kind: a guess at the sort of publication: article, chapter, book, thesis, report, webpage or unknown.
        rest: what was printed and not understood, verbatim, with its place.
        also: where further citations stand in ``text``; the fields are those of the first.
    """

    text: str
    fields: dict[str, str | int | list[str]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    kind: str = "unknown"
    rest: list[tuple[int, int]] = field(default_factory=list)
    also: list[tuple[int, int]] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """A text field, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """A number field (year, month, day), or None."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else None

    def names(self, name: str = "authors") -> list[str]:
        """A list field, empty when absent."""
        value = self.fields.get(name)
        return value if isinstance(value, list) else []

    def to_csl(self) -> dict[str, object]:
        """The citation as one CSL-JSON item."""
        from aetia.rescue.csl import csl_item

        return csl_item(self)


def parse_citation(
    text: str | None, runs: Sequence[Run] | None = None, *, offset: int = 0, finding: bool = False
) -> Citation:
    """Reads a printed citation of any common style, old hand-typed forms among them.

    Args:
        text: the citation: NLM, APA, Harvard, MLA, Chicago, PubMed's short form, or anything near them, in any of several
            languages. Empty text and noise give an empty citation.
        runs: stretches set in bold, italic or as a link, counted in the text that ``offset`` refers to.
        offset: where ``text`` begins in the text that the runs are counted in.
        finding: a sentence after the title, or after the citation, is what the keeper of a page says was found, and is read as
            ``finding``.

    Returns:
        The fields with spans (in ``text``) and confidences. Past 2,000 characters the text is not read for fields.

    Raises:
        InputError: the text is longer than 100,000 characters, and so no citation.
    """
    source = text or ""
    if len(source) > CITATION_LIMIT:
        raise InputError(
            f"a citation of {len(source)} characters is past the limit of {CITATION_LIMIT}",
            remedy="Give one citation at a time",
        )
    citation = Citation(source)
    if not _LETTERS.search(source[:READ_LIMIT]):
        return citation
    if not finding and not runs:
        draft, places = _read_plain(source[:READ_LIMIT])
        if len([loc for loc in draft.locators if loc.volume and loc.pages]) > 1:
            first, *citation.also = split_citations(source[:READ_LIMIT])
            if citation.also:
                draft, places = _read_plain(source[: first[1]])
        _fill(citation, draft, places)
        _say_how_sure(citation, draft)
        return citation
    flat = _SPACES.sub(" ", source[:READ_LIMIT])
    local = tuple(
        Run(r.kind, max(0, r.start - offset), min(len(flat), r.end - offset), r.value)
        for r in runs or ()
        if r.start - offset < len(flat) and r.end > offset
    )
    _fill(citation, read_layout(flat, local, finding=finding), None)
    return citation


def raw_reading(text: str) -> tuple[Citation, dict[str, str]]:
    """A plain citation with raw values in the place of confidences, and how each field was read: what confidences are made from."""
    citation = Citation(text)
    draft, places = _read_plain(text[:READ_LIMIT])
    _fill(citation, draft, places)
    citation.confidence = {name: draft.confidence.get(name, 0.6) for name in citation.fields}
    return citation, draft.signs


def _read_plain(source: str) -> tuple[Draft, list[int] | None]:
    """The reading of a citation on one line and without its number, and for each of its characters the place in ``source``."""
    flat, places = mend(source)
    first = number_in_front(flat)
    return read_plain(" " * first + flat[first:]), places


def _say_how_sure(citation: Citation, draft: Draft) -> None:
    for name in citation.fields:
        measured = confidence_of(name, draft.signs.get(name, "other"), draft.confidence.get(name, 0.6))
        if measured is not None:
            citation.confidence[name] = round(min(MOST, max(LEAST, measured)), 2)


def _fill(citation: Citation, draft: Draft, places: list[int] | None) -> None:
    def in_source(start: int, end: int) -> tuple[int, int]:
        return (start, end) if places is None or end <= start else (places[start], places[end - 1] + 1)

    for name, (start, end) in draft.spans.items():
        piece = fold_space(draft.text[start:end])
        if not piece:
            continue
        citation.spans[name] = in_source(start, end)
        citation.fields[name] = draft.values.get(name, piece)
        citation.confidence[name] = round(min(1.0, max(0.05, draft.confidence.get(name, 0.6))), 2)
    citation.kind = draft.kind
    citation.rest = [in_source(start, end) for start, end in draft.rest]
    issue = citation.get("issue")
    if issue is not None:
        citation.fields["issue"] = re.sub(r"\s*([-–/])\s*", r"\1", issue)
    pages = citation.get("pages")
    if pages is not None:
        proposal = propose_pages(pages)
        if proposal:
            citation.proposals["pages"] = proposal


def propose_pages(printed: str) -> str | None:
    """A reading of a page range whose dash was lost, such as ``1463-6`` for ``14636``; None where nothing looks wrong.

    A number of five to eight digits may be an article number; a lost dash is proposed only where the digits split into a first
    page and a last page (whole, or shortened to its last digits) at most 30 pages further on.
    """
    digits = printed.strip()
    if not digits.isdigit() or not 5 <= len(digits) <= 8:
        return None
    readings = []
    for cut in range(len(digits) - 1, len(digits) // 2 - 1, -1):
        first, last = digits[:cut], digits[cut:]
        if last.startswith("0") and len(last) == len(first):
            continue
        whole = first[: len(first) - len(last)] + last
        if int(first) < 30_000 and 0 < int(whole) - int(first) <= 30 and not first.startswith("0"):
            readings.append((int(whole) - int(first), f"{first}-{last}"))
    return min(readings)[1] if readings else None


def page_numbers(printed: str) -> tuple[str, int, int] | None:
    """Prefix, first and last page of a printed range, a shortened last page filled up; None where it is no range."""
    match = _PAGE_PARTS.match(printed)
    if match is None:
        return None
    prefix, first, last = match[1], match[2], match[5]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return prefix, int(first), int(last)
