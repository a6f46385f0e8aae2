"""Every example of the documentation is run.

A block marked ``console`` is a session: lines beginning with ``$`` are commands, run in order in one empty folder a page;
lines beginning with ``>`` go on with the command; those below are what it prints, where ``…`` stands for anything. A block marked ``yaml``, ``toml`` or ``markdown``
below a comment ``<!-- file: NAME -->`` is a file of an example library, which must check without a fault.
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
_FILE = re.compile(r"^<!-- file: (\S+) -->\n+(`{3,})(?:yaml|toml|markdown|text)\n(.*?)^\2$", re.MULTILINE | re.DOTALL)


def sessions() -> list[Path]:
    return [page for page in PAGES if _CONSOLE.search(page.read_text(encoding="utf-8"))]


def commands(page: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for block in _CONSOLE.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            elif found and (line.startswith("> ") or line == ">"):
                found[-1] = (found[-1][0] + "\n" + line[2:], "")
            elif found:
                found[-1] = (found[-1][0], found[-1][1] + line + "\n")
    return found


@pytest.mark.parametrize("page", sessions(), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_session_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    matches = doctest.OutputChecker().check_output
    for command, shown in commands(page):
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        printed = ran.stdout + ran.stderr
        wanted = shown.replace("…", "...")
        if wanted.strip():
            assert matches(wanted, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE), f"$ {command}\n{printed}"
        assert ran.returncode in (0, 1), f"$ {command}\n{printed}"


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
