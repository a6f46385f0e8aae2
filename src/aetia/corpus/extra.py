"""The libraries that a corpus needs and a light installation has not."""

from __future__ import annotations

from importlib.util import find_spec

from aetia.errors import MissingExtra

_NEEDED = ("duckdb", "fsspec", "lxml", "pyarrow", "rapidfuzz", "tantivy")


def check_installed() -> None:
    """Nothing, where they are installed.

    Raises:
        MissingExtra: one of them is not; the message says what to install.
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise MissingExtra("corpus", "a corpus")
