"""Fetching a file: into a draft beside it, going on after a fault or a kill, and given its name only when it is whole."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from aetia.errors import InputError, NetworkError, ServiceError
from aetia.http.addresses import target_of
from aetia.http.exchange import LATER, Sent, exchange
from aetia.http.hosts import Hosts
from aetia.http.retry import Retry, TryAgain

if TYPE_CHECKING:
    import httpx2

FILE_LIMIT = 2_000_000_000
"""Bytes of one file, unless the caller says otherwise; PubMed's largest have some 100 million."""

_HEADERS = 60.0
"""Seconds until the answer's headers are there."""
_LONGEST = 3_600.0
"""Seconds for one attempt."""
_STEP = 1 << 20
"""Bytes that an attempt must bring for the count of attempts to start anew."""
_SLOWEST = 1_000
"""Bytes per second below which a server counts as one that only pretends to send."""
_LOOK = 30.0
"""Seconds over which the speed is taken."""

T = TypeVar("T")
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """A file that came, still under its draft's name.

    Args:
        draft: where its bytes lie.
        path: where they belong.
        size: in bytes.
        resumed: bytes of it that an earlier attempt had left.
    """

    draft: Path
    path: Path
    size: int
    resumed: int

    def keep(self) -> Path:
        """Gives the file its name, in one step, after its bytes are safely on the disk."""
        with self.draft.open("r+b") as stream:
            os.fsync(stream.fileno())
        self.draft.replace(self.path)
        _note_of(self.draft).unlink(missing_ok=True)
        return self.path

    def drop(self) -> None:
        """Removes the draft: it is not the file that was promised."""
        self.draft.unlink(missing_ok=True)
        _note_of(self.draft).unlink(missing_ok=True)


def fetch_file(
    hosts: Hosts,
    retry: Retry,
    agent: str,
    service: str,
    address: str,
    path: Path,
    size_limit: int,
    progress: Progress | None,
) -> Fetched:
    """Fetches a file; see :meth:`aetia.http.PoliteClient.fetch_file`."""
    draft = _Draft(path.with_name(path.name + ".part"), address)
    counted = draft.size
    tried = 0

    def attempt() -> None:
        nonlocal tried
        tried += 1
        _go_on(hosts, draft, _request(agent, service, address, draft), tried, size_limit, progress)

    def got_on() -> bool:
        nonlocal counted
        more = draft.size - counted
        counted = draft.size
        return more >= _STEP

    target = target_of(address)
    retry.run(attempt, pause=lambda seconds: hosts.pause(target, seconds), got_on=got_on)
    return Fetched(draft.path, path, draft.size, draft.left)


def _request(agent: str, service: str, address: str, draft: _Draft) -> Sent:
    headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}
    if draft.size and draft.validator:
        headers |= {"Range": f"bytes={draft.size}-", "If-Range": draft.validator}
    return Sent(service, "GET", address, address, headers, statuses=(200, 206, 416))


def _go_on(hosts: Hosts, draft: _Draft, sent: Sent, tried: int, size_limit: int, progress: Progress | None) -> None:
    """One attempt: the rest of the file, or the whole where the server cannot go on."""
    with exchange(hosts, sent, timeout=_HEADERS, tried=tried, body_time=_LONGEST) as (response, _):
        total = _total(sent, response, draft)
        if total is not None and total > size_limit:
            raise _too_large(sent, size_limit)
        if response.status_code == 416:
            return  # the draft is whole already: the server has nothing after it
        if response.status_code == 200:
            _refuse_page(sent, response, draft)
            draft.begin(response)
        with draft.appending() as write:
            for piece in _steadily(sent, response):
                write(piece)
                if draft.size > size_limit:
                    raise _too_large(sent, size_limit)
                if progress is not None:
                    progress(draft.size, total)
    if total is not None and draft.size != total:
        raise TryAgain(
            ServiceError(f"{sent.service} sent {draft.size:,} of {total:,} bytes", where=sent.shown, remedy=LATER)
        )


