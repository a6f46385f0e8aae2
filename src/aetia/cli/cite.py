"""`aetia cite`: printed citations to fields, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from aetia.cli.output import counted, print_json_line, say
from aetia.errors import InputError

INPUT_LIMIT = 50_000_000

as_lines = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line on stdout.")


@click.group()
def command() -> None:
    """Printed citations to fields, and back."""


@command.command()
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

    Citations are given as arguments ('-' is standard input, one a line), or one a line in a file. With --json each line
    holds {"citation", "csl", "confidence", "spans", "proposals", "kind"}. Exit code 1 if one of them holds nothing that
    could be read.
    """
    from aetia.rescue import parse_citation

    texts = [line for text in citations for line in (_lines(Path("-")) if text == "-" else [text])]
    texts += _lines(file) if file else []
    if not citations and file is None:
        texts = _lines(Path("-"))
    if not texts:
        raise InputError("no citation was given", remedy="Give one as an argument, or a file with --file")
    empty = 0
    for text in texts:
        citation = parse_citation(text)
        empty += not citation.fields
        answer: dict[str, Any] = {
            "citation": text,
            "csl": citation.to_csl(),
            "confidence": citation.confidence,
            "spans": {name: list(span) for name, span in citation.spans.items()},
            "proposals": citation.proposals,
            "kind": citation.kind,
        }
        if as_json:
            print_json_line(answer)
            continue
        lines = [text.strip()]
        for name, value in citation.fields.items():
            shown = "; ".join(value) if isinstance(value, list) else value
            lines.append(f"  {name:<16} {shown}  ({citation.confidence[name]:.2f})")
        lines += [f"  {name:<16} perhaps {value}" for name, value in citation.proposals.items()]
        click.echo(("\n".join(lines) + "\n").encode("utf-8", "backslashreplace"))
    say(f"Read {counted(len(texts), 'citation')}" + (f"; nothing could be read in {empty}" if empty else ""))
    return 1 if empty else 0


@command.command(name="format")
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


def _lines(file: Path) -> list[str]:
    return [line for line in _text(file).splitlines() if line.strip()]
