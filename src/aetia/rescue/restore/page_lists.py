"""What the pages of a site say of its library: each names the files that it was built from, and one page names them all.

A crawl may lack the manifest and hold the pages. Their words survive what crawlers and archives do to addresses, so names and
digests are read from the text of an entry and not from its link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aetia.rescue.restore.lists import LARGEST_LIST, MOST_FILES, FileList, Listed, Withheld, day, reason

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SIGN = re.compile(rb"[0-9a-f]{64}")
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def read_page_list(body: bytes) -> FileList | None:
    """The library files that a page of a site names with their digests; None where it names none.

    The list is of kind ``source page`` where the page says that these are all.
    """
    if len(body) > LARGEST_LIST or _SIGN.search(body) is None:
        return None
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(body)
    whole = page.css_first("ul[data-digest]")
    files: dict[str, Listed] = {}
    for item in (whole or page).css("li"):
        listed = _entry(item)
        if listed is not None and len(files) < MOST_FILES:
            files.setdefault(listed.file, listed)
    if not files:
        return None
    if whole is None:
        return FileList("pages", "", _as_of(page), files)
    told = whole.attributes
    return FileList(
        kind="source page",
        library=told.get("data-library") or "",
        as_of=day(told.get("data-as-of") or ""),
        files=files,
        withheld=_left_out(page),
        promised=told.get("data-digest") or "",
    )


def _entry(item: LexborNode) -> Listed | None:
    """An entry of a list of files: a link whose words are the file's name, and a digest."""
    link = item.css_first("a")
    if link is None or item.css_first("li") not in (None, item):
        return None
    words = item.text(deep=True)
    digests = set(_DIGEST.findall(words))
    told = item.attributes
    name = told.get("data-file") or link.text(deep=True).strip()
    if len(digests) != 1 or not name:
        return None
    size = told.get("data-bytes") or ""
    changed = reason(told.get("data-changed") or "")
    if not changed and "data-bytes" not in told and _is_marked(words, link.text(deep=True)):
        changed = "unknown"
    return Listed(
        file=name,
        sha256=digests.pop(),
        size=int(size) if size.isdecimal() and len(size) < 15 else None,
        changed=changed,
    )


def _is_marked(words: str, name: str) -> bool:
    """Whether more than the name and the digest stands in an entry: the words that say that the copy was changed."""
    return bool(_DIGEST.sub("", words).replace(name, "", 1).strip())


def _as_of(page: LexborHTMLParser) -> str:
    mark = page.css_first("[data-as-of]")
    return day(mark.attributes.get("data-as-of") or "") if mark is not None else ""


def _left_out(page: LexborHTMLParser) -> tuple[Withheld, ...]:
    items = []
    for item in page.css("ul.left-out > li[data-file]"):
        told = item.attributes
        number = told.get("data-files") or ""
        files = int(number) if number.isdecimal() and 0 < len(number) < 10 else 1
        items.append(Withheld(told.get("data-file") or "", reason(told.get("data-reason") or ""), files))
    return tuple(items[:MOST_FILES])
