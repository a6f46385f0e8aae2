"""Migrations: one small step for each change of the library format, applied in order.

Format 1 is the first; a step from format n is registered in `STEPS[n]` and rewrites the files of format n as format n + 1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.write import Writer, writing
from aetia.model.library import FORMAT


@dataclass(frozen=True)
class Step:
    """A migration step: what it does in words, and the function that plans the new files."""

    title: str
    apply: Callable[[Writer], None]


STEPS: dict[int, Step] = {}


def migrate_library(root: Path, steps: Mapping[int, Step] | None = None, newest: int = FORMAT) -> list[str]:
    """Bring a library to the newest format. All steps land together, or none.

    Args:
        root: the library's folder.
        steps: the steps by the format that they start from.
        newest: the format to reach.

    Returns:
        The titles of the steps taken; empty when there was nothing to do.

    Raises:
        LibraryError: there is no library here, its settings name no format, its format is newer than `newest`, or a step is
            missing.
    """
    steps = STEPS if steps is None else steps
    if not layout.is_library(root):
        raise LibraryError(
            "there is no library here (no aetia.toml)", where=str(root), remedy="Name a library's folder"
        )
    taken: list[str] = []
    with writing(root, "aetia library migrate") as writer:
        settings_file = root / layout.SETTINGS
        try:
            number = tomllib.loads(settings_file.read_text(encoding="utf-8")).get("format")
        except tomllib.TOMLDecodeError as error:
            raise LibraryError(
                f"this is not TOML: {error}", where=str(settings_file), remedy="Correct the line it names"
            ) from None
        if not isinstance(number, int):
            raise LibraryError(
                "the settings name no format", where=str(settings_file), remedy="Add a line 'format = 1'"
            )
        if number > newest:
            raise LibraryError(
                f"the library has format {number}; this aetia knows formats up to {newest}",
                where=str(settings_file),
                remedy="Install a newer aetia",
            )
        while number < newest:
            if number not in steps:
                raise LibraryError(f"there is no migration from format {number}", where=str(settings_file))
            steps[number].apply(writer)
            taken.append(f"format {number} to {number + 1}: {steps[number].title}")
            number += 1
        if taken:
            planned = writer.transaction.pending(layout.SETTINGS)
            document = tomlkit.parse(planned.decode("utf-8") if planned else settings_file.read_text(encoding="utf-8"))
            document["format"] = newest
            writer.file(layout.SETTINGS, tomlkit.dumps(document))
    return taken
