"""Which records are compared at all: those that share a key. Work grows with the records, not with their pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from aetia.resolve.duplicates.facts import Facts

LARGEST = 40
"""Records with one key that are all compared with each other; of more, only those are that share a second key too."""
NEIGHBOURS = 5
"""Where a second key does not part them either: how many next ones each is compared with, in the order of their titles."""
_WORDS = 5


def candidate_pairs(facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Pairs of places that may be one publication, each once, the smaller place first.

    Args:
        facts: of all records.
    """
    blocks: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(facts):
        for key in _keys(one):
            blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for places in blocks.values():
        for pair in _pairs(places, facts):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _keys(one: Facts) -> Iterator[tuple[str, ...]]:
    """An identifier, the title, its first or last words; or the first author and the year with the page or the longest word; or the
    volume and the page in a year."""
    for name, value in (("doi", one.doi), ("pmid", one.pmid), ("pmcid", one.pmcid)):
        if value:
            yield name, value
    words = one.title.words
    if words:
        yield "title", "".join(words)
    if len(words) > _WORDS:
        yield "begins", *words[:_WORDS]
        yield "ends", *words[-_WORDS:]
    year = str(one.year or "")
    if one.first and year:
        for name in one.first:
            if words:
                yield "author", name, year, max(words, key=lambda word: (len(word), word))
            for place in one.places:
                yield "page", name, year, place
    if one.volume and year:
        for place in one.places:
            yield "volume", one.volume, year, place


def _pairs(places: list[int], facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    if len(places) <= LARGEST:
        yield from ((one, other) for n, one in enumerate(places) for other in places[n + 1 :])
        return
    finer: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in places:
        one = facts[place]
        for key in (("author", *sorted(one.first)), ("page", *sorted(one.places)), ("volume", one.volume, one.issue)):
            if any(key[1:]):
                finer[key].append(place)
        if not one.first and not one.places and not one.volume:
            finer[("bare",)].append(place)
    for some in finer.values():
        if len(some) <= LARGEST:
            yield from ((one, other) for n, one in enumerate(some) for other in some[n + 1 :])
            continue
        ordered = sorted(some, key=lambda place: _order(facts[place], place))
        for n, place in enumerate(ordered):
            for near in ordered[n + 1 : n + 1 + NEIGHBOURS]:
                yield min(place, near), max(place, near)


def _order(one: Facts, place: int) -> tuple[str, int, list[str], int]:
    return one.title.text, one.year or 0, sorted(one.places), place
