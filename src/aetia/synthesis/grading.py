"""From inputs to a level: the first rule that fits, then the flags with their caps.

:func:`grade` tells everything of one set of inputs. :func:`level_of` gives its level alone, for the many sets that are
only tried: a topic without each of its studies, with a new one, by other thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aetia.model.tier import Tier
from aetia.model.verdict import Level
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.rows import Row
from aetia.synthesis.rules.book import FlagRule, Rule, Way
from aetia.synthesis.sentences import say


@dataclass(frozen=True)
class Flag:
    """A flag that fits.

    Attributes:
        id: such as ``contested``.
        reason: the flag's text and what made it fit here.
        cap: the level that it held the verdict to, or None where it changed nothing.
    """

    id: str
    reason: str
    cap: Level | None


@dataclass(frozen=True)
class Grade:
    """A level with what led to it.

    Attributes:
        rule: the first rule that fits.
        level: after the flags; *rule.level* is the computed level before them.
        flags: those that fit, in the order of the rules file.
        way: how the level is said, where the rules name ways for it.
        without_one: the level when each study in turn goes; empty if that was not looked at.
    """

    rule: Rule
    level: Level
    flags: tuple[Flag, ...]
    way: Way | None
    without_one: tuple[tuple[Row, Level], ...] = ()


def grade(inputs: Inputs, *, fragility: bool = True) -> Grade:
    """Apply the rules to some inputs.

    Args:
        inputs: of the counted rows; the book they carry is the one applied.
        fragility: whether to grade again without each row in turn, for the flag *fragile*.
    """
    book = inputs.book
    rule = _first_rule(inputs)
    level, flags = rule.level, []
    for flag in book.flags:
        found = _apply(flag, inputs, level)
        if found is not None:
            level = found.cap or level
            flags.append(found)
    without_one: tuple[tuple[Row, Level], ...] = ()
    if fragility:
        without_one = _without_one(inputs)
        flags = _with_fragility(inputs, level, flags, without_one)
    ways = (way for way in book.ways if way.level is level and way.when.holds(inputs, book.thresholds))
    return Grade(rule, level, tuple(flags), next(ways, None), without_one)


def level_of(inputs: Inputs, *, subsets: bool = True) -> Level:
    """The level of some inputs, as :func:`grade` gives it.

    Only flags that could still lower the level are looked at, in the same order: another neither changes the level nor
    what a later flag does to it, and its pools need not be made.

    Args:
        inputs: of the counted rows; the book they carry is the one applied.
        subsets: whether to grade again without a dominant row and without rows under concern. Off for these subsets
            themselves.
    """
    level = _first_rule(inputs).level
    for flag in inputs.book.flags:
        if (subsets or not flag.take) and _may_lower(flag, level):
            found = _apply(flag, inputs, level)
            if found is not None:
                level = found.cap or level
    return level


def _may_lower(flag: FlagRule, level: Level) -> bool:
    if flag.take == "without_dominant":  # to another answer; there is none below one that says that nothing is known
        return not same_answer(level, Level.NOT_ASSESSED)
    if flag.take:
        return level is not Level.NOT_ASSESSED
    return flag.cap is not None and capped(level, flag.cap) is not level


def _first_rule(inputs: Inputs) -> Rule:
    return next(rule for rule in inputs.book.rules if rule.when.holds(inputs, inputs.book.thresholds))


def lower_of(one: Level, other: Level) -> Level:
    """The lower of two levels. Evidence against stands beside the scale: beside a different level, no higher one than
    *not enough evidence* is safe to say."""
    if one is other:
        return one
    if Level.AGAINST in (one, other):
        rest = other if one is Level.AGAINST else one
        return rest if rest.step <= Level.NOT_ENOUGH.step else Level.NOT_ENOUGH
    return min(one, other, key=lambda level: level.step)


def capped(level: Level, cap: Level) -> Level:
    """The level held to a cap; evidence against is not on the scale and stays."""
    return cap if level.step > cap.step else level


def dominant_row(inputs: Inputs) -> Row | None:
    """The T2 row that holds more than half of the weight while it stands for no more than half of the studies, if
    there is one.

    A single study always stands for no more than half, unless it is alone. A review's estimate of 14 studies out of
    15 does hold most of the weight, but no one study in it need do so.
    """
    rows = inputs.rows
    if len(rows) < 2 or not _exceeds_half(_largest_weight(rows), inputs):
        return None

    def may_dominate(row: Row) -> bool:
        return row.tier is Tier.T2 and not _exceeds_half(row.k / inputs.whole.k, inputs)

    if not any(map(may_dominate, rows)) or inputs.pooled is None:
        return None
    weights = zip(rows, inputs.pooled.weights, strict=True)
    return next((row for row, weight in weights if may_dominate(row) and _exceeds_half(weight, inputs)), None)


def _exceeds_half(part: float, inputs: Inputs) -> bool:
    return part > inputs.book.thresholds.beside(part, ">", "dominant_weight")


def _largest_weight(rows: Sequence[Row]) -> float:
    """The most that any row can weigh: τ² makes weights more alike, so it is what the most precise row weighs without."""
    precisions = [1 / row.se**2 for row in rows]
    return max(precisions) / sum(precisions)


def _without_one(inputs: Inputs) -> tuple[tuple[Row, Level], ...]:
    """The level when each study in turn goes; a review's row cannot be taken apart and stays.

    The study is taken as gone altogether, as after a retraction. All flags but *fragile* itself apply.
    """
    rough = inputs.roughly()
    return tuple((row, level_of(rough.without(row))) for row in inputs.rows if not row.by_review)


def same_answer(one: Level, other: Level) -> bool:
    """Whether two levels answer alike: *not assessed* and *not enough evidence* both say that nothing is known."""
    silent = (Level.NOT_ASSESSED, Level.NOT_ENOUGH)
    return one is other or (one in silent and other in silent)


def _apply(flag: FlagRule, inputs: Inputs, level: Level) -> Flag | None:
    thresholds = inputs.book.thresholds
    if flag.take == "without_dominant":
        row = dominant_row(inputs)
        if row is None:
            return None
        without = lower_of(level, level_of(inputs.without(row), subsets=False))
        inputs.levels["without_dominant.is_lower"] = not same_answer(without, level)
        if not flag.when.holds(inputs, thresholds):
            return None
        return Flag(flag.id, say("here.studies", flag=flag.text, studies=row.label), without)
    if not flag.when.holds(inputs, thresholds):
        return None
    if flag.take == "without_concern":
        doubtful = [row for row in inputs.rows if row.concern]
        without = lower_of(level, level_of(inputs.trusted, subsets=False))
        return Flag(
            flag.id,
            say("here.studies", flag=flag.text, studies=_names(doubtful)),
            None if without is level else without,
        )
    if flag.cap is not None and capped(level, flag.cap) is not level:
        return Flag(flag.id, flag.text, flag.cap)
    return Flag(flag.id, flag.text, None)


def _with_fragility(
    inputs: Inputs, level: Level, flags: Sequence[Flag], without_one: Sequence[tuple[Row, Level]]
) -> list[Flag]:
    """The flags with *fragile* judged on the final level, in the place that the rules file gives it."""
    book = inputs.book
    rule = next((flag for flag in book.flags if "fragile" in flag.when.names()), None)
    if rule is None:
        return list(flags)
    movers = [row for row, without in without_one if not same_answer(without, level)]
    inputs.levels["fragile"] = bool(movers) or any(row.concern for row in inputs.rows)
    if not rule.when.holds(inputs, book.thresholds):
        return list(flags)
    order = [flag.id for flag in book.flags]
    reason = say("here.studies", flag=rule.text, studies=_names(movers)) if movers else rule.text
    return sorted([*flags, Flag(rule.id, reason, None)], key=lambda flag: order.index(flag.id))


def _names(rows: Sequence[Row]) -> str:
    return "; ".join(row.label for row in rows)
