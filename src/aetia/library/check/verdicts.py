"""What people say over a computed verdict: overrides and refuted premises."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.faults import Fault
from aetia.model.library import Library
from aetia.model.topic import Override, Topic
from aetia.model.verdict import Level

_NEEDS_TWO = frozenset({Level.LIKELY, Level.ESTABLISHED})


def overrides(case: Case) -> Iterator[Fault]:
    """Overrides of a verdict that the topic does not have, and raises that only one person stands for."""
    for topic in case.library.topics.values():
        if not topic.overrides:
            continue
        file = layout.topic_file(topic.id)
        known = _outcomes(case.library, topic)
        for number, override in enumerate(topic.overrides):
            outcome = override.outcome or case.library.settings.disease
            if topic.exposure is None or outcome not in known:
                yield case.fault(
                    "unknown-outcome",
                    file,
                    ("overrides", number, "outcome"),
                    f"the topic has no verdict on '{outcome}' to override",
                    "Name one of the topic's outcomes, or delete the override",
                )
            if _raises(case.library, topic, override, outcome) and override.second in (None, override.by):
                yield case.fault(
                    "override-without-second",
                    file,
                    ("overrides", number, "level"),
                    f"a verdict is raised to '{override.level.label}' by one person alone",
                    "Add 'second': another person who agrees",
                )


def refuted_premises(case: Case) -> Iterator[Fault]:
    """A refuted premise that names a study which the library does not hold."""
    for topic in case.library.topics.values():
        premise = topic.premise_refuted
        if premise and not case.has_study(premise.study):
            yield case.fault(
                "unknown-study",
                layout.topic_file(topic.id),
                ("premise_refuted", "study"),
                f"there is no study '{premise.study}'",
                f"Correct the name, or add {layout.study_file(premise.study)}",
            )


def _outcomes(library: Library, topic: Topic) -> set[str]:
    found = {finding.outcome for _, finding in library.findings(topic.id) if finding.outcome}
    return {library.settings.disease, *topic.outcomes, *found}


def _raises(library: Library, topic: Topic, override: Override, outcome: str) -> bool:
    """Whether an override raises to a level that needs two people. What the rules computed is in the table of verdicts; where
    that says nothing yet, a raise is assumed."""
    if override.level not in _NEEDS_TWO:
        return False
    recorded = [row for row in library.verdicts if (row.topic, row.outcome) == (topic.id, outcome)]
    return not recorded or recorded[-1].computed.step < override.level.step
