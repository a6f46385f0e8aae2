"""A retraction runs through to the page: estimate, level, flags, history and site change in one record and one build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from aetia.cli.main import main
from aetia.library.read import read_library
from aetia.synthesis import TopicVerdict, assess

TOPIC, OUTCOME = "infection/viral/sars-cov-2", "systemic-sclerosis"
PAGE = f"causes/{TOPIC}/index.html"
NOTICE = "    standing:\n      state: retracted\n      notice: {date: 2026-11-21, source: an exercise in a test}\n"


def verdict_on(root: Path) -> TopicVerdict:
    return next(v for v in assess(read_library(root)) if (v.topic, v.outcome) == (TOPIC, OUTCOME))


def test_a_retraction_follows_through_to_the_page(sample_library: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    shutil.copytree(sample_library, root)
    assert main(["verdict", str(root), "--record"]) == 0
    assert main(["build", str(root), "--out", str(tmp_path / "before")]) == 0
    before = verdict_on(root)

    file = root / "studies" / "chang-2023.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("    sources:\n", NOTICE + "    sources:\n", 1), encoding="utf-8"
    )
    assert main(["verdict", str(root), "--record"]) == 0
    assert main(["build", str(root), "--out", str(tmp_path / "after")]) == 0
    after = verdict_on(root)

    assert before.pool is not None
    assert after.pool is not None
    assert before.pool.m > 0.5 > after.pool.m
    assert before.level.step > after.level.step
    assert {flag.id for flag in before.flags} - {flag.id for flag in after.flags} >= {"contested"}
    rows = [row for row in read_library(root).verdicts if (row.topic, row.outcome) == (TOPIC, OUTCOME)]
    assert (rows[-1].level, rows[-1].inputs) == (after.level, after.digest)
    assert rows[-1].moved_by is not None
    assert "retraction of Chang 2023" in rows[-1].moved_by
    assert rows[-1].on == "2026-11-22"
    page, old = ((tmp_path / name / PAGE).read_text(encoding="utf-8") for name in ("after", "before"))
    assert page != old
    assert "retracted" in page.lower()
    assert "retracted" not in old.lower()
    past = page.split('id="past"')[1].split("</table>")[0]
    assert past.index("retraction of Chang 2023") < past.index("first record")
    data, earlier = (
        json.loads((tmp_path / name / PAGE).with_name("verdict.json").read_text(encoding="utf-8"))["topics"][0]
        for name in ("after", "before")
    )
    assert data["pool"]["m"] < 0.5 < earlier["pool"]["m"]
    assert [each["kind"] for each in data["with_and_without"]] == ["retracted"]
    assert earlier["with_and_without"] == []
