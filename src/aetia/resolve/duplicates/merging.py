"""Several records of one publication as one: every field that any of them has, and a list of where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from aetia.corpus.folding import normal
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Reference
from aetia.model.standing import Standing
from aetia.resolve.names import journal_name, page, same_journal
from aetia.sources.printed_pages import full_pages

_KEPT = (
    "title",
    "container_title",
    "container_title_short",
    "volume",
    "issue",
    "page",
    "number",
    "publisher",
    "language",
    "url",
)
_WORST = list(Standing)
_IDENTIFIERS = ("pmid", "pmcid", "doi")


class Conflict(NamedTuple):
    """A field in which copies differ in more than spelling: what was kept, and what another copy has."""

    field: str
    kept: str
    other: str


class Merged(NamedTuple):
    """One publication, and where its copies differ."""

    reference: Reference
    conflicts: tuple[Conflict, ...]


def merged(references: Sequence[Reference]) -> Merged:
    """Copies of one publication as one.

    The copy that is preferred is the one with a PMID, then with a DOI, then with most fields, then the first. Each field is that
    of the preferred copy, or of the next one that has it, but no text in capitals alone where another one is not. The date is the
    most exact one in its year, the list of authors the first that is whole, the standing the worst; notes and sources of all are
    kept.

    Args:
        references: one or more.
    """
    ordered = sorted(references, key=lambda one: -_richness(one))
    best = ordered[0]
    values: dict[str, Any] = {name: _first([getattr(one, name) for one in ordered]) for name in _KEPT}
    values["type"] = best.type
    values["author"], values["authors_complete"] = _authors(ordered)
    values["issued"] = _issued(ordered)
    values["identifiers"] = _identifiers(ordered)
    values["note"] = "\n".join(dict.fromkeys(one.note for one in ordered if one.note)) or None
    values["sources"] = list(dict.fromkeys(source for one in ordered for source in one.sources))
    values["standing"] = max((one.standing for one in ordered), key=lambda one: _WORST.index(one.state))
    values["cited_as"] = next((one.cited_as for one in ordered if one.cited_as), None)
    kept = {name: value for name, value in values.items() if value not in (None, [], True)}
    reference = Reference(**kept)
    return Merged(reference, tuple(_conflicts(reference, ordered)))


def _first(values: Sequence[str | None]) -> str | None:
    """The first value that there is, but for one in capitals alone where another one has small letters too."""
    there = [value for value in values if value]
    return next((value for value in there if not value.isupper()), there[0] if there else None)


def _richness(one: Reference) -> int:
    known = len(one.plain()) + len(one.author[:20])
    return 10_000 * bool(one.identifiers.pmid) + 1_000 * bool(one.identifiers.doi) + known


def _authors(ordered: Sequence[Reference]) -> tuple[list[Any], bool]:
    named = [one for one in ordered if one.author]
    best = next((one for one in named if one.authors_complete), named[0] if named else None)
    return (best.author, best.authors_complete) if best else ([], all(one.authors_complete for one in ordered))


def _issued(ordered: Sequence[Reference]) -> str | None:
    dates = [one.issued for one in ordered if one.issued]
    if not dates:
        return None
    exact = dates[0]
    for date in dates[1:]:
        if date.startswith(exact) and len(date) > len(exact):
            exact = date
    return exact


def _identifiers(ordered: Sequence[Reference]) -> Identifiers | None:
    found = {
        name: next((value for one in ordered if (value := getattr(one.identifiers, name))), None)
        for name in _IDENTIFIERS
    }
    known = {name: value for name, value in found.items() if value}
    return Identifiers(**known) if known else None


def _conflicts(reference: Reference, copies: Sequence[Reference]) -> list[Conflict]:
    found: dict[Conflict, None] = {}
    for copy in copies:
        for name in (*_KEPT, "issued", "type"):
            kept, other = getattr(reference, name), getattr(copy, name)
            if kept and other and not _alike(name, kept, other):
                found[Conflict(name, kept, other)] = None
        for name in _IDENTIFIERS:
            kept, other = getattr(reference.identifiers, name), getattr(copy.identifiers, name)
            if kept and other and kept != other:
                found[Conflict(name, kept, other)] = None
    return list(found)


def _alike(name: str, kept: str, other: str) -> bool:
    """Whether two values say the same: in other letters, a year within a date, a journal's abbreviation."""
    if normal(kept) == normal(other):
        return True
    if name == "issued":
        return kept.startswith(other) or other.startswith(kept)
    if name in ("container_title", "container_title_short"):
        return same_journal(journal_name(kept), journal_name(other))
    if name == "page":
        return full_pages(kept) == full_pages(other)
    if name in ("volume", "issue", "number"):
        return page(kept) == page(other)
    return name in ("url", "publisher", "language")
