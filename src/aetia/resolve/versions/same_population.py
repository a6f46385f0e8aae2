"""Whether two studies tell of one population: at least two signs that do not follow from each other, and never certain."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.resolve.versions.groups import SMALLEST, Group
from aetia.resolve.versions.people import Overlap
from aetia.resolve.versions.proposal import Strength, Verdict

MOST_TO_A_COHORT = 8
"""Studies of a library that name one cohort, above which its name alone does not tell them apart from each other."""


@dataclass(frozen=True)
class Signs:
    """What speaks for one population.

    Attributes:
        registered: the shared registration number, and whether both have it in a field of their own.
        cohort: the shared name, and whether few studies name it.
        numbers: the same numbers of people, in words, and whether these are two numbers, or one that is rarely met by chance.
        people: how far the authors are the same; team: the shared team.
        place, period: the same.
    """

    registered: tuple[str, bool] | None
    cohort: tuple[str, bool] | None
    numbers: tuple[str, bool] | None
    people: Overlap
    team: str | None
    place: str | None
    period: str | None

    @property
    def by_one_team(self) -> bool:
        """Whether the same people wrote both; the name of a team counts unless the authors are known and none is shared."""
        named = self.team is not None and not self.people.contradicts
        return named or self.people.is_team or self.people.agrees

    def reasons(self) -> tuple[str, ...]:
        """Each in words, the strongest first."""
        found = [
            f"both are registered as {self.registered[0]}" if self.registered else None,
            f"both name the cohort '{self.cohort[0]}'" if self.cohort else None,
            f"both count {self.numbers[0]}" if self.numbers else None,
            f"both are by the team '{self.team}'" if self.team else None,
            self.people.words() if self.people.shared else None,
            f"both are from '{self.place}'" if self.place else None,
            f"both are of '{self.period}'" if self.period else None,
        ]
        return tuple(filter(None, found))


def same_population(one: Group, other: Group, common: dict[str, int]) -> Verdict | None:
    """Whether two studies may tell of one population, and why; None where fewer than two signs say so.

    Authors alone do not: a team studies many things. A number of registration that stands in a field of both is a sign that
    is asked about even without a second one, as it names one population itself.

    Args:
        one, other: the studies' people.
        common: how many studies name each cohort.
    """
    signs = signs_of(one, other, common)
    strength = _strength(signs)
    if strength is None or (not signs.registered and _other_diseases(one, other)):
        return None
    return Verdict("population", strength, signs.reasons())


def _strength(signs: Signs) -> Strength | None:
    team, numbers = signs.by_one_team, signs.numbers
    beside = sum(map(bool, (team or signs.people.shared, numbers, signs.place, signs.period, signs.cohort)))
    if signs.registered and (beside or signs.registered[1]):
        return "likely" if beside else "possible"
    rare_cohort = signs.cohort is not None and signs.cohort[1]
    if numbers and (team or signs.cohort) and (numbers[1] or signs.period or rare_cohort):
        return "likely"
    if rare_cohort and (team or signs.period):
        return "likely" if team and signs.period else "possible"
    if numbers and ((team or signs.cohort) or (numbers[1] and signs.place and (signs.people.shared or signs.period))):
        return "possible"
    if team and signs.place and signs.period:
        return "possible"
    return None


def signs_of(one: Group, other: Group, common: dict[str, int]) -> Signs:
    """Everything that speaks for one population."""
    shared = sorted(one.numbers & other.numbers)
    cohorts = sorted(one.cohorts & other.cohorts, key=lambda name: (common.get(name, 0), name))
    lists = [mine.overlap(theirs) for mine in one.pieces for theirs in other.pieces]
    return Signs(
        registered=(shared[0], shared[0] in one.registrations and shared[0] in other.registrations) if shared else None,
        cohort=(cohorts[0], common.get(cohorts[0], 0) <= MOST_TO_A_COHORT) if cohorts else None,
        numbers=_numbers(one, other),
        people=max(lists, key=lambda found: (found.share, found.shared)),
        team=one.study.team if one.study.team and one.study.team == other.study.team else None,
        place=one.study.population.where if one.place and one.place == other.place and one.study.population else None,
        period=one.study.population.period
        if one.period and one.period == other.period and one.study.population
        else None,
    )


def _numbers(one: Group, other: Group) -> tuple[str, bool] | None:
    if one.cases and one.cases == other.cases and one.controls and one.controls == other.controls:
        if one.cases + one.controls >= SMALLEST:
            return f"{one.cases:,} cases and {one.controls:,} others", True
        return None
    clash = one.cases and other.cases and one.cases != other.cases
    if one.n and one.n == other.n and one.n >= SMALLEST and not clash:
        return f"{one.n:,} people", one.n >= 100 and one.n % 10 != 0
    unknown = not (one.controls and other.controls)
    if one.cases and one.cases == other.cases and one.cases >= SMALLEST and unknown:
        return f"{one.cases:,} cases", one.cases >= 100 and one.cases % 10 != 0
    return None


def _other_diseases(one: Group, other: Group) -> bool:
    mine, theirs = one.diseases, other.diseases
    return bool(mine and theirs and not mine & theirs)
