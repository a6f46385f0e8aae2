"""Files fetched a few at a time, a few ahead of whoever uses them, and handed out in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Stopped(Exception):
    """Nobody wants the rest any more; raised inside a fetch that is under way."""


class Prefetch(Generic[T, R]):
    """Runs `fetch` on items in threads, and gives the results in the items' order.

    The threads end with the process: whoever interrupts a run does not wait for a download.

    Args:
        items: what is to be fetched.
        fetch: fetches one; is given the item and a check that raises :class:`Stopped` when nobody wants it any more, to be called
            now and then.
        threads: how many at once.
        ahead: how many results may wait to be used.
    """

    def __init__(
        self, items: Sequence[T], fetch: Callable[[T, Callable[[], None]], R], *, threads: int, ahead: int
    ) -> None:
        self._items, self._fetch = items, fetch
        self._results: dict[int, R | BaseException] = {}
        self._changed = threading.Condition()
        self._next = self._used = 0
        self._ahead = max(ahead, threads)
        self._stopped = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(min(threads, len(items)))]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[tuple[T, R | Exception]]:
        """Each item with its result, or with the error that its fetch raised."""
        for number, item in enumerate(self._items):
            with self._changed:
                while number not in self._results:
                    self._changed.wait(0.5)  # a wait without an end could not be interrupted everywhere
                result = self._results.pop(number)
                self._used = number + 1
                self._changed.notify_all()
            if isinstance(result, BaseException) and not isinstance(result, Exception):
                raise result
            yield item, result

    def stop(self, wait: float = 2.0) -> None:
        """Fetches nothing more.

        Args:
            wait: seconds for which those under way may take note; one that waits for a busy host takes longer, and ends by itself.
        """
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        until = time.monotonic() + wait
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and self._next < len(self._items) and self._next >= self._used + self._ahead:
                    self._changed.wait()
                if self._stopped or self._next >= len(self._items):
                    return
                number = self._next
                self._next += 1
            result: R | BaseException
            try:
                result = self._fetch(self._items[number], self._check)
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is used
                result = error
            with self._changed:
                self._results[number] = result
                self._changed.notify_all()

    def _check(self) -> None:
        if self._stopped:
            raise Stopped
