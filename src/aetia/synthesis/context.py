"""What is known of a topic and outcome beside its counted rows: cases, laboratory work, other diseases, the last
search."""

from __future__ import annotations

from collections.abc import Iterable

from aetia.model.library import Library
from aetia.model.topic import Topic
from aetia.synthesis.counting import Counted
from aetia.synthesis.rows import Context, NotCounted

_COMPARED = frozenset({"unusable", "high-risk-of-bias", "not-a-ratio", "no-estimate", "direction-only"})
_LABORATORY = frozenset({"laboratory", "animal"})


def context_of(library: Library, topic: Topic, outcome: str, counted: Counted) -> Context:
    """Everything that the rules ask for beside the rows.

    Args:
        library: whole.
        topic: with an exposure that the library may or may not know as a concept.
        outcome: the disease.
        counted: what :func:`aetia.synthesis.counting.count` gave.
    """
    exposure = library.concepts.get(topic.exposure or "")
    infection = exposure is not None and exposure.exposure_class == "infection"
    cases = [
        n
        for n in counted.not_counted
        if n.code in ("no-comparison", "lowest-tier") and n.design not in ("opinion", "notice")
    ]
    series = _studies(n for n in cases if n.design != "case-report")
    contesting = [n for n in counted.not_counted if n.contests]
    return Context(
        infection=infection,
        brought_by_illness=infection or (exposure is not None and exposure.from_illness),
        mechanism=counted.mechanism,
        cases=len(_studies(cases)),
        single_cases=len(_studies(cases) - series),
        laboratory=len(_studies(n for n in counted.not_counted if n.code in _LABORATORY)),
        other_disease=len({s.id for s, f in library.findings(topic.id) if f.outcome not in (None, outcome)}),
        uncounted=len(
            _studies(n for n in counted.not_counted if n.code in _COMPARED) - {row.study for row in counted.rows}
        ),
        typed_for=len(_studies(n for n in contesting if n.direction == "for")),
        typed_against=len(_studies(n for n in contesting if n.direction in ("against", "inverse"))),
        months_since_search=_months_since_search(library, topic),
        premise_refuted=topic.premise_refuted is not None,
    )


def _studies(found: Iterable[NotCounted]) -> set[str]:
    return {n.study for n in found}


def _months_since_search(library: Library, topic: Topic) -> int | None:
    """Months from the topic's last search (or the last of the whole library) to the library's date."""
    searches = [search.through or search.on for search in library.searches if search.topic in (None, topic.id)]
    if not searches:
        return None
    # A year alone is read so that nothing is called stale too early.
    return _month_number(library.settings.as_of, 1) - max(_month_number(date, 12) for date in searches)


def _month_number(date: str, default: int) -> int:
    """Months since year 0 of a partial date, with *default* for the month where only the year is known."""
    year, _, rest = date.partition("-")
    return int(year) * 12 + int(rest[:2] or default)
