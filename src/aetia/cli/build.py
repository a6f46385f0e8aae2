"""`aetia build`: the site that readers see."""

from __future__ import annotations

from pathlib import Path

import click

from aetia.cli.output import counted, json_option, print_json, say

_DRAFTS_NAMED = 3


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The site's folder: new, empty, or made by an earlier build.",
)
@json_option
def command(library: Path, out: Path, as_json: bool) -> None:
    """Make the site that readers see.

    One page a suspected cause, one a study, and the files of the LIBRARY beside them.

    The site stands whole or not at all. A library with an error is not built; 'aetia check' lists every fault.
    """
    from aetia.site import build_site

    built = build_site(library, out)
    if as_json:
        print_json(built.to_json())
    for warning in built.warnings:
        say(f"look at {warning.where}: {warning.what}")
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
