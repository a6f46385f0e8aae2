"""Pages out of web archives: which there are, which are taken, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from aetia.archive import Capture, Damage, Limits, read_captures
from aetia.archive.rewriting import original_address
from aetia.archive.stamps import middle_of, moment_of, stamp_of
from aetia.errors import RescueError
from aetia.rescue.pages import SIZE_LIMIT
from aetia.rescue.read import RescuedPage, read_page

PAGES_LIMIT = 5_000
"""Pages of one archive that are read."""
BYTES_LIMIT = 1_000_000_000
"""Bytes of all these pages together."""
_NAMES = re.compile(r"\.(?:warc|arc)(?:\.gz)?\Z|\.wacz\Z", re.IGNORECASE)
_RECORDS = re.compile(rb"WARC/\d\.\d+\r?\n|filedesc://")
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PAGE_TYPES = _HTML_TYPES | {"text/plain", ""}
_XML_TYPES = frozenset({"text/xml", "application/xml"})
_NO_PAGES = re.compile(
    r"/robots\.txt\Z|\.(?:js|mjs|css|json|map|xml|rss|csv|tsv|ico|png|jpe?g|gif|svg|webp|woff2?|ttf|eot|pdf|zip|swf)\Z",
    re.IGNORECASE,
)
_NO_ENTRIES = frozenset({"internal_link", "advertisement"})
"""Kinds of entries that any page of a site may have."""
_READ_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_BARE_KEPT = 100
"""Pages without an entry that are kept in case that none has any."""


@dataclass(frozen=True)
class Choice:
    """Which pages of an archive are wanted.

    Args:
        pages: their addresses, or patterns in which ``*`` stands for anything; empty wants every page that holds an entry.
        captured: of several captures of a page the one nearest to this time, ISO 8601 or its beginning; None wants the newest.
    """

    pages: Sequence[str] = ()
    captured: str | None = None


@dataclass(frozen=True)
class FoundPage:
    """A page of an archive, and what became of it.

    Args:
        address: where it lay on the web.
        captured: when the capture was made that was looked at, ISO 8601; empty where the archive does not say.
        state: ``rescued``, ``passed over`` (it is not wanted, or holds nothing), or ``failed``.
        why: why it was not rescued, or what is wrong with it all the same; empty for a page without trouble.
        captures: when all the captures of it in the archive were made, oldest first.
        source: where the capture stands in the archive.
    """

    address: str
    captured: str
    state: Literal["rescued", "passed over", "failed"]
    why: str = ""
    captures: tuple[str, ...] = ()
    source: str = ""

    def to_json(self) -> dict[str, object]:
        """The page as plain values."""
        return {
            "address": self.address,
            "captured": self.captured or None,
            "state": self.state,
            "why": self.why or None,
            "captures": list(self.captures),
            "source": self.source or None,
        }


@dataclass
class ArchiveReport:
    """What was in an archive.

    Args:
        archive: its name.
        found: its pages, by address.
        others: captures of other things: pictures, styles, scripts.
        damage: what could not be read, a sentence each.
        missing: pages that were asked for and are not in it.
    """

    archive: str
    found: list[FoundPage] = field(default_factory=list)
    others: int = 0
    damage: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        """True where something is damaged, missing, failed, or was rescued with trouble."""
        troubled = any(page.state == "failed" or (page.state == "rescued" and page.why) for page in self.found)
        return bool(self.damage or self.missing or troubled)

    def to_json(self) -> dict[str, object]:
        """The report as plain values."""
        return {
            "archive": self.archive,
            "found": [page.to_json() for page in self.found],
            "others": self.others,
            "damage": self.damage,
            "missing": self.missing,
        }


def is_archive(path: Path) -> bool:
    """True for a file that is a web archive by its name, or by its first bytes."""
    if _NAMES.search(path.name):
        return True
    try:
        with path.open("rb") as stream:
            return _RECORDS.match(stream.read(40)) is not None
    except OSError:
        return False


def holds_archives(folder: Path) -> bool:
    """True for a folder in which, or below which, there is a web archive."""
    return any(_NAMES.search(path.name) for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def rescue_archive(
    path: Path, choice: Choice = Choice(), *, limits: Limits = Limits()
) -> tuple[list[RescuedPage], ArchiveReport]:
    """Rescues the pages of a web archive.

    A page is a response of HTML or text with status 200. Of several captures of an address one is taken: a sound one before a
    damaged one, then the newest, or the one nearest to the time chosen. A page without any entry but links and
    advertisements is passed over, unless it was asked for or no page has one.

    Args:
        path: a .warc, .warc.gz, .arc, .arc.gz or .wacz file, or a folder of them, read as one archive.
        choice: which pages are wanted.
        limits: what reading the archive may cost.

    Returns:
        The pages, by address, each with its original address and the time it was captured; and what was in the archive.

    Raises:
        ArchiveError: the file is no web archive.
        InputError: the time chosen is none.
    """
    stock = _Stock(choice)
    report = ArchiveReport(path.name or str(path))
    for item in read_captures(path, limits=limits):
        if isinstance(item, Damage):
            report.damage.append(str(item))
        elif (why := _why_no_page(item)) is None:
            stock.take(item)
        elif why:
            stock.pass_over(item, why)
        else:
            report.others += 1
    report.missing = stock.missing()
    pages = _read_all(stock, report, asked=bool(choice.pages))
    return pages, report


def page_key(address: str) -> str:
    """What an address is known by: not by scheme, ``www.``, the scheme's own port, part of the page, or a slash at the end."""
    plain = re.sub(r"^https?://(?:www\.)?", "", address.strip().partition("#")[0], flags=re.IGNORECASE)
    host, slash, rest = plain.partition("/")
    return f"{re.sub(r':(?:80|443)$', '', host.lower())}{slash}{rest}".rstrip("/")


