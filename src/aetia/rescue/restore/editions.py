"""Editions of a library in one copy: the lists of files that were found, put together, and the choice of one.

A site that was crawled every month holds many editions, of which each has its own list. Lists that name the same files with the
same digests are one edition, wherever and whenever they were seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from aetia.errors import RestoreError
from aetia.rescue.restore.lists import FileList, Listed, read_manifest
from aetia.rescue.restore.names import printable
from aetia.rescue.restore.page_lists import read_page_list
from aetia.rescue.restore.pieces import Piece

MOST_LISTED = 3_000_000
"""Entries of all lists together that are remembered."""

_BEST_FIRST = ("manifest", "source page", "pages")
_HOMES = ("source/manifest.json", "source/index.html", "source/", "source")


@dataclass
class Edition:
    """One state of a library's public part.

    Attributes:
        listing: its files.
        addresses: of the sites that gave the list.
        captured: when it was seen, earliest first; empty where no time is known.
    """

    listing: FileList
    addresses: set[str] = field(default_factory=set)
    captured: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether the list is known to name every public file."""
        return self.listing.kind != "pages"

    @property
    def newest(self) -> tuple[str, str]:
        """What editions are ordered by: their own date, then the last time that they were seen."""
        return self.listing.as_of, max(self.captured, default="")


class ListGatherer:
    """Takes the pieces of a copy, one after the other, and keeps the lists of files that stand in them."""

    def __init__(self) -> None:
        self._true: dict[str, Edition] = {}
        self._damaged: list[FileList] = []
        self._named: dict[str, Counter[Listed]] = defaultdict(Counter)
        self._entries = 0
        self.full = False
        self.damaged: list[tuple[str, str]] = []

    def add(self, piece: Piece) -> None:
        """Read the list in a piece, if there is one."""
        found = read_manifest(piece.body) or read_page_list(piece.body)
        if found is None:
            return
        if self._entries + len(found.files) > MOST_LISTED:
            self.full = True
            return
        if found.kind == "pages":
            named = self._named[found.as_of]
            before = len(named)
            named.update(found.files.values())
            self._entries += len(named) - before
        elif found.is_true or not found.promised:
            self._add_true(found, piece)
        else:
            self.damaged.append((piece.where, "the list of files is not what its own digest says"))
            self._damaged.append(found)
            self._entries += len(found.files)

    def editions(self) -> list[Edition]:
        """The editions found, newest first.

        Pages add an edition of their own only where no whole list of its date was found: what they name is never known to be all.
        """
        found = list(self._true.values())
        dates = {edition.listing.as_of for edition in found}
        for as_of, named in sorted(self._named.items()):
            if not found or (as_of and as_of not in dates):
                found.append(Edition(_pieced_together(as_of, named, self._damaged if not self._true else [])))
        if not found and self._damaged:
            best = max(self._damaged, key=lambda damaged: len(damaged.files))
            found.append(Edition(replace(best, kind="pages")))
        return sorted(found, key=lambda edition: edition.newest, reverse=True)

    def _add_true(self, found: FileList, piece: Piece) -> None:
        known = self._true.get(found.digest)
        if known is None:
            known = self._true[found.digest] = Edition(found)
            self._entries += len(found.files)
        elif _BEST_FIRST.index(found.kind) < _BEST_FIRST.index(known.listing.kind):
            known.listing = found.with_copies_of(known.listing)
        else:
            known.listing = known.listing.with_copies_of(found)
        known.addresses.add(_site_of(piece.path))
        if piece.captured and piece.captured not in known.captured:
            known.captured = sorted([*known.captured, piece.captured])


def choose(editions: Iterable[Edition], share: Callable[[Edition], float], *, as_of: str, captured: str) -> Edition:
    """The edition to restore: the newest whole one; where none is whole, that of which most is there.

    Args:
        editions: at least one.
        share: how much of an edition's files is there, from 0 to 1.
        as_of: only editions of this date; a year or a month will do. Empty for any.
        captured: only editions that were seen on this day or before. Empty for any.

    Raises:
        RestoreError: no edition fits; or the editions are of several sites, so that the choice needs a person.
    """
    every = list(editions)
    fitting = [edition for edition in every if _fits(edition, as_of, captured)]
    if not fitting:
        raise RestoreError(
            f"no edition fits; there are: {'; '.join(map(describe, every[:10]))}",
            remedy="Choose one of these dates with --as-of or --captured",
        )
    _refuse_several_sites(fitting)
    return max(fitting, key=lambda edition: _worth(edition, share(edition)))


def describe(edition: Edition) -> str:
    """An edition in words: title, date, when it was seen."""
    title, date = printable(edition.listing.library, 80) or "a library", edition.listing.as_of or "no date"
    seen = f", seen {edition.captured[-1][:10]}" if edition.captured else ""
    return f"{title}, edition of {date}{seen}"


def _worth(edition: Edition, share: float) -> tuple[object, ...]:
    whole = edition.is_complete and share == 1
    kind = -_BEST_FIRST.index(edition.listing.kind)
    return (whole, edition.is_complete, 0.0 if whole else share, edition.newest, kind, edition.listing.digest)


def _fits(edition: Edition, as_of: str, captured: str) -> bool:
    if as_of and not edition.listing.as_of.startswith(as_of):
        return False
    return not captured or any(time[: len(captured)] <= captured for time in edition.captured)


def _refuse_several_sites(editions: list[Edition]) -> None:
    """Editions that share a title or an address are of one library, and so are those that others link in this way."""
    apart = [edition for edition in editions if edition.addresses]
    one = apart[:1]
    for edition in one:  # grows while it is walked
        near = [other for other in apart if other not in one and _share(edition, other)]
        one.extend(near)
    if len(one) == len(apart):
        return
    named = sorted({f"{printable(e.listing.library, 80)} at {printable(min(e.addresses))}" for e in apart})
    raise RestoreError(
        f"this copy holds several libraries: {'; '.join(named[:10])}",
        remedy="Choose one by its address with --site ADDRESS",
    )


def _share(one: Edition, other: Edition) -> bool:
    return bool(one.addresses & other.addresses) or one.listing.library == other.listing.library


def _site_of(path: str) -> str:
    """The address of the site whose list stands at an address."""
    home = next((home for home in _HOMES if path.endswith(f"/{home}") or path == home), "")
    site = path.removesuffix(home) if home else path.rpartition("/")[0]
    return site.partition("://")[2].removeprefix("www.") if "://" in site else site or "."


def _pieced_together(as_of: str, named: Counter[Listed], damaged: list[FileList]) -> FileList:
    """The list that pages give together. Of two digests for one file, the one that more pages name stands.

    A damaged list adds what no page contradicts.
    """
    files: dict[str, Listed] = {}
    for listed, _ in sorted(named.items(), key=lambda item: (-item[1], item[0].file, item[0].sha256)):
        files.setdefault(listed.file, listed)
    digests = {listed.sha256 for listed in files.values()}
    title = ""
    for extra in damaged:
        title = title or extra.library
        for listed in extra.files.values():
            known = files.get(listed.file)
            agrees = known is not None and known.sha256 == listed.sha256
            if agrees or (known is None and listed.sha256 not in digests):
                files[listed.file] = listed
    withheld = next((extra.withheld for extra in damaged if extra.withheld), ())
    return FileList("pages", title, as_of or next((extra.as_of for extra in damaged), ""), files, withheld)
