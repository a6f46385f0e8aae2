"""Citations in Chinese and Japanese, whose titles stand in brackets of their own and whose words have no blanks between."""

from __future__ import annotations

import re

from aetia.rescue.draft import Draft
from aetia.rescue.names import NameList

_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_TITLE = re.compile(r"[《〈「『【](?P<v>[^》〉」』】]{2,200})[》〉」』】]")
_NAMES = re.compile(r"[^，、,;；：:。.（）()《〈「『【\s][^，、,;；：:。.（）()《〈「『【]{0,30}")
_ROLE = re.compile(r"(?:著|編|编|主編|主编|譯|译|撰|等)$")
_HOUSE = re.compile(
    r"(?P<place>[^：:，,。》」』】（(）)\s][^：:，,。》」』】（(）)]{0,12})\s*[：:]\s*(?P<house>[^，,。（(）)\d]{2,30})"
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_VOLUME = re.compile(r"(?P<v>\d{1,4})\s*[卷巻]")
_ISSUE = re.compile(r"(?P<v>\d{1,4})\s*[期号號]")
_PAGES = re.compile(
    r"(?:頁|页|ページ|pp?\.?)\s*(?P<v>\d{1,5}(?:\s*[-–—~～]\s*\d{1,5})?)|(?P<w>\d{1,5}\s*[-–—~～]\s*\d{1,5})\s*(?:頁|页)"
)
_EDGES = " ，,、。.：:;；"


def reads_as_ideographs(text: str) -> bool:
    """True where at least a third of the letters are Chinese or Japanese and a title stands in its brackets."""
    signs = len(_SIGNS.findall(text))
    return signs >= 4 and 3 * signs >= sum(letter.isalpha() for letter in text) and _TITLE.search(text) is not None


def read_ideographs(draft: Draft) -> Draft:
    """Names before the first title; a second title is the journal or book that it stands in; then place, house, year and pages."""
    text = draft.work
    read = Draft(draft.text, draft.work, draft.runs, draft.marks, draft.dates, draft.locators)
    for name in ("doi", "pmid", "pmcid", "url", "isbn", "issn"):
        if name in draft.spans:
            read.spans[name], read.confidence[name] = draft.spans[name], draft.confidence[name]
    titles = list(_TITLE.finditer(text))[:2]
    read.put("title", *titles[0].span("v"), 0.8)
    names = [_without_role(text, *match.span()) for match in _NAMES.finditer(text, 0, titles[0].start())]
    if names:
        read.put_names("authors", NameList(names[0][0], names[-1][1], tuple(names), "ideographs", False, 0.6))
    after = titles[-1].end()
    if len(titles) == 2:
        read.put("journal", *titles[1].span("v"), 0.7)
    house = _HOUSE.search(text, after)
    if house is not None:
        read.put("place", *house.span("place"), 0.6, strip=_EDGES)
        read.put("publisher", *house.span("house"), 0.6, strip=_EDGES)
    year = _YEAR.search(text, after)
    if year is not None:
        read.put("year", *year.span(), 0.9)
        read.values["year"] = int(year[0])
    pages = _PAGES.search(text, after)
    if pages is not None:
        read.put("pages", *pages.span("v" if pages["v"] else "w"), 0.7)
    for name, pattern in (("volume", _VOLUME), ("issue", _ISSUE)):
        if (found := pattern.search(text, after)) is not None:
            read.put(name, *found.span("v"), 0.8)
    read.kind = "article" if len(titles) == 2 else "book"
    return read


def _without_role(text: str, start: int, end: int) -> tuple[int, int]:
    name = text[start:end].rstrip()
    role = _ROLE.search(name)
    if role is not None and role.start() > 1:
        name = name[: role.start()].rstrip()
    return start, start + len(name)
