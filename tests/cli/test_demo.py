"""`aetia demo`: the main job, end to end."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

AETIA = [sys.executable, "-c", "from aetia.cli.main import run; run()"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "here"
    ran = subprocess.run(
        [*AETIA, "demo", "--no-serve", "--dir", str(folder)], capture_output=True, text=True, check=True, timeout=120
    )
    return folder, ran.stderr


def test_it_says_what_it_recovered_and_which_faults_it_sees(demo: tuple[Path, str]) -> None:
    _, said = demo
    assert "9 studies found on it" in said
    assert "Academcy" in said
    assert "Labelled 'Case Report'" in said
    assert "9 of the page's 9 studies appraised" in said
    assert "0 errors" in said


def test_it_leaves_a_new_library_the_joined_library_and_a_site(demo: tuple[Path, str]) -> None:
    from aetia.library import read_library

    folder, _ = demo
    assert len(read_library(folder / "rescued-library").studies) == 9
    assert len(read_library(folder / "library").studies) >= 69
    assert (folder / "site" / "index.html").is_file()


def test_joining_changes_nothing_in_the_sample_library_that_already_knows_the_page(
    demo: tuple[Path, str], sample_library: Path
) -> None:
    from aetia.library.read import all_files

    folder, _ = demo
    for name in all_files(sample_library):
        assert (folder / "library" / name).read_bytes() == (sample_library / name).read_bytes(), name


def test_it_is_made_anew_when_run_again_but_never_in_somebody_else_s_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    ran = subprocess.run(
        [*AETIA, "demo", "--no-serve", "--dir", str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 2
    assert "no demo made it" in ran.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ran = subprocess.run(
        [*AETIA, "demo", "--no-serve", "--dir", str(tmp_path / "file" / "demo")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "cannot be made" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_it_serves_the_site_and_says_where(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*AETIA, "demo", "--dir", str(tmp_path / "demo"), "--port", "18765"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if line.startswith("Serving "))
        found = re.search(r"before and after: (http://localhost:\d+/\S+?)\)", line)
        assert found is not None
        with urllib.request.urlopen(found[1], timeout=10) as answer:
            assert b"</html>" in answer.read()
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stderr is not None:
            process.stderr.close()
