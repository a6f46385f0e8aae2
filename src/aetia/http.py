"""A small polite client for outside addresses: named, bounded in time and size, and never sent to a private network.

The host's addresses are looked up here, checked, and the connection goes to the address that was checked: a name that answers
differently the second time (DNS rebinding) gains nothing. Every redirect is checked in the same way. Proxies of the environment
are not used, because what lies behind them cannot be checked.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from aetia import __version__
from aetia.errors import NetworkError

if TYPE_CHECKING:
    import httpx2

AGENT = f"aetia/{__version__} (evidence library rescue; one request at a time)"
SIZE_LIMIT = 25_000_000
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave.

    Args:
        address: the address that answered, after redirects.
        body: the bytes, without transfer coding.
        media_type: as the server says, lower case, such as ``text/html``; empty when it says nothing.
        charset: the encoding that the server names, or None.
        last_modified: the date that the server gives, as it gives it, or None.
    """

    address: str
    body: bytes
    media_type: str = ""
    charset: str | None = None
    last_modified: str | None = None


def get(
    address: str,
    *,
    timeout: float = 30.0,
    size_limit: int = SIZE_LIMIT,
    redirects: int = 5,
    allow_private: bool = False,
) -> Answer:
    """Fetches one address.

    Args:
        address: ``http://`` or ``https://``.
        timeout: seconds for the whole exchange, redirects included.
        size_limit: bytes of the body; more is refused while it streams.
        redirects: how many are followed.
        allow_private: also fetch from private, loopback and link-local networks.

    Returns:
        The answer to a request that succeeded (status 200).

    Raises:
        NetworkError: the address is no web address, leads to a private network, does not answer in time, answers with anything
            but the page (404, 429, 503, …), is too large, or redirects too often. The message says what to do.
    """
    import httpx2

    deadline = time.monotonic() + timeout
    here = address
    with httpx2.Client(
        trust_env=False, follow_redirects=False, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"}
    ) as client:
        for _ in range(redirects + 1):
            watch = _Watch(deadline)
            try:
                with watch:
                    found = _hop(client, here, watch, size_limit, allow_private)
            except httpx2.TimeoutException as error:
                raise NetworkError(
                    f"no whole answer within {timeout:g} seconds", where=here, remedy="Try again later"
                ) from error
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
                if watch.up:
                    raise NetworkError(
                        f"no whole answer within {timeout:g} seconds", where=here, remedy="Try again later"
                    ) from error
                words = str(error) or type(error).__name__
                raise NetworkError(
                    f"could not be reached ({words})", where=here, remedy="Check the address and the network"
                ) from error
            if isinstance(found, Answer):
                return found
            here = found
    raise NetworkError(
        f"more than {redirects} redirects", where=address, remedy="Give the address that the page really has"
    )


class _Watch:
    """Shuts a connection when the time for the whole exchange is up.

    The client's own limits hold for each wait, and a server that sends its headers a byte at a time never makes it wait long.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.up = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._shut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Notes the connection when the client has opened it."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")

    def _shut(self) -> None:
        self.up = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it is closed already


def _hop(client: httpx2.Client, address: str, watch: _Watch, size_limit: int, allow_private: bool) -> Answer | str:
    """One request; the answer, or where it redirects to."""
    request = _request(client, address, watch, allow_private)
    response = client.send(request, stream=True)
    try:
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return urljoin(address, response.headers["location"])
        _refuse_failure(response, address)
        return _read(response, address, watch.deadline, size_limit)
    finally:
        response.close()


def _request(client: httpx2.Client, address: str, watch: _Watch, allow_private: bool) -> httpx2.Request:
    import httpx2

    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NetworkError(
            f"not a web address ({error})", where=address, remedy="Give an address that begins with https://"
        ) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise NetworkError(
            "not a web address", where=address, remedy="Give an address that begins with http:// or https://"
        )
    if parts.username or parts.password:
        raise NetworkError(
            "an address with a name or password in it is not fetched", where=address, remedy="Leave them out"
        )
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise NetworkError("the host's name is not valid", where=address, remedy="Check the address") from error
    standard = 443 if parts.scheme == "https" else 80
    pinned = _checked_address(name, port or standard, address, allow_private)
    target = httpx2.URL(address).copy_with(host=pinned)
    label = f"[{name}]" if ":" in name else name
    header = label if port in {None, standard} else f"{label}:{port}"
    left = watch.deadline - time.monotonic()
    if left <= 0:
        raise httpx2.ReadTimeout("the time is up")
    return client.build_request(
        "GET",
        target,
        headers={"Host": header},
        timeout=httpx2.Timeout(min(left, 15.0)),
        extensions={"sni_hostname": name, "trace": watch.trace},
    )


def _checked_address(host: str, port: int, address: str, allow_private: bool) -> str:
    """The first address of a host, all of its addresses checked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NetworkError(
            f"the host '{host}' is not known", where=address, remedy="Check the address and the network"
        ) from error
    numbers = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if not allow_private:
        for number in numbers:
            if not is_public(number):
                raise NetworkError(
                    f"'{host}' is in a private network ({number}), which is not fetched from",
                    where=address,
                    remedy="Save the page and give the file",
                )
    return numbers[0]


def is_public(number: str) -> bool:
    """True for an IP address that the open internet routes: not private, loopback, link-local, reserved, multicast or shared."""
    ip = ipaddress.ip_address(number)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _refuse_failure(response: httpx2.Response, address: str) -> None:
    status = response.status_code
    if status == 200:
        return
    wait = re.fullmatch(r"\s*(\d{1,6})\s*", response.headers.get("retry-after", ""))
    later = f"Try again in {int(wait[1])} seconds" if wait else "Try again later"
    said = {
        404: ("there is no such page (404)", "Check the address, or look for a copy in a web archive"),
        410: ("the page is gone (410)", "Look for a copy in a web archive"),
        401: ("the page asks for a password (401)", "Save the page and give the file"),
        403: ("the server refuses the page (403)", "Save the page and give the file"),
        429: ("the server asks for fewer requests (429)", later),
        503: ("the server is busy or closed for work (503)", later),
    }.get(status)
    if said is None:
        kind = "the server failed" if status >= 500 else "the server gave no page"
        said = (f"{kind} ({status})", "Try again later")
    raise NetworkError(said[0], where=address, remedy=said[1])


def _read(response: httpx2.Response, address: str, deadline: float, size_limit: int) -> Answer:
    import httpx2

    named = response.headers.get("content-length", "")
    too_large = NetworkError(
        f"more than {size_limit:,} bytes, the limit for one answer", where=address, remedy="Fetch it by other means"
    )
    if named.isdigit() and int(named) > size_limit:
        raise too_large
    pieces, length = [], 0
    for piece in response.iter_bytes(65_536):
        length += len(piece)
        if length > size_limit:
            raise too_large
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("the time is up")
        pieces.append(piece)
    kind = response.headers.get("content-type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", kind, re.IGNORECASE)
    return Answer(
        address,
        b"".join(pieces),
        kind.partition(";")[0].strip().lower(),
        charset[1] if charset else None,
        response.headers.get("last-modified"),
    )
