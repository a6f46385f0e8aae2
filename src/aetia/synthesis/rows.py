"""A row: one study, or one review standing for its studies, as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.direction import EXCLUDED_INCREASE, ratio_direction
from aetia.model.finding import Design, Direction
from aetia.model.tier import Tier


@dataclass(frozen=True)
class Row:
    """One line of a pool.

    Attributes:
        study: identifier of the study, unique among the rows of a pool but for a review, whose tiers are told apart
            by *tier*.
        label: short name for people.
        tier: :class:`aetia.model.tier.Tier`.
        y: natural logarithm of the ratio; above 0 means more disease among the exposed.
        se: its standard error, above 0.
        value, low, high: the ratio and its 95 % limits, as printed where they were printed.
        measure: OR, RR, HR, IRR or SIR.
        k: number of studies that the row stands for; 1 unless *by_review*.
        by_review: whether a meta-analysis stands here for its studies.
        team: who did it; None counts as a team of its own.
        dose: whether a dose–response gradient was found.
        concern: whether an expression of concern stands against it.
        corrected: whether it was corrected and not appraised since.
        chosen: how the estimate was chosen and computed, for people; empty where nothing had to be chosen.
    """

    study: str
    label: str
    tier: Tier
    y: float
    se: float
    value: float
    low: float
    high: float
    measure: str
    k: int = 1
    by_review: bool = False
    team: str | None = None
    dose: bool = False
    concern: bool = False
    corrected: bool = False
    chosen: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """Names the row within a pool and orders pools the same way everywhere."""
        return self.study, int(self.tier)

    def direction(self, against_below: float = EXCLUDED_INCREASE) -> Direction:
        """Which way the estimate points; see :func:`aetia.model.direction.ratio_direction`."""
        return ratio_direction(self.low, self.high, against_below=against_below)


@dataclass(frozen=True)
class NotCounted:
    """A finding that is shown but not counted.

    Attributes:
        study, label: whose finding it is.
        code: the reason as one word or two, for programs.
        reason: the reason, for people.
        direction: what it says, where it says something.
        tier: of its design, where there is one.
        design: of the finding, or else of its study.
        contests: whether its direction can make a topic contested: a comparison that gave no ratio to pool, not known
            to be too small.
    """

    study: str
    label: str
    code: str
    reason: str
    direction: Direction | None = None
    tier: Tier | None = None
    design: Design | None = None
    contests: bool = False


@dataclass(frozen=True)
class Context:
    """What is known of a topic and outcome beside its counted rows.

    Attributes:
        infection: the exposure is an infection.
        brought_by_illness: the disease or its treatment can bring the exposure; true of every infection.
        mechanism: two independent direct laboratory lines, or one with the exposure found in the affected tissue of
            patients and not of controls.
        cases: studies of cases without a comparison group or of single cases (T0, T1); single_cases: those of T0 alone.
        laboratory: laboratory and animal studies.
        other_disease: studies in the topic that are about another outcome only.
        uncounted: studies with a comparison group that ask the question but could not be counted (direction typed,
            high risk of bias, no usable ratio).
        typed_for, typed_against: studies without a usable ratio that speak for, and against or inverse; they can make
            a topic contested.
        months_since_search: from the last search to the library's as-of date; None where no search is recorded.
        premise_refuted: the suspected cause was shown not to be what it was taken for.
    """

    infection: bool = False
    brought_by_illness: bool = False
    mechanism: bool = False
    cases: int = 0
    single_cases: int = 0
    laboratory: int = 0
    other_disease: int = 0
    uncounted: int = 0
    typed_for: int = 0
    typed_against: int = 0
    months_since_search: int | None = None
    premise_refuted: bool = False
