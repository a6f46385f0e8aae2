"""`aetia build`: the site that readers see."""

from __future__ import annotations

from pathlib import Path

import click

from aetia.cli.output import counted, json_option, print_json, say


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
    if built.left_out:
        say(f"kept private: {', '.join(built.left_out)}")
    made = f"{counted(built.pages, 'page')} in {counted(built.files, 'file')} ({built.size / 1e6:.1f} MB)"
    say(f"Built {made}, edition of {built.as_of}: {built.out}")
