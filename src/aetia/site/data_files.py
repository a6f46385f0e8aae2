"""Every file of a site that is no page: its looks, the library's own files, and everything as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files

from aetia.site import addresses
from aetia.site.citing import citing_files
from aetia.site.downloads import download_files
from aetia.site.edition import Edition
from aetia.site.explore import explore_files
from aetia.site.feeds import feed_files
from aetia.site.page import DataFile
from aetia.site.pages import all_pages
from aetia.site.redirects import at_old_addresses, former_names, former_studies, redirects
from aetia.site.sitemap import sitemap_files
from aetia.site.stylesheet import stylesheet
from aetia.site.theme import Theme, read_theme
from aetia.site.verdict_files import verdict_files


def data_files(editions: Sequence[Edition]) -> Iterator[DataFile]:
    """The files.

    Args:
        editions: the library in each of its languages, its own first; they share most files.
    """
    first = editions[0]
    theme = read_theme(first.library)
    yield DataFile(addresses.STYLE, partial(_style, theme))
    if (logo := theme.logo) is not None:
        yield DataFile(logo.address, lambda: logo.content)
    yield DataFile(addresses.NO_JEKYLL, bytes)
    yield DataFile(addresses.ICON, lambda: files("aetia.site").joinpath("static", "icon.svg").read_bytes())
    yield from explore_files()
    for name, source in first.sources.files.items():
        yield DataFile(addresses.source(source.copy), partial(_copy, first, name))
    yield DataFile(addresses.MANIFEST, partial(_manifest, first))
    yield DataFile(addresses.RULES, first.rules.source.encode)
    beside = [*verdict_files(first), *feed_files(first), *download_files(first), *citing_files(first)]
    yield from beside
    yield from at_old_addresses(first, beside)
    if former_names(first) or former_studies(first):
        yield DataFile(addresses.REDIRECTS, partial(redirects, first))
    yield from sitemap_files(editions, all_pages)


def _style(theme: Theme) -> bytes:
    return stylesheet(theme.accent.css if theme.accent else "", theme.style).encode()


def _copy(edition: Edition, file: str) -> bytes:
    return edition.sources.files[file].content


def _manifest(edition: Edition) -> bytes:
    settings = edition.library.settings
    return edition.sources.manifest(settings.title, settings.as_of)
