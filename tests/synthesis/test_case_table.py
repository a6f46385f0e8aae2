"""The cases that a version of the rules must get right, as in validation/verdicts/cases.toml."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aetia.model.library import Library
from aetia.model.study import Study
from aetia.synthesis import assess_topic, load_rules
from aetia.synthesis.rules import versions

CASES: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "validation" / "verdicts" / "cases.py"))
WITHOUT_DATA = {
    version: [case for case in CASES["read_cases"](None, version) if case.rows is not None] for version in versions()
}


@pytest.mark.parametrize(
    ("version", "case"),
    [(version, case) for version, cases in WITHOUT_DATA.items() for case in cases],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_case_comes_out_as_accepted(version: str, case: Any) -> None:
    verdicts = CASES["assess_cases"](WITHOUT_DATA[version], load_rules(version))
    assert CASES["faults"](case, verdicts[case.name], verdicts) == []


@pytest.mark.parametrize("version", versions())
def test_passive_smoking_and_lung_cancer_is_likely_or_established_never_lower(version: str, shared_data: Path) -> None:
    cases = CASES["read_cases"](shared_data / "meta-analysis" / "datasets", version)
    (smoking,) = [case for case in cases if case.name.startswith("passive smoking")]
    verdicts = CASES["assess_cases"]([smoking], load_rules(version))
    assert len(smoking.rows) == 37
    assert CASES["faults"](smoking, verdicts[smoking.name], verdicts) == []


def test_one_sjogren_study_has_a_row_of_its_own_and_leaves_scleroderma_untouched(
    finding: Callable[..., dict[str, Any]], study: Callable[..., Study], library: Callable[..., Library]
) -> None:
    own = [study(f"doe-{number}", finding(), team=f"team-{number}") for number in range(3)]
    other = study("xuan", finding(outcome="sjogren-syndrome"))
    (before,) = assess_topic(library(*own), "work/silica-dust")
    silica = assess_topic(library(*own, other), "work/silica-dust")
    assert [verdict.outcome for verdict in silica] == ["systemic-sclerosis", "sjogren-syndrome"]
    assert (silica[0].level, silica[0].rule, silica[0].pool) == (before.level, before.rule, before.pool)
    assert [row.study for row in silica[1].rows] == ["xuan"]
