"""`aetia rescue`: old pages to entries, or into a library."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, json_option, print_json, say
from aetia.errors import AetiaError, RescueError

if TYPE_CHECKING:
    from aetia.rescue import RescuedPage, RescueReport


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--into", "library", type=click.Path(path_type=Path), help="Write topics, studies and the page into this library."
)
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses in a private network.")
@json_option
def command(sources: tuple[str, ...], library: Path | None, allow_private: bool, as_json: bool) -> int:
    """Turn old pages into entries, or into a library.

    SOURCE is a page saved as text or HTML, a folder of pages, or an address that begins with http:// or https://. Nothing is
    fetched but the addresses given. What is not understood is kept word for word, and what looks wrong is listed.

    With --json one source prints {"page", "entries"}, several print {"pages": [...]}. Exit code 1 if a page holds no
    study or one of several could not be read, 2 if the only one could not be read.
    """
    from aetia.rescue import read_sources

    captured = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    pages: list[RescuedPage] = []
    failed: list[tuple[str, AetiaError]] = []
    for source, result in read_sources(list(sources), captured=captured, allow_private=allow_private):
        if isinstance(result, AetiaError):
            failed.append((source, result))
        else:
            pages.append(result)
    if not pages:
        for _, error in failed:
            say(f"aetia: {error}")
        return RescueError.exit_code
    report = None
    if library is not None:
        from aetia.rescue import rescue_into

        report = rescue_into(pages, library)
    if as_json:
        print_json(_document(pages, report, sources))
    else:
        for page in pages:
            click.echo(_words(page).encode("utf-8", "backslashreplace"))
    _say_what_was_done(pages, report)
    for _, error in failed:
        say(f"aetia: {error}")
    without = [page for page in pages if not any(entry.kind == "study" for entry in page.entries)]
    for page in without:
        say(f"{page.source}: no study was found on this page; it is kept as it is")
    return 1 if failed or without else 0


def _document(pages: list[RescuedPage], report: RescueReport | None, sources: tuple[str, ...]) -> dict[str, Any]:
    document: dict[str, Any]
    if len(pages) == 1 and len(sources) == 1 and not Path(sources[0]).is_dir():
        document = pages[0].to_json()
    else:
        document = {"pages": [{"source": page.source, **page.to_json()} for page in pages]}
    if report is not None:
        document["report"] = report.to_json()
    return document


def _words(page: RescuedPage) -> str:
    """A page for people: its title, its entries by section, and what looks wrong."""
    from aetia.rescue import find_faults

    title = page.outline.title.words if page.outline.title else "(no title)"
    lines = [title, ""]
    section: tuple[str, ...] = ()
    for number, entry in enumerate(page.entries, 1):
        if entry.section_path != section:
            section = entry.section_path
            lines.append(f"  {' > '.join(section[1:] or section)}")
        kind = "" if entry.kind == "study" else f" [{entry.kind.replace('_', ' ')}]"
        lines.append(f"  {number:>3}. {entry.fields.get('title')}{kind}")
        lines.append(f"       {_citation(entry.fields)}")
    faults = find_faults(page)
    if faults:
        lines += ["", "  Looks wrong:"]
        for fault in faults:
            where = f"entry {fault.entry + 1}: " if fault.entry is not None else ""
            proposal = f" Perhaps: {fault.proposal}" if fault.proposal else ""
            lines.append(f"    {where}{fault.what}.{proposal}")
    return "\n".join(lines) + "\n"


def _citation(fields: dict[str, Any]) -> str:
    authors = ", ".join(fields.get("authors") or [])
    place = "".join(
        [
            str(fields.get("year", "")),
            f";{fields['volume']}" if "volume" in fields else "",
            f"({fields['issue']})" if "issue" in fields else "",
            f":{fields['pages']}" if "pages" in fields else "",
        ]
    )
    return (
        ". ".join(part for part in (authors, str(fields.get("journal", "")), place) if part) or "(no citation printed)"
    )


def _say_what_was_done(pages: list[RescuedPage], report: RescueReport | None) -> None:
    entries = sum(len(page.entries) for page in pages)
    studies = sum(entry.kind == "study" for page in pages for entry in page.entries)
    say(
        f"Rescued {counted(len(pages), 'page')}: {counted(entries, 'entry', 'entries')}, {counted(studies, 'study', 'studies')}"
    )
    if report is None:
        return
    for page in report.pages:
        if page.state == "unchanged":
            say(f"{page.page}: the page is as it was; nothing was changed")
            continue
        words = [
            counted(len(page.studies), "study", "studies") + " added",
            counted(len(page.topics), "topic") + " added",
        ]
        if page.state == "changed":
            words += [f"{len(page.added)} entries new", f"{len(page.changed)} changed", f"{len(page.removed)} gone"]
        say(f"{page.page}: {', '.join(words)}; the report is rescued/{page.page}.md")
