"""Putting a file in place whole or not at all: it is written beside its place, and one rename puts it there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from aetia.errors import ArchiveError

_ZIP = b"PK"


def check_target(target: Path) -> None:
    """Refuse a place where an archive would do harm.

    Raises:
        ArchiveError: the name is not one of an archive, or something else stands there.
    """
    where = str(target)
    if target.suffix.lower() != ".wacz":
        raise ArchiveError(
            "the archive's name does not end in .wacz", where=where, remedy="Name a file such as site.wacz"
        )
    if target.is_dir():
        raise ArchiveError("there is a folder of this name", where=where, remedy="Name another file")
    if target.exists():
        try:
            with target.open("rb") as there:
                other = there.read(len(_ZIP)) not in (_ZIP, b"")
        except OSError as error:
            raise ArchiveError(f"the file there cannot be read ({error.strerror})", where=where) from error
        if other:
            raise ArchiveError(
                "there is a file that is no archive", where=where, remedy="Name another file, or delete it"
            )


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of *target* when the block ends without an error. What killed runs left is removed.

    Raises:
        ArchiveError: it cannot be written; what stood there stands.
    """
    draft = target.parent / f".{target.name}.sealing-{os.getpid()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target)
        with draft.open("w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise ArchiveError(
            f"the archive cannot be written ({error.strerror or error})",
            where=str(target),
            remedy="Make room, or choose another folder",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def _remove_leftovers(target: Path) -> None:
    prefix = f".{target.name}.sealing-"
    for path in target.parent.iterdir():
        process = path.name.removeprefix(prefix)
        if path.name.startswith(prefix) and process.isdigit() and not _is_alive(int(process)):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
