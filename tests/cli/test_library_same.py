"""`aetia library same`, as somebody at a terminal meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.resolve.versions.libraries import ALPHAS, files, ids, reference, study, write

from aetia.cli.main import main

TITLE = "Silica dust and systemic sclerosis in miners of one valley"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(
        tmp_path / "library",
        study("article", reference(TITLE, ALPHAS, "Rheumatology", 2023, doi="10.1093/x")),
        study("preprint", reference(TITLE, ALPHAS, "medRxiv", 2022)),
        study("twice", reference(TITLE, doi="10.1093/x")),
    )


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """The command: exit code, standard output, standard error."""

    def same(*words: str | Path) -> tuple[int, str, str]:
        code = main(["library", "same", *map(str, words)])
        told = capfd.readouterr()
        return code, told.out, told.err

    return same


def test_without_options_it_says_what_it_finds_and_changes_nothing(root: Path, run: Run) -> None:
    before = files(root)

    code, out, _ = run(root, "--json")

    found = {(p["one"], p["other"]): (p["kind"], p["strength"]) for p in json.loads(out)["proposals"]}
    assert code == 0
    assert found["article", "twice"] == ("publication", "certain")
    assert found["article", "preprint"] == ("version", "likely")
    assert files(root) == before


def test_what_is_certain_is_joined_and_the_rest_is_asked(root: Path, run: Run) -> None:
    code, out, _ = run(root, "--apply", "--json")

    done = json.loads(out)
    assert code == 0
    assert [(each["one"], each["other"]) for each in done["joined"]] == [("article", "twice")]
    assert [(each["one"], each["other"]) for each in done["asked"]] == [("article", "preprint")]
    assert ids(root) == ["article", "preprint"]


def test_an_answer_and_its_doing_in_one_step(root: Path, run: Run) -> None:
    code, _, said = run(root, "--yes", "article", "preprint", "--by", "anna", "--apply")

    assert code == 0, said
    assert ids(root) == ["article"]
    assert "\tanna\tarticle\tpreprint\tversion\tyes\t" in files(root)["decisions/same.tsv"]


def test_a_no_is_written_and_not_asked_again(root: Path, run: Run) -> None:
    run(root, "--no", "preprint", "article", "--by", "anna", "--why", "another valley", "--kind", "population")
    run(root, "--no", "preprint", "twice", "--by", "anna", "--kind", "population")

    _, out, _ = run(root, "--json")

    assert [(p["one"], p["other"]) for p in json.loads(out)["proposals"]] == [("article", "twice")]
    assert "another valley" in files(root)["decisions/same.tsv"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--yes", "article", "preprint"], "--by"),
        (["--yes", "article", "preprint", "--no", "article", "preprint", "--by", "anna"], "not both"),
        (["--yes", "article", "nobody", "--by", "anna"], "nobody"),
        (["--no", "article", "nobody", "--by", "anna", "--kind", "version"], "no study 'nobody'"),
    ],
)
def test_wrong_use_says_what_to_do(root: Path, run: Run, words: list[str], says: str) -> None:
    before = files(root)

    code, _, said = run(root, *words)

    assert code == 2
    assert says in said
    assert files(root) == before


def test_where_there_is_no_library_it_says_so(tmp_path: Path, run: Run) -> None:
    code, _, said = run(tmp_path)

    assert code == 2
    assert "no library here" in said
