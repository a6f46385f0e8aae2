"""What the rules ask for: the named inputs of a set of rows, each computed when a rule first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from aetia.model.tier import Tier
from aetia.synthesis.pool import Pooled
from aetia.synthesis.pool_cache import PoolCache, Ratios, ratio, ratios_by_size
from aetia.synthesis.rows import Context, Row
from aetia.synthesis.rules.book import RuleBook
from aetia.synthesis.rules.conditions import Value


class _InOrder(tuple[Row, ...]):
    """Rows that are sorted already."""

    __slots__ = ()


def _key(row: Row) -> tuple[str, int]:
    return row.key


class _Part:
    """Some of the rows, with what the rules ask of their pool; None throughout where there are no rows."""

    def __init__(self, rows: tuple[Row, ...], book: RuleBook, cache: PoolCache, rough: bool) -> None:
        self.rows = rows
        self._book = book
        self._cache = cache
        self._rough = rough

    @cached_property
    def k(self) -> int:
        """Studies, those behind a review's estimate included."""
        return sum(row.k for row in self.rows)

    @cached_property
    def ratios(self) -> Ratios | None:
        """The pooled ratio with its limits."""
        if not self.rows:
            return None
        return self._cache.rough_ratios(self.rows) if self._rough else self._cache.ratios(self.rows)

    @cached_property
    def lower_limit(self) -> float | None:
        """The lower limit that the rules use."""
        if not self.rows:
            return None
        if self._rough:
            return self._cache.rough_lower_limit(self.rows, self._book.beside_lower_limits)
        return self._cache.lower_limit(self.rows)

    @property
    def singles(self) -> int:
        """Studies that are here one by one, not behind a review's estimate."""
        return sum(not row.by_review for row in self.rows)

    @cached_property
    def by_size(self) -> Ratios | None:
        """The ratio with its limits when the rows are weighed by their size alone."""
        return ratios_by_size(self.rows) if self.rows else None

    @property
    def m(self) -> float | None:
        """The pooled ratio."""
        return None if self.ratios is None else self.ratios.m

    @property
    def low(self) -> float | None:
        """The lower limit of the pool."""
        return None if self.ratios is None else self.ratios.low

    @property
    def high(self) -> float | None:
        """The upper limit of the pool."""
        return None if self.ratios is None else self.ratios.high


