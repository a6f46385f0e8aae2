"""The command line as a whole: it starts fast, lists what there is, and speaks so that people and programs understand it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.made_up import ALPHA, make_library

from aetia import __version__
from aetia.cli.main import COMMANDS, aetia, main

HEAVY = (
    "numpy", "scipy", "pydantic", "jinja2", "selectolax", "yaml", "tomlkit", "httpx2", "nh3", "markdown_it", "filelock",
    "charset_normalizer", "http.server", "asyncio",
)  # fmt: skip


RUN = [sys.executable, "-c", "from aetia.cli.main import run; run()"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from aetia.cli.main import main; main(['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0
    assert done.stderr.strip() == "[]"
    assert "Commands" in done.stdout


def test_help_lists_every_command_with_its_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0

    shown = " ".join(capfd.readouterr().out.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_begins_its_help_with_the_line_of_the_list(name: str) -> None:
    command = aetia.get_command(click.Context(aetia), name)

    assert command is not None
    assert command.help is not None
    assert " ".join(command.help.split("\n\n")[0].split()) == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_its_arguments_and_options(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert "Usage: aetia" in capfd.readouterr().out

    command = aetia.get_command(click.Context(aetia), name)
    commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
    for each in commands:
        assert each is not None
        for option in each.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {each.name}: {option.name} has no help"


def test_the_version_is_that_of_the_package(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out == f"aetia {__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["check", "no-such-folder"],
            "aetia: no-such-folder: there is no library here (no aetia.toml). Name a library's folder",
        ),
        (["library", "schema", "paper"], "aetia: there is no kind of library file named 'paper'. Use one of: concepts"),
        (["init", ".", "--disease", ""], "aetia: the disease has no usable name. Name it"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_exit_code_2(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(words) == 2

    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["no-such-command"], ["check"], ["check", "--no-such-option"], ["init", "x"]])
def test_wrong_use_says_how_to_use_it_and_exits_with_2(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2

    out, err = capfd.readouterr()
    assert out == ""
    assert "Usage: aetia" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        ["check", "{sound}"],
        ["check", "{faulty}"],
        ["init", "{new}", "--disease", "Example disease"],
        ["library", "format", "{faulty}"],
        ["library", "migrate", "{sound}"],
    ],
    ids=" ".join,
)
def test_json_is_all_that_stands_on_stdout(words: list[str], capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    places = {
        "sound": make_library(tmp_path / "sound"),
        "faulty": make_library(tmp_path / "faulty", {"studies/alpha-2020.yaml": ALPHA + "colour: blue\n"}),
        "new": tmp_path / "new",
    }

    main([word.format(**places) for word in [*words, "--json"]])

    out, err = capfd.readouterr()
    assert isinstance(json.loads(out), dict)
    assert err.strip()


def test_schemas_are_printed_as_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "schema", "study"]) == 0

    assert "references" in json.loads(capfd.readouterr().out)["properties"]


@pytest.mark.parametrize(
    ("files", "code", "last"),
    [
        ({}, 0, "No faults found"),
        ({"notes.txt": "x"}, 0, "0 errors, 1 warning"),
        ({"studies/alpha-2020.yaml": ALPHA + "colour: blue\n", "notes.txt": "x"}, 1, "1 error, 1 warning"),
    ],
)
def test_check_exits_with_1_for_errors_and_0_for_warnings(
    files: dict[str, str | bytes], code: int, last: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", str(make_library(tmp_path, files))]) == code

    out, err = capfd.readouterr()
    assert err.strip() == last
    assert ("studies/alpha-2020.yaml:19: 'colour' is not a field here. Correct the spelling" in out) == (code == 1)
    assert ("Warnings (1)\nnotes.txt: nothing in the library reads this file." in out) == bool(files)


def test_the_command_and_the_library_give_the_same_faults(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from aetia.library.check import check_library

    root = make_library(tmp_path, {"studies/alpha-2020.yaml": ALPHA.replace("topic: infection", "topic: germs")})

    main(["check", str(root), "--json"])

    assert json.loads(capfd.readouterr().out)["faults"] == [fault.plain() for fault in check_library(root)]


def test_init_then_check_finds_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = str(tmp_path / "new")

    assert main(["init", folder, "--disease", "Example disease", "--as-of", "2026-11-23", "--json"]) == 0
    assert "aetia.toml" in json.loads(capfd.readouterr().out)["files"]
    assert main(["check", folder]) == 0
    assert main(["init", folder, "--disease", "Example disease"]) == 2
    assert "not empty" in capfd.readouterr().err


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RUN, "library", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    process.wait(60)

    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


def test_the_process_ends_with_the_exit_code() -> None:
    done = subprocess.run([*RUN, "check", "no-such-folder"], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
