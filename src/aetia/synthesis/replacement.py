"""What it changes to count a review's studies one by one, where the library has them."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.model.verdict import Level
from aetia.synthesis.counting import Counted
from aetia.synthesis.grading import level_of
from aetia.synthesis.inputs import Inputs
from aetia.synthesis.reviews import Replaced
from aetia.synthesis.rows import Context, Row
from aetia.synthesis.rules.book import RuleBook
from aetia.synthesis.summary import PoolSummary, summary_of


@dataclass(frozen=True)
class Variant:
    """A topic's verdict with one way of counting: the pool of the tier, that of all counted rows, and the computed level."""

    tier_pool: PoolSummary
    pool: PoolSummary
    level: Level


@dataclass(frozen=True)
class ReviewBesideStudies:
    """A review of which some studies are counted one by one, and what each way of counting would give.

    They rest on the same people, so no test compares them; the reader sees them side by side.

    Attributes:
        review, label, tier: whose row it is, and in which tier, such as ``T2``.
        stands_for: how many studies the review pooled; left: how many of them its row still stands for.
        studies: those counted one by one, by identifier; listed: those of them that the review itself names.
        by_review: with the review's row for all its studies, and none of them by itself.
        study_by_study: as it is counted: the studies, and the review's row for the rest.
        studies_alone: with the studies, and nothing of the review.
    """

    review: str
    label: str
    tier: str
    stands_for: int
    left: int
    studies: tuple[str, ...]
    listed: tuple[str, ...]
    by_review: Variant
    study_by_study: Variant
    studies_alone: Variant


def beside_their_reviews(counted: Counted, context: Context, book: RuleBook) -> tuple[ReviewBesideStudies, ...]:
    """Each review of which some studies are counted one by one, with the verdict in each way of counting.

    Args:
        counted: rows, of which some were taken out of a review.
        context: what is known beside them.
        book: the version of the rules.
    """
    return tuple(_beside(each, counted, context, book) for each in counted.replaced)


def _beside(each: Replaced, counted: Counted, context: Context, book: RuleBook) -> ReviewBesideStudies:
    inside = {row.study for row in each.studies}
    others = tuple(
        row
        for row in counted.rows
        if row is not each.rest and not (row.study in inside and row.tier is each.review.tier)
    )

    def variant(*tier_rows: Row) -> Variant:
        inputs = Inputs((*others, *tier_rows), context, book, rough=True)
        same_tier = tuple(row for row in inputs.rows if row.tier is each.review.tier)
        tier_pool, pool = summary_of(inputs, same_tier), summary_of(inputs, inputs.rows)
        assert tier_pool is not None and pool is not None  # noqa: PT018 - every way of counting has a row in this tier
        return Variant(tier_pool, pool, level_of(inputs))

    return ReviewBesideStudies(
        review=each.review.study,
        label=each.review.label,
        tier=each.review.tier.name,
        stands_for=each.review.k,
        left=each.rest.k,
        studies=tuple(row.study for row in each.studies),
        listed=tuple(sorted(each.listed)),
        by_review=variant(each.review),
        study_by_study=variant(each.rest, *each.studies),
        studies_alone=variant(*each.studies),
    )
