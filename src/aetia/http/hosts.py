"""The hosts that a client speaks with: each has its pace, its open lines, and leave to be in a private network or not."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from aetia.http.addresses import Target, numbers_of
from aetia.http.line import Line
from aetia.http.pace import Pace


class Hosts:
    """Shared by the threads of one client.

    Args:
        private: ``host:port`` that may be in a private network.
        per_second: requests per second to a host whose pace nobody has set.
    """

    def __init__(self, private: Collection[str], per_second: float) -> None:
        self._private = frozenset(private)
        self._per_second = per_second
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._idle: dict[tuple[str, str], list[Line]] = defaultdict(list)

    def keep_pace(self, target: Target, per_second: float, burst: int) -> None:
        """Sets how often a host may be asked; where two callers differ, the slower pace holds."""
        with self._lock:
            known = self._paces.get(target.place)
            if known is None or known.per_second > per_second:
                self._paces[target.place] = Pace(per_second, burst)

    def wait_turn(self, target: Target) -> None:
        """Waits until the host may be asked again."""
        self._pace(target).wait_turn()

    def pause(self, target: Target, seconds: float) -> None:
        """Lets no thread ask a host for a while."""
        self._pace(target).pause(seconds)

    def number(self, target: Target, tried: int) -> str:
        """The IP address that an attempt goes to: each next attempt takes the next of the host's addresses.

        Raises:
            NetworkError: the host is not known, or is in a private network and was not allowed.
        """
        numbers = numbers_of(target, allow_private=target.place in self._private)
        return numbers[(tried - 1) % len(numbers)]

    @contextmanager
    def line(self, target: Target) -> Iterator[Line]:
        """A line to a host, for one request; kept for the next one when all went well."""
        key = (target.scheme, target.place)
        with self._lock:
            line = self._idle[key].pop() if self._idle[key] else Line()
        try:
            yield line
        except BaseException:
            line.close()
            raise
        with self._lock:
            self._idle[key].append(line)

    def close(self) -> None:
        """Ends every idle line."""
        with self._lock:
            lines = [line for idle in self._idle.values() for line in idle]
            self._idle.clear()
        for line in lines:
            line.close()

    def _pace(self, target: Target) -> Pace:
        with self._lock:
            return self._paces.setdefault(target.place, Pace(self._per_second))
