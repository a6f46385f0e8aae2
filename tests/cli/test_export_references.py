"""`aetia export` in formats of references: what it writes is imported again, and what it cannot write is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aetia.cli.export import FORMATS, REFERENCES
from aetia.cli.main import main
from aetia.library import read_library
from aetia.library.start import start_library
from aetia.site.downloads.reference_files import REFERENCE_FORMATS

OF_REFERENCES = [*REFERENCES, "ris", "bibtex", "csl-json"]


@pytest.mark.parametrize("form", OF_REFERENCES)
def test_every_publication_of_the_sample_comes_back(
    form: str, sample_library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out", tmp_path / "lib"
    assert main(["export", str(sample_library), "--format", form, "--out", str(out)]) == 0
    said = capfd.readouterr().err.splitlines()
    assert said[0].startswith(f"{form} cannot hold: ")
    assert "sources (" in said[0]
    start_library(other, "Palewrist", "2026-11-23")
    assert main(["import", str(out), "--into", str(other)]) == 0
    capfd.readouterr()
    theirs = [study.reference for study in read_library(other).studies.values()]
    ours = [reference for study in read_library(sample_library).studies.values() for reference in study.references]
    assert len(theirs) == len(ours)
    for kind in ("pmid", "doi", "pmcid"):
        assert {getattr(one.identifiers, kind) for one in theirs} == {getattr(one.identifiers, kind) for one in ours}
    assert {one.title.rstrip(".") for one in theirs} == {one.title.rstrip(".") for one in ours}


def test_all_formats_of_one_library_hold_the_same_publications(
    sample_library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = []
    for form in OF_REFERENCES:
        files.append(str(tmp_path / form))
        assert main(["export", str(sample_library), "--format", form, "--out", files[-1]]) == 0
    start_library(tmp_path / "lib", "Palewrist", "2026-11-23")
    assert main(["import", *files, "--into", str(tmp_path / "lib"), "--json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert report["read"] == 6 * len(report["new"])


def test_a_retracted_publication_says_so(sample_library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for form in REFERENCES:
        assert main(["export", str(sample_library), "--format", form]) == 0
        assert "Retracted" in capfd.readouterr().out


def test_what_is_not_held_is_told_in_json_too(
    sample_library: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.nbib"
    assert main(["export", str(sample_library), "--format", "nbib", "--out", str(out), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["bytes"] == out.stat().st_size
    assert told["not_held"]["sources"] > 0


def test_the_command_offers_every_format() -> None:
    assert set(REFERENCES) == set(REFERENCE_FORMATS)
    assert not set(REFERENCES) & set(FORMATS)
