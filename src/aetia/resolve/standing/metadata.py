"""What the corpus knows of a publication beside its standing: fields that the library lacks, and fields that it has otherwise."""

from __future__ import annotations

from typing import Any

from aetia.corpus.folding import normal
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.resolve.names import page
from aetia.resolve.standing.looking_up import KINDS, Match
from aetia.resolve.standing.naming import is_plain

_FIELDS = ("author", "container_title", "container_title_short", "issued", "volume", "issue", "page")
_MOST_AUTHORS = 100
Update = dict[str, Any]
"""New values of a reference, by the names of its attributes."""


def newly_known(reference: Reference, match: Match) -> Update:
    """Values of fields that a reference lacks and its record has. What somebody wrote is never among them.

    A reference with an article number has its pages, and one with any name of its journal has its journal.
    """
    described = match.described
    if described is None or not match.is_certain:
        return {}
    there = {name for name in _FIELDS if getattr(reference, name)}
    there |= {"page"} if reference.number else set()
    there |= (
        {"container_title", "container_title_short"} if there & {"container_title", "container_title_short"} else set()
    )
    update = {name: getattr(described, name) for name in _FIELDS if name not in there}
    update = {name: value for name, value in update.items() if value and _is_plain(value)}
    if "author" in update and not described.authors_complete:
        update["authors_complete"] = False
    if identifiers := _identifiers(reference, described):
        update["identifiers"] = identifiers
    return update


def _identifiers(reference: Reference, described: Reference) -> Identifiers | None:
    """The identifiers of a reference with those that it lacks; None where it lacks none."""
    mine, theirs = reference.identifiers, described.identifiers
    known = {kind: value for kind in KINDS if (value := getattr(theirs, kind)) and is_plain(value)}
    lacking = {kind: value for kind, value in known.items() if not getattr(mine, kind)}
    return mine.model_copy(update=lacking) if lacking else None


def _is_plain(value: str | list[Name]) -> bool:
    """Whether a text, or every name of a list that is not too long, may be written down."""
    if isinstance(value, str):
        return is_plain(value)
    return len(value) <= _MOST_AUTHORS and all(is_plain(text) for name in value for text in name.plain().values())


def differing(reference: Reference, match: Match) -> list[tuple[tuple[str, ...], str, str]]:
    """Fields that both have and that do not say the same: path below the reference, the library's value, the record's.

    Case, accents, punctuation and abbreviations are form, and so is a date that is more exact.
    """
    described, evidence = match.described, match.evidence
    if described is None:
        return []
    found: list[tuple[tuple[str, ...], str, str]] = []
    if normal(reference.title) not in match.paper.titles:
        found.append((("title",), reference.title, described.title))
    if evidence.author == "other" and described.author:
        found.append((("author",), reference.first_author or "", described.author[0].short))
    if evidence.journal == "other":
        journal = reference.container_title or reference.container_title_short or ""
        found.append(
            (("container-title",), journal, described.container_title or described.container_title_short or "")
        )
    if evidence.year in ("near", "other"):
        found.append((("issued",), reference.issued or "", described.issued or ", ".join(match.paper.years)))
    found += _in_print(reference, match, described)
    mine, theirs = reference.identifiers, described.identifiers
    for kind in KINDS:
        one, other = getattr(mine, kind), getattr(theirs, kind)
        if one and other and one != other:
            found.append((("identifiers", kind), one, other))
    return [(path, one, other) for path, one, other in found if one and other]


def _in_print(reference: Reference, match: Match, described: Reference) -> list[tuple[tuple[str, ...], str, str]]:
    evidence = match.evidence
    found: list[tuple[tuple[str, ...], str, str]] = []
    if evidence.volume in ("other", "swapped"):
        found.append((("volume",), reference.volume or "", described.volume or ""))
    if _are_two(reference.issue, described.issue) or evidence.volume == "swapped":
        found.append((("issue",), reference.issue or "", described.issue or ""))
    if evidence.pages in ("other", "last"):
        field = "page" if reference.page else "number"
        found.append(((field,), reference.page or reference.number or "", described.page or match.paper.first))
    return found


def _are_two(one: str | None, other: str | None) -> bool:
    """Whether two issues are two: ``3`` and ``3 (Suppl 125)`` are one, told more exactly."""
    mine, theirs = ([page(word) for word in normal(text or "").split()] for text in (one, other))
    return mine[: len(theirs)] != theirs[: len(mine)]


def in_words(update: Update, reference: Reference) -> list[str]:
    """An update for people: ``volume 12``, ``PMCID PMC3``; each new value with its field."""
    return [f"{field} {value}" for field, value in values_of(update, reference)]


def values_of(update: Update, reference: Reference) -> list[tuple[str, str]]:
    """The fields of an update by their names in a file, each with its new value in words."""
    found: list[tuple[str, str]] = []
    for name, value in update.items():
        if name == "identifiers":
            new = ((kind, getattr(value, kind)) for kind in KINDS)
            found += [(kind, each) for kind, each in new if each != getattr(reference.identifiers, kind)]
        elif name == "author":
            found.append((name, _authors(value)))
        elif name == "authors_complete":
            found.append((name, "no"))
        else:
            found.append((Reference.model_fields[name].alias or name, str(value)))
    return found


def _authors(names: list[Name]) -> str:
    shown = ", ".join(name.short for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
