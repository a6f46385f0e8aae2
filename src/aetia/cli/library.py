"""`aetia library`: schema, canonical form and migrations of library files."""

from __future__ import annotations

from pathlib import Path

import click

from aetia.cli.library_same import same
from aetia.cli.output import counted, json_option, print_json, say


@click.group()
def command() -> None:
    """Schema, canonical form and migrations of library files; entries that are one."""


command.add_command(same)


@command.command(short_help="Print the JSON Schema of library files.")
@click.argument("kind", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="Write one file a kind into this folder.")
def schema(kind: str | None, out: Path | None) -> None:
    """Print the JSON Schema of every KIND of library file, or of one: settings, concepts, topic, study, page, story, rescued."""
    from aetia.library.schema import schemas, write_schemas

    if out:
        say(f"Wrote {counted(len(write_schemas(out)), 'schema')} to {out}")
        return
    print_json(schemas(kind) if kind else schemas())


@command.command("format", short_help="Write every file in its canonical form; comments stay.")
@click.argument("library", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file is not in canonical form.")
@json_option
def format_(library: Path, check: bool, as_json: bool) -> int:
    """Write every file of a LIBRARY in its canonical form; comments stay."""
    from aetia.library.format import format_library

    result = format_library(library, write=not check)
    if as_json:
        print_json(
            {"seen": result.seen, "changed": result.changed, "faults": [fault.plain() for fault in result.faults]}
        )
    for file in result.changed:
        say(f"{'would change' if check else 'changed'} {file}")
    for fault in result.faults:
        say(f"left alone {fault}")
    done = "would change" if check else "changed"
    say(f"{counted(result.seen, 'file')} seen, {len(result.changed)} {done}, {len(result.faults)} unreadable")
    return 1 if result.faults or (check and result.changed) else 0


@command.command(short_help="Bring a library to the format of this release.")
@click.argument("library", type=click.Path(path_type=Path))
@json_option
def migrate(library: Path, as_json: bool) -> None:
    """Bring a LIBRARY to the format of this release, one step after the other."""
    from aetia.library.migrate import migrate_library

    steps = migrate_library(library)
    if as_json:
        print_json({"steps": steps})
    say("\n".join(steps) if steps else "The library has the newest format; nothing to do")
