"""Reviews that stand for their studies: never two side by side, and replaced by their studies as these come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aetia.synthesis.rows import NotCounted, Row, Tier


def replace_reviews(rows: Sequence[Row], years: Mapping[str, int | None]) -> tuple[list[Row], list[NotCounted]]:
    """Settle which of reviews and single studies stand in each tier.

    Of several reviews in a tier the one with the most studies stands (then the newer, then by identifier). Which
    studies a review holds is not known to the library, so a single study of the same tier that was out by the
    review's year is taken to be inside it and does not count beside it; a later one does. When the single studies
    inside are as many as the review's, they replace it.

    Args:
        rows: one for each population, and one for each review and tier.
        years: of publication, by study; a study without a year is taken to be inside.

    Returns:
        The rows that count, and the others with the reason.
    """
    kept: list[Row] = []
    out: list[NotCounted] = []
    for tier in sorted({row.tier for row in rows}):
        here = [row for row in rows if row.tier is tier]
        reviews = sorted(
            (row for row in here if row.by_review), key=lambda row: (-row.k, -(years.get(row.study) or 0), row.study)
        )
        singles = [row for row in here if not row.by_review]
        if not reviews:
            kept.extend(singles)
            continue
        review, *overlapping = reviews
        out.extend(
            _not_counted(row, "overlapping-review", f"overlaps with {review.label}, which holds more studies", tier)
            for row in overlapping
        )
        inside = [row for row in singles if _is_inside(years.get(row.study), years.get(review.study))]
        later = [row for row in singles if row not in inside]
        if len(inside) >= review.k:
            out.append(_not_counted(review, "replaced-review", "its studies are counted one by one", tier))
            kept.extend(singles)
            continue
        reason = f"taken to be inside {review.label}, which stands for {review.k} studies up to its year"
        out.extend(_not_counted(row, "inside-review", reason, tier) for row in inside)
        kept.extend([review, *later])
    return kept, out


def _is_inside(year: int | None, review_year: int | None) -> bool:
    return year is None or review_year is None or year <= review_year


def _not_counted(row: Row, code: str, reason: str, tier: Tier) -> NotCounted:
    return NotCounted(row.study, row.label, code, reason, row.direction(), tier)
