"""Where a restored library is written: a new folder beside its place, and then one rename.

A restore that is killed leaves nothing in the library's place; what it left beside it is removed by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aetia.errors import RestoreError

_LIBRARY = "library"
_CONTENTS = "contents"


def check_target(into: Path, sources: list[Path]) -> Path:
    """The folder to restore into, made absolute, once it is known to be new or empty.

    Args:
        into: where the library should stand.
        sources: what it is restored from.

    Raises:
        RestoreError: something is there already, or it lies inside the copy.
    """
    into = into.resolve()
    for source in sources:
        if source.is_dir() and source.resolve() in (into, *into.parents):
            raise RestoreError(
                "the library would lie inside the copy", where=str(into), remedy="Name a folder beside the copy"
            )
    if into.exists() and not into.is_dir():
        raise RestoreError("there is a file of this name", where=str(into), remedy="Name a new folder")
    if into.is_dir() and any(into.iterdir()):
        raise RestoreError("the folder is not empty", where=str(into), remedy="Name a new or an empty folder")
    return into


class Workshop:
    """The folder beside the target in which a library is put together.

    Attributes:
        contents: a folder for what is found.
        library: the library's folder, which takes the target's place.
    """

    def __init__(self, folder: Path) -> None:
        self.contents, self.library = folder / _CONTENTS, folder / _LIBRARY
        self.contents.mkdir(parents=True)
        self.library.mkdir()

    def write(self, file: str, body: bytes) -> str:
        """Write one file of the library; a name that is taken is never written over.

        Args:
            file: an allowed name, relative to the library.
            body: its bytes.

        Returns:
            Why it cannot be written here, or nothing.
        """
        path = self.library / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        except (FileExistsError, NotADirectoryError):
            return "another file has this name here"
        except OSError as error:
            if not path.parent.is_dir() or shutil.disk_usage(self.library).free < len(body):
                raise
            return f"this system cannot hold the name: {error.strerror or error}"
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        return ""


@contextmanager
def workshop(into: Path) -> Iterator[Workshop]:
    """A folder beside *into* whose library takes its place when the block ends without an error.

    Raises:
        RestoreError: nothing can be written there; or somebody put something in the library's place meanwhile.
    """
    folder = into.parent / f".{into.name}.restoring-{os.getpid()}"
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(into)
        shutil.rmtree(folder, ignore_errors=True)
        shop = Workshop(folder)
        yield shop
        _put_in_place(shop.library, into)
    except OSError as error:
        raise RestoreError(
            f"the library cannot be written: {error.strerror or error}",
            where=str(into),
            remedy="Make room, or choose another folder",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(library: Path, into: Path) -> None:
    for folder, _, _ in os.walk(library):
        _sync(Path(folder))
    if into.is_dir() and os.name == "nt":
        into.rmdir()
    library.rename(into)  # onto an empty folder too, and onto no other
    _sync(into.parent)


def _sync(folder: Path) -> None:
    """Make what stands in a folder last through a power cut, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_leftovers(into: Path) -> None:
    prefix = f".{into.name}.restoring-"
    for path in into.parent.glob(f"{_literal(prefix)}*"):
        process = path.name.removeprefix(prefix)
        if process.isdecimal() and not path.is_symlink() and not _is_alive(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
