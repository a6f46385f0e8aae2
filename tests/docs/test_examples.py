"""Every example of the documentation is run.

A block marked ``console`` is a session: lines beginning with ``$`` are commands, run in order in one empty folder a page;
the lines below a command are what it prints, where ``…`` stands for anything; a command that prints ``aetia: …`` first is one
that refuses. A block of ``yaml``, ``toml``, ``markdown`` or ``python`` below a comment ``<!-- file: NAME -->`` is a file, written
where it stands in that order.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(
    r"^<!-- file: (\S+) -->\n+(`{3,})(?:yaml|toml|markdown|python|text)\n(.*?)^\2$", re.MULTILINE | re.DOTALL
)


def sessions() -> list[Path]:
    return [page for page in PAGES if _CONSOLE.search(page.read_text(encoding="utf-8"))]


def steps(page: Path) -> list[tuple[str, str, str]]:
    """What a page asks for, in order: ``("run", command, what it prints)`` or ``("write", file, text)``."""
    text = page.read_text(encoding="utf-8")
    found: list[tuple[int, list[tuple[str, str, str]]]] = []
    for block in _CONSOLE.finditer(text):
        found.append((block.start(), list(_commands(block[1]))))
    for block in _FILE.finditer(text):
        found.append((block.start(), [("write", block[1], block[3])]))
    return [step for _, group in sorted(found, key=lambda item: item[0]) for step in group]


def _commands(block: str) -> list[tuple[str, str, str]]:
    commands: list[tuple[str, str, str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            commands.append(("run", line[2:], ""))
        elif commands:
            kind, command, shown = commands[-1]
            commands[-1] = (kind, command, f"{shown}{line}\n")
    return commands


@pytest.mark.parametrize("page", sessions(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_session_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    for kind, what, shown in steps(page):
        if kind == "write":
            (tmp_path / what).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / what).write_text(shown, encoding="utf-8")
            continue
        ran = subprocess.run(
            ["bash", "-c", what],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        printed = ran.stdout + ran.stderr
        if shown.strip():
            wanted = shown.replace("…", "...")
            options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert doctest.OutputChecker().check_output(wanted, printed, options), f"$ {what}\n{printed}"
        refused = shown.startswith("aetia: ")
        assert ran.returncode in ((2,) if refused else (0, 1)), f"$ {what}\n{printed}"


def test_the_files_of_the_format_guide_make_a_library_without_faults(tmp_path: Path) -> None:
    from aetia.library.check import check_library

    blocks = _FILE.findall((DOCS / "reference" / "library-format.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    for name, _, text in blocks:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert [str(fault) for fault in check_library(tmp_path)] == []


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in PAGES:
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        if name not in ("index",) and not name.startswith("decisions/"):
            assert f"\n{name}\n" in index, f"{name} is not in the table of contents"


def test_the_command_reference_is_what_the_commands_say() -> None:
    from aetia.cli.reference import reference

    assert (DOCS / "reference" / "cli.md").read_text(encoding="utf-8") == reference(), (
        "run 'make docs' and commit the result"
    )
