"""Crossref's proposals: the work with a printed DOI, and those that fit the printed text best."""

from __future__ import annotations

from typing import Any

from aetia.resolve.online.asking import FRESH, BriefClient, Steps
from aetia.resolve.online.clues import Clues
from aetia.resolve.online.records import MOST, paper_of_reference, publication_types
from aetia.resolve.paper import Paper
from aetia.sources.crossref import ROOT, Crossref, Work
from aetia.sources.cursors import Found

_NO_PAPERS = frozenset(
    [
        "component",
        "database",
        "grant",
        "journal",
        "journal-issue",
        "journal-volume",
        "peer-review",
        "proceedings-series",
    ]
)
"""Types of what has a DOI and is no publication that somebody cites; a review of a paper has the paper's title in its own."""
_NOTICES = {
    "correction": "Published Erratum",
    "corrigendum": "Published Erratum",
    "erratum": "Published Erratum",
    "retraction": "Retraction of Publication",
    "withdrawal": "Retraction of Publication",
    "removal": "Retraction of Publication",
    "expression-of-concern": "Expression of Concern",
}
"""Crossref's kinds of notices, as PubMed calls them."""


class CrossrefWorks:
    """Proposes Crossref's works.

    Args:
        client: asks.
        root: where the service lies.
    """

    title = "Crossref"
    root = ROOT

    def __init__(self, client: BriefClient, root: str) -> None:
        self._crossref = Crossref(client, root=root, fresh=FRESH)

    def can_ask(self, clues: Clues) -> bool:
        """Whether there is something to ask with."""
        return bool(clues.dois or clues.text)

    def propose(self, clues: Clues, steps: Steps) -> list[Paper]:
        """The work with the printed DOI, and those that fit the text; Crossref's scores are not looked at."""
        found: list[Found] = []
        if clues.dois:
            work = steps.ask(lambda: self._crossref.work(clues.dois[0]), None, keep=1 if clues.text else 0)
            found += [work] if work is not None else []
        if clues.text:
            found += steps.ask(lambda: self._crossref.best(clues.text, MOST), [])
        works = {work.key: work for work in found if isinstance(work, Work)}
        return steps.read_each(list(works.values())[:MOST], _paper)


def _paper(work: Work) -> Paper | None:
    """A work as a paper; None where it has no title, or is nothing that is cited."""
    raw = work.raw
    if work.reference is None or str(raw.get("type")) in _NO_PAPERS:
        return None
    kinds = [_NOTICES[update.kind] for update in work.is_notice_of if update.kind in _NOTICES and update.of != work.key]
    if raw.get("type") == "posted-content":
        kinds.append("Preprint")
    more: dict[str, Any] = {
        "title": _whole_title(work.reference.title, _first(raw.get("subtitle"))),
        "vernacular_title": _first(raw.get("original-title")) or None,
        "published_printed": _year(raw.get("published-print")),
        "published_electronic": _year(raw.get("published-online")),
        "publication_types": publication_types(kinds),
    }
    return paper_of_reference(work.reference, f"doi:{work.key}", more)


def _whole_title(title: str, subtitle: str) -> str:
    return title if not subtitle or subtitle.lower() in title.lower() else f"{title}: {subtitle}"


def _first(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""


def _year(date: Any) -> str | None:
    parts = date.get("date-parts") if isinstance(date, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    return str(first[0]) if isinstance(first, list) and first and isinstance(first[0], int) else None
