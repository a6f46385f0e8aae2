"""Every answer of the sample library states its level and its reason, in short sentences that are easy to read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

LONG = "It is not known whether the dust that people at work breathe in day after day and year after year has this effect at all."


def read_answers(repository: Path, library: Path) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "validation/answers/run.py", str(library)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_no_answer_of_the_sample_library_is_at_fault(repository: Path, sample_library: Path) -> None:
    code, report = read_answers(repository, sample_library)
    assert report["failed"] == []
    assert report["pages"] > 25
    assert report["longest_sentence"] <= 20
    assert report["highest_grade"] <= 8
    assert code == 0


def test_a_long_sentence_is_found(repository: Path, sample_library: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    shutil.copytree(sample_library, root)
    topic = root / "topics/work/silica-dust.md"
    text = topic.read_text(encoding="utf-8")
    old = "The more dust people breathe in at work, the higher the risk."
    assert old in text
    topic.write_text(text.replace(old, LONG), encoding="utf-8")
    code, report = read_answers(repository, root)
    assert code == 1
    (fault,) = report["failed"]
    assert fault.startswith("causes/work/silica-dust: a sentence of 25 words")
