"""Reviews that stand for their studies: never two side by side, and replaced by their studies as these come in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aetia.synthesis.rows import NotCounted, Row
from aetia.synthesis.sentences import say

Z95 = 1.959963984540054


@dataclass(frozen=True)
class ReviewList:
    """What a review says that it pooled.

    Attributes:
        studies: those of its studies that the library holds, by identifier.
        whole: whether every study of the review is on the list, so that what is not there is not inside.
        all_here: whether the list is whole and the library holds every study on it.
    """

    studies: frozenset[str] = frozenset()
    whole: bool = False
    all_here: bool = False


@dataclass(frozen=True)
class Replaced:
    """A review of which some studies are counted one by one.

    Attributes:
        review: the review's own row, standing for all its studies.
        rest: the row that counts, standing for its other studies.
        studies: rows of single studies taken to be inside it; they count in their own right.
        listed: those of them that the review itself names; the others are taken to be inside by their year.
    """

    review: Row
    rest: Row
    studies: tuple[Row, ...]
    listed: frozenset[str]


@dataclass(frozen=True)
class Settled:
    """The rows that count, the others with the reason, and the reviews of which some studies are among the rows."""

    rows: tuple[Row, ...]
    not_counted: tuple[NotCounted, ...]
    replaced: tuple[Replaced, ...]


def settle_reviews(
    rows: Sequence[Row], years: Mapping[str, int | None], lists: Mapping[tuple[str, int], ReviewList] | None = None
) -> Settled:
    """Settle which of reviews and single studies stand in each tier.

    Of several reviews in a tier the one with the most studies stands (then the newer, then by identifier). A single study of
    the same tier is inside the review if the review lists it. If its list is not whole, a study that was out by the review's
    year is taken to be inside too. Each study inside counts by itself, and the review's row stands for one study less, see
    :func:`rest_of`. When the studies inside are as many as the review's, or its list is whole and all of it is here, nothing
    of the review is left.

    Args:
        rows: one for each population, and one for each review and tier.
        years: of publication, by study; a study without a year is taken to be inside.
        lists: what each review says that it pooled, by study and tier.
    """
    kept: list[Row] = []
    out: list[NotCounted] = []
    replaced: list[Replaced] = []
    for tier in sorted({row.tier for row in rows}):
        here = [row for row in rows if row.tier is tier]
        reviews = sorted(
            (row for row in here if row.by_review), key=lambda row: (-row.k, -(years.get(row.study) or 0), row.study)
        )
        singles = [row for row in here if not row.by_review]
        kept.extend(singles)
        if not reviews:
            continue
        review, *overlapping = reviews
        out.extend(_not_counted(row, "overlapping-review", review=review.label) for row in overlapping)
        said = (lists or {}).get(review.key, ReviewList())
        inside = tuple(
            sorted((row for row in singles if _is_inside(row, review, said, years)), key=lambda row: row.study)
        )
        if len(inside) >= review.k or (said.all_here and said.studies <= {row.study for row in inside}):
            out.append(_not_counted(review, "replaced-review"))
            continue
        rest = rest_of(review, len(inside))
        kept.append(rest)
        if inside:
            listed = frozenset(row.study for row in inside if row.study in said.studies)
            replaced.append(Replaced(review, rest, inside, listed))
    return Settled(tuple(kept), tuple(out), tuple(replaced))


def rest_of(review: Row, taken: int) -> Row:
    """A review's row without some of its studies, which are counted by themselves.

    A review prints neither the weights of its studies nor its variance between them, so they cannot be subtracted. The rest
    keeps the review's estimate, and of its information (1/SE²) the share (K − n)/K: a random-effects pool of K studies gives
    each about the same weight when they vary. For K like studies the pool of the n and the rest is that of all K exactly. The
    people are never counted twice in the precision; that the n also had a part in the estimate of the rest is the price.

    Args:
        review: of *k* studies.
        taken: how many of them are counted by themselves, 0 to *k* − 1.
    """
    if taken == 0:
        return review
    left = review.k - taken
    se = review.se * math.sqrt(review.k / left)
    note = (
        f"stands for the other {left} of its {review.k} studies: the same estimate, and an interval widened by the square root "
        f"of {review.k}/{left}"
    )
    return replace(
        review,
        k=left,
        se=se,
        low=math.exp(review.y - Z95 * se),
        high=math.exp(review.y + Z95 * se),
        chosen="; ".join(filter(None, (review.chosen, note))),
    )


def _not_counted(row: Row, code: str, **values: str) -> NotCounted:
    return NotCounted(row.study, row.label, code, say(f"not_counted.{code}", **values), row.direction(), row.tier)


def _is_inside(row: Row, review: Row, said: ReviewList, years: Mapping[str, int | None]) -> bool:
    if row.study in said.studies:
        return True
    if said.whole:
        return False
    year, review_year = years.get(row.study), years.get(review.study)
    return year is None or review_year is None or year <= review_year
