"""How often a host may be asked: a token bucket that all threads of a process share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Pace:
    """A token bucket (the generic cell rate algorithm, ITU-T I.371), and a pause that a busy host asks for.

    Args:
        per_second: requests per second in the long run, more than 0.
        burst: requests that may start at once after a rest, at least 1. With 1 they are spaced evenly, so that no second ever sees
            more than `per_second` of them begin.
        clock, sleep: the time in seconds, and how it is waited for; tests give their own.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 1,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if per_second <= 0 or burst < 1:
            raise ValueError("a pace is more than 0 requests a second, in bursts of at least 1")
        self.per_second = per_second
        self._interval = 1 / per_second
        self._ahead = (burst - 1) * self._interval
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._due = float("-inf")
        self._closed_until = float("-inf")

    def wait_turn(self) -> float:
        """Waits until the next request may start, and takes that place.

        Returns:
            Seconds waited.
        """
        with self._lock:
            now = self._clock()
            start = max(now, self._due - self._ahead, self._closed_until)
            self._due = max(start, self._due) + self._interval
        waited = 0.0
        while (left := max(start, self._closed_until) - self._clock()) > 0:
            # Look again afterwards: the host may have asked for a pause in the meantime.
            self._sleep(left)
            waited += left
        return waited

    def pause(self, seconds: float) -> None:
        """Lets no request start for a while, in any thread: the host asked for it."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)
