"""What changed in a library, from its own dates: verdicts, findings that somebody read, the standing of publications."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from aetia.model.decision import VerdictChange
from aetia.model.reference import Reference
from aetia.model.standing import Standing
from aetia.model.study import Study
from aetia.model.topic import Topic
from aetia.site import addresses
from aetia.site.dates import first_day
from aetia.site.edition import Edition
from aetia.site.standing_notes import notice_addresses, standing_note


@dataclass(frozen=True)
class Told:
    """An event in words: a title, a few sentences, the page to read, and addresses outside that it rests on."""

    title: str
    text: str
    page: str
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that changed.

    Attributes:
        on: when, as exactly as the library knows.
        key: what happened, in words that stay when a topic's address, the site's address or its title change.
        tell: says it.
    """

    on: str
    key: tuple[str, ...]
    tell: Callable[[], Told]

    @property
    def id(self) -> str:
        """A name for all time and all places: a UUID (version 5) of the key, so that a library that moves keeps it."""
        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(("aetia event", *self.key))).urn


def newest(events: Iterable[Event], most: int) -> list[Event]:
    """The newest events, the newest first. Of one day, their keys give the order; what is there twice counts once."""
    return heapq.nlargest(most, {event.key: event for event in events}.values(), key=lambda e: (first_day(e.on), e.key))


def events_of(edition: Edition, topics: Iterable[Topic]) -> Iterator[Event]:
    """What changed in some topics."""
    for topic in topics:
        yield from _verdict_events(edition, topic)
        for study in {study.id: study for study, _ in edition.library.findings(topic.id)}.values():
            yield from _finding_events(edition, topic, study)
            yield from standing_events(edition, study)


def standing_events(edition: Edition, study: Study) -> Iterator[Event]:
    """Publications of a study that were retracted, corrected, replaced or called into doubt.

    One whose notice has no date stands at the date of publication, the earliest that it can be, and says so.
    """
    disease = edition.library.settings.disease
    for number, reference in enumerate(study.references):
        state, notice = reference.standing.state, reference.standing.notice
        if state is Standing.CURRENT:
            continue
        on = (notice.date if notice else None) or reference.issued or edition.library.settings.as_of
        name = next(iter(reference.identifiers.keys()), f"{study.id} {number}")

        def tell(reference: Reference = reference) -> Told:
            return _standing_told(edition, study, reference)

        yield Event(on, ("standing", disease, name, str(state)), tell)


def _verdict_events(edition: Edition, topic: Topic) -> Iterator[Event]:
    names, before = {topic.id, *topic.aliases}, dict[str, VerdictChange]()
    for change in _changes(edition):
        if change.topic in names:
            last = before.get(change.outcome)
            before[change.outcome] = change
            key = (
                "verdict",
                topic.exposure or topic.id,
                change.outcome,
                change.on,
                change.inputs,
                str(change.level),
                change.rule,
            )

            def tell(change: VerdictChange = change, last: VerdictChange | None = last) -> Told:
                return _verdict_told(edition, topic, change, last)

            yield Event(change.on, key, tell)


def _changes(edition: Edition) -> list[VerdictChange]:
    return list(edition.library.verdicts)


def _verdict_told(edition: Edition, topic: Topic, change: VerdictChange, last: VerdictChange | None) -> Told:
    words = edition.words
    values = {"topic": topic.title, "disease": edition.disease(change.outcome), "level": words(f"level.{change.level}")}
    if last is None:
        title = words("feed.verdict_first", **values)
    elif last.level is change.level:
        title = words("feed.verdict_same", **values)
    else:
        title = words("feed.verdict_moved", before=words(f"level.{last.level}"), **values)
    text = [
        words(f"level_means.{change.level}"),
        words("feed.verdict_rule", rule=change.rule, version=change.rules_version),
    ]
    if change.computed is not change.level:
        text.append(words("past.by_rules", level=words(f"level.{change.computed}")))
    if change.moved_by:
        text.append(words("feed.moved_by", text=edition.say(change.moved_by).rstrip(".")))
    return Told(title, _sentences(text), addresses.cause(topic.id))


def _finding_events(edition: Edition, topic: Topic, study: Study) -> Iterator[Event]:
    dates = {f.appraisal.on for f in study.findings if f.topic == topic.id and f.is_appraised and f.appraisal}
    for on in sorted(dates):

        def tell(on: str = on) -> Told:
            return _finding_told(edition, topic, study, on)

        yield Event(on, ("finding", topic.exposure or topic.id, study.id, on), tell)


def _finding_told(edition: Edition, topic: Topic, study: Study, on: str) -> Told:
    here = [f for f in study.findings if f.topic == topic.id and f.appraisal and f.appraisal.on == on]
    title = edition.words("feed.finding", topic=topic.title, study=study.label)
    notes = [standing_note(reference, edition.words) for reference in study.references]
    text = [study.reference.title, *(edition.text(finding.statement) for finding in here), *notes]
    address = addresses.outside(study.reference.address())
    return Told(title, _sentences(text), addresses.study(study.id), (address,) if address else ())


def _standing_told(edition: Edition, study: Study, reference: Reference) -> Told:
    words, standing = edition.words, reference.standing
    notice = standing.notice
    title = words("feed.standing_entry", standing=words(f"standing.{standing.state}"), title=reference.title)
    text = [standing_note(reference, words), words(f"standing_means.{standing.state}")]
    if notice is None or notice.date is None:
        text.append(words("feed.undated"))
    related = notice_addresses(notice) if notice else []
    replaced = [f"https://doi.org/{standing.replaced_by}"] if standing.replaced_by else []
    return Told(title, _sentences(text), addresses.study(study.id), tuple(related + replaced))


def _sentences(texts: Iterable[str]) -> str:
    said = [" ".join(text.split()) for text in texts if text]
    return " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in said)
