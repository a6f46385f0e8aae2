"""`aetia check`: everything that can be wrong with a library, and on request where its links lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aetia.cli.output import counted, json_option, print_json, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.library.faults import Fault
    from aetia.rescue.link_health import LinkReport


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option("--online", is_flag=True, help="Then visit every link that leaves the library, once and gently.")
@click.option(
    "--minutes",
    type=click.FloatRange(0.01, 600),
    help="With --online: for all visits, 30 by default. The next run goes on where this one ended.",
)
@click.option("--allow-private", is_flag=True, help="With --online: also visit links into a private network.")
@json_option
def command(library: Path, online: bool, minutes: float | None, allow_private: bool, as_json: bool) -> int:
    """Find everything that can be wrong with a library.

    Each fault is one line: file, line, what is wrong, and what to do. Errors must be mended before the library is published;
    warnings should be looked at. Exit code 1 if there is an error, 2 if there is no library.

    Nothing is asked of the network unless --online is given. Then a link that is dead, moved or lost makes the exit code 1
    as well; one of which nothing can be told does not. Where the Wayback Machine has a capture of a dead link, it is named.
    """
    from aetia.library.check import check_library
    from aetia.library.layout import is_library

    if not is_library(library):
        raise InputError(
            "there is no library here (no aetia.toml)",
            where=str(library),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    if not online and (minutes is not None or allow_private):
        raise InputError("--minutes and --allow-private say how links are visited", remedy="Give them with --online")
    faults = check_library(library)
    links = _visit_links(library, minutes, allow_private) if online else None
    every = sorted([*faults, *links.faults]) if links else faults
    errors = sum(fault.severity == "error" for fault in every)
    if as_json:
        plain = [fault.plain() for fault in every]
        document: dict[str, Any] = {"faults": plain, "errors": errors, "warnings": len(every) - errors}
        print_json(document | ({"links": links.plain()} if links else {}))
    else:
        _print_group("Errors", [fault for fault in faults if fault.severity == "error"])
        _print_group("Warnings", [fault for fault in faults if fault.severity == "warning"])
        if links:
            _print_links(links)
    say(f"{counted(errors, 'error')}, {counted(len(every) - errors, 'warning')}" if every else "No faults found")
    if links:
        _say_links(links)
    return 1 if errors or (links and links.failed) else 0


def _visit_links(library: Path, minutes: float | None, allow_private: bool) -> LinkReport:
    from aetia.cli.corpus import progress_bar
    from aetia.rescue.link_health import Manners, check_links

    manners = Manners() if minutes is None else Manners(minutes=minutes)
    with progress_bar() as progress:
        return check_links(library, allow_private=allow_private, manners=manners, progress=progress)


def _print_group(title: str, faults: list[Fault]) -> None:
    if faults:
        _print_lines(f"{title} ({len(faults)})", [str(fault) for fault in faults])


def _print_lines(title: str, lines: list[str]) -> None:
    click.echo("\n".join([title, *lines, ""]).encode("utf-8", "backslashreplace"))


def _print_links(links: LinkReport) -> None:
    unsure = [fault for fault in links.faults if fault.code == "unsure-address"]
    _print_group("Links", [fault for fault in links.faults if fault.code != "unsure-address"])
    _print_group("Links of which nothing can be told", unsure)
    if links.old_pages:
        _print_lines(f"Old pages ({len(links.old_pages)})", [page.line for page in links.old_pages])


def _say_links(links: LinkReport) -> None:
    counts = links.counts
    words = [f"{counts['alive']:,} alive", f"{counts['moved']:,} moved", f"{counts['lost']:,} lost",
             f"{counts['dead']:,} dead", f"{counts['unsure']:,} of which nothing can be told"]  # fmt: skip
    say(f"{counted(sum(counts.values()), 'address', 'addresses')}, {links.visited:,} visited now: {', '.join(words)}")
    for remark in links.remarks:
        say(remark)
