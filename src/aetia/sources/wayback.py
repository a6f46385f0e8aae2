"""The Wayback Machine: which captures of an address there are, and the pages as they were captured.

Protocols: the CDX server (github.com/internetarchive/wayback, wayback-cdx-server) tells captures, and an address with the modifier
``id_`` gives one without anything put into it. Other archives that run the same software can be asked by their own root.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urldefrag

from aetia.archive.stamps import middle_of, moment_of, time_of, wanted_stamp
from aetia.errors import ServiceError
from aetia.http import Answer, NotAnAnswer, PoliteClient, Question, read_json

ROOT = "https://web.archive.org/"
SERVICE = "The Wayback Machine"
PER_SECOND = 0.8
"""Requests a second; it shuts out, for minutes, who asks much more often."""
_PAGE = 1_000
_INDEX_LIMIT = 50_000_000
_FIELDS = "timestamp,original,mimetype,statuscode,digest,length"
_NEWEST = "20991231235959"
_NEAR = 20
"""Captures near a time that are asked for, to take the nearest of."""
_DIGEST = re.compile(r"[A-Z2-7]{32}")


@dataclass(frozen=True)
class WaybackCapture:
    """One capture, as the index tells it.

    Args:
        address: of the page, as it was captured.
        stamp: when, in the archive's fourteen digits, UTC.
        media_type: as captured; ``warc/revisit`` for one that only says that nothing had changed.
        status: of HTTP; None where the index does not tell it.
        digest: of the body, as SHA-1 in base 32; empty where it is not told.
        length: bytes that the record takes up in the archive; None where it is not told.
    """

    address: str
    stamp: str
    media_type: str = ""
    status: int | None = None
    digest: str = ""
    length: int | None = None

    @property
    def captured(self) -> str:
        """When, as ISO 8601: ``2014-03-01T12:00:00Z``."""
        return time_of(self.stamp) or ""


@dataclass(frozen=True)
class Fetched:
    """A page as it was captured.

    Args:
        capture: which.
        body: the bytes of the page.
        media_type: in small letters, without parameters.
        charset: the encoding that the server named then, or None.
        headers: of HTTP, names in small letters; what begins with ``x-archive-orig-`` was said by the page's own server.
        trouble: why the page may not be what was captured, in one sentence without a full stop; empty where its digest is right.
    """

    capture: WaybackCapture
    body: bytes
    media_type: str
    charset: str | None
    headers: Mapping[str, str]
    trouble: str = ""


class Wayback:
    """The Wayback Machine.

    Args:
        client: asks; give it a contact address.
        root: where the archive lies.
        fresh: seconds for which an answer of the index in the client's cache will do; pages are never remembered.
        per_second: requests per second at most.
    """

    def __init__(
        self, client: PoliteClient, *, root: str = ROOT, fresh: float | None = None, per_second: float = PER_SECOND
    ) -> None:
        self._client, self._root, self._fresh = client, root, fresh
        client.keep_pace(root, per_second)

    def captures(
        self,
        address: str,
        *,
        since: str | None = None,
        until: str | None = None,
        status: int | None = 200,
        collapse: str | None = None,
        limit: int | None = None,
    ) -> Iterator[WaybackCapture]:
        """The captures of an address, oldest first.

        Args:
            address: of the page; http and https, with and without ``www``, are one to the archive.
            since: the earliest time that is wanted, ISO 8601 or its beginning: ``2014``, ``2014-03``.
            until: the latest; ``2014`` means until its end.
            status: only captures with this status of HTTP; None wants all.
            collapse: only the first of neighbours that agree in a field (``digest``) or in its beginning (``timestamp:8``).
            limit: captures that are wanted at most; None wants all.

        Yields:
            None at all only where the archive says that it has none.

        Raises:
            InputError: a time is none.
            BusyError, ServiceError, NetworkError: the archive gave no answer.
        """
        params: dict[str, str] = {"showResumeKey": "true"}
        for name, time in (("from", since), ("to", until)):
            if time is not None:
                params[name] = wanted_stamp(time)
        if collapse is not None:
            params["collapse"] = collapse
        left, key, seen = limit, "", set[str]()
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            found, following = self._turn(address, {**params, "limit": str(size)}, status, key)
            yield from found[:left]
            left = None if left is None else left - len(found)
            if following is None:
                return
            if following in seen or not found:
                raise ServiceError(
                    f"{SERVICE} gives the same captures over again", where=address, remedy="Try again later"
                )
            seen.add(following)
            key = following

    def closest(self, address: str, at: str | None = None, *, status: int | None = 200) -> WaybackCapture | None:
        """The capture of an address that is nearest to a time.

        Args:
            address: of the page.
            at: ISO 8601 or its beginning, of which the middle is meant; None wants the newest capture.
            status: only captures with this status of HTTP; None wants all.

        Returns:
            None only where the archive says that it has none.

        Raises:
            InputError: the time is none.
            BusyError, ServiceError, NetworkError: the archive gave no answer.
        """
        middle = middle_of(at) if at is not None else _NEWEST
        params = {"sort": "closest", "closest": middle, "limit": str(_NEAR)}
        found, _ = self._turn(address, params, status, "")
        when = moment_of(middle)
        return min(found, key=lambda capture: abs(moment_of(capture.stamp) - when), default=None)

    def fetch(self, capture: WaybackCapture) -> Fetched:
        """The page as it was captured, without anything put into it.

        The body must have the digest that the index tells. Where the archive gives the same other bytes twice, and says that they
        are this capture, they are given with the trouble named: for some captures the index has the digest of another form of the
        body.

        Args:
            capture: one of :meth:`captures` or :meth:`closest`.

        Raises:
            BusyError, ServiceError, NetworkError: the archive gave no page, another capture, or bytes that are not those
                promised; or what was captured is a redirect, which holds no page.
        """
        where = self.address_of(capture)
        if capture.status is not None and 300 <= capture.status < 400:
            raise ServiceError(
                f"what was captured is a redirect ({capture.status}) and no page",
                where=where,
                remedy="Take another capture, or the address that it led to",
                status=capture.status,
            )
        before: list[bytes] = []

        def read(answer: Answer) -> Fetched:
            return _read_page(answer, capture, before)

        statuses = (capture.status or 200,)
        question = Question(SERVICE, where, accept="*/*", statuses=statuses, timeout=120.0)
        return self._client.ask(question, read)

    def address_of(self, capture: WaybackCapture) -> str:
        """Where the raw capture lies."""
        page = quote(urldefrag(capture.address).url, safe="/:?&=%~+,;@!$'()*[]|")
        return f"{self._root}web/{capture.stamp}id_/{page}"

    def _turn(
        self, address: str, params: Mapping[str, str], status: int | None, key: str
    ) -> tuple[list[WaybackCapture], str | None]:
        filters = {"filter": f"statuscode:{status}"} if status is not None else {}
        resumed = {"resumeKey": key} if key else {}
        asked = {"url": urldefrag(address).url, "output": "json", "fl": _FIELDS, **params, **filters, **resumed}
        question = Question(
            SERVICE, f"{self._root}cdx/search/cdx", params=asked, size_limit=_INDEX_LIMIT, timeout=120.0
        )
        return self._client.ask(question, _read_index, fresh=self._fresh)


def _read_index(answer: Answer) -> tuple[list[WaybackCapture], str | None]:
    """The captures of one page of the index, and the key to the next page where there is one."""
    rows = read_json(answer)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise NotAnAnswer(f"gave something else than a list of captures: {str(rows)[:200]}")
    if not rows:
        return [], None
    following = None
    if len(rows) >= 3 and rows[-2] == [] and len(rows[-1]) == 1:
        following, rows = str(rows[-1][0]), rows[:-2]
    names, rows = rows[0], rows[1:]
    try:
        return [_capture(dict(zip(names, row, strict=True))) for row in rows], following
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnAnswer("gave captures in another form than is due") from error


def _capture(row: dict[str, Any]) -> WaybackCapture:
    stamp = str(row["timestamp"])
    if not re.fullmatch(r"\d{14}", stamp):
        raise ValueError("no time of an archive")
    status, length, digest = str(row["statuscode"]), str(row.get("length", "")), str(row.get("digest", ""))
    return WaybackCapture(
        address=str(row["original"]),
        stamp=stamp,
        media_type=str(row["mimetype"]).lower(),
        status=int(status) if status.isdigit() else None,
        digest=digest if _DIGEST.fullmatch(digest) else "",
        length=int(length) if length.isdigit() else None,
    )


def _read_page(answer: Answer, capture: WaybackCapture, before: list[bytes]) -> Fetched:
    """One attempt's page; what earlier attempts gave stands in `before`."""
    shown = _shown_time(answer.headers.get("memento-datetime", ""))
    if shown is not None and shown != capture.stamp:
        raise NotAnAnswer(
            f"gave the capture of {time_of(shown)} instead", again=False, remedy="Take that one, or another"
        )
    trouble = ""
    if capture.digest and capture.digest not in {
        _digest(form) for form in (answer.body, answer.packed) if form is not None
    }:
        again = answer.body in before
        before.append(answer.body)
        if not again or shown is None:
            raise NotAnAnswer("gave other bytes than its index promises (the digest differs)")
        trouble = "the archive's index has another digest for this capture than the page has"
    return Fetched(capture, answer.body, answer.media_type, answer.charset, answer.headers, trouble)


def _digest(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


def _shown_time(header: str) -> str | None:
    """The time that the header Memento-Datetime (RFC 7089) names, in the archive's digits."""
    try:
        return parsedate_to_datetime(header).strftime("%Y%m%d%H%M%S")
    except ValueError:
        return None
