"""Where a verdict is fragile: what it rests on that could give way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aetia.model.tier import Tier
from aetia.model.verdict import Level
from aetia.synthesis.grading import same_answer
from aetia.synthesis.rows import Row
from aetia.synthesis.streams import Stream
from aetia.synthesis.verdict import TopicVerdict

WeaknessCode = Literal[
    "cases-only", "laboratory-only", "one-study", "one-team", "one-study-dominates", "changes-without-one-study",
    "rests-on-reviews", "no-look-before-onset", "flagged-studies",
]  # fmt: skip

_CASES = frozenset({"no-comparison", "lowest-tier"})
_HALF = 0.5


@dataclass(frozen=True)
class Weakness:
    """One way in which the evidence is fragile: a code for programs, a sentence for people, the studies it is about."""

    code: WeaknessCode
    text: str
    studies: tuple[str, ...]


def weaknesses(verdict: TopicVerdict, by_stream: tuple[Stream, ...]) -> tuple[Weakness, ...]:
    """What makes a verdict fragile, in a fixed order; empty where nothing does.

    Args:
        verdict: computed.
        by_stream: the findings of its topic and outcome, see :func:`aetia.synthesis.streams.streams`.
    """
    return (*_without_rows(verdict, by_stream), *_with_rows(verdict))


def _without_rows(verdict: TopicVerdict, by_stream: tuple[Stream, ...]) -> Iterator[Weakness]:
    if verdict.rows:
        return
    cases = tuple(
        sorted({n.study for n in verdict.not_counted if n.code in _CASES and n.design not in ("opinion", "notice")})
    )
    human = next(stream for stream in by_stream if stream.name == "human")
    compared = any(each.tier in ("T2", "T3") and not each.retracted for each in human.findings)
    if cases and not compared:
        yield Weakness(
            "cases-only", "All that is known of people are case reports and series without a comparison group.", cases
        )
    others = tuple(
        sorted({f.study for stream in by_stream if stream.name != "human" for f in stream.findings if not f.retracted})
    )
    if others and not human.studies:
        yield Weakness("laboratory-only", "All that is known comes from animals or the laboratory.", others)


def _with_rows(verdict: TopicVerdict) -> Iterator[Weakness]:
    rows = verdict.rows
    if not rows:
        return
    names = tuple(row.study for row in rows)
    singles = [row for row in rows if not row.by_review]
    if len(rows) == 1 and rows[0].k == 1:
        yield Weakness("one-study", "A single study is counted.", names)
    elif verdict.inputs["teams"] == 1:
        yield Weakness("one-team", "All counted studies come from one team.", names)
    heavy = _dominating(verdict)
    if heavy is not None:
        weight = verdict.weights[rows.index(heavy)]
        yield Weakness(
            "one-study-dominates", f"One study holds {weight:.0%} of the weight: {heavy.label}.", (heavy.study,)
        )
    movers = _movers(verdict)
    if movers and len(singles) + sum(row.k for row in rows if row.by_review) > 1:
        yield Weakness("changes-without-one-study", "The level changes when one of these studies goes.", movers)
    reviewed = [row for row in rows if row.by_review]
    if sum(row.k for row in reviewed) > _HALF * sum(row.k for row in rows):
        text = "Most of the studies are counted by a review, and cannot be checked one by one here."
        yield Weakness("rests-on-reviews", text, tuple(sorted({row.study for row in reviewed})))
    if not any(row.tier is Tier.T3 for row in rows):
        yield Weakness("no-look-before-onset", "No counted study measured the exposure before the disease began.", ())
    flagged = tuple(row.study for row in rows if row.concern or row.corrected)
    if flagged:
        yield Weakness(
            "flagged-studies", "Counted studies were corrected or stand under an expression of concern.", flagged
        )


def _dominating(verdict: TopicVerdict) -> Row | None:
    if len(verdict.rows) < 2:
        return None
    pairs = zip(verdict.rows, verdict.weights, strict=True)
    return next((row for row, weight in pairs if weight > _HALF and row.k == 1), None)


def _movers(verdict: TopicVerdict) -> tuple[str, ...]:
    now: Level = verdict.computed
    return tuple(each.study for each in verdict.leave_one_out if not same_answer(each.level, now))