class _Pattern:
    """An address, or one in which ``*`` stands for anything."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._key = page_key(words)
        parts = self._key.split("*")
        self._wild = re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL) if len(parts) > 1 else None

    def fits(self, key: str) -> bool:
        return self._wild.fullmatch(key) is not None if self._wild else key == self._key


@dataclass
class _Candidate:
    """The capture of a page that is best so far, and when all of them were made."""

    address: str
    captured: str
    capture: Capture
    captures: list[str]


class _Stock:
    """The pages of an archive while it is read: of each address one capture, within bounds."""

    def __init__(self, choice: Choice) -> None:
        self._patterns = [_Pattern(words) for words in choice.pages]
        self._middle = moment_of(middle_of(choice.captured)) if choice.captured is not None else None
        self._matched: set[str] = set()
        self._bytes = 0
        self.by_key: dict[str, _Candidate] = {}
        self.notes: dict[str, FoundPage] = {}

    def take(self, capture: Capture) -> None:
        """Puts a capture into the stock, or notes why not."""
        address, captured = _place_of(capture)
        key = page_key(address)
        if self._patterns:
            fitting = [pattern.words for pattern in self._patterns if pattern.fits(key)]
            if not fitting:
                self.pass_over(capture, "it was not asked for")
                return
            self._matched.update(fitting)
        if capture.trouble and (capture.header("content-encoding") or "").strip().lower() not in _READ_ENCODINGS:
            self._note(key, capture, capture.trouble, "failed")  # packed bytes can look like a text
            return
        if len(capture.body) > SIZE_LIMIT:
            self._note(key, capture, f"more than {SIZE_LIMIT:,} bytes, the limit for one page", "failed")
            return
        known = self.by_key.get(key)
        if known is None:
            if len(self.by_key) >= PAGES_LIMIT or self._bytes + len(capture.body) > BYTES_LIMIT:
                words = f"past {PAGES_LIMIT:,} pages or {BYTES_LIMIT:,} bytes; choose pages with --page"
                self._note(key, capture, words, "failed")
                return
            self.by_key[key] = _Candidate(address, captured, capture, [captured])
            self._bytes += len(capture.body)
            return
        known.captures.append(captured)
        if self._rank(capture, captured) >= self._rank(known.capture, known.captured):
            self._bytes += len(capture.body) - len(known.capture.body)
            known.address, known.captured, known.capture = address, captured, capture

    def pass_over(self, capture: Capture, why: str) -> None:
        """Notes a page that is not taken."""
        self._note(page_key(_place_of(capture)[0]), capture, why, "passed over")

    def missing(self) -> list[str]:
        """Pages that were asked for and that no capture is of."""
        return [pattern.words for pattern in self._patterns if pattern.words not in self._matched]

    def _rank(self, capture: Capture, captured: str) -> tuple[bool, float]:
        stamp = stamp_of(captured)
        when = moment_of(stamp) if len(stamp) == 14 else float("-inf")
        return (not capture.trouble, when if self._middle is None else -abs(when - self._middle))

    def _note(self, key: str, capture: Capture, why: str, state: Literal["passed over", "failed"]) -> None:
        address, captured = _place_of(capture)
        before = self.notes[key].captures if key in self.notes else ()
        self.notes[key] = FoundPage(address, captured, state, why, tuple(sorted((*before, captured))), capture.source)


def _place_of(capture: Capture) -> tuple[str, str]:
    """Where a page lay and when it was captured: told by the archive's address where what was crawled is an archive's replay."""
    replay = original_address(capture.address)
    if replay is None:
        return capture.address, capture.captured
    return replay[1], replay[0] if len(stamp_of(replay[0])) == 14 else capture.captured


def _why_no_page(capture: Capture) -> str | None:
    """Why a capture is no page: words for what looks like one, empty for pictures, styles and the like; None for a page."""
    if not capture.address.lower().startswith(("http://", "https://")):
        return ""
    try:
        path = urlsplit(_place_of(capture)[0]).path
    except ValueError:
        return ""
    if capture.media_type in _XML_TYPES and b"<html" not in capture.body[:2_000].lower():
        return ""
    if capture.media_type not in _PAGE_TYPES | _XML_TYPES:
        return ""
    if capture.media_type not in _HTML_TYPES and _NO_PAGES.search(path):
        return ""
    if 300 <= capture.status < 400:
        return f"it leads elsewhere ({capture.status})"
    if capture.status != 200:
        return f"it is an error page ({capture.status})"
    return None if capture.body.strip() else "it is empty"


def _read_all(stock: _Stock, report: ArchiveReport, *, asked: bool) -> list[RescuedPage]:
    """Reads the pages of the stock; what became of each goes into the report."""
    pages: list[RescuedPage] = []
    bare: list[RescuedPage] = []
    bare_notes: list[FoundPage] = []
    report.found = [note for key, note in stock.notes.items() if key not in stock.by_key]
    for key in sorted(stock.by_key):
        page, note = _read_one(stock.by_key.pop(key))
        if page is None or asked or any(entry.kind not in _NO_ENTRIES for entry in page.entries):
            report.found.append(note)
            pages += [page] if page is not None else []
        elif len(bare) < _BARE_KEPT:
            bare.append(page)
            bare_notes.append(note)
        else:
            report.found.append(_passed_over(note))
    report.found += [_passed_over(note) for note in bare_notes] if pages else bare_notes
    report.found.sort(key=lambda found: (page_key(found.address), found.captured))
    return pages or bare


def _passed_over(note: FoundPage) -> FoundPage:
    return FoundPage(note.address, note.captured, "passed over", "no entry was found on it", note.captures, note.source)


def _read_one(candidate: _Candidate) -> tuple[RescuedPage | None, FoundPage]:
    capture = candidate.capture
    times = tuple(sorted(candidate.captures))
    try:
        page = read_page(
            capture.body, address=capture.address, captured=capture.captured or None, charset=capture.charset
        )
    except RescueError as error:
        note = FoundPage(
            candidate.address, candidate.captured, "failed", capture.trouble or error.what, times, capture.source
        )
        return None, note
    return page, FoundPage(candidate.address, candidate.captured, "rescued", capture.trouble, times, capture.source)
