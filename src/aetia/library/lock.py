"""One writer at a time: a lock that names its holder and is gone when the holder is.

The lock is the operating system's, on `.aetia/lock`, so a crash or a power cut frees it. Beside it, `.aetia/holder.json` says
who holds it, for the message that others see.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from aetia.errors import LockedError
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
    """
    state = root / layout.PRIVATE_STATE
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / "lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            f"{_holder(state)} is writing this library",
            where=str(root),
            remedy="Wait until it has finished, or stop it",
        ) from None
    try:
        holder = {"pid": os.getpid(), "machine": socket.gethostname(), "purpose": purpose}
        (state / "holder.json").write_text(json.dumps(holder), encoding="utf-8")
        yield
        (state / "holder.json").unlink(missing_ok=True)
    finally:
        lock.release()


def _holder(state: Path) -> str:
    try:
        holder = json.loads((state / "holder.json").read_text(encoding="utf-8"))
        return f"'{holder['purpose']}' (process {holder['pid']} on {holder['machine']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another program"
