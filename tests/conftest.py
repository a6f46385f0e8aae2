"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]

settings.register_profile("aetia", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("aetia")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The project's own folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data that lies beside the repository, or where AETIA_SHARED says."""
    folder = Path(os.environ.get("AETIA_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the development data is not at {folder}; set AETIA_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def shared_data(shared: Path) -> Path:
    """The third-party data of the development data."""
    return shared / "data"


@pytest.fixture(scope="session")
def sample_library() -> Path:
    """The sample library as it ships."""
    return REPOSITORY / "src" / "aetia" / "sample" / "scleroderma"


@pytest.fixture(scope="session")
def sample_site(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample library, built once for everybody; read only."""
    from aetia.site import build_site

    return build_site(sample_library, tmp_path_factory.mktemp("sample-site") / "site").out
