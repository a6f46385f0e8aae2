"""`aetia pool` from the outside."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.synthesis.reference_data import ALLOCATION, BCG, LATITUDE

from aetia.cli.main import main

SAMPLE = Path(__file__).resolve().parents[2] / "src" / "aetia" / "sample" / "scleroderma"


@pytest.fixture
def bcg(tmp_path: Path) -> Path:
    lines = ["trial,year,tpos,tneg,cpos,cneg,ablat,alloc"]
    for number, (counts, latitude, word) in enumerate(zip(BCG, LATITUDE, ALLOCATION, strict=True)):
        lines.append(f"Trial {number},{1950 + number},{','.join(map(str, counts))},{latitude},{word}")
    path = tmp_path / "bcg.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = main(["pool", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_table_is_pooled_and_its_columns_are_shown(bcg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", str(bcg), "--measure", "RR", "--by", "alloc", "--moderator", "ablat"]) == 0
    shown = capsys.readouterr()
    assert "a = 'tpos'" in shown.out
    assert "pooled 0.489 (0.33 to 0.726)" in shown.out
    assert "between subgroups" in shown.out
    assert "ablat: -0.0291" in shown.out
    assert "Egger" in shown.out
    assert "13 studies pooled, 0 not" in shown.err


def test_the_json_document_has_everything_to_make_the_result_again(
    bcg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = document(capsys, str(bcg), "--measure", "RR", "--interval", "z")
    assert code == 0
    result, source = found["result"], found["source"]
    assert isinstance(result, dict)
    assert isinstance(source, dict)
    assert (result["y"], result["se"], result["tau2"]) == pytest.approx((-0.714532, 0.179782, 0.313243), abs=1e-6)
    assert source["columns"]["a"] == "tpos"
    assert len(source["sha256"]) == 64
    assert source["formulas"] == ["Katz and others 1978"]
    studies = found["studies"]
    assert isinstance(studies, list)
    assert sum(study["weight"] for study in studies) == pytest.approx(1, abs=1e-4)
    for part in ("without_each", "influence", "cumulative"):
        listed = found[part]
        assert isinstance(listed, list)
        assert len(listed) == 13


def test_the_same_table_gives_the_same_bytes(bcg: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = []
    for name in ("one.svg", "two.svg"):
        main(["pool", str(bcg), "--json", "--svg", str(tmp_path / name)])
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    ET.fromstring((tmp_path / "one.svg").read_text(encoding="utf-8"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bcg.csv", "one.svg", "two.svg"]


@pytest.mark.parametrize(("combine", "value"), [("mantel-haenszel", 0.623), ("peto", 0.622)])
def test_mantel_haenszel_and_peto_stand_beside_inverse_variance(
    bcg: Path, capsys: pytest.CaptureFixture[str], combine: str, value: float
) -> None:
    code, found = document(capsys, str(bcg), "--combine", combine)
    result = found["result"]
    assert isinstance(result, dict)
    assert code == 0
    assert result["value"] == pytest.approx(value, abs=5e-4)
    assert result["source"]


def test_a_line_that_cannot_be_pooled_is_listed_and_the_exit_code_says_so(
    bcg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bcg.write_text(bcg.read_text(encoding="utf-8") + "\nBroken,1999,-3,1,2,4,10,random\n", encoding="utf-8")
    assert main(["pool", str(bcg)]) == 1
    assert "not pooled: Broken 1999 (bcg.csv:15): 'a' is -3, below zero" in capsys.readouterr().out


def test_several_rows_of_one_study_get_cluster_robust_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    lines = [
        f"{name},{0.1 * index},0.0{index + 1},{name[0]}"
        for index, name in enumerate(("a1", "a2", "b1", "b2", "c1", "d1"))
    ]
    path.write_text("study,yi,vi,paper\n" + "\n".join(lines), encoding="utf-8")
    _, found = document(capsys, str(path), "--cluster", "paper")
    assert isinstance(found["robust"], dict)
    assert found["robust"]["clusters"] == 4


def test_flagged_studies_of_a_table_are_left_out_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "flags.csv"
    path.write_text(
        "study,yi,vi,standing\nDoe,0.5,0.1,current\nRoe,0.4,0.1,Retracted\nPoe,0.2,0.2,\n", encoding="utf-8"
    )
    _, found = document(capsys, str(path))
    assert isinstance(found["with_and_without"], list)
    assert [variant["k"] for variant in found["with_and_without"]] == [3, 2]
    assert isinstance(found["result"], dict)
    assert found["result"]["k"] == 2


def test_a_topic_of_the_sample_library_is_pooled(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["pool", str(SAMPLE), "work/silica-dust", "--svg", str(tmp_path / "silica.svg")]) == 0
    shown = capsys.readouterr().out
    assert "random effects, τ² by REML" in shown
    assert "not pooled:" in shown
    assert (tmp_path / "silica.svg").stat().st_size > 2000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.csv"], "cannot be read"),
        ([str(SAMPLE)], "needs a topic"),
        ([str(SAMPLE), "no/topic"], "no topic"),
        ([str(SAMPLE), "work/silica-dust", "--measure", "OR"], "columns are those of a table"),
    ],
)
def test_bad_use_is_said_in_one_line(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", *arguments]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1


def test_a_column_option_without_a_role_and_a_study_without_counts_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("study,yi,vi\nDoe,0.5,0.1\nRoe,0.4,0.1\n", encoding="utf-8")
    assert main(["pool", str(path), "--column", "yi"]) == 2
    assert main(["pool", str(path), "--measure", "OR", "--combine", "mantel-haenszel"]) == 2
    assert "Doe has no counts" in capsys.readouterr().err
    assert main(["pool", str(path), "--svg", str(tmp_path / "none" / "x.svg")]) == 2


@pytest.mark.parametrize(
    "rows",
    [
        "Doe,0.5,0.1",
        "Doe,0.5,0.1\nRoe,0.4,0.1",
        "Doe,0.5,0.1\nRoe,0.5,0.1\nPoe,0.5,0.1",
        "Doe,0.5,1e-40\nRoe,0.4,1e30\nPoe,-3,0.1",
    ],
)
def test_one_two_identical_and_extreme_studies_are_pooled_with_a_note(
    rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"study,yi,vi\n{rows}\n", encoding="utf-8")
    assert main(["pool", str(path)]) == 0
    assert "note:" in capsys.readouterr().out


def test_a_topic_without_anything_to_pool_still_shows_its_directions(capsys: pytest.CaptureFixture[str]) -> None:
    topic = "infection/viral/cytomegalovirus"
    assert main(["pool", str(SAMPLE), topic]) == 1
    shown = capsys.readouterr()
    assert "nothing to pool" in shown.out
    assert "T2, after onset" in shown.out
    assert "nothing pooled" in shown.err
    code, found = document(capsys, str(SAMPLE), topic)
    assert code == 1
    assert found["result"] is None
    directions = found["without_pooling"]
    assert isinstance(directions, dict)
    assert {group["stream"] for group in directions["groups"]} == {"human", "laboratory"}


def test_a_topic_shows_directions_by_stream_and_tier_beside_its_pool(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = document(capsys, str(SAMPLE), "work/silica-dust")
    directions = found["without_pooling"]
    assert isinstance(directions, dict)
    groups = {(group["stream"], group["tier"]): group for group in directions["groups"]}
    assert groups["human", "T2"]["more"] > 5
    assert groups["human", "T2"]["p"] < 0.05
    assert groups["human", "T0"]["p"] is None
    assert directions["not_pooled"]
    assert "nothing of how large" in directions["limits"]


def test_rows_of_a_review_in_two_tiers_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = document(capsys, str(SAMPLE), "work/silica-dust")
    assert isinstance(found["studies"], list)
    names = [study["study"] for study in found["studies"]]
    assert len(set(names)) == len(names)
    assert {name[-4:] for name in names if "Rubio" in name} == {"(T2)", "(T3)"}
    assert all(study["year"] for study in found["studies"])
    assert isinstance(found["cumulative"], list)


def test_conversions_one_row_for_each_study_and_details_can_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("study,or,lower,upper,adjusted for\nDoe,3,1.5,6,age\nDoe,4,2,8,\nRoe,2,1,4,age\n", encoding="utf-8")
    code = main(
        ["pool", str(path), "--one-each", "--convert", "RR", "--baseline-risk", "0.2", "--details", "--level", "90"]
    )
    shown = capsys.readouterr().out
    assert code == 1
    assert "RR (95 % limits)" in shown
    assert "converted from OR: OR / (1 − p₀ + p₀ OR) (Zhang & Yu 1998; Grant 2014)" in " ".join(shown.split())
    assert "chosen from 2 rows of this study" in shown
    assert "90 % interval" in shown
    assert "without each study:" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--convert", "RR"], "--baseline-risk"),
        (["--baseline-risk", "20"], "between 0 and 1"),
        (["--measure", "FOO"], "unknown effect measure"),
        (["--combine", "peto"], "Doe has no counts"),
        (["--column", "ratio=or", "--column", "low=or"], "cannot be ratio and low"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("study,or,lower,upper\nDoe,3,1.5,6\nRoe,2,1,4\n", encoding="utf-8")
    assert main(["pool", str(path), *arguments]) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert len(shown.strip().splitlines()) == 1
