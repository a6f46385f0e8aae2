"""`aetia export`: what a library publishes, for reference managers, spreadsheets and other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aetia.cli.output import json_option, print_json, say
from aetia.errors import InputError

FORMATS = ("xlsx", "csv", "ris", "bibtex", "csl-json", "jsonld")
"""What the site offers too."""
REFERENCES = ("nbib", "endnote-xml", "references-csv")
"""Further formats of references."""


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option("--format", "form", required=True, type=click.Choice((*FORMATS, *REFERENCES)), help="What to write.")
@click.option("--topic", help="Only this topic, by its name or a former one; of one that groups others, all below it.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; without it, standard output.")
@json_option
def command(library: Path, form: str, topic: str | None, out: Path | None, as_json: bool) -> None:
    """Write references, findings and verdicts for other programs.

    \b
    xlsx            tables for a spreadsheet: verdicts, findings, references
    csv             findings, one line each
    ris             references for reference managers
    bibtex          references for LaTeX
    csl-json        references for programs
    jsonld          pages and publications in schema.org's words
    nbib            references as PubMed writes them
    endnote-xml     references for EndNote
    references-csv  references for a spreadsheet, one line each

    The bytes of the first six are those that the site of the LIBRARY offers for download. Drafts are left out. A retracted
    publication says so in every format. What a format of references cannot hold is said in one line.
    """
    from aetia.library.read import read_library
    from aetia.site.downloads import export, write_export

    if as_json and out is None:
        raise InputError("with --json standard output is taken", remedy="Say with --out where the file goes")
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise InputError("a workbook is no text for a terminal", remedy="Say with --out where the file goes")
    found = read_library(library)
    told: dict[str, dict[str, int]] = {}
    if form in (*REFERENCES, "ris", "bibtex", "csl-json"):
        from aetia.site.downloads.reference_files import export_references

        content, lost = export_references(found, form, topic)
        told = {"not_held": dict(sorted(lost.items()))}
        if lost:
            say(f"{form} cannot hold: {', '.join(f'{name} ({often:,})' for name, often in sorted(lost.items()))}")
    else:
        content = export(found, form, topic)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    write_export(out, content)
    if as_json:
        print_json({"format": form, "topic": topic, "file": str(out), "bytes": len(content), **told})
    say(f"Wrote {len(content):,} bytes of {form}: {out}")
