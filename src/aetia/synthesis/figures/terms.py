"""What directions, designs and biases, and the marks that show them, are called."""

from __future__ import annotations

from aetia.model.finding import Direction
from aetia.synthesis.figures.numerals import count_text
from aetia.synthesis.figures.rows import Bias, ForestRow, StudyMark, TierName
from aetia.synthesis.figures.words import listed
from aetia.words import Words

DIRECTIONS: tuple[Direction, ...] = ("for", "unclear", "against", "inverse")
"""Every direction, in the order in which figures show them."""

TIERS: tuple[TierName, ...] = ("T3", "T2", "T1", "T0", "")
"""Every tier of design, the strongest first."""

BIASES: tuple[Bias, ...] = ("adequate", "high", "not-judged")
"""Every judgement of the risk of bias."""


def direction_word(words: Words, direction: Direction | None) -> str:
    """What a direction says, within a sentence: ``points to a cause``."""
    return words(f"direction.{direction or 'none'}")


def direction_head(words: Words, direction: Direction | None) -> str:
    """What a direction says, as a heading: ``Points to a cause``."""
    return words(f"direction_head.{direction or 'none'}")


def direction_count(words: Words, direction: Direction | None, n: int) -> str:
    """A number of findings of one direction: ``3 for a cause``."""
    return words(f"direction_count.{direction or 'none'}", n=n)


def tier_word(words: Words, tier: TierName) -> str:
    """A tier of design, as a heading or a cell."""
    return words(f"tier.{tier or 'other'}")


def bias_word(words: Words, bias: Bias | str) -> str:
    """A judgement of the risk of bias; empty where there is none."""
    return words(f"bias.{bias}") if bias else ""


def counted_word(words: Words, source: ForestRow | StudyMark) -> str:
    """Whether a row or mark is counted, as a cell."""
    if source.counted:
        return words("counted.yes")
    return words("counted.retracted") if source.struck else words("counted.no")


def people_text(words: Words, n: int) -> str:
    """A number of people as a remark beside a study: ``n 1,200``."""
    return words("text.people", people=count_text(n, words))


def mark_words(words: Words, mark: StudyMark) -> str:
    """One mark in words, for its title."""
    return listed(
        words,
        (
            mark.label,
            direction_word(words, mark.direction),
            "" if mark.n is None else words.count("person", mark.n),
            words("flag.retracted") if mark.struck else "",
        ),
    )
