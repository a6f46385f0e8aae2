"""The validation scripts run, end with one JSON line, and find nothing wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def run(repository: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run([sys.executable, *arguments], cwd=repository, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_every_covered_reference_number_agrees(repository: Path, shared_data: Path) -> None:
    code, report = run(repository, "validation/pooling/run.py", "--data", str(shared_data / "meta-analysis"))
    assert report["failed"] == []
    assert code == 0
    assert report["facts"] == 528
    assert report["agree"] == 476


def test_a_wrong_reference_number_is_failed_and_not_called_uncovered(repository: Path, tmp_path: Path) -> None:
    fact: dict[str, Any] = {
        "source": "here:1",
        "datasets": [],
        "steps": [
            {"assigns": "y", "function": "c", "positional": ["0.1", "0.5"], "named": {}},
            {"assigns": "v", "function": "c", "positional": ["0.1", "0.1"], "named": {}},
            {"assigns": "res", "function": "rma", "positional": ["y", "v"], "named": {"method": "EE"}},
        ],
        "quantity": "coef(res)",
        "expected": [0.3],
    }
    wrong = {**fact, "source": "there:1", "expected": [0.4]}
    robust = {
        **fact,
        "steps": [*fact["steps"], {"assigns": "r", "function": "robust", "positional": ["res"], "named": {}}],
    }
    lost = {**fact, "source": "elsewhere:1"}
    facts = (fact, wrong, robust, lost, {**lost, "expected": [0.7]})
    text = "\n".join(json.dumps(each) for each in facts)
    (tmp_path / "metafor_expected.jsonl").write_text(text, encoding="utf-8")
    code, report = run(repository, "validation/pooling/run.py", "--data", str(tmp_path))
    assert code == 1
    assert (report["facts"], report["agree"], report["not_covered"]) == (5, 1, 3)
    assert len(report["failed"]) == 1


def test_every_line_of_the_published_tables_is_pooled_or_listed(repository: Path, shared_data: Path) -> None:
    code, report = run(repository, "validation/pooling/tables.py", "--data", str(shared_data / "meta-analysis"))
    assert code == 0
    assert report["lost"] == []
    assert report["tables"] == report["understood"] + report["refused"] == 112
    assert report["understood"] >= 74


def test_tau2_is_at_the_maximum_of_its_likelihood_in_random_sets(repository: Path) -> None:
    _, report = run(repository, "validation/pooling/likelihood.py", "--sets", "20")
    assert report["short"] == 0
    assert report["limits_differ_by"] < 1e-12


def test_the_intervals_are_simulated(repository: Path) -> None:
    _, report = run(repository, "validation/pooling/intervals.py", "--sets", "20")
    shares = report["lowest_share_inside"]
    assert shares["rule"]["k4"] == shares["z"]["k4"]
    assert shares["rule"]["k5"] == shares["hartung-knapp-floor"]["k5"]
    assert shares["hartung-knapp-floor"]["k2"] >= shares["z"]["k2"]


def test_the_verdict_validation_runs_on_few_topics(repository: Path) -> None:
    code, report = run(repository, "validation/verdicts/run.py", "--topics", "25")
    assert report["cases_failed"] == []
    assert code == 0
