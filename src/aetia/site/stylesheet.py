"""The site's one stylesheet: joined from parts, each about one thing, without comments and layout."""

from __future__ import annotations

import re
from importlib.resources import files

from aetia.synthesis.figures import STYLE as FIGURE_STYLE

PARTS = ("page",)
"""The files of ``static/style/``, in the order in which they are joined."""


def stylesheet() -> str:
    """The stylesheet as it is served; under 20 kB."""
    folder = files("aetia.site").joinpath("static", "style")
    parts = [folder.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in PARTS]
    return compact("".join([*parts, FIGURE_STYLE]))


def compact(css: str) -> str:
    """A stylesheet without comments and layout."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return (
        re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(": ", ":").replace(";}", "}").strip()
        + "\n"
    )
