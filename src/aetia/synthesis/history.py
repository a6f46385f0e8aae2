"""What changed since a verdict was last recorded, and what moved it: the rows to append to the tables of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aetia.model.decision import VerdictChange, VerdictInput
from aetia.model.library import Library
from aetia.model.standing import Standing
from aetia.model.verdict import Level
from aetia.synthesis.rows import Row
from aetia.synthesis.verdict import TopicVerdict

_FACTS = ("infection", "brought_by_illness", "mechanism", "cases", "single_cases", "laboratory", "other_disease", "uncounted",
          "premise_refuted")  # fmt: skip
_MOST_NAMED = 8


@dataclass(frozen=True)
class Moment:
    """A verdict as it was recorded once, and what had moved it since the time before; *moved_by* is empty for the first."""

    on: str
    level: Level
    computed: Level
    rule: str
    rules_version: str
    moved_by: str
    inputs: str


def history_of(library: Library, topic: str, outcome: str) -> tuple[Moment, ...]:
    """Every recorded verdict on a topic and outcome, oldest first."""
    return tuple(
        Moment(c.on, c.level, c.computed, c.rule, c.rules_version, c.moved_by or "", c.inputs)
        for c in library.verdicts
        if (c.topic, c.outcome) == (topic, outcome)
    )


def changes_to_record(library: Library, verdicts: Iterable[TopicVerdict]) -> list[VerdictChange]:
    """One row for each verdict that differs from the last one recorded, dated with the library's ``as_of``.

    Args:
        library: with the verdicts recorded so far, in the order in which they were appended, and what they rested on.
        verdicts: as computed now.

    Returns:
        Rows in the order of *verdicts*; empty when nothing changed, so that recording twice adds nothing. A verdict
        differs when its level, its computed level, its rule, the version of the rules or the digest of its inputs
        does. `moved_by` names everything that changed, joined by semicolons. No row is like one that stands in the table
        already, since a table keeps a row once: what moved it "again" is said.
    """
    standing = set(map(_whole, library.verdicts))
    last = {(change.topic, change.outcome): change for change in library.verdicts}
    found = []
    for verdict in verdicts:
        before = last.get((verdict.topic, verdict.outcome))
        now = VerdictChange(
            on=library.settings.as_of,
            topic=verdict.topic,
            outcome=verdict.outcome,
            level=verdict.level,
            computed=verdict.computed,
            rule=verdict.rule,
            rules_version=verdict.rules_version,
            inputs=verdict.digest,
            moved_by=None if before is None else moved_by(library, before, verdict),
        )
        if before is None or _state(before) != _state(now):
            while _whole(now) in standing:
                now = now.model_copy(update={"moved_by": f"{now.moved_by}, again"})
            found.append(now)
    return found


def inputs_to_record(
    library: Library, verdicts: Iterable[TopicVerdict], changes: Sequence[VerdictChange]
) -> list[VerdictInput]:
    """What each changed verdict rests on, one row an item; nothing for inputs that were recorded before.

    Args:
        library: with what was recorded so far.
        verdicts: as computed now.
        changes: of :func:`changes_to_record`.
    """
    known = {(each.topic, each.outcome, each.inputs) for each in library.verdict_inputs}
    by_place = {(verdict.topic, verdict.outcome): verdict for verdict in verdicts}
    return [
        VerdictInput(
            on=change.on, topic=change.topic, outcome=change.outcome, inputs=change.inputs, item=item, value=value
        )
        for change in changes
        if (change.topic, change.outcome, change.inputs) not in known
        for item, value in items_of(by_place[change.topic, change.outcome]).items()
    ]


def items_of(verdict: TopicVerdict) -> dict[str, str]:
    """What a verdict rests on, in words that can be read and compared: each counted row, then each fact beside the rows that is
    not absent."""
    items = {f"{row.study} {row.tier.name}": _row_words(row) for row in verdict.rows}
    for name in _FACTS:
        value = verdict.inputs[name]
        if value:
            items[name] = "yes" if value is True else f"{value:g}"
    for side in ("for", "against", "inverse"):
        given = sorted({n.study for n in verdict.not_counted if n.contests and n.direction == side})
        if given:
            items[f"direction {side}"] = ", ".join(given)
    return items


def moved_by(library: Library, before: VerdictChange, now: TopicVerdict) -> str:
    """Everything that changed between a recorded verdict and the present one, joined by semicolons.

    Named are another version of the rules, studies that are new, retracted, gone or no longer counted, changed estimates and
    facts, and overrides. What the recorded verdict rested on is read from `decisions/verdict-inputs.tsv`; where it is not there,
    a change of it is called "evidence".

    Args:
        library: as it is now, with what was recorded.
        before: the last recorded verdict on the topic and outcome.
        now: the present one.
    """
    found: list[str] = []
    if before.rules_version != now.rules_version:
        found.append(f"rules {before.rules_version} to {now.rules_version}")
    known = _recorded(library, before.topic, before.outcome, before.inputs)
    if known or before.rules_version == now.rules_version:
        items = items_of(now)
        if known:
            found.extend(_named(_item_changes(library, known, items, now)))
        if before.inputs != now.digest and not found:
            found.append("evidence")
    found.extend(_override_changes(before, now))
    return "; ".join(found) or "reading of the rules"


def changed_since_override(library: Library, verdict: TopicVerdict) -> tuple[str, ...]:
    """What changed since a verdict's override was made, for the editor who has to look again; empty where nothing did, where
    there is no override, or where what it rested on is not on record."""
    if verdict.override is None or not verdict.override.needs_another_look:
        return ()
    known = _recorded(library, verdict.topic, verdict.outcome, verdict.override.inputs or "")
    return tuple(_item_changes(library, known, items_of(verdict), verdict)) if known else ()


def _recorded(library: Library, topic: str, outcome: str, inputs: str) -> dict[str, str]:
    """What a recorded verdict rested on, item by item; empty where that is not on record."""
    return {
        each.item: each.value
        for each in library.verdict_inputs
        if (each.topic, each.outcome, each.inputs) == (topic, outcome, inputs)
    }


def _item_changes(
    library: Library, before: Mapping[str, str], now: Mapping[str, str], verdict: TopicVerdict
) -> Iterator[str]:
    labels = {row.study: row.label for row in verdict.rows} | {n.study: n.label for n in verdict.not_counted}
    known_studies = {_study(item) for item in before}
    for item, value in before.items():
        if item in now and now[item] != value:
            yield f"{_item_name(item, labels)}: {value} to {now[item]}"
        elif item not in now:
            yield _gone(library, item, value, now, labels, verdict)
    for item, value in now.items():
        if item not in before:
            study = _study(item)
            if study is None:
                yield f"{item.replace('_', ' ')}: {value}"
            elif study not in known_studies:
                yield f"new study {labels.get(study, study)}"
            elif _other_tier(item, before):
                yield f"{labels.get(study, study)} is now {item.rpartition(' ')[2]}"


def _gone(
    library: Library,
    item: str,
    value: str,
    now: Mapping[str, str],
    labels: Mapping[str, str],
    verdict: TopicVerdict,
) -> str:
    study = _study(item)
    if study is None:
        return f"{item.replace('_', ' ')}: {value} to none"
    label = labels.get(study, study)
    if study not in library.studies:
        return f"{study} left the library"
    if library.studies[study].standing is Standing.RETRACTED:
        return f"retraction of {label}"
    if _other_tier(item, now):
        return f"{label} is no longer {item.rpartition(' ')[2]}"
    reasons = [n.reason for n in verdict.not_counted if n.study == study]
    return f"{label} no longer counted: {reasons[0]}" if reasons else f"{label} no longer counted"


def _other_tier(item: str, items: Mapping[str, str]) -> bool:
    return any(_study(other) == _study(item) and other != item for other in items)


def _study(item: str) -> str | None:
    """The study that an item is about; None for a fact."""
    study, _, tier = item.rpartition(" ")
    return study if tier in ("T0", "T1", "T2", "T3") else None


def _item_name(item: str, labels: Mapping[str, str]) -> str:
    study = _study(item)
    return item.replace("_", " ") if study is None else f"changed estimate of {labels.get(study, study)}"


def _named(changes: Iterable[str]) -> list[str]:
    """At most eight changes by name, and how many more there are."""
    found = list(changes)
    more = len(found) - _MOST_NAMED
    return [*found[:_MOST_NAMED], f"{more} more"] if more > 0 else found


def _override_changes(before: VerdictChange, now: TopicVerdict) -> Iterator[str]:
    was = before.level is not before.computed
    if now.override is None:
        if was:
            yield "override withdrawn"
    elif not was or before.level is not now.level:
        yield f"override to {now.level.label} ({now.override.reason})"


def _row_words(row: Row) -> str:
    words = [f"{row.measure} {row.value:.4g} ({row.low:.4g} to {row.high:.4g})"]
    if row.by_review:
        words.append(f"by review, {row.k} studies")
    words.extend(
        word
        for word, said in (
            ("gradient", row.dose),
            ("expression of concern", row.concern),
            (f"team {row.team}", row.team),
        )
        if said
    )
    return ", ".join(words)


def _whole(change: VerdictChange) -> tuple[str, ...]:
    return (change.on, change.topic, change.outcome, change.moved_by or "", *_state(change))


def _state(change: VerdictChange) -> tuple[str, ...]:
    return change.level, change.computed, change.rule, change.rules_version, change.inputs
