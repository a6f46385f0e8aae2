"""Copies in a web archive for links that are dead: asked for one by one, and never said not to exist when nobody could ask."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aetia.errors import AetiaError, InputError
from aetia.http import AnswerCache, PoliteClient, Retry
from aetia.rescue.link_health.manners import Manners

Closest = Callable[[str, str | None], str | None]
"""From an address, and the date to be near to, to the address of a capture; None where there is none.

Raises an :class:`~aetia.errors.AetiaError` where the archive cannot be asked.
"""
_MOST_FAILURES = 3
"""Failures in a row after which the archive is not asked any more."""
_FRESH = 7 * 86_400.0
_CAPTURE = re.compile(r"https?://web\.archive\.org/web/", re.IGNORECASE)


def is_capture(address: str) -> bool:
    """Whether an address is that of a capture in the Wayback Machine."""
    return bool(_CAPTURE.match(address))


@contextmanager
def wayback(memory: Path, manners: Manners) -> Iterator[Closest]:
    """The Wayback Machine, asked politely; what it says is remembered for a week.

    Args:
        memory: the file in which answers are remembered; where it cannot be opened, nothing is.
        manners: where the archive lies, and what may be private.
    """
    from aetia.sources.wayback import Wayback

    cache: AnswerCache | None = None
    with suppress(InputError):
        cache = AnswerCache(memory)
    retry = Retry(attempts=2, patience=manners.patience)
    with PoliteClient(cache=cache, private_hosts=manners.private, retry=retry) as client:
        archive = Wayback(client, root=manners.archive, fresh=_FRESH)

        def closest(address: str, at: str | None) -> str | None:
            try:
                capture = archive.closest(address, at)
            except InputError:  # the library's date is none that an archive understands
                capture = archive.closest(address)
            return f"{manners.archive}web/{capture.stamp}/{capture.address}" if capture else None

        try:
            yield closest
        finally:
            if cache is not None:
                cache.close()


@dataclass(frozen=True)
class Suggestion:
    """What a web archive has of an address.

    Args:
        asked: False where the archive could not be asked, or there was no time: then nothing is known.
        capture: the capture's address; None where there is none, or nobody could ask.
    """

    asked: bool
    capture: str | None = None

    @property
    def words(self) -> str:
        """What to say where there is no capture."""
        if not self.asked:
            return "no suggestion could be asked for"
        return "the Wayback Machine has no capture of it"

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {"asked": self.asked, "capture": self.capture}


class Suggester:
    """Asks a web archive, each address once.

    Args:
        closest: how it is asked.
        until: on the monotonic clock; nothing is asked later.
    """

    def __init__(self, closest: Closest, until: float) -> None:
        self._closest, self._until = closest, until
        self._known: dict[tuple[str, str | None], Suggestion] = {}
        self._failures = 0

    def suggest(self, address: str, at: str | None) -> Suggestion:
        """The capture nearest to a date.

        Args:
            address: that is dead.
            at: year, month, day or moment at which it is known to have been right; None for the newest capture.
        """
        key = (address, at)
        if key not in self._known:
            self._known[key] = self._asked(address, at)
        return self._known[key]

    def _asked(self, address: str, at: str | None) -> Suggestion:
        if self._failures >= _MOST_FAILURES or time.monotonic() >= self._until:
            return Suggestion(asked=False)
        try:
            capture = self._closest(address, at)
        except AetiaError:
            self._failures += 1
            return Suggestion(asked=False)
        self._failures = 0
        return Suggestion(asked=True, capture=capture)
