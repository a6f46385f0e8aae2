"""What a wheel carries: everything that `aetia demo` needs after `pip install`, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=repository, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return zipfile.ZipFile(next(folder.glob("*.whl")))


@pytest.mark.parametrize(
    "name",
    [
        "aetia/py.typed",
        "aetia/sample/scleroderma/aetia.toml",
        "aetia/sample/scleroderma/rescued/causes-of-scleroderma-infection.html",
        "aetia/site/templates/cause.html",
        "aetia/site/static/icon.svg",
        "aetia/site/static/search.js",
        "aetia/site/static/style/tokens.css",
        "aetia/site/words/en.toml",
        "aetia/site/words/en/explore.toml",
        "aetia/site/words/es.toml",
        "aetia/synthesis/figures/words/en.toml",
        "aetia/synthesis/rules/2026-1.toml",
        "aetia/library/starter/aetia.toml",
    ],
)
def test_the_wheel_carries_what_commands_need(wheel: zipfile.ZipFile, name: str) -> None:
    assert name in wheel.namelist()


def test_the_wheel_carries_the_whole_sample_library(wheel: zipfile.ZipFile, sample_library: Path) -> None:
    packed = {
        name.removeprefix("aetia/sample/scleroderma/") for name in wheel.namelist() if "/sample/scleroderma/" in name
    }
    assert packed == {
        file.relative_to(sample_library).as_posix()
        for file in sample_library.rglob("*")
        if file.is_file() and ".aetia" not in file.parts
    }


def test_the_wheel_carries_no_tests_and_no_working_files(wheel: zipfile.ZipFile) -> None:
    strays = [
        name for name in wheel.namelist() if name.startswith("tests/") or "__pycache__" in name or "/.aetia/" in name
    ]
    assert strays == []


def test_importing_aetia_imports_nothing_heavy() -> None:
    heavy = {"numpy", "scipy", "pydantic", "jinja2", "selectolax", "yaml", "httpx2"}
    code = "import sys, aetia, aetia.cli.main; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)