class Inputs(Mapping[str, Value]):
    """The inputs of one set of counted rows.

    Ratios (m, L, U, T3.m …) are on the ratio scale; ``L`` is the lower limit that the rules use, ``pool.L`` that of the
    pool, ``size.m`` and its limits the ratio when studies are weighed by size alone.
    An input that does not exist is None: every pooled number when nothing is counted, T3.m without a study of
    exposure before onset.

    Args:
        rows: the counted rows, in any order.
        context: what is known beside them.
        book: the rules, for their interval settings and thresholds.
        cache: shared between inputs of subsets of the same rows.
        rough: for those who ask for nothing but the level: pooled ratios lie on the right side of every number that the rules
            compare them with, but may be a little off, and ``L`` and ``T3.L`` lower than they are. It saves most of the pools.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        context: Context,
        book: RuleBook,
        cache: PoolCache | None = None,
        *,
        rough: bool = False,
    ) -> None:
        self.rows: tuple[Row, ...] = rows if isinstance(rows, _InOrder) else _InOrder(sorted(rows, key=_key))
        self.context = context
        self.book = book
        self.cache = cache or PoolCache(book)
        self.levels: dict[str, bool] = {}
        self._rough = rough

    def __getitem__(self, name: str) -> Value:
        return _READERS[name](self)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(INPUT_NAMES))

    def __len__(self) -> int:
        return len(INPUT_NAMES)

    def roughly(self, rows: Sequence[Row] | None = None, context: Context | None = None) -> Inputs:
        """Rough inputs of other rows, or of the same in another context."""
        rows = self.rows if rows is None else rows
        return Inputs(rows, context or self.context, self.book, self.cache, rough=True)

    def without(self, row: Row) -> Inputs:
        """The inputs of all rows but one."""
        return self._of(other for other in self.rows if other is not row)

    @cached_property
    def trusted(self) -> Inputs:
        """The inputs of the rows that no expression of concern stands against."""
        return self._of(row for row in self.rows if not row.concern)

    def _of(self, rows: Iterable[Row]) -> Inputs:
        """The inputs of some of the rows, in their order."""
        return Inputs(_InOrder(rows), self.context, self.book, self.cache, rough=self._rough)

    @cached_property
    def pooled(self) -> Pooled | None:
        """The pool of all rows."""
        return self.cache.pool(self.rows) if self.rows else None

    @cached_property
    def whole(self) -> _Part:
        """All rows."""
        return self._part(self.rows)

    @cached_property
    def before(self) -> _Part:
        """The rows of exposure measured before onset."""
        return self._part(tuple(row for row in self.rows if row.tier is Tier.T3))

    def _part(self, rows: tuple[Row, ...]) -> _Part:
        return _Part(rows, self.book, self.cache, self._rough)

    @property
    def k(self) -> int:
        """Studies, those behind a review's estimate included."""
        return self.whole.k

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
        if not self.rows or self.cache.rough_lower_limit(self.rows, (1.0,)) <= 1:
            return False
        if len(self.rows) == 1:
            return self.rows[0].by_review
        limits = self.cache.rough_lows_without_each(self.rows)
        return all(
            limit > 1 or self.cache.rough_lower_limit(self.rows[:index] + self.rows[index + 1 :], (1.0,)) > 1
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
        limit = self.book.thresholds.beside
        directions = {row.direction(limit(row.high, "<", "excluded_increase")) for row in self.rows}
        speaks_for = self.context.typed_for > 0 or "for" in directions
        return speaks_for and (self.context.typed_against > 0 or bool(directions & {"against", "inverse"}))

    @property
    def lean(self) -> float | None:
        """The pooled ratio; without one, 2 or ½ where the typed directions lean to one side, 1 where they do not."""
        if self.rows:
            return self.whole.m
        balance = self.context.typed_for - self.context.typed_against
        return 2.0 if balance > 0 else 0.5 if balance < 0 else 1.0

    @property
    def contradicts(self) -> bool:
        """The studies of exposure before onset contradict the others."""
        after = tuple(row for row in self.rows if row.tier is Tier.T2)
        return bool(self.before.rows and after) and _contradict(
            self.cache.ratios(self.before.rows), self.cache.ratios(after)
        )

    @property
    def i2(self) -> float | None:
        """I² in per cent."""
        return None if self.pooled is None else self.pooled.heterogeneity.i2

    @property
    def prediction(self) -> Ratios | None:
        """The pooled ratio with its prediction interval; None where there is none."""
        if self.pooled is None or self.pooled.prediction is None:
            return None
        return Ratios(ratio(self.pooled.mean), *map(ratio, self.pooled.prediction))


def _read_context(name: str) -> Callable[[Inputs], Value]:
    return attrgetter(f"context.{name}")


def _read_by_size(part: str, field: str) -> Callable[[Inputs], Value]:
    def read(inputs: Inputs) -> Value:
        found: Ratios | None = getattr(inputs, part).by_size
        return None if found is None else getattr(found, field)

    return read


_READERS: dict[str, Callable[[Inputs], Value]] = {
    "m": attrgetter("whole.m"),
    "L": attrgetter("whole.lower_limit"),
    "pool.L": attrgetter("whole.low"),
    "U": attrgetter("whole.high"),
    "size.m": _read_by_size("whole", "m"),
    "size.L": _read_by_size("whole", "low"),
    "size.U": _read_by_size("whole", "high"),
    "I2": attrgetter("i2"),
    "prediction.low": lambda inputs: None if inputs.prediction is None else inputs.prediction.low,
    "prediction.high": lambda inputs: None if inputs.prediction is None else inputs.prediction.high,
    "k": attrgetter("whole.k"),
    "singles": attrgetter("whole.singles"),
    "teams": attrgetter("teams"),
    "share": attrgetter("share"),
    "share_not_above": attrgetter("share_not_above"),
    "robust": attrgetter("robust"),
    "dose": attrgetter("dose"),
    "concern": attrgetter("concern"),
    "corrected": attrgetter("corrected"),
    "disagreeing": attrgetter("disagreeing"),
    "lean": attrgetter("lean"),
    "T3.k": attrgetter("before.k"),
    "T3.m": attrgetter("before.m"),
    "T3.L": attrgetter("before.lower_limit"),
    "T3.pool.L": attrgetter("before.low"),
    "T3.U": attrgetter("before.high"),
    "T3.singles": attrgetter("before.singles"),
    "T3.size.m": _read_by_size("before", "m"),
    "T3.size.L": _read_by_size("before", "low"),
    "T3.size.U": _read_by_size("before", "high"),
    "T3.contradicts_T2": attrgetter("contradicts"),
    "infection": _read_context("infection"),
    "brought_by_illness": _read_context("brought_by_illness"),
    "mechanism": _read_context("mechanism"),
    "cases": _read_context("cases"),
    "single_cases": _read_context("single_cases"),
    "laboratory": _read_context("laboratory"),
    "other_disease": _read_context("other_disease"),
    "uncounted": _read_context("uncounted"),
    "months_since_search": _read_context("months_since_search"),
    "premise_refuted": _read_context("premise_refuted"),
    "without_dominant.is_lower": lambda inputs: inputs.levels.get("without_dominant.is_lower"),
    "fragile": lambda inputs: inputs.levels.get("fragile"),
}

INPUT_NAMES: frozenset[str] = frozenset(_READERS)
"""Every name that a condition may use."""


def make_pools(many: Sequence[Inputs]) -> None:
    """Make the pools that the rules will ask of many rough inputs, all at once.

    Args:
        many: of one book, with one cache.
    """
    if many:
        trusted = [inputs.trusted for inputs in many if inputs.concern]
        sets = [part.rows for inputs in (*many, *trusted) for part in (inputs.whole, inputs.before)]
        many[0].cache.make_together(sets, many[0].book.beside_lower_limits)


def _contradict(before: Ratios, after: Ratios) -> bool:
    """Whether two pools that do not overlap point apart: the stronger design finds less, or they lie on different
    sides of 1.

    A pool of exposure before onset that lies above an equally clear pool of later measurement says the same more
    strongly, and is no contradiction.
    """
    if before.low <= after.high and after.low <= before.high:
        return False
    return not (before.low > after.high and after.low > 1) and not (before.high < after.low and after.high < 1)
