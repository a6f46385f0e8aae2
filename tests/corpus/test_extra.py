"""A light installation says what a corpus needs."""

from __future__ import annotations

from pathlib import Path

import pytest

import aetia.corpus
from aetia.errors import MissingExtra


def test_python_is_told_like_the_terminal_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aetia.corpus.extra.find_spec", lambda name: None if name == "tantivy" else object())
    with pytest.raises(MissingExtra, match="corpus"):
        aetia.corpus.open(tmp_path)
