"""The command `aetia`: finds a command's file, imports that file alone, and turns known errors into one line.

A command stands in `cli/<name>.py`, which shows a click command (or group) named `command`. It is listed in `COMMANDS` with
one line of help, so that `aetia --help` imports none of them. Results go to stdout, progress and messages to stderr. Exit
codes: 0 done; 1 done, but some items failed or a check found faults; 2 bad input or use.
"""

from __future__ import annotations

import importlib
import keyword
import sys
from typing import Any

import click

from aetia import __version__
from aetia.cli.output import say
from aetia.errors import AetiaError

COMMANDS: dict[str, str] = {
    "demo": "Show the main job, end to end, on the sample library.",
    "init": "Start a new, empty library.",
    "rescue": "Turn old pages into entries, or into a library.",
    "import": "Bring lists of publications into a library.",
    "restore": "Bring a published library back to its folder.",
    "cite": "Printed citations to fields, and back.",
    "check": "Find everything that can be wrong with a library.",
    "verdict": "Compute where each suspected cause stands, and say why.",
    "corpus": "Build, update and search a local copy of PubMed.",
    "resolve": "Find the papers of citations, in a list or a library.",
    "pool": "Pool effect estimates from a table or a topic.",
    "build": "Make the site that readers see.",
    "export": "Write references, findings and verdicts for other programs.",
    "archive": "Seal the site as one WACZ file, or check one.",
    "library": "Schema, canonical form and migrations of library files; entries that are one.",
}


class LazyCommands(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"aetia.cli.{name}_" if keyword.iskeyword(name) else f"aetia.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aetia", message="%(prog)s %(version)s")
def aetia() -> None:
    """Turn a hand-kept page of suspected causes into a living evidence library."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(main(arguments))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after ``aetia``; those of the process by default.

    Returns:
        The exit code: 0 done, 1 done with faults, 2 bad input or use.
    """
    try:
        result: Any = aetia.main(args=arguments, prog_name="aetia", standalone_mode=False)
    except AetiaError as error:
        say(f"aetia: {error}")
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("aetia: stopped; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0
