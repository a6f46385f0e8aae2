"""`aetia cite`: printed citations to fields, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, print_json_line, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.rescue.citations import Citation

INPUT_LIMIT = 50_000_000

as_lines = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line on stdout.")


@click.group()
def command() -> None:
    """Printed citations to fields, and back."""


@command.command(short_help="Read printed citations into fields, each with a confidence.")
@click.argument("citations", nargs=-1, metavar="[CITATION]...")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    help="Read citations from this file, one a line; '-' is standard input.",
)
@as_lines
def parse(citations: tuple[str, ...], file: Path | None, as_json: bool) -> int:
    """Read printed citations: title, authors, journal, date, volume, pages, identifiers, each with a confidence.

    Citations are given as arguments ('-' is standard input, one a line), or one a line in a file of any length. A line that
    holds several citations gives one answer for each. With --json each answer is a line of its own: {"line", "citation",
    "csl", "confidence", "spans", "proposals", "kind"}; "confidence" is how often a field read like this one was right.
    A line that cannot be read is named on stderr, and the others are read. Exit code 1 if there was one, or one in which
    nothing was found.
    """
    from aetia.cli.citation_lines import given_lines, lines_of, told_now_and_then

    given = list(citations) or ([] if file else ["-"])
    lines = chain(given_lines(given), lines_of(file) if file else ())
    read = empty = faults = 0
    for line in told_now_and_then(lines):
        if line.too_long:
            faults += 1
            say(f"line {line.number}: longer than a citation may be; put one citation on a line")
            continue
        for citation in _read_all(line.text):
            read += 1
            if not citation.fields:
                empty += 1
                say(f"line {line.number}: nothing could be read in {citation.text.strip()[:60]!r}")
            _print(citation, line.number, as_json=as_json)
    if not read and not faults:
        raise InputError("no citation was given", remedy="Give one as an argument, or a file with --file")
    ends = [f"nothing could be read in {empty:,}"] if empty else []
    ends += [f"{counted(faults, 'line')} left out"] if faults else []
    say("; ".join([f"Read {counted(read, 'citation')}", *ends]))
    return 1 if empty or faults else 0


def _read_all(text: str) -> Iterator[Citation]:
    """The citations of one line: most often one."""
    from aetia.rescue import parse_citation

    first = parse_citation(text)
    if not first.also:
        yield first
        return
    yield parse_citation(text[: first.also[0][0]].strip())
    for start, end in first.also:
        yield parse_citation(text[start:end])


def _print(citation: Citation, line: int, *, as_json: bool) -> None:
    if as_json:
        answer: dict[str, Any] = {
            "line": line,
            "citation": citation.text,
            "csl": citation.to_csl(),
            "confidence": citation.confidence,
            "spans": {name: list(span) for name, span in citation.spans.items()},
            "proposals": citation.proposals,
            "kind": citation.kind,
        }
        print_json_line(answer)
        return
    lines = [citation.text.strip()]
    for name, value in citation.fields.items():
        shown = "; ".join(value) if isinstance(value, list) else value
        lines.append(f"  {name:<16} {shown}  ({citation.confidence[name]:.2f})")
    lines += [f"  {name:<16} perhaps {value}" for name, value in citation.proposals.items()]
    click.echo(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))


@command.command(name="format", short_help="Print references from CSL-JSON as citations.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--style", type=click.Path(path_type=Path), help="A CSL style file; without it, the built-in short form.")
@as_lines
def format_(file: Path, style: Path | None, as_json: bool) -> None:
    """Print references from CSL-JSON in FILE ('-' is standard input), one citation a line.

    Styles other than the built-in one need the extra 'cite'.
    """
    from aetia.sources.citation_style import short_citation, styled_citations
    from aetia.sources.csl_json import read_csl_json

    references = read_csl_json(_text(file), str(file))
    printed = styled_citations(references, style) if style else [short_citation(reference) for reference in references]
    for line in printed:
        if as_json:
            print_json_line({"citation": line})
        else:
            click.echo(line.encode("utf-8", "backslashreplace"))
    say(f"Formatted {counted(len(printed), 'citation')}")


def _text(file: Path) -> str:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(INPUT_LIMIT + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(INPUT_LIMIT + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", where=str(file)) from error
    if len(data) > INPUT_LIMIT:
        raise InputError(
            f"more than {INPUT_LIMIT:,} bytes, the limit for one file", where=str(file), remedy="Split the file"
        )
    return data.decode("utf-8-sig", "replace")
