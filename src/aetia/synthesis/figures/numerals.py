"""Numbers as a figure and its table print them: rounded first, so that every machine prints the same, and then with the signs of
the language."""

from __future__ import annotations

import math
from functools import lru_cache

from aetia.synthesis.printing import rounded
from aetia.words import Words

_LARGEST = 1_000_000


def ratio_text(number: float, words: Words) -> str:
    """A ratio: three decimals below 0.1, two below 10, one below 100, none above; ``<0.001`` and ``>1,000,000`` at
    the ends."""
    value = rounded(number) or 0.0
    if 0 <= value < 0.0005:
        return words.number("<0.001")
    if value < 0.0995:
        return words.number(f"{value:.3f}")
    return words.number(_plain(value))


def difference_text(number: float, words: Words) -> str:
    """A difference: two decimals below 10, one below 100, none above, with a true minus sign."""
    value = rounded(number) or 0.0
    text = _plain(abs(value))
    return words.number(f"−{text}" if value < 0 and text.strip("0.") else text)


def percent_text(share: float, words: Words) -> str:
    """A share between 0 and 1 as a percentage with one decimal; ``<0.1 %`` for what is small but not nought."""
    if 0 < share < 0.0005:
        return words.percent("<0.1")
    return words.percent(f"{rounded(100 * share) or 0.0:.1f}")


def count_text(count: int, words: Words) -> str:
    """A whole number with thousands apart."""
    return words.number(f"{count:,}")


@lru_cache(maxsize=65_536)
def coordinate(number: float) -> str:
    """A place in a drawing, to a hundredth, without needless zeros."""
    text = f"{math.floor(number * 100 + 0.5) / 100:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _plain(value: float) -> str:
    if value > _LARGEST:
        return f">{_LARGEST:,}"
    if value < 9.995:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"
