"""The figures of the sample library's verdicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.synthesis.figures.drawn import outside, overlaps

from aetia.library.read import read_library
from aetia.model.library import Library
from aetia.model.standing import StandingRecord
from aetia.synthesis import assess, assess_topic
from aetia.synthesis.figures import verdict_figures
from aetia.synthesis.figures.from_verdict import cumulative_steps, forest_rows, study_marks

SILICA = "work/silica-dust"


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Library:
    return read_library(sample_library)


def test_every_verdict_of_the_sample_library_gives_sound_figures(library: Library) -> None:
    made = 0
    for verdict in assess(library):
        for kind, figure in verdict_figures(verdict, library).items():
            made += 1
            assert figure.name == f"{kind}-{verdict.outcome}"
            for svg in (figure.svg, figure.narrow_svg):
                assert overlaps(svg) == [], (verdict.topic, kind)
                assert outside(svg) == [], (verdict.topic, kind)
    assert made > 40


def test_the_forest_holds_every_counted_row_with_its_weight(library: Library) -> None:
    verdict = assess_topic(library, SILICA)[0]
    rows = [row for row in forest_rows(verdict, library) if row.counted]
    assert sorted((row.label, row.value) for row in rows) == sorted((row.label, row.value) for row in verdict.rows)
    assert sum(row.weight or 0 for row in rows) == pytest.approx(1)
    tiers = [row.tier for row in rows]
    assert tiers == sorted(tiers, reverse=True)


def test_the_last_cumulative_pool_is_the_verdict_s_own(library: Library) -> None:
    verdict = assess_topic(library, SILICA)[0]
    last = cumulative_steps(verdict, library)[-1].pool
    assert verdict.pool is not None
    assert (last.value, last.low, last.high) == (verdict.pool.m, verdict.pool.low, verdict.pool.high)


def test_a_population_counted_once_is_marked_once(library: Library) -> None:
    verdict = assess_topic(library, SILICA)[0]
    once = {item.label for item in verdict.not_counted if item.code == "counted-once"}
    marks = [mark.label for mark in study_marks(verdict, library)]
    assert all(marks.count(label) <= 1 for label in once)


def test_a_retracted_study_is_struck_through_in_every_figure_that_shows_it(library: Library) -> None:
    verdict = assess_topic(library, SILICA)[0]
    name = next(row.study for row in verdict.rows if not row.by_review and row.tier.name == "T2")
    study = library.studies[name]
    notice = StandingRecord.model_validate({"state": "retracted", "notice": {"source": "an exercise in a test"}})
    paper = study.references[0].model_copy(update={"standing": notice})
    withdrawn = study.model_copy(update={"references": [paper, *study.references[1:]]})
    after = replace(library, studies={**library.studies, name: withdrawn})

    figures = verdict_figures(assess_topic(after, SILICA)[0], after)
    assert f'text-decoration="line-through">{study.label}</text>' in figures["forest"].svg
    assert "no, retracted" in {row[-1] for row in figures["forest"].table.rows if row[0] == study.label}
    assert study.label not in {row[0] for row in figures["leave-one-out"].table.rows}
