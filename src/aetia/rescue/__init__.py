"""Old pages and printed citations → structure.

`read_page` takes a page apart, `rescue_archive` takes pages out of a web archive, `find_faults` says what looks wrong on a page,
`rescue_into` writes pages into a library, `parse_citation` reads one printed citation, `split_citations` tells several in one line.
`restore_library` brings a published library back from any copy of its site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aetia.rescue.archives import ArchiveReport, Choice, rescue_archive
    from aetia.rescue.citations import Citation, parse_citation
    from aetia.rescue.faults import PageDoubt, find_faults
    from aetia.rescue.fetch import fetch_page, read_sources
    from aetia.rescue.into_library import rescue_into
    from aetia.rescue.read import RescuedPage, read_page
    from aetia.rescue.report import RescueReport
    from aetia.rescue.restore import Restored, restore_library
    from aetia.rescue.several import split_citations

__all__ = [
    "ArchiveReport",
    "Choice",
    "Citation",
    "PageDoubt",
    "RescueReport",
    "RescuedPage",
    "Restored",
    "fetch_page",
    "find_faults",
    "parse_citation",
    "read_page",
    "read_sources",
    "rescue_archive",
    "rescue_into",
    "restore_library",
    "split_citations",
]

_HOMES = {
    "ArchiveReport": "archives",
    "Choice": "archives",
    "rescue_archive": "archives",
    "Citation": "citations",
    "parse_citation": "citations",
    "PageDoubt": "faults",
    "find_faults": "faults",
    "fetch_page": "fetch",
    "read_sources": "fetch",
    "rescue_into": "into_library",
    "RescuedPage": "read",
    "read_page": "read",
    "RescueReport": "report",
    "Restored": "restore",
    "restore_library": "restore",
    "split_citations": "several",
}


def __getattr__(name: str) -> Any:
    """Imports a public name from its file when it is first used, so that reading one citation does not load the page readers."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"aetia.rescue.{_HOMES[name]}"), name)
