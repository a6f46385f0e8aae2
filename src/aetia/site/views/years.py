"""Studies by year of publication: how many, and which way their findings point."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.site.edition import Edition
from aetia.site.views.tables import FindingRow, Mark, StudyRow, all_rows, marks_of, retracted_in, study_rows

_LONGEST = 200
"""Years between the first and the last, above which empty years are left out: one of the dates must be wrong."""


@dataclass(frozen=True)
class YearView:
    """The studies of one year, by label; `year` is empty for those without a date.

    Attributes:
        width: the length of its bar: 100 for the year with most studies; 0 without a year.
        marks: its findings by direction.
        retracted: how many findings are in no mark because their study was retracted.
    """

    year: str
    width: int
    studies: tuple[StudyRow, ...]
    marks: tuple[Mark, ...]
    retracted: int


@dataclass(frozen=True)
class YearsView:
    """Every year from the newest to the oldest, those without a study among them; then the studies without a date."""

    years: tuple[YearView, ...]
    studies: int


def years_view(edition: Edition) -> YearsView:
    """The studies by year."""
    by_year: dict[str, list[StudyRow]] = {}
    for study in study_rows(edition):
        by_year.setdefault(study.year, []).append(study)
    findings: dict[str, list[FindingRow]] = {}
    for cause in all_rows(edition):
        for row in cause.rows:
            findings.setdefault(row.year, []).append(row)
    most = max((len(studies) for year, studies in by_year.items() if year), default=1)
    years = tuple(
        YearView(
            year=year,
            width=round(100 * len(by_year.get(year, ())) / most) if year else 0,
            studies=tuple(sorted(by_year.get(year, ()), key=lambda row: (row.study.label, row.study.id))),
            marks=marks_of(findings.get(year, ())),
            retracted=retracted_in(findings.get(year, ())),
        )
        for year in _span(set(by_year))
    )
    return YearsView(years, sum(len(year.studies) for year in years))


def _span(years: set[str]) -> list[str]:
    known = sorted((int(year) for year in years if year), reverse=True)
    if known and known[0] - known[-1] <= _LONGEST:
        known = list(range(known[0], known[-1] - 1, -1))
    return [*(f"{year:04d}" for year in known), *([""] if "" in years else [])]
