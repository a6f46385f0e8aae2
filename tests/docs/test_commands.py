"""Every command of aetia that a page, an example or the read-me shows is one that there is, with the options that it has. So is
every name of its Python."""

from __future__ import annotations

import pydoc
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aetia.cli.main import aetia

REPOSITORY = Path(__file__).resolve().parents[2]
SHOWN = sorted(
    [*REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("examples/deploy/*"), REPOSITORY / "README.md"]
    + [*REPOSITORY.glob("validation/*/README.md"), REPOSITORY / "CHANGELOG.md"]
)
_BLOCK = re.compile(r"^```(?:console|bash|sh|text)?\n(.*?)^```$|((?:^    .*\n)+)", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(aetia [^`]+)`")
_COMMAND = re.compile(r"(?:^\s*(?:\$ |- run: |- )?|^[0-9*/ ]+\s+|&& |; )(?:[A-Z_]+=\S+\s+)*(aetia .*)$", re.MULTILINE)
_NO_PAGES = {"docs/reference/cli.md", "docs/reference/corpus.md"}


def commands_in(text: str, markdown: bool) -> Iterator[str]:
    """Commands as they are shown, each without what follows it on its line."""
    pieces = [first or second for first, second in _BLOCK.findall(text)] if markdown else [text]
    for piece in pieces:
        for found in _COMMAND.findall(piece.replace("\\\n", " ")):
            yield re.split(r"\s(?:[|&;>]|>>|2>|\|\||#)|\s{3,}", found, maxsplit=1)[0].strip()
    if markdown:
        yield from _INLINE.findall(text)


def fault_of(command: str) -> str | None:
    """What is wrong with a command, without running it; what it names need not be there."""
    try:
        words = shlex.split(command)[1:]
    except ValueError as error:
        return str(error)
    here: click.Command = aetia
    context = click.Context(aetia, info_name="aetia")
    while isinstance(here, click.Group) and words and not words[0].startswith("-"):
        group = here
        for name in re.split(r"[|/]", words[0]):
            below = group.get_command(context, name)
            if below is None:
                return f"there is no command '{name}'"
            here = below
        words = words[1:]
        context = click.Context(here, info_name=here.name, parent=context)
    known = {name for option in here.get_params(context) for name in [*option.opts, *option.secondary_opts]}
    options = {word.strip("[]").partition("=")[0] for word in words if word.strip("[]").startswith("--")}
    return f"there is no option {', '.join(sorted(options - known))}" if options - known - {"--version"} else None


def shown() -> list[tuple[str, str]]:
    found = []
    for file in SHOWN:
        name = file.relative_to(REPOSITORY).as_posix()
        if name not in _NO_PAGES:
            commands = commands_in(file.read_text("utf-8"), markdown=file.suffix == ".md")
            found += [(name, command) for command in dict.fromkeys(commands)]
    return found


@pytest.mark.parametrize(("file", "command"), shown())
def test_the_command_is_there(file: str, command: str) -> None:
    assert fault_of(command) is None, f"{file}: {command}"


@pytest.mark.parametrize("page", sorted(REPOSITORY.glob("docs/**/*.md")), ids=lambda page: page.stem)
def test_the_python_names_are_there(page: Path) -> None:
    for name in re.findall(r"`(aetia(?:\.\w+)+)[`(]", page.read_text("utf-8")):
        assert name == "aetia.toml" or pydoc.locate(name) is not None, name


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert fault_of("aetia build library --out site") is None
    assert fault_of("aetia corpus update --plan") is None
    assert fault_of("aetia built library") == "there is no command 'built'"
    assert fault_of("aetia build library --uot site") == "there is no option --uot"
    assert fault_of("aetia corpus udpate") == "there is no command 'udpate'"


def test_commands_are_found_wherever_they_stand() -> None:
    text = "x `aetia check LIB`\n\n    aetia build a --out b | less\n\n```console\n$ aetia pool x\nsaid\n```\n"
    assert set(commands_in(text, markdown=True)) == {"aetia check LIB", "aetia build a --out b", "aetia pool x"}
    table = '5 6 * * *  aetia corpus update --json >>"$HOME/x"\n      - run: aetia check .\n'
    assert list(commands_in(table, markdown=False)) == ["aetia corpus update --json", "aetia check ."]
    assert len(shown()) > 60
