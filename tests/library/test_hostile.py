"""Hostile libraries cost bounded time and memory, and reach nothing outside their folder."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.made_up import ALPHA, SCREENING, SETTINGS, make_library

from aetia.errors import LibraryError
from aetia.library import read_library, read_with_faults, writing
from aetia.library.check import check_library
from aetia.library.check.quotations import count_sentences
from aetia.library.yaml_text import read_yaml
from aetia.model.decision import ScreeningDecision

LIMIT = 20.0
"""CPU seconds that no single hostile file may cost; the slowest costs about a fifth of it on a slow machine."""


TEXTS = {
    "marks of comments inside quotes": "x: [" + '" #", ' * 150_000 + "]\n",
    "a comment on every line": "x:\n" + "  - a # b\n" * 100_000,
    "a line of marks": "x: " + "#" * 1_000_000 + "\n",
    "a quoted line of marks": "x: '" + " #" * 1_000_000 + "'\n",
    "many keys": "".join(f"k{number}: v\n" for number in range(150_000)),
    "a long text of marks": "x: |\n" + "  # line\n" * 300_000,
    "nothing but comments": "# only\n" * 400_000 + "a: b\n",
    "brackets": "x: " + "{" * 30 + "}" * 30 + "\n",
    "keys of keys": "? " * 100_000,
    "lists of lists": "- " * 100_000,
    "open brackets": "[" * 100_000,
    "backslashes": '"' + "\\" * 1_000_001 + '"',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_text_is_read_or_refused_in_bounded_time(text: str) -> None:
    started = time.process_time()

    with suppress(LibraryError):
        read_yaml(text, "x.yaml")

    assert time.process_time() - started < LIMIT


def test_many_thousand_findings_in_one_file_are_checked(tmp_path: Path) -> None:
    head = ALPHA[: ALPHA.index("findings:")] + "findings:\n"
    findings = "".join(f"  - {{topic: infection, exposure: x{number}}}\n" for number in range(20_000))
    root = make_library(tmp_path, {"studies/alpha-2020.yaml": head + findings})
    started = time.process_time()

    faults = check_library(root)

    assert sum(fault.code == "unknown-concept" for fault in faults) == 20_000
    assert time.process_time() - started < LIMIT


def test_many_broken_concepts_and_rows_are_named_up_to_a_limit(tmp_path: Path) -> None:
    root = make_library(
        tmp_path,
        {
            "concepts.yaml": "- {id: A, kind: x}\n" * 50_000,
            "decisions/screening.tsv": SCREENING + "a row of one cell\n" * 200_000,
        },
    )
    started = time.process_time()

    faults = read_with_faults(root).faults

    assert {fault.file for fault in faults} == {"concepts.yaml", "decisions/screening.tsv"}
    assert len(faults) < 500
    assert time.process_time() - started < LIMIT


@pytest.mark.parametrize("pattern", [". ", " ", ".", "x", '."', "A. B. "])
def test_counting_sentences_takes_time_in_proportion(pattern: str) -> None:
    started = time.process_time()
    count_sentences("a." + pattern * 300_000)

    assert time.process_time() - started < LIMIT / 4


def test_settings_of_a_hostile_depth_are_a_fault(tmp_path: Path) -> None:
    root = make_library(tmp_path, {"aetia.toml": SETTINGS + "x = " + "{a=" * 50_000})

    assert [fault.code for fault in read_with_faults(root).faults] == ["not-toml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_a_pipe_in_place_of_a_file_is_never_opened(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    (root / "concepts.yaml").unlink()
    for name in ("concepts.yaml", "studies/pipe-2020.yaml", "rescued.html"):
        os.mkfifo(root / name)
    (root / ".aetia" / "changes").mkdir(parents=True)
    os.mkfifo(root / ".aetia" / "commits")
    os.mkfifo(root / ".aetia" / "changes" / "plan.json")

    faults = check_library(root)

    assert ("concepts.yaml", "unreadable") in {(fault.file, fault.code) for fault in faults}
    assert "alpha-2020" in (read_with_faults(root).library or pytest.fail("not read")).studies


def test_a_file_name_that_is_no_text_is_named_and_left_out(tmp_path: Path) -> None:
    root = make_library(tmp_path)
    (Path(os.fsdecode(os.fsencode(root / "studies") + b"/\xff\x1b.yaml"))).write_text(ALPHA)

    faults = check_library(root)

    assert [fault.code for fault in faults] == ["wrong-name"]
    assert str(faults[0]).isprintable()


def test_a_table_that_cannot_be_read_is_never_written_over(tmp_path: Path) -> None:
    broken = SCREENING + "a row of one cell\n"
    root = make_library(tmp_path, {"decisions/screening.tsv": broken})
    row = ScreeningDecision(on="2026", by="e", topic="t", record="r", decision="include")

    with pytest.raises(LibraryError, match="1 cells"), writing(root, "a test") as writer:
        writer.append("decisions/screening.tsv", ScreeningDecision, [row])

    assert (root / "decisions/screening.tsv").read_text() == broken


@pytest.mark.parametrize(
    "content", [b"references: [\n# precious\n", b"\xff# precious\n", b"# precious\nreferences: &a x\n"]
)
def test_a_file_whose_comments_cannot_be_read_is_never_written_over(tmp_path: Path, content: bytes) -> None:
    study = read_library(make_library(tmp_path)).studies["alpha-2020"]
    (tmp_path / "studies" / "alpha-2020.yaml").write_bytes(content)

    with pytest.raises(LibraryError), writing(tmp_path, "a test") as writer:
        writer.study(study)

    assert (tmp_path / "studies" / "alpha-2020.yaml").read_bytes() == content
