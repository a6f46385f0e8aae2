"""One writer at a time: a lock that names its holder and is gone when the holder is.

The lock is the operating system's, on `.aetia/lock`, so a crash or a power cut frees it. Beside it, `.aetia/holder.json` says
who holds it, for the message that others see.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from aetia.errors import LibraryError, LockedError
from aetia.library import layout


@contextmanager
def locked(root: Path, purpose: str, wait: float = 5.0) -> Iterator[None]:
    """Hold a library's write lock.

    Args:
        root: the library's folder.
        purpose: what for, in words that others will read: ``aetia rescue``.
        wait: seconds to wait for another holder.

    Raises:
        LockedError: somebody else holds it; says who, where and for what.
        LibraryError: the folder cannot be written.
    """
    state = private_state(root)
    lock = FileLock(state / "lock", timeout=wait, poll_interval=0.02)
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"{_holder(state)} is writing this library",
            where=str(root),
            remedy="Wait until it has finished, or stop it",
        ) from None
    except OSError as error:
        raise LibraryError(
            f"the library cannot be written: {error.strerror or error}",
            where=str(root),
            remedy="Check that the folder may be written and that the disk has room",
        ) from None
    holder = state / "holder.json"
    try:
        # The note is for others who wait; on a full disk the lock holds without it.
        with suppress(OSError):
            holder.unlink(missing_ok=True)
            words = {"pid": os.getpid(), "machine": socket.gethostname(), "purpose": purpose}
            holder.write_text(json.dumps(words), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def private_state(root: Path) -> Path:
    """The folder `.aetia` of a library, which need not exist.

    Raises:
        LibraryError: it is a link, so that writing there would change a folder outside the library.
    """
    state = root / layout.PRIVATE_STATE
    if state.is_symlink():
        raise LibraryError(
            f"'{layout.PRIVATE_STATE}' is a link to another folder", where=str(root), remedy="Delete the link"
        )
    return state


def _holder(state: Path) -> str:
    try:
        holder = json.loads((state / "holder.json").read_text(encoding="utf-8"))
        return f"'{holder['purpose']}' (process {holder['pid']} on {holder['machine']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another program"
