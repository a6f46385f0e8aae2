"""Migrations: step by step to the newest format, all together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.made_up import SETTINGS, make_library

from aetia.errors import LibraryError
from aetia.library.migrate import STEPS, Step, migrate_library
from aetia.library.write import Writer
from aetia.model.library import FORMAT


def rename_about(writer: Writer) -> None:
    writer.file("pages/about-us.md", (writer.root / "pages" / "about.md").read_bytes())
    writer.remove("pages/about.md")


def add_a_page(writer: Writer) -> None:
    writer.file("pages/new.md", "---\ntitle: New\n---\n")


TWO_STEPS = {1: Step("about is now about-us", rename_about), 2: Step("every library has a new page", add_a_page)}
ABOUT = {"pages/about.md": "---\ntitle: About\n---\n", "aetia.toml": "# ours\n" + SETTINGS}


def test_every_older_format_has_a_step_to_the_next() -> None:
    assert set(STEPS) == set(range(1, FORMAT))


def test_a_library_of_the_newest_format_is_left_as_it_is(tmp_path: Path) -> None:
    root = make_library(tmp_path)

    assert migrate_library(root) == []
    assert (root / "aetia.toml").read_text() == SETTINGS


def test_all_steps_are_taken_in_order_and_the_settings_keep_their_comments(tmp_path: Path) -> None:
    root = make_library(tmp_path, dict(ABOUT))

    taken = migrate_library(root, TWO_STEPS, newest=3)

    assert taken == ["format 1 to 2: about is now about-us", "format 2 to 3: every library has a new page"]
    assert sorted(path.name for path in (root / "pages").iterdir()) == ["about-us.md", "new.md"]
    assert (root / "aetia.toml").read_text() == "# ours\n" + SETTINGS.replace("format = 1", "format = 3")
    assert migrate_library(root, TWO_STEPS, newest=3) == []


def test_a_step_that_fails_leaves_the_library_in_its_old_format(tmp_path: Path) -> None:
    def fail(_: Writer) -> None:
        raise LibraryError("this cannot be told apart")

    root = make_library(tmp_path, dict(ABOUT))

    with pytest.raises(LibraryError, match="told apart"):
        migrate_library(root, {**TWO_STEPS, 2: Step("fails", fail)}, newest=3)

    assert (root / "pages" / "about.md").exists()
    assert "format = 1" in (root / "aetia.toml").read_text()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SETTINGS.replace("format = 1", "format = 9"), r"format 9.*Install a newer aetia"),
        (SETTINGS.replace("format = 1\n", ""), "name no format"),
        (SETTINGS.replace("format = 1", "format ="), "not TOML"),
    ],
)
def test_settings_that_cannot_be_migrated_are_named(tmp_path: Path, settings: str, words: str) -> None:
    root = make_library(tmp_path, {"aetia.toml": settings})

    with pytest.raises(LibraryError, match=words):
        migrate_library(root, TWO_STEPS, newest=3)


def test_a_missing_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no migration from format 2"):
        migrate_library(make_library(tmp_path, dict(ABOUT)), {1: TWO_STEPS[1]}, newest=3)


def test_a_folder_that_is_no_library_gets_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library here"):
        migrate_library(tmp_path)

    assert list(tmp_path.iterdir()) == []
