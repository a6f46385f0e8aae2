"""Answers remembered on disk: one SQLite file, with a freshness that the caller names.

The services that aetia asks send no headers that allow an answer to be kept (RFC 9111), so the rules of the web's own caches would
keep nothing. What may be kept, and for how long, is therefore said where the question is asked, and only an answer that was read
without fault is kept: an error page never becomes a memory. Keys are no part of a question here.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aetia.errors import InputError
from aetia.http.answer import Answer

_SCHEMA = """
create table if not exists answers (
    question text primary key, stored real not null, address text not null, media_type text not null, charset text,
    last_modified text, status integer not null, size integer not null, digest blob not null, body blob not null
);
create index if not exists by_age on answers (stored);
"""
_VERSION = 1


class AnswerCache:
    """Answers on disk, shared by threads and processes of one machine.

    A file that is damaged, or that another version wrote, is begun anew: nothing here is worth more than asking again.

    Args:
        path: of the file; its folder is made.
        size_limit: bytes of all bodies together; the oldest answers go first.
        clock: seconds since 1970; tests give their own.

    Raises:
        InputError: the file cannot be opened or made.
    """

    def __init__(self, path: Path, *, size_limit: int = 500_000_000, clock: Callable[[], float] = time.time) -> None:
        self.path, self.size_limit, self._clock = path, size_limit, clock
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._opened()
        except (OSError, sqlite3.OperationalError) as error:
            raise InputError(
                f"answers cannot be remembered here: {error}",
                where=str(path),
                remedy="Give a folder that may be written",
            ) from error

    def get(self, question: str, *, fresh: float) -> Answer | None:
        """An answer that is no older than `fresh` seconds; None where there is none, or it was damaged on disk."""
        columns = "stored, address, body, media_type, charset, last_modified, status, digest"
        with self._lock, suppress(sqlite3.DatabaseError):
            row = self._connection.execute(f"select {columns} from answers where question = ?", (question,)).fetchone()  # noqa: S608
            if row is None or not 0 <= self._clock() - row[0] <= fresh or _digest(row[2]) != row[7]:
                return None
            return Answer(*row[1:7])
        return None

    def put(self, question: str, answer: Answer) -> None:
        """Remembers an answer. A disk that is full or a file that others hold for long loses the memory and nothing else."""
        row = (question, self._clock(), answer.address, answer.media_type, answer.charset, answer.last_modified,
               answer.status, len(answer.body), _digest(answer.body), answer.body)  # fmt: skip
        if len(answer.body) > self.size_limit:
            return
        with self._lock, suppress(sqlite3.DatabaseError), self._connection:
            self._connection.execute(f"insert or replace into answers values ({','.join('?' * len(row))})", row)  # noqa: S608
            self._make_room()

    def forget(self, question: str) -> None:
        """Drops an answer that turned out to be unusable."""
        with self._lock, suppress(sqlite3.DatabaseError), self._connection:
            self._connection.execute("delete from answers where question = ?", (question,))

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _make_room(self) -> None:
        excess = self._connection.execute("select total(size) from answers").fetchone()[0] - self.size_limit
        if excess <= 0:
            return
        for question, size in self._connection.execute("select question, size from answers order by stored").fetchall():
            self._connection.execute("delete from answers where question = ?", (question,))
            excess -= size
            if excess <= 0:
                return

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._open()
        except sqlite3.OperationalError:
            raise  # held by others or not writable: no reason to remove it
        except sqlite3.DatabaseError:
            self._remove()
            return self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, check_same_thread=False)
        try:
            found = connection.execute("pragma user_version").fetchone()[0]
            if found not in (0, _VERSION):
                raise sqlite3.DatabaseError("written by another version")
            connection.execute("pragma journal_mode = wal")
            connection.executescript(_SCHEMA)
            connection.execute(f"pragma user_version = {_VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _remove(self) -> None:
        for name in (self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)


def question_of(address: str) -> str:
    """What an answer is remembered by: its address, keys left out, in a form of one length."""
    return hashlib.sha256(address.encode()).hexdigest()


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
