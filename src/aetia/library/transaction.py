"""Changing several files of a library at once: all of them, or none.

New texts are first written below `.aetia/changes/`, then a plan that lists them is put in place by one rename: from that
moment the change counts. The files are then moved to where they belong. Killed before the rename, the library is as it was;
killed after it, whoever opens the library next finishes the move. Each file is itself replaced by one rename.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path, PurePosixPath

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.lock import locked

_CHANGES = "changes"
_PLAN = "plan.json"


class Transaction:
    """Gathers changes to a library's files and applies them together.

    The caller holds the library's lock.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._changes: dict[str, bytes | None] = {}

    def put(self, file: str, content: bytes | str) -> None:
        """Plan that a file, named relative to the library, holds `content`."""
        self._changes[_checked(file)] = content.encode("utf-8") if isinstance(content, str) else content

    def remove(self, file: str) -> None:
        """Plan that a file is gone."""
        self._changes[_checked(file)] = None

    def pending(self, file: str) -> bytes | None:
        """The planned content of a file, or None when no content is planned for it."""
        return self._changes.get(file)

    def commit(self) -> list[str]:
        """Apply the changes; returns the files that really changed, sorted."""
        changed = {file: content for file, content in self._changes.items() if _differs(self.root / file, content)}
        if changed:
            _stage(self.root, changed)
            _apply(self.root)
        self._changes.clear()
        return sorted(changed)


def recover(root: Path) -> None:
    """Finish a change that was decided but not completed, and drop one that was not decided. Called before every reading.

    A folder that cannot be written is left alone unless a decided change waits in it.

    Raises:
        LockedError: a change is under way in another process and does not end.
    """
    changes = root / layout.PRIVATE_STATE / _CHANGES
    if not changes.exists():
        return
    if not (changes / _PLAN).exists() and not os.access(root, os.W_OK):
        return
    with locked(root, "finishing an interrupted change", wait=30.0):
        if (changes / _PLAN).exists():
            _apply(root)
        elif changes.exists():
            shutil.rmtree(changes)


def _checked(file: str) -> str:
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or not path.parts or path.parts[0] == layout.PRIVATE_STATE:
        raise LibraryError(f"'{file}' does not lie inside the library")
    return str(path)


def _differs(path: Path, content: bytes | None) -> bool:
    if content is None:
        return path.exists()
    return not path.is_file() or path.read_bytes() != content


def _stage(root: Path, changes: dict[str, bytes | None]) -> None:
    folder = root / layout.PRIVATE_STATE / _CHANGES
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    plan: dict[str, str | None] = {}
    for number, (file, content) in enumerate(sorted(changes.items())):
        if content is None:
            plan[file] = None
            continue
        staged = folder / f"{number}.new"
        with staged.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        plan[file] = staged.name
    draft = folder / "plan.draft"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(plan, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(folder / _PLAN)


def _apply(root: Path) -> None:
    folder = root / layout.PRIVATE_STATE / _CHANGES
    plan: dict[str, str | None] = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
    for file, staged in plan.items():
        target = root / _checked(file)
        if staged is None:
            target.unlink(missing_ok=True)
            continue
        source = folder / PurePosixPath(staged).name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    (folder / _PLAN).unlink()
    shutil.rmtree(folder)
