"""A rescued entry as a study whose citation nobody has resolved yet."""

from __future__ import annotations

import re

from aetia.model.finding import AsFound, Finding
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, PrintedCitation, Reference, ReferenceType
from aetia.model.rescued import RescuedEntry
from aetia.model.study import Study
from aetia.rescue.csl import csl_name
from aetia.rescue.record import slug_of
from aetia.rescue.sentences import split_sentences

CITED_KINDS = frozenset({"study", "report", "book"})
_TYPES: dict[str, ReferenceType] = {"study": "article-journal", "report": "report", "book": "book"}
_CITATION_LIMIT = 4_000


def study_key(title: str) -> str:
    """A title for comparison: its letters and digits, lower case."""
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def study_name(entry: RescuedEntry) -> str:
    """A name for a study: first author's family name and year, or the first words of the title and the year."""
    first = csl_name(entry.authors[0]) if entry.authors else {}
    family = first.get("family") or first.get("literal") or ""
    words = slug_of(family, 40) or slug_of(" ".join((entry.title or "").split()[:5]), 48) or "study"
    return f"{words}-{entry.year}" if entry.year else words


def study_draft(entry: RescuedEntry, name: str, page: str, topic: str) -> Study:
    """A study made from one entry.

    Args:
        entry: the entry as rescued.
        name: the study's identifier.
        page: the rescued page's name.
        topic: the topic that it is listed under.

    Returns:
        The study: one reference with the citation as printed, unresolved, and one finding that holds what the page said and
        nothing that nobody has judged.
    """
    authors = [Name(**csl_name(printed)) for printed in entry.authors if printed.strip()]
    values: dict[str, object] = {
        "type": _TYPES[entry.kind],
        "title": entry.title or entry.printed[:300],
        "author": authors,
        "container_title": entry.journal,
        "issued": _issued(entry),
        "volume": entry.volume,
        "issue": entry.issue,
        "page": entry.pages,
        "url": entry.url if entry.url and re.match(r"https?://", entry.url) else None,
        "identifiers": _identifiers(entry),
        "cited_as": PrintedCitation(text=entry.printed[:_CITATION_LIMIT], page=page, outcome="unresolved"),
    }
    kept = {field: value for field, value in values.items() if value not in (None, [])}
    return Study(id=name, references=[Reference(**kept)], findings=[as_found(entry, page, topic)])


def as_found(entry: RescuedEntry, page: str, topic: str) -> Finding:
    """What a page said of a study, as a finding that nobody has appraised: at most its first two sentences."""
    said: dict[str, object] = {"page": page}
    if entry.finding:
        spans = split_sentences(entry.finding)
        said["text"] = entry.finding[: spans[min(1, len(spans) - 1)][1]] if spans else entry.finding
    if entry.labels:
        said["label"] = ", ".join(entry.labels)
    return Finding(topic=topic, as_found=AsFound(**said))


def _issued(entry: RescuedEntry) -> str | None:
    if entry.year is None:
        return None
    if entry.month is None:
        return str(entry.year)
    if entry.day is None or entry.day > (29 if entry.month == 2 else 30 if entry.month in {4, 6, 9, 11} else 31):
        return f"{entry.year}-{entry.month:02d}"
    return f"{entry.year}-{entry.month:02d}-{entry.day:02d}"


def _identifiers(entry: RescuedEntry) -> Identifiers | None:
    found = {name: value for name in ("pmid", "pmcid", "doi") if (value := getattr(entry, name))}
    return Identifiers(**found) if found else None
