"""The library that a site is built from: without an error, or without the files that have one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.check.run import find_faults
from aetia.library.faults import Fault
from aetia.library.read import MAX_FILE_BYTES, Reading, read_with_faults
from aetia.library.reading_memory import ReadingMemory
from aetia.model.library import Library
from aetia.site.edition import BrokenFile

_OPTIONAL = frozenset({layout.TOPICS, layout.STUDIES, layout.PAGES, layout.STORIES, layout.RESCUED})
"""Folders of which a site can do without a file."""

_TOPIC = re.compile(r"\btopic:\s*[\"']?([a-z0-9/-]+)")

R = TypeVar("R")


@dataclass(frozen=True)
class Sound:
    """A reading without errors, and the first error of each file that was left out for it."""

    reading: Reading
    broken: tuple[Fault, ...] = ()


def sound_library(root: Path, memory: ReadingMemory | None = None, *, keep_going: bool = False) -> Sound:
    """Read a library that a site can be built from.

    Args:
        root: its folder.
        memory: of the last reading of this folder.
        keep_going: leave out topics, studies and pages with an error; errors of settings, concepts and tables stop all the same.

    Raises:
        LibraryError: there is no library here, or it has an error; names the first, and how many there are.
    """
    reading = read_with_faults(root, memory)
    broken: dict[str, Fault] = {}
    while errors := [fault for fault in find_faults(reading, errors=True) if fault.file not in broken]:
        stop = errors if not keep_going else [fault for fault in errors if not _can_go(fault.file)]
        if stop or reading.library is None:
            raise _refusal(root, stop or errors)
        for fault in errors:
            broken.setdefault(fault.file, fault)
        # Left among the faults, the files count as there but not read, so that what names them is no error in turn.
        faults = sorted({*reading.faults, *broken.values()})
        reading = replace(reading, library=_without(reading.library, set(broken)), faults=faults)
    return Sound(reading, tuple(broken[file] for file in sorted(broken)))


def broken_files(root: Path, faults: tuple[Fault, ...]) -> tuple[BrokenFile, ...]:
    """Files that were left out, with the topics that their text names: where readers of these topics are told."""
    return tuple(BrokenFile(fault.file, _topics_named(root / fault.file)) for fault in faults)


def _topics_named(path: Path) -> frozenset[str]:
    try:
        text = path.read_bytes()[:MAX_FILE_BYTES].decode("utf-8", "replace")
    except OSError:
        return frozenset()
    return frozenset(_TOPIC.findall(text))


def _refusal(root: Path, errors: list[Fault]) -> LibraryError:
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return LibraryError(
        f"{errors[0].what}{more}",
        where=str(root / errors[0].where),
        remedy=f"{errors[0].remedy}. 'aetia check' lists every fault; nothing was built",
    )


def _can_go(file: str) -> bool:
    return file.partition("/")[0] in _OPTIONAL


def _without(library: Library, files: set[str]) -> Library:
    """A library as if some files were not there."""

    def others(folder: str, records: dict[str, R]) -> dict[str, R]:
        return {
            name: record
            for name, record in records.items()
            if f"{folder}/{name}.md" not in files and f"{folder}/{name}.yaml" not in files
        }

    return replace(
        library,
        topics=others(layout.TOPICS, library.topics),
        studies=others(layout.STUDIES, library.studies),
        pages=others(layout.PAGES, library.pages),
        stories=others(layout.STORIES, library.stories),
        rescued=others(layout.RESCUED, library.rescued),
    )
