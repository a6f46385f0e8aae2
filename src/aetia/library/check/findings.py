"""Findings: in a topic that exists, about its exposure, complete enough to be weighed, and told once."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case, Place
from aetia.library.faults import Fault


def unknown_topics(case: Case) -> Iterator[Fault]:
    """Findings in a topic that has no file: no page would show them."""
    for place in case.findings:
        topic = place.finding.topic
        if case.has_topic(topic):
            continue
        renamed = case.renamed.get(topic)
        yield case.fault(
            "unknown-topic",
            place.file,
            (*place.path, "topic"),
            f"'{topic}' is a former name" if renamed else f"there is no topic '{topic}'",
            f"Write '{renamed}'" if renamed else f"Correct the name, or add {layout.topic_file(topic)}",
        )


def other_exposures(case: Case) -> Iterator[Fault]:
    """Findings that would be counted, if they did not stand in the topic of another exposure."""
    homes = {topic.exposure: topic.id for topic in case.library.topics.values() if topic.exposure}
    for place in case.findings:
        finding, topic = place.finding, case.library.topics.get(place.finding.topic)
        would_count = finding.question == "exposure-to-disease" and finding.directness == "direct"
        if topic is None or not would_count or finding.outcome != case.library.settings.disease:
            continue
        if finding.exposure is None or finding.exposure == topic.exposure:
            continue
        home = homes.get(finding.exposure)
        what = f"not '{topic.exposure}'" if topic.exposure else "and the topic has no exposure of its own"
        yield case.fault(
            "other-exposure",
            place.file,
            (*place.path, "exposure"),
            f"the finding is about '{finding.exposure}', {what}, so it is never counted",
            (f"Move it to '{home}'" if home else f"Add a topic for '{finding.exposure}'")
            + ", or say 'directness: indirect'",
        )


def missing_designs(case: Case) -> Iterator[Fault]:
    """Appraised findings without a design: they have no tier and cannot be weighed."""
    for place in case.findings:
        if place.finding.is_appraised and place.finding.stream == "human" and place.design is None:
            yield case.fault(
                "no-design",
                place.file,
                place.path,
                "the finding names exposure and outcome, but neither it nor its study names a design",
                "Add 'design', such as case-control",
            )


def same_findings(case: Case) -> Iterator[Fault]:
    """One exposure, outcome and marker told twice in one topic by one study.

    A review may stand once for studies of each design and timing, so these tell its findings apart.
    """
    seen: dict[tuple[object, ...], Place] = {}
    for place in case.findings:
        finding = place.finding
        if not finding.is_appraised:
            continue
        key: tuple[object, ...] = (
            place.study.id,
            finding.topic,
            finding.exposure,
            finding.exposure_measure,
            finding.outcome,
            finding.question,
            finding.stream,
        )
        if any(estimate.by_review for estimate in finding.estimates):
            key = (*key, place.design, finding.timing)
        first = seen.setdefault(key, place)
        if first is not place:
            marker = f" by {finding.exposure_measure}" if finding.exposure_measure else ""
            line = case.reading.line(first.file, *first.path)
            yield case.fault(
                "same-finding",
                place.file,
                place.path,
                f"'{finding.exposure}'{marker} and '{finding.outcome}' stand on line {line} already",
                "Join the two, or name the marker of each in 'exposure_measure'",
            )
