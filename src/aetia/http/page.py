"""One page from one address: bounded in time and size, and never from a private network.

Every redirect is checked like the first address. Nothing is tried twice: whoever asked sees what happened and decides.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aetia import __version__
from aetia.errors import NetworkError
from aetia.http.addresses import numbers_of, target_of
from aetia.http.answer import SIZE_LIMIT, Answer, read_answer
from aetia.http.line import Line

if TYPE_CHECKING:
    import httpx2

AGENT = f"aetia/{__version__} (evidence library rescue; one request at a time)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SILENCE = 15.0


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
    for _ in range(redirects + 1):
        try:
            found = _hop(here, deadline, size_limit, allow_private)
        except httpx2.TimeoutException as error:
            raise NetworkError(
                f"no whole answer within {timeout:g} seconds", where=here, remedy="Try again later"
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
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


def _hop(address: str, deadline: float, size_limit: int, allow_private: bool) -> Answer | str:
    """One request; the answer, or where it redirects to."""
    target = target_of(address)
    number = numbers_of(target, allow_private=allow_private)[0]
    line = Line()
    try:
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        with line.send("GET", target, number, deadline=deadline, headers=headers, silence=_SILENCE) as response:
            if response.status_code in REDIRECTS and "location" in response.headers:
                return urljoin(address, response.headers["location"])
            _refuse_failure(response, address)
            return read_answer(response, address, deadline=deadline, size_limit=size_limit)
    finally:
        line.close()


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
