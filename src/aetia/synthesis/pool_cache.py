"""Pools of parts of some rows, each made once, and the lower limits that the rules read from them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aetia.synthesis.limits import limits_of_parts, lower_limits_without_each
from aetia.synthesis.pool import Pooled, Test, pool
from aetia.synthesis.rows import Row
from aetia.synthesis.rules.book import RuleBook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aetia.synthesis.heterogeneity import FloatArray

Rows: TypeAlias = tuple[Row, ...]
Key: TypeAlias = tuple[Test, int]
"""What makes a pool: how its interval is made, and its rows, as a number with one bit for each, to leave one out soon."""

_LARGEST_LOG = 700.0
_Z95 = 1.959963984540054
_NEAR = 1e-7
"""So near a threshold, what is known to 1e-9 does not tell the side."""
_FEW = 3
"""Fewer pools than these are made sooner one by one than together."""
_MANY = 64
"""From so many rows on, sums without one of them are had sooner by taking its part from those of all."""


class Ratios(NamedTuple):
    """A pooled ratio *m* with its 95 % limits."""

    m: float
    low: float
    high: float


class PoolCache:
    """Pools of subsets of rows, each computed once: leaving out A then B is leaving out B then A.

    A pool is asked for exactly or *roughly*: within 1e-9, and on the right side of 1 and of every threshold of the
    book. Rough pools are made many together, in a fraction of the time; where there is none, the exact one stands for
    it.
    """

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        # Rows are told apart by identity; they are kept, so that no identity is used twice.
        self._rows: list[Row] = []
        self._bits: dict[int, int] = {}
        self._exact: dict[Key, Pooled] = {}
        self._rough: dict[Key, Ratios] = {}
        self._lows_without_each: dict[Key, list[float]] = {}
        self._largest: Pooled | None = None

    def by(self, book: RuleBook) -> PoolCache:
        """The same pools for a book that differs in its thresholds alone; what either makes, both have.

        Rough ones then need not lie on the right side of a threshold that was moved to within 1e-9 of them.
        """
        other = copy(self)
        other._book = book
        return other

    def pool(self, rows: Rows) -> Pooled:
        """The pool of at least one row, by the interval rules of the book."""
        key = self._key(rows)
        if key not in self._exact:
            book = self._book
            pooled = pool(
                [row.y for row in rows],
                [row.se**2 for row in rows],
                labels=[row.label for row in rows],
                method=book.method,
                test=key[0],
                convention=book.prediction,
            )
            self._exact[key] = pooled
            if self._largest is None or pooled.k > self._largest.k:
                self._largest = pooled
        return self._exact[key]

    def ratios(self, rows: Rows) -> Ratios:
        """The pooled ratio of at least one row with its 95 % limits; one row is itself, as printed."""
        if len(rows) == 1:
            return Ratios(rows[0].value, rows[0].low, rows[0].high)
        pooled = self.pool(rows)
        return Ratios(ratio(pooled.mean), ratio(pooled.low), ratio(pooled.high))

    def rough_ratios(self, rows: Rows) -> Ratios:
        """The same, roughly."""
        known = self._rough.get(self._key(rows))
        return self.ratios(rows) if known is None else known

    def lower_limit(self, rows: Rows) -> float:
        """The lower limit of at least one row on the ratio scale, as the book's ``lower_limit`` has it.

        ``pool``: that of their pool. ``apart``: raised to what is sure in another way, where that is more. The average
        of the rows is above x if one of them is and the pool of the others is, or if each of them is; the smaller of
        these limits is a lower limit too (an intersection-union test, Berger 1982). It does not widen where one study
        finds far more than the others.
        """
        return self._raised(rows, self.ratios(rows).low, None, rough=False)

    def rough_lower_limit(self, rows: Rows, beside: Collection[float] | None) -> float:
        """The same, for comparison with some numbers and nothing else: on the right side of each, but it may be lower
        than it is.

        Args:
            rows: at least one.
            beside: the numbers; None if they are not known.
        """
        return self._raised(rows, self.rough_ratios(rows).low, beside, rough=True)

    def rough_lows_without_each(self, rows: Rows) -> Sequence[float]:
        """The lower limits of the pools of at least two rows without each row in turn, roughly."""
        if len(rows) >= _MANY and self._book.method == "REML":
            return self._lows_without_each_of_many(rows)
        keys = list(self._keys_without(rows, range(len(rows))))
        self._make(keys)
        return [
            self._rough[key].low if key in self._rough else self.ratios(_without(rows, index)).low
            for index, key in enumerate(keys)
        ]

    def make_together(self, many: Iterable[Rows], beside: Collection[float] | None) -> None:
        """Make the pools that :meth:`rough_ratios` and :meth:`rough_lower_limit` will ask for, of many sets of rows.

        It changes no result, as what is not made here is made when it is asked for.
        """
        sets = [rows for rows in many if len(rows) > 1]
        self._make(map(self._key, sets))
        few = (rows for rows in sets if len(rows) < _MANY)
        self._make(key for rows in few for key in self._keys_without(rows, self._left_out(rows, beside)))

    def _raised(self, rows: Rows, limit: float, beside: Collection[float] | None, *, rough: bool) -> float:
        if self._book.lower_limit == "pool" or len(rows) == 1:
            return limit
        limit = max(limit, min(row.low for row in rows))
        for own, index in _above(limit, rows):
            if not _passes(limit, own, beside):
                break
            limit = max(limit, min(own, self._low_without(rows, index, rough=rough)))
        return limit

    def _low_without(self, rows: Rows, index: int, *, rough: bool) -> float:
        if rough and len(rows) < _MANY:  # few of them are asked for, and these were made before
            return self.rough_ratios(_without(rows, index)).low
        return self.rough_lows_without_each(rows)[index]

    def _left_out(self, rows: Rows, beside: Collection[float] | None) -> Sequence[int]:
        """The places of rows whose leaving :meth:`_raised` will ask about, and perhaps of a few more."""
        if self._book.lower_limit == "pool":
            return ()
        limit = max(self.rough_ratios(rows).low, min(row.low for row in rows))
        if limit > 1:  # *robust* will ask about all
            return range(len(rows))
        return [index for own, index in _above(limit, rows) if _passes(limit, own, beside)]

    def _lows_without_each_of_many(self, rows: Rows) -> Sequence[float]:
        test = self._test(len(rows) - 1)
        key = test, self._number(rows)
        if key not in self._lows_without_each:
            y, v = [row.y for row in rows], [row.se**2 for row in rows]
            around = self._largest.tau2.value if self._largest is not None else 0.0
            logs = lower_limits_without_each(y, v, around, test)
            lows = _exp(logs).tolist()
            for index in (~self._are_sure(logs)).nonzero()[0].tolist():
                lows[index] = self.ratios(_without(rows, index)).low
            self._lows_without_each[key] = lows
        return self._lows_without_each[key]

    def _make(self, keys: Iterable[Key]) -> None:
        """Make rough pools where there are none yet."""
        import numpy as np

        new = [key for key in keys if key not in self._rough and key not in self._exact and key[1].bit_count() > 1]
        if len(new) < _FEW or self._book.method != "REML":
            return
        width = -(-len(self._rows) // 8)
        numbers = b"".join(number.to_bytes(width, "little") for _, number in new)
        bits = np.frombuffer(numbers, dtype=np.uint8).reshape(len(new), width)
        parts = np.unpackbits(bits, axis=1, bitorder="little", count=len(self._rows)).view(bool)
        asked = np.flatnonzero(parts.any(axis=0))
        rows = [self._rows[index] for index in asked.tolist()]
        limits = limits_of_parts([row.y for row in rows], [row.se**2 for row in rows], parts[:, asked], self._test)
        logs = np.stack(limits, axis=1)
        for key, ratios, sure in zip(new, _exp(logs).tolist(), self._are_sure(logs), strict=True):
            if sure.all():
                self._rough[key] = Ratios(*ratios)

    def _key(self, rows: Rows) -> Key:
        return self._test(len(rows)), self._number(rows)

    def _keys_without(self, rows: Rows, places: Iterable[int]) -> Iterator[Key]:
        """The key of each part of some rows that leaves out the one at a place."""
        test, all_of_them = self._test(len(rows) - 1), self._number(rows)
        for index in places:
            yield test, all_of_them - self._bits[id(rows[index])]

    def _number(self, rows: Rows) -> int:
        """Some rows as the sum of their bits."""
        try:
            return sum(map(self._bits.__getitem__, map(id, rows)))
        except KeyError:
            for row in rows:
                if id(row) not in self._bits:
                    self._bits[id(row)] = 1 << len(self._rows)
                    self._rows.append(row)
            return self._number(rows)

    def _test(self, rows: int) -> Test:
        many = rows >= self._book.thresholds.beside(rows, ">=", "hartung_knapp_from")
        return self._book.many if many else self._book.few

    def _are_sure(self, logs: FloatArray) -> NDArray[np.bool_]:
        """Whether each limit was found, and lies not so near a threshold that only the exact pool tells the side."""
        import numpy as np

        sure: NDArray[np.bool_] = np.abs(logs[..., None] - self._logs).min(axis=-1) >= _NEAR
        return sure

    @cached_property
    def _logs(self) -> list[float]:
        """Logarithms of the ratios that a pool may be compared with."""
        return sorted({0.0, *(math.log(value) for value in self._book.thresholds.values() if value > 0)})


def ratio(log_ratio: float) -> float:
    """A log ratio as a ratio, to 12 significant digits, so that a printed 1.25 meets a threshold of 1.25 on every
    machine."""
    return float(f"{math.exp(min(log_ratio, _LARGEST_LOG)):.12g}")


def ratios_by_size(rows: Rows) -> Ratios:
    """The ratio of at least one row with its 95 % limits where each is weighed by its size alone: the common-effect
    pool. One row is itself, as printed."""
    if len(rows) == 1:
        return Ratios(rows[0].value, rows[0].low, rows[0].high)
    weights = [1 / row.se**2 for row in rows]
    total = math.fsum(weights)
    mean = math.fsum(weight * row.y for weight, row in zip(weights, rows, strict=True)) / total
    half = _Z95 / math.sqrt(total)
    return Ratios(ratio(mean), ratio(mean - half), ratio(mean + half))


def _exp(logs: FloatArray) -> FloatArray:
    import numpy as np

    ratios: FloatArray = np.exp(np.minimum(logs, _LARGEST_LOG))
    return ratios


def _without(rows: Rows, index: int) -> Rows:
    return rows[:index] + rows[index + 1 :]


def _above(limit: float, rows: Rows) -> list[tuple[float, int]]:
    """The own lower limits of rows above a limit, the highest first, each with the place of its row."""
    return sorted(((row.low, index) for index, row in enumerate(rows) if row.low > limit), reverse=True)


def _passes(limit: float, own: float, beside: Collection[float] | None) -> bool:
    """Whether a row could raise a limit to a number or past it: it raises it to its own limit at most."""
    return own > limit and (beside is None or any(limit <= number <= own for number in beside))
