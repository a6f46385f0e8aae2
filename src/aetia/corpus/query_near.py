"""Words near each other, in any order: every way in which they can stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb, factorial, prod

MOST_NEAR = 1_000
"""Other words that may stand between: as many as PubMed allows."""
MOST_WAYS = 2_000
"""Ways of standing that are looked up one by one, where more than two words are near each other."""


def ways(words: Sequence[str], near: int) -> Iterator[tuple[tuple[int, str], ...]]:
    """Every way in which words can stand with at most *near* other words among them: their offsets from the first.

    Args:
        words: two or more, the same one perhaps several times.
        near: 0 and more.
    """
    for order in _orders(Counter(words), len(words)):
        for length in range(len(words), len(words) + near + 1):
            for inner in combinations(range(1, length - 1), len(words) - 2):
                yield tuple(zip((0, *inner, length - 1), order, strict=True))


def count_of_ways(words: Sequence[str], near: int) -> int:
    """How many ways :func:`ways` would give."""
    orders = factorial(len(words)) // prod(map(factorial, Counter(words).values()))
    return orders * comb(len(words) + near - 1, len(words) - 1)


def _orders(left: Counter[str], count: int) -> Iterator[tuple[str, ...]]:
    """The different orders of words, each once."""
    if not count:
        yield ()
        return
    for word in [word for word, often in left.items() if often]:
        left[word] -= 1
        for rest in _orders(left, count - 1):
            yield (word, *rest)
        left[word] += 1
