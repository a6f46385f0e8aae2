"""`aetia verdict`: where each suspected cause stands, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, say

if TYPE_CHECKING:
    from aetia.model.library import Library
    from aetia.synthesis import TopicVerdict


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.argument("topic", required=False)
@click.option("--record", is_flag=True, help="Append the verdicts that changed to decisions/verdicts.tsv.")
@json_option
def command(library: Path, topic: str | None, record: bool, as_json: bool) -> int:
    """Compute where each suspected cause stands, and say why.

    With a TOPIC, such as infection/viral/epstein-barr-virus, only that one, or all below it.
    """
    from aetia.library.read import read_library
    from aetia.synthesis import assess, assess_topic

    whole = read_library(library)
    verdicts = assess(whole) if topic is None else assess_topic(whole, topic)
    if as_json:
        print_json({"topics": [verdict.to_json() for verdict in verdicts]})
    else:
        for verdict in verdicts:
            click.echo("\n".join(_lines(whole, verdict, full=topic is not None)))
    faults = [f"{verdict.topic}: {fault}" for verdict in verdicts for fault in verdict.faults]
    for fault in faults:
        say(f"fault in {fault}")
    if record:
        _record(library, whole, verdicts)
    say(f"{counted(len(verdicts), 'verdict')} by rules {whole.settings.rules}, {counted(len(faults), 'fault')}")
    return 1 if faults else 0


def _record(root: Path, library: Library, verdicts: list[TopicVerdict]) -> None:
    from aetia.library.layout import VERDICTS
    from aetia.library.write import writing
    from aetia.model.decision import VerdictChange
    from aetia.synthesis.history import changes_to_record

    rows = changes_to_record(library, verdicts)
    if rows:
        with writing(root, "aetia verdict --record") as writer:
            writer.append(VERDICTS, VerdictChange, rows)
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
    lines.extend(f"  not counted: {other.label}: {other.reason}" for other in verdict.not_counted)
    lines.extend(f"  would move it: {change.text}: {change.level.label}" for change in verdict.changes[:3])
    return lines
