"""What stands beside a pool: each diagnostic, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from aetia.errors import SynthesisError
from aetia.synthesis.analysis_settings import Settings, interval_rule
from aetia.synthesis.e_value import EValue, e_value, e_value_of_difference
from aetia.synthesis.influence import cumulative
from aetia.synthesis.mantel_haenszel import FixedPool
from aetia.synthesis.moderators import design
from aetia.synthesis.plausible_cells import number_or_none
from aetia.synthesis.pool import Pooled, Test
from aetia.synthesis.regression import MetaRegression, meta_regression
from aetia.synthesis.robust_variance import RobustFit, robust
from aetia.synthesis.study_rows import StudyRow
from aetia.synthesis.subgroups import Subgroups, subgroups
from aetia.synthesis.tabular import MISSING

MOST_STUDIES = 2000
"""Beyond this, diagnostics of single studies are not made."""
_T = TypeVar("_T")


def or_reason(make: Callable[[], _T], k: int = 0) -> _T | str:
    """A diagnostic of *k* studies, or why it is refused."""
    if k > MOST_STUDIES:
        return f"more than {MOST_STUDIES:,} studies: diagnostics of single studies are not made"
    try:
        return make()
    except SynthesisError as error:
        return f"{error.what}. {error.remedy}" if error.remedy else error.what


def cumulative_of(rows: Sequence[StudyRow], pooled: Pooled, asked: Settings) -> tuple[tuple[str, Pooled], ...] | str:
    """The pool as studies came in by year, or why there is none."""
    without = [row.label for row in rows if row.year is None]
    if without:
        names = (
            "every study" if len(without) == len(rows) else ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
        )
        return f"no year is known of {names}"
    if len(rows) > _MOST_STEPS:
        return f"more than {_MOST_STEPS} studies: too many steps to show"
    years = [float(row.year or 0) for row in rows]
    return cumulative(*_columns(rows), years, [row.label for row in rows], pooled, test_of=_rule(asked))


_MOST_STEPS = 300


def _columns(rows: Sequence[StudyRow]) -> tuple[list[float], list[float]]:
    return [row.y for row in rows], [row.v for row in rows]


def _rule(settings: Settings) -> Callable[[int], Test]:
    return lambda k: settings.test or interval_rule(k)


def subgroups_of(rows: Sequence[StudyRow], pooled: Pooled, asked: Settings) -> Subgroups | None:
    """The pools of the groups; None where there are not two."""
    groups = [row.group for row in rows]
    if len(set(groups)) < 2:
        return None
    return subgroups(*_columns(rows), groups, [row.label for row in rows], pooled, _rule(asked))


def regression_of(rows: Sequence[StudyRow], asked: Settings, test: Test) -> MetaRegression | str | None:
    """The regression on the moderators asked for, or why there is none; None where none was asked for."""
    if not asked.moderators:
        return None

    def regress() -> MetaRegression:
        columns = {name: _moderator(rows, position, name) for position, name in enumerate(asked.moderators)}
        return meta_regression(
            *_columns(rows), design(columns, len(rows)), model=asked.model, method=asked.method, test=test,
            confidence=asked.confidence,
        )  # fmt: skip

    return or_reason(regress)


def _moderator(rows: Sequence[StudyRow], position: int, name: str) -> list[float] | list[str]:
    """The values of a moderator: numbers, or words if hardly any of them is a number."""
    words = [row.moderators[position] for row in rows]
    empty = next((row for row, word in zip(rows, words, strict=True) if word.strip().lower() in MISSING), None)
    if empty is not None:
        raise SynthesisError(
            f"{empty.label} ({empty.where}) has no {name}", remedy="Fill it in, or leave the study out"
        )
    decimal = "," if sum("," in word for word in words) > sum("." in word for word in words) else "."
    values = [number_or_none(word, decimal) for word in words]
    numbers = [value for value in values if value is not None]
    if len(numbers) == len(words):
        return numbers
    if 2 * len(numbers) > len(words):
        odd = values.index(None)
        raise SynthesisError(
            f"{name} of {rows[odd].label} ({rows[odd].where}) is {words[odd]!r}, no number as the others are",
            remedy="Correct it, or leave the study out",
        )
    return words


def robust_of(rows: Sequence[StudyRow], asked: Settings) -> RobustFit | str | None:
    """The mean with cluster-robust standard errors, or why there is none; None where each study has one row."""
    clusters = [row.cluster or row.where for row in rows]
    if len(set(clusters)) == len(clusters):
        return None

    def sandwich() -> RobustFit:
        mean = meta_regression(
            *_columns(rows), design({}, len(rows)), model=asked.model, method=asked.method, confidence=asked.confidence
        )
        return robust(mean, clusters)

    return or_reason(sandwich, len(rows))


def e_value_of(main: Pooled | FixedPool, measure: str, asked: Settings) -> EValue | str:
    """The E-value of a ratio or a standardised difference, or why there is none."""
    if measure == "SMD":
        return or_reason(lambda: e_value_of_difference(main.mean, main.se))
    kind = _RISKS.get(measure)
    if kind is None:
        return f"an E-value needs a ratio or a standardised difference, and this is {measure}"
    if max(abs(main.low), abs(main.high)) > _LARGEST_LOG:
        return "the ratio is too large for an E-value"
    rare = asked.baseline_risk is None or asked.baseline_risk < _COMMON
    found = or_reason(
        lambda: e_value(math.exp(main.mean), math.exp(main.low), math.exp(main.high), measure=kind, rare=rare)
    )
    if measure == "ratio" and isinstance(found, EValue):
        return replace(found, conversion="ratios of several kinds taken as risk ratios, as if the outcome were rare")
    return found


_RISKS: dict[str, Literal["RR", "OR", "HR"]] = {
    "RR": "RR", "IRR": "RR", "SIR": "RR", "ratio": "RR", "MPRR": "RR", "OR": "OR", "PETO": "OR", "MPOR": "OR", "MPORC": "OR",
    "MPPETO": "OR", "D2OR": "OR", "D2ORL": "OR", "D2ORN": "OR", "HR": "HR",
}  # fmt: skip
_LARGEST_LOG = 300.0
_COMMON = 0.15
"""The outcome is common from here on, as in VanderWeele & Ding 2017."""
