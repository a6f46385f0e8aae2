"""Pages as a web archive shows them → pages as they were first served.

An archive that replays a page (the Wayback Machine, and others that use its scheme of addresses) leads its links back into the
archive and puts scripts, a banner and comments of its own into it. All of that is undone here, byte for byte where the rewriting
tells what was there before; what is not certain stays as it is.

What makes undoing safe: the links that an archive rewrites carry the very second of the capture, which no page can have held before
it was captured.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from aetia.archive.insertions import without_insertions
from aetia.archive.stamps import stamp_of, time_of

_MODIFIER = r"[a-z]{2}_"
"""What follows the time in an address: ``id_`` asks for the page as it was, ``im_`` for a picture, and so on."""
_REPLAY = re.compile(
    rf"""(?P<root>(?:https?:)?//[^/\s?#]+)?(?P<path>/(?:[^/\s?#]+/)*?)
         (?:(?P<time>\d{{1,14}})?(?P<any>\*)?(?P<modifier>{_MODIFIER})?/)?
         (?P<original>(?:https?:/|https?%3A%2F|//|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/]|$)).*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ITS_HOSTS = re.compile(r"(?:https?:)?//(?:web|wayback|liveweb)\.archive\.org(?::\d+)?", re.IGNORECASE)
_ADDRESS_LIMIT = 16_384
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_SAID = (
    re.compile(rb"""__wm\.wombat\(\s*"(?P<original>[^"\s]{4,8000})"\s*,\s*"(?P<time>\d{14})\""""),
    re.compile(rb"""__wm\.bt\([^"<>]{0,100}"[^"<>]{0,40}"\s*,\s*"(?P<original>[^"\s]{4,8000})"\s*,\s*"(?P<time>\d{14})\""""),
    re.compile(rb"""<!--\s*saved from url=\(\d+\)https?://web\.archive\.org/web/(?P<time>\d{14})(?:[a-z]{2}_)?/(?P<original>\S{4,8000})"""),
    re.compile(rb"""id="wm-ipp-print">The Wayback Machine - https?://web\.archive\.org/web/(?P<time>\d{14})/(?P<original>[^\s<]{4,8000})"""),
    re.compile(rb"""var sWayBackCGI = "https?://[^"\s]{1,200}?/(?P<time>\d{14})/\""""),
)  # fmt: skip
"""Where a replayed page says itself what it is a capture of, the surest first."""
_FILED = re.compile(
    rb"FILE ARCHIVED ON (\d{1,2}):(\d\d):(\d\d) ([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) AND RETRIEVED FROM THE\s+"
    rb"INTERNET ARCHIVE ON"
)
_CURRENT = re.compile(rb"""var wbCurrentUrl = "(?P<original>[^"\s]{4,8000})\"""")
_MODERN = re.compile(rb"__wm\.wombat\(|End Wayback Rewrite JS Include")
_WRAPPED = re.compile(
    rb"""\s*<html>\s*<head>\s*(?:<(?:meta|link)\b[^<>]*>\s*)*</head>\s*<body>\s*<pre(?:\s[^<>]*)?>([^<]*)</pre>\s*"""
    rb"""(?:<div\b[^<>]*></div>\s*)*</body>\s*</html>\s*""",
    re.IGNORECASE,
)
"""A text file as a browser shows it, and saves it."""


class Replay(NamedTuple):
    """What a replay shows.

    Args:
        captured: when the page was captured, ISO 8601, no finer than is told: ``2014-03-01T12:00:00Z``, ``2014``, or empty.
        address: where the page lay on the web; empty where only the time is told.
    """

    captured: str
    address: str


def original_address(address: str) -> tuple[str, str] | None:
    """What an address in a web archive is the replay of.

    Args:
        address: such as ``https://web.archive.org/web/20140301120000id_/http://example.org/``, with any modifier or none, part of a
            time, or ``*``; of any other host that uses the scheme, where the time has all fourteen digits or there is a modifier;
            or without a host, as in links.

    Returns:
        The time as ISO 8601, no finer than it is given (``2014-03-01T12:00:00Z``, ``2014-03``, empty for ``*`` and for no time),
        and the address of the page; None for what is no such address.
    """
    found = _taken_apart(address)
    if found is None:
        return None
    captured = time_of(found["time"] or "")
    original = _whole(found["original"])
    return None if captured is None or original is None else Replay(captured, original)


def replay_of(body: bytes) -> Replay | None:
    """What a page says itself that it is the replay of, by marks that the Wayback Machine or a browser left in it; else None."""
    said = next((found for mark in _SAID if (found := mark.search(body))), None)
    time = said["time"].decode("ascii") if said else _filed(body)
    captured = time_of(time) if time else None
    if not captured:
        return None
    named = said if said and "original" in said.re.groupindex else _CURRENT.search(body)
    original = _whole(named["original"].decode("utf-8", "replace").replace("\\/", "/")) if named else ""
    return Replay(captured, original or "")


def without_rewriting(body: bytes, address: str) -> bytes:
    """A page as an archive serves it, back to the page as it was first served.

    Scripts, styles, banner and comments of the archive are taken out, and links that lead into the archive at the second of the
    capture lead to where they led before. A text file that a browser wrapped in HTML becomes a text file again.

    Args:
        body: the page.
        address: where it came from, best as an address of the archive; or the address of the page itself, or empty: then the page
            must say itself that it is a replay.

    Returns:
        The page. One that is no replay comes back as it is, byte for byte.
    """
    found = _taken_apart(address)
    if found is not None and found["modifier"] == "id_":
        return body
    told, named = replay_of(body), original_address(address)
    if told is None and named is None:
        return body
    captured = told.captured if told else named[0] if named else ""
    original = (told.address if told else "") or (named[1] if named else address)
    modern = _MODERN.search(body) is not None
    plain = without_insertions(body, modern=modern)
    wrapped = _WRAPPED.fullmatch(plain)
    if wrapped is not None:
        return html.unescape(wrapped[1].decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    stamp = stamp_of(captured)
    if len(stamp) != 14:
        return plain
    return _with_own_links(plain, stamp, found, original if modern else "")


def _taken_apart(address: str) -> re.Match[str] | None:
    """The parts of an address in an archive; None where it is none, or where that is not certain."""
    address = address.strip()
    found = _REPLAY.fullmatch(address) if len(address) <= _ADDRESS_LIMIT else None
    if found is None or not (found["root"] or address.startswith("/")):
        return None
    sure = len(found["time"] or "") == 14 or (found["modifier"] is not None and found["time"]) or found["any"]
    its_own = found["path"].endswith("/web/") and (found["root"] is None or _ITS_HOSTS.fullmatch(found["root"]))
    with_scheme = re.match(r"https?(?::/|%3A)", found["original"], re.IGNORECASE)
    if its_own and found["root"] and (found["time"] or found["any"] or found["modifier"] or with_scheme):
        return found
    if its_own and with_scheme and found["time"]:
        return found
    return found if sure and with_scheme else None


def _whole(original: str) -> str | None:
    """The address of a page, with its scheme and without the port that the scheme implies; None where it is none."""
    if re.match(r"https?%3A", original, re.IGNORECASE):
        original = unquote(original)
    if not re.match(r"https?:", original, re.IGNORECASE):
        original = f"http://{original.lstrip('/')}"
    original = re.sub(r"^(https?):/{1,}", lambda m: f"{m[1].lower()}://", original, flags=re.IGNORECASE)
    original = re.sub(r"^(?:(http://[^/?#]+?):80|(https://[^/?#]+?):443)(?=[/?#]|$)", lambda m: m[1] or m[2], original)
    try:
        host = urlsplit(original).hostname
    except ValueError:
        return None
    return original if host and not re.search(r"\s", host) else None


def _filed(body: bytes) -> str | None:
    """The time that the comment at the end of a page names."""
    found = _FILED.search(body)
    if found is None:
        return None
    hour, minute, second, month, day, year = (group.decode("ascii") for group in found.groups())
    if month not in _MONTHS:
        return None  # the comment was in another language than English for some
    return f"{year}{_MONTHS.index(month) + 1:02}{int(day):02}{int(hour):02}{minute}{second}"


def _with_own_links(body: bytes, stamp: str, found: re.Match[str] | None, original: str) -> bytes:
    """The page with the links that it had.

    Args:
        body: the page.
        stamp: the second of the capture: only links that carry it were rewritten.
        found: the parts of the archive's address, where that is known.
        original: the page's own address, where links that began with one slash can be told from whole ones; else empty.
    """
    slash = rb"(?:\\?/)"
    hosts = {rb"web\.archive\.org"}
    path = b"/web/"
    if found is not None:
        path = found["path"].encode()
        if found["root"]:
            hosts.add(re.escape(found["root"].partition("//")[2].encode()))
    places = slash.join(re.escape(part) for part in path.split(b"/"))
    prefix = re.compile(
        rb"(?<![\w./%-])(?:(?P<scheme>https?:)?(?P<host>" + slash * 2 + rb"(?:" + b"|".join(sorted(hosts)) + rb")))?"
        + places + stamp.encode() + rb"(?:[a-z]{2}_)?" + slash
        + rb"(?P<own>(?P<own_scheme>https?:)" + slash * 2 + rb"[^/\\\s\"'<>?#&)]*)"
    )  # fmt: skip
    origin = re.match(r"https?://[^/?#]+", original)
    own = _origin(origin[0].encode()) if origin else None

    def undone(match: re.Match[bytes]) -> bytes:
        link: bytes = match["own"]
        if match["host"] is not None:
            return link if match["scheme"] else link[len(match["own_scheme"]) :]
        follows = match.string[match.end() : match.end() + 1]
        return b"" if own is not None and follows in {b"/", b"\\"} and _origin(link) == own else link

    return prefix.sub(undone, body)


def _origin(link: bytes) -> bytes:
    """Scheme and host of a link in one spelling."""
    plain = link.replace(b"\\", b"").lower()
    return re.sub(rb"^(?:(http://.+):80|(https://.+):443)$", lambda m: m[1] or m[2], plain)
