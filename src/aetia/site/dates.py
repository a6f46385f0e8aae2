"""When something last changed, by the library's own dates."""

from __future__ import annotations

from aetia.model.study import Study
from aetia.site.edition import Edition


def topic_changed(edition: Edition, topic: str) -> str | None:
    """The newest date on which a finding of a topic was appraised or its verdict changed; None where none is recorded."""
    library = edition.library
    names = {topic, *library.topics[topic].aliases}
    dates = [finding.appraisal.on for _, finding in library.findings(topic) if finding.appraisal]
    dates += [change.on for change in library.verdicts if change.topic in names]
    return max(dates, default=None)


def study_changed(study: Study) -> str | None:
    """The newest date on which a finding of a study was appraised, or its standing changed."""
    dates = [finding.appraisal.on for finding in study.findings if finding.appraisal]
    notices = [reference.standing.notice for reference in study.references]
    dates += [notice.date for notice in notices if notice and notice.date]
    return max(dates, default=None)


def first_day(date: str) -> str:
    """The first day of a year, a month or a day: what a format that knows days alone is given."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]
