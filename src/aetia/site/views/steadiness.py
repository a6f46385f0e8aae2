"""How steady an answer is: where it could give way, and what it would be with other choices of studies or of thresholds."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.site import addresses, numbers
from aetia.site.edition import Edition
from aetia.synthesis import TopicVerdict
from aetia.synthesis.explanation import Explanation
from aetia.synthesis.grading import same_answer
from aetia.synthesis.scenarios import Outcome
from aetia.synthesis.summary import PoolSummary

PERCENT = (-20, -10, 10, 20)


@dataclass(frozen=True)
class WayView:
    """One way of counting: its name, its pooled ratio (empty where nothing is pooled), and the level that follows."""

    name: str
    pool: str
    level: Level


@dataclass(frozen=True)
class ChoiceView:
    """A choice that could have been made otherwise, with the studies that it is about and what each way gives."""

    name: str
    studies: tuple[tuple[str, str], ...]
    ways: tuple[WayView, ...]
    moves: bool


@dataclass(frozen=True)
class ResolvedView:
    """A study without a clear answer, and the levels if it gave one."""

    label: str
    address: str
    if_for: Level
    if_against: Level


@dataclass(frozen=True)
class ThresholdView:
    """A threshold that would move the level, and the level at each place it was moved to; None where it was not moved there."""

    name: str
    value: str
    levels: tuple[Level | None, ...]


@dataclass(frozen=True)
class SteadinessView:
    """Everything that tells how steady an answer is: of `left_out` studies left out in turn, `movers` change it; of `unresolved`
    studies without a clear answer, `resolved` change it by giving one."""

    weak: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    choices: tuple[ChoiceView, ...]
    resolved: tuple[ResolvedView, ...]
    unresolved: int
    left_out: int
    movers: tuple[WayView, ...]
    thresholds: tuple[ThresholdView, ...]
    percents: tuple[int, ...]
    overlaps: tuple[str, ...]
    unlisted: tuple[tuple[str, str], ...]
    streams: tuple[tuple[str, str, str], ...]


def steadiness_view(edition: Edition, verdict: TopicVerdict) -> SteadinessView:
    """How steady a verdict is."""
    explanation = edition.explanation(verdict)
    left_out = verdict.leave_one_out if len(verdict.leave_one_out) > 1 else ()
    movers = (each for each in left_out if not same_answer(each.level, verdict.computed))
    return SteadinessView(
        weak=tuple(
            (edition.words(f"weakness.{weak.code}"), _studies(edition, weak.studies)) for weak in explanation.weaknesses
        ),
        choices=(*_with_and_without(edition, explanation), *_reviews(edition, verdict)),
        resolved=tuple(
            ResolvedView(each.label, addresses.study(each.study), each.if_for, each.if_against)
            for each in explanation.if_resolved
            if each.moves
        ),
        unresolved=len(explanation.if_resolved),
        left_out=len(left_out),
        movers=tuple(WayView(each.label, pool_text(edition, each.pool), each.level) for each in movers),
        thresholds=_thresholds(edition, explanation),
        percents=PERCENT,
        overlaps=_overlaps(edition, explanation),
        unlisted=_studies(edition, explanation.units.unlisted) if verdict.rows else (),
        streams=_streams(edition, explanation),
    )


def pool_text(edition: Edition, pool: PoolSummary | None) -> str:
    """A pool's ratio and interval; empty where nothing is pooled."""
    if pool is None:
        return ""
    return numbers.with_interval(pool.m, pool.low, pool.high, edition.words)


def _studies(edition: Edition, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    known = edition.library.studies
    return tuple((known[name].label, addresses.study(name)) for name in names if name in known)


def _with_and_without(edition: Edition, explanation: Explanation) -> tuple[ChoiceView, ...]:
    words = edition.words

    def way(key: str, outcome: Outcome, counts: bool) -> WayView:
        name = words(f"steady.{key}")
        return WayView(
            words("steady.as_counted", way=name) if counts else name, pool_text(edition, outcome.pool), outcome.level
        )

    return tuple(
        ChoiceView(
            words(f"steady.{each.kind}"),
            _studies(edition, each.studies),
            (way("with", each.included, each.counted), way("without", each.left_out, not each.counted)),
            each.moves,
        )
        for each in explanation.with_and_without
    )


def _reviews(edition: Edition, verdict: TopicVerdict) -> tuple[ChoiceView, ...]:
    """The reviews of which some studies are counted one by one."""
    words, found = edition.words, []
    for each in verdict.reviews:
        ways = (
            ("by_review", each.by_review),
            ("study_by_study", each.study_by_study),
            ("studies_alone", each.studies_alone),
        )
        views = tuple(
            WayView(words(f"steady.{name}", left=each.left), f"{pool_text(edition, way.tier_pool)}", way.level)
            for name, way in ways
        )
        name = words("steady.review", label=each.label, n=len(each.studies), of=each.stands_for)
        moves = len({way.level for _, way in ways}) > 1
        found.append(ChoiceView(name, _studies(edition, tuple(each.studies)), views, moves))
    return tuple(found)


def _thresholds(edition: Edition, explanation: Explanation) -> tuple[ThresholdView, ...]:
    moving = {move.threshold: move.value for move in explanation.threshold_moves if move.moves}
    return tuple(
        ThresholdView(
            edition.words.known("threshold", name),
            numbers.printed(value, edition.words),
            tuple(
                next(
                    (
                        move.level
                        for move in explanation.threshold_moves
                        if move.threshold == name and move.percent == percent
                    ),
                    None,
                )
                for percent in PERCENT
            ),
        )
        for name, value in moving.items()
    )


def _overlaps(edition: Edition, explanation: Explanation) -> tuple[str, ...]:
    words, known = edition.words, edition.library.studies
    found = []
    for each in explanation.units.overlaps:
        one, other = known[each.one].label, known[each.other].label
        key = "steady.overlap" if each.shared else "steady.no_overlap"
        listed = words.count("study", len(each.shared))
        text = words(key, one=one, other=other, shared=listed)
        found.append(text if each.whole else f"{text} {words('steady.lists_not_whole')}")
    return tuple(found)


def _streams(edition: Edition, explanation: Explanation) -> tuple[tuple[str, str, str], ...]:
    """Each stream that has a study: its name, its number of studies, and their directions in words."""
    words = edition.words
    return tuple(
        (
            words(f"stream.{stream.name}"),
            words.count("study", stream.studies),
            words.listed(words(f"stream_direction.{name}", n=n) for name, n in stream.directions.items() if n),
        )
        for stream in explanation.streams
        if stream.studies
    )
