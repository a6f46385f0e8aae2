"""`aetia restore` says what it did, and its exit code tells whether the public part is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rescue.restore.copies import tree

from aetia.cli.main import main


def test_a_whole_copy(
    small_site: Path, published: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["restore", str(small_site), "--into", str(tmp_path / "library")])

    said = capsys.readouterr()
    assert code == 0
    assert said.out == ""
    assert tree(tmp_path / "library") == published
    assert "not published: stories/ (1 file): no recorded consent\n" in said.err
    assert (
        "published in part: decisions/screening.tsv: the names of those who decided are replaced by numbers\n"
        in said.err
    )
    assert f"edition of 2026-11-20; the public part is whole: {tmp_path / 'library'}\n" in said.err
    assert "a check of the restored library finds" in said.err


def test_a_damaged_copy(
    small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_of(small_site)
    (copy / "source" / "topics" / "dust.md").unlink()
    (copy / "source" / "aetia.toml").write_text("spoiled")

    code = main(["restore", str(copy), "--into", str(tmp_path / "library"), "--json", "--keep-damaged"])

    said = capsys.readouterr()
    document = json.loads(said.out)
    assert code == 1
    assert document["whole"] is False
    assert [(item["file"], item["why"]) for item in document["not_restored"]] == [
        ("aetia.toml", "differs"),
        ("topics/dust.md", "missing"),
    ]
    assert document["soundness"] is None
    assert "missing: topics/dust.md: no piece of the copy is this file\n" in said.err
    assert "differs: aetia.toml: what lies at its address is not this file" in said.err
    assert "; kept as .aetia/damaged/aetia.toml\n" in said.err
    assert "the library cannot be read: its settings are not there or not whole\n" in said.err
    assert "2 public files not restored" in said.err
    assert (tmp_path / "library" / ".aetia" / "damaged" / "aetia.toml").read_text() == "spoiled"


def test_nothing_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()

    code = main(["restore", str(tmp_path / "empty"), "--into", str(tmp_path / "library")])

    assert code == 2
    assert "there is no library in this copy" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()


def test_of_many_lines_the_first_are_printed(
    small_site: Path, copy_of: Callable[[Path], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_of(small_site)
    for path in [*(copy / "source").glob("*/*.yaml"), *(copy / "source").rglob("*.md")]:
        path.unlink()

    assert main(["restore", str(copy), "--into", str(tmp_path / "library")]) == 1

    said = capsys.readouterr().err
    lost = len(json.loads((tmp_path / "library" / ".aetia" / "restore.json").read_text())["not_restored"])
    assert said.count("\nmissing: ") + said.startswith("missing: ") == 20
    assert f"… and {lost - 20} more; .aetia/restore.json lists them\n" in said
