"""Rows turned to another effect measure before they are pooled, each with the formula, its source and what it assumes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aetia.errors import SynthesisError
from aetia.synthesis.conversions import (
    Conversion,
    ConvertedEstimate,
    difference_to_log_odds_ratio,
    log_odds_ratio_to_difference,
    odds_ratio_to_risk_ratio,
    risk_ratio_to_odds_ratio,
)
from aetia.synthesis.study_rows import NotPooled, StudyRow

_Z95 = 1.959963984540054
TARGETS = ("OR", "RR", "SMD")
_STANDS_FOR_ODDS = frozenset({"OR", "PETO"})


@dataclass(frozen=True)
class Target:
    """What to convert to.

    Attributes:
        measure: one of :data:`TARGETS`.
        baseline_risk: the risk of those not exposed, between 0 and 1; needed between OR and RR.
    """

    measure: str
    baseline_risk: float | None = None

    def __post_init__(self) -> None:
        if self.measure not in TARGETS:
            raise SynthesisError(f"nothing converts to {self.measure!r}", remedy=f"Use one of {', '.join(TARGETS)}")
        if self.baseline_risk is not None and not 0 < self.baseline_risk < 1:
            raise SynthesisError(
                f"the baseline risk is {self.baseline_risk:g}", remedy="Give one between 0 and 1, such as 0.1"
            )


def converted(rows: Sequence[StudyRow], target: Target) -> tuple[list[StudyRow], list[NotPooled]]:
    """Convert what can be converted: OR ↔ RR with a baseline risk, SMD ↔ OR.

    Args:
        rows: of any measures.
        target: see :class:`Target`.

    Returns:
        Rows of the target's measure, each with formula and assumption; and rows that have no formula, as not pooled.

    Raises:
        SynthesisError: an OR or RR without a baseline risk, or one that cannot be the baseline risk of a study; it is named.
    """
    done, left = [], []
    for row in rows:
        found = _converted(row, target)
        if found is not None:
            done.append(found)
            continue
        sign = (row.y > 0) - (row.y < 0)
        left.append(
            NotPooled(
                row.label, row.where, f"there is no formula from {row.measure} to {target.measure}", "Pool it apart", row.flag,
                sign, row.group, row.cluster,
            )
        )  # fmt: skip
    return done, left


def _converted(row: StudyRow, target: Target) -> StudyRow | None:
    here, there = ("OR" if row.measure in _STANDS_FOR_ODDS else row.measure), target.measure
    if here == there:
        return row
    where = f"{row.label} ({row.where})"
    se = math.sqrt(row.v)
    if (here, there) == ("SMD", "OR"):
        return _moved(row, there, difference_to_log_odds_ratio(row.y, se, where=where), "SMD × π / √3")
    if (here, there) == ("OR", "SMD"):
        return _moved(row, there, log_odds_ratio_to_difference(row.y, se, where=where), "log OR × √3 / π")
    if {here, there} != {"OR", "RR"}:
        return None
    if target.baseline_risk is None:
        raise SynthesisError(
            f"from {here} to {there} it takes the risk of those not exposed", where=where, remedy="Give --baseline-risk"
        )
    limits = (math.exp(row.y - _Z95 * se), math.exp(row.y + _Z95 * se))
    convert = odds_ratio_to_risk_ratio if there == "RR" else risk_ratio_to_odds_ratio
    found = convert(math.exp(row.y), target.baseline_risk, *limits, where=where)
    formula = "OR / (1 − p₀ + p₀ OR)" if there == "RR" else "RR (1 − p₀) / (1 − p₀ RR)"
    return _from_limits(row, found, formula)


def _moved(row: StudyRow, measure: str, found: ConvertedEstimate, formula: str) -> StudyRow:
    return replace(
        row, measure=measure, y=found.y, v=found.se**2, table=None, how=_how(row, formula, found.source),
        assumption=_both(row.assumption, found.assumption), source=found.source,
    )  # fmt: skip


def _from_limits(row: StudyRow, found: Conversion, formula: str) -> StudyRow:
    """The converted ratio, with its standard error from its converted 95 % limits."""
    assert found.low is not None
    assert found.high is not None
    se = (math.log(found.high) - math.log(found.low)) / (2 * _Z95)
    caveat = f"; {found.caveat}" if found.caveat else ""
    return replace(
        row, measure=found.measure, y=math.log(found.value), v=se**2, table=None, how=_how(row, formula, found.source),
        assumption=_both(row.assumption, found.assumption + caveat), source=found.source,
    )  # fmt: skip


def _how(row: StudyRow, formula: str, source: str) -> str:
    return "; ".join(part for part in (row.how, f"converted from {row.measure}: {formula} ({source})") if part)


def _both(one: str, other: str) -> str:
    return "; ".join(part for part in (one, other) if part)
