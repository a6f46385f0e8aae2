"""`aetia verdict` prints what the Python interface computes, and records what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aetia.cli.main import main
from aetia.library.read import read_library
from aetia.library.write import writing
from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis import assess


@pytest.fixture
def folder(
    tmp_path: Path,
    finding: Callable[..., dict[str, Any]],
    study: Callable[..., Study],
    library: Callable[..., Library],
) -> Path:
    whole = library(study("doe", finding()))
    with writing(tmp_path / "lib", "test") as writer:
        writer.settings(whole.settings)
        writer.concepts(list(whole.concepts.values()))
        for topic in whole.topics.values():
            writer.topic(topic)
        for each in whole.studies.values():
            writer.study(each)
    return tmp_path / "lib"


def test_json_is_that_of_the_python_interface(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["verdict", str(folder), "--json"]) == 0
    printed = json.loads(capsysbinary.readouterr().out)
    assert printed == {"topics": [verdict.to_json() for verdict in assess(read_library(folder))]}
    assert {"topic", "outcome", "level", "rule", "flags"} <= set(printed["topics"][0])


def test_one_topic_is_told_in_full(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", str(folder), "work/silica-dust"]) == 0
    out = capsys.readouterr().out
    assert "Not enough evidence" in out
    assert "counted: Doe 2000, T2, 2.00 (1.20 to 3.30), 100% of the weight" in out
    assert "would move it" in out


def test_recording_twice_adds_nothing(folder: Path) -> None:
    table = folder / "decisions" / "verdicts.tsv"
    assert main(["verdict", str(folder), "--record"]) == 0
    first = table.read_bytes()
    assert main(["verdict", str(folder), "--record"]) == 0
    assert table.read_bytes() == first
    assert len(first.splitlines()) == 3


def test_an_unknown_topic_is_bad_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", str(folder), "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
