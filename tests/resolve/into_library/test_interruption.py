"""A run that is killed at any moment leaves the library as it was, or as it was to be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.library.test_interruption import in_a_child, killed_at
from tests.resolve.into_library.printed_library import library, resolved, snapshot, study
from tests.resolve.into_library.test_resolving import FIELDS, SLATE_TITLE, WINTER_TITLE
from tests.resolve.small_corpus import SLATE_PRINTED, WINTER_PRINTED

from aetia.library import read_library
from aetia.resolve.into_library import answer_questions, run
from aetia.resolve.into_library.search import PaperSearch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing a process at a chosen moment needs fork")

STUDIES = {
    "smith-1999": study(SLATE_PRINTED, SLATE_TITLE, more=FIELDS),
    "doe-2003": study(WINTER_PRINTED, WINTER_TITLE),
}


@pytest.fixture
def found_before(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are found in this process alone: a forked one must not wait for the threads of the libraries that read a corpus."""
    kept: list[PaperSearch] = []

    def remembered(*arguments: Any) -> PaperSearch:
        kept.extend([PaperSearch(*arguments)] if not kept else [])
        kept[0].is_closed = False
        return kept[0]

    monkeypatch.setattr(run, "PaperSearch", remembered)
    resolved(library(tmp_path / "first", STUDIES), corpus)


@pytest.mark.usefixtures("found_before")
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_run_killed_at_any_step_leaves_the_library_as_before_or_as_after(
    tmp_path: Path, corpus: Path, after: bool
) -> None:
    before = snapshot(library(tmp_path / "before", STUDIES))
    done = library(tmp_path / "after", STUDIES)
    resolved(done, corpus)
    seen, ended = set(), False
    for step in range(1, 400):
        root = library(tmp_path / f"killed-{step}", STUDIES)

        def act(root: Path = root) -> None:
            resolved(root, corpus)

        ended = in_a_child(killed_at(step, after, act)) == 0
        found = snapshot_after_recovery(root)
        assert found in (before, snapshot(done)), step
        seen.add(found == before)
        resolved(root, corpus)
        assert snapshot(root) == snapshot(done), step
        if ended:
            break
    assert ended
    assert seen == {True, False}


def snapshot_after_recovery(root: Path) -> dict[str, bytes]:
    """What whoever opens the library next finds."""
    read_library(root)
    return snapshot(root)


def test_an_answer_is_kept_whole_or_not_at_all(tmp_path: Path, corpus: Path) -> None:
    asked = library(tmp_path / "asked", STUDIES)
    resolved(asked, corpus)
    before = (asked / "decisions/matches.tsv").read_bytes()
    tables = set()
    for step in range(1, 400):

        def act() -> None:
            answer_questions(asked, [("doe-2003", "502", "yes"), ("doe-2003", "503", "no")], by="anna")

        (asked / "decisions/matches.tsv").write_bytes(before)
        ended = in_a_child(killed_at(step, False, act)) == 0
        snapshot_after_recovery(asked)
        tables.add((asked / "decisions/matches.tsv").read_text().count("\topen\t"))
        if ended:
            break
    assert tables == {2, 0}
