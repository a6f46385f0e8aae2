"""What the read-me shows is what its commands print, in a folder in which ``make demo`` was run."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.docs.session import run_session, steps

from aetia.sample import old_page, sample_library

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_way_from_an_old_page_prints_what_the_read_me_shows(tmp_path: Path) -> None:
    demo = tmp_path / "aetia-demo"
    shutil.copytree(sample_library(), demo / "library")
    rescued = demo / "rescued-library" / "rescued"
    rescued.mkdir(parents=True)
    shutil.copy(old_page(), rescued / "causes-of-scleroderma-infection.html")

    commands = [what for kind, what, _ in steps(README) if kind == "run"]
    assert len(commands) == 8

    run_session(README, tmp_path)
