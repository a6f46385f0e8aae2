"""Findings as rows: every format that is a table prints these."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from aetia.model.finding import Finding
from aetia.model.study import Population, Study
from aetia.model.topic import Topic
from aetia.site import addresses, numbers
from aetia.site.absolute import absolute
from aetia.site.downloads.scope import Scope
from aetia.site.edition import Edition
from aetia.site.standing_notes import standing_note
from aetia.site.views.findings import asks, direction_of_finding, speaking
from aetia.synthesis.printing import rounded

Cell = str | int | float | None
Row = tuple[Cell, ...]

COLUMNS = (
    "topic", "topic_title", "study", "citation", "title", "year", "pmid", "pmcid", "doi", "standing", "standing_note", "exposure",
    "exposure_measure", "outcome", "question", "directness", "stream", "design", "timing", "people", "cases", "controls", "unit",
    "who", "where", "direction", "measure", "ratio", "low", "high", "estimates", "dose_response", "risk_of_bias",
    "risk_of_bias_why", "counted", "not_counted_because", "statement", "quotation", "quotation_from", "quotation_checked",
    "appraised_on", "page",
)  # fmt: skip
"""What each column is, the documentation tells. A ratio has its 95 % limits beside it; all estimates stand in words in one cell."""


def finding_rows(scope: Scope) -> Iterator[Row]:
    """One row a finding, by topic and study. What is not known is an empty cell."""
    edition = scope.edition
    for study, number in scope.findings():
        yield edition.once(("finding row", study, str(number)), partial(_row, edition, study, number))


def _row(edition: Edition, name: str, number: int) -> Row:
    study = edition.library.studies[name]
    finding = study.findings[number]
    topic = edition.library.topics[finding.topic]
    cells = {
        **_study_cells(edition, study),
        **_people_cells(study.population or Population()),
        **_finding_cells(edition, study, finding),
        **_judged_cells(edition, topic, study, number),
        "topic": topic.id,
        "topic_title": topic.title,
    }
    return tuple(cells.get(name) for name in COLUMNS)


def _study_cells(edition: Edition, study: Study) -> dict[str, Cell]:
    reference = study.reference
    worst = max(study.references, key=lambda each: each.standing.state is study.standing)
    return {
        "study": study.id,
        "citation": study.label,
        "title": reference.title,
        "year": reference.year,
        "pmid": reference.identifiers.pmid,
        "pmcid": reference.identifiers.pmcid,
        "doi": reference.identifiers.doi,
        "standing": str(study.standing),
        "standing_note": standing_note(worst, edition.words),
        "page": absolute(edition.library.settings, addresses.study(study.id)),
    }


def _people_cells(people: Population) -> dict[str, Cell]:
    return {
        "people": people.n,
        "cases": people.cases,
        "controls": people.controls,
        "unit": people.unit,
        "who": people.who,
        "where": people.where,
    }


def _finding_cells(edition: Edition, study: Study, finding: Finding) -> dict[str, Cell]:
    """What the finding says; of one that nobody has read, no more than somebody filled in."""
    texts = (numbers.estimate_text(each, edition.words) or each.printed for each in finding.estimates)
    cells: dict[str, Cell] = {
        "exposure": finding.exposure,
        "exposure_measure": finding.exposure_measure,
        "outcome": finding.outcome,
        "design": finding.design or study.design,
        "estimates": "; ".join(filter(None, texts)),
        "statement": edition.text(finding.statement),
    }
    if finding.is_appraised:
        cells |= {
            "question": finding.question,
            "directness": finding.directness,
            "stream": finding.stream,
            "timing": finding.timing,
            "dose_response": finding.dose_response,
            "risk_of_bias": finding.risk_of_bias.level,
            "risk_of_bias_why": finding.risk_of_bias.why,
        }
    if finding.quotation:
        cells |= {
            "quotation": finding.quotation.text,
            "quotation_from": finding.quotation.section,
            "quotation_checked": finding.quotation.checked,
        }
    return cells | ({"appraised_on": finding.appraisal.on} if finding.appraisal else {})


def _judged_cells(edition: Edition, topic: Topic, study: Study, number: int) -> dict[str, Cell]:
    """What the synthesis makes of it."""
    finding = study.findings[number]
    ratio = speaking(finding)
    counted, reason = edition.fact("counting", study.id, str(number))
    elsewhere = asks(topic, study, finding, edition.words)
    why_not = elsewhere or edition.say(reason) if finding.is_appraised else edition.words("data.waiting")
    cells: dict[str, Cell] = {
        "direction": direction_of_finding(finding),
        "counted": "yes" if counted else "no",
        "not_counted_because": "" if counted else why_not,
    }
    if ratio:
        limits = {"ratio": ratio.value, "low": ratio.low, "high": ratio.high}
        cells |= {"measure": ratio.measure, **{name: rounded(number) for name, number in limits.items()}}
    return cells
