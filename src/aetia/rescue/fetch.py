"""Where pages come from: files, folders of them, web archives, and addresses on the web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aetia import http
from aetia.errors import AetiaError, RescueError
from aetia.rescue.archives import ArchiveReport, Choice, holds_archives, is_archive, rescue_archive
from aetia.rescue.read import RescuedPage, read_page

FOLDER_LIMIT = 5_000
_PAGE_SUFFIXES = frozenset({".htm", ".html", ".xhtml", ".shtml", ".asp", ".php", ".txt", ".text", ".md"})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""})

Result = RescuedPage | ArchiveReport | AetiaError
"""What comes of a source: a page, what was in an archive, or why neither could be had."""


@dataclass(frozen=True)
class Web:
    """How addresses are fetched.

    Args:
        captured: the time to record for a page that is fetched now, ISO 8601.
        allow_private: also fetch from a private network.
        wayback: look for every address in the Wayback Machine, not only for the archive's own.
        archive: where another archive lies that runs the Wayback Machine's software; None is the Wayback Machine itself.
    """

    captured: str | None = None
    allow_private: bool = False
    wayback: bool = False
    archive: str | None = None


def is_address(source: str) -> bool:
    """True for what is meant as an address on the web rather than a file."""
    return source.lower().startswith(("http://", "https://"))


def fetch_page(
    address: str, *, captured: str | None = None, allow_private: bool = False, timeout: float = 30.0
) -> RescuedPage:
    """Rescues the page at an address.

    Args:
        address: ``http://`` or ``https://``.
        captured: the time to record, ISO 8601.
        allow_private: also fetch from a private network.
        timeout: seconds.

    Raises:
        NetworkError: the page could not be had; an error page is never taken for it.
        RescueError: what came is no page.
    """
    answer = http.get(address, allow_private=allow_private, timeout=timeout)
    if answer.media_type not in _PAGE_TYPES:
        raise RescueError(
            f"not a page but {answer.media_type}", where=address, remedy="Give the address of a page of text or HTML"
        )
    return read_page(answer.body, address=answer.address, captured=captured, charset=answer.charset)


def find_pages(folder: Path) -> list[Path]:
    """The pages in a folder and below it, by name.

    Raises:
        RescueError: there is none, or there are more than 5,000.
    """
    found: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix.lower() in _PAGE_SUFFIXES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        ):
            found.append(path)
            if len(found) > FOLDER_LIMIT:
                raise RescueError(f"more than {FOLDER_LIMIT:,} pages", where=str(folder), remedy="Give smaller folders")
    if not found:
        raise RescueError(
            "no page in this folder",
            where=str(folder),
            remedy="Give a folder that holds .html or .txt files, or web archives",
        )
    return found


def read_sources(
    sources: list[str],
    *,
    captured: str | None = None,
    allow_private: bool = False,
    choice: Choice = Choice(),
    web: Web | None = None,
) -> Iterator[tuple[str, Result]]:
    """Rescues pages one after the other; one that fails does not stop the rest.

    Args:
        sources: files, folders, web archives and addresses. Of a folder, the pages, and the archives together as one. An address of
            the Wayback Machine gives the page as it was captured.
        captured: the time to record for addresses, ISO 8601.
        allow_private: also fetch from a private network.
        choice: which pages of an archive are wanted, and which of their captures.
        web: how addresses are fetched; instead of `captured` and `allow_private`.

    Yields:
        What was asked for, and the page or why it could not be had; behind the pages of an archive, what was in it.
    """
    web = web or Web(captured=captured, allow_private=allow_private)
    for source in sources:
        if is_address(source):
            yield from ((source, result) for result in _from_web(source, choice, web))
            continue
        path = Path(source)
        if not path.is_dir():
            yield from ((source, result) for result in _from_file(path, choice))
            continue
        yield from _from_folder(path, choice)


def _from_folder(folder: Path, choice: Choice) -> Iterator[tuple[str, Result]]:
    archives = holds_archives(folder)
    if archives:
        yield from ((str(folder), result) for result in _from_archive(folder, choice))
    try:
        pages = find_pages(folder)
    except RescueError as error:
        if not archives:
            yield str(folder), error
        return
    for page in pages:
        try:
            yield str(page), read_page(page)
        except RescueError as error:
            yield str(page), error


def _from_file(path: Path, choice: Choice) -> Iterator[Result]:
    if is_archive(path):
        yield from _from_archive(path, choice)
        return
    try:
        yield read_page(path)
    except RescueError as error:
        yield error


def _from_archive(path: Path, choice: Choice) -> Iterator[Result]:
    try:
        pages, report = rescue_archive(path, choice)
    except AetiaError as error:
        yield error
        return
    yield from pages
    yield report


def _from_web(address: str, choice: Choice, web: Web) -> Iterator[Result]:
    from aetia.rescue.wayback_pages import rescue_capture, wanted_capture, wayback_machine

    asked = wanted_capture(address)
    try:
        if asked is None and not web.wayback:
            yield fetch_page(address, captured=web.captured, allow_private=web.allow_private)
            return
        page, at, listed = asked or (address, None, False)
        with wayback_machine(web.archive, allow_private=web.allow_private) as wayback:
            yield from rescue_capture(wayback, page, choice.captured or at, listed=listed)
    except AetiaError as error:
        yield error
