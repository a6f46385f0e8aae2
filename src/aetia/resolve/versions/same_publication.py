"""Whether two references are of one publication."""

from __future__ import annotations

from aetia.resolve.versions.kinds import NOTICES
from aetia.resolve.versions.piece import Piece
from aetia.resolve.versions.proposal import Verdict
from aetia.resolve.versions.titles import differing, likeness, told_apart

SHORTEST_TITLE = 12
"""Letters of a title below which it tells nothing: "Scleroderma", "Editorial"."""

_MISTYPED = "but the titles differ: one of them may have a wrong identifier"


def same_publication(one: Piece, other: Piece) -> Verdict | None:
    """Whether two references are of one publication, and why; None where they are not, or nothing says so.

    Certain: they share an identifier and nothing contradicts it; or title, first author, year, journal and place in it are all the
    same. Other identifiers that differ tell two publications apart.
    """
    agree, differ = one.agreeing(other)
    if agree:
        return _shared_identifier(one, other, agree, differ)
    if differ or _are_other_sorts(one, other):
        return None
    return _alike(one, other)


def _shared_identifier(one: Piece, other: Piece, agree: list[str], differ: list[str]) -> Verdict:
    names = [f"both have {kind.upper()} {one.known_identifiers[kind]}" for kind in agree]
    if differ:
        clash = [
            f"but {kind.upper()} {one.known_identifiers[kind]} and {other.known_identifiers[kind]}" for kind in differ
        ]
        if likeness(one.title, other.title) >= 0.7:
            return Verdict("publication", "likely", (*names, *clash))
        return Verdict("publication", "possible", (*names, *clash, _MISTYPED))
    if likeness(one.title, other.title) < 0.35 and not _speaks_another_language(one, other):
        return Verdict("publication", "possible", (*names, _MISTYPED))
    return Verdict("publication", "certain", tuple(names))


def _alike(one: Piece, other: Piece) -> Verdict | None:
    signs = _signs(one, other)
    agreeing = [name for name, same in signs.items() if same]
    if any(same is False for same in signs.values()):
        return None
    equal = one.title.squeezed == other.title.squeezed and len(one.title.squeezed) >= SHORTEST_TITLE
    in_print = {"year", "journal"} <= set(agreeing) and {"volume", "first page"} <= set(agreeing)
    if equal and {"first author", "year", "journal"} <= set(agreeing) and {"volume", "first page"} & set(agreeing):
        return Verdict("publication", "certain", (f"title, {_listed(agreeing)} are the same",))
    if equal and (len(agreeing) >= 2 or (agreeing and len(one.title.content) >= 5)):
        return Verdict("publication", "likely", (f"title, {_listed(agreeing)} are the same",))
    if in_print and not told_apart(one.title, other.title):
        return Verdict("publication", "likely", (f"{_listed(agreeing)} are the same",))
    if _nearly_equal(one, other) and {"first author", "year"} <= set(agreeing):
        return Verdict("publication", "likely", (f"the titles are nearly the same, {_listed(agreeing)} are the same",))
    if equal and len(one.title.content) >= 4:
        return Verdict("publication", "possible", ("the titles are the same, and nothing else can be compared",))
    return None


def _signs(one: Piece, other: Piece) -> dict[str, bool | None]:
    """For each thing that both references have, whether it is the same; None where one of them lacks it."""
    people = one.overlap(other)
    author = (people.first or people.agrees) if people.known else None
    return {
        "first author": author,
        "year": abs(one.year - other.year) <= (1 if author else 0) if one.year and other.year else None,
        "journal": one.same_journal(other),
        "volume": one.volume == other.volume if one.volume and other.volume else None,
        "first page": one.first_page == other.first_page if one.first_page and other.first_page else None,
    }


def _nearly_equal(one: Piece, other: Piece) -> bool:
    if likeness(one.title, other.title) < 0.85 or told_apart(one.title, other.title):
        return False
    mine, theirs = differing(one.title, other.title)
    return not (mine and theirs)


def _are_other_sorts(one: Piece, other: Piece) -> bool:
    return one.kind != other.kind and bool({one.kind, other.kind} & (NOTICES | {"preprint", "abstract"}))


def _speaks_another_language(one: Piece, other: Piece) -> bool:
    return bool(one.original or other.original or (one.language and other.language and one.language != other.language))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
