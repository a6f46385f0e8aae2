"""The keys under which a paper is found: identifiers, titles, places in a journal, and the words of its title.

A key is 64 bits of the BLAKE2b digest of a short text, the same on every machine. Two texts that share one cost the time of looking
at a paper that does not fit; they never make a match, since every candidate is compared whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import product

from aetia.resolve.paper import Paper

EDGE = 6
"""Words at the beginning and the end of a title that are a key of their own; a shorter title is one key, whole."""
_LONG_WORD = 3


def hashed(text: str) -> int:
    """The key of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def keys_of(paper: Paper) -> set[int]:
    """Every key of a paper."""
    return set(map(hashed, _texts(paper)))


def _texts(paper: Paper) -> Iterator[str]:
    yield paper.key
    if paper.doi:
        yield f"doi:{paper.doi}"
    if paper.pmcid:
        yield f"pmc:{paper.pmcid}"
    for title in paper.titles:
        words = title.split()
        yield from title_texts(words)
        yield from (word_text(word) for word in set(words) if len(word) >= _LONG_WORD)
    yield from _places(paper)


def title_texts(words: list[str]) -> list[str]:
    """The texts of a title's keys: whole, and its first and last words."""
    return [whole_title_text(" ".join(words)), edge_text(words[:EDGE]), edge_text(words[-EDGE:])]


def whole_title_text(title: str) -> str:
    """The text of the key of a whole title."""
    return f"T {title}"


def edge_text(words: list[str]) -> str:
    """The text of the key of words that may begin or end a title, or be one."""
    return f"E {' '.join(words)}"


def word_text(word: str) -> str:
    """The text of the key of a word of a title."""
    return f"W {word}"


def _places(paper: Paper) -> Iterator[str]:
    """Where in a journal a paper stands; a volume may be printed as an issue, and an issue as a volume (NLM matches both)."""
    author = paper.families[0] if paper.families else ""
    for year in paper.years:
        if author and paper.first:
            yield f"A {author} {year} {paper.first}"
        for journal in paper.journals:
            yield f"Y {journal} {year} {author}"
            if paper.first:
                yield f"J {journal} {year} {paper.first}"
    if not paper.first:
        return
    for volume in {paper.volume, paper.issue} - {""}:
        yield from (f"P {volume} {paper.first} {year}" for year in paper.years)
        yield from (f"V {journal} {volume} {paper.first}" for journal in paper.journals)
        if author:
            yield f"F {author} {volume} {paper.first}"


def place_texts(
    authors: Iterable[str], journals: Iterable[str], years: Iterable[str], pairs: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """The texts of the keys that a citation may share with its paper's place.

    Args:
        authors: family names that may be the first author's.
        journals: as :func:`aetia.resolve.names.journal_name` gives them.
        years: that may be the paper's.
        pairs: volume (or issue) and first page that may belong together; a volume may be empty.
    """
    authors, journals, years, pairs = list(authors), list(journals), list(years), list(pairs)
    pages = {page for _, page in pairs}
    yield from (f"A {author} {year} {page}" for author, year, page in product(authors, years, pages))
    yield from (f"Y {journal} {year} {author}" for journal, year, author in product(journals, years, authors))
    yield from (f"J {journal} {year} {page}" for journal, year, page in product(journals, years, pages))
    for volume, page in pairs:
        if volume:
            yield from (f"P {volume} {page} {year}" for year in years)
            yield from (f"V {journal} {volume} {page}" for journal in journals)
            yield from (f"F {author} {volume} {page}" for author in authors)
