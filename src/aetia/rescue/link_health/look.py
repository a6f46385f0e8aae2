"""One look at an address: what each redirect and the last answer said. Nothing of a page's body is read.

HEAD asks for no body. A GET is ended as soon as the headers have come, so that a page without end costs what any other does.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import urljoin

from aetia.errors import NetworkError
from aetia.http.addresses import Target, numbers_of, target_of
from aetia.http.line import Line
from aetia.http.page import REDIRECTS
from aetia.http.retry import BUSY, retry_after
from aetia.rescue.link_health.manners import AGENT, Manners

MOST_HOPS = 8
_SILENCE = 15.0
_HEADERS = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
_UNKNOWN_NAME = frozenset(
    number for name in ("EAI_NONAME", "EAI_NODATA") if (number := getattr(socket, name, None)) is not None
)
"""A name server answered that there is no such name; any other failure is the lookup's own."""

Turn = Callable[[Target], AbstractContextManager[Line]]
"""Gives the line to a host when it is one's turn there."""


@dataclass(frozen=True)
class Hop:
    """One redirect: its status, and where it leads."""

    status: int
    to: str


@dataclass(frozen=True)
class Look:
    """What one look at an address saw.

    Args:
        words: what is not well, for people; empty where all is.
        hops: the redirects that were followed.
        status: of the last answer; None where none came.
        no_such_host: name servers do not know the host.
        no_name: its name could not be looked up, for this reason or another.
        final: another look would see the same.
        wait: seconds that a busy host asks for; 0 where it names none; None for hosts that are not busy.
    """

    words: str = ""
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    no_such_host: bool = False
    no_name: bool = False
    final: bool = False
    wait: float | None = None

    @property
    def well(self) -> bool:
        """The address gave a page."""
        return not self.words


def look_at(address: str, method: str, manners: Manners, turn: Turn, *, until: float) -> Look:
    """Looks at an address once, and follows where it leads.

    Args:
        address: to visit.
        method: ``HEAD`` or ``GET``.
        manners: for the time, the resolver, and what may be private.
        turn: waits until a host may be asked, and gives a line to it.
        until: on the monotonic clock, when all visits end.
    """
    import httpx2

    hops: tuple[Hop, ...] = ()
    here, left = address, manners.timeout
    while True:
        try:
            target = target_of(here)
            number = numbers_of(target, allow_private=target.place in manners.private)[0]
            with turn(target) as line:
                started = time.monotonic()
                hop = _ask(line, method, target, number, min(started + left, until))
                left -= time.monotonic() - started
        except NetworkError as error:
            return _unreachable(error, hops)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, ValueError) as error:
            return _failed(error, hops, manners.timeout)
        if isinstance(hop, Look):
            return Look(hop.words, hops, hop.status, wait=hop.wait)
        hops = (*hops, hop)
        if here.startswith(manners.resolver) and not hop.to.startswith(manners.resolver):
            return Look(hops=hops, status=hop.status)  # what the publisher says to a program is not asked
        if len(hops) > MOST_HOPS:
            return Look(f"it redirects more than {MOST_HOPS} times", hops, hop.status)
        here = hop.to


def _ask(line: Line, method: str, target: Target, number: str, deadline: float) -> Look | Hop:
    with line.send(method, target, number, deadline=deadline, headers=_HEADERS, silence=_SILENCE) as response:
        status = response.status_code
        if status in REDIRECTS and "location" in response.headers:
            return Hop(status, urljoin(target.address, response.headers["location"]).partition("#")[0])
        wait = retry_after(response.headers.get("retry-after")) if status in BUSY else None
        if status == 429 and wait is None:
            wait = 0.0
        return Look("" if status < 300 else _said(status), status=status, wait=wait)


def _said(status: int) -> str:
    words = {
        401: "the page asks for a password",
        403: "the server refuses programs",
        404: "there is no such page",
        405: "the server refuses this kind of request",
        410: "the page is gone",
        429: "the server asks for fewer requests",
        451: "the page is barred for legal reasons",
        503: "the server is busy or closed for work",
    }
    kind = "the server failed" if status >= 500 else "the server gave no page"
    return f"{words.get(status, kind)} ({status})"


def _unreachable(error: NetworkError, hops: tuple[Hop, ...]) -> Look:
    """A host that is not known, a private network, or no web address at all."""
    cause = error.__cause__
    led = f"it leads to {hops[-1].to}: " if hops else ""
    if isinstance(cause, socket.gaierror):
        if cause.errno in _UNKNOWN_NAME:
            return Look(f"{led}no such host is known", hops, no_such_host=True, no_name=True)
        return Look(f"{led}the host's name cannot be looked up now", hops, no_name=True)
    return Look(f"{led}{error.what}", hops, final=True)


def _failed(error: Exception, hops: tuple[Hop, ...], seconds: float) -> Look:
    import httpx2

    if isinstance(error, httpx2.TimeoutException):
        return Look(f"no answer within {seconds:g} seconds", hops)
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            reason = seen.verify_message if isinstance(seen, ssl.SSLCertVerificationError) else seen.reason
            return Look(f"no safe connection (TLS: {reason or 'it failed'})", hops, final=True)
        seen = seen.__cause__ or seen.__context__
    return Look(f"it could not be reached ({str(error) or type(error).__name__})", hops)
