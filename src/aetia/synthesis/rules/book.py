"""A version of the verdict rules, read from its TOML file and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, cast

from aetia.errors import SynthesisError
from aetia.model.verdict import Level
from aetia.synthesis.heterogeneity import TAU2_METHODS, Tau2Method
from aetia.synthesis.pool import TESTS, Test
from aetia.synthesis.prediction_interval import PredictionConvention
from aetia.synthesis.rules.conditions import Condition, read_condition
from aetia.synthesis.rules.thresholds import Thresholds
from aetia.synthesis.sentences import Sentence

LOWER_LIMITS = frozenset({"L", "T3.L"})
LowerLimit = Literal["pool", "apart"]
"""``pool``: the lower limit of the pool. ``apart``: the same, but a study that finds far more than the others does not
lower it; see :meth:`aetia.synthesis.pool_cache.PoolCache.lower_limit`."""


@dataclass(frozen=True)
class Rule:
    """If *when* holds, the computed level is *level*."""

    id: str
    level: Level
    text: str
    when: Condition


@dataclass(frozen=True)
class Way:
    """A way in which a level, most often "not enough evidence", is said."""

    id: str
    level: Level
    text: str
    when: Condition


@dataclass(frozen=True)
class FlagRule:
    """If *when* holds, the flag is listed; *cap* is the highest level it allows, *take* names another level to fall
    to."""

    id: str
    text: str
    when: Condition
    cap: Level | None
    take: str | None


@dataclass(frozen=True)
class RuleBook:
    """One version of the rules.

    Attributes:
        version: such as ``2026-1``.
        method, few, many, prediction: how a pool and its intervals are made; *few* below ``hartung_knapp_from`` rows,
            *many* from there on.
        lower_limit: what a condition calls ``L``, see :data:`LowerLimit`.
        thresholds: every number that a condition, direction or flag uses, by name.
        rules, ways, flags: in the order in which they are tried.
        source: the file's own text, to be printed.
    """

    version: str
    method: Tau2Method
    few: Test
    many: Test
    prediction: PredictionConvention
    lower_limit: LowerLimit
    thresholds: Thresholds
    rules: tuple[Rule, ...]
    ways: tuple[Way, ...]
    flags: tuple[FlagRule, ...]
    source: str

    @cached_property
    def beside_lower_limits(self) -> frozenset[float] | None:
        """The numbers that conditions compare a lower limit (``L``, ``T3.L``) with, and 1, which *robust* does; None
        where one compares it with another input, which could be any number."""
        parts: tuple[Rule | Way | FlagRule, ...] = (*self.rules, *self.ways, *self.flags)
        numbers = {1.0}
        for comparison in (found for part in parts for found in part.when.comparisons()):
            if comparison.operand in LOWER_LIMITS:
                return None
            if comparison.name in LOWER_LIMITS:
                number = comparison.operand
                if isinstance(number, str):
                    if number not in self.thresholds:
                        return None
                    number = self.thresholds[number]
                numbers.add(number)
        return frozenset(numbers)

    def nearby(self, threshold: str) -> tuple[float, float]:
        """The values next below and above a threshold for sensitivity analyses: a tenth away, whole numbers at least
        one step."""
        value = self.thresholds[threshold]
        step = max(1, round(value / 10)) if isinstance(value, int) else value / 10
        return value - step, value + step

    def moved(self, threshold: str, value: float) -> RuleBook:
        """The same rules with one threshold moved, for sensitivity analyses only: a library cannot use it.

        Raises:
            SynthesisError: no such threshold.
        """
        if threshold not in self.thresholds:
            raise SynthesisError(
                f"the rules {self.version} have no threshold {threshold!r}",
                remedy=f"Use one of {', '.join(self.thresholds)}",
            )
        return replace(self, thresholds=Thresholds({**self.thresholds, threshold: value}))

    def watched(self) -> RuleBook:
        """The same rules, whose thresholds remember what they are compared with."""
        return replace(self, thresholds=Thresholds(self.thresholds, watched=True))


def versions() -> tuple[str, ...]:
    """The versions of the rules that this release ships, oldest first."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml") for entry in files(__package__).iterdir() if entry.name.endswith(".toml")
        )
    )


