"""`aetia demo`: the main job, end to end, on the sample library."""

from __future__ import annotations

import os
import shutil
import sys
import time
import webbrowser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, say, step
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.rescue import RescueReport
    from aetia.site import Built
    from aetia.synthesis import TopicVerdict

FAULTS_SHOWN = 12
_MARKER = ".aetia-demo"


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("aetia-demo"), show_default=True,
              help="Where the libraries and the site are made; a folder of an earlier demo is made anew.")  # fmt: skip
@click.option("--port", default=8000, show_default=True, help="Where to serve; the next free port if it is taken.")
@click.option("--no-serve", is_flag=True, help="Stop when the site is built.")
def command(folder: Path, port: int, no_serve: bool) -> None:
    """Show the main job, end to end, on the sample library.

    Rescues an old page into a new library and shows the faults that it sees; joins the sample library of the same
    disease; checks it; computes every verdict; builds the site and serves it, open on "before and after". Uses no network.
    """
    started = time.perf_counter()
    _empty(folder)
    say("aetia demo: an old page becomes a library, and the library answers\n")
    report = _rescue(folder / "rescued-library")
    _show_faults(report)
    library = _join(folder / "library")
    _check(library)
    _verdicts(library)
    built = _build(library, folder / "site")
    say(f"\nDone in {time.perf_counter() - started:.1f} s. What there is now:\n")
    say(f"  {folder / 'rescued-library'}  the library that grew from the old page alone; nothing is judged in it yet")
    say(f"  {library}  the sample library with the old page in it: edit a file and build again")
    say(f"  {folder / 'site'}  the site\n")
    say("Next: 'aetia check', 'aetia verdict' and 'aetia build' take either library; 'aetia init' starts your own.")
    if not shutil.which("aetia"):
        say(f"(The command is {Path(sys.argv[0])}; 'source .venv/bin/activate' makes it 'aetia' in this terminal.)")
    if not no_serve:
        _serve(built, port)


def _empty(folder: Path) -> None:
    """Make the demo's folder, or empty one that an earlier demo made; anybody else's is left alone."""
    try:
        _make_anew(folder)
    except OSError as error:
        raise InputError(
            f"the folder cannot be made ({error.strerror})", where=str(folder), remedy="Name another with --dir"
        ) from None


def _make_anew(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARKER).is_file():
            raise InputError(
                "the folder is not empty, and no demo made it", where=str(folder), remedy="Name another with --dir"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).write_text("Made by 'aetia demo', which replaces it when it is run again.\n", encoding="utf-8")


def _rescue(root: Path) -> RescueReport:
    from aetia.library.start import start_library
    from aetia.rescue import read_page, rescue_into
    from aetia.sample import old_page

    with step("Rescue the old page into a new library") as words:
        start_library(root, "Scleroderma", "2026-11-22")
        report = rescue_into([read_page(old_page())], root)
        page = report.pages[0]
        words += [
            counted(page.study_count, "study", "studies") + " found on it",
            counted(len(page.topics), "topic"),
            counted(page.fault_count, "fault") + " seen",
        ]
    return report


def _show_faults(report: RescueReport) -> None:
    record = report.pages[0].record
    lines = [f"the page: {fault.what}" for fault in record.faults]
    lines += [f"“{part.text[:56].strip()}”: {fault.what}" for part in record.parts for fault in part.faults]
    for entry in record.entries:
        title = (entry.title or entry.printed)[:56].rstrip()
        lines += [f"“{title}…”: {fault.what}" for fault in entry.faults]
    for line in lines[:FAULTS_SHOWN]:
        say(f"      · {line}")
    if len(lines) > FAULTS_SHOWN:
        say(f"      · and {len(lines) - FAULTS_SHOWN} more in rescued/{record.id}.md")


def _join(root: Path) -> Path:
    from aetia.library import read_library
    from aetia.rescue import read_page, rescue_into
    from aetia.sample import old_page, sample_library

    with step("Join the sample library, where people have appraised its studies") as words:
        shutil.copytree(sample_library(), root)
        report = rescue_into([read_page(old_page())], root)
        library = read_library(root)
        known = sum(entry.study in library.studies for entry in report.pages[0].record.entries if entry.study)
        words += [
            counted(len(library.studies), "study", "studies"),
            counted(sum(topic.exposure is not None for topic in library.topics.values()), "suspected cause"),
            f"{known} of the page's {report.pages[0].study_count} studies appraised",
        ]
    return root


def _check(root: Path) -> None:
    from aetia.library.check import check_library

    with step("Check it") as words:
        severities = Counter(fault.severity for fault in check_library(root))
        words += [counted(severities["error"], "error"), counted(severities["warning"], "warning")]


def _verdicts(root: Path) -> list[TopicVerdict]:
    from aetia.library import read_library
    from aetia.synthesis import assess

    with step("Compute every verdict") as words:
        library = read_library(root)
        verdicts = assess(library)
        levels = Counter(verdict.level for verdict in verdicts if verdict.outcome == library.settings.disease)
        ordered = sorted(levels, key=lambda level: -level.step)
        words += [f"{levels[level]} {level.label.lower()}" for level in ordered]
    return verdicts


def _build(root: Path, out: Path) -> Built:
    from aetia.site import build_site

    with step("Build the site") as words:
        built = build_site(root, out)
        words += [counted(built.pages, "page"), f"{built.size / 1e6:.1f} MB"]
    return built


def _serve(built: Built, port: int) -> None:
    from aetia.site.serve import site_server

    server = site_server(built.out, port)
    home = f"http://localhost:{server.server_address[1]}/"
    opened = home + (built.before_and_after[0] if built.before_and_after else "")
    say(f"\nServing {home}  (before and after: {opened})\nStop with Ctrl-C.")
    if _has_screen():
        webbrowser.open(opened)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("\nStopped. 'aetia demo' starts again from nothing.")
    finally:
        server.server_close()


def _has_screen() -> bool:
    """Whether a browser can be opened: not on a server's console, where a text browser would take the terminal."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return sys.stderr.isatty()
