"""The small library and its site, built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rescue.restore.copies import public_part
from tests.site.small_library import small_library

from aetia.site import build_site


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library; read only."""
    return small_library(tmp_path_factory.mktemp("small") / "library")


@pytest.fixture(scope="session")
def small_site(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site; read only."""
    return build_site(small, tmp_path_factory.mktemp("small-site") / "site").out


@pytest.fixture(scope="session")
def published(small: Path) -> dict[str, bytes]:
    """The small library's public part."""
    return public_part(small)


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """Makes a copy of a site that a test may spoil."""

    def copied(site: Path) -> Path:
        return Path(shutil.copytree(site, tmp_path / "copy"))

    return copied
