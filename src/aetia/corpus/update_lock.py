"""One update at a time. It is a lock of its own: files can still be added by hand while an update waits for the network."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from aetia.corpus.store import Store
from aetia.errors import CorpusError, CorpusLocked


@contextmanager
def updating(store: Store, purpose: str) -> Iterator[None]:
    """Holds the lock of a corpus' updates on this machine; a crash frees it. Nobody waits for it: an update may take hours.

    Args:
        store: of the address that people give.
        purpose: in words that others will read: ``aetia corpus update``.

    Raises:
        CorpusLocked: somebody else updates it; says who.
        CorpusError: the folder cannot be written.
    """
    folder = store.local
    holder = folder / "update-holder.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "update.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise CorpusLocked(
            f"{_holder(store)} is updating this corpus",
            where=store.address,
            remedy="Wait until it has finished, or stop it; what it did stays",
        ) from None
    except OSError as error:
        raise CorpusError(
            f"the corpus cannot be updated: {error.strerror or error}",
            where=str(folder),
            remedy="Check that the folder may be written and that the disk has room",
        ) from error
    try:
        words = {"pid": os.getpid(), "machine": socket.gethostname(), "purpose": purpose}
        holder.write_text(json.dumps(words), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(store: Store) -> str:
    try:
        words = json.loads((store.local / "update-holder.json").read_text(encoding="utf-8"))
        return f"'{words['purpose']}' (process {words['pid']} on {words['machine']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
