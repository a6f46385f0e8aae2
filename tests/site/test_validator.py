"""Every page passes the Nu Html Checker, which knows what a parser forgives: what may stand in what, and every attribute's form.

It is a Java program: `npm pack vnu-jar` brings it, and `AETIA_VNU` says where the `vnu.jar` inside lies.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.site.conftest import EveryKind

from aetia.site import build_site

JAR = os.environ.get("AETIA_VNU", "")


@pytest.fixture(scope="module")
def faults() -> Callable[[Path], list[str]]:
    """Gives the errors of every page of a site."""
    java = shutil.which("java")
    if java is None or not Path(JAR).is_file():
        why = "the checker is not here: install Java, get 'vnu-jar' from npm, and name its vnu.jar in AETIA_VNU"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)

    def check(site: Path) -> list[str]:
        command = [java, "-Xss4m", "-jar", JAR, "--skip-non-html", "--format", "json", "--exit-zero-always", str(site)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        messages = json.loads(run.stderr)["messages"]
        return [
            f"{Path(m['url']).relative_to(site) if m['url'].startswith('/') else m['url']}:{m.get('lastLine')}: {m['message']}"
            for m in messages
            if m["type"] != "info"
        ]

    return check


def test_every_kind_of_page_in_either_language_has_no_fault(
    faults: Callable[[Path], list[str]], every_kind: EveryKind
) -> None:
    assert faults(every_kind.site) == []


def test_the_sample_library_has_no_fault(
    faults: Callable[[Path], list[str]], sample_library: Path, tmp_path: Path
) -> None:
    assert faults(build_site(sample_library, tmp_path / "site").out) == []


def test_the_checker_is_asked_in_earnest(faults: Callable[[Path], list[str]], tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        "<!doctype html><html lang=en><title>x</title><p><details></details></p>", "utf-8"
    )
    assert faults(tmp_path)
