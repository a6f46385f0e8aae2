"""The folders that web servers show: which files lie there, how large, and from when.

Servers have no common form for it. Read are the index pages of Apache (plain, in a table, or preformatted), nginx, lighttpd and
Python, and plain listings: a name a line, or the lines of ``ls -l``, as FTP gives them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from aetia.http import Answer, NotAnAnswer, read_bytes
from aetia.http.readers import looks_like_html

_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
_DATE = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)-([A-Z][a-z]{2})-(\d{4}))( \d\d:\d\d)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(r"(?<![\w.:-])(\d+(?:\.\d+)?)([KMGkmg]?)(?![\w.:-])")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_IS_INDEX = re.compile(r"index of|parent directory|directory listing|href\s*=\s*[\"']?\.\./", re.IGNORECASE)
_LISTED = re.compile(r"[\w+-]+(?:\.[\w+-]+)+|[-dl][-rwxsStT]{9}[.+@]?\s.*\s\S+|total \d+")
_END = re.compile(r"</html>\s*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class IndexEntry:
    """One file of a folder.

    Args:
        name: of the file, without folders.
        size: in bytes, taken as the largest that a rounded one may mean; None where the index says none.
        modified: date and time, ``2026-01-29 14:08`` in the server's own time zone; None where the index says none.
    """

    name: str
    size: int | None
    modified: str | None


def read_index(answer: Answer) -> list[IndexEntry]:
    """What an index names, in its order, each name once.

    Raises:
        NotAnAnswer: it is no index of files, or a page that was cut off.
    """
    body = read_bytes(answer) if not looks_like_html(answer) else answer.body
    text = body.decode("utf-8", "replace")
    found: dict[str, IndexEntry] = {}
    for name, words in _links(text) if "<a " in text.lower() or looks_like_html(answer) else _lines(text):
        if name and name not in found:
            found[name] = _entry(name, words.replace(name, " "))
    return list(found.values())


def _links(page: str) -> list[tuple[str, str]]:
    """Each link with the words that follow it on the page, up to the next one."""
    if not _END.search(page):
        raise NotAnAnswer("gave an index page that is cut off")
    if not _IS_INDEX.search(page):
        raise NotAnAnswer("gave a web page that is no index of files")
    links = list(_LINK.finditer(page))
    ends = [*(link.start() for link in links[1:]), len(page)]
    return [
        (unquote(html.unescape(link[1])).rpartition("/")[2], re.sub(r"<[^>]*>", " ", page[link.end() : end]))
        for link, end in zip(links, ends, strict=False)  # a page without links has one end all the same
    ]


def _lines(text: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not _LISTED.fullmatch(line):
            raise NotAnAnswer(f"gave a text that is no list of files: {line[:80]!r}")
    return [(line.split()[-1], line) for line in lines if not line.startswith(("d", "total"))]


def _entry(name: str, words: str) -> IndexEntry:
    date = _DATE.search(words)
    rest = words.replace(date[0], " ") if date else words
    return IndexEntry(name, _size(rest), _written(date) if date else None)


def _written(date: re.Match[str]) -> str | None:
    """One spelling for the dates of all servers; their months are English whatever the locale."""
    if date[1]:
        return date[0]
    month = _MONTHS.index(date[5]) + 1 if date[5] in _MONTHS else None
    return f"{date[6]}-{month:02d}-{date[4]}{date[7] or ''}" if month else None


def _size(words: str) -> int | None:
    """``19M`` is less than 19.5 MB, ``7.0K`` less than 7.05 kB; of the numbers in a line of ``ls -l`` the size is the largest."""
    sizes = []
    for digits, unit in _SIZE.findall(words):
        half = 0.0 if not unit else 0.5 if "." not in digits else 0.05
        sizes.append(int((float(digits) + half) * _UNITS[unit.upper()]))
    return max(sizes, default=None)
