"""Changing several files of a library at once: all of them, or none.

New texts are first written below `.aetia/changes/`, then a plan that lists them is put in place by one rename: from that
moment the change counts. The files are then moved to where they belong. Killed before the rename, the library is as it was;
killed after it, whoever opens the library next finishes the move. Each file is itself replaced by one rename. Readers compare
`stamp` before and after, so that none of them sees half a change.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path, PurePosixPath

from aetia.errors import LibraryError
from aetia.library import layout
from aetia.library.lock import locked, private_state

_CHANGES = "changes"
_PLAN = "plan.json"
_COMMITS = "commits"
_STAGED = re.compile(r"\d+\.new")


class Transaction:
    """Gathers changes to a library's files and applies them together.

    The caller holds the library's lock.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._changes: dict[str, bytes | None] = {}

    def put(self, file: str, content: bytes | str) -> None:
        """Plan that a file, named relative to the library, holds `content`.

        Raises:
            LibraryError: the file would not lie inside the library.
        """
        name = _checked(self.root, file)
        self._changes[name] = content.encode("utf-8") if isinstance(content, str) else content

    def remove(self, file: str) -> None:
        """Plan that a file is gone.

        Raises:
            LibraryError: the file would not lie inside the library.
        """
        self._changes[_checked(self.root, file)] = None

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
        LibraryError: the waiting change cannot be read or finished.
    """
    changes = private_state(root) / _CHANGES
    if not changes.exists():
        return
    if not (changes / _PLAN).exists() and not os.access(root, os.W_OK):
        return
    with locked(root, "finishing an interrupted change", wait=30.0):
        finish(root)


def finish(root: Path) -> None:
    """Do what `recover` does, for a caller who holds the library's lock."""
    changes = private_state(root) / _CHANGES
    if changes.is_symlink():
        raise LibraryError(f"'{layout.PRIVATE_STATE}/{_CHANGES}' is a link", where=str(root), remedy="Delete the link")
    if (changes / _PLAN).is_file():
        _apply(root)
    elif changes.exists():
        shutil.rmtree(changes)


def stamp(root: Path) -> tuple[str, bool]:
    """What tells a reader whether the library changed while it was read: the number of changes so far, and whether one is
    being applied now."""
    state = private_state(root)
    try:
        number = (state / _COMMITS).read_text(encoding="utf-8") if (state / _COMMITS).is_file() else ""
    except (OSError, UnicodeDecodeError):
        number = ""
    return number, (state / _CHANGES / _PLAN).is_file()


def _checked(root: Path, file: str) -> str:
    """A file's name in one spelling, known to lie inside the library and not among hidden files of other programs."""
    path = PurePosixPath(file)
    hidden = any(part.startswith(".") for part in path.parts) and str(path) != ".gitignore"
    if path.is_absolute() or hidden or not path.parts or "\0" in file:
        raise LibraryError(f"'{file}' does not lie inside the library")
    for folder in list(path.parents)[:-1]:
        if (root / folder).is_symlink():
            raise LibraryError(
                f"the folder '{folder}' is a link, so '{file}' may lie outside the library", remedy="Delete the link"
            )
    return str(path)


def _differs(path: Path, content: bytes | None) -> bool:
    if content is None:
        return path.exists() or path.is_symlink()
    return path.is_symlink() or not path.is_file() or path.read_bytes() != content


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
        _write_through(staged, content)
        plan[file] = staged.name
    draft = folder / "plan.draft"
    _write_through(draft, json.dumps(plan).encode("utf-8"))
    draft.replace(folder / _PLAN)
    _sync_folder(folder)


def _apply(root: Path) -> None:
    folder = root / layout.PRIVATE_STATE / _CHANGES
    touched: set[Path] = set()
    for file, staged in _plan(root).items():
        target = root / _checked(root, file)
        touched.add(target.parent)
        if staged is None:
            target.unlink(missing_ok=True)
            continue
        source = folder / staged
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    for parent in sorted(touched):
        _sync_folder(parent)
    _count(root)
    (folder / _PLAN).unlink()
    shutil.rmtree(folder)


def _plan(root: Path) -> dict[str, str | None]:
    file = root / layout.PRIVATE_STATE / _CHANGES / _PLAN
    try:
        plan = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        plan = None
    if not isinstance(plan, dict) or not all(
        staged is None or (isinstance(staged, str) and _STAGED.fullmatch(staged)) for staged in plan.values()
    ):
        raise LibraryError(
            "the plan of an interrupted change cannot be read",
            where=str(file),
            remedy=f"Delete the folder {layout.PRIVATE_STATE}/{_CHANGES}, then run 'aetia check'",
        )
    return plan


def _count(root: Path) -> None:
    """Raise the number of changes, before the plan goes: a reader that missed the plan sees the number."""
    number, _ = stamp(root)
    draft = root / layout.PRIVATE_STATE / f"{_COMMITS}.draft"
    draft.unlink(missing_ok=True)
    draft.write_text(str(int(number) + 1 if number.isdecimal() and len(number) < 19 else 1), encoding="utf-8")
    draft.replace(root / layout.PRIVATE_STATE / _COMMITS)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut, where the system lets a folder be opened."""
    if os.name != "posix" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
