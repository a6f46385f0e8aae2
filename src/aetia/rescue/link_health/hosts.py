"""The hosts that are visited: each is asked one thing at a time, rests after each answer, and is left alone when it asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aetia.http.line import Line
from aetia.http.pace import Pace


class OutOfTime(Exception):
    """The time for all visits is up, or they were stopped."""


class LeftAlone(Exception):
    """The host asked for more patience than there is, and is not asked again in this run."""


class Host:
    """One host, shared by all threads.

    Args:
        gap: seconds of rest after each answer.
        sleep: how time is waited for; raises :class:`OutOfTime` where there is none.
    """

    def __init__(self, gap: float, sleep: Callable[[float], None]) -> None:
        self._gap, self._pace = gap, Pace(1 / gap, sleep=sleep)
        self._one_at_a_time = threading.Lock()
        self.leave_alone = False
        """Whether the host asked for more patience than there is."""
        self._was_busy = False

    @contextmanager
    def turn(self, until: float) -> Iterator[Line]:
        """A line to the host, when everybody else is done with it and it has rested.

        Raises:
            OutOfTime: it does not come to that.
            LeftAlone: the host is not to be asked again.
        """
        if not self._one_at_a_time.acquire(timeout=max(0.0, until - time.monotonic())):
            raise OutOfTime
        try:
            if self.leave_alone:
                raise LeftAlone
            self._pace.wait_turn()
            line = Line()
            try:
                yield line
            finally:
                line.close()
                self._pace.pause(self._gap)
        finally:
            self._one_at_a_time.release()

    def asks_for_patience(self, seconds: float, most: float) -> None:
        """Lets the host rest for as long as it asks, once; for more than `most`, or a second time, it is left alone."""
        self.leave_alone = self._was_busy or seconds > most
        self._was_busy = True
        if not self.leave_alone:
            self._pace.pause(seconds)


class Hosts:
    """All hosts of one run."""

    def __init__(self, gap: Callable[[str], float], sleep: Callable[[float], None]) -> None:
        self._gap, self._sleep = gap, sleep
        self._lock = threading.Lock()
        self._known: dict[str, Host] = {}

    def host(self, name: str) -> Host:
        """One host, by its name, with the port where that is not the web's."""
        with self._lock:
            if name not in self._known:
                self._known[name] = Host(self._gap(name), self._sleep)
            return self._known[name]
