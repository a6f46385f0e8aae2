"""One request and its answer's headers: redirects followed and checked, and every failure sorted into "passes by itself" or not."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aetia.errors import BusyError, NetworkError, ServiceError
from aetia.http.addresses import Target, target_of
from aetia.http.hosts import Hosts
from aetia.http.page import REDIRECTS
from aetia.http.retry import BUSY, PASSING, TryAgain, retry_after

if TYPE_CHECKING:
    import httpx2

LATER = "Try again later"
_REDIRECTS = 5
_WORDS = 300
"""Bytes of a refusal that are read for its words."""


@dataclass(frozen=True)
class Sent:
    """One request as it goes out.

    Args:
        service: its name, for messages.
        method: ``GET`` or ``POST``.
        address: as it is sent, keys included.
        shown: the address as people may see it.
        headers: besides Host.
        content: of a POST.
        statuses: that count as an answer.
        hidden: texts that no message may hold.
    """

    service: str
    method: str
    address: str = field(repr=False)
    shown: str
    headers: Mapping[str, str]
    content: bytes | None = field(default=None, repr=False)
    statuses: Collection[int] = (200,)
    hidden: Collection[str] = field(default=(), repr=False)

    def hide(self, text: str) -> str:
        """A text without what must not be seen."""
        for secret in self.hidden:
            text = text.replace(secret, "…") if secret else text
        return text


@contextmanager
def exchange(
    hosts: Hosts, sent: Sent, *, timeout: float, tried: int = 1, body_time: float | None = None
) -> Iterator[tuple[httpx2.Response, float]]:
    """Sends a request.

    Args:
        hosts: the client's.
        sent: the request.
        timeout: seconds from now until the connection is cut, redirects included; the wait for one's turn does not count.
        tried: number of this attempt.
        body_time: seconds for the body alone, where it is large.

    Yields:
        The response, whose body is still to be read, and the deadline on the monotonic clock.

    Raises:
        TryAgain: a failure that may pass by itself; also where the body, read inside the ``with``, does not come whole.
        NetworkError: any other.
    """
    address = sent.address
    hosts.wait_turn(target_of(sent.shown))
    deadline = time.monotonic() + timeout
    for hop in range(_REDIRECTS + 1):
        target = _target(sent, address)
        if hop:
            hosts.wait_turn(target)
        number = _number(hosts, sent, target, tried)
        with (
            _sorted_failures(sent),
            hosts.line(target) as line,
            line.send(
                sent.method, target, number,
                deadline=deadline, headers=sent.headers, content=sent.content, body_time=body_time,
            ) as response,
        ):  # fmt: skip
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                _refuse_failure(sent, response)
                yield response, deadline
                return
            address = _next(sent, target, response)
    raise ServiceError(f"{sent.service} redirects more than {_REDIRECTS} times", where=sent.shown, remedy=LATER)


@contextmanager
def _sorted_failures(sent: Sent) -> Iterator[None]:
    """What fails below HTTP is worth another attempt."""
    import httpx2

    try:
        yield
    except httpx2.TimeoutException as error:
        raise TryAgain(_failed(sent, "gave no whole answer in time")) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        raise TryAgain(_failed(sent, f"could not be reached ({str(error) or type(error).__name__})")) from error


def _number(hosts: Hosts, sent: Sent, target: Target, tried: int) -> str:
    try:
        return hosts.number(target, tried)
    except NetworkError as error:
        if isinstance(error.__cause__, OSError):  # a name that is not known now may be known in a minute
            raise TryAgain(_failed(sent, f"could not be reached ({error.what})")) from error
        raise NetworkError(
            error.what,
            where=sent.hide(target.address),
            remedy="Check the address; a mirror in the house is allowed by name",
        ) from error


def _failed(sent: Sent, what: str) -> ServiceError:
    return ServiceError(sent.hide(f"{sent.service} {what}"), where=sent.shown, remedy=LATER)


def _target(sent: Sent, address: str) -> Target:
    try:
        return target_of(address)
    except NetworkError as error:
        raise NetworkError(error.what, where=sent.hide(address), remedy=error.remedy) from error


def _next(sent: Sent, target: Target, response: httpx2.Response) -> str:
    """Where a redirect leads, if it may be followed."""
    address = urljoin(target.address, response.headers["location"])
    onward = _target(sent, address)
    if target.scheme == "https" and onward.scheme == "http":
        what = f"{sent.service} redirects from https to http, which is not followed"
    elif sent.content is not None and (response.status_code not in {307, 308} or onward.place != target.place):
        what = f"{sent.service} redirects a form to another address, which is not followed"
    else:
        return address
    raise ServiceError(
        what, where=sent.hide(address), remedy="Check the service's address", status=response.status_code
    )


def _refuse_failure(sent: Sent, response: httpx2.Response) -> None:
    status = response.status_code
    if status in sent.statuses:
        return
    where = sent.shown
    wait = retry_after(response.headers.get("retry-after"))
    if status in BUSY:
        what = "asks for fewer requests" if status == 429 else "is busy or closed for work"
        busy = BusyError(f"{sent.service} {what} ({status})", where=where, remedy=LATER, status=status, wait=wait)
        raise TryAgain(busy, wait)
    words = _words(sent, response)
    if status in PASSING:
        raise TryAgain(
            ServiceError(f"{sent.service} failed ({status})", where=where, remedy=LATER, status=status), wait
        )
    said = {
        401: ("asks for a key or a password", "Check the key"),
        403: ("refuses", "Check the key, or ask the service why"),
        404: ("has no such address", "Check the address"),
    }.get(status, ("did not understand the question" if status < 500 else "failed", "Check the question"))
    what = f"{sent.service} {said[0]} ({status}){words}"
    raise ServiceError(what, where=where, remedy=said[1], status=status)


def _words(sent: Sent, response: httpx2.Response) -> str:
    """The beginning of what a refusal says, unless it is a page."""
    import httpx2

    pieces = b""
    try:
        for piece in response.iter_raw(_WORDS):
            pieces += piece
            if len(pieces) >= _WORDS:
                break
    except (httpx2.HTTPError, httpx2.StreamError):
        return ""
    packed = response.headers.get("content-encoding", "identity") != "identity"
    text = " ".join(pieces[:_WORDS].decode("utf-8", "replace").split())
    return "" if packed or not text or text.startswith("<") else f": {sent.hide(text)}"
