"""Where pages come from: files, folders of them, and addresses on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aetia import http
from aetia.errors import NetworkError, RescueError
from aetia.rescue.read import RescuedPage, read_page

FOLDER_LIMIT = 5_000
_PAGE_SUFFIXES = frozenset({".htm", ".html", ".xhtml", ".shtml", ".asp", ".php", ".txt", ".text", ".md"})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""})


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
            "no page in this folder", where=str(folder), remedy="Give a folder that holds .html or .txt files"
        )
    return found


def read_sources(
    sources: list[str], *, captured: str | None = None, allow_private: bool = False
) -> Iterator[tuple[str, RescuedPage | RescueError | NetworkError]]:
    """Rescues pages one after the other; one that fails does not stop the rest.

    Args:
        sources: files, folders and addresses.
        captured: the time to record for addresses, ISO 8601.
        allow_private: also fetch from a private network.

    Yields:
        What was asked for, and the page or why it could not be had.
    """
    for source in sources:
        if is_address(source):
            yield source, _tried(source, captured, allow_private)
            continue
        path = Path(source)
        try:
            paths = find_pages(path) if path.is_dir() else [path]
        except RescueError as error:
            yield source, error
            continue
        for page in paths:
            try:
                yield str(page), read_page(page)
            except RescueError as error:
                yield str(page), error


def _tried(address: str, captured: str | None, allow_private: bool) -> RescuedPage | RescueError | NetworkError:
    try:
        return fetch_page(address, captured=captured, allow_private=allow_private)
    except (RescueError, NetworkError) as error:
        return error
