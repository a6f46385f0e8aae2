"""An estimate: an effect measure with its interval, or the counts that it can be computed from."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from aetia.model.base import KeepsDigits, Record, YesNo

RatioMeasure = Literal["OR", "RR", "HR", "IRR", "SIR"]
DifferenceMeasure = Literal["RD", "MD", "SMD", "r", "beta"]
DescriptiveMeasure = Literal["proportion", "prevalence", "p"]
Measure = Literal[RatioMeasure, DifferenceMeasure, DescriptiveMeasure]

RATIO_MEASURES: frozenset[str] = frozenset({"OR", "RR", "HR", "IRR", "SIR"})

Finite = Annotated[float, Field(allow_inf_nan=False), KeepsDigits]
Count = Annotated[int, Field(ge=0, le=10_000_000_000), KeepsDigits]
"""A number of people, or of what was counted instead; more than there are people is a slip of the keyboard."""


class Estimate(Record):
    """One effect estimate as printed.

    `value`, `low` and `high` are on the measure's own scale (an odds ratio of 2 is 2, not log 2); the interval is at
    `level` per cent. `counts` are four whole numbers: positive among the first group, size of the first group, positive
    among the second, size of the second. In a case-control study the groups are cases and controls and *positive* means
    exposed; in a cohort they are exposed and unexposed and *positive* means diseased. The odds ratio is the same.

    Limits are kept as printed even where they are wrong: `aetia check` and the pooling refuse them by name; an impossible
    print is explained in `misprint`.
    """

    measure: Measure
    value: Finite | None = None
    low: Finite | None = None
    high: Finite | None = None
    level: Annotated[float, Field(gt=50, lt=100), KeepsDigits] = 95
    counts: Annotated[list[Count], Field(min_length=4, max_length=4)] | None = None
    derived: YesNo = False
    contrast: str | None = None
    comparison: str | None = None
    adjusted_for: list[str] = []
    follow_up: str | None = None
    k: Annotated[int, Field(ge=1), KeepsDigits] | None = None
    by_review: YesNo = False
    printed: str | None = None
    misprint: str | None = None

    INLINE: ClassVar[frozenset[str]] = frozenset({"counts", "adjusted_for"})

    @property
    def is_ratio(self) -> bool:
        """Whether the measure is a ratio, so that 1 means no difference."""
        return self.measure in RATIO_MEASURES

    def faults(self) -> list[str]:
        """What cannot be true of these numbers, each as one sentence; empty when they are sound."""
        found = []
        if self.low is not None and self.high is not None and self.low > self.high:
            found.append(f"the limits are swapped ({self.low:g} to {self.high:g})")
        elif self.value is not None:
            if self.low is not None and self.value < self.low and not math.isclose(self.value, self.low):
                found.append(f"the value {self.value:g} lies below its lower limit {self.low:g}")
            if self.high is not None and self.value > self.high and not math.isclose(self.value, self.high):
                found.append(f"the value {self.value:g} lies above its upper limit {self.high:g}")
        if self.is_ratio and any(x is not None and x < 0 for x in (self.value, self.low, self.high)):
            found.append(f"a {self.measure} cannot be below zero")
        if self.is_ratio and self.low is not None and self.high is not None and self.low == self.high:
            found.append("the interval has no width")
        if self.counts and (self.counts[0] > self.counts[1] or self.counts[2] > self.counts[3]):
            found.append("a count is larger than its group")
        if self.by_review and self.k is None:
            found.append("an estimate by review says from how many studies (k)")
        if self.value is None and self.counts is None and self.printed is None:
            found.append("an estimate has a value, counts, or at least the printed words")
        return found
