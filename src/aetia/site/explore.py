"""The pages to explore a library with: the evidence map, every finding and every study as a table, studies by year, and search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files

from aetia.site import addresses
from aetia.site.edition import Edition
from aetia.site.page import DataFile, Page, Script
from aetia.site.stylesheet import compact, part
from aetia.site.views.evidence_map import map_view
from aetia.site.views.tables import findings_view, studies_view
from aetia.site.views.years import years_view

_KINDS: tuple[tuple[str, str, Callable[[Edition], object], Script], ...] = (
    ("evidence-map", addresses.EVIDENCE_MAP, map_view, "own"),
    ("findings", addresses.FINDINGS, findings_view, "own"),
    ("study-table", addresses.STUDY_TABLE, studies_view, "own"),
    ("years", addresses.YEARS, years_view, ""),
)


def explore_pages(edition: Edition) -> Iterator[Page]:
    """The pages; each draws on the whole library."""
    words = edition.words
    for kind, address, view, script in _KINDS:
        title, description = words(f"explore.{kind}"), words(f"explore_means.{kind}")
        make = partial(view, edition)
        yield Page(kind, address, title, make, section="explore", description=description, script=script)
    yield Page("search", addresses.SEARCH, words("search.title"), lambda: None, section="search", script="search")


def explore_files() -> Iterator[DataFile]:
    """What these pages need beside the site's common looks: a stylesheet of their own, and the site's only scripts.

    Each script serves one kind of page, which is whole without it.
    """
    yield DataFile(addresses.EXPLORE_STYLE, lambda: compact(part("explore")).encode())
    for address in (addresses.FILTER_SCRIPT, addresses.SEARCH_SCRIPT):
        yield DataFile(address, partial(_static, address))


def _static(address: str) -> bytes:
    return files("aetia.site").joinpath(*address.split("/")).read_bytes()
