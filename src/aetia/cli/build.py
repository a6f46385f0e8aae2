"""`aetia build`: the site that readers see."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, progress_bar, say
from aetia.errors import AetiaError

if TYPE_CHECKING:
    from aetia.site import Built, SiteBuilder

_DRAFTS_NAMED = 3


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The site's folder: new, empty, or made by an earlier build.",
)
@click.option("--keep-going", is_flag=True, help="Leave out files with an error, and say so on the site.")
@click.option("--no-search", is_flag=True, help="Make no search index; the search page then leads to the lists.")
@click.option("--watch", is_flag=True, help="Build again after every change of the library, until Ctrl-C.")
@json_option
def command(library: Path, out: Path, keep_going: bool, no_search: bool, watch: bool, as_json: bool) -> int:
    """Make the site that readers see.

    One page a suspected cause, one a study, and the files of the LIBRARY beside them.

    The site stands whole or not at all. A library with an error is not built; 'aetia check' lists every fault. With --keep-going
    topics, studies and pages with an error are left out; the pages that miss them say so, and the exit code is 1.

    With --watch a change costs what it changes; the search index stays as the first build made it.
    """
    from aetia.site import SiteBuilder
    from aetia.site.watching import changes

    since = changes(library) if watch else None
    with SiteBuilder(library, out) as builder:
        with progress_bar("Build") as progress:
            built = builder.build(keep_going=keep_going, search=not no_search, progress=progress)
        _tell(built, as_json)
        if since is not None:
            _watch(builder, since, keep_going)
    return 1 if any(warning.code == "left-out" for warning in built.warnings) else 0


def _watch(builder: SiteBuilder, since: Iterator[None], keep_going: bool) -> None:
    say("Watching the library; stop with Ctrl-C.")
    try:
        for _ in since:
            started = time.perf_counter()
            try:
                built = builder.build(keep_going=keep_going, search="keep")
            except AetiaError as error:
                say(f"aetia: {error}")
            else:
                say(f"{counted(built.made, 'file')} made anew in {time.perf_counter() - started:.1f} s")
    except KeyboardInterrupt:
        say("Stopped.")


def _tell(built: Built, as_json: bool) -> None:
    if as_json:
        print_json(built.to_json())
    for warning in built.warnings:
        say(f"look at {warning.where}: {warning.what}" if warning.where else warning.what)
    if built.drafts:
        say(_drafts(built.drafts))
    if built.left_out:
        say(f"kept private: {', '.join(built.left_out)}")
    made = f"{counted(built.pages, 'page')} in {counted(built.files, 'file')} ({built.size / 1e6:.1f} MB)"
    say(f"Built {made}, edition of {built.as_of}: {built.out}")


def _drafts(files: tuple[str, ...]) -> str:
    """What to do about drafts, with the first of them."""
    many = len(files) != 1
    what = (
        f"{counted(len(files), 'topic is a draft', 'topics are drafts')} and {'were' if many else 'was'} not published"
    )
    remedy = f"delete 'draft: yes' in {'their files when they have' if many else 'its file when it has'} been edited"
    more = f" and {len(files) - _DRAFTS_NAMED} more" if len(files) > _DRAFTS_NAMED else ""
    return f"drafts: {what}; {remedy}: {', '.join(files[:_DRAFTS_NAMED])}{more}"
