"""What is imported when: numbers are computed with heavy libraries, and nobody waits for these who computes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

HELP = """
import sys, contextlib
from aetia.cli.main import run
sys.argv = ['aetia', {words}]
with contextlib.suppress(SystemExit):
    run()
"""
EVERY_MODULE = """
import importlib, pkgutil, aetia.synthesis
for module in pkgutil.walk_packages(aetia.synthesis.__path__, 'aetia.synthesis.'):
    importlib.import_module(module.name)
"""


def loaded_by(code: str) -> set[str]:
    """The top packages that a fresh Python has imported after some code."""
    report = "\nimport sys; print(' '.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "code",
    [
        "import aetia",
        "import aetia.synthesis",
        EVERY_MODULE,
        HELP.format(words="'--help'"),
        HELP.format(words="'verdict', '--help'"),
        HELP.format(words="'pool', '--help'"),
    ],
    ids=["aetia", "synthesis", "every module of it", "help", "help on verdicts", "help on pooling"],
)
def test_numpy_and_scipy_are_imported_only_to_compute(code: str) -> None:
    loaded = loaded_by(code)
    assert "aetia" in loaded
    assert loaded.isdisjoint({"numpy", "scipy"})


def test_a_pool_imports_them() -> None:
    assert {"numpy", "scipy"} <= loaded_by("from aetia.synthesis import pool\npool([0.1, 0.3], [0.02, 0.03])")


def test_a_search_is_imported_only_where_a_likelihood_has_to_be_searched() -> None:
    code = """
from aetia.synthesis import pool
pool([0.1, 0.3, 0.2], [0.02, 0.03, 0.1])
assert 'scipy.optimize' not in sys.modules
"""
    assert "scipy" in loaded_by(f"import sys{code}")
