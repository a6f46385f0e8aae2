"""Building again whenever the library changes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from aetia.site.watching import changes


def test_a_change_is_built_and_a_fault_waits_for_its_correction(
    make_library: Callable[..., Path], tmp_path: Path
) -> None:
    library, out = make_library(tmp_path / "library"), tmp_path / "out"
    # A shell may start its background jobs, and so these tests, with the signal of Ctrl-C ignored.
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    words = ["build", str(library), "--out", str(out), "--no-search", "--watch"]
    command = [sys.executable, "-c", f"{heed}; from aetia.cli.main import run; run()", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    watchdog = threading.Timer(120, process.kill)
    watchdog.start()

    def wait(for_words: str) -> str:
        assert process.stderr is not None
        return next(line for line in process.stderr if for_words in line)

    study = library / "studies/rot-2010.yaml"
    text = study.read_text(encoding="utf-8")
    wait("Watching")
    study.write_text(text.replace("Malta", "Gozo"), encoding="utf-8")
    wait("made anew")
    page = (out / "studies/rot-2010/index.html").read_text(encoding="utf-8")
    assert "Gozo" in page
    study.write_text(text.replace("design:", "desgin:"), encoding="utf-8")
    assert "rot-2010.yaml:" in wait("desgin")
    assert (out / "studies/rot-2010/index.html").read_text(encoding="utf-8") == page
    study.write_text(text, encoding="utf-8")
    wait("made anew")
    assert "Malta" in (out / "studies/rot-2010/index.html").read_text(encoding="utf-8")
    process.send_signal(signal.SIGINT)
    wait("Stopped")
    assert process.wait(10) == 0
    watchdog.cancel()
    process.stderr.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "out"]


def test_files_written_one_after_the_other_are_one_change(
    make_library: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = make_library(tmp_path / "library")
    names = iter(["a", "b", "c"])

    def write_meanwhile(_: float) -> None:
        name = next(names, None)
        if name:
            (library / f"pages/{name}.md").write_text("---\ntitle: A page\n---\n", encoding="utf-8")

    waiting = changes(library)
    write_meanwhile(0)
    monkeypatch.setattr("aetia.site.watching.time.sleep", write_meanwhile)
    next(waiting)
    assert next(names, None) is None
