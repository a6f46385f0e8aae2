"""Filling a reference from the record of its paper: what is missing is added, what stands there stays, and what differs is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aetia.corpus.folding import words_of
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, PrintedCitation, Reference
from aetia.resolve.into_library.cited import Cited
from aetia.resolve.model import shown
from aetia.resolve.names import family_words, first_and_last_page, journal_name, page, same_journal
from aetia.resolve.paper import Paper
from aetia.sources.csl_columns import item_of
from aetia.sources.csl_reference import reference_of

_FIELDS = ("author", "container_title", "container_title_short", "issued", "volume", "issue", "page", "publisher")
_KEYS = {"pmid": "pmid", "pmc": "pmcid", "doi": "doi"}
_KINDS = ("pmid", "pmcid", "doi")
_FILLED = re.compile(r"(?:corpus|online|decision) (?P<key>\S+)(?:: (?P<fields>[a-z0-9, -]+))?")
_CUT = re.compile(r"author after (\d+)")
"""What is told where the authors after the first few were filled in."""
_ET_AL = re.compile(r"\bet\.?\s*al\b|…|\band others\b", re.IGNORECASE)


@dataclass(frozen=True)
class Filled:
    """A reference with what its paper's record told.

    Args:
        reference: it.
        fields: the names of what was filled in.
        differs: what the library and the record say differently, by name; the library's words stay.
    """

    reference: Reference
    fields: tuple[str, ...] = ()
    differs: tuple[tuple[str, str, str], ...] = ()


def reference_in(record: Mapping[str, Any] | None, key: str, found: Paper | None = None) -> Reference:
    """A record of a corpus as a reference; where there is none, the identifiers that are known of it.

    Args:
        record: its columns.
        key: its key.
        found: the paper as it was compared, of which only the identifiers are as they are printed.
    """
    made = reference_of(item_of(dict(record))) if record else None
    if made is not None:
        return made
    kind, _, value = key.partition(":")
    known = {"doi": found.doi, "pmcid": found.pmcid} if found else {}
    known |= {_KEYS[kind]: value} if kind in _KEYS else {}
    return Reference(title=key, identifiers=Identifiers(**{name: text for name, text in known.items() if text}))


def filled(cited: Cited, paper: Reference, key: str, probability: float | None, source: str = "corpus") -> Filled:
    """A reference that was matched.

    Args:
        cited: it.
        paper: its paper, of :func:`reference_in`.
        key: of the paper's record.
        probability: that it is the right one; None where a person said so.
        source: where the paper was found, ``corpus``, ``online``, or a ``decision`` alone.
    """
    old = cited.reference
    known, added, differs = _identifiers(old.identifiers, paper.identifiers)
    changes: dict[str, Any] = {"identifiers": known} if added else {}
    for name in _FIELDS:
        mine, theirs = getattr(old, name), getattr(paper, name)
        mine = mine or (old.number if name == "page" else None)
        if not theirs:
            continue
        if not mine:
            changes[name] = theirs
            added.append(name.replace("_", "-"))
        elif name == "author" and _is_cut_short(old, theirs):
            changes[name] = [*mine, *theirs[len(mine) :]]
            added.append(f"author after {len(mine)}")
        elif not _says_the_same(name, mine, theirs):
            differs.append((name.replace("_", "-"), _shown(mine), _shown(theirs)))
    if "author" in changes:
        changes["authors_complete"] = paper.authors_complete
    if paper.title != key and not _same_words(old.title, paper.title):
        differs.insert(0, ("title", old.title, paper.title))
    changes["cited_as"] = _printed(cited, probability)
    provenance = f"{source} {key}: {', '.join(added)}" if added else f"{source} {key}"
    changes["sources"] = [*(line for line in old.sources if not _FILLED.fullmatch(line)), provenance]
    return Filled(_with(old, changes), tuple(added), tuple(differs))


def filled_from(reference: Reference) -> str | None:
    """The key of the record that a reference was filled from; None where no record was."""
    found = (_FILLED.fullmatch(line) for line in reference.sources)
    return next((match["key"] for match in found if match), None)


def emptied(cited: Cited, paper: Reference) -> Reference:
    """A reference without what was filled in from a record that a person then refused; what a person changed since stays.

    Args:
        cited: it.
        paper: of the refused record.
    """
    old = cited.reference
    lines = [match for match in map(_FILLED.fullmatch, old.sources) if match]
    told = [name for match in lines for name in (match["fields"] or "").split(", ")]
    names = {name.replace("-", "_") for name in told}
    changes: dict[str, Any] = {
        name: type(old).model_fields[name].get_default() if name == "author" else None
        for name in names & set(_FIELDS)
        if _says_the_same(name, getattr(old, name), getattr(paper, name))
    }
    if "author" in changes:
        changes["authors_complete"] = True
    cut = next((int(match[1]) for match in map(_CUT.fullmatch, told) if match), None)
    if cut is not None and _same_people(old.author, paper.author):
        changes |= {"author": old.author[:cut], "authors_complete": False}
    kept = {kind: getattr(old.identifiers, kind) for kind in _KINDS if kind not in names}
    changes["identifiers"] = Identifiers(**{kind: value for kind, value in kept.items() if value})
    changes["cited_as"] = _unresolved(old.cited_as)
    changes["sources"] = [line for line in old.sources if not _FILLED.fullmatch(line)]
    return _with(old, changes)


def with_outcome(reference: Reference, outcome: str) -> Reference:
    """A printed reference that was not matched; one that nobody printed has no place for the outcome, and stays as it is."""
    printed = reference.cited_as
    if printed is None or printed.outcome == outcome or reference.identifiers.keys():
        return reference
    return _with(reference, {"cited_as": PrintedCitation(**_told(printed), outcome=outcome)})


def _with(reference: Reference, changes: dict[str, Any]) -> Reference:
    """A reference with changes, and nothing said of fields that they empty."""
    made = reference.model_copy(update=changes)
    for name, value in changes.items():
        if value in (None, []) or (name == "authors_complete" and value is True):
            made.model_fields_set.discard(name)
    return made


def _printed(cited: Cited, probability: float | None) -> PrintedCitation:
    old = cited.reference.cited_as
    told = _told(old) if old else {"text": cited.citation}
    share = {} if probability is None else {"probability": shown(probability, 3)}
    return PrintedCitation(**told, outcome="matched", **share)


def _unresolved(printed: PrintedCitation | None) -> PrintedCitation | None:
    return PrintedCitation(**_told(printed), outcome="unresolved") if printed else None


def _told(printed: PrintedCitation) -> dict[str, Any]:
    return {"text": printed.text, **({"page": printed.page} if printed.page else {})}


def _identifiers(mine: Identifiers, theirs: Identifiers) -> tuple[Identifiers, list[str], list[tuple[str, str, str]]]:
    """The identifiers of both, the kinds that were added, and those that differ."""
    values, added, differs = {}, [], []
    for kind in _KINDS:
        here, there = getattr(mine, kind), getattr(theirs, kind)
        if here or there:
            values[kind] = here or there
        if there and not here:
            added.append(kind)
        elif here and there and here != there:
            differs.append((kind, here, there))
    return Identifiers(**values), added, differs


def _is_cut_short(old: Reference, names: list[Name]) -> bool:
    """Whether a reference names only the first ones of its paper's authors, and says that there are more."""
    cut = not old.authors_complete or (old.cited_as is not None and _ET_AL.search(old.cited_as.text) is not None)
    return cut and len(old.author) < len(names) and _same_people(old.author, names[: len(old.author)])


def _same_people(one: list[Name], other: list[Name]) -> bool:
    families = [[family_words(name.family or name.literal or "") for name in names] for names in (one, other)]
    return families[0] == families[1]


def _same_words(one: str, other: str) -> bool:
    return "".join(words_of(one)) == "".join(words_of(other))


def _says_the_same(name: str, mine: Any, theirs: Any) -> bool:
    if not mine or not theirs:
        return bool(mine) == bool(theirs)
    if name == "author":
        return _same_people(mine, theirs)
    if name == "issued":
        return bool(mine.startswith(theirs) or theirs.startswith(mine))
    if name in ("container_title", "container_title_short"):
        return same_journal(journal_name(mine), journal_name(theirs))
    if name == "page":
        return _same_pages(mine, theirs)
    return page(mine) == page(theirs)


def _same_pages(mine: str, theirs: str) -> bool:
    """Equal, or one tells only the first page."""
    one, other = first_and_last_page(mine), first_and_last_page(theirs)
    return one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])


def _shown(value: Any) -> str:
    if isinstance(value, list):
        names = [name.short for name in value]
        return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return str(value)
