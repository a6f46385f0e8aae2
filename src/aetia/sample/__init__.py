"""The sample library, *Scleroderma*, and the old page that it grew from: tutorial, tests and demo use the same one.

Its contents are CC BY 4.0. The old page is made up: its prose is ours, its nine citations and their faults are those of a
real page.
"""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def sample_library() -> Path:
    """The folder of the sample library as installed. Copy it before changing it."""
    return _FOLDER / "scleroderma"


def old_page() -> Path:
    """The old page, as it was found."""
    return sample_library() / "rescued" / "causes-of-scleroderma-infection.html"
