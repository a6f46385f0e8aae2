"""What the rules ask for: the named inputs of a set of rows, each computed when a rule first asks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from aetia.synthesis.limits import lower_limits_without_each
from aetia.synthesis.pool import Pooled, Test, pool
from aetia.synthesis.rows import Context, Row, Tier
from aetia.synthesis.rules.book import RuleBook
from aetia.synthesis.rules.conditions import Value

_LARGEST_LOG = 700.0
_NEAR = 1e-7
_POOLED = ("m", "L", "pool.L", "U", "I2", "prediction.low", "prediction.high")
_COUNTED = ("k", "teams", "share", "share_not_above", "robust", "dose", "concern", "corrected", "disagreeing", "lean")
_BEFORE_ONSET = ("T3.k", "T3.m", "T3.L", "T3.pool.L", "T3.U", "T3.contradicts_T2")
_CONTEXT = (
    "infection",
    "brought_by_illness",
    "mechanism",
    "cases",
    "single_cases",
    "laboratory",
    "other_disease",
    "uncounted",
    "months_since_search",
    "premise_refuted",
)
_LEVELS = ("without_dominant.is_lower", "fragile")

INPUT_NAMES: frozenset[str] = frozenset({*_POOLED, *_COUNTED, *_BEFORE_ONSET, *_CONTEXT, *_LEVELS})
"""Every name that a condition may use."""


class Ratios(NamedTuple):
    """A pooled ratio *m* with its 95 % limits."""

    m: float
    low: float
    high: float


class PoolCache:
    """Pools of subsets of rows, each computed once: leaving out A then B is leaving out B then A."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        # By identity, which is quick; the rows are kept beside their pool, so that no identity is used twice.
        self._made: dict[tuple[int, ...], tuple[tuple[Row, ...], Pooled]] = {}
        self._lower_limits: dict[tuple[int, ...], tuple[tuple[Row, ...], float]] = {}
        self._without_each: dict[tuple[int, ...], tuple[tuple[Row, ...], tuple[float, ...]]] = {}

    def pool(self, rows: tuple[Row, ...]) -> Pooled:
        """The pool of at least one row, by the interval rules of the book."""
        key = tuple(map(id, rows))
        if key not in self._made:
            book = self._book
            pooled = pool(
                [row.y for row in rows],
                [row.se**2 for row in rows],
                labels=[row.label for row in rows],
                method=book.method,
                test=self._test(len(rows)),
                convention=book.prediction,
            )
            self._made[key] = rows, pooled
        return self._made[key][1]

    def ratios(self, rows: tuple[Row, ...]) -> Ratios:
        """The pooled ratio of at least one row with its 95 % limits; one row is itself, as printed."""
        if len(rows) == 1:
            return Ratios(rows[0].value, rows[0].low, rows[0].high)
        pooled = self.pool(rows)
        return Ratios(ratio(pooled.mean), ratio(pooled.low), ratio(pooled.high))

    def lower_limit(self, rows: tuple[Row, ...]) -> float:
        """The lower limit of at least one row on the ratio scale, as the book's ``lower_limit`` has it.

        ``pool``: that of their pool. ``apart``: raised to what is sure in another way, where that is more. The average
        of the rows is above x if one of them is and the pool of the others is, or if each of them is; the smaller of
        these limits is a lower limit too (an intersection-union test, Berger 1982). It does not widen where one study
        finds far more than the others.
        """
        limit = self.ratios(rows).low
        if self._book.lower_limit == "pool" or len(rows) == 1:
            return limit
        key = tuple(map(id, rows))
        if key not in self._lower_limits:
            lows = [row.low for row in rows]
            limit = max(limit, min(lows))
            if max(lows) > limit:
                limit = max(limit, *map(min, lows, self.lower_limits_without_each(rows)))
            self._lower_limits[key] = rows, limit
        return self._lower_limits[key][1]

    def lower_limits_without_each(self, rows: tuple[Row, ...]) -> tuple[float, ...]:
        """The lower limits of the pools of at least two rows without each row in turn, as :meth:`ratios` gives them."""
        key = tuple(map(id, rows))
        if key not in self._without_each:
            self._without_each[key] = rows, tuple(self._limits_without_each(rows))
        return self._without_each[key][1]

    def _limits_without_each(self, rows: tuple[Row, ...]) -> list[float]:
        import numpy as np

        if len(rows) == 2 or self._book.method != "REML":
            return [self._limit_without(rows, index) for index in range(len(rows))]
        test = self._test(len(rows) - 1)
        limits = lower_limits_without_each([row.y for row in rows], [row.se**2 for row in rows], test)
        # What is computed together agrees to 1e-9; so near a threshold the pool itself decides.
        unsure = ~np.isfinite(limits) | (np.abs(limits[:, None] - self._logs) < _NEAR).any(axis=1)
        together: list[float] = np.exp(np.minimum(limits, _LARGEST_LOG)).tolist()
        for index in unsure.nonzero()[0].tolist():
            together[index] = self._limit_without(rows, index)
        return together

    def _limit_without(self, rows: tuple[Row, ...], index: int) -> float:
        return self.ratios(rows[:index] + rows[index + 1 :]).low

    @cached_property
    def _logs(self) -> tuple[float, ...]:
        """Logarithms of the ratios that a limit may be compared with."""
        return 0.0, *(math.log(value) for value in self._book.thresholds.values() if value > 0)

    def _test(self, rows: int) -> Test:
        return self._book.many if rows >= self._book.thresholds["hartung_knapp_from"] else self._book.few


