"""`aetia resolve LIBRARY`: the references of a library."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, harmless, print_json, say
from aetia.cli.resolve_options import Search, candidate_lines, coloured, cut, from_where_they_part
from aetia.errors import InputError
from aetia.library.layout import SETTINGS

if TYPE_CHECKING:
    from aetia.resolve.into_library import LibraryReport, ResolvedReference


def run_in_library(
    root: Path, search: Search, studies: tuple[str, ...], dry_run: bool, answers: tuple[tuple[str, str, str], ...],
    by: str | None, on: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Resolve the references of a library, and say what was done; returns the exit code."""
    from aetia.library.layout import is_library
    from aetia.resolve.into_library import answer_questions, resolve_library

    if not is_library(root):
        raise InputError(
            "there is no library here (no aetia.toml)",
            where=str(root),
            remedy="Name a library's folder, or a file with citations",
        )
    if by and not answers:
        raise InputError("--by says who answers", remedy="Give it with --answer")
    if answers and dry_run:
        raise InputError("--answer writes, and --dry-run does not", remedy="Give one of them")
    if search.address is None:
        search = replace(search, address=own_corpus(root))
    with search.corpus() as corpus, search.also() as also, search.progress() as progress:
        for row in answer_questions(root, answers, by=by or "editor", on=on) if answers else ():
            say(f"{row.study}: {row.candidate} {row.decision}, says {row.by}")
        report = resolve_library(
            root,
            corpus,
            threshold=search.least,
            jobs=search.jobs,
            also=also,
            studies=studies or [study for study, _, _ in answers],
            on=on,
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        print_json(report.plain())
    else:
        for one in report.references:
            click.echo(("\n".join(_lines(one)) + "\n").encode("utf-8", "backslashreplace"))
    _say(report)
    return 1 if any(one.unsure or one.outcome == "changed" for one in report.references) else 0


def own_corpus(root: Path) -> str | None:
    """The corpus that the library's settings name; a relative one is looked for from the library's folder."""
    try:
        named = tomllib.loads((root / SETTINGS).read_text(encoding="utf-8")).get("corpus")
    except (OSError, ValueError, RecursionError):
        return None  # reading the library tells what is wrong with its settings
    if not isinstance(named, str) or not named:
        return None
    return named if "://" in named else str(root / named)


def _lines(one: ResolvedReference) -> list[str]:
    """A reference for people."""
    number = f" ({one.number + 1})" if one.number else ""
    share = f" {one.probability:.2f}" if one.outcome == "matched" and one.probability is not None else ""
    said = f", says {one.by}" if one.by not in ("corpus", "online") else ""
    why = f": {one.why}" if one.why else ""
    head = f"{one.study}{number}: {coloured(one.outcome)}{harmless(f'{share}{said}{why}')}"
    lines = [f"    {cut(one.citation)}"]
    if one.paper:
        lines.append(f"    {one.key}  {one.paper}")
    if one.filled:
        lines.append(f"    filled in: {', '.join(one.filled)}")
    lines += [
        f"    {name} stays: “{cut(mine)}”; the record has “{cut(theirs)}”"
        for name, mine, theirs in ((name, *from_where_they_part(mine, theirs)) for name, mine, theirs in one.differs)
    ]
    if one.refused:
        lines.append(f"    taken back: {one.refused}, which a person refused")
    for candidate in one.candidates:
        lines += candidate_lines(candidate)
    return [head, *map(harmless, lines)]


def _say(report: LibraryReport) -> None:
    for key, places in report.same:
        say(f"the same paper: {key} in {', '.join(places)}")
    counts = [f"{number:,} {outcome}" for outcome, number in report.counts().items()]
    would = "would change" if report.dry_run else "changed"
    say(f"{', '.join(counts)}; {report.settled:,} settled before; {counted(len(report.files), 'file')} {would}")
    if any(one.outcome == "ambiguous" for one in report.references) and not report.dry_run:
        say("Questions are in decisions/matches.tsv: write yes or no in the place of open, then run this again")
