"""Visiting many addresses: hosts side by side, one request at a time at each, and an end to it all.

Visits run in threads that do not keep the program alive: a person who stops it waits for nobody.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, suppress

from aetia.errors import NetworkError
from aetia.http.addresses import Target, target_of
from aetia.http.line import Line
from aetia.library.links import RESOLVER, doi_address, doi_in
from aetia.rescue.link_health.health import Health, judge
from aetia.rescue.link_health.hosts import Hosts, LeftAlone, OutOfTime
from aetia.rescue.link_health.look import Look, look_at
from aetia.rescue.link_health.manners import Manners

NOT_IN_TIME = Health("unsure", "it was not visited: the time was up", keeps=False)
_LEFT_ALONE = Health("unsure", "the server asks for fewer requests, and was left alone", keeps=False)
_NO_NAMES = Health("unsure", "no name of a host can be looked up: is there a network?", keeps=False)
NOT_VISITED = (NOT_IN_TIME, _LEFT_ALONE, _NO_NAMES)
"""What is said of an address without asking it."""
_NEEDS_GET = frozenset({405, 501})
_GOODBYE = 0.5
"""Seconds that threads get to end by themselves when a run is stopped."""


class Visitor:
    """Visits addresses from any number of threads.

    Args:
        manners: how gently.
    """

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.until = time.monotonic() + 60 * manners.minutes
        self._stopped = threading.Event()
        self._no_names = False
        self._resolver = _place(manners.resolver)
        self._hosts = Hosts(self._gap, self._sleep)

    def visit(self, address: str) -> Health:
        """What is known of an address after two or three looks at most.

        Raises:
            OutOfTime: the time for all visits is up.
        """
        if self._no_names:
            return _NO_NAMES
        doi = doi_in(address)
        here = address if doi is None else doi_address(doi).replace(RESOLVER, self.manners.resolver, 1)
        looks: list[Look] = []
        try:
            while True:
                if looks:
                    self._wait_before_the_next(here, looks[-1])
                looks.append(look_at(here, "GET" if looks else "HEAD", self.manners, self._turn, until=self.until))
                self._go_on()
                if looks[-1].no_name and not self._names_are_known():
                    return _NO_NAMES
                health = judge(here, looks, doi=doi is not None)
                if health is not None:
                    return health
        except LeftAlone:
            return _LEFT_ALONE

    def stop(self) -> None:
        """Ends all visits at their next step."""
        self._stopped.set()

    def place(self, address: str) -> str:
        """The host that an address is asked of: the resolver for every spelling of a DOI's address."""
        return self._resolver if doi_in(address) else _place(address)

    def _wait_before_the_next(self, address: str, look: Look) -> None:
        if look.wait is not None:
            busy = self._hosts.host(_place(look.hops[-1].to if look.hops else address))
            busy.asks_for_patience(look.wait or self.manners.second_look, self.manners.patience)
        elif look.status not in _NEEDS_GET:
            self._sleep(self.manners.second_look)

    def _turn(self, target: Target) -> AbstractContextManager[Line]:
        return self._hosts.host(_host_of(target)).turn(self.until)

    def _names_are_known(self) -> bool:
        """Whether names can be looked up at all. Where they cannot, a name that is not known says nothing of its host."""
        with suppress(OSError, UnicodeError):
            socket.getaddrinfo(self.manners.witness, 443)
            return True
        self._no_names = True
        return False

    def _gap(self, place: str) -> float:
        return self.manners.resolver_gap if place == self._resolver else self.manners.gap

    def _go_on(self) -> None:
        if self._stopped.is_set() or time.monotonic() >= self.until:
            raise OutOfTime

    def _sleep(self, seconds: float) -> None:
        left = self.until - time.monotonic()
        if self._stopped.wait(max(0.0, min(seconds, left))) or seconds >= left:
            raise OutOfTime


def visit_all(addresses: Collection[str], manners: Manners) -> Iterator[tuple[str, Health]]:
    """Visits addresses, in the order in which they answer.

    Args:
        addresses: each is visited once.
        manners: how gently, and for how long.

    Yields:
        Every address with what is known of it; at the end those for which there was no time.
    """
    visitor = Visitor(manners)
    left = dict.fromkeys(addresses)
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in left:
        by_host[visitor.place(address)].append(address)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for group in sorted(by_host.values(), key=len, reverse=True):  # the longest queue begins first
        waiting.put(group)
    seen: queue.SimpleQueue[tuple[str, Health] | BaseException] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_work, args=(visitor, waiting, seen), daemon=True, name=f"links-{number}")
        for number in range(min(manners.hosts, len(by_host)))
    ]
    try:
        for thread in threads:
            thread.start()
        while left and (found := _next(seen, visitor.until)) is not None:
            if isinstance(found, BaseException):
                raise found
            del left[found[0]]
            yield found
        for address in left:
            yield address, NOT_IN_TIME
    finally:
        visitor.stop()
        goodbye = time.monotonic() + _GOODBYE
        for thread in threads:
            if thread.is_alive():
                thread.join(max(0.0, goodbye - time.monotonic()))


def _work(
    visitor: Visitor,
    waiting: queue.SimpleQueue[list[str]],
    seen: queue.SimpleQueue[tuple[str, Health] | BaseException],
) -> None:
    """One thread: host after host, address after address."""
    try:
        while True:
            for address in waiting.get_nowait():
                seen.put((address, visitor.visit(address)))
    except (queue.Empty, OutOfTime):
        return
    except Exception as error:  # noqa: BLE001 - raised again where the visits were asked for
        seen.put(error)


def _next(
    seen: queue.SimpleQueue[tuple[str, Health] | BaseException], until: float
) -> tuple[str, Health] | BaseException | None:
    try:
        return seen.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        return None


def _host_of(target: Target) -> str:
    return target.host if target.port in (80, 443) else target.place


def _place(address: str) -> str:
    """The host of an address; what cannot be read is its own place."""
    try:
        return _host_of(target_of(address))
    except NetworkError:
        return address
