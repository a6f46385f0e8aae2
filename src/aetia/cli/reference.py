"""The command reference of the documentation, written from the commands themselves.

python -m aetia.cli.reference docs/reference/cli.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from aetia.cli.main import COMMANDS, aetia

_HEAD = """# Commands

*This page is written from the commands themselves.*

Results go to standard output, progress and messages to standard error. With `--json` a command prints one JSON document, or one a
line where the input is a list. Exit codes: **0** done (warnings are printed); **1** done, but some items failed or a check found
faults; **2** bad input or use, said in one line.
"""


def reference() -> str:
    """The reference of every command as Markdown."""
    context = click.Context(aetia, info_name="aetia")
    sections: list[str] = []
    for name in COMMANDS:
        command = aetia.get_command(context, name)
        if command is not None:
            sections.extend(_sections(command, click.Context(command, info_name=name, parent=context), 2))
    return "\n".join([_HEAD, *sections])


def _sections(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    lines = [f"{'#' * level} {context.command_path}", "", _prose(command.help or ""), ""]
    if not isinstance(command, click.Group):
        usage = " ".join(command.collect_usage_pieces(context))
        lines += ["```text", f"{context.command_path} {usage}".rstrip(), "```", ""]
    options = [row for parameter in command.params if (row := parameter.get_help_record(context))]
    if options:
        lines += ["| option | meaning |", "|---|---|"]
        lines += [f"| `{_cell(names)}` | {_cell(meaning)} |" for names, meaning in options]
        lines.append("")
    yield "\n".join(lines)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _sections(below, click.Context(below, info_name=name, parent=context), level + 1)


def _prose(text: str) -> str:
    """Help text as Markdown: click's `\\b` paragraphs keep their lines."""
    paragraphs = []
    for paragraph in text.replace("\f", "").strip().split("\n\n"):
        if paragraph.lstrip().startswith("\b"):
            paragraphs.append("```text\n" + paragraph.replace("\b", "").strip("\n") + "\n```")
        else:
            paragraphs.append(" ".join(paragraph.split()))
    return "\n\n".join(paragraphs)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write_reference(folder: Path) -> None:
    """Write ``cli.md`` anew, the tables of fields in ``library-format.md``, and that of columns in ``corpus.md``."""
    from aetia.corpus.column_table import put_columns_into
    from aetia.library.field_tables import put_into

    (folder / "cli.md").write_text(reference(), encoding="utf-8")
    guide = folder / "library-format.md"
    guide.write_text(put_into(guide.read_text(encoding="utf-8")), encoding="utf-8")
    columns = folder / "corpus.md"
    columns.write_text(put_columns_into(columns.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
