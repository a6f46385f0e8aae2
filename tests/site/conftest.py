"""A small library, and its site, built once."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from aetia.site import Built, build_site


def _small() -> ModuleType:
    """The module beside this file, which is no package."""
    name = "aetia_tests_small_library"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("small_library.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def make_library() -> Callable[..., Path]:
    """Writes the small library into a folder; fields of its settings can be given."""
    function: Callable[..., Path] = _small().small_library
    return function


@pytest.fixture(scope="session")
def library_root(tmp_path_factory: pytest.TempPathFactory, make_library: Callable[..., Path]) -> Path:
    """The small library; read only."""
    return make_library(tmp_path_factory.mktemp("small") / "library")


@pytest.fixture(scope="session")
def built(library_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of the small library; read only."""
    return build_site(library_root, tmp_path_factory.mktemp("built") / "site")


@pytest.fixture(scope="session")
def site(built: Built) -> Path:
    """The folder of the small library's site; read only."""
    return built.out
