"""A new library is empty, valid, in canonical form, and never written over anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aetia.errors import InputError
from aetia.library import read_library
from aetia.library.check import check_library
from aetia.library.format import format_library
from aetia.library.start import concept_id, start_library


def test_a_new_library_has_no_fault_and_is_in_canonical_form(tmp_path: Path) -> None:
    written = start_library(tmp_path / "new", "Systemic sclerosis", "2026-11-23")

    assert check_library(tmp_path / "new") == []
    assert format_library(tmp_path / "new", write=False).changed == []
    assert ".gitignore" in written
    assert ".aetia/" in (tmp_path / "new" / ".gitignore").read_text()


def test_a_new_library_names_its_disease_its_day_and_the_rules(tmp_path: Path) -> None:
    start_library(tmp_path, "Sjögren's syndrome", "2026-11-23")

    library = read_library(tmp_path)
    assert library.settings.disease == "sjogrens-syndrome"
    assert library.concepts["sjogrens-syndrome"].label == "Sjögren's syndrome"
    assert library.settings.as_of == "2026-11-23"
    assert library.settings.rules == "2026-3"
    assert 'rules = "2026-3"' in (tmp_path / "aetia.toml").read_text()
    assert list(library.pages) == ["about", "corrections", "disclaimer", "how-we-weigh", "privacy"]
    assert "Sjögren's syndrome" in library.pages["about"].body
    assert not any("@" in page.body for page in library.pages.values())


def test_the_same_start_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        start_library(tmp_path / name, "Lupus", "2026-11-23")

    for file in (tmp_path / "one").rglob("*.*"):
        if ".aetia" not in file.parts and file.is_file():
            assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()


def test_a_folder_that_holds_anything_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")

    with pytest.raises(InputError, match=r"not empty \(it holds 'thesis.docx'\)"):
        start_library(tmp_path, "Lupus", "2026-11-23")

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_folder_with_nothing_but_git_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    start_library(tmp_path, "Lupus", "2026-11-23")

    assert (tmp_path / "aetia.toml").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(InputError, match="not a folder"):
        start_library(tmp_path / "file", "Lupus", "2026-11-23")


@pytest.mark.parametrize("disease", ["", "  ", "a\x1b[31mb", "x" * 201])
def test_a_disease_needs_a_name(tmp_path: Path, disease: str) -> None:
    with pytest.raises(InputError, match="no usable name"):
        start_library(tmp_path / "new", disease, "2026-11-23")

    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("day", ["2026-11", "2026-02-30", "today", "20261123", "2026-W01-1"])
def test_a_day_is_a_day(tmp_path: Path, day: str) -> None:
    with pytest.raises(InputError, match="is not a day"):
        start_library(tmp_path / "new", "Lupus", day)


@given(st.text(max_size=250))
def test_every_name_gives_an_identifier(name: str) -> None:
    assert concept_id(name) == concept_id(concept_id(name))
    assert 0 < len(concept_id(name)) <= 120


def test_a_name_in_other_letters_still_starts_a_library(tmp_path: Path) -> None:
    start_library(tmp_path, "強皮症", "2026-11-23")

    assert check_library(tmp_path) == []
    assert read_library(tmp_path).concepts["disease"].label == "強皮症"
