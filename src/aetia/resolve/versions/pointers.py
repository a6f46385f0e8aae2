"""What names a study by its identifier, rewritten when the study is joined to another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from aetia.library import layout
from aetia.model.base import Record
from aetia.model.decision import MatchDecision
from aetia.model.dispute import Dispute
from aetia.model.finding import Finding, Included
from aetia.model.identifiers import Identifiers
from aetia.model.rescued import RescuedPageRecord
from aetia.model.study import Study
from aetia.model.topic import Topic

R = TypeVar("R", bound=Record)
Renamed = Mapping[str, str]
"""The survivors by the names of the entries that were joined to them."""


def study_pointing(study: Study, renamed: Renamed, lost: Mapping[str, Study]) -> Study:
    """A study whose disputes and reviews name survivors.

    A step of its trail that named an entry which is now part of it names the publication instead.

    Args:
        study: under its name of today.
        renamed: the survivors.
        lost: the entries that are gone, and the survivors as they were, by name.
    """
    changed: dict[str, object] = {}
    disputes = [_step(step, study, renamed, lost) for step in study.disputes]
    if disputes != study.disputes:
        changed["disputes"] = disputes
    findings = [_finding(finding, renamed) for finding in study.findings]
    if any(new is not old for new, old in zip(findings, study.findings, strict=True)):
        changed["findings"] = findings
    return study.model_copy(update=changed) if changed else study


def _step(step: Dispute, study: Study, renamed: Renamed, lost: Mapping[str, Study]) -> Dispute:
    if step.study is None:
        return step
    now = renamed.get(step.study, step.study)
    if now != study.id:
        return step if now == step.study else step.model_copy(update={"study": now})
    told = lost.get(step.study)
    if told is None:
        return step
    reference = told.reference
    update: dict[str, object] = {"study": None}
    if reference.identifiers.keys():
        update["identifiers"] = Identifiers(**{**_plain(reference.identifiers), **_plain(step.identifiers)})
    elif not step.citation:
        update["citation"] = f"{told.label}. {reference.title}"
    return step.model_copy(update=update)


def _plain(identifiers: Identifiers) -> dict[str, str]:
    return dict(key.split(":", 1) for key in identifiers.keys())  # noqa: SIM118 (a method, not a dictionary)


def _finding(finding: Finding, renamed: Renamed) -> Finding:
    """A review's finding; two papers of one study on its list are one study twice, which is said once."""
    if not any(included.study in renamed for included in finding.includes):
        return finding
    includes: list[Included] = []
    for included in finding.includes:
        now = included
        if included.study is not None and included.study in renamed:
            now = included.model_copy(update={"study": renamed[included.study]})
        if now not in includes:
            includes.append(now)
    return finding.model_copy(update={"includes": includes})


def topic_pointing(topic: Topic, renamed: Renamed) -> Topic:
    """A topic whose refuted premise names a survivor."""
    premise = topic.premise_refuted
    if premise is None or premise.study not in renamed:
        return topic
    update = {"premise_refuted": premise.model_copy(update={"study": renamed[premise.study]})}
    return topic.model_copy(update=update)


def page_pointing(page: RescuedPageRecord, renamed: Renamed) -> RescuedPageRecord:
    """A rescued page whose entries name survivors; what the page printed stays."""
    if not any(entry.study in renamed for entry in page.entries):
        return page
    entries = [
        entry.model_copy(update={"study": renamed[entry.study]}) if entry.study and entry.study in renamed else entry
        for entry in page.entries
    ]
    return page.model_copy(update={"entries": entries})


def matches_pointing(rows: Iterable[MatchDecision], renamed: Renamed) -> list[MatchDecision]:
    """Decisions on printed citations, with the studies that have the citations today."""
    return [row.model_copy(update={"study": renamed.get(row.study, row.study)}) for row in rows]


def prose_pointing(text: str, renamed: Renamed) -> str:
    """A text whose links to files of lost entries lead to their survivors' files."""
    if f"{layout.STUDIES}/" not in text:
        return text

    def now(found: re.Match[str]) -> str:
        name = renamed.get(found[1])
        return layout.study_file(name) if name else found[0]

    return re.sub(rf"(?<![\w-]){layout.STUDIES}/([a-z0-9]+(?:-[a-z0-9]+)*)\.yaml(?![\w-])", now, text)
