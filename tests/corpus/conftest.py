"""NLM's folders, a client that may ask them, and a corpus that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.nlm import Nlm
from tests.http.conftest import client, service, waits
from tests.services import Service

from aetia.corpus.store import Store

__all__ = ["client", "service", "waits"]


@pytest.fixture
def nlm(service: Service) -> Nlm:
    return Nlm(service)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "corpus"))


@pytest.fixture(autouse=True)
def _small_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte to spare is asked of real disks only."""
    monkeypatch.setattr("aetia.corpus.room.SPARE", 0)
