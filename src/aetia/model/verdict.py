"""The levels of a verdict: words that site, rules and overrides share."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Where a topic stands. `AGAINST` stands beside the scale, not on it."""

    NOT_ASSESSED = "not-assessed"
    NOT_ENOUGH = "not-enough-evidence"
    POSSIBLE = "possible"
    LIKELY = "likely"
    ESTABLISHED = "established"
    AGAINST = "evidence-against"

    @property
    def label(self) -> str:
        """The level in words: ``Not enough evidence``."""
        return self.value.replace("-", " ").capitalize()

    @property
    def step(self) -> int:
        """Place on the scale from 0 (not assessed) to 4 (established); evidence against is -1."""
        return _STEPS[self]


_STEPS = {
    Level.NOT_ASSESSED: 0,
    Level.NOT_ENOUGH: 1,
    Level.POSSIBLE: 2,
    Level.LIKELY: 3,
    Level.ESTABLISHED: 4,
    Level.AGAINST: -1,
}
