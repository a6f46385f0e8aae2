"""The list of pages for search engines (sitemaps.org), with the dates that the library knows, and where to find it.

It needs whole addresses, so it is made only where the library names the address of its site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from aetia.site import addresses
from aetia.site.absolute import absolute
from aetia.site.dates import study_changed, topic_changed
from aetia.site.edition import Edition
from aetia.site.page import DataFile, Page
from aetia.site.xml_text import xml_text

MOST = 50_000
"""Addresses that one file may list; more stand in numbered files, which the first lists."""
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HIDDEN = frozenset({"missing", "moved"})


@dataclass(frozen=True)
class Listed:
    """A page of one edition, as far as the sitemap tells of it."""

    prefix: str
    kind: str
    address: str
    has_sources: bool


Pages = Callable[[Edition], Iterable[Page]]


def sitemap_files(editions: Sequence[Edition], pages: Pages) -> Iterator[DataFile]:
    """The sitemap, and `robots.txt` where the site has a host to itself: anywhere else nobody asks for that file.

    Args:
        editions: the library in each of its languages.
        pages: gives the pages of an edition.
    """
    settings = editions[0].library.settings
    if not absolute(settings, addresses.HOME):
        return
    parts = -(-len(_listed(editions, pages)) // MOST)
    if parts <= 1:
        yield DataFile(addresses.SITEMAP, partial(_sitemap, editions, pages, 0))
    else:
        yield DataFile(addresses.SITEMAP, partial(_index, editions, pages))
        for part in range(parts):
            yield DataFile(_part_name(part), partial(_sitemap, editions, pages, part))
    if urlsplit(settings.base_url or "").path in ("", "/"):
        yield DataFile(addresses.ROBOTS, partial(_robots, editions[0]))


def _listed(editions: Sequence[Edition], pages: Pages) -> tuple[Listed, ...]:
    return editions[0].shared(
        ("sitemap",),
        lambda: tuple(
            Listed(edition.prefix, page.kind, page.address, bool(page.sources))
            for edition in editions
            for page in pages(edition)
            if page.kind not in _HIDDEN
        ),
    )


def _sitemap(editions: Sequence[Edition], pages: Pages, part: int) -> bytes:
    several = len(editions) > 1
    schema = f'{_SCHEMA} xmlns:xhtml="http://www.w3.org/1999/xhtml"' if several else _SCHEMA
    listed = _listed(editions, pages)
    by_prefix = {edition.prefix: edition for edition in editions}
    there = {(page.prefix, page.address) for page in listed} if several else set()
    lines = []
    for page in listed[part * MOST : (part + 1) * MOST]:
        others = [edition for edition in editions if (edition.prefix, page.address) in there]
        lines.append(_entry(by_prefix[page.prefix], page, others))
    return f"{_HEAD}<urlset {schema}>\n{''.join(lines)}</urlset>\n".encode()


def _entry(edition: Edition, page: Listed, others: Sequence[Edition]) -> str:
    settings = edition.library.settings
    changed = _changed(edition, page)
    date = f"<lastmod>{changed}</lastmod>" if changed else ""
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{xml_text(other.language)}" '
        f'href="{xml_text(absolute(settings, other.place(page.address)))}"/>'
        for other in others
    )
    return f"<url><loc>{xml_text(absolute(settings, edition.place(page.address)))}</loc>{date}{languages}</url>\n"


def _changed(edition: Edition, page: Listed) -> str | None:
    """When what a page shows changed; that of the edition for pages of the whole library."""
    library = edition.library
    if page.kind in ("cause", "figures"):
        return topic_changed(edition, page.address.partition("/")[2].strip("/"))
    if page.kind == "study":
        return study_changed(library.studies[page.address.removeprefix(addresses.STUDIES).strip("/")])
    return None if page.has_sources else library.settings.as_of


def _index(editions: Sequence[Edition], pages: Pages) -> bytes:
    settings = editions[0].library.settings
    parts = range(-(-len(_listed(editions, pages)) // MOST))
    lines = [f"<sitemap><loc>{xml_text(absolute(settings, _part_name(part)))}</loc></sitemap>\n" for part in parts]
    return f"{_HEAD}<sitemapindex {_SCHEMA}>\n{''.join(lines)}</sitemapindex>\n".encode()


def _part_name(part: int) -> str:
    return f"sitemap-{part + 1}.xml"


def _robots(edition: Edition) -> bytes:
    return f"User-agent: *\nDisallow:\n\nSitemap: {absolute(edition.library.settings, addresses.SITEMAP)}\n".encode()
