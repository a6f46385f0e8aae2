"""The page "Data and downloads": every file that can be taken away, and every feed."""

from __future__ import annotations

from dataclasses import dataclass

from aetia.site import addresses
from aetia.site.downloads.formats import FORMATS
from aetia.site.edition import Edition
from aetia.site.feeds import ATOM, JSON, site_feed, standing_feed


@dataclass(frozen=True)
class FileView:
    """A file: its name, what it is good for (may be empty), its address."""

    name: str
    means: str
    address: str


@dataclass(frozen=True)
class FeedView:
    """A feed, with the address of each format."""

    name: str
    atom: str
    json: str


@dataclass(frozen=True)
class DownloadsView:
    """Everything on the page."""

    files: tuple[FileView, ...]
    feeds: tuple[FeedView, ...]
    other: tuple[FileView, ...]
    description: str


def downloads_view(edition: Edition) -> DownloadsView:
    """The page, in the words of its edition."""
    words = edition.words
    files = tuple(
        FileView(words(f"data.format_{form.id}"), words(f"data.means_{form.id}"), addresses.data(form.file))
        for form in FORMATS.values()
    )
    named = ((words("data.everything"), site_feed(edition)), (words("data.standing"), standing_feed(edition)))
    feeds = tuple(FeedView(name, f"{feed.address}{ATOM}", f"{feed.address}{JSON}") for name, feed in named)
    other = (
        FileView(words("data.verdicts"), "", addresses.VERDICTS),
        FileView(words("data.rules"), "", addresses.RULES),
        FileView(words("data.manifest"), "", addresses.MANIFEST),
    )
    return DownloadsView(files, feeds, other, words("data.intro"))
