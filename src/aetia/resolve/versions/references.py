"""Two references of one publication made one, where that loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aetia.corpus.folding import words_of
from aetia.model.identifiers import Identifiers
from aetia.model.reference import Name, Reference
from aetia.model.standing import Standing
from aetia.resolve.names import first_and_last_page, journal_name, page, same_journal
from aetia.resolve.versions.people import overlap, person

_TEXTS = ("container_title", "container_title_short")


def is_same_reference(one: Reference, other: Reference) -> bool:
    """Whether two references are of one publication: by an identifier, or by title, year and place, none of which differs."""
    mine, theirs = _identifiers(one), _identifiers(other)
    both = [mine[kind] == theirs[kind] for kind in mine.keys() & theirs.keys()]
    if both:
        return all(both)
    return unite(one.model_copy(update={"cited_as": None}), other.model_copy(update={"cited_as": None})) is not None


def unite(one: Reference, other: Reference, kept_elsewhere: frozenset[str] = frozenset()) -> Reference | None:
    """One reference with the fuller form of each field; None where the other has something that the one would lose.

    Args:
        one, other: two references of one publication.
        kept_elsewhere: printed citations that stand somewhere else in the library.
    """
    changed: dict[str, Any] = {}
    for name in type(one).model_fields:
        if name not in other.model_fields_set:
            continue
        mine, theirs = getattr(one, name), getattr(other, name)
        if theirs in (None, "", []) or mine == theirs:
            continue
        if name in _JOINED:
            value = _JOINED[name](one, other)
        elif name == "cited_as" and mine is not None and theirs.text in kept_elsewhere:
            value = mine
        else:
            value = theirs if mine in (None, "", []) else _fuller(name, mine, theirs)
        if value is None:
            return None
        changed[name] = value
    return one.model_copy(update=changed)


def without_taken(reference: Reference, others: Iterable[Reference]) -> Reference:
    """A reference without the identifiers that another one of its study has: an identifier stands once."""
    taken = {key for other in others for key in other.identifiers.keys()}  # noqa: SIM118 (a method, not a dictionary)
    own = _identifiers(reference)
    left = {kind: value for kind, value in own.items() if f"{kind}:{value}" not in taken}
    return reference if left == own else reference.model_copy(update={"identifiers": Identifiers(**left)})


def _identifiers(reference: Reference) -> dict[str, str]:
    return dict(key.split(":", 1) for key in reference.identifiers.keys())  # noqa: SIM118 (a method, not a dictionary)


def _fuller(name: str, mine: str, theirs: str) -> str | None:
    """Of two forms of one field the fuller one; None where they are not forms of one thing."""
    if name == "title":
        return mine if _folded(mine) == _folded(theirs) else None
    if name == "issued":
        return max(mine, theirs, key=len) if mine.startswith(theirs) or theirs.startswith(mine) else None
    if name in _TEXTS:
        same = same_journal(journal_name(mine), journal_name(theirs))
        return max(mine, theirs, key=len) if same and name == "container_title" else mine if same else None
    if name == "page":
        one, other = first_and_last_page(mine), first_and_last_page(theirs)
        fuller = mine if one[1] else theirs
        return fuller if one[0] == other[0] and (one[1] == other[1] or None in (one[1], other[1])) else None
    if name in ("volume", "issue", "number"):
        return mine if page(mine) == page(theirs) else None
    return None


def _folded(text: str) -> str:
    return "".join(words_of(text))


def _authors(one: Reference, other: Reference) -> list[Name] | None:
    """The longer list, where the shorter one is its beginning or the same people."""
    short, long = sorted((one.author, other.author), key=len)
    if not short:
        return long
    whole = one.authors_complete and other.authors_complete
    if whole and len(short) != len(long) and len(short) > 1:
        return None
    found = overlap([person(name) for name in short], [person(name) for name in long], whole=False)
    if found.shared < len(short) or not found.first:
        return None
    return max((one.author, other.author), key=lambda names: (len(names), sum(len(name.short) for name in names)))


def _authors_complete(one: Reference, other: Reference) -> bool:
    """Whether the list that is kept is whole."""
    return one.authors_complete if len(one.author) >= len(other.author) else other.authors_complete


def _united_identifiers(one: Reference, other: Reference) -> Identifiers | None:
    mine, theirs = _identifiers(one), _identifiers(other)
    if any(mine[kind] != theirs[kind] for kind in mine.keys() & theirs.keys()):
        return None
    return Identifiers(**(theirs | mine))


def _sources(one: Reference, other: Reference) -> list[str]:
    return list(dict.fromkeys([*one.sources, *other.sources]))


def _standing(one: Reference, other: Reference) -> Any:
    """The worse of two standings: what is known of a publication at one entry holds for the other."""
    order = list(Standing)
    return max((one.standing, other.standing), key=lambda record: order.index(record.state))


def _kept_type(one: Reference, other: Reference) -> str | None:
    """`article-journal` is what a reference is called where nobody looked."""
    types = {one.type, other.type} - {"article-journal"}
    return None if len(types) > 1 else next(iter(types), one.type)


_JOINED = {
    "type": _kept_type,
    "author": _authors,
    "authors_complete": _authors_complete,
    "identifiers": _united_identifiers,
    "sources": _sources,
    "standing": _standing,
}
