"""`aetia verdict`: where each suspected cause stands, and why."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, say

if TYPE_CHECKING:
    from aetia.model.library import Library
    from aetia.synthesis import Explanation, TopicVerdict


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("topic", required=False)
@click.option(
    "--record",
    is_flag=True,
    help="Append the verdicts that changed to decisions/verdicts.tsv, and what they rest on to verdict-inputs.tsv.",
)
@json_option
def command(library: Path, topic: str | None, record: bool, as_json: bool) -> int:
    """Compute where each suspected cause stands, and say why.

    With a TOPIC, such as infection/viral/epstein-barr-virus, only that one, or all below it.
    """
    from aetia.library.read import read_library
    from aetia.synthesis import assess, assess_topic, explain

    whole = read_library(library)
    gc.freeze()  # the library stays to the end: nobody need look through it for garbage again and again
    verdicts = assess(whole) if topic is None else assess_topic(whole, topic)
    if record:
        _record(library, whole, verdicts)
    if as_json:
        print_json({"topics": [{**verdict.to_json(), **explain(whole, verdict).to_json()} for verdict in verdicts]})
    else:
        for verdict in verdicts:
            click.echo("\n".join(_lines(whole, verdict, full=topic is not None)))
            if topic is not None:
                click.echo("\n".join(_beside(explain(whole, verdict))))
    faults = [f"{verdict.topic}: {fault}" for verdict in verdicts for fault in verdict.faults]
    for fault in faults:
        say(f"fault in {fault}")
    if not verdicts:
        say("No topic here names an exposure, so nothing is asked: write 'exposure: …' into a file in topics/")
    say(f"{counted(len(verdicts), 'verdict')} by rules {whole.settings.rules}, {counted(len(faults), 'fault')}")
    return 1 if faults else 0


def _record(root: Path, library: Library, verdicts: list[TopicVerdict]) -> None:
    """Append what changed to the tables of decisions, and to the library in memory."""
    from aetia.library.layout import VERDICT_INPUTS, VERDICTS
    from aetia.library.write import writing
    from aetia.model.decision import VerdictChange, VerdictInput
    from aetia.synthesis.history import changes_to_record, inputs_to_record

    rows = changes_to_record(library, verdicts)
    rested_on = inputs_to_record(library, verdicts, rows)
    if rows:
        with writing(root, "aetia verdict --record") as writer:
            writer.append(VERDICTS, VerdictChange, rows)
            writer.append(VERDICT_INPUTS, VerdictInput, rested_on)
    library.verdicts.extend(rows)
    library.verdict_inputs.extend(rested_on)
    for row in rows:
        if row.moved_by:
            say(f"{row.topic} · {library.label(row.outcome)}: {row.level.label}, moved by {row.moved_by}")
    say(f"{counted(len(rows), 'changed verdict')} recorded")


def _lines(library: Library, verdict: TopicVerdict, *, full: bool) -> list[str]:
    """A verdict for people: one line, and with *full* everything that led to it."""
    way = f" ({verdict.way_text})" if verdict.way_text and verdict.override is None else ""
    flags = f" [{', '.join(flag.id for flag in verdict.flags)}]" if verdict.flags else ""
    edited = f", by override; computed: {verdict.computed.label}" if verdict.override else ""
    head = f"{verdict.topic} · {library.label(verdict.outcome)}: {verdict.level.label}{way}{edited}, rule {verdict.rule}{flags}"
    if not full:
        return [head]
    lines = [head, f"  rule {verdict.rule}: {verdict.rule_text}"]
    if verdict.pool is not None:
        pool = verdict.pool
        lines.append(
            f"  pooled {pool.m:.2f} ({pool.low:.2f} to {pool.high:.2f}), {counted(pool.k, 'study', 'studies')}, I² {pool.i2:.0f} %"
        )
    lines.extend(f"  flag {flag.id}: {flag.reason}" for flag in verdict.flags)
    lines.extend(
        f"  counted: {row.label}, {row.tier.name}, {row.value:.2f} ({row.low:.2f} to {row.high:.2f}), {weight:.0%} of the weight"
        for row, weight in zip(verdict.rows, verdict.weights, strict=True)
    )
    for review in verdict.reviews:
        ways = (
            ("by review", review.by_review),
            ("study by study, as counted", review.study_by_study),
            ("the studies alone", review.studies_alone),
        )
        lines.append(
            f"  {review.label}, {review.tier}: {len(review.studies)} of its {review.stands_for} studies counted one by one"
        )
        lines.extend(
            f"    {name}: {way.tier_pool.m:.2f} ({way.tier_pool.low:.2f} to {way.tier_pool.high:.2f}), {way.level.label}"
            for name, way in ways
        )
    lines.extend(f"  not counted: {other.label}: {other.reason}" for other in verdict.not_counted)
    if verdict.override is not None:
        look = ", needs another look" if verdict.override.needs_another_look else ""
        second = f" and {verdict.override.second}" if verdict.override.second else ""
        lines.append(
            f"  override ({verdict.override.reason}) by {verdict.override.by}{second}, {verdict.override.on}{look}"
        )
    lines.append(f"  inputs {verdict.digest}")
    lines.extend(f"  would move it: {change.text}: {change.level.label}" for change in verdict.changes[:3])
    return lines


def _beside(explanation: Explanation) -> list[str]:
    """What stands beside a verdict, for people: one line for each thing that a reader should know."""
    lines = [f"  fragile: {weakness.text}" for weakness in explanation.weaknesses]
    for each in explanation.with_and_without:
        studies = counted(len(each.studies), "study", "studies")
        lines.append(
            f"  {each.kind.replace('-', ' ')}, {studies}: with, {each.included.level.label}; without, {each.left_out.level.label}"
        )
    for pair in explanation.contradictions.pairs:
        chance = f"p {pair.p_adjusted:.2g} after correction" if pair.p_adjusted is not None else "no test is possible"
        lines.append(f"  disagree: {pair.one.label} and {pair.other.label} ({pair.kind}; {chance})")
        lines.extend(f"    {difference.text}" for difference in pair.differences)
    moving = sorted({move.threshold for move in explanation.threshold_moves if move.moves})
    if moving:
        lines.append(f"  thresholds that would move it, a tenth or a fifth away: {', '.join(moving)}")
    lines.extend(f"  changed since the override: {change}" for change in explanation.changed_since_override)
    lines.extend(
        f"  {moment.on}: {moment.level.label}, rule {moment.rule}"
        + (f", moved by {moment.moved_by}" if moment.moved_by else "")
        for moment in explanation.history
    )
    return lines
