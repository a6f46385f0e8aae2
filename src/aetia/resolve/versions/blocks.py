"""Which studies are compared at all: those that share a key. Keys that many share are passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from aetia.resolve.versions.groups import Group
from aetia.resolve.versions.piece import NOTICE_LINKS, VERSION_LINKS, Piece

T = TypeVar("T")
LARGEST = 60
"""Members of a key above which its pairs are not looked at: so common a key says little, and its pairs are its square."""
_EDGE = 5


def piece_pairs(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of publications of different studies that may be one, each once, in order of the pieces."""
    rare = _rare_words(pieces)
    return _pairs(pieces, [_piece_keys(piece, rare) for piece in pieces])


def group_pairs(groups: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Pairs of studies that may tell of one population, each once, in order of the groups."""
    return _pairs(groups, [_group_keys(group) for group in groups])


def _pairs(things: Sequence[T], keys: Sequence[Iterable[str]]) -> Iterator[tuple[T, T]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in dict.fromkeys(own):
            blocks[key].append(number)
    found: set[tuple[int, int]] = set()
    for members in blocks.values():
        if 1 < len(members) <= LARGEST:
            found.update(combinations(members, 2))
    for one, other in sorted(found):
        yield things[one], things[other]


def _rare_words(pieces: Sequence[Piece]) -> Mapping[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for piece in pieces:
        for word in piece.title.content:
            counts[word] += 1
    return counts


def _piece_keys(piece: Piece, counts: Mapping[str, int]) -> Iterator[str]:
    yield from (f"{kind}:{value}" for kind, value in piece.known_identifiers.items())
    yield from (f"pmid:{pmid}" for sort, pmid in piece.links if sort in VERSION_LINKS or sort in NOTICE_LINKS)
    if piece.work:
        yield f"work:{piece.work}"
    for title in filter(None, (piece.title, piece.original)):
        yield f"title:{title.squeezed}"
        words = title.text.split()
        if len(words) > _EDGE:
            yield f"begins:{' '.join(words[:_EDGE])}"
            yield f"ends:{' '.join(words[-_EDGE:])}"
    words = sorted(piece.title.content, key=lambda word: (counts[word], word))[:6]
    yield from (f"words:{one} {other}" for one, other in combinations(sorted(words[:4]), 2))
    for family, initial in {*piece.authors[:1], *piece.authors[-1:]}:
        if piece.year:
            yield from (f"author:{family} {initial} {year}" for year in range(piece.year - 2, piece.year + 1))
        yield from (f"author:{family} {word}" for word in words)
    if piece.first_page and piece.volume and piece.year:
        yield f"place:{piece.year} {piece.volume} {piece.first_page}"


def _group_keys(group: Group) -> Iterator[str]:
    yield from (f"registered:{number}" for number in group.numbers)
    yield from (f"cohort:{name}" for name in group.cohorts)
    if group.cases and group.controls:
        yield f"numbers:{group.cases} {group.controls}"
    elif group.n or group.cases:
        yield f"numbers:{group.n or group.cases}"
    if group.cases:
        yield f"cases:{group.cases} {group.place}"
    if group.n:
        yield f"people:{group.n}"
    for authors in group.authors:
        for family, initial in {*authors[:1], *authors[-1:]}:
            yield f"author:{family} {initial} {group.place} {group.period}"
            for number in filter(None, (group.cases, group.n)):
                yield f"author:{family} {initial} {number}"
            yield from (f"author:{family} {initial} {name}" for name in group.cohorts)
    if group.study.team:
        for number in filter(None, (group.cases, group.n)):
            yield f"team:{group.study.team} {number}"
