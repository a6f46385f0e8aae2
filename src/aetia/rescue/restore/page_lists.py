"""What the pages of a site say of its library: each names the files that it was built from, and one page names them all.

A crawl may lack the manifest and hold the pages. Their words survive what crawlers and archives do to addresses, so names and
digests are read from the text of an entry and not from its link.

Pages are read by their marks and not by a parser of HTML: only lists that this program wrote are sought, crawlers change nothing in
them but links, and the time stays in proportion to the page whatever a stranger put into it.
"""

from __future__ import annotations

import html
import re

from aetia.rescue.restore.lists import LARGEST_LIST, MOST_FILES, FileList, Listed, Withheld, day, reason

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_SIGN = re.compile(rb"[0-9a-f]{64}")
_ITEM = re.compile(r"<li(?=[\s>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</li\b|</ul\b", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]*>([^<>]*)</a>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"""\s(data-[a-z-]+)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def read_page_list(body: bytes) -> FileList | None:
    """The library files that a page of a site names with their digests; None where it names none.

    The list is of kind ``source page`` where the page says that these are all.
    """
    if len(body) > LARGEST_LIST or _SIGN.search(body) is None:
        return None
    page = body.decode("utf-8", "replace")
    _, *items = _ITEM.split(page)
    files: dict[str, Listed] = {}
    withheld: list[Withheld] = []
    for item in items:
        told, words = _taken_apart(item)
        listed = _entry(told, words)
        if listed is not None and len(files) < MOST_FILES:
            files.setdefault(listed.file, listed)
        elif listed is None and "data-reason" in told and len(withheld) < MOST_FILES:
            withheld.append(_withheld(told))
    if not files:
        return None
    told = _attributes(_tag_with(page, "data-digest"))
    if "data-digest" not in told:
        return FileList("pages", "", day(_attributes(_tag_with(page, "data-as-of")).get("data-as-of", "")), files)
    return FileList(
        kind="source page",
        library=told.get("data-library", ""),
        as_of=day(told.get("data-as-of", "")),
        files=files,
        withheld=tuple(withheld),
        promised=told["data-digest"] or "none",
    )


def _taken_apart(item: str) -> tuple[dict[str, str], str]:
    """The attributes of an entry, and what stands in it."""
    start, _, rest = item.partition(">")
    end = _ITEM_END.search(rest)
    return _attributes(f"{start} "), rest[: end.start()] if end is not None else rest


def _tag_with(page: str, attribute: str) -> str:
    """The first tag that has an attribute; empty where none has."""
    at = page.find(f" {attribute}=")
    start = page.rfind("<", 0, at) if at > 0 else -1
    return page[start : page.find(">", at)] if start >= 0 else ""


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}


def _entry(told: dict[str, str], inside: str) -> Listed | None:
    """An entry of a list of files: a link whose words are the file's name, and a digest."""
    digests = set(_DIGEST.findall(_TAG.sub(" ", inside))) if "<" in inside else set()
    link = _LINK.search(inside) if len(digests) == 1 else None
    if link is None:
        return None
    words = html.unescape(link[1]).strip()
    name, size = told.get("data-file") or words, told.get("data-bytes", "")
    if not name:
        return None
    changed = reason(told.get("data-changed", ""))
    if not changed and "data-bytes" not in told and _is_marked(inside, link[0]):
        changed = "unknown"
    known = size.isascii() and size.isdecimal() and len(size) < 15
    return Listed(name, digests.pop(), size=int(size) if known else None, changed=changed)


def _is_marked(inside: str, link: str) -> bool:
    """Whether more than the link and the digest stands in an entry: the words that say that the copy was changed."""
    return bool(_DIGEST.sub("", _TAG.sub(" ", inside.replace(link, " ", 1))).strip())


def _withheld(told: dict[str, str]) -> Withheld:
    number = told.get("data-files", "")
    files = int(number) if number.isascii() and number.isdecimal() and 0 < len(number) < 10 else 1
    return Withheld(told.get("data-file", ""), reason(told.get("data-reason", "")), files)
