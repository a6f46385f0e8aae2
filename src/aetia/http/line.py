"""One line to one host: a single connection, one request at a time, cut when the time is up.

Requests go to the transport below httpx2's client, because the client writes whole addresses, keys included, to its log. Proxies of
the environment are not used: what lies behind them cannot be checked.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from aetia.http.addresses import Target

if TYPE_CHECKING:
    import httpx2

LONGEST_SILENCE = 30.0
"""Seconds without a byte after which a line counts as dead, whatever time is left."""
_KEPT = 10.0
"""Seconds that an idle connection is kept for the next request."""


class Line:
    """A connection to one host, opened with the first request and used again for the next ones."""

    def __init__(self) -> None:
        import httpx2

        _quieten_transport()
        one = httpx2.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEPT)
        self._transport = httpx2.HTTPTransport(verify=_certificates(), trust_env=False, limits=one)
        self._socket: socket.socket | None = None

    @contextmanager
    def send(
        self,
        method: str,
        target: Target,
        number: str,
        *,
        deadline: float,
        headers: Mapping[str, str],
        content: bytes | None = None,
        silence: float = LONGEST_SILENCE,
        body_time: float | None = None,
    ) -> Iterator[httpx2.Response]:
        """Sends one request; its answer's headers have come, its body is still to be read.

        Args:
            method: ``GET`` or ``POST``.
            target: the address.
            number: the checked IP address that the request goes to.
            deadline: on the monotonic clock; the connection is cut then, however slowly bytes come.
            headers: besides Host.
            content: of a POST.
            silence: seconds without a byte after which the line counts as dead.
            body_time: seconds for the body alone, from the moment that the headers have come; None keeps to the deadline.

        Raises:
            httpx2.HTTPError: the connection failed, or the time is up.
        """
        import httpx2

        left = deadline - time.monotonic()
        if left <= 0:
            raise httpx2.ReadTimeout("the time is up")
        request = httpx2.Request(
            method,
            httpx2.URL(target.address).copy_with(host=number),
            headers={"Host": target.host_header, **headers},
            content=content,
            extensions={
                "sni_hostname": target.host,
                "trace": self._note,
                "timeout": httpx2.Timeout(min(left, silence)).as_dict(),
            },
        )
        with _Watch(left, self) as watch:
            try:
                response = self._transport.handle_request(request)
                try:
                    if body_time is not None:
                        watch.start_again(body_time)
                    yield response
                finally:
                    response.close()
            except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
                if watch.up and not isinstance(error, httpx2.TimeoutException):
                    raise httpx2.ReadTimeout("the time is up") from error
                raise

    def _note(self, event: str, info: dict[str, Any]) -> None:
        """Notes the connection when the transport has opened it."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")

    def cut(self) -> None:
        """Shuts the connection, from any thread."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already

    def close(self) -> None:
        """Ends the connection."""
        self._transport.close()


class _Watch:
    """Cuts a line when the time for a whole exchange is up.

    The transport's own limits hold for each wait, and a server that sends its headers a byte at a time never makes it wait long.
    """

    def __init__(self, seconds: float, line: Line) -> None:
        self.up = False
        self._line = line
        self._timer = self._timer_of(seconds)

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def start_again(self, seconds: float) -> None:
        self._timer.cancel()
        self._timer = self._timer_of(seconds)
        self._timer.start()

    def _timer_of(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        return timer

    def _cut(self) -> None:
        self.up = True
        self._line.cut()


@cache
def _quieten_transport() -> None:
    """Keeps the transport's log at INFO where nobody has set its level: at DEBUG it shows redirects, which may repeat a key."""
    log = logging.getLogger("httpcore2")
    if log.level == logging.NOTSET:
        log.setLevel(logging.INFO)


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than a request."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)
