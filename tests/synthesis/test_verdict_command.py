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
from aetia.synthesis import assess, explain


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
    whole = read_library(folder)
    assert printed == {"topics": [{**v.to_json(), **explain(whole, v).to_json()} for v in assess(whole)]}
    assert {"topic", "outcome", "level", "rule", "flags", "contradictions", "history"} <= set(printed["topics"][0])


def test_what_stands_beside_a_verdict_takes_no_name_from_it(folder: Path) -> None:
    whole = read_library(folder)
    for verdict in assess(whole):
        assert not set(verdict.to_json()) & set(explain(whole, verdict).to_json())


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


def test_marking_a_study_as_retracted_changes_estimate_level_flags_and_history_in_one_record(
    tmp_path: Path,
    finding: Callable[..., dict[str, Any]],
    study: Callable[..., Study],
    library: Callable[..., Library],
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    def write(standing: str) -> None:
        large = finding(estimates=[{"measure": "OR", "value": 3.0, "low": 2.5, "high": 3.6}])
        small = [
            study(f"s{n}", finding(estimates=[{"measure": "OR", "value": 1.5, "low": 0.9, "high": 2.5}]))
            for n in (1, 2)
        ]
        whole = library(*small, study("doe", large, standing=standing))
        with writing(tmp_path / "lib", "test") as writer:
            writer.settings(whole.settings)
            writer.concepts(list(whole.concepts.values()))
            for topic in whole.topics.values():
                writer.topic(topic)
            for each in whole.studies.values():
                writer.study(each)

    def recorded() -> dict[str, Any]:
        assert main(["verdict", str(tmp_path / "lib"), "work/silica-dust", "--record", "--json"]) == 0
        found: dict[str, Any] = json.loads(capsysbinary.readouterr().out)["topics"][0]
        return found

    write("current")
    before = recorded()
    write("retracted")
    after = recorded()
    assert (before["level"], after["level"]) == ("likely", "possible")
    assert before["pool"]["m"] > 1.9 > after["pool"]["m"]
    assert (before["pool"]["k"], after["pool"]["k"]) == (3, 2)
    assert (before["rule"], after["rule"]) == ("L1", "P1")
    (retracted,) = after["with_and_without"]
    assert (retracted["kind"], retracted["studies"]) == ("retracted", ["doe"])
    assert retracted["included"]["pool"]["m"] == before["pool"]["m"]
    assert retracted["left_out"]["pool"]["m"] == after["pool"]["m"]
    assert [moment["moved_by"] for moment in after["history"]] == ["", "retraction of Doe 2000"]
    assert read_library(tmp_path / "lib").verdicts[-1].moved_by == "retraction of Doe 2000"


def test_an_unknown_topic_is_bad_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verdict", str(folder), "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
