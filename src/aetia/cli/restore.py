"""`aetia restore`: a published library back to its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, say

if TYPE_CHECKING:
    from aetia.rescue.restore import NotRestored, OtherEdition, Private, Restored

_NAMED = 20
"""Lines of each kind that are printed; the report holds all."""

_LISTED_BY = {
    "source page": "the manifest is lost; the page that lists all files stands in for it",
    "pages": "the list of all files is lost; this list was put together from the pages, which may not name every file",
    "addresses": "no list of files is left; the files were known by their addresses alone",
}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SITE|WACZ|WARC...", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="The library's folder: new, or empty.")
@click.option("--as-of", default="", metavar="DATE", help="Only an edition of this date: 2026-11-20, 2026-11 or 2026.")
@click.option("--captured", default="", metavar="DATE", help="Only an edition that was seen on this day or before.")
@click.option("--site", default="", metavar="ADDRESS", help="Only what lies below this address.")
@click.option(
    "--keep-damaged", is_flag=True, help="Keep what lies at a file's address and is not the file, in .aetia/damaged/."
)
@json_option
def command(
    sources: tuple[Path, ...], into: Path, as_of: str, captured: str, site: str, keep_damaged: bool, as_json: bool
) -> int:
    """Bring a published library back to its folder.

    SITE is the folder of a site, or of a mirror of it; WACZ, WARC and ARC files are archives of any crawl. Several are taken
    together as one copy. Files are known by their digests, so it does not matter what the copy calls them.

    What was not published is named and not restored. The report also stands in .aetia/restore.json of the new folder. Exit code
    0 if the public part is whole, 1 if something of it is missing or not proven, 2 if nothing could be restored.
    """
    from aetia.rescue.restore import restore_library

    restored = restore_library(sources, into, as_of=as_of, captured=captured, site=site, keep_damaged=keep_damaged)
    if as_json:
        print_json(restored.to_json())
    _say_what_is_missing(restored)
    _say_what_is_private(restored)
    _say_what_else_is_here(restored)
    _say_whether_it_is_sound(restored)
    edition = f", edition of {restored.as_of}" if restored.as_of else ""
    state = "the public part is whole" if restored.is_whole else "the public part is not known to be whole"
    if restored.not_restored:
        state = f"{counted(len(restored.not_restored), 'public file')} not restored"
    say(f"Restored {counted(restored.files, 'file')} ({restored.size / 1e6:.1f} MB){edition}; {state}: {restored.into}")
    return 0 if restored.is_whole else 1


def _say_what_is_missing(restored: Restored) -> None:
    if restored.listed_by in _LISTED_BY:
        say(_LISTED_BY[restored.listed_by])
    _say_some([_lost(item) for item in restored.not_restored])
    _say_some([f"not proven: {name}: no digest vouches for this file" for name in restored.unproven])
    _say_some([f"damaged copy: {line}" for line in restored.damage], restored.more_damage)


def _lost(item: NotRestored) -> str:
    where = f" ({item.where})" if item.where else ""
    kept = f"; kept as {item.kept}" if item.kept else ""
    return f"{item.why}: {item.file}: {item.what}{where}{kept}"


def _say_what_is_private(restored: Restored) -> None:
    _say_some([f"not published: {_private(item)}" for item in restored.left_out])
    _say_some([f"published in part: {_private(item)}" for item in restored.changed])


def _private(item: Private) -> str:
    number = f" ({counted(item.files, 'file')})" if item.file.endswith("/") else ""
    return f"{item.file}{number}: {item.what}"


def _say_what_else_is_here(restored: Restored) -> None:
    _say_some([_other(edition) for edition in restored.others])


def _other(edition: OtherEdition) -> str:
    seen = f", seen {edition.captured[-1][:10]}" if edition.captured else ""
    date = f"edition of {edition.as_of}" if edition.as_of else "edition without a date"
    return f"also here: {date}{seen}: {edition.found:,} of {counted(edition.files, 'file')}"


def _say_whether_it_is_sound(restored: Restored) -> None:
    sound = restored.soundness
    if sound is None:
        say("the library cannot be read: its settings are not there or not whole")
        return
    if not sound.errors:
        say(f"a check of the restored library finds no error, {counted(sound.warnings, 'warning')}")
        return
    codes = ", ".join(f"{number} {code}" for code, number in sound.codes.items())
    say(f"a check of the restored library finds {counted(sound.errors, 'error')} ({codes}); 'aetia check' lists them")
    if restored.left_out:
        say("what was not published is missed by such checks; put it back from your own copy, or mend what names it")


def _say_some(lines: list[str], more: int = 0) -> None:
    for line in lines[:_NAMED]:
        say(line)
    rest = len(lines[_NAMED:]) + more
    if rest:
        say(f"… and {rest:,} more; .aetia/restore.json lists them")
