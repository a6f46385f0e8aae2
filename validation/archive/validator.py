"""The validator of WACZ files that others wrote, in an environment of its own that is thrown away.

It is no dependency: it brings 50 packages, one of them AGPL. It runs as a program, and nothing of it is imported here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from validation.archive.unavailable import Unavailable

VALIDATOR = "wacz==0.6.0"
_SECONDS = 180.0


@dataclass(frozen=True)
class Validator:
    """The installed validator.

    Args:
        python: of its environment.
    """

    python: Path

    def validate(self, archive: Path) -> tuple[bool, str]:
        """Whether it holds an archive for valid, and all that it printed."""
        done = self._run("wacz.main", "validate", "-f", str(archive))
        return done.returncode == 0 and "Validation succeeded" in done.stdout, done.stdout + done.stderr

    def index(self, records: Path) -> list[str]:
        """The index that the validator's own indexer makes of a file of records, line by line, sorted."""
        done = self._run("cdxj_indexer.main", "--sort", str(records))
        if done.returncode:
            raise Unavailable(f"the indexer failed: {done.stderr[-300:]}")
        return done.stdout.splitlines()

    def _run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.python), "-I", "-m", module, *arguments],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


def install_validator(folder: Path) -> Validator:
    """Install the validator into a folder, with uv where it is, else with pip.

    Raises:
        Unavailable: there is no installer, or no network.
    """
    place = folder / "validator"
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv = shutil.which("uv")
    if uv is not None:
        steps = [
            [uv, "venv", "--quiet", "--python", sys.executable, str(place)],
            [uv, "pip", "install", "--quiet", "--no-cache", "--python", str(python), VALIDATOR],
        ]
    else:
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-cache-dir"]
        steps = [
            [sys.executable, "-m", "venv", "--without-pip", str(place)],
            [*pip, "--disable-pip-version-check", "--no-compile", "--retries", "1", "--timeout", "20", VALIDATOR],
        ]
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"{VALIDATOR} cannot be installed: {error}") from error
        if done.returncode:
            raise Unavailable(f"{VALIDATOR} cannot be installed: {done.stderr.strip()[-300:]}")
    return Validator(python)
