"""Pages that are gone from the web, from the captures of the Wayback Machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from aetia.archive.rewriting import original_address
from aetia.archive.stamps import stamp_of
from aetia.errors import BusyError, RescueError, ServiceError
from aetia.http import PoliteClient, Retry
from aetia.rescue.archives import ArchiveReport, FoundPage
from aetia.rescue.read import RescuedPage, read_page
from aetia.sources.wayback import ROOT, SERVICE, Wayback, WaybackCapture

LISTED = 10_000
"""Captures of one page that are listed at most."""
_ITS_OWN = re.compile(r"https?://(?:web|wayback)\.archive\.org/web/", re.IGNORECASE)
_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""})


def wanted_capture(address: str) -> tuple[str, str | None, bool] | None:
    """What an address of the Wayback Machine asks for.

    Returns:
        The address of the page, the time (ISO 8601 or its beginning; None for the newest), and whether a list of captures is asked
        for with ``*``; None for any other address.
    """
    found = original_address(address) if _ITS_OWN.match(address) else None
    if found is None:
        return None
    return found[1], found[0] or None, re.match(r"[^*]*/web/\d*\*/", address, re.IGNORECASE) is not None


@contextmanager
def wayback_machine(
    root: str | None = None, *, allow_private: bool = False, retry: Retry | None = None
) -> Iterator[Wayback]:
    """The Wayback Machine, or another archive that runs its software.

    Args:
        root: where it lies.
        allow_private: it may lie in a private network.
        retry: how patient to be with it.
    """
    root = f"{(root or ROOT).rstrip('/')}/"
    with PoliteClient(
        private_hosts=[_place(root)] if allow_private else (), retry=retry or Retry(attempts=4)
    ) as client:
        yield Wayback(client, root=root)


def rescue_capture(
    wayback: Wayback, address: str, at: str | None = None, *, listed: bool = False
) -> tuple[RescuedPage, ArchiveReport]:
    """Rescues a page from the Wayback Machine.

    Args:
        wayback: where to look.
        address: of the page.
        at: ISO 8601. A whole time takes the capture nearest to it; a part of one (``2014``) the newest capture in it, or the
            nearest where there is none; None takes the newest of all.
        listed: tell of all captures, also without a part of a time.

    Returns:
        The page as it was captured, with its own address and the time; and what captures there are.

    Raises:
        RescueError: there is no capture that holds a page.
        InputError: the time is none.
        BusyError, ServiceError, NetworkError: the archive gave no answer, which does not mean that it has no capture. Where only
            the index gives none, a capture of a whole time is asked for all the same.
    """
    captures = _listed(wayback, address, at) if listed or (at is not None and len(stamp_of(at)) < 14) else []
    capture, trouble = captures[-1] if captures else None, ""
    if capture is None or len(captures) == LISTED:
        capture, trouble = _closest(wayback, address, at)
    fetched = wayback.fetch(capture)
    if fetched.media_type not in _TYPES:
        raise RescueError(
            f"not a page but {fetched.media_type}",
            where=wayback.address_of(capture),
            remedy="Give the address of a page of text or HTML",
        )
    where = _address(capture)
    page = read_page(fetched.body, address=where, captured=capture.captured, charset=fetched.charset)
    times = tuple(found.captured for found in captures) or (capture.captured,)
    note = FoundPage(where, capture.captured, "rescued", fetched.trouble or trouble, times, wayback.address_of(capture))
    return page, ArchiveReport(SERVICE, [note])


def _listed(wayback: Wayback, address: str, at: str | None) -> list[WaybackCapture]:
    """The captures in a part of a time, those left out that repeat the one before."""
    return list(wayback.captures(address, since=at, until=at, collapse="digest", limit=LISTED))


def _closest(wayback: Wayback, address: str, at: str | None) -> tuple[WaybackCapture, str]:
    """The capture nearest to a time, and what is doubtful about it: a whole time can be tried also where the index fails."""
    try:
        capture = wayback.closest(address, at)
    except BusyError:
        raise
    except ServiceError:
        if at is None or len(stamp_of(at)) < 14:
            raise
        return WaybackCapture(
            address, stamp_of(at)
        ), "the archive's index gave no answer, so its digest was not checked"
    if capture is None:
        raise _none(wayback, address)
    return capture, ""


def _none(wayback: Wayback, address: str) -> RescueError:
    other = wayback.closest(address, status=None)
    if other is None:
        what = f"{SERVICE} has no capture of this page"
    else:
        said = f"status {other.status}" if other.status else other.media_type
        what = f"{SERVICE} has no capture of this page that holds one; the newest is of {other.captured} ({said})"
    return RescueError(what, where=address, remedy="Check the address, or look for the page under an older one")


def _address(capture: WaybackCapture) -> str:
    """The page's address without the port that its scheme implies."""
    found = original_address(f"/web/{capture.stamp}/{capture.address}")
    return found[1] if found else capture.address


def _place(root: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(root)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
