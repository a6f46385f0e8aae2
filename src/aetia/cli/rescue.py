"""`aetia rescue`: old pages to entries, or into a library."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, json_option, print_json, say
from aetia.errors import AetiaError, InputError, RescueError

if TYPE_CHECKING:
    from aetia.rescue import RescuedPage, RescueReport
    from aetia.rescue.archives import ArchiveReport, FoundPage

_LINES = 200
"""Pages of an archive that were not rescued, named for people; --json names all."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--into", "library", type=click.Path(path_type=Path), help="Write topics, studies and the page into this library."
)
@click.option(
    "--page", "wanted", multiple=True, metavar="ADDRESS", help="Of a web archive, this page; * stands for anything."
)
@click.option(
    "--captured",
    "at",
    metavar="TIME",
    help="Of several captures the one nearest to this time, such as 2014 or 2014-03-01.",
)
@click.option("--wayback", is_flag=True, help="Look for the addresses in the Wayback Machine.")
@click.option("--wayback-at", metavar="ADDRESS", help="Another archive that runs the Wayback Machine's software.")
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses in a private network.")
@json_option
def command(
    sources: tuple[str, ...],
    library: Path | None,
    wanted: tuple[str, ...],
    at: str | None,
    wayback: bool,
    wayback_at: str | None,
    allow_private: bool,
    as_json: bool,
) -> int:
    """Turn old pages into entries, or into a library.

    SOURCE is a page saved as text or HTML, a web archive (WARC, ARC or WACZ), a folder of these, or an address that begins with
    http:// or https://. Nothing is fetched but the addresses given. What is not understood is kept word for word, and what looks
    wrong is listed.

    Of a web archive, the newest capture of every page that holds an entry is taken. An address of the Wayback Machine gives the
    page as it was captured; its banner and its links are also taken out of pages that were saved from it.

    With --json one source with one page prints {"page", "entries"}, any other {"pages": [...]}; what was in web archives stands
    beside that in "archives". Exit code 1 if a page holds no study, one of several could not be read, or an archive is damaged,
    2 if nothing could be read.
    """
    from aetia.archive.stamps import wanted_stamp
    from aetia.rescue import read_sources
    from aetia.rescue.archives import Choice
    from aetia.rescue.fetch import Web

    if at is not None:
        wanted_stamp(at)
    _check_wayback(sources, wayback)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    web = Web(captured=now, allow_private=allow_private, wayback=wayback, archive=wayback_at)
    got = _Got()
    for source, result in read_sources(list(sources), choice=Choice(wanted, at), web=web):
        got.take(source, result)
    if not got.pages:
        got.say_archives()
        got.say_failed()
        if not got.failed:
            say("aetia: there is no page in this archive")
        return RescueError.exit_code
    report = None
    if library is not None:
        from aetia.rescue import rescue_into

        report = rescue_into(got.pages, library)
    if as_json:
        print_json(_document(got, report, sources))
    else:
        for page in got.pages:
            click.echo(_words(page).encode("utf-8", "backslashreplace"))
    got.say_archives()
    if (wanted or at) and not got.archives:
        say("--page and --captured choose among the captures of web archives; none was given")
    _say_what_was_done(got.pages, report)
    got.say_failed()
    for page in got.bare:
        say(f"{page.source}: no study was found on this page; it is kept as it is")
    faulty = any(archive.faulty for archive in got.archives)
    return 1 if got.failed or got.bare or faulty else 0


class _Got:
    """What came of the sources."""

    def __init__(self) -> None:
        self.pages: list[RescuedPage] = []
        self.archives: list[ArchiveReport] = []
        self.failed: list[tuple[str, AetiaError]] = []
        self.bare: list[RescuedPage] = []
        self._since = 0

    def take(self, source: str, result: RescuedPage | ArchiveReport | AetiaError) -> None:
        """Sorts one result; `bare` are pages without a study, of an archive only where none of its pages has one."""
        from aetia.rescue import RescuedPage

        if isinstance(result, AetiaError):
            self.failed.append((source, result))
        elif isinstance(result, RescuedPage):
            self.pages.append(result)
            self.bare += [] if _has_study(result) else [result]
        else:
            ours = {id(page) for page in self.pages[self._since :]}
            if any(_has_study(page) for page in self.pages[self._since :]):
                self.bare = [page for page in self.bare if id(page) not in ours]
            self.archives.append(result)
        if not isinstance(result, RescuedPage):
            self._since = len(self.pages)

    def say_failed(self) -> None:
        """Names what could not be read."""
        for _, error in self.failed:
            say(f"aetia: {error}")

    def say_archives(self) -> None:
        """Names what was in web archives."""
        for archive in self.archives:
            _say_archive(archive)