def _total(sent: Sent, response: httpx2.Response, draft: _Draft) -> int | None:
    """Bytes that the whole file has, if the answer fits what lies in the draft; else the draft is dropped."""
    ranges = re.fullmatch(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", response.headers.get("content-range", "").strip())
    if response.status_code == 200:
        named = response.headers.get("content-length", "")
        return int(named) if named.isdigit() else None
    if ranges is not None:
        total = int(ranges[2]) if ranges[2].isdigit() else None
        fits = ranges[1] == str(draft.size) if response.status_code == 206 else total == draft.size
        if fits:
            return total
    draft.drop()
    raise TryAgain(
        ServiceError(f"{sent.service} sent another part of the file than was asked for", where=sent.shown, remedy=LATER)
    )


def _steadily(sent: Sent, response: httpx2.Response) -> Iterator[bytes]:
    """The body as it comes, unless it trickles."""
    begun, came = time.monotonic(), 0
    for piece in response.iter_raw():
        came += len(piece)
        yield piece
        took = time.monotonic() - begun
        if took > _LOOK:
            if came < took * _SLOWEST:
                what = f"{sent.service} sends less than {_SLOWEST:,} bytes a second"
                raise TryAgain(ServiceError(what, where=sent.shown, remedy=LATER))
            begun, came = time.monotonic(), 0


def _refuse_page(sent: Sent, response: httpx2.Response, draft: _Draft) -> None:
    kind = response.headers.get("content-type", "").lower()
    if kind.startswith("text/html") and not re.search(r"\.html?\.part\Z", draft.path.name):
        what = f"{sent.service} gave a web page instead of the file"
        raise TryAgain(ServiceError(what, where=sent.shown, remedy=LATER, status=response.status_code))


def _too_large(sent: Sent, size_limit: int) -> NetworkError:
    return NetworkError(
        f"more than {size_limit:,} bytes, the limit for one file", where=sent.shown, remedy="Check the address"
    )


class _Draft:
    """What came of a file so far, with a note of which version it is: bytes of two versions are never joined.

    Attributes:
        size: bytes that are there; left: those of them that an earlier process had brought.
        validator: what the server knows the version by.
    """

    def __init__(self, path: Path, address: str) -> None:
        self.path, self.address = path, address
        note = self._read_note()
        self.validator: str | None = note.get("validator") if note.get("address") == address else None
        if self.validator is None:
            self.drop()
        self.size = path.stat().st_size if path.exists() else 0
        self.left = self.size

    def begin(self, response: httpx2.Response) -> None:
        """Starts from nothing, and notes what a later attempt can go on from (RFC 9110 § 13.1.5: strong validators only)."""
        self.drop()
        tag = response.headers.get("etag", "")
        self.validator = tag if tag.startswith('"') else response.headers.get("last-modified")
        if self.validator:
            self._written(lambda: _note_of(self.path).write_text(self._note(), encoding="utf-8"))

    @contextmanager
    def appending(self) -> Iterator[Callable[[bytes], None]]:
        """The draft, open for more bytes."""
        stream = self._written(lambda: self.path.open("ab"))

        def write(piece: bytes) -> None:
            self._written(lambda: stream.write(piece))
            self.size += len(piece)

        try:
            yield write
        finally:
            self._written(stream.close)
            self.size = self.path.stat().st_size

    def drop(self) -> None:
        """Removes what came."""
        self.path.unlink(missing_ok=True)
        _note_of(self.path).unlink(missing_ok=True)
        self.size, self.left, self.validator = 0, 0, None

    def _written(self, write: Callable[[], T]) -> T:
        """A full disk is no fault of the network, and trying again does not help."""
        try:
            return write()
        except OSError as error:
            raise InputError(
                f"the file cannot be written: {error.strerror or error}",
                where=str(self.path),
                remedy="Check that the folder may be written and that the disk has room",
            ) from error

    def _note(self) -> str:
        return json.dumps({"address": self.address, "validator": self.validator})

    def _read_note(self) -> dict[str, Any]:
        try:
            note = json.loads(_note_of(self.path).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}


def _note_of(draft: Path) -> Path:
    return draft.with_name(draft.name + ".json")
