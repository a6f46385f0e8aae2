"""`aetia import`: lists of publications into a library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, harmless, json_option, print_json, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.resolve.importing import FileReport, ImportReport

_LINES = 50
"""Lines of one kind that are printed for people; --json has all."""
_FORMATS = ("ris", "nbib", "bibtex", "csl-json", "endnote-xml", "pubmed-xml", "enw", "wos", "ovid", "csv")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--into", "library", required=True, type=click.Path(path_type=Path), help="The library to write to.")
@click.option("--topic", help="List new studies in this topic, as findings that nobody has appraised.")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="The format of all files; found by content otherwise."
)
@click.option("--columns", metavar="WHAT=NAME,...", help="What columns of a table hold: title=Heading,issued=Year.")
@click.option("--dry-run", "trial", is_flag=True, help="Say what would be done, and write nothing.")
@json_option
def command(
    files: tuple[Path, ...],
    library: Path,
    topic: str | None,
    form: str | None,
    columns: str | None,
    trial: bool,
    as_json: bool,
) -> int:
    """Bring lists of publications into a library.

    FILE holds RIS, nbib, BibTeX, CSL-JSON, EndNote XML, PubMed XML, EndNote's tags, Web of Science's or Ovid's export, or a table
    (CSV, TSV), gzipped or not. Records that are one publication are found in the files and against the library. A publication
    that is new becomes a study; what is there keeps everything, and gets identifiers that it lacks. The same files again change
    nothing.

    Exit code 1 if a record or a file could not be used, 2 if nothing could be.
    """
    from aetia.resolve.importing import import_files

    report = import_files(files, library, topic=topic, form=form, columns=_columns(columns), trial=trial)
    if as_json:
        print_json(report.plain())
    else:
        _print(report)
    for file in report.files:
        _say_file(file)
    _say_summary(report)
    if not report.read and report.failed:
        return InputError.exit_code
    return 1 if report.failed else 0


def _columns(text: str | None) -> dict[str, str]:
    """``title=Heading,issued=Year`` as what each column holds."""
    if not text:
        return {}
    pairs = [pair.partition("=") for pair in text.split(",")]
    if any(not (what.strip() and mark and name.strip()) for what, mark, name in pairs):
        raise InputError(f"'{text}' names no columns", remedy="Write --columns title=Heading,issued=Year")
    return {_WHAT.get(what.strip().lower(), what.strip()): name.strip() for what, _, name in pairs}


_WHAT = {
    "year": "issued", "journal": "container-title", "authors": "author", "pages": "page", "doi": "DOI",
    "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "keywords": "keyword",
}  # fmt: skip
"""Words that people use for what a column holds, and CSL's."""


def _print(report: ImportReport) -> None:
    """The new studies, one a line."""
    for study in report.new:
        click.echo(harmless(f"{study.study}\t{study.title}").encode("utf-8", "backslashreplace"))


def _say_file(file: FileReport) -> None:
    how = "as said" if file.told else "by its content"
    if file.form:
        say(f"{file.path}: {file.form} ({how}), {counted(file.records, 'publication')}")
    if file.columns:
        say("  columns: " + ", ".join(f"{what} ← {name}" for what, name in file.columns.items()))
    if file.unused:
        say(f"  not used: {', '.join(file.unused[:20])}{' …' if len(file.unused) > 20 else ''}")
    for trouble in file.troubles[:_LINES]:
        say(f"  {trouble}")
    more = len(file.troubles) - _LINES + file.more_troubles if len(file.troubles) > _LINES else file.more_troubles
    if more > 0:
        say(f"  and {more:,} more; --json names them")


def _say_summary(report: ImportReport) -> None:
    for title, pairs in (("may be one", report.proposed), ("related, kept apart", report.related)):
        for pair in pairs[:_LINES]:
            say(f"{title}: {pair.one} and {pair.other} ({pair.relation}: {', '.join(pair.reasons)})")
        if len(pairs) > _LINES:
            say(f"{title}: and {len(pairs) - _LINES:,} more; --json names them")
    for one in report.differing[:_LINES]:
        say(f"{one.study}: copies differ in {one.field}: kept '{one.kept}', another says '{one.other}'")
    for filled in report.filled[:_LINES]:
        say(f"{filled.study}: {filled.identifier} {filled.value} added")
    for name in report.withdrawn:
        say(f"{name}: its record says that it was retracted; record the notice in its standing")
    say(
        f"{'Would add' if report.trial else 'Added'} {counted(len(report.new), 'study', 'studies')}: read {report.read:,}, new "
        f"{len(report.new):,}, already there {len(report.known):,}, duplicates in the input {report.duplicates:,}, not understood "
        f"{len(report.failed):,}"
    )
