"""The corpus that libraries are resolved in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resolve.small_corpus import make_corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of six papers, never changed."""
    return make_corpus(tmp_path_factory.mktemp("into-library"))
