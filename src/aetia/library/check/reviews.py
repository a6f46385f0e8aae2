"""Reviews that stand for their studies: one for each topic, outcome and tier, and not beside the studies themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case, Place
from aetia.library.faults import Fault
from aetia.model.standing import Standing
from aetia.model.tier import Tier, tier_of

Cell = tuple[str, str, Tier]

MOST_NAMED = 5
_REVIEWS = frozenset({"meta-analysis", "systematic-review", "review"})


def overlapping_reviews(case: Case) -> Iterator[Fault]:
    """Pooled estimates whose studies would be counted twice: by another review, or by themselves."""
    reviews: dict[Cell, list[Place]] = defaultdict(list)
    studies: dict[Cell, list[Place]] = defaultdict(list)
    for place in case.findings:
        cell = _cell(place, case)
        if cell is None:
            continue
        by_review = any(estimate.by_review for estimate in place.finding.estimates)
        (reviews if by_review else studies)[cell].append(place)
    for cell, places in reviews.items():
        topic, outcome, tier = cell
        for place in places[1:]:
            yield case.fault(
                "overlapping-reviews",
                place.file,
                place.path,
                f"'{places[0].study.id}' stands by review for studies of '{outcome}' in '{topic}' ({tier.name}) already",
                "Keep the better review; delete 'by_review' and its estimate from the other",
            )
        year = places[0].study.reference.year
        inside = sorted({place.study.id for place in studies[cell] if _is_inside(place.study.reference.year, year)})
        if inside:
            more = f" and {len(inside) - MOST_NAMED} more" if len(inside) > MOST_NAMED else ""
            yield case.fault(
                "review-beside-studies",
                places[0].file,
                places[0].path,
                f"single studies up to this review's year ({tier.name}) are taken to be inside it; they count one by one and the "
                f"review for the others: {', '.join(inside[:MOST_NAMED])}{more}",
                "Nothing, if it holds them; else list what it pooled in 'includes', and say 'includes_complete: yes'",
            )


def unknown_included(case: Case) -> Iterator[Fault]:
    """Studies that a review or a dispute trail names and that the library does not hold."""
    for place in case.findings:
        for number, each in enumerate(place.finding.includes):
            if each.study is not None and not case.has_study(each.study):
                yield _unknown(case, place.file, (*place.path, "includes", number, "study"), each.study)
    for study in case.library.studies.values():
        for number, step in enumerate(study.disputes):
            if step.study is not None and not case.has_study(step.study):
                yield _unknown(case, layout.study_file(study.id), ("disputes", number, "study"), step.study)


def _unknown(case: Case, file: str, path: tuple[str | int, ...], study: str) -> Fault:
    return case.fault(
        "unknown-study",
        file,
        path,
        f"there is no study '{study}'",
        f"Correct the name, add {layout.study_file(study)}, or give 'citation' in its place",
    )


def _is_inside(year: int | None, review_year: int | None) -> bool:
    """Whether a study was out when a review of its kind was; one without a year is taken to be."""
    return year is None or review_year is None or year <= review_year


def _cell(place: Place, case: Case) -> Cell | None:
    """What a finding is counted in; None where it is not counted."""
    finding, topic = place.finding, case.library.topics.get(place.finding.topic)
    by_review = any(estimate.by_review for estimate in finding.estimates)
    counted = (
        topic is not None
        and finding.exposure == topic.exposure
        and finding.question == "exposure-to-disease"
        and finding.directness == "direct"
        and finding.stream == "human"
        and (by_review or place.design not in _REVIEWS)
        and finding.risk_of_bias.level != "high"
        and any(estimate.is_ratio or estimate.counts for estimate in finding.estimates)
        and place.study.standing is not Standing.RETRACTED
    )
    tier = tier_of(finding, place.design)
    if not counted or finding.outcome is None or tier is None or tier < Tier.T2:
        return None
    return finding.topic, finding.outcome, tier
