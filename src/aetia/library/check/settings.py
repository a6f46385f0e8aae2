"""The library's settings."""

from __future__ import annotations

from collections.abc import Iterator

from aetia.library import layout
from aetia.library.check.case import Case
from aetia.library.faults import Fault


def partial_as_of(case: Case) -> Iterator[Fault]:
    """The date that a library stands for should be a day: searches are counted from it."""
    as_of = case.library.settings.as_of
    if len(as_of) < len("2026-11-23"):
        yield case.fault(
            "partial-as-of",
            layout.SETTINGS,
            ("as_of",),
            f"the library's date is '{as_of}', not a day",
            "Write the day of the last search or publication, such as 2026-11-23",
        )