def _has_study(page: RescuedPage) -> bool:
    return any(entry.kind == "study" for entry in page.entries)


def _check_wayback(sources: tuple[str, ...], wayback: bool) -> None:
    """Refuses --wayback for files."""
    if wayback:
        for source in sources:
            if not source.lower().startswith(("http://", "https://")):
                raise InputError(
                    "only an address can be looked for in the Wayback Machine",
                    where=source,
                    remedy="Give an address that begins with http:// or https://",
                )


def _document(got: _Got, report: RescueReport | None, sources: tuple[str, ...]) -> dict[str, Any]:
    document: dict[str, Any]
    if len(got.pages) == 1 and len(sources) == 1 and not Path(sources[0]).is_dir():
        document = got.pages[0].to_json()
    else:
        document = {"pages": [{"source": page.source, **page.to_json()} for page in got.pages]}
    if got.archives:
        document["archives"] = [archive.to_json() for archive in got.archives]
    if report is not None:
        document["report"] = report.to_json()
    return document


def _say_archive(archive: ArchiveReport) -> None:
    rescued = [page for page in archive.found if page.state == "rescued"]
    say(f"{archive.archive}: {counted(len(archive.found), 'page')}, {len(rescued)} rescued")
    for page in rescued:
        say(f"  rescued: {page.address}{_when(page)}{f' ({page.why})' if page.why else ''}")
    others = [page for page in archive.found if page.state != "rescued"]
    for page in others[:_LINES]:
        say(f"  {page.state}: {page.address}: {page.why}")
    if len(others) > _LINES:
        say(f"  and {len(others) - _LINES:,} more that were not rescued; --json names all")
    for words in archive.missing:
        say(f"  not in it: {words}")
    for fault in archive.damage[:_LINES]:
        say(f"  damaged: {fault}")
    if len(archive.damage) > _LINES:
        say(f"  and {len(archive.damage) - _LINES:,} more faults; --json names all")


def _when(page: FoundPage) -> str:
    """When a page was captured, and when else."""
    words = f", captured {page.captured}" if page.captured else ""
    times = [time for time in page.captures if time]
    if len(times) < 2:
        return words
    listed = ", ".join(times) if len(times) <= 6 else f"{', '.join(times[:3])} … {', '.join(times[-3:])}"
    return f"{words}; {len(times):,} captures: {listed}"


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
    for page in pages:
        if page.replayed:
            say(f"{page.source}: what a web archive had put into it was taken out{_found_at(page)}")
    if report is None:
        return
    for placed in report.pages:
        if placed.state == "unchanged":
            say(f"{placed.page}: the page is as it was; nothing was changed")
            continue
        if placed.state == "older":
            say(f"{placed.page}: the library has a newer capture of this page, of {placed.record.captured}; it stays")
            continue
        words = [
            counted(len(placed.studies), "study", "studies") + " added",
            counted(len(placed.topics), "topic") + " added",
        ]
        if placed.state == "changed":
            words += [
                f"{len(placed.added)} entries new",
                f"{len(placed.changed)} changed",
                f"{len(placed.removed)} gone",
            ]
        say(f"{placed.page}: {', '.join(words)}; the report is rescued/{placed.page}.md")
    if any(placed.studies for placed in report.pages):
        say("Next: aetia resolve finds the papers of the citations, and aetia check says what to mend")


def _found_at(page: RescuedPage) -> str:
    """Where and when a replayed page was captured, as far as it says."""
    if not page.address:
        return ""
    return f"; it is {page.address}{f' as captured {page.captured}' if page.captured else ''}"
