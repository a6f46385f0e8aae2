"""The site's one stylesheet: joined from parts, each about one thing, without comments and layout."""

from __future__ import annotations

import re
from importlib.resources import files

from aetia.synthesis.figures import STYLE as FIGURE_STYLE

PARTS = ("tokens", "base", "frame", "answer", "findings", "lists", "media")
"""The files of ``static/style/`` that every page needs, in the order in which they are joined."""


def stylesheet(*more: str) -> str:
    """The stylesheet as it is served; under 20 kB.

    Args:
        more: what follows it as it is, such as a theme's own.
    """
    return "".join([compact("".join([*map(part, PARTS), FIGURE_STYLE])), *more])


def part(name: str) -> str:
    """A part of the stylesheet as it is written."""
    return files("aetia.site").joinpath("static", "style", f"{name}.css").read_text(encoding="utf-8")


def compact(css: str) -> str:
    """A stylesheet without comments and layout."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return (
        re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(": ", ":").replace(";}", "}").strip()
        + "\n"
    )
