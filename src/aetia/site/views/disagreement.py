"""Where studies disagree: pairs and groups beyond chance, what differs between them, and what followed each study."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from aetia.model.base import Text
from aetia.site import addresses, numbers
from aetia.site.edition import Edition
from aetia.site.views.findings import side_of
from aetia.synthesis import TopicVerdict
from aetia.synthesis.contradictions import Group, GroupsApart, Pair, Side
from aetia.synthesis.differences import NOTHING, Difference
from aetia.synthesis.disputes import Step, Trail

SHOWN, LISTED = 3, 10
"""Pairs that a page shows at once, and in all: the others follow on request. More stand in the verdict's data."""


@dataclass(frozen=True)
class SideView:
    """One of two findings that disagree: its ratio in words, its direction in a word, and the column that it belongs to."""

    label: str
    address: str
    found: str
    direction: str
    side: str


@dataclass(frozen=True)
class PairView:
    """Two findings that disagree: how sure that is, why it may be, and what cannot be compared."""

    sides: tuple[SideView, SideView]
    chance: str
    why: tuple[Markup, ...]
    unknown: str


@dataclass(frozen=True)
class GroupsView:
    """Groups of studies that differ: by what, and each group's own pool."""

    by: str
    chance: str
    groups: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class StepView:
    """A publication that followed a study."""

    date: str
    kind: str
    name: str
    address: str
    inside: str
    side: str
    says: str


@dataclass(frozen=True)
class TrailView:
    """What followed one study."""

    label: str
    address: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class DisagreementView:
    """Everything that disagrees; `pairs` are shown at once, `more_pairs` on request, `unlisted` are too many to list."""

    pairs: tuple[PairView, ...]
    more_pairs: tuple[PairView, ...]
    unlisted: int
    groups: tuple[GroupsView, ...]
    trails: tuple[TrailView, ...]
    note: str

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.pairs or self.groups or self.trails)


def disagreement_view(edition: Edition, verdict: TopicVerdict) -> DisagreementView:
    """What disagrees on a verdict's question."""
    explanation = edition.explanation(verdict)
    found = explanation.contradictions
    pairs = tuple(_pair(edition, pair, found.pairs_tested) for pair in found.pairs[:LISTED])
    return DisagreementView(
        pairs=pairs[:SHOWN],
        more_pairs=pairs[SHOWN:],
        unlisted=found.pairs_found - len(pairs),
        groups=tuple(_groups(edition, apart, found.attributes_tested) for apart in found.groups),
        trails=tuple(trail_view(edition, trail) for trail in explanation.disputes),
        note=edition.words("disagree.too_many") if found.note else "",
    )


def _pair(edition: Edition, pair: Pair, tested: int) -> PairView:
    words = edition.words
    if pair.p_adjusted is None:
        chance = words("disagree.typed")
    elif pair.beyond_chance:
        chance = words("disagree.beyond", p=numbers.p_value(pair.p_adjusted, words), n=tested)
    else:
        chance = words("disagree.within")
    return PairView(
        sides=(_side(edition, pair.one), _side(edition, pair.other)),
        chance=chance,
        why=tuple(_difference(edition, difference) for difference in pair.differences),
        unknown=words.listed(words(f"attribute.{name}") for name in pair.not_recorded),
    )


def _side(edition: Edition, side: Side) -> SideView:
    words = edition.words
    direction = words(f"direction.{side.direction}") if side.direction else ""
    found = words("disagree.no_ratio")
    if side.value is not None and side.low is not None and side.high is not None:
        found = numbers.with_interval(side.value, side.low, side.high, words)
    return SideView(side.label, addresses.study(side.study), found, direction, side_of(side.direction))


def _difference(edition: Edition, difference: Difference) -> Markup:
    values = (_value(edition, difference.attribute, value) for value in (difference.one, difference.other))
    one, other = map(edition.said, values)
    return edition.words.markup(f"differs.{difference.attribute}", one=one, other=other)


def _value(edition: Edition, attribute: str, value: str) -> str:
    """What a finding has for an attribute, in words; free text stays as its record has it."""
    words = edition.words
    if attribute in ("design", "measure"):
        return words.known(attribute, value)
    if attribute == "timing" or (attribute == "adjustment" and value in (NOTHING, "something")):
        return words(f"value.{value}")
    if attribute == "review":
        return words("value.study" if value in ("1", "study") else "value.review", n=value)
    if attribute == "risk-of-bias":
        return words(f"study.bias_{value}")
    if attribute == "size":
        return words.count("person", int(value))
    return value if attribute == "year" else edition.own(value)


def _groups(edition: Edition, apart: GroupsApart, tested: int) -> GroupsView:
    words = edition.words
    return GroupsView(
        by=words(f"attribute.{apart.attribute}"),
        chance=words("disagree.groups_beyond", p=numbers.p_value(apart.p_adjusted, words), n=tested),
        groups=tuple(_group(edition, apart.attribute, group) for group in apart.groups),
    )


def _group(edition: Edition, attribute: str, group: Group) -> tuple[str, str, str]:
    words = edition.words
    review = attribute == "review"
    name = words(f"value.groups_{group.value}") if review else _value(edition, attribute, group.value)
    ratio = numbers.with_interval(group.m, group.low, group.high, words)
    capital = f"{name[:1].upper()}{name[1:]}"
    shown = edition.said(Text(capital, name.language) if isinstance(name, Text) else capital)
    return shown, words.count("row", len(group.studies)), ratio


def trail_view(edition: Edition, trail: Trail) -> TrailView:
    """What followed a study, in words."""
    return TrailView(trail.label, addresses.study(trail.study), tuple(_step(edition, step) for step in trail.steps))


def _step(edition: Edition, step: Step) -> StepView:
    words = edition.words
    return StepView(
        date=words.date(step.on) if step.on else "",
        kind=words(f"dispute.{step.kind}"),
        name=step.words,
        address=addresses.outside(step.address),
        inside=addresses.study(step.study) if step.study else "",
        side=words(f"dispute_side.{step.side}") if step.side != "neither" else "",
        says=edition.text(step.says),
    )
