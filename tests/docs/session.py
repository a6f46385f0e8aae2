"""Examples of a page, as they are written: what a page asks for, and whether its commands print what it shows.

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

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(
    r"^<!-- file: (\S+) -->\n+(`{3,})(?:yaml|toml|markdown|python|text)\n(.*?)^\2$", re.MULTILINE | re.DOTALL
)


def steps(page: Path) -> list[tuple[str, str, str]]:
    """What a page asks for, in order: ``("run", command, what it prints)`` or ``("write", file, text)``."""
    text = page.read_text(encoding="utf-8")
    found: list[tuple[int, list[tuple[str, str, str]]]] = []
    for block in CONSOLE.finditer(text):
        found.append((block.start(), list(_commands(block[1]))))
    for block in FILE.finditer(text):
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


def run_session(page: Path, folder: Path) -> None:
    """Write and run what a page asks for, in a folder, and compare what is printed with what the page shows."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
    for kind, what, shown in steps(page):
        if kind == "write":
            (folder / what).parent.mkdir(parents=True, exist_ok=True)
            (folder / what).write_text(shown, encoding="utf-8")
            continue
        ran = subprocess.run(
            ["bash", "-c", what],
            cwd=folder,
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
