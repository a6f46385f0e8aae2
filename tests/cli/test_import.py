"""`aetia import`: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aetia.cli.main import main
from aetia.library import read_library
from aetia.library.start import start_library

RIS = "TY  - JOUR\nTI  - Slate dust and palewrist\nAU  - Doe, J\nPY  - 2019\nER  -\n"
RUN = [sys.executable, "-c", "from aetia.cli.main import run; run()"]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    start_library(tmp_path / "lib", "Palewrist", "2026-11-23")
    (tmp_path / "a.ris").write_text(RIS, encoding="utf-8")
    return tmp_path / "lib"


def test_it_says_what_it_read_and_added(library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "a.ris", "a.ris", "--into", "lib"]) == 0
    out, err = capfd.readouterr()
    assert out == "doe-2019\tSlate dust and palewrist\n"
    assert err.splitlines() == [
        "a.ris: ris (by its content), 1 publication",
        "a.ris: ris (by its content), 1 publication",
        "Added 1 study: read 2, new 1, already there 0, duplicates in the input 1, not understood 0",
    ]
    assert main(["import", "a.ris", "--into", "lib", "--format", "ris"]) == 0
    assert capfd.readouterr().err.splitlines()[-1].startswith("Added 0 studies: read 1, new 0, already there 1")


def test_faults_stand_with_file_and_line_and_the_exit_code_tells(
    library: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("b.ris").write_text(RIS + "TY  - JOUR\nPY  - 2001\nER  -\n", encoding="utf-8")
    assert main(["import", "b.ris", "nowhere.ris", "--into", "lib"]) == 1
    err = capfd.readouterr().err
    assert "  b.ris:6: a record without a title cannot be a publication of a library\n" in err
    assert "  nowhere.ris: the file cannot be read: No such file or directory\n" in err
    assert err.endswith("duplicates in the input 0, not understood 2\n")
    assert main(["import", "nowhere.ris", "--into", "lib"]) == 2


def test_how_columns_are_understood_is_shown(library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("t.csv").write_text("\ufeffHeading;Year;Colour\nSlate;2019;red\n", encoding="utf-8")
    assert main(["import", "t.csv", "--into", "lib"]) == 2
    assert "no column holds titles; its columns are: Heading, Year, Colour" in capfd.readouterr().err
    assert main(["import", "t.csv", "--into", "lib", "--columns", "title=Heading,year=Year", "--dry-run"]) == 0
    err = capfd.readouterr().err
    assert "  columns: title ← Heading, issued ← Year\n  not used: Colour\n" in err
    assert err.splitlines()[-1].startswith("Would add 1 study: read 1")
    assert read_library(library).studies == {}
    assert main(["import", "t.csv", "--into", "lib", "--columns", "Heading"]) == 2
    assert "names no columns. Write --columns title=Heading" in capfd.readouterr().err


def test_json_is_one_document_with_everything(library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "a.ris", "--into", "lib", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["new"] == [{"study": "doe-2019", "title": "Slate dust and palewrist", "places": ["a.ris:1"]}]
    assert (document["read"], document["failed"], document["changed"]) == (1, 0, ["studies/doe-2019.yaml"])
    assert document["files"][0]["format"] == "ris"


def test_a_hostile_file_cannot_steer_the_terminal(library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("h.csv").write_bytes(b"title,year,\x1b[31mx\nSl\x1b]0;y\x07ate,\x1b[2J,1\n")
    assert main(["import", "h.csv", "--into", "lib"]) == 0
    out, err = capfd.readouterr()
    assert "\x1b" not in out + err
    assert "\x07" not in out + err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_killed_at_any_moment_it_leaves_all_or_nothing(library: Path) -> None:
    records = "".join(RIS.replace("Slate", f"Slate {n}").replace("Doe", f"Doe{n}") for n in range(400))
    Path("many.ris").write_text(records, encoding="utf-8")
    for wait in (0.6, 1.0, 1.4, 1.8):
        process = subprocess.Popen(
            [*RUN, "import", "many.ris", "--into", "lib"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert len(read_library(library).studies) in (0, 400)
    assert main(["import", "many.ris", "--into", "lib"]) == 0
    assert len(read_library(library).studies) == 400
