"""`aetia check`: everything that can be wrong with a library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aetia.cli.output import counted, json_option, print_json, say
from aetia.errors import InputError

if TYPE_CHECKING:
    from aetia.library.faults import Fault


@click.command()
@click.argument("library", type=click.Path(path_type=Path))
@json_option
def command(library: Path, as_json: bool) -> int:
    """Find everything that can be wrong with a library.

    Each fault is one line: file, line, what is wrong, and what to do. Errors must be mended before the library is published;
    warnings should be looked at. Exit code 1 if there is an error, 2 if there is no library.
    """
    from aetia.library.check import check_library
    from aetia.library.layout import is_library

    if not is_library(library):
        raise InputError(
            "there is no library here (no aetia.toml)",
            where=str(library),
            remedy="Name a library's folder, or make one with 'aetia init'",
        )
    faults = check_library(library)
    errors = [fault for fault in faults if fault.severity == "error"]
    warnings = [fault for fault in faults if fault.severity == "warning"]
    if as_json:
        plain = [fault.plain() for fault in faults]
        print_json({"faults": plain, "errors": len(errors), "warnings": len(warnings)})
    else:
        _print_group("Errors", errors)
        _print_group("Warnings", warnings)
    say(f"{counted(len(errors), 'error')}, {counted(len(warnings), 'warning')}" if faults else "No faults found")
    return 1 if errors else 0


def _print_group(title: str, faults: list[Fault]) -> None:
    if faults:
        lines = [f"{title} ({len(faults)})", *(str(fault) for fault in faults), ""]
        click.echo("\n".join(lines).encode("utf-8", "backslashreplace"))
