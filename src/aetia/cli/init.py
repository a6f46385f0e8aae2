"""`aetia init`: start a new, empty library."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from aetia.cli.output import counted, json_option, print_json, say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--disease", required=True, help='The disease\'s name, such as "Systemic sclerosis".')
@click.option("--as-of", help="The day that the library stands for (2026-11-23); today by default.")
@json_option
def command(folder: Path, disease: str, as_of: str | None, as_json: bool) -> None:
    """Start a new, empty library.

    FOLDER must not exist or be empty. It gets settings, the disease, and pages of prose to edit.
    """
    from aetia.library.start import start_library

    written = start_library(folder, disease, as_of or datetime.now().astimezone().date().isoformat())
    if as_json:
        print_json({"library": str(folder), "files": written})
    say(f"Started a library in {folder}: {counted(len(written), 'file')}. Next: aetia rescue PAGE --into {folder}")