class _InOrder(tuple[Row, ...]):
    """Rows that are sorted already."""

    __slots__ = ()


def _key(row: Row) -> tuple[str, int]:
    return row.key


class Inputs(Mapping[str, Value]):
    """The inputs of one set of counted rows.

    Ratios (m, L, U, T3.m …) are on the ratio scale; ``L`` is the lower limit that the rules use, ``pool.L`` that of the
    pool. An input that does not exist is None: every pooled number when nothing is counted, T3.m without a study of
    exposure before onset.

    Args:
        rows: the counted rows, in any order.
        context: what is known beside them.
        book: the rules, for their interval settings and thresholds.
        cache: shared between inputs of subsets of the same rows.
    """

    def __init__(self, rows: Sequence[Row], context: Context, book: RuleBook, cache: PoolCache | None = None) -> None:
        self.rows: tuple[Row, ...] = rows if isinstance(rows, _InOrder) else _InOrder(sorted(rows, key=_key))
        self.context = context
        self.book = book
        self.cache = cache or PoolCache(book)
        self.levels: dict[str, bool] = {}

    def __getitem__(self, name: str) -> Value:
        if name in _LEVELS:
            return self.levels.get(name)
        if name in _POOLED:
            return self._from_pool(name)
        if name in _BEFORE_ONSET:
            return self._from_before_onset(name.removeprefix("T3."))
        if name not in INPUT_NAMES:
            raise KeyError(name)
        value: Value = getattr(self.context if name in _CONTEXT else self, name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(INPUT_NAMES))

    def __len__(self) -> int:
        return len(INPUT_NAMES)

    def without(self, row: Row) -> Inputs:
        """The inputs of all rows but one."""
        rest = _InOrder(other for other in self.rows if other is not row)
        return Inputs(rest, self.context, self.book, self.cache)

    @cached_property
    def pooled(self) -> Pooled | None:
        """The pool of all rows."""
        return self.cache.pool(self.rows) if self.rows else None

    @cached_property
    def k(self) -> int:
        """Studies, those behind a review's estimate included."""
        return sum(row.k for row in self.rows)

    @cached_property
    def teams(self) -> int:
        """Teams: an unnamed one counts as its own; behind a review's estimate are at least two where it has two
        studies, and no more than that is taken for granted."""
        named = {row.team for row in self.rows if row.team is not None and not row.by_review}
        unnamed = sum(1 for row in self.rows if row.team is None and not row.by_review)
        reviewed = max((min(row.k, 2) for row in self.rows if row.by_review), default=0)
        return max(len(named) + unnamed, reviewed)

    @cached_property
    def share(self) -> float | None:
        """Share of studies whose point estimate is above 1; the studies behind a review's estimate stand where that
        stands."""
        return sum(row.k for row in self.rows if row.y > 0) / self.k if self.rows else None

    @property
    def share_not_above(self) -> float | None:
        """1 minus the share."""
        return None if self.share is None else 1 - self.share

    @cached_property
    def robust(self) -> bool:
        """L > 1, also without any one study; a review's row cannot be taken apart, so it stays in."""
        if not self.rows or self.cache.lower_limit(self.rows) <= 1:
            return False
        if len(self.rows) == 1:
            return self.rows[0].by_review
        limits = self.cache.lower_limits_without_each(self.rows)
        return all(
            limit > 1 or self.cache.lower_limit(self.rows[:index] + self.rows[index + 1 :]) > 1
            for index, (row, limit) in enumerate(zip(self.rows, limits, strict=True))
            if not row.by_review
        )

    @property
    def dose(self) -> bool:
        """A dose–response gradient in at least one counted study."""
        return any(row.dose for row in self.rows)

    @property
    def concern(self) -> bool:
        """A counted study stands under an expression of concern."""
        return any(row.concern for row in self.rows)

    @property
    def corrected(self) -> bool:
        """A counted study was corrected and not appraised since."""
        return any(row.corrected for row in self.rows)

    @property
    def disagreeing(self) -> bool:
        """At least one study *for* and one *against* or *inverse*, those without a usable ratio included."""
        directions = {row.direction(self.book.thresholds["excluded_increase"]) for row in self.rows}
        speaks_for = self.context.typed_for > 0 or "for" in directions
        return speaks_for and (self.context.typed_against > 0 or bool(directions & {"against", "inverse"}))

    @property
    def lean(self) -> float | None:
        """The pooled ratio; without one, 2 or ½ where the typed directions lean to one side, 1 where they do not."""
        if self.rows:
            return self.cache.ratios(self.rows).m
        balance = self.context.typed_for - self.context.typed_against
        return 2.0 if balance > 0 else 0.5 if balance < 0 else 1.0

    def _from_pool(self, name: str) -> float | None:
        if self.pooled is None:
            return None
        if name == "I2":
            return self.pooled.heterogeneity.i2
        if name.startswith("prediction."):
            limits = self.pooled.prediction
            return None if limits is None else ratio(limits[name == "prediction.high"])
        return self._limit(self.rows, name)

    def _from_before_onset(self, name: str) -> float | bool | None:
        before, after = (tuple(row for row in self.rows if row.tier is tier) for tier in (Tier.T3, Tier.T2))
        if name == "k":
            return sum(row.k for row in before)
        if name == "contradicts_T2":
            return bool(before and after) and _contradict(self.cache.ratios(before), self.cache.ratios(after))
        return self._limit(before, name) if before else None

    def _limit(self, rows: tuple[Row, ...], name: str) -> float:
        if name == "L":
            return self.cache.lower_limit(rows)
        return self.cache.ratios(rows)["mLU".index(name.removeprefix("pool."))]


def ratio(log_ratio: float) -> float:
    """A log ratio as a ratio, to 12 significant digits, so that a printed 1.25 meets a threshold of 1.25 on every
    machine."""
    return float(f"{math.exp(min(log_ratio, _LARGEST_LOG)):.12g}")


def _contradict(before: Ratios, after: Ratios) -> bool:
    """Whether two pools that do not overlap point apart: the stronger design finds less, or they lie on different
    sides of 1.

    A pool of exposure before onset that lies above an equally clear pool of later measurement says the same more
    strongly, and is no contradiction.
    """
    if before.low <= after.high and after.low <= before.high:
        return False
    return not (before.low > after.high and after.low > 1) and not (before.high < after.low and after.high < 1)
