"""Room on the disk: asked before, and for each disk once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aetia.corpus import room
from aetia.errors import CorpusError


@pytest.fixture(autouse=True)
def _disk(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(room, "SPARE", 1_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=10_000))


def test_what_fits_is_let_through(tmp_path: Path) -> None:
    room.check_room({tmp_path / "not" / "yet": 9_000}, "a test")
    room.check_room({}, "a test")


def test_folders_on_one_disk_are_taken_together(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"too little room for a test: 0\.0 GB are needed.*Make room"):
        room.check_room({tmp_path / "a": 5_000, tmp_path / "b": 5_000}, "a test")


def test_who_needs_nothing_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SPARE", 10**12)
    room.check_room({tmp_path: 0}, "a test")