@cache
def load_rules(version: str) -> RuleBook:
    """Read a version of the rules that ships with the package.

    Args:
        version: such as ``2026-1``, as named in a library's ``aetia.toml``.

    Raises:
        SynthesisError: there is no such version.
    """
    if version not in versions():
        raise SynthesisError(
            f"there are no verdict rules {version!r} in this release",
            remedy=f"Name one of {', '.join(versions())} in aetia.toml",
        )
    return read_rules(
        files(__package__).joinpath(f"{version}.toml").read_text(encoding="utf-8"), where=f"rules/{version}.toml"
    )


def read_rules(source: str, *, where: str) -> RuleBook:
    """Read and check the text of a rules file.

    Args:
        source: TOML.
        where: named in errors.

    Raises:
        SynthesisError: not TOML; a missing or unknown part; a condition on a name that is neither input nor
            threshold; no rule that always fits at the end.
    """
    from aetia.synthesis.inputs import INPUT_NAMES

    def text(kind: str, entry: dict[str, Any]) -> Sentence:
        return Sentence(entry["text"], f"{kind}.{entry['id']}")

    try:
        data = tomllib.loads(source)

        thresholds = Thresholds({name: _number(number, name, where) for name, number in data["thresholds"].items()})
        interval = data["interval"]
        book = RuleBook(
            version=str(data["version"]),
            method=cast(Tau2Method, _one_of(interval["method"], TAU2_METHODS, where)),
            few=cast(Test, _one_of(interval["few"], TESTS, where)),
            many=cast(Test, _one_of(interval["many"], TESTS, where)),
            prediction=cast(PredictionConvention, _one_of(interval["prediction"], ("metafor", "higgins"), where)),
            lower_limit=cast(LowerLimit, _one_of(interval.get("lower_limit", "pool"), ("pool", "apart"), where)),
            thresholds=thresholds,
            rules=tuple(Rule(r["id"], Level(r["level"]), text("rule", r), _condition(r, where)) for r in data["rule"]),
            ways=tuple(
                Way(w["id"], Level(w.get("level", Level.NOT_ENOUGH)), text("way", w), _condition(w, where))
                for w in data["way"]
            ),
            flags=tuple(_flag(f, text("flag", f), where) for f in data["flag"]),
            source=source,
        )
    except tomllib.TOMLDecodeError as error:
        raise SynthesisError(f"the rules are not TOML: {error}", where=where, remedy="Correct the file") from error
    except KeyError as error:
        raise SynthesisError(f"the rules lack {error}", where=where, remedy="Add it") from error
    except ValueError as error:
        raise SynthesisError(str(error), where=where, remedy="Correct the value") from error
    _check_names(book, set(thresholds) | INPUT_NAMES, where)
    return book


def _check_names(book: RuleBook, known: set[str], where: str) -> None:
    parts: tuple[Rule | Way | FlagRule, ...] = (*book.rules, *book.ways, *book.flags)
    conditions = [(part.id, part.when) for part in parts]
    for name, when in conditions:
        unknown = [asked for asked in when.names() if asked not in known]
        if unknown:
            raise SynthesisError(
                f"'{name}' asks for {unknown[0]!r}, which is no input or threshold",
                where=where,
                remedy="Correct the name",
            )
    for last in ((book.rules[-1].id, book.rules[-1].when), (book.ways[-1].id, book.ways[-1].when)):
        if tuple(last[1].names()):
            raise SynthesisError(
                f"'{last[0]}' is last and may not fit",
                where=where,
                remedy="End with an entry that always fits: { all = [] }",
            )


def _condition(entry: dict[str, Any], where: str) -> Condition:
    return read_condition(entry["when"], where=f"{where}: {entry['id']}")


def _flag(entry: dict[str, Any], text: str, where: str) -> FlagRule:
    take = entry.get("take")
    if take not in (None, "without_dominant", "without_concern"):
        raise SynthesisError(
            f"unknown 'take': {take!r}",
            where=f"{where}: {entry['id']}",
            remedy="Use without_dominant or without_concern",
        )
    return FlagRule(entry["id"], text, _condition(entry, where), Level(entry["cap"]) if "cap" in entry else None, take)


def _number(value: Any, name: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SynthesisError(f"the threshold '{name}' is no number", where=where, remedy="Give a number")
    return value


def _one_of(value: Any, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise SynthesisError(f"unknown setting {value!r}", where=where, remedy=f"Use one of {', '.join(known)}")
    return str(value)
