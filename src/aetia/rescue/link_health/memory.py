"""What was seen lately, in the user's cache folder: a second run, or one after a kill, asks only what is not known any more."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aetia.http import Answer, AnswerCache
from aetia.http.cache import question_of
from aetia.rescue.link_health.health import STATES, Health, State

_DAY = 86_400.0
FRESH: dict[State, float] = {
    "alive": 7 * _DAY,
    "moved": 7 * _DAY,
    "lost": 7 * _DAY,
    "dead": _DAY,
    "unsure": _DAY / 24,
}
"""Seconds for which each state is believed."""
_SIZE_LIMIT = 50_000_000


def cache_folder() -> Path:
    """The user's cache folder of aetia: ``~/.cache/aetia`` on Linux, its counterparts elsewhere."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "aetia" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "aetia"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aetia"


class Memory:
    """Remembers each visit as soon as it is made; a kill loses none but those that were under way.

    Args:
        path: of the file.
        clock: seconds since 1970; tests give their own.

    Raises:
        InputError: the file cannot be opened or made.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._cache = AnswerCache(path, size_limit=_SIZE_LIMIT, clock=clock)

    def recall(self, address: str) -> Health | None:
        """What is known of an address and still believed."""
        for fresh in sorted(set(FRESH.values())):
            answer = self._cache.get(_question(address), fresh=fresh)
            health = _read(answer.body) if answer else None
            if health is not None and FRESH[health.state] >= fresh:
                return health
        return None

    def remember(self, address: str, health: Health) -> None:
        """Keeps what was seen, unless it says nothing about the address itself."""
        if health.keeps:
            body = json.dumps(health.plain()).encode()
            self._cache.put(_question(address), Answer(address, body, "application/json"))

    def close(self) -> None:
        """Closes the file."""
        self._cache.close()


def _question(address: str) -> str:
    return question_of(f"link {address}")


def _read(body: bytes) -> Health | None:
    try:
        health = Health(**json.loads(body))
    except (ValueError, TypeError):
        return None
    return health if health.state in STATES else None
